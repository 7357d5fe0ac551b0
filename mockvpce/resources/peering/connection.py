"""A VPC peering connection: its two sides, its lifecycle, and who sees it when.

Source: VPC Peering guide, "VPC peering connection lifecycle"; marks as in `protocol.errors`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mockvpce.engine import group_references
from mockvpce.engine.lifecycle import GONE, Lifecycle, Row, forced
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import follows, resource
from mockvpce.resources.peering import errors

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World

INITIATING = "initiating-request"
DOOMED = "initiating-request/doomed"
PENDING = "pending-acceptance"
PROVISIONING = "provisioning"
ACTIVE = "active"
DELETING = "deleting"
DELETED = "deleted"
DELETED_FOR_ONE = "deleted/for one"
REJECTED = "rejected"
REJECTED_FOR_ONE = "rejected/for one"
EXPIRED = "expired"
FAILED = "failed"

REQUESTED = frozenset({INITIATING, PENDING})
"""States of a request that nobody has answered."""
JOINED = frozenset({PROVISIONING, ACTIVE})
"""States in which both sides have agreed."""
LIVE = REQUESTED | JOINED | {DOOMED, DELETING}
"""States that may still lead somewhere."""

ACCEPTANCE_WINDOW = timedelta(hours=168)
SHORT_MEMORY = timedelta(hours=2)
"""How long the party that ended a connection still sees it."""
LONG_MEMORY = timedelta(days=2)
"""How long the other party sees it."""

ARRIVAL = timedelta(seconds=1)
"""How long a request takes to arrive; seen about once in a Describe."""
ACTIVATION = timedelta(seconds=5)
"""How long provisioning takes: seconds, nobody recorded how many [I]."""
DELETION = timedelta(seconds=30)
"""How long an inter-Region connection is `deleting` [I]."""

CLASSIC_OPTIONS = ("AllowEgressFromLocalClassicLinkToRemoteVpc", "AllowEgressFromLocalVpcToRemoteClassicLink")


def first_options() -> dict[str, bool | str]:
    """The options of a side that nobody has touched."""
    return {"AllowDnsResolutionFromRemoteVpc": False, **dict.fromkeys(CLASSIC_OPTIONS, False)}


@dataclass(slots=True)
class Side:
    """One of the two VPCs, with the options that its owner has set."""

    account: str
    region: str
    vpc_id: str
    cidr: str = ""
    """The primary IPv4 block, which never changes; empty for a VPC that was not found."""
    options: dict[str, bool | str] = field(default_factory=first_options)

    @property
    def home(self) -> Home:
        """The account and Region of the VPC."""
        return self.account, self.region

    @property
    def multipath(self) -> bool:
        """Whether the side allows multipath resilience."""
        return bool(self.options.get("AllowMultipathResilience"))


@resource(
    type="vpc-peering-connection",
    prefix="pcx",
    moto="vpc_pcxs",
    malformed=errors.CONNECTION_MALFORMED,
    unknown=errors.CONNECTION_UNKNOWN,
    shown_by="DescribeVpcPeeringConnections",
    follows=True,
)
@dataclass(slots=True, kw_only=True, eq=False)
class VpcPeeringConnection(Resource):
    """A peering connection. `account` and `region` are the requester's."""

    requester: Side
    accepter: Side
    expires: datetime
    arrived: bool = False
    """Whether the accepter's side has come to see it."""
    deleter: str = ""
    """The account that deleted it."""

    state_indexes = ("live", "state", "requester-vpc", "accepter-vpc")
    lifecycle = Lifecycle(
        [
            Row("arrive", INITIATING, PENDING, after=ARRIVAL),
            Row("fail", DOOMED, FAILED, after=ARRIVAL),
            Row("fail", PENDING, FAILED),
            Row("expire", PENDING, EXPIRED, after=ACCEPTANCE_WINDOW, deadline=True),
            Row("accept", PENDING, PROVISIONING),
            Row("activate", PROVISIONING, ACTIVE, after=ACTIVATION),
            Row("reject", PENDING, REJECTED),
            *(Row("delete", state, DELETED) for state in (PENDING, PROVISIONING, ACTIVE)),
            *(Row("take down", state, DELETING) for state in (PENDING, PROVISIONING, ACTIVE)),
            Row("finish", DELETING, DELETED, after=DELETION),
            Row("vanish", FAILED, GONE, after=SHORT_MEMORY, deadline=True),
            Row("vanish", EXPIRED, GONE, after=LONG_MEMORY, deadline=True),
            Row("fade", REJECTED, REJECTED_FOR_ONE, after=SHORT_MEMORY, deadline=True),
            Row("vanish", REJECTED_FOR_ONE, GONE, after=LONG_MEMORY - SHORT_MEMORY, deadline=True),
            Row("fade", DELETED, DELETED_FOR_ONE, after=SHORT_MEMORY, deadline=True),
            Row("vanish", DELETED_FOR_ONE, GONE, after=LONG_MEMORY - SHORT_MEMORY, deadline=True),
            *forced((INITIATING,), (PENDING,)),
            *forced((INITIATING, PENDING), (REJECTED, EXPIRED)),
            *forced((INITIATING, PENDING, PROVISIONING, ACTIVE), (PROVISIONING, ACTIVE, DELETING, DELETED, FAILED)),
            *forced((DELETING,), (DELETED, FAILED)),
        ],
        unforced={
            "initiating-request": "connections begin in it alone",
            "pending-acceptance": "requests begin in it alone",
        },
    )

    @property
    def carries_traffic(self) -> bool:
        """Whether routes through it are active."""
        return self.state == ACTIVE

    @property
    def is_inter_region(self) -> bool:
        """Whether the VPCs are in different Regions."""
        return self.requester.region != self.accepter.region

    @property
    def is_cross_account(self) -> bool:
        """Whether the VPCs have different owners."""
        return self.requester.account != self.accepter.account

    @property
    def homes(self) -> tuple[Home, ...]:
        """The requester's, and the accepter's from when the request has arrived; one of them is first to forget."""
        requester, accepter = self.requester.home, self.accepter.home
        if requester == accepter or not self.arrived or self.state in (FAILED, REJECTED_FOR_ONE):
            return (requester,)
        if self.state == DELETED_FOR_ONE:
            return (accepter,) if self.deleter == self.requester.account else (requester,)
        return requester, accepter

    @classmethod
    def indexes(cls) -> Mapping[str, Callable[[VpcPeeringConnection], Iterable[Hashable]]]:
        """The live ones by either VPC, for what depends on it; by one of them and by status code as filters ask."""
        return {
            "live": lambda one: dict.fromkeys((one.requester.vpc_id, one.accepter.vpc_id)) if one.state in LIVE else (),
            "requester-vpc": lambda one: ((home, one.requester.vpc_id) for home in one.homes),
            "accepter-vpc": lambda one: ((home, one.accepter.vpc_id) for home in one.homes),
            "state": lambda one: ((home, one.code) for home in one.homes),
        }

    def own_side(self, home: Home, vpc_id: str) -> Side | None:
        """The side that is this VPC of an account and Region."""
        for side in (self.requester, self.accepter):
            if side.home == home and side.vpc_id == vpc_id:
                return side
        return None

    def side_opposite(self, vpc_id: str) -> Side:
        """The other side, seen from a VPC."""
        return self.accepter if vpc_id == self.requester.vpc_id else self.requester

    def joins(self, one: str, other: str) -> bool:
        """Whether these are its two VPCs, in either order."""
        return {one, other} == {self.requester.vpc_id, self.accepter.vpc_id}


