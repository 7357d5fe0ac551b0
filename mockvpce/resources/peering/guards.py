"""What peering has to say when routes, VPCs and their address blocks change."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING

from mockvpce.engine.call_log import advise
from mockvpce.engine.guards import after, guard
from mockvpce.resources.peering import errors
from mockvpce.resources.peering.connection import (
    DELETING,
    JOINED,
    LIVE,
    PENDING,
    VpcPeeringConnection,
    of_vpc,
)
from mockvpce.resources.peering.requests import blocks_of, end, overlap

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World

# routes --------------------------------------------------------------------------------------------------------------


@guard("CreateRoute")
@guard("ReplaceRoute")
def _check_route(
    call: Call,
    *,
    route_table_id: str,
    vpc_peering_connection_id: str | None,
    destination_cidr_block: str | None,
    destination_ipv6_cidr_block: str | None,
) -> None:
    if not vpc_peering_connection_id:
        return
    connection = call.own(VpcPeeringConnection, vpc_peering_connection_id)
    vpc_id = call.platform.routes.table_vpc(call.home, route_table_id)
    if vpc_id is None:
        return
    if connection.own_side(call.home, vpc_id) is None:
        raise errors.OTHER_NETWORK(table=route_table_id, id=vpc_peering_connection_id)
    if connection.state not in LIVE:
        # Nothing was recorded for routes to a connection that has ended; its owner can do nothing with it any more [I].
        raise errors.CONNECTION_UNKNOWN(id=vpc_peering_connection_id)
    destination = destination_ipv6_cidr_block or destination_cidr_block
    if destination and _is_inside(call.world, call.home, vpc_id, destination):
        raise errors.OWN_ADDRESSES(cidr=destination)


def _is_inside(world: World, home: Home, vpc_id: str, destination: str) -> bool:
    vpc = world.platform.networks.vpc(home, vpc_id)
    target = _network(destination)
    if vpc is None or target is None:
        return False
    return any(_contains(ip_network(block), target) for block in blocks_of(vpc))


def _contains(block: IPv4Network | IPv6Network, target: IPv4Network | IPv6Network) -> bool:
    return block.version == target.version and block.supernet_of(target)  # type: ignore[arg-type] # same version


def _network(text: str) -> IPv4Network | IPv6Network | None:
    """The network of that text; None where it is none, which moto then refuses."""
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


# VPCs ----------------------------------------------------------------------------------------------------------------


def _waits_for(connection: VpcPeeringConnection, home: Home, vpc_id: str) -> bool:
    """Whether a VPC is the accepter of a request that has arrived."""
    accepter = connection.accepter
    return connection.state == PENDING and (accepter.home, accepter.vpc_id) == (home, vpc_id)


@guard("DeleteVpc")
def _check_vpc(call: Call, *, vpc_id: str) -> None:
    for connection in of_vpc(call.world, vpc_id):
        if connection.own_side(call.home, vpc_id) is None:
            continue
        if connection.state in JOINED | {DELETING} or _waits_for(connection, call.home, vpc_id):
            advise(f"still there: {connection.id}, which is {connection.code}")
            raise errors.VPC_IN_USE(id=vpc_id)


@after("DeleteVpc")
def _withdraw_requests(call: Call, *, vpc_id: str) -> None:
    for connection in of_vpc(call.world, vpc_id):
        if connection.state == PENDING and connection.requester.home == call.home:
            end(call.world, connection, call.account)


@guard("AssociateVpcCidrBlock")
def _check_block(call: Call, *, vpc_id: str, cidr_block: str | None) -> None:
    for connection in of_vpc(call.world, vpc_id):
        side = connection.own_side(call.home, vpc_id)
        if side is None:
            continue
        if connection.state == PENDING and side is connection.requester:
            raise errors.BLOCK_WHILE_REQUESTING(vpc=vpc_id, id=connection.id)
        if connection.state in JOINED and cidr_block and _overlaps_peer(call.world, connection, vpc_id, cidr_block):
            raise errors.BLOCK_OVERLAPS_PEER(cidr=cidr_block, id=connection.id)


@after("AssociateVpcCidrBlock")
def _fail_requests(call: Call, *, vpc_id: str, cidr_block: str | None) -> None:
    if not cidr_block:
        return
    for connection in of_vpc(call.world, vpc_id):
        if _waits_for(connection, call.home, vpc_id) and _overlaps_peer(call.world, connection, vpc_id, cidr_block):
            call.world.apply(connection, "fail")


def _overlaps_peer(world: World, connection: VpcPeeringConnection, vpc_id: str, block: str) -> bool:
    peer = connection.side_opposite(vpc_id)
    vpc = world.platform.networks.vpc(peer.home, peer.vpc_id)
    return vpc is not None and _network(block) is not None and overlap([block], blocks_of(vpc))
