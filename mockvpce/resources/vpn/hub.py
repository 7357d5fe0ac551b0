"""What gateways and customers know of each other's networks: a gateway's choice of connection, and what sites learn.

A virtual private gateway tells each site with dynamic routing what the others announce (VPN guide, "CloudHub").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from mockvpce.resources.vpn.concentrator import VpnConcentrator
from mockvpce.resources.vpn.connection import Tunnel, VpnConnection
from mockvpce.resources.vpn.gateway import VpnGateway
from mockvpce.resources.vpn.tunnels import on_gateway

if TYPE_CHECKING:
    from mockvpce.engine.world import World


@dataclass(frozen=True, slots=True)
class Known:
    """A prefix that a gateway in AWS has learned from a tunnel."""

    prefix: str
    connection: VpnConnection
    tunnel: Tunnel

    @property
    def preference(self) -> tuple[int, bool]:
        """The longest prefix first, then static routing; the tunnel that was made first among equals."""
        return ip_network(self.prefix).prefixlen, self.connection.static


def known(world: World, gateway_id: str) -> Iterator[Known]:
    """What a virtual private gateway or a concentrator knows, by connection and tunnel."""
    for connection in on_gateway(world, gateway_id):
        for tunnel in connection.tunnels:
            if tunnel.is_up:
                yield from (Known(one, connection, tunnel) for one in connection.prefixes_of(tunnel))


def choose(world: World, gateway_id: str, destination: str) -> Known | None:
    """By which tunnel a virtual private gateway sends a packet."""
    address = ip_address(destination)
    found = [one for one in known(world, gateway_id) if address in ip_network(one.prefix)]
    return max(found, key=lambda one: one.preference, default=None)


def from_others(world: World, connection: VpnConnection) -> Iterator[Known]:
    """What a site learns of the others on its virtual private gateway."""
    if connection.static or not connection.is_up or not connection.gateway_id:
        return
    for one in known(world, connection.gateway_id):
        other = one.connection
        if other is not connection and not other.static and other.customer_asn != connection.customer_asn:
            yield one


def learned(world: World, connection: VpnConnection) -> frozenset[str]:
    """The prefixes that the customer's side has by BGP: the VPC's blocks, or the transit gateway's routes; other sites'."""
    if connection.static or not connection.is_up:
        return frozenset()
    attachment_id = attachment_of(world, connection)
    if attachment_id:
        return frozenset(_from_transit(world, attachment_id))
    return frozenset({*_vpc_blocks(world, connection), *(one.prefix for one in from_others(world, connection))})


def _vpc_blocks(world: World, connection: VpnConnection) -> tuple[str, ...]:
    gateway = world.table(VpnGateway).get(connection.gateway_id)
    if gateway is None or not gateway.attached_to:
        return ()
    vpc = world.platform.networks.vpc(connection.homes[0], gateway.attached_to)
    return vpc.cidrs if vpc is not None else ()


def attachment_of(world: World, connection: VpnConnection) -> str:
    """The attachment by which a transit gateway has the connection: its own, or its concentrator's."""
    concentrator = world.table(VpnConcentrator).get(connection.concentrator_id)
    return connection.attachment_id if concentrator is None else concentrator.attachment_id


def _from_transit(world: World, attachment_id: str) -> Iterator[str]:
    topology = world.platform.topology
    attachment = topology.attachment(attachment_id)
    if attachment is None or not attachment.table_id:
        return
    for route in topology.transit_routes(attachment.table_id):
        if route.attachment_id != attachment_id:
            yield route.cidr
