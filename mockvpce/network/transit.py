"""Over a transit gateway: by the route table of the attachment that a packet comes in by, out by another one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mockvpce.engine import forwarding
from mockvpce.network import checks
from mockvpce.network.ports import version
from mockvpce.network.routes import choose_transit

if TYPE_CHECKING:
    from mockvpce.engine.topology import AttachmentNode, SubnetNode, TransitRoute
    from mockvpce.network.walk import Walk


def transit_gateway(walk: Walk, target: str, subnet: SubnetNode) -> None:
    """Over a transit gateway: by the table of the attachment, into the VPC of another one."""
    near = walk.topology.attachment_of(target, subnet.vpc_id)
    if near is None:
        walk.stop(subnet.home, target, "UNASSOCIATED_COMPONENT", TransitGateway=target)
        return
    entry = _subnet_in(walk, near, subnet.zone)
    if entry is None or entry.zone != subnet.zone:
        walk.stop(
            subnet.home, target, "TGW_ROUTE_AZ_RESTRICTION", TransitGateway=target, AvailabilityZones=[subnet.zone]
        )
        return
    checks.meet_acl(walk, entry, "ingress")
    walk.hop(near.home, near.id, TransitGateway=walk.components.component(near.home, target))
    if version(walk.flow.destination) == 6 and not near.ipv6:
        walk.stop(near.home, near.id, "TGW_RTB_CANNOT_ROUTE", TransitGatewayAttachment=near.id)
        return
    from_attachment(walk, near, entry.zone)


def from_attachment(walk: Walk, near: AttachmentNode, zone: str) -> None:
    """The gateway has a packet from an attachment: its table says which attachment is next."""
    if not walk.count(f"{near.gateway_id} {near.id}"):
        walk.stop(near.home, near.id, "MOCKVPCE_LOOP", TransitGatewayAttachment=near.id)
        return
    if not near.table_id:
        walk.stop(near.home, near.id, "TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION", TransitGatewayAttachment=near.id)
        return
    members: dict[str, Any] = {"TransitGateway": near.gateway_id, "TransitGatewayRouteTable": near.table_id}
    route = choose_transit(walk.topology.transit_routes(near.table_id), walk.flow.destination)
    if route is None:
        walk.stop(near.home, near.table_id, "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT", **members)
        return
    far = walk.topology.attachment(route.attachment_id) if route.attachment_id else None
    shown = transit_route(route, far)
    if far is None or not far.available:
        walk.stop(near.home, near.table_id, "TGW_RTB_BAD_STATE_ROUTE", TransitGatewayRouteTableRoute=shown, **members)
        return
    walk.hop(near.home, near.table_id, f"{route.cidr} to {far.id}", TransitGatewayRouteTableRoute=shown)
    walk.hop(far.home, far.id, TransitGateway=walk.components.component(far.home, far.gateway_id))
    if far.resource_type == "peering":
        _over_peering(walk, replace(far, gateway_id=near.gateway_id), zone)
        return
    if far.resource_type != "vpc":
        _out_of_aws(walk, far)
        return
    landing = _subnet_in(walk, far, zone)
    if landing is None:
        walk.stop(far.home, far.id, "NO_POSSIBLE_DESTINATION", Component=far.id)
        return
    if not (near.references and far.references):
        walk.flow = walk.flow.from_(walk.flow.source)
    walk.over_transit = True
    walk.from_subnet(landing)


def _over_peering(walk: Walk, near: AttachmentNode, zone: str) -> None:
    """To another transit gateway, whose own attachment of the peering decides there."""
    far = walk.topology.peer_attachment(near)
    if far is None or not far.available:
        walk.stop(near.home, near.id, "BAD_STATE_ATTACHMENT", TransitGatewayAttachment=near.id)
        return
    walk.hop(far.home, far.id, TransitGateway=walk.components.component(far.home, far.gateway_id))
    walk.flow = walk.flow.from_(walk.flow.source)
    from_attachment(walk, far, zone)


def _out_of_aws(walk: Walk, far: AttachmentNode) -> None:
    """To whatever else is attached, which says itself where a packet goes."""
    resource = walk.world.get(far.resource_id)
    packet = forwarding.Packet("", walk.flow.source, walk.flow.destination, walk.flow.protocol)
    step = None if resource is None else forwarding.onward(walk.world, resource, packet)
    if resource is None or not isinstance(step, forwarding.Outside):
        code = step.code if isinstance(step, forwarding.Dropped) else "MOCKVPCE_UNSUPPORTED_TARGET"
        walk.stop(far.home, far.id, code, TransitGatewayAttachment=far.id)
        return
    walk.hop(resource.homes[0], resource.id, None if step.by else step.rule)
    if step.by:
        walk.hop(resource.homes[0], step.by, step.rule)
    walk.end = step.name
    walk.close_leg("outside", "", far.id)


def transit_route(route: TransitRoute, far: AttachmentNode | None) -> dict[str, Any]:
    """`TransitGatewayRouteTableRoute` of a path component."""
    shown: dict[str, Any] = {
        "DestinationCidr": route.cidr,
        "State": "active" if far is not None and far.available else "blackhole",
        "RouteOrigin": route.origin,
    }
    if far is not None:
        shown |= {"AttachmentId": far.id, "ResourceId": far.resource_id, "ResourceType": far.resource_type}
    return shown


def _subnet_in(walk: Walk, attachment: AttachmentNode, zone: str) -> SubnetNode | None:
    """The attachment's subnet in a zone, which the gateway keeps to where it can; else any."""
    subnets = [one for one in map(walk.topology.subnet, attachment.subnet_ids) if one is not None]
    same = [one for one in subnets if one.zone == zone]
    return next(iter(same or subnets), None)
