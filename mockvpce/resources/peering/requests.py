"""Create, accept, reject and delete peering connections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from mockvpce.engine.call_log import advise
from mockvpce.engine.operation import operation
from mockvpce.engine.resource_types import check_ids
from mockvpce.protocol.errors import MISSING_PARAMETER
from mockvpce.resources.peering import errors
from mockvpce.resources.peering.connection import (
    ACCEPTANCE_WINDOW,
    DOOMED,
    INITIATING,
    JOINED,
    PENDING,
    REQUESTED,
    Side,
    VpcPeeringConnection,
    of_vpc,
)
from mockvpce.resources.peering.view import connection_view

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.platform import Vpc
    from mockvpce.engine.world import World

ACTIVE_QUOTA = "L-7E9ECCDB"
REQUEST_QUOTA = "L-DC9F7029"


def overlap(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether any of the address blocks, IPv4 or IPv6, has addresses in common with one of the others."""
    networks = [ip_network(block) for block in others]
    return any(
        network.version == one.version and network.overlaps(one)
        for one in map(ip_network, some)
        for network in networks
    )


def blocks_of(vpc: Vpc) -> tuple[str, ...]:
    """All address blocks of a VPC."""
    return vpc.cidrs + vpc.ipv6_cidrs


# create --------------------------------------------------------------------------------------------------------------


