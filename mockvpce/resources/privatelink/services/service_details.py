"""What can be connected to: AWS's services and the customers' own, as one caller finds them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from heapq import merge
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from mockvpce.data import catalogue, regions
from mockvpce.engine.call_log import advise
from mockvpce.protocol.kept import Kept
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.endpoints.endpoint import GATEWAY, INTERFACE
from mockvpce.resources.privatelink.services.service import EndpointService, zone_members

if TYPE_CHECKING:
    from mockvpce.data.catalogue import Catalogue
    from mockvpce.engine.operation import Call
    from mockvpce.engine.world import World
    from mockvpce.protocol.errors import EC2Error

CUSTOMER_PREFIX = "com.amazonaws.vpce."
_AWS_PREFIXES = ("com.amazonaws.", "cn.com.amazonaws.", "aws.", "api.aws.")
_log = logging.getLogger("mockvpce")


@dataclass(frozen=True, slots=True)
class ServiceDetail:
    """One service of one type."""

    name: str
    service_id: str
    type: str
    region: str
    owner: str
    zone_ids: tuple[str, ...]
    base_names: tuple[str, ...]
    private_names: tuple[str, ...]
    verification: str
    """State of the private name, empty where there is none."""
    policy_supported: bool
    acceptance_required: bool
    ip_address_types: tuple[str, ...]
    payer: str = ""

    @property
    def id(self) -> str:
        """Under which tag filters look for the service's tags."""
        return self.service_id

    @property
    def is_customers(self) -> bool:
        """Whether a customer provides it."""
        return self.owner != "amazon"


class AddedServices(list[catalogue.ServiceEntry]):
    """AWS services that a test has added to the catalogue, in the order in which it did."""


def catalogue_of(world: World) -> Catalogue:
    """AWS's services as the active mock has them."""
    return world.catalogue or catalogue.OURS


def unknown(call: Call, name: str, region: str) -> EC2Error:
    """The refusal of a name that is not offered. Where it may be newer than the catalogue, it says how to make it known."""
    if name.startswith(_AWS_PREFIXES) and not name.startswith(CUSTOMER_PREFIX):
        advice = _missing(call.world, name, region)
        advise(advice)
        _log.info(advice)
    for service in call.world.table(EndpointService):
        if service.name == name and not service.admits(call.principal):
            advise(
                f"{service.id} of account {service.account} does not admit {call.account}: its owner can with"
                f" ModifyVpcEndpointServicePermissions, AddAllowedPrincipals=['arn:aws:iam::{call.account}:root']"
            )
        elif service.name == name:
            advise(f"{service.id} is in {service.region}, and not offered in {region}")
    return errors.SERVICE_NAME_UNKNOWN(name=name)


def _missing(world: World, name: str, region: str) -> str:
    """Why a service of AWS's is none here: it is another Region's, it is misspelt, or the list is too old."""
    known = catalogue_of(world)
    elsewhere = [part for part in name.split(".") if part != region and known.find(part, name)]
    if elsewhere:
        return f"{name} is of {elsewhere[0]}, and this request is to {region}"
    near = get_close_matches(name, {one.name for one in known.services(region)}, n=1, cutoff=0.8)
    meant = f"; nearest: {near[0]}" if near else ""
    source = (
        f"your list of {region}"
        if region in known.listed
        else f"mockvpce's list of AWS's services, of {catalogue.AS_OF},"
    )
    return (
        f"{source} has no {name}{meant}. If AWS has it: mock_vpce(services='FILE') or the ini option mockvpce_services take"
        " what `aws ec2 describe-vpc-endpoint-services` prints, and aws.add_service(name) adds one service."
    )


def added_services(world: World) -> Sequence[catalogue.ServiceEntry]:
    """AWS services that the test has added to the catalogue."""
    return world.single(AddedServices)


@lru_cache(maxsize=64)
def _of_region(known: Catalogue, region: str) -> tuple[ServiceDetail, ...]:
    return tuple(of_entry(entry) for entry in known.services(region))


@lru_cache(maxsize=64)
def _remote_of_region(known: Catalogue, region: str) -> tuple[ServiceDetail, ...]:
    return tuple(of_entry(entry) for entry in known.services(region) if _is_remote(entry))


def of_entry(entry: catalogue.ServiceEntry) -> ServiceDetail:
    """An AWS service."""
    return ServiceDetail(
        entry.name,
        entry.service_id,
        entry.type,
        entry.region,
        "amazon",
        entry.zone_ids,
        entry.base_dns_names,
        entry.private_dns_names,
        "verified" if entry.private_dns_names else "",
        entry.policy_supported,
        acceptance_required=False,
        ip_address_types=entry.ip_address_types,
    )


def of_service(service: EndpointService) -> ServiceDetail:
    """A customer's service."""
    gateway = service.service_type == "GatewayLoadBalancer"
    return ServiceDetail(
        service.name,
        service.id,
        service.service_type,
        service.region,
        service.account,
        tuple(service.zone_ids),
        () if gateway else (service.base_name,),
        (service.private_dns_name,) if service.private_dns_name else (),
        service.proof.shown_state if service.proof is not None else "",
        policy_supported=False,
        acceptance_required=service.acceptance_required,
        ip_address_types=tuple(service.ip_address_types),
        payer=service.payer,
    )


