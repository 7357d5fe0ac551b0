"""What a packet meets between VPCs and at their edges: moto's gateways, and what families say of their resources."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Any

from mockvpce.engine import forwarding, public_access
from mockvpce.network import balancers, checks
from mockvpce.network.filters import Flow
from mockvpce.network.ports import holds, is_private, version
from mockvpce.network.transit import transit_gateway

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.topology import GatewayNode, InterfaceNode, SubnetNode
    from mockvpce.network.walk import Walk

_NAT64 = "64:ff9b::/96"
"""Addresses of IPv6 that stand for those of IPv4 in their last 32 bits."""
INTERNET, SERVICE, OUTSIDE = "internet", "service", "outside"
"""Where a part of the way ends that leaves the VPC."""


def onward(walk: Walk, home: Home, some_id: str, step: forwarding.Onward, subnet: SubnetNode) -> None:
    """Go on as a family says of its resource."""
    if isinstance(step, forwarding.Dropped):
        state: dict[str, Any] = {"State": step.state} if step.state else {}
        walk.stop(home, some_id, step.code, Component=some_id, **state)
        return
    if isinstance(step, forwarding.IntoVpc):
        _into_vpc(walk, home, some_id, step, subnet)
        return
    if isinstance(step, forwarding.BackToSubnet):
        inspect(walk, home, some_id, step, subnet.id)
    elif isinstance(step, forwarding.ToService):
        _to_service(walk, home, some_id, step, subnet)
    elif isinstance(step, forwarding.Outside):
        walk.hop(home, some_id)
        if step.by:
            walk.hop(home, step.by, step.rule)
        walk.end = step.name
        walk.close_leg(OUTSIDE, subnet.id, some_id)
    else:
        walk.hop(home, some_id)
        balancers.through_service(walk, home, step)


def inspect(walk: Walk, home: Home, some_id: str, step: forwarding.BackToSubnet, from_subnet: str) -> None:
    """Through an endpoint of a Gateway Load Balancer: in, and out again by the table of the endpoint's subnet."""
    inside = walk.topology.subnet(step.subnet_id)
    if inside is None:
        walk.stop(home, some_id, "NO_POSSIBLE_DESTINATION", Component=some_id)
        return
    if inside.id != from_subnet:
        checks.meet_acl(walk, inside, "ingress")
    walk.hop(home, some_id, AdditionalDetails=[{"AdditionalDetailType": "PATH_THROUGH_GWLB_NOT_CHECKED"}])
    walk.flow = walk.flow.from_(walk.flow.source)
    walk.from_subnet(inside)


def _to_service(walk: Walk, home: Home, some_id: str, step: forwarding.ToService, subnet: SubnetNode) -> None:
    """To an AWS service: behind an endpoint's interface, or by a route to a gateway endpoint from its own VPC."""
    if some_id in walk.owners_met():
        walk.hop(home, some_id)
        walk.end = step.service_name
        return
    if not _is_of_vpc(walk, subnet.vpc_id):
        walk.stop(home, some_id, "NO_ROUTE_TO_DESTINATION", VpcEndpoint=some_id, Vpc=subnet.vpc_id)
        return
    if walk.flow.protocol not in ("tcp", "icmp", "icmpv6"):
        spoken = ["TCP", "ICMP"]
        walk.stop(home, some_id, "VPCE_GATEWAY_PROTOCOL_RESTRICTION", VpcEndpoint=some_id, Protocols=spoken)
        return
    walk.hop(home, some_id)
    walk.end = step.service_name
    walk.close_leg(SERVICE, subnet.id, some_id)


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
    interface = walk.topology.interface_at(subnet.vpc_id, walk.flow.source)
    if _is_blocked(walk, gateway, subnet.id, interface, from_inside=not walk.back):
        return
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
    elif not _is_of_vpc(walk, subnet.vpc_id):
        walk.stop(gateway.home, target, "GATEWAY_REJECTS_SPOOFED_TRAFFIC", Component=target, Vpc=subnet.vpc_id)
        return
    else:
        public = walk.flow.source
        walk.hop(gateway.home, target, Vpc=walk.components.component(subnet.home, subnet.vpc_id))
    _leave(walk, target, subnet, public)


def _is_blocked(
    walk: Walk, gateway: GatewayNode, subnet_id: str, interface: InterfaceNode | None, *, from_inside: bool
) -> bool:
    """Whether the owner of a gateway blocks public access, by which the packet of an interface ends here."""
    of_nat = interface is not None and interface.owner_id.startswith("nat-")
    outbound_only = of_nat or gateway.id.startswith("eigw-")
    within = (gateway.vpc_id, subnet_id)
    if not public_access.blocks(walk.world, gateway.home, within, outbound_only=outbound_only, from_inside=from_inside):
        return False
    members: dict[str, Any] = {"InternetGateway": gateway.id, "Vpc": gateway.vpc_id}
    walk.stop(gateway.home, gateway.id, "VPC_BLOCK_PUBLIC_ACCESS_ENABLED", **members)
    return True


def _leave(walk: Walk, gateway_id: str, subnet: SubnetNode, public: str) -> None:
    """Out into the internet with a public address. An IPv6 packet to somebody of the mock's comes in again as it is."""
    found = walk.topology.public_interface(walk.flow.destination) if version(public) == 6 else None
    if found is not None:
        walk.left_by = walk.left_by or gateway_id
        walk.flow = walk.flow.from_(public)
        from_internet(walk, found)
        return
    if walk.back:
        walk.end = INTERNET
        return
    walk.close_leg(INTERNET, subnet.id, gateway_id)
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