@operation(creates=VpcPeeringConnection)
def create_vpc_peering_connection(
    call: Call,
    *,
    vpc_id: str,
    peer_vpc_id: str | None = None,
    peer_owner_id: str | None = None,
    peer_region: str | None = None,
    requester_peering_connection_options: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Ask the owner of another VPC for a connection. A wrong peer or overlapping addresses end in `failed`."""
    if not peer_vpc_id:
        raise MISSING_PARAMETER(name="peerVpcId")
    for one in (vpc_id, peer_vpc_id):
        check_ids([one], "vpc", errors.VPC_MALFORMED)
    vpc = call.platform.networks.vpc(call.home, vpc_id)
    if vpc is None:
        raise errors.VPC_UNKNOWN(id=vpc_id)
    accepter = Side(peer_owner_id or call.account, peer_region or call.region, peer_vpc_id)
    requester = Side(call.account, call.region, vpc_id, cidr=vpc.cidrs[0])
    _set_multipath(requester, accepter, requester_peering_connection_options or {})
    known = _same_request(call, requester, accepter)
    if known is None:
        _check_requests(call, vpc_id)
        known = _request(call, vpc, requester, accepter)
    return {"VpcPeeringConnection": connection_view(call, known)}


def _set_multipath(requester: Side, accepter: Side, options: Mapping[str, Any]) -> None:
    if options.get("MultipathResilienceMode") and not options.get("AllowMultipathResilience"):
        raise errors.MODE_WITHOUT_MULTIPATH()
    if options.get("AllowMultipathResilience"):
        if requester.region == accepter.region:
            raise errors.MULTIPATH_WITHIN_REGION()
        allow_multipath(requester, options.get("MultipathResilienceMode"))


def allow_multipath(side: Side, mode: str | None = None) -> None:
    """Let a side allow multipath resilience."""
    side.options["AllowMultipathResilience"] = True
    side.options["MultipathResilienceMode"] = mode or side.options.get("MultipathResilienceMode", "always-on")


def _same_request(call: Call, requester: Side, accepter: Side) -> VpcPeeringConnection | None:
    """The request or connection that there is already for these VPCs in this direction."""
    for connection in of_vpc(call.world, requester.vpc_id):
        same = connection.requester.vpc_id == requester.vpc_id and connection.accepter.vpc_id == accepter.vpc_id
        if same and connection.accepter.home == accepter.home and connection.state in REQUESTED | JOINED:
            return connection
    return None


def _check_requests(call: Call, vpc_id: str) -> None:
    quota = call.world.quota(call.home, REQUEST_QUOTA, 25)
    waiting = [one for one in of_vpc(call.world, vpc_id) if one.requester.vpc_id == vpc_id and one.state in REQUESTED]
    if quota is not None and len(waiting) >= quota:
        raise errors.TOO_MANY_REQUESTS(vpc=vpc_id)


def _request(call: Call, vpc: Vpc, requester: Side, accepter: Side) -> VpcPeeringConnection:
    peer = call.platform.networks.find_vpc(accepter.vpc_id)
    reachable = peer is not None and (peer.account, peer.region) == accepter.home
    if peer is not None and reachable:
        accepter.cidr = peer.cidrs[0]
        reachable = not overlap(blocks_of(vpc), blocks_of(peer))
    return call.create(
        VpcPeeringConnection,
        INITIATING if reachable else DOOMED,
        requester=requester,
        accepter=accepter,
        expires=call.world.clock.after(ACCEPTANCE_WINDOW).replace(microsecond=0),
    )


# accept, reject, delete ----------------------------------------------------------------------------------------------


def _move(call: Call, connection: VpcPeeringConnection, event: str, target: str) -> None:
    _check_state(connection, event, target)
    call.world.apply(connection, event)


def _check_state(connection: VpcPeeringConnection, event: str, target: str) -> None:
    if connection.lifecycle.target(connection.state, event) is None:
        raise errors.BAD_TRANSITION(id=connection.id, source=connection.code, target=target)


@operation
def accept_vpc_peering_connection(call: Call, *, vpc_peering_connection_id: str | None = None) -> dict[str, Any]:
    """Agree to a request, as owner of the accepter VPC and in its Region."""
    connection = call.own(VpcPeeringConnection, _required(vpc_peering_connection_id))
    accepter = connection.accepter
    if call.account != accepter.account:
        advise(f"{accepter.account} is to accept it, in {accepter.region}")
        raise errors.NOT_ACCEPTER(account=call.account, verb="accept", id=connection.id)
    if call.region != accepter.region:
        raise errors.ACCEPT_ELSEWHERE(called=call.region, id=connection.id, region=accepter.region)
    _check_state(connection, "accept", "provisioning")
    _check_active(call, connection)
    if connection.requester.multipath:
        allow_multipath(accepter)
    call.world.apply(connection, "accept")
    return {"VpcPeeringConnection": connection_view(call, connection)}


def _check_active(call: Call, connection: VpcPeeringConnection) -> None:
    for other in of_vpc(call.world, connection.requester.vpc_id):
        if other.state in JOINED and other.joins(connection.requester.vpc_id, connection.accepter.vpc_id):
            raise errors.ALREADY_EXISTS(id=connection.id)
    for side in (connection.requester, connection.accepter):
        quota = call.world.quota(side.home, ACTIVE_QUOTA, 50)
        active = sum(one.state in JOINED for one in of_vpc(call.world, side.vpc_id))
        if quota is not None and active >= quota:
            raise errors.TOO_MANY_ACTIVE(vpc=side.vpc_id)


@operation
def reject_vpc_peering_connection(call: Call, *, vpc_peering_connection_id: str) -> dict[str, Any]:
    """Decline a request, as owner of the accepter VPC and in its Region."""
    connection = call.own(VpcPeeringConnection, vpc_peering_connection_id)
    accepter = connection.accepter
    if call.account != accepter.account:
        raise errors.NOT_ACCEPTER(account=call.account, verb="reject", id=connection.id)
    if call.region != accepter.region:
        raise errors.REJECT_ELSEWHERE(called=call.region, id=connection.id, region=accepter.region)
    _move(call, connection, "reject", "rejected")
    return {"Return": True}


@operation
def delete_vpc_peering_connection(call: Call, *, vpc_peering_connection_id: str) -> dict[str, Any]:
    """End an active connection as either owner, from either Region; or withdraw a request, as its owner."""
    connection = call.own(VpcPeeringConnection, vpc_peering_connection_id)
    if connection.state == PENDING and call.account != connection.requester.account:
        raise errors.NOT_ACCEPTER(account=call.account, verb="delete", id=connection.id)
    _check_state(connection, "delete", "deleting")
    end(call.world, connection, call.account)
    return {"Return": True}


def end(world: World, connection: VpcPeeringConnection, deleter: str) -> None:
    """Delete a connection in the name of an account. Between Regions that takes a while."""
    connection.deleter = deleter
    world.apply(connection, "take down" if connection.is_inter_region else "delete")


def _required(connection_id: str | None) -> str:
    if not connection_id:
        raise MISSING_PARAMETER(name="vpcPeeringConnectionId")
    return connection_id
