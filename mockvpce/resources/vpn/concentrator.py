"""VPN concentrators: many small sites on one attachment to a transit gateway."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mockvpce.engine.lifecycle import GONE, Lifecycle, Row, forced
from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.engine.platform import TransitAttachment
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import check_ids, follows, resource
from mockvpce.protocol.errors import MISSING_PARAMETER
from mockvpce.protocol.filters import OWN_ID, Field, Filters
from mockvpce.resources.vpn import errors, quotas
from mockvpce.resources.vpn.connection import VpnConnection
from mockvpce.resources.vpn.states import AVAILABLE, DELETED, DELETING, MEMORY, PENDING

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.world import World

PROVISIONING = timedelta(minutes=5)
REMOVAL = timedelta(minutes=5)
"""AWS takes up to ten minutes (terraform-provider-aws)."""


@resource(
    type="vpn-concentrator",
    prefix="vcn",
    malformed=errors.CONCENTRATOR_MALFORMED,
    unknown=errors.CONCENTRATOR_UNKNOWN,
    shown_by="DescribeVpnConcentrators",
    follows=True,
)
@dataclass(slots=True, kw_only=True, eq=False)
class VpnConcentrator(Resource):
    """A concentrator with the attachment that its connections share."""

    transit_id: str
    attachment_id: str
    aws_asn: int

    state_indexes = ("state", "lives", "transit")
    lifecycle = Lifecycle(
        [
            Row("provision", PENDING, AVAILABLE, after=PROVISIONING),
            *(Row("delete", state, DELETING) for state in (PENDING, AVAILABLE)),
            Row("finish", DELETING, DELETED, after=REMOVAL),
            Row("vanish", DELETED, GONE, after=MEMORY, deadline=True),
            *forced((PENDING, AVAILABLE), (PENDING, AVAILABLE, DELETING)),
            *forced((PENDING, AVAILABLE, DELETING), (DELETED,)),
        ]
    )

    @classmethod
    def indexes(cls) -> Mapping[str, Callable[[VpnConcentrator], Iterable[Hashable]]]:
        """By state; the live ones by transit gateway."""
        return {
            "state": lambda one: ((one.homes[0], one.state),),
            "lives": lambda one: (one.homes[0],) if one.state in (PENDING, AVAILABLE) else (),
            "transit": lambda one: (one.transit_id,) if one.state in (PENDING, AVAILABLE) else (),
        }


@follows(VpnConcentrator)
def _follow(world: World, concentrator: VpnConcentrator) -> None:
    home = concentrator.homes[0]
    if concentrator.state == GONE:
        world.platform.transit_gateways.drop_attachment(home, concentrator.attachment_id)
        return
    world.platform.transit_gateways.put_attachment(
        home,
        TransitAttachment(
            id=concentrator.attachment_id,
            gateway_id=concentrator.transit_id,
            resource_id=concentrator.id,
            resource_type="vpn-concentrator",
            resource_owner=concentrator.account,
            state=concentrator.state,
        ),
    )


def _view(call: Call, concentrator: VpnConcentrator) -> dict[str, Any]:
    return {
        "VpnConcentratorId": concentrator.id,
        "State": concentrator.state,
        "TransitGatewayId": concentrator.transit_id,
        "TransitGatewayAttachmentId": concentrator.attachment_id,
        "Type": "ipsec.1",
        "Tags": call.tag_list(concentrator.id),
    }


@operation(creates=VpnConcentrator, unread={"Type": "ipsec.1 is the only one"})
def create_vpn_concentrator(call: Call, *, transit_gateway_id: str | None = None) -> dict[str, Any]:
    """A concentrator on a transit gateway; the answer has no Tags where there are none, as documented."""
    if not transit_gateway_id:
        raise MISSING_PARAMETER(name="transitGatewayId")
    gateway = call.platform.transit_gateways.get(call.home, transit_gateway_id)
    if gateway is None or gateway.account != call.account:
        raise errors.TRANSIT_GATEWAY_UNKNOWN(id=transit_gateway_id)
    table = call.world.table(VpnConcentrator)
    call.check_quota(quotas.CONCENTRATORS, len(table.where("lives", call.home)), errors.CONCENTRATOR_LIMIT)
    call.check_quota(
        quotas.CONCENTRATORS_ON_GATEWAY, len(table.where("transit", gateway.id)), errors.CONCENTRATOR_LIMIT
    )
    attachment_id = call.world.ids.resource("tgw-attach")
    made = call.create(
        VpnConcentrator, PENDING, transit_id=gateway.id, attachment_id=attachment_id, aws_asn=gateway.asn
    )
    shown = _view(call, made)
    if not shown["Tags"]:
        del shown["Tags"]
    return {"VpnConcentrator": shown}


@operation
def delete_vpn_concentrator(call: Call, *, vpn_concentrator_id: str) -> dict[str, Any]:
    """Delete a concentrator that has no connections any more; again, it changes nothing."""
    check_ids([vpn_concentrator_id], "vcn", errors.CONCENTRATOR_MALFORMED_DELETE)
    concentrator = call.own(VpnConcentrator, vpn_concentrator_id)
    if len(call.world.table(VpnConnection).where("used", concentrator.id)):
        raise errors.CONCENTRATOR_IN_USE(id=concentrator.id)
    if call.world.can(concentrator, "delete"):
        call.world.apply(concentrator, "delete")
    return {"Return": True}


FILTERS: Filters[VpnConcentrator] = Filters(
    {
        "state": Field(lambda one: one.state, index="state"),
        "transit-gateway-attachment-id": lambda one: one.attachment_id,
        "transit-gateway-id": lambda one: one.transit_id,
        "type": lambda _: "ipsec.1",
        "vpn-concentrator-id": Field(lambda one: one.id, OWN_ID),
    },
    unknown=lambda name: errors.FILTER_UNKNOWN(name=name),
)


@operation(lists=VpnConcentrator, filters=FILTERS, page=(200, 1000))
def describe_vpn_concentrators(
    call: Call,
    *,
    vpn_concentrator_ids: Sequence[str] | None = None,
    filters: Sequence[Mapping[str, Any]] | None = None,
) -> Listing[VpnConcentrator]:
    """The caller's concentrators, deleted ones too for a while."""
    return call.listing(VpnConcentrator, vpn_concentrator_ids, filters, {"VpnConcentrators": _view})


def usable_concentrator(call: Call, concentrator_id: str) -> VpnConcentrator:
    """The concentrator of that id, which takes connections."""
    concentrator = call.own(VpnConcentrator, concentrator_id)
    if concentrator.state != AVAILABLE:
        raise errors.CONCENTRATOR_STATE(id=concentrator_id, state=concentrator.state)
    return concentrator
