"""Endpoints that lead to a transit gateway: their attachment to it, and its Availability Zones."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from mockvpce.engine.lifecycle import GONE, Lifecycle, Row, forced
from mockvpce.engine.operation import operation
from mockvpce.engine.platform import TransitAttachment
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import follows, resource
from mockvpce.resources.client_vpn import errors
from mockvpce.resources.client_vpn.blocks import overlap
from mockvpce.resources.client_vpn.endpoint import PENDING, PENDING_ASSOCIATE, ClientVpnEndpoint, moment
from mockvpce.resources.client_vpn.target_network import ASSOCIATING, TargetNetwork, held_networks

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.platform import TransitGateway
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World

CHANGE = timedelta(minutes=1)
"""How long an attachment is `pending` or `deleting` [I]."""
MEMORY = timedelta(minutes=1)
"""How long a deleted attachment is still shown [I]."""
ZONES, CHOSEN_ZONES = 5, 2
"""The most zones of an endpoint, and how many are chosen where none is named (Administrator Guide)."""

PENDING_ACCEPTANCE = "pending-acceptance"
REJECTED = "rejected"
AVAILABLE = "available"
DELETING = "deleting"
DELETED = "deleted"
_STAYING = (PENDING_ACCEPTANCE, PENDING, AVAILABLE, REJECTED)
Zone = tuple[str, str]
"""Name and id."""


@resource(type="transit-gateway-client-vpn-attachment", shown_by="DescribeTransitGatewayAttachments", follows=True)
@dataclass(slots=True, kw_only=True, eq=False)
class ClientVpnAttachment(Resource):
    """An endpoint's attachment to a transit gateway; the account is the endpoint's. Tags are moto's affair."""

    gateway_id: str
    gateway_owner: str
    endpoint_id: str
    zones: tuple[Zone, ...] = ()

    lifecycle = Lifecycle(
        [
            Row("accept", PENDING_ACCEPTANCE, PENDING),
            Row("reject", PENDING_ACCEPTANCE, REJECTED),
            Row("attach", PENDING, AVAILABLE, after=CHANGE),
            *(Row("delete", one, DELETING) for one in (PENDING_ACCEPTANCE, PENDING, AVAILABLE, REJECTED)),
            Row("finish", DELETING, DELETED, after=CHANGE),
            Row("vanish", DELETED, GONE, after=MEMORY, deadline=True),
            *forced(_STAYING, (*_STAYING, DELETING)),
            *forced((*_STAYING, DELETING), (DELETED,)),
        ]
    )

    @property
    def homes(self) -> tuple[Home, ...]:
        """Requests find it by its id, whichever account owns it."""
        return ()

    @property
    def gateway_home(self) -> Home:
        """Where the gateway is."""
        return self.gateway_owner, self.region

    @classmethod
    def indexes(cls) -> Mapping[str, Callable[[ClientVpnAttachment], Iterable[Hashable]]]:
        """By endpoint."""
        return {"endpoint": lambda one: (one.endpoint_id,)}


def attachment_of(world: World, endpoint_id: str) -> ClientVpnAttachment | None:
    """The attachment of an endpoint, None where it leads into a VPC."""
    return next(iter(world.table(ClientVpnAttachment).where("endpoint", endpoint_id)), None)


# what an endpoint asks for -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wish:
    """A gateway and the zones to attach it in."""

    gateway: TransitGateway
    zones: tuple[Zone, ...]


def read_wish(call: Call, given: Mapping[str, Any], client_cidr: str) -> Wish:
    """The TransitGatewayConfiguration of a request, checked."""
    gateway_id = given.get("TransitGatewayId")
    if not gateway_id:
        raise errors.TRANSIT_GATEWAY_MISSING()
    names, ids = given.get("AvailabilityZones") or (), given.get("AvailabilityZoneIds") or ()
    if names and ids:
        raise errors.ZONE_BY_NAME_AND_ID()
    gateway = call.platform.transit_gateways.get(call.home, gateway_id)
    if gateway is None:
        raise errors.TRANSIT_GATEWAY_UNKNOWN(id=gateway_id)
    if not gateway.cidrs:
        raise errors.TRANSIT_GATEWAY_WITHOUT_CIDR(id=gateway_id)
    for block in gateway.cidrs:
        if client_cidr and overlap(ip_network(block), ip_network(client_cidr)):
            raise errors.TRANSIT_GATEWAY_OVERLAPS(value=block, id=gateway_id)
    return Wish(gateway, _zones(call, names or ids))


def _zones(call: Call, wanted: Sequence[str]) -> tuple[Zone, ...]:
    if not wanted:
        return tuple(call.platform.networks.zones(call.home))[:CHOSEN_ZONES]
    found = tuple(dict.fromkeys(read_zone(call, one) for one in wanted))
    if len(found) > ZONES:
        raise errors.TOO_MANY_ZONES(limit=ZONES)
    return found


def read_zone(call: Call, wanted: str) -> Zone:
    """A zone by its name or id."""
    for zone in call.platform.networks.zones(call.home):
        if wanted in zone:
            return zone
    raise errors.ZONE_UNKNOWN(name=wanted)


