"""What follows from the state of connections and tunnels: telemetry, propagated routes, transit gateway attachments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from typing import TYPE_CHECKING

from mockvpce.engine import propagation
from mockvpce.engine.lifecycle import GONE
from mockvpce.engine.platform import TransitAttachment
from mockvpce.engine.resource_types import follows
from mockvpce.resources.vpn import quotas, secret
from mockvpce.resources.vpn.connection import DOWN, UP, Tunnel, VpnConnection
from mockvpce.resources.vpn.gateway import VpnGateway
from mockvpce.resources.vpn.states import AVAILABLE, DELETED, MODIFYING, PENDING

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World

_PROVISIONED = (timedelta(seconds=45), timedelta(seconds=20))
"""How long before the connection is available its tunnels are; each has its own time, recorded."""


@follows(VpnConnection)
def _follow(world: World, connection: VpnConnection) -> None:
    if connection.state == AVAILABLE:
        _provisioned(world, connection)
        for tunnel in connection.tunnels:
            tunnel.replacing = False
    elif connection.state == DELETED:
        for destination in connection.routes:
            route = world.get(f"{connection.id}|{destination}")
            if route is not None:
                world.remove(route)
        connection.routes = dict.fromkeys(connection.routes, DELETED)
        secret.drop(world, connection)
    if connection.attachment_id:
        show_attachment(world, connection)
    refresh(world, connection)


def _provisioned(world: World, connection: VpnConnection) -> None:
    now = world.clock.now()
    for tunnel, before in zip(connection.tunnels, _PROVISIONED, strict=True):
        if tunnel.changed == connection.created:
            tunnel.changed = max(connection.created, now - before)


def show_attachment(world: World, connection: VpnConnection, state: str = "") -> None:
    """Let the transit gateway's attachment of a connection be in a state, by default the connection's."""
    home = connection.homes[0]
    if connection.state == GONE:
        world.platform.transit_gateways.drop_attachment(home, connection.attachment_id)
        return
    if not state:
        state = connection.state
        if state == MODIFYING:
            state = connection.attachment_state or PENDING
    if state == connection.attachment_state:
        return
    connection.attachment_state = state
    world.platform.transit_gateways.put_attachment(
        home,
        TransitAttachment(
            id=connection.attachment_id,
            gateway_id=connection.transit_id,
            resource_id=connection.id,
            resource_type="vpn",
            resource_owner=connection.account,
            state=state,
        ),
    )


def refresh(world: World, connection: VpnConnection) -> None:
    """Bring the tunnels' status, and the routes that follow from it, in line with what the customer's device does."""
    usable = connection.state in (AVAILABLE, MODIFYING)
    for tunnel in connection.tunnels:
        status = UP if usable and tunnel.has_ipsec and _routes(world, connection, tunnel) else DOWN
        if status != tunnel.status:
            tunnel.status, tunnel.changed = status, world.clock.now()
    if connection.gateway_id:
        propagate(world, connection.homes[0], connection.gateway_id)


def _routes(world: World, connection: VpnConnection, tunnel: Tunnel) -> bool:
    """Whether routing works over a tunnel: where it is dynamic, a BGP session is established."""
    if connection.static:
        return True
    allowed = world.quota(connection.homes[0], *quotas.dynamic_routes(connection))
    return tunnel.peers and (allowed is None or len(tunnel.announced) <= allowed)


def propagate(world: World, home: Home, gateway_id: str) -> None:
    """Let route tables have the routes that a virtual private gateway knows: those of tunnels that are up.

    What lies within the VPC's own blocks is left out, since the local route wins.
    """
    gateway = world.table(VpnGateway).get(gateway_id)
    vpc = None if gateway is None or not gateway.attached_to else world.platform.networks.vpc(home, gateway.attached_to)
    if vpc is None:
        return
    own = [ip_network(one) for one in vpc.cidrs]
    known = dict.fromkeys(prefix for connection in on_gateway(world, gateway_id) for prefix in prefixes(connection))
    propagation.set_routes(
        world,
        gateway_id,
        (one for one in known if not any(ip_network(one).subnet_of(block) for block in own)),  # type: ignore[arg-type] # IPv4 both: a virtual private gateway has nothing else
    )


def on_gateway(world: World, gateway_id: str) -> Iterator[VpnConnection]:
    """The live connections of a gateway in AWS."""
    return iter(world.table(VpnConnection).where("used", gateway_id))


def prefixes(connection: VpnConnection) -> Iterator[str]:
    """The prefixes that a connection leads to now."""
    for tunnel in connection.tunnels:
        if tunnel.is_up:
            yield from connection.prefixes_of(tunnel)
