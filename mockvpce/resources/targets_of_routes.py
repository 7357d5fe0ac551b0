"""Which targets a route may have: of its table's VPC, and those that its destination and its table's use allow."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING

from mockvpce.engine.guards import guard
from mockvpce.protocol.errors import ErrorSpec

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

    Network = IPv4Network | IPv6Network

OTHER_NETWORK = ErrorSpec(
    "InvalidParameterValue",
    "route table {table} and {kind} {id} belong to different networks",
    "R internet gateways and interfaces, I NAT gateways",
)
OWN_ADDRESSES = ErrorSpec(
    "InvalidParameterValue",
    "The destination CIDR block {cidr} is equal to or more specific than one of this VPC's CIDR blocks. This route can"
    " target only an interface or an instance.",
    "R",
)
NO_SUBNET = ErrorSpec("InvalidParameterValue", "Route destination doesn't match any subnet CIDR blocks.", "R")
LINK_LOCAL = ErrorSpec(
    "InvalidParameterValue",
    "The destination CIDR block {cidr} lies within {reserved}, which AWS reserves for its services.",
    "D rule, I text",
)
EDGE_TARGET = ErrorSpec(
    "InvalidParameterValue",
    "Route table {table} is associated with gateway {gateway}: its routes can target only a network interface, a Gateway"
    " Load Balancer endpoint or local, not {id}.",
    "D rule, I text",
)
EDGE_DESTINATION = ErrorSpec(
    "InvalidParameterValue",
    "Route table {table} is associated with gateway {gateway}: its destinations lie within the VPC's CIDR blocks, not"
    " {cidr}.",
    "D rule, I text",
)
_RESERVED = (ip_network("169.254.168.0/22"), ip_network("fd00:ec2::/32"))
_KINDS = {"igw": "network gateway", "nat": "network gateway", "eni": "interface"}
_INSIDE = ("eni-", "i-", "nat-", "vpce-")
"""Targets of routes to a part of the VPC's own blocks."""
_BEHIND_AN_EDGE = ("eni-", "i-", "vpce-")


@guard("CreateRoute")
@guard("ReplaceRoute")
def _target_suits(
    call: Call,
    *,
    route_table_id: str,
    destination_cidr_block: str | None,
    destination_ipv6_cidr_block: str | None,
    gateway_id: str | None,
    nat_gateway_id: str | None,
    network_interface_id: str | None,
    instance_id: str | None,
    transit_gateway_id: str | None,
    egress_only_internet_gateway_id: str | None,
    vpc_endpoint_id: str | None,
) -> None:
    vpc_id = call.platform.routes.table_vpc(call.home, route_table_id)
    target = gateway_id or nat_gateway_id or network_interface_id or instance_id or vpc_endpoint_id
    target = target or transit_gateway_id or egress_only_internet_gateway_id or ""
    destination = _network(destination_cidr_block or destination_ipv6_cidr_block)
    if vpc_id is None:
        return
    if destination is not None:
        _check_reserved(destination)
    _check_network(call, route_table_id, vpc_id, target)
    inside = destination is not None and _check_own(call, vpc_id, destination, target)
    for gateway in call.platform.routes.edges(call.home, route_table_id):
        if target and not target.startswith(_BEHIND_AN_EDGE):
            raise EDGE_TARGET(table=route_table_id, gateway=gateway, id=target)
        if destination is not None and not inside:
            raise EDGE_DESTINATION(table=route_table_id, gateway=gateway, cidr=destination)


def _network(text: str | None) -> Network | None:
    """The network of a destination; None where it is none, which another guard refuses."""
    try:
        return ip_network(text, strict=False) if text else None
    except ValueError:
        return None


def _holds(block: Network, part: Network) -> bool:
    return block.version == part.version and block.supernet_of(part)  # type: ignore[arg-type] # same version


def _check_reserved(destination: Network) -> None:
    for reserved in _RESERVED:
        if _holds(reserved, destination):
            raise LINK_LOCAL(cidr=destination, reserved=reserved)


def _check_network(call: Call, table_id: str, vpc_id: str, target: str) -> None:
    """A target that belongs to a VPC belongs to the table's. A detached gateway gives a black hole."""
    topology, kind = call.platform.topology, target.partition("-")[0]
    found = {"igw": topology.gateway, "nat": topology.nat_gateway, "eni": topology.interface}.get(kind)
    owner = None if found is None else found(target)
    if owner is not None and owner.vpc_id and owner.vpc_id != vpc_id:
        raise OTHER_NETWORK(table=table_id, kind=_KINDS[kind], id=target)


def _check_own(call: Call, vpc_id: str, destination: Network, target: str) -> bool:
    """Whether the destination lies within the VPC's blocks: only some targets may be there, and only whole subnets."""
    vpc = call.platform.topology.vpc(vpc_id)
    blocks = [ip_network(one) for one in vpc.cidrs] if vpc is not None else []
    if not any(_holds(block, destination) for block in blocks):
        return False
    if target and not target.startswith(_INSIDE):
        raise OWN_ADDRESSES(cidr=destination)
    subnet = call.platform.topology.subnet_at(vpc_id, str(destination[0]))
    if destination not in blocks and (subnet is None or str(destination) not in map(_plain, subnet.cidrs)):
        raise NO_SUBNET()
    return True


def _plain(cidr: str) -> str:
    return str(ip_network(cidr, strict=False))


@guard("AssociateRouteTable")
def _edge_suits(call: Call, *, route_table_id: str, gateway_id: str | None) -> None:
    """A table that becomes a gateway's has only the routes that one may have, and the gateway is of its VPC."""
    vpc_id = call.platform.routes.table_vpc(call.home, route_table_id)
    if not gateway_id or vpc_id is None:
        return
    _check_network(call, route_table_id, vpc_id, gateway_id)
    vpc = call.platform.topology.vpc(vpc_id)
    blocks = [ip_network(one) for one in vpc.cidrs] if vpc is not None else []
    for destination, target in call.platform.routes.written(call.home, route_table_id):
        if not target.startswith(_BEHIND_AN_EDGE):
            raise EDGE_TARGET(table=route_table_id, gateway=gateway_id, id=target)
        part = _network(destination)
        if part is not None and not any(_holds(block, part) for block in blocks):
            raise EDGE_DESTINATION(table=route_table_id, gateway=gateway_id, cidr=destination)
