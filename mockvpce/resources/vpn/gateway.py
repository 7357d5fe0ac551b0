"""Virtual private gateways and their attachments to VPCs."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mockvpce.engine import propagation
from mockvpce.engine.call_log import advise
from mockvpce.engine.lifecycle import GONE, Lifecycle, Row, forced
from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import follows, resource
from mockvpce.protocol.filters import OWN_ID, Field, Filters
from mockvpce.resources.vpn import errors
from mockvpce.resources.vpn.connection import VpnConnection
from mockvpce.resources.vpn.states import AVAILABLE, CHANGE, DELETED, DELETING, MEMORY, PENDING

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World

QUOTA = ("L-7029FAB6", 5)
"""Virtual private gateways in a Region: code and default."""
DEFAULT_ASN = 64512
ASN_RANGES = ((64512, 65534), (4200000000, 4294967294))
OLD_ASNS = frozenset({7224, 9059, 10124, 17493})
"""What AWS gave gateways before 2018, and still takes (terraform-provider-aws, validator of the ASN)."""

ATTACHING = "attaching"
ATTACHED = "attached"
DETACHING = "detaching"
DETACHED = "detached"
HELD = frozenset({ATTACHING, ATTACHED, DETACHING})
"""States in which a VPC has the gateway."""
ATTACHMENT = timedelta(seconds=15)
"""How long attaching and detaching take: seconds to minutes [I]."""


@resource(type="vpn-gateway-attachment", follows=True, shown_by="DescribeVpnGateways")
@dataclass(slots=True, kw_only=True, eq=False)
class GatewayAttachment(Resource):
    """A gateway in a VPC; its id is the gateway's, a slash, and the VPC's. It is shown for a while after it has ended."""

    lifecycle = Lifecycle(
        [
            Row("attach", ATTACHING, ATTACHED, after=ATTACHMENT),
            *(Row("detach", state, DETACHING) for state in (ATTACHING, ATTACHED)),
            Row("finish", DETACHING, DETACHED, after=ATTACHMENT),
            Row("again", DETACHED, ATTACHING),
            Row("vanish", DETACHED, GONE, after=MEMORY, deadline=True),
            *forced((ATTACHING, ATTACHED), (ATTACHING, ATTACHED, DETACHING)),
            *forced((ATTACHING, ATTACHED, DETACHING), (DETACHED,)),
        ]
    )

    @property
    def homes(self) -> tuple[Home, ...]:
        """It is seen as a part of its gateway only."""
        return ()

    @property
    def gateway_id(self) -> str:
        """The gateway."""
        return self.id.partition("/")[0]

    @property
    def vpc_id(self) -> str:
        """The VPC."""
        return self.id.partition("/")[2]

    @property
    def is_held(self) -> bool:
        """Whether the VPC has the gateway."""
        return self.state in HELD


@resource(
    type="vpn-gateway",
    prefix="vgw",
    moto="vpn_gateways",
    malformed=errors.GATEWAY_MALFORMED,
    unknown=errors.GATEWAY_UNKNOWN,
    shown_by="DescribeVpnGateways",
    follows=True,
)
@dataclass(slots=True, kw_only=True, eq=False)
class VpnGateway(Resource):
    """A virtual private gateway."""

    asn: int = DEFAULT_ASN
    attachments: list[GatewayAttachment] = field(default_factory=list)
    """Of which one at the most is held, and then the first."""

    state_indexes = ("state", "lives")
    lifecycle = Lifecycle(
        [
            Row("provision", PENDING, AVAILABLE, after=CHANGE),
            *(Row("delete", state, DELETING) for state in (PENDING, AVAILABLE)),
            Row("finish", DELETING, DELETED, after=CHANGE),
            Row("vanish", DELETED, GONE, after=MEMORY, deadline=True),
            *forced((PENDING, AVAILABLE), (PENDING, AVAILABLE, DELETING)),
            *forced((PENDING, AVAILABLE, DELETING), (DELETED,)),
        ]
    )

    @property
    def held(self) -> GatewayAttachment | None:
        """The attachment to the VPC that has the gateway."""
        return next((one for one in self.attachments if one.is_held), None)

    @property
    def attached_to(self) -> str:
        """The VPC that it is attached to, attaching and detaching left out."""
        return next((one.vpc_id for one in self.attachments if one.state == ATTACHED), "")

    @property
    def carries_traffic(self) -> bool:
        """Whether routes to it are active."""
        return self.state == AVAILABLE and bool(self.attached_to)

    @classmethod
    def indexes(cls) -> Mapping[str, Callable[[VpnGateway], Iterable[Hashable]]]:
        """The live ones of a home; by state and VPC, as filters ask."""
        return {
            "lives": lambda one: (one.homes[0],) if one.state in (PENDING, AVAILABLE) else (),
            "state": lambda one: ((one.homes[0], one.state),),
            "vpc": lambda one: ((one.homes[0], each.vpc_id) for each in one.attachments),
        }


@follows(VpnGateway)
def _follow(world: World, gateway: VpnGateway) -> None:
    """One that a test deletes leaves its VPC; one that is not available propagates nothing."""
    held = gateway.held
    if gateway.state in (DELETING, DELETED) and held is not None and world.can(held, "detach"):
        world.apply(held, "detach")
    if not gateway.carries_traffic:
        propagation.forget_gateway(world, gateway.id)


@follows(GatewayAttachment)
def _follow_attachment(world: World, attachment: GatewayAttachment) -> None:
    gateway = world.table(VpnGateway).get(attachment.gateway_id)
    if gateway is None:
        return
    others = [one for one in gateway.attachments if one is not attachment]
    gateway.attachments = [attachment, *others] if attachment.is_held else others
    if attachment.state == DETACHED:
        gateway.attachments.append(attachment)
    world.moved(gateway)
    if not gateway.attached_to:
        propagation.forget_gateway(world, gateway.id)


def gateway_of_vpc(world: World, home: Home, vpc_id: str) -> VpnGateway | None:
    """The gateway that a VPC has."""
    for gateway in world.table(VpnGateway).where("vpc", (home, vpc_id)):
        if gateway.held is not None and gateway.held.vpc_id == vpc_id:
            return gateway
    return None


def attachment_view(attachment: GatewayAttachment) -> dict[str, str]:
    """An attachment as answers show it."""
    return {"State": attachment.state, "VpcId": attachment.vpc_id}


def gateway_view(call: Call, gateway: VpnGateway) -> dict[str, Any]:
    """A gateway as DescribeVpnGateways shows it."""
    return {
        "VpnGatewayId": gateway.id,
        "State": gateway.state,
        "Type": "ipsec.1",
        "AmazonSideAsn": gateway.asn,
        "VpcAttachments": [attachment_view(one) for one in gateway.attachments],
        "Tags": call.tag_list(gateway.id),
    }


# create, delete ------------------------------------------------------------------------------------------------------


@operation(
    creates=VpnGateway,
    unread={"Type": "ipsec.1 is the only one", "AvailabilityZone": "AWS takes it and does not show it, recorded"},
)
def create_vpn_gateway(call: Call, *, amazon_side_asn: int | None = None) -> dict[str, Any]:
    """A gateway, attached to no VPC. The answer has no Tags where there are none, as recorded."""
    asn = DEFAULT_ASN if amazon_side_asn is None else amazon_side_asn
    if asn not in OLD_ASNS and not any(first <= asn <= last for first, last in ASN_RANGES):
        raise errors.BAD_VALUE(value=asn, name="amazonSideAsn")
    call.check_quota(QUOTA, len(call.world.table(VpnGateway).where("lives", call.home)), errors.GATEWAY_LIMIT)
    shown = gateway_view(call, call.create(VpnGateway, AVAILABLE, asn=asn))
    if not shown["Tags"]:
        del shown["Tags"]
    return {"VpnGateway": shown}


@operation
def delete_vpn_gateway(call: Call, *, vpn_gateway_id: str) -> dict[str, Any]:
    """Delete a gateway that is attached nowhere and has no connections; again, it changes nothing."""
    gateway = call.own(VpnGateway, vpn_gateway_id)
    held = [gateway.held.vpc_id] if gateway.held is not None else []
    users = [*held, *(one.id for one in _connections(call, gateway))]
    if users:
        advise(f"used by {', '.join(users)}")
        raise errors.GATEWAY_IN_USE()
    if call.world.can(gateway, "delete"):
        while gateway.attachments:
            call.world.apply(gateway.attachments[0], "vanish")
        call.world.apply(gateway, "delete")
    return {}


def _connections(call: Call, gateway: VpnGateway) -> list[VpnConnection]:
    return list(call.world.table(VpnConnection).where("used", gateway.id))


def _check_pending(call: Call, gateway: VpnGateway) -> None:
    """A gateway neither comes to a VPC nor leaves it while a connection of its own is being made."""
    if any(one.state == PENDING for one in _connections(call, gateway)):
        raise errors.PENDING_CONNECTIONS()


def usable_gateway(call: Call, gateway_id: str) -> VpnGateway:
    """The gateway of that id, which is not deleted."""
    gateway = call.own(VpnGateway, gateway_id)
    if gateway.state != AVAILABLE:
        raise errors.GATEWAY_STATE(id=gateway_id)
    return gateway


# attach, detach ------------------------------------------------------------------------------------------------------


@operation
def attach_vpn_gateway(call: Call, *, vpn_gateway_id: str, vpc_id: str) -> dict[str, Any]:
    """Attach a gateway to a VPC; a gateway has one VPC, and a VPC one gateway."""
    gateway = usable_gateway(call, vpn_gateway_id)
    if call.platform.networks.vpc(call.home, vpc_id) is None:
        raise errors.VPC_UNKNOWN(id=vpc_id)
    held = gateway.held
    if held is not None and held.vpc_id != vpc_id:
        advise(f"{gateway.id} is attached to {held.vpc_id}")
        raise errors.ATTACHMENT_LIMIT()
    other = gateway_of_vpc(call.world, call.home, vpc_id)
    if other not in (None, gateway):
        advise(f"{vpc_id} has {other.id}")
        raise errors.VPC_HAS_GATEWAY(vpc=vpc_id)
    if held is None:
        _check_pending(call, gateway)
        held = _attach(call, gateway, vpc_id)
    return {"VpcAttachment": attachment_view(held)}


def _attach(call: Call, gateway: VpnGateway, vpc_id: str) -> GatewayAttachment:
    some_id = f"{gateway.id}/{vpc_id}"
    before = call.world.table(GatewayAttachment).get(some_id)
    if before is not None:
        call.world.apply(before, "again")
        return before
    account, region = call.home
    made = GatewayAttachment(id=some_id, account=account, region=region, created=call.world.clock.now())
    call.world.add(made)
    call.world.begin(made, ATTACHING)
    return made


@operation
def detach_vpn_gateway(call: Call, *, vpn_gateway_id: str, vpc_id: str) -> dict[str, Any]:
    """Detach a gateway; its connections stay."""
    gateway = call.own(VpnGateway, vpn_gateway_id)
    attachment = call.world.table(GatewayAttachment).get(f"{gateway.id}/{vpc_id}")
    if attachment is None or not attachment.is_held:
        raise errors.ATTACHMENT_UNKNOWN(gateway=vpn_gateway_id, vpc=vpc_id)
    if call.world.can(attachment, "detach"):
        _check_pending(call, gateway)
        call.world.apply(attachment, "detach")
    return {}


# describe ------------------------------------------------------------------------------------------------------------


FILTERS: Filters[VpnGateway] = Filters(
    {
        "amazon-side-asn": lambda one: str(one.asn),
        "attachment.state": lambda one: [each.state for each in one.attachments],
        "attachment.vpc-id": Field(lambda one: [each.vpc_id for each in one.attachments], index="vpc"),
        "availability-zone": lambda _: None,
        "state": Field(lambda one: one.state, index="state"),
        "type": lambda _: "ipsec.1",
        "vpn-gateway-id": Field(lambda one: one.id, OWN_ID),
    },
    unknown=lambda name: errors.FILTER_UNKNOWN(name=name),
)


@operation(lists=VpnGateway, filters=FILTERS)
def describe_vpn_gateways(
    call: Call,
    *,
    vpn_gateway_ids: Sequence[str] | None = None,
    filters: Sequence[Mapping[str, Any]] | None = None,
) -> Listing[VpnGateway]:
    """The caller's gateways, deleted ones too for a while."""
    return call.listing(VpnGateway, vpn_gateway_ids, filters, {"VpnGateways": gateway_view})
