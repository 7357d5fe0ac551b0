"""How tunnels take part in the data plane: out to a customer's site, in from it, and from site to site."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from mockvpce.engine.forwarding import (
    Dropped,
    Entrance,
    Guest,
    IntoNetwork,
    Onward,
    Outside,
    Packet,
    Refused,
    Way,
    announces,
    enters,
    forwards,
    hosts,
)
from mockvpce.resources.vpn.concentrator import VpnConcentrator
from mockvpce.resources.vpn.connection import Tunnel, VpnConnection
from mockvpce.resources.vpn.gateway import VpnGateway
from mockvpce.resources.vpn.hub import attachment_of, choose, from_others, known
from mockvpce.resources.vpn.tunnels import prefixes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mockvpce.engine.world import World

_PRIVATE = tuple(
    map(ip_network, ("10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"))
)
OUTSIDE = "outside"
TUNNELS_DOWN = "MOCKVPCE_VPN_TUNNELS_DOWN"
NO_ROUTE = "NO_ROUTE_TO_DESTINATION"
NOT_SELECTED = "MOCKVPCE_VPN_TRAFFIC_SELECTOR"
"""The packet is not between the networks that the connection's options name."""


@forwards(VpnGateway)
def _to_site(world: World, gateway: VpnGateway, packet: Packet) -> Onward:
    """Out by the tunnel that has the longest prefix."""
    found = choose(world, gateway.id, packet.destination)
    if found is None:
        return Dropped(NO_ROUTE)
    if not _is_selected(found.connection, packet.destination, packet.source):
        return Dropped(NOT_SELECTED)
    return Outside(OUTSIDE, found.connection.id, _said(found.prefix, found.tunnel))


@forwards(VpnConnection)
def _from_transit_gateway(world: World, connection: VpnConnection, packet: Packet) -> Onward:
    """A transit gateway has chosen the connection: of the tunnels that are up one takes it that leads there."""
    del world
    up = [one for one in connection.tunnels if one.is_up]
    tunnel = next((one for one in up if _leads(connection, one, packet.destination)), up[0] if up else None)
    if tunnel is None:
        return Dropped(TUNNELS_DOWN)
    if not _is_selected(connection, packet.destination, packet.source):
        return Dropped(NOT_SELECTED)
    return Outside(OUTSIDE, rule=f"tunnel {tunnel.address}")


@forwards(VpnConcentrator)
def _from_concentrator(world: World, concentrator: VpnConcentrator, packet: Packet) -> Onward:
    """To the site that announces the longest prefix."""
    found = choose(world, concentrator.id, packet.destination)
    if found is None:
        return Dropped(NO_ROUTE)
    if not _is_selected(found.connection, packet.destination, packet.source):
        return Dropped(NOT_SELECTED)
    return Outside(OUTSIDE, found.connection.id, _said(found.prefix, found.tunnel))


@announces(VpnConcentrator)
def _announced_together(world: World, concentrator: VpnConcentrator) -> Iterator[str]:
    """What the sites announce."""
    return (one.prefix for one in known(world, concentrator.id))


@announces(VpnConnection)
def _announced(world: World, connection: VpnConnection) -> Iterator[str]:
    """What a transit gateway learns of the site: by BGP only."""
    del world
    return iter(()) if connection.static else prefixes(connection)


@hosts(VpnConnection)
def _behind_the_device(world: World, connection: VpnConnection) -> Guest:
    """Any address behind the customer gateway."""
    del world, connection
    return Guest("", connected=True)


@enters(VpnConnection)
def _enter(world: World, connection: VpnConnection, destination: str, source: str) -> Way:
    """Into the VPC of the virtual private gateway, to the transit gateway, or to another site."""
    blocks = _vpc_blocks(world, connection)
    address = ip_address(destination)
    into_vpc = any(address in ip_network(one) for one in blocks)
    other = None if into_vpc else _other_site(world, connection, destination)
    attachment_id = attachment_of(world, connection)
    if not into_vpc and other is None and not attachment_id and not _is_private(address):
        return Outside("internet")
    tunnel = next((one for one in connection.tunnels if one.is_up), None)
    if tunnel is None:
        return Refused(connection.id, TUNNELS_DOWN, {"Component": {"Id": connection.id}})
    if not _is_selected(connection, source, destination):
        return Refused(connection.id, NOT_SELECTED, {"Component": {"Id": connection.id}})
    said = f"tunnel {tunnel.address}"
    if attachment_id:
        return Entrance(connection.id, "", said, attachment_id)
    if into_vpc:
        gateway = world.table(VpnGateway).get(connection.gateway_id)
        return IntoNetwork(connection.id, said, connection.gateway_id, gateway.attached_to if gateway else "")
    if other is None or _other_site(world, other, source) is not connection:
        return Refused(connection.gateway_id or connection.id, NO_ROUTE, {"Destination": {"Id": destination}})
    return Entrance(connection.id, "", f"{said}, by {connection.gateway_id} to {other.id}")


def _leads(connection: VpnConnection, tunnel: Tunnel, destination: str) -> bool:
    address = ip_address(destination)
    return any(address in ip_network(one) for one in connection.prefixes_of(tunnel))


def _vpc_blocks(world: World, connection: VpnConnection) -> tuple[str, ...]:
    gateway = world.table(VpnGateway).get(connection.gateway_id)
    vpc = world.platform.networks.find_vpc(gateway.attached_to) if gateway is not None and gateway.attached_to else None
    return vpc.cidrs if vpc is not None else ()


def _other_site(world: World, connection: VpnConnection, destination: str) -> VpnConnection | None:
    """The connection of another site that announces the address, the longest prefix first."""
    address = ip_address(destination)
    found = [one for one in from_others(world, connection) if address in ip_network(one.prefix)]
    best = max(found, key=lambda one: one.preference, default=None)
    return None if best is None else best.connection


def _is_selected(connection: VpnConnection, customer: str, aws: str) -> bool:
    """Whether the options let packets between these two addresses pass."""
    return all(
        not cidr or ip_address(address) in ip_network(cidr, strict=False)
        for cidr, address in ((connection.local_cidr, customer), (connection.remote_cidr, aws))
    )


def _is_private(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is of somebody's own network, so that no way leads to it over the internet."""
    return any(address in block for block in _PRIVATE)


def _said(prefix: str, tunnel: Tunnel) -> str:
    return f"{prefix} by tunnel {tunnel.address}"