def of_vpc(world: World, vpc_id: str) -> list[VpcPeeringConnection]:
    """The live connections that a VPC is part of. Those that have ended are seen for days, and concern nobody."""
    return list(world.table(VpcPeeringConnection).where("live", vpc_id))


def joining(world: World, one: str, other: str) -> VpcPeeringConnection | None:
    """The active connection between two VPCs."""
    for connection in world.table(VpcPeeringConnection).where("live", one):
        if connection.state == ACTIVE and connection.joins(one, other):
            return connection
    return None


@follows(VpcPeeringConnection)
def _follow(world: World, connection: VpcPeeringConnection) -> None:
    state = connection.state
    if state == GONE:
        return
    arrives = not connection.arrived and state not in (INITIATING, DOOMED, FAILED)
    connection.arrived = connection.arrived or arrives
    if state in (DELETING, DELETED) and not connection.deleter:  # at a test's word
        connection.deleter = connection.requester.account
    if state == ACTIVE:
        group_references.relink(world, connection.requester.vpc_id, connection.accepter.vpc_id, connection.id)
    if state in (DELETED_FOR_ONE, REJECTED_FOR_ONE) and not connection.is_cross_account:
        world.apply(connection, "vanish")
    elif arrives or state in (FAILED, DELETED_FOR_ONE, REJECTED_FOR_ONE):
        world.moved(connection)
