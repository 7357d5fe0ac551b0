"""CreateVpnConnectionRoute and DeleteVpnConnectionRoute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from mockvpce.engine.call_log import advise
from mockvpce.engine.lifecycle import GONE, Lifecycle, Row, forced
from mockvpce.engine.operation import operation
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import follows, resource
from mockvpce.resources.vpn import errors, quotas
from mockvpce.resources.vpn.connection import VpnConnection
from mockvpce.resources.vpn.states import AVAILABLE, DELETING, PENDING
from mockvpce.resources.vpn.tunnels import refresh

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World

CHANGE = timedelta(seconds=10)
"""How long a route is `pending` and `deleting`; AWS gives no time [I]."""


@resource(type="vpn-connection-route", follows=True, shown_by="DescribeVpnConnections")
@dataclass(slots=True, kw_only=True, eq=False)
class VpnStaticRoute(Resource):
    """A static route of a connection; its id is the connection's, a vertical line, and the destination."""

    connection_id: str
    destination: str

    lifecycle = Lifecycle(
        [
            Row("provision", PENDING, AVAILABLE, after=CHANGE),
            *(Row("delete", state, DELETING) for state in (PENDING, AVAILABLE)),
            Row("again", DELETING, PENDING),
            Row("finish", DELETING, GONE, after=CHANGE),
            *forced((PENDING, AVAILABLE), (PENDING, AVAILABLE, DELETING)),
        ],
        unforced={"deleted": "a deleted route is shown with a deleted connection only, and gone otherwise; delete it"},
    )

    @property
    def homes(self) -> tuple[Home, ...]:
        """It is seen as a part of its connection only."""
        return ()


@follows(VpnStaticRoute)
def _follow(world: World, route: VpnStaticRoute) -> None:
    connection = world.table(VpnConnection).get(route.connection_id)
    if connection is None:
        return
    connection.routes[route.destination] = route.state
    if route.state == GONE:
        del connection.routes[route.destination]
    refresh(world, connection)


@operation
def create_vpn_connection_route(call: Call, *, destination_cidr_block: str, vpn_connection_id: str) -> dict[str, Any]:
    """Add a static route; one that is there already stays as it is."""
    destination = _destination(destination_cidr_block)
    if destination is None:
        raise errors.ROUTE_PARAMETER(value=destination_cidr_block)
    connection = _static(call, vpn_connection_id)
    some_id = f"{connection.id}|{destination}"
    before = call.world.table(VpnStaticRoute).get(some_id)
    if before is None:
        limit = errors.ROUTE_LIMIT(id=connection.id, limit=call.world.quota(call.home, *quotas.STATIC_ROUTES))
        call.check_quota(quotas.STATIC_ROUTES, len(connection.routes), limit)
        account, region = connection.account, connection.region
        made = VpnStaticRoute(
            id=some_id,
            account=account,
            region=region,
            created=call.world.clock.now(),
            connection_id=connection.id,
            destination=destination,
        )
        call.world.add(made)
        call.world.begin(made, PENDING)
    elif call.world.can(before, "again"):
        call.world.apply(before, "again")
    return {}


@operation
def delete_vpn_connection_route(call: Call, *, destination_cidr_block: str, vpn_connection_id: str) -> dict[str, Any]:
    """Take a static route away."""
    destination = _destination(destination_cidr_block)
    if destination is None:
        raise errors.ROUTE_MALFORMED(value=destination_cidr_block)
    connection = _static(call, vpn_connection_id)
    found = call.world.table(VpnStaticRoute).get(f"{connection.id}|{destination}")
    if found is None:
        raise errors.ROUTE_UNKNOWN(value=destination_cidr_block)
    if call.world.can(found, "delete"):
        call.world.apply(found, "delete")
    return {}


def _destination(block: str) -> str | None:
    """The block in canonical form; None for what is no IPv4 block."""
    try:
        if "/" not in block:
            return None
        network = ip_network(block, strict=False)
    except ValueError:
        return None
    return str(network) if network.version == 4 else None


def _static(call: Call, connection_id: str) -> VpnConnection:
    """The connection of that id, which has static routing on a virtual private gateway and is available."""
    connection = call.own(VpnConnection, connection_id)
    if not connection.static or connection.transit_id or connection.concentrator_id:
        if not connection.static:
            advise(
                f"{connection_id} routes by BGP: CreateVpnConnection, Options={{'StaticRoutesOnly': True}} makes others"
            )
        raise errors.CONNECTION_TYPE(id=connection_id)
    if connection.state != AVAILABLE:
        raise errors.CONNECTION_STATE(id=connection_id, state=connection.state)
    return connection
