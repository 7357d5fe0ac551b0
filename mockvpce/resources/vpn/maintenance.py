"""Maintenance of tunnel endpoints: AWS replaces them, or leaves it to the customer where the lifecycle is under control.

VPN guide, "Tunnel endpoint lifecycle control": maintenance is pending until ReplaceVpnTunnel applies it, or until AWS does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mockvpce.engine.lifecycle import GONE, Lifecycle, Row
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import follows, resource
from mockvpce.resources.vpn.connection import Tunnel, VpnConnection
from mockvpce.resources.vpn.states import PENDING
from mockvpce.resources.vpn.tunnels import refresh

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World

LIFECYCLE_CONTROL = "EnableTunnelLifecycleControl"
GRACE = timedelta(days=14)
"""How long AWS leaves maintenance to the customer; it names a date and no rule [I]."""


@resource(type="vpn-tunnel-maintenance", follows=True)
@dataclass(slots=True, kw_only=True, eq=False)
class Maintenance(Resource):
    """Maintenance of a tunnel that is pending until an instant."""

    connection_id: str
    address: str
    due: datetime

    lifecycle = Lifecycle(
        [Row("apply", PENDING, GONE)],
        unforced={"": "maintenance begins with `aws.vpn(...)[0].maintain()` and ends in time or with ReplaceVpnTunnel"},
    )

    @property
    def homes(self) -> tuple[Home, ...]:
        """It is seen as a part of its connection only."""
        return ()


@follows(Maintenance)
def _follow(world: World, maintenance: Maintenance) -> None:
    connection = world.table(VpnConnection).get(maintenance.connection_id)
    if maintenance.state == GONE and connection is not None and connection.is_live:
        _replace(world, connection, connection.tunnel_at(maintenance.address))


def pending(world: World, connection: VpnConnection, tunnel: Tunnel) -> Maintenance | None:
    """The maintenance that waits for the customer."""
    return world.table(Maintenance).get(_id(connection, tunnel))


def plan(world: World, connection: VpnConnection, tunnel: Tunnel, grace: timedelta) -> None:
    """Let AWS have maintenance for a tunnel: for the customer to apply within a time, or at once."""
    if not tunnel.options.get(LIFECYCLE_CONTROL):
        _replace(world, connection, tunnel)
        return
    done(world, connection, tunnel)
    made = Maintenance(
        id=_id(connection, tunnel),
        account=connection.account,
        region=connection.region,
        created=world.clock.now(),
        connection_id=connection.id,
        address=tunnel.address,
        due=world.clock.after(grace),
    )
    world.add(made)
    world.begin(made, PENDING)
    world.schedule(made, "apply", grace, soon=False)


def done(world: World, connection: VpnConnection, tunnel: Tunnel) -> None:
    """Nothing is pending any more."""
    found = pending(world, connection, tunnel)
    if found is not None:
        world.remove(found)


def _replace(world: World, connection: VpnConnection, tunnel: Tunnel) -> None:
    """AWS replaces a tunnel, which is down meanwhile."""
    tunnel.replaced = world.clock.now()
    tunnel.replacing = True
    if world.can(connection, "modify"):
        world.apply(connection, "modify")
    else:
        refresh(world, connection)


def _id(connection: VpnConnection, tunnel: Tunnel) -> str:
    return f"{connection.id}|{tunnel.address}|maintenance"