def _is_of_vpc(walk: Walk, vpc_id: str) -> bool:
    """Whether the packet's source lies in a block of a VPC."""
    vpc = walk.topology.vpc(vpc_id)
    return vpc is not None and any(holds(one, walk.flow.source) for one in vpc.cidrs)


def _public_address(walk: Walk, vpc_id: str) -> str | None:
    interface = walk.topology.interface_at(vpc_id, walk.flow.source)
    return None if interface is None else interface.public.get(walk.flow.source)


def _entrance(walk: Walk, vpc_id: str) -> GatewayNode | None:
    """The gateway by which packets come into a VPC: answers by the one that the question has left by."""
    left_by = walk.topology.gateway(walk.left_by) if walk.back and walk.left_by else None
    if left_by is not None and left_by.vpc_id == vpc_id:
        return left_by
    return walk.topology.internet_gateway_of(vpc_id)


def from_internet(walk: Walk, interface: InterfaceNode) -> None:
    """In by the internet gateway of the interface's VPC, to the private address behind the public one."""
    gateway = _entrance(walk, interface.vpc_id)
    home, vpc_id = interface.home, interface.vpc_id
    if gateway is None:
        walk.stop(home, vpc_id, "NO_ROUTE_TO_DESTINATION", Vpc=vpc_id)
        return
    walk.hop(home, gateway.id, Vpc=walk.components.component(home, vpc_id))
    if _is_blocked(walk, gateway, interface.subnet_id, interface, from_inside=walk.back):
        return
    members: dict[str, Any] = {"InternetGateway": gateway.id, "Vpc": vpc_id}
    if is_private(walk.flow.source):
        kind = "RFC6598" if holds("100.64.0.0/10", walk.flow.source) else "RFC1918"
        walk.stop(home, gateway.id, f"IGW_SOURCE_ADDRESS_NOT_IN_{kind}_INGRESS", **members)
        return
    private = next((one for one, public in interface.public.items() if public == walk.flow.destination), None)
    if private is None and version(walk.flow.destination) == 4:
        walk.stop(home, gateway.id, "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS", **members)
    walk.flow = walk.flow.to(private or walk.flow.destination)
    walk.enter(vpc_id, gateway)


def egress_only_gateway(walk: Walk, target: str, subnet: SubnetNode) -> None:
    """Out by an egress-only internet gateway: IPv6, and never in."""
    gateway = walk.topology.gateway(target)
    if gateway is None:
        return
    if walk.back or not _is_of_vpc(walk, subnet.vpc_id):
        walk.stop(gateway.home, target, "GATEWAY_REJECTS_SPOOFED_TRAFFIC", Component=target, Vpc=subnet.vpc_id)
        return
    if _is_blocked(walk, gateway, subnet.id, None, from_inside=True):
        return
    walk.hop(gateway.home, target, Vpc=walk.components.component(subnet.home, subnet.vpc_id))
    _leave(walk, target, subnet, walk.flow.source)


def nat_gateway(walk: Walk, target: str, subnet: SubnetNode) -> None:
    """Through a NAT gateway: the source becomes its address, and its subnet's table decides what follows."""
    nat = walk.topology.nat_gateway(target)
    inside = None if nat is None else walk.topology.subnet(nat.subnet_id)
    interface = None if nat is None else walk.topology.interface(nat.interface_id)
    if nat is None or inside is None or interface is None:
        return
    if not walk.over_transit and not _is_of_vpc(walk, subnet.vpc_id):
        walk.stop(nat.home, target, "NGW_REQUIRES_SOURCE_IN_VPC", NatGateway=target)
        return
    if inside.id != subnet.id:
        checks.meet_acl(walk, inside, "ingress")
    if walk.back:
        walk.stop(nat.home, target, "NGW_SOURCE_ADDRESS_REASSIGN", NatGateway=target)
        return
    destination, protocol = _as_ipv4(walk.flow)
    if not destination or protocol not in ("tcp", "udp", "icmp"):
        walk.stop(nat.home, target, "PROTOCOL_RESTRICTION", Component=target, Protocols=["TCP", "UDP", "ICMP"])
        return
    walk.hop(nat.home, nat.interface_id)
    walk.hop(nat.home, target, f"{walk.flow.source} becomes {nat.address}")
    walk.close_leg(nat.interface_id, inside.id)
    walk.flow = Flow(nat.address, destination, protocol)
    walk.leg_start, walk.over_transit = interface, False
    walk.from_subnet(inside)


def _as_ipv4(flow: Flow) -> tuple[str, str]:
    """The destination and protocol that a NAT gateway sends to: IPv4, of the addresses of NAT64 what they hold."""
    if version(flow.destination) == 4:
        return flow.destination, flow.protocol
    if not holds(_NAT64, flow.destination):
        return "", flow.protocol
    held = IPv4Address(int(IPv6Address(flow.destination)) % 2**32)
    return str(held), "icmp" if flow.protocol == "icmpv6" else flow.protocol


BY_PREFIX: dict[str, Callable[[Walk, str, SubnetNode], None]] = {
    "igw": internet_gateway,
    "eigw": egress_only_gateway,
    "nat": nat_gateway,
    "tgw": transit_gateway,
}
"""What moto holds. Resources of the families are asked by `engine.forwarding`."""
