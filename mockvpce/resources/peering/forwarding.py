"""How a peering connection takes part in the data plane: it leads into the other VPC, and no further."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mockvpce.engine.forwarding import Dropped, IntoVpc, Onward, Packet, forwards, joins_vpcs, shares_names
from mockvpce.resources.peering.connection import VpcPeeringConnection, joining

if TYPE_CHECKING:
    from mockvpce.engine.world import World


@forwards(VpcPeeringConnection)
def _cross(world: World, connection: VpcPeeringConnection, packet: Packet) -> Onward:
    del world
    if not connection.carries_traffic:
        return Dropped("BAD_STATE", connection.code)
    if packet.vpc_id not in (connection.requester.vpc_id, connection.accepter.vpc_id):
        return Dropped("NO_ROUTE_TO_DESTINATION")
    there = connection.side_opposite(packet.vpc_id)
    return IntoVpc(there.vpc_id, keeps_references=not connection.is_inter_region)


@shares_names
def _private_names(world: World, asking: str, owner: str) -> Iterator[str]:
    connection = joining(world, asking, owner)
    if connection is not None and connection.side_opposite(asking).options["AllowDnsResolutionFromRemoteVpc"]:
        yield connection.id


@joins_vpcs
def _joined(world: World, one: str, other: str) -> bool:
    return joining(world, one, other) is not None
