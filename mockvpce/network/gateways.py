"""What a packet meets between VPCs and at their edges: moto's gateways, and what families say of their resources."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mockvpce.engine import forwarding
from mockvpce.network import balancers
from mockvpce.network.filters import Flow
from mockvpce.network.ports import holds, is_private, version
from mockvpce.network.routes import choose, choose_transit

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.topology import AttachmentNode, InterfaceNode, SubnetNode
    from mockvpce.network.walk import Walk

INTERNET = "internet"


def onward(walk: Walk, home: Home, some_id: str, step: forwarding.Onward, subnet: SubnetNode) -> None:
    """Go on as a family says of its resource."""
    if isinstance(step, forwarding.Dropped):
        state: dict[str, Any] = {"State": step.state} if step.state else {}
        walk.stop(home, some_id, step.code, Component=some_id, **state)
        return
    if isinstance(step, forwarding.IntoVpc):
        _into_vpc(walk, home, some_id, step, subnet)
        return
    walk.hop(home, some_id)
    if isinstance(step, forwarding.ToService):
        walk.end = step.service_name
        walk.close_leg("service", subnet.id)
    elif isinstance(step, forwarding.Outside):
        walk.end = step.name
        walk.close_leg("outside", subnet.id)
    elif isinstance(step, forwarding.ToBalancers):
        balancers.through_service(walk, home, step)
    else:
        inspected = walk.topology.subnet(step.subnet_id)
        if inspected is not None:
            walk.from_subnet(inspected)


def _into_vpc(walk: Walk, home: Home, some_id: str, step: forwarding.IntoVpc, subnet: SubnetNode) -> None:
    vpc = walk.topology.vpc(step.vpc_id)
    far = {"Id": step.vpc_id}
    walk.hop(home, some_id, SourceVpc=walk.components.component(subnet.home, subnet.vpc_id), DestinationVpc=far)
    if vpc is None or not any(holds(one, walk.flow.destination) for one in vpc.cidrs):
        cidrs = list(vpc.cidrs) if vpc is not None else []
        walk.stop(home, some_id, "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR", VpcPeeringConnection=some_id, Cidrs=cidrs)
        return
    if not step.keeps_references:
        walk.flow = walk.flow.from_(walk.flow.source)
    walk.deliver(vpc.id, "")


def internet_gateway(walk: Walk, target: str, subnet: SubnetNode) -> None:
    """Out by an internet gateway, by the public address of the source."""
    gateway = walk.topology.gateway(target)
    if gateway is None:
        return
    members: dict[str, Any] = {"InternetGateway": target, "Vpc": subnet.vpc_id}
    destination = walk.flow.destination
    if version(destination) == 4:
        if is_private(destination):
            shared = holds("100.64.0.0/10", destination)
            block = "RFC6598" if shared else "RFC1918"
            walk.stop(gateway.home, target, f"IGW_DESTINATION_ADDRESS_NOT_IN_{block}_EGRESS", **members)
            return
        public = _public_address(walk, subnet.vpc_id)
        if public is None:
            walk.stop(gateway.home, target, "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS", **members)
            return
        private = walk.flow.source
        walk.hop(
            gateway.home,
            target,
            f"{private} becomes {public}",
            Vpc=walk.components.component(subnet.home, subnet.vpc_id),
        )
    else:
        public = walk.flow.source
        walk.hop(gateway.home, target, Vpc=walk.components.component(subnet.home, subnet.vpc_id))
    if walk.back:
        walk.end = INTERNET
        return
    walk.close_leg(INTERNET, subnet.id)
    walk.flow = walk.flow.from_(public)
    into_internet(walk)


def into_internet(walk: Walk) -> None:
    """The packet is on the internet: it comes in again where its destination is a public address of the mock's."""
    found = walk.topology.public_interface(walk.flow.destination)
    if found is None:
        walk.end = INTERNET
        return
    walk.leg_start = None
    from_internet(walk, found)


def _public_address(walk: Walk, vpc_id: str) -> str | None:
    interface = walk.topology.interface_at(vpc_id, walk.flow.source)
    if interface is not None:
        return interface.public.get(walk.flow.source)
    start = walk.leg_start
    found = getattr(start, "public", None)
    return None if found is None else found.get(walk.flow.source)


