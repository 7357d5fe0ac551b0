"""The provider's side: creating, changing, deleting and describing endpoint services."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.engine.resource_types import check_ids
from mockvpce.protocol.filters import OWN_ID, Field, Filters
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.endpoints.endpoint import GATEWAY_LOAD_BALANCER, INTERFACE, LIVE, VpcEndpoint
from mockvpce.resources.privatelink.lookups import changeable_service, one_by_one
from mockvpce.resources.privatelink.services.companions import (
    PENDING_VERIFICATION,
    REGION_AVAILABLE,
    REGION_DELETING,
    REGION_PENDING,
    DomainProof,
    OfferedRegion,
)
from mockvpce.resources.privatelink.services.load_balancers import find_balancers
from mockvpce.resources.privatelink.services.service import (
    SERVICE_AVAILABLE,
    SERVICE_DELETING,
    EndpointService,
    is_region,
    service_view,
)

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"(\*\.)?({_LABEL}\.)+{_LABEL}")

SERVICE_FILTERS: Filters[EndpointService] = Filters(
    {
        "service-name": Field(lambda service: service.name, index="name"),
        "service-id": Field(lambda service: service.id, OWN_ID),
        "service-state": Field(lambda service: service.state, index="state"),
        "supported-ip-address-types": lambda service: service.ip_address_types,
    },
    unknown=lambda name: errors.FILTER_OF_SERVICES(name=name),
)


@operation(creates=EndpointService)
def create_vpc_endpoint_service_configuration(
    call: Call,
    *,
    acceptance_required: bool = True,
    private_dns_name: str = "",
    network_load_balancer_arns: Sequence[str] = (),
    gateway_load_balancer_arns: Sequence[str] = (),
    supported_ip_address_types: Sequence[str] = (),
    supported_regions: Sequence[str] = (),
) -> dict[str, Any]:
    """Offer load balancers as a service."""
    if bool(network_load_balancer_arns) == bool(gateway_load_balancer_arns):
        raise errors.ONE_BALANCER_KIND()
    gateway = bool(gateway_load_balancer_arns)
    arns = list(dict.fromkeys([*network_load_balancer_arns, *gateway_load_balancer_arns]))
    ip_types = list(dict.fromkeys(supported_ip_address_types)) or ["ipv4"]
    find_balancers(call, arns, gateway=gateway, ip_address_types=ip_types)
    check_name(private_dns_name, gateway=gateway)
    regions = _regions(call, supported_regions, gateway=gateway)
    service = call.new(
        EndpointService,
        service_type=GATEWAY_LOAD_BALANCER if gateway else INTERFACE,
        acceptance_required=acceptance_required,
        balancer_arns=arns,
        ip_address_types=ip_types,
    )
    service.look_at_zones(call.world)
    call.add(service, SERVICE_AVAILABLE)
    set_name(call, service, private_dns_name)
    for region in dict.fromkeys([call.region, *regions]):
        add_region(call, service, region)
    return {"ServiceConfiguration": service_view(call, service)}


def check_name(name: str, *, gateway: bool) -> None:
    """A private DNS name: lower case, labels of up to 63 characters, 255 in all, perhaps a wildcard in front."""
    if name and gateway:
        raise errors.NAME_ON_GATEWAY_SERVICE()
    if name and (len(name) > 255 or not _NAME.fullmatch(name)):
        raise errors.NAME_INVALID(name=name)


def set_name(call: Call, service: EndpointService, name: str) -> None:
    """Give a service a private DNS name, which then waits for its verification."""
    world = call.world
    if service.proof is not None:
        world.remove(service.proof)
    service.private_dns_name, service.proof = name, None
    if not name:
        return
    service.proof = DomainProof(
        id=f"{service.id}/private-dns-name",
        account=call.account,
        region=call.region,
        created=world.clock.now(),
        domain=name,
        label=f"_{world.ids.base36(20)}",
        value=f"vpce:{world.ids.base62(20)}",
    )
    world.add(service.proof)
    world.begin(service.proof, PENDING_VERIFICATION)


def add_region(call: Call, service: EndpointService, region: str) -> None:
    """Offer a service in a Region: in its own at once, in others after a while."""
    offered = service.supported_regions.get(region)
    if offered is not None:
        if offered.state == REGION_DELETING:
            call.world.apply(offered, "add")
        return
    offered = OfferedRegion(
        id=f"{service.id}/{region}", account=call.account, region=call.region, created=call.world.clock.now()
    )
    service.supported_regions[region] = offered
    call.world.add(offered)
    call.world.begin(offered, REGION_AVAILABLE if region == service.region else REGION_PENDING)
    call.world.moved(service)


def _regions(call: Call, asked: Iterable[str], *, gateway: bool) -> list[str]:
    wanted = list(dict.fromkeys(asked))
    for region in wanted:
        if not is_region(region):
            raise errors.REGION_INVALID(region=region)
        if gateway and region != call.region:
            raise errors.REGIONS_ON_GATEWAY_SERVICE()
    return wanted


@operation
def modify_vpc_endpoint_service_configuration(
    call: Call,
    *,
    service_id: str,
    private_dns_name: str | None = None,
    remove_private_dns_name: bool = False,
    acceptance_required: bool | None = None,
    add_network_load_balancer_arns: Sequence[str] = (),
    remove_network_load_balancer_arns: Sequence[str] = (),
    add_gateway_load_balancer_arns: Sequence[str] = (),
    remove_gateway_load_balancer_arns: Sequence[str] = (),
    add_supported_ip_address_types: Sequence[str] = (),
    remove_supported_ip_address_types: Sequence[str] = (),
    add_supported_regions: Sequence[str] = (),
    remove_supported_regions: Sequence[str] = (),
) -> dict[str, Any]:
    """Change a service. Every change makes it look at the zones of its load balancers anew."""
    service = changeable_service(call, service_id)
    gateway = service.service_type == GATEWAY_LOAD_BALANCER
    if private_dns_name and remove_private_dns_name:
        raise errors.NAME_AND_REMOVE()
    check_name(private_dns_name or "", gateway=gateway)
    kept = [one for one in service.ip_address_types if one not in remove_supported_ip_address_types]
    ip_types = list(dict.fromkeys([*kept, *add_supported_ip_address_types])) or ["ipv4"]
    networks = add_network_load_balancer_arns, remove_network_load_balancer_arns
    gateways = add_gateway_load_balancer_arns, remove_gateway_load_balancer_arns
    if any(networks if gateway else gateways):
        raise errors.ONE_BALANCER_KIND()
    arns = _changed_balancers(call, service, *(gateways if gateway else networks), ip_types)
    regions = _regions(call, add_supported_regions, gateway=gateway)
    if service.region in remove_supported_regions:
        raise errors.REGION_HOME(region=service.region)
    service.balancer_arns, service.ip_address_types = arns, ip_types
    _change_regions(call, service, regions, remove_supported_regions)
    if acceptance_required is not None:
        service.acceptance_required = acceptance_required
    if remove_private_dns_name or (private_dns_name and private_dns_name != service.private_dns_name):
        set_name(call, service, private_dns_name or "")
    _look_again(call, service)
    return {"Return": True}


def _look_again(call: Call, service: EndpointService) -> None:
    service.look_at_zones(call.world)
    call.world.table(EndpointService).refresh(service)


def _change_regions(call: Call, service: EndpointService, add: Iterable[str], remove: Iterable[str]) -> None:
    for region in remove:
        offered = service.supported_regions.get(region)
        if offered is not None and offered.state != REGION_DELETING:
            call.world.apply(offered, "remove")
    for region in add:
        add_region(call, service, region)


def _changed_balancers(
    call: Call,
    service: EndpointService,
    added: Sequence[str],
    removed: Sequence[str],
    ip_types: Sequence[str],
) -> list[str]:
    """The load balancers after a change."""
    gateway = service.service_type == GATEWAY_LOAD_BALANCER
    for arn in removed:
        if arn not in service.balancer_arns:
            raise errors.BALANCER_NOT_ATTACHED(arn=arn, id=service.id)
    new = [arn for arn in dict.fromkeys(added) if arn not in service.balancer_arns]
    arns = [arn for arn in service.balancer_arns if arn not in removed] + new
    if not arns:
        raise errors.BALANCER_LAST(id=service.id)
    find_balancers(call, arns, gateway=gateway, ip_address_types=ip_types, own=service)
    in_use = {arn for one in connections(call, service) if one.state in LIVE for arn in one.pinned.values()}
    if in_use & set(removed):
        raise errors.CONNECTIONS_EXIST()
    return arns


def connections(call: Call, service: EndpointService) -> Iterable[VpcEndpoint]:
    """The endpoints that are, or were, connected to a service."""
    return call.world.table(VpcEndpoint).where("service-id", service.id)


@operation
def delete_vpc_endpoint_service_configurations(call: Call, *, service_ids: Sequence[str]) -> dict[str, Any]:
    """Delete services that have no live connection."""
    check_ids(service_ids, "vpce-svc", errors.SERVICE_MALFORMED)
    return one_by_one(service_ids, partial(_delete, call))


def _delete(call: Call, service_id: str) -> None:
    service = call.world.table(EndpointService).seen_from(call.home, service_id)
    if service is None:
        raise errors.SERVICE_ITEM_UNKNOWN(id=service_id)
    if service.state == SERVICE_DELETING:
        return
    if any(one.state in LIVE for one in connections(call, service)):
        raise errors.CONNECTIONS_EXIST()
    call.world.apply(service, "delete")


@operation(lists=EndpointService, filters=SERVICE_FILTERS, page=(5, 1000))
def describe_vpc_endpoint_service_configurations(
    call: Call, *, service_ids: Sequence[str] | None = None, filters: Sequence[Mapping[str, Any]] | None = None
) -> Listing[EndpointService]:
    """The caller's own services."""
    return call.listing(EndpointService, service_ids, filters, {"ServiceConfigurations": service_view})