def attach(call: Call, endpoint: ClientVpnEndpoint, wish: Wish) -> None:
    """Attach a new endpoint; the owner of the gateway may have to accept that."""
    made = ClientVpnAttachment(
        id=call.world.ids.resource("tgw-attach"),
        account=endpoint.account,
        region=endpoint.region,
        created=call.world.clock.now(),
        gateway_id=wish.gateway.id,
        gateway_owner=wish.gateway.account,
        endpoint_id=endpoint.id,
        zones=wish.zones,
    )
    call.world.add(made)
    waits = wish.gateway.account != endpoint.account and not wish.gateway.auto_accepts
    call.world.begin(made, PENDING_ACCEPTANCE if waits else PENDING)


def first_state(wish: Wish | None, account: str) -> str:
    """The state of a new endpoint: it is `pending` while somebody else has to accept its attachment."""
    waits = wish is not None and wish.gateway.account != account and not wish.gateway.auto_accepts
    return PENDING if waits else PENDING_ASSOCIATE


def associate_zone(world: World, endpoint: ClientVpnEndpoint, zone: Zone) -> TargetNetwork:
    """Lead an endpoint into another zone of its gateway."""
    network = TargetNetwork(
        id=world.ids.resource(TargetNetwork.declared.prefix),
        account=endpoint.account,
        region=endpoint.region,
        created=world.clock.now(),
        endpoint_id=endpoint.id,
        zone=zone[0],
        zone_id=zone[1],
    )
    world.add(network)
    world.begin(network, ASSOCIATING)
    return network


def zones_view(world: World, attachment: ClientVpnAttachment) -> dict[str, Any]:
    """`TransitGatewayConfiguration` of an endpoint."""
    zones = [(one.zone, one.zone_id) for one in held_networks(world, attachment.endpoint_id)] or attachment.zones
    return {
        "TransitGatewayId": attachment.gateway_id,
        "TransitGatewayAttachmentId": attachment.id,
        "AvailabilityZones": [name for name, _ in zones],
        "AvailabilityZoneIds": [zone_id for _, zone_id in zones],
    }


@follows(ClientVpnAttachment)
def _follow(world: World, attachment: ClientVpnAttachment) -> None:
    if attachment.state == GONE:
        world.platform.transit_gateways.drop_attachment(attachment.gateway_home, attachment.id)
        return
    wish = TransitAttachment(
        attachment.id,
        attachment.gateway_id,
        attachment.endpoint_id,
        "client-vpn",
        attachment.account,
        attachment.state.replace("pending-acceptance", "pendingAcceptance"),
    )
    world.platform.transit_gateways.put_attachment(attachment.gateway_home, wish)
    endpoint = world.table(ClientVpnEndpoint).get(attachment.endpoint_id)
    if endpoint is None:
        return
    if attachment.state in (PENDING, AVAILABLE) and world.can(endpoint, "accept"):
        world.apply(endpoint, "accept")
    if attachment.state == AVAILABLE:
        for zone in attachment.zones:
            associate_zone(world, endpoint, zone)
    elif attachment.state == DELETING:
        for network in list(held_networks(world, endpoint.id)):
            if world.can(network, "disassociate"):
                world.apply(network, "disassociate")


# accept, reject, delete ----------------------------------------------------------------------------------------------


def _change(call: Call, attachment_id: str, event: str) -> dict[str, Any]:
    """Let the owner of the gateway decide; nobody else sees the attachment here."""
    attachment = call.world.table(ClientVpnAttachment).get(attachment_id)
    if attachment is None or attachment.gateway_home != call.home:
        raise errors.ATTACHMENT_UNKNOWN(id=attachment_id)
    if not call.world.can(attachment, event):
        raise errors.ATTACHMENT_STATE(id=attachment_id)
    call.world.apply(attachment, event)
    return {
        "TransitGatewayClientVpnAttachment": {
            "TransitGatewayAttachmentId": attachment.id,
            "TransitGatewayId": attachment.gateway_id,
            "ClientVpnEndpointId": attachment.endpoint_id,
            "ClientVpnOwnerId": attachment.account,
            "State": attachment.state,
            "CreationTime": moment(attachment.created),
        }
    }


@operation
def accept_transit_gateway_client_vpn_attachment(call: Call, *, transit_gateway_attachment_id: str) -> dict[str, Any]:
    """Let an endpoint of another account in."""
    return _change(call, transit_gateway_attachment_id, "accept")


@operation
def reject_transit_gateway_client_vpn_attachment(call: Call, *, transit_gateway_attachment_id: str) -> dict[str, Any]:
    """Keep an endpoint of another account out."""
    return _change(call, transit_gateway_attachment_id, "reject")


@operation
def delete_transit_gateway_client_vpn_attachment(call: Call, *, transit_gateway_attachment_id: str) -> dict[str, Any]:
    """Take an endpoint off the gateway; its zones are disassociated."""
    return _change(call, transit_gateway_attachment_id, "delete")