def find(call: Call, name: str, region: str) -> list[ServiceDetail]:
    """The offers of that name which the caller can connect to in `region`; several where it comes in several types."""
    if name.startswith(CUSTOMER_PREFIX):
        service = _customers(call, name, region)
        return [] if service is None else [of_service(service)]
    entries = [
        *catalogue_of(call.world).find(region, name),
        *(e for e in added_services(call.world) if (e.region, e.name) == (region, name)),
    ]
    return [of_entry(entry) for entry in entries if region == call.region or _is_remote(entry)]


def _is_remote(entry: catalogue.ServiceEntry) -> bool:
    return entry.cross_region and entry.type == INTERFACE


def _customers(call: Call, name: str, region: str) -> EndpointService | None:
    service = call.world.table(EndpointService).get(name.rsplit(".", 1)[-1])
    if service is None or service.name != name or service.region != region or not service.is_offered_in(call.region):
        return None
    return service if service.admits(call.principal) else None


def named(call: Call, names: Iterable[str], service_regions: Sequence[str]) -> list[ServiceDetail]:
    """The offers of these names that the caller finds, in the order of `listed`."""
    places = dict.fromkeys(service_regions or [call.region])
    found = [offer for name in dict.fromkeys(names) for region in places for offer in find(call, name, region)]
    return sorted(found, key=_order)


def _order(offer: ServiceDetail) -> tuple[str, bool]:
    return offer.name, offer.type != GATEWAY


def listed(call: Call, service_regions: Sequence[str]) -> Iterator[ServiceDetail]:
    """All offers that the caller finds, by name, gateways first; each is made when it is asked for."""
    places, known = dict.fromkeys(service_regions or [call.region]), catalogue_of(call.world)
    shelves: list[Iterable[ServiceDetail]] = [
        _of_region(known, region) if region == call.region else _remote_of_region(known, region) for region in places
    ]
    added = (of_entry(entry) for entry in added_services(call.world) if _is_found(entry, call.region, places))
    of_aws = merge(*shelves, sorted(added, key=_order), key=_order)
    for offer in of_aws:
        if offer.name > CUSTOMER_PREFIX:
            customers = (_customers_in(call, region) for region in places)
            yield from merge(chain([offer], of_aws), *customers, key=_order)
            return
        yield offer
    yield from merge(*(_customers_in(call, region) for region in places), key=_order)


def _is_found(entry: catalogue.ServiceEntry, region: str, places: Container[str]) -> bool:
    return entry.region in places and (entry.region == region or _is_remote(entry))


def _customers_in(call: Call, region: str) -> Iterator[ServiceDetail]:
    """The customers' offers, by name."""
    principal = call.principal
    for service in sorted(call.world.table(EndpointService).where("offered-in", call.region), key=attrgetter("name")):
        if service.region == region and service.is_offered_in(call.region) and service.admits(principal):
            yield of_service(service)


def viewer(call: Call) -> Callable[[ServiceDetail], dict[str, Any]]:
    """`offer_view` for a caller; its part on AWS services is built once for all callers that see the same zones."""
    key = (call.region, tuple(call.platform.networks.zones(call.home)))
    if key not in _views and len(_views) >= _MOST_VIEWS:
        _views.clear()
    known = _views.setdefault(key, {})

    def view(offer: ServiceDetail) -> dict[str, Any]:
        if offer.is_customers:
            return offer_view(call, offer)
        kept = known.get(offer.service_id)
        if kept is None or kept[0] is not offer:
            kept = known[offer.service_id] = (offer, Kept(offer_view(call, offer)))
        return kept[1]

    return view


_MOST_VIEWS = 64
_views: dict[tuple[str, tuple[tuple[str, str], ...]], dict[str, tuple[ServiceDetail, Kept]]] = {}


def offer_view(call: Call, offer: ServiceDetail) -> dict[str, Any]:
    """A service as DescribeVpcEndpointServices shows it."""
    shown: dict[str, Any] = {
        "ServiceName": offer.name,
        "ServiceId": offer.service_id,
        "ServiceType": [{"ServiceType": offer.type}],
        "ServiceRegion": offer.region,
        "Owner": offer.owner,
        "VpcEndpointPolicySupported": offer.policy_supported,
        "AcceptanceRequired": offer.acceptance_required,
        "ManagesVpcEndpoints": False,
        "Tags": call.tag_list(offer.service_id) if offer.owner == call.account else [],
        "SupportedIpAddressTypes": list(offer.ip_address_types),
    }
    if offer.region == call.region:
        shown.update(zone_members(call, offer.zone_ids))
    if offer.base_names:
        shown["BaseEndpointDnsNames"] = list(offer.base_names)
    if offer.private_names:
        shown["PrivateDnsName"] = offer.private_names[0]
        shown["PrivateDnsNames"] = [{"PrivateDnsName": name} for name in offer.private_names]
        shown["PrivateDnsNameVerificationState"] = offer.verification
    if offer.payer:
        shown["PayerResponsibility"] = offer.payer
    return shown


def remote_zone_ids(call: Call) -> tuple[str, ...]:
    """The zones of the caller's Region from which services of other Regions can be reached."""
    return tuple(zone for zone in regions.remote_access_zone_ids(call.region))


def service_of(world: World, service_id: str) -> EndpointService | None:
    """A customer's service, whether or not the caller may see it."""
    return world.table(EndpointService).get(service_id) if service_id else None
