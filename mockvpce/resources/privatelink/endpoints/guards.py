"""What endpoints refuse or follow when a moto resource is deleted or changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mockvpce.engine.call_log import advise
from mockvpce.engine.guards import after, guard
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.endpoints.endpoint import (
    AVAILABLE,
    DELETED,
    GATEWAY,
    GATEWAY_LOAD_BALANCER,
    VpcEndpoint,
)

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call


def _holds_endpoints(call: Call, index: str, key: str) -> bool:
    held = [one.id for one in call.world.table(VpcEndpoint).where(index, (call.home, key)) if one.state != DELETED]
    if held:
        advise(f"still there: {', '.join(held)}")
    return bool(held)


@guard("DeleteVpc")
def _vpc_without_endpoints(call: Call, *, vpc_id: str) -> None:
    if _holds_endpoints(call, "vpc-id", vpc_id):
        raise errors.VPC_IN_USE(id=vpc_id)


@guard("DeleteSubnet")
def _subnet_without_interfaces(call: Call, *, subnet_id: str) -> None:
    if _holds_endpoints(call, "subnet", subnet_id):
        raise errors.SUBNET_IN_USE(id=subnet_id)


@guard("DeleteSecurityGroup")
def _group_without_endpoints(call: Call, *, group_id: str | None) -> None:
    if group_id and _holds_endpoints(call, "group", group_id):
        raise errors.GROUP_IN_USE(id=group_id)


@guard("DeleteRoute")
def _route_of_gateway(call: Call, *, route_table_id: str, destination_prefix_list_id: str | None) -> None:
    if not destination_prefix_list_id:
        return
    target = call.platform.routes.to_prefix_lists(call.home, route_table_id).get(destination_prefix_list_id)
    if target is not None and call.world.table(VpcEndpoint).get(target) is not None:
        raise errors.ENDPOINT_ROUTE(endpoint=target, table=route_table_id)


@guard("CreateRoute")
@guard("ReplaceRoute")
def _route_to_endpoint(
    call: Call, *, vpc_endpoint_id: str | None, gateway_id: str | None, destination_prefix_list_id: str | None
) -> None:
    target = vpc_endpoint_id or gateway_id or ""
    if not target.startswith("vpce-"):
        return
    if destination_prefix_list_id:
        raise errors.PREFIX_ROUTE_TO_ENDPOINT()
    endpoint = call.world.table(VpcEndpoint).seen_from(call.home, target)
    if endpoint is None:
        raise errors.ENDPOINT_UNKNOWN(id=target)
    if endpoint.endpoint_type != GATEWAY_LOAD_BALANCER:
        raise errors.ROUTE_TO_INTERFACE(id=target)
    if endpoint.state != AVAILABLE:
        raise errors.ROUTE_TO_PENDING(id=target, state=endpoint.state)


@after("DeleteRouteTable")
def _table_of_gateway(call: Call, *, route_table_id: str) -> None:
    """A table in use by a gateway endpoint may go; the endpoint loses it."""
    for endpoint in call.world.table(VpcEndpoint).where("type", (call.home, GATEWAY)):
        if route_table_id in endpoint.route_table_ids:
            endpoint.route_table_ids.remove(route_table_id)


@guard("CreateHostedZone", service="route53")
def _zone_beside_endpoint(call: Call, *, name: str, vpc: Mapping[str, Any] | None) -> None:
    if vpc is not None:
        _check_zone(call, vpc, name)


@guard("AssociateVPCWithHostedZone", service="route53")
def _association_beside_endpoint(call: Call, *, hosted_zone_id: str, vpc: Mapping[str, Any]) -> None:
    name = call.platform.dns.name(call.home, hosted_zone_id)
    if name is not None:
        _check_zone(call, vpc, name)


def _check_zone(call: Call, vpc: Mapping[str, Any], name: str) -> None:
    """Refuse a private zone of a name that an endpoint's hidden zone has in the VPC already."""
    vpc_id, region = vpc["VPCId"], vpc.get("VPCRegion") or call.region
    domain = name.rstrip(".")
    for form in (domain, f"*.{domain}"):
        for endpoint in call.world.table(VpcEndpoint).where("private-name", ((call.account, region), vpc_id, form)):
            if endpoint.state != DELETED:
                zone = endpoint.hosted_zone or "ZONEIDPENDING"
                raise errors.ZONE_CONFLICT(vpc=vpc_id, region=region, zone=zone)
