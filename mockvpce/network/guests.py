"""Packets of machines outside AWS that a resource connects: how they come in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mockvpce.engine import forwarding
from mockvpce.engine.topology import GatewayNode
from mockvpce.network import gateways, transit
from mockvpce.network.components import Components
from mockvpce.network.filters import Flow
from mockvpce.network.path import Path
from mockvpce.network.places import SOMEWHERE, site
from mockvpce.network.ports import is_private, version

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home, Resource
    from mockvpce.engine.world import World
    from mockvpce.network.walk import Walk

NO_ROUTE = "NO_ROUTE_TO_DESTINATION"


def enter(walk: Walk, connection: Resource) -> None:
    """Take the packet through the gate, and on from the interface behind it with that one's address; IPv6 keeps its own."""
    way = forwarding.entrance(walk.world, connection, walk.flow.destination, walk.flow.source)
    home = (connection.account, connection.region)
    if isinstance(way, forwarding.Refused):
        walk.stop(home, way.gate, way.code, **way.explanation)
    elif isinstance(way, forwarding.Outside):
        _past_the_gate(walk, connection)
    elif isinstance(way, forwarding.IntoNetwork):
        walk.hop(home, way.gate, way.rule)
        walk.hop(home, way.gateway_id)
        walk.enter(way.vpc_id, GatewayNode(way.gateway_id, home, way.vpc_id))
    elif way.attachment_id:
        _over_gateway(walk, home, way)
    elif not way.interface_id:
        walk.hop(home, way.gate, way.rule)
        walk.end = gateways.OUTSIDE
    else:
        interface = walk.topology.interface(way.interface_id)
        address = None if interface is None else interface.address(4)
        if interface is None or address is None:
            walk.stop(home, way.gate, NO_ROUTE)
            return
        walk.hop(home, way.gate, way.rule)
        walk.via.append(way.gate)
        if version(walk.flow.destination) == 6:
            address = walk.flow.source
            walk.lent[address] = interface.id
            interface = replace(interface, addresses=(*interface.addresses, address))
        walk.flow = Flow(address, walk.flow.destination, walk.flow.protocol, frozenset(interface.group_ids))
        walk.from_interface(interface)


def _over_gateway(walk: Walk, home: Home, way: forwarding.Entrance) -> None:
    """By the gate's attachment to a transit gateway, whose routes decide."""
    attachment = walk.topology.attachment(way.attachment_id)
    if attachment is None:
        walk.stop(home, way.gate, NO_ROUTE)
        return
    walk.hop(home, way.gate, way.rule)
    walk.via.append(way.gate)
    walk.hop(attachment.home, attachment.id, TransitGateway={"Id": attachment.gateway_id})
    transit.from_attachment(walk, attachment, way.zone)


def _past_the_gate(walk: Walk, connection: Resource) -> None:
    """The machine sends the packet out by its own network."""
    if is_private(walk.flow.destination):
        walk.stop((connection.account, connection.region), connection.id, NO_ROUTE)
        return
    walk.flow = walk.flow.from_(SOMEWHERE)
    gateways.into_internet(walk)


def may_reach(world: World, connection_id: str, address: str) -> Path:
    """Whether the gate lets a packet of a guest go to an address: the rest of the way is not asked."""
    place = site(world, connection_id)
    path = Path(False, connection_id, address, "tcp", None, address)
    if place.guest is None:
        raise LookupError(f"{connection_id!r} connects no machine")
    components, home = Components(world), (place.guest.account, place.guest.region)
    if not place.running:
        stopped = components.block(home, connection_id, "BAD_STATE", Component=connection_id, State=place.guest.state)
        return replace(path, blocks=(stopped,))
    way = forwarding.entrance(world, place.guest, address)
    if isinstance(way, forwarding.Refused):
        return replace(path, blocks=(components.block(home, way.gate, way.code, **way.explanation),))
    if isinstance(way, forwarding.Outside):
        return replace(path, blocks=(components.block(home, connection_id, NO_ROUTE),))
    return replace(path, reached=True, hops=(components.hop(home, way.gate, way.rule),), via=(way.gate,))