def from_internet(walk: Walk, interface: InterfaceNode) -> None:
    """In by the internet gateway of the interface's VPC, to the private address behind the public one."""
    gateway = walk.topology.internet_gateway_of(interface.vpc_id)
    home, vpc_id = interface.home, interface.vpc_id
    subnet = walk.topology.subnet(interface.subnet_id)
    if subnet is None:
        return
    if gateway is None:
        walk.stop(home, vpc_id, "NO_ROUTE_TO_DESTINATION", Vpc=vpc_id)
        return
    walk.hop(home, gateway.id, Vpc=walk.components.component(home, vpc_id))
    private = next((one for one, public in interface.public.items() if public == walk.flow.destination), None)
    if private is None and version(walk.flow.destination) == 4:
        walk.stop(home, gateway.id, "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS", InternetGateway=gateway.id, Vpc=vpc_id)
        private = walk.flow.destination
    walk.flow = walk.flow.to(private or walk.flow.destination)
    table, vpc = walk.topology.edge_table(gateway), walk.topology.vpc(vpc_id)
    if table is not None and vpc is not None:
        route = choose(table, vpc, walk.flow.destination, walk.listed(table.home))
        if route is not None and route.target != "local":
            edge = walk.topology.subnet_at(vpc_id, walk.flow.destination)
            walk.follow(route, edge or subnet)
            return
    walk.acl(subnet, "ingress")
    walk.arrive(interface, subnet)


def egress_only_gateway(walk: Walk, target: str, subnet: SubnetNode) -> None:
    """Out by an egress-only internet gateway: IPv6, and never in."""
    gateway = walk.topology.gateway(target)
    if gateway is None:
        return
    walk.hop(gateway.home, target, Vpc=walk.components.component(subnet.home, subnet.vpc_id))
    walk.close_leg(INTERNET, subnet.id)
    walk.end = INTERNET


def nat_gateway(walk: Walk, target: str, subnet: SubnetNode) -> None:
    """Through a NAT gateway: the source becomes its address, and its subnet's table decides what follows."""
    nat = walk.topology.nat_gateway(target)
    inside = None if nat is None else walk.topology.subnet(nat.subnet_id)
    vpc = walk.topology.vpc(subnet.vpc_id)
    interface = None if nat is None else walk.topology.interface(nat.interface_id)
    if nat is None or inside is None or vpc is None or interface is None:
        return
    if not any(holds(one, walk.flow.source) for one in vpc.cidrs):
        walk.stop(nat.home, target, "NGW_REQUIRES_SOURCE_IN_VPC", NatGateway=target)
        return
    if inside.id != subnet.id:
        walk.acl(inside, "ingress")
    walk.hop(nat.home, nat.interface_id)
    walk.hop(nat.home, target, f"{walk.flow.source} becomes {nat.address}")
    walk.close_leg(nat.interface_id, inside.id)
    walk.flow = Flow(nat.address, walk.flow.destination, walk.flow.protocol)
    walk.leg_start = interface
    walk.from_subnet(inside)


def transit_gateway(walk: Walk, target: str, subnet: SubnetNode) -> None:
    """Over a transit gateway: by the table of the attachment, into the VPC of another one."""
    near = walk.topology.attachment_of(target, subnet.vpc_id)
    home = subnet.home
    if near is None:
        walk.stop(home, target, "UNASSOCIATED_COMPONENT", TransitGateway=target)
        return
    entry = _attachment_subnet(walk, near, subnet.zone)
    if entry is None or entry.zone != subnet.zone:
        walk.stop(home, target, "TGW_ROUTE_AZ_RESTRICTION", TransitGateway=target, AvailabilityZones=[subnet.zone])
        return
    walk.acl(entry, "ingress")
    walk.hop(near.home, near.id)
    if not near.table_id:
        walk.stop(near.home, near.id, "TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION", TransitGatewayAttachment=near.id)
        return
    route = choose_transit(walk.topology.transit_routes(near.table_id), walk.flow.destination)
    far = walk.topology.attachment(route.attachment_id) if route is not None else None
    if route is None or far is None or not far.available:
        walk.stop(
            near.home,
            near.table_id,
            "TGW_RTB_CANNOT_ROUTE",
            TransitGateway=target,
            TransitGatewayRouteTable=near.table_id,
        )
        return
    walk.hop(near.home, near.table_id, f"{route.cidr} to {far.id}")
    walk.hop(far.home, far.id)
    inside = walk.topology.subnet_at(far.resource_id, walk.flow.destination)
    landing = _attachment_subnet(walk, far, inside.zone if inside is not None else "")
    if landing is None:
        walk.stop(far.home, far.id, "NO_POSSIBLE_DESTINATION", Component=far.id)
        return
    walk.flow = walk.flow.from_(walk.flow.source)
    walk.from_subnet(landing)


def _attachment_subnet(walk: Walk, attachment: AttachmentNode, zone: str) -> SubnetNode | None:
    subnets = [one for one in map(walk.topology.subnet, attachment.subnet_ids) if one is not None]
    same = [one for one in subnets if one.zone == zone]
    return next(iter(same or subnets), None)


BY_PREFIX: dict[str, Callable[[Walk, str, SubnetNode], None]] = {
    "igw": internet_gateway,
    "eigw": egress_only_gateway,
    "nat": nat_gateway,
    "tgw": transit_gateway,
}
"""What moto holds. Resources of the families are asked by `engine.forwarding`."""
