"""What peering has to say when routes, VPCs and their address blocks change."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING, Any

from mockvpce.engine.guards import after, guard
from mockvpce.resources.peering import errors
from mockvpce.resources.peering.connection import (
    DELETING,
    JOINED,
    LIFECYCLE,
    LIVE,
    PENDING,
    VpcPeeringConnection,
    of_vpc,
)
from mockvpce.resources.peering.requests import blocks_of, connection_seen, end, overlap

if TYPE_CHECKING:
    from mockvpce.engine.world import Home, World

# routes --------------------------------------------------------------------------------------------------------------


@guard("CreateRoute")
@guard("ReplaceRoute")
def _check_route(world: World, home: Home, arguments: Mapping[str, Any]) -> None:
    connection_id = arguments.get("vpc_peering_connection_id")
    if not connection_id:
        return
    connection = connection_seen(world, home, connection_id)
    table = arguments["route_table_id"]
    vpc_id = world.platform.route_table_vpc(home, table)
    if vpc_id is None:
        return
    if connection.own_side(home, vpc_id) is None:
        raise errors.OTHER_NETWORK(table=table, id=connection_id)
    if connection.state not in LIVE:
        # Nothing was recorded for routes to a connection that has ended; its owner can do nothing with it any more [I].
        raise errors.CONNECTION_UNKNOWN(id=connection_id)
    destination = arguments.get("destination_ipv6_cidr_block") or arguments.get("destination_cidr_block")
    if destination and _is_inside(world, home, vpc_id, destination):
        raise errors.OWN_ADDRESSES(cidr=destination)


def _is_inside(world: World, home: Home, vpc_id: str, destination: str) -> bool:
    vpc = world.platform.vpc(home, vpc_id)
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
def _check_vpc(world: World, home: Home, arguments: Mapping[str, Any]) -> None:
    vpc_id = arguments["vpc_id"]
    for connection in of_vpc(world, vpc_id):
        if connection.own_side(home, vpc_id) is None:
            continue
        if connection.state in JOINED | {DELETING} or _waits_for(connection, home, vpc_id):
            raise errors.VPC_IN_USE(id=vpc_id)


@after("DeleteVpc")
def _withdraw_requests(world: World, home: Home, arguments: Mapping[str, Any]) -> None:
    vpc_id = arguments["vpc_id"]
    for connection in of_vpc(world, vpc_id):
        if connection.state == PENDING and connection.requester.home == home:
            end(world, connection, home[0])


@guard("AssociateVpcCidrBlock")
def _check_block(world: World, home: Home, arguments: Mapping[str, Any]) -> None:
    vpc_id, block = arguments["vpc_id"], arguments.get("cidr_block")
    for connection in of_vpc(world, vpc_id):
        side = connection.own_side(home, vpc_id)
        if side is None:
            continue
        if connection.state == PENDING and side is connection.requester:
            raise errors.BLOCK_WHILE_REQUESTING(vpc=vpc_id, id=connection.id)
        if connection.state in JOINED and block and _overlaps_peer(world, connection, vpc_id, block):
            raise errors.BLOCK_OVERLAPS_PEER(cidr=block, id=connection.id)


@after("AssociateVpcCidrBlock")
def _fail_requests(world: World, home: Home, arguments: Mapping[str, Any]) -> None:
    vpc_id, block = arguments["vpc_id"], arguments.get("cidr_block")
    for connection in of_vpc(world, vpc_id):
        if block and _waits_for(connection, home, vpc_id) and _overlaps_peer(world, connection, vpc_id, block):
            LIFECYCLE.apply(world, connection, "fail")


def _overlaps_peer(world: World, connection: VpcPeeringConnection, vpc_id: str, block: str) -> bool:
    peer = connection.side_opposite(vpc_id)
    vpc = world.platform.vpc(peer.home, peer.vpc_id)
    return vpc is not None and _network(block) is not None and overlap([block], blocks_of(vpc))
