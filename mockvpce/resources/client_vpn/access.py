"""Where an endpoint lets a connected client go: authorization rules first, then routes."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from mockvpce.resources.client_vpn.route import ACTIVE as ROUTE_ACTIVE
from mockvpce.resources.client_vpn.route import ClientVpnRoute
from mockvpce.resources.client_vpn.rule import ACTIVE as RULE_ACTIVE
from mockvpce.resources.client_vpn.rule import AuthorizationRule
from mockvpce.resources.client_vpn.target_network import ASSOCIATED, TargetNetwork

if TYPE_CHECKING:
    from mockvpce.engine.world import World
    from mockvpce.resources.client_vpn.connection import ClientVpnConnection


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that decide on an address: those of the longest prefix that holds it, and the one that lets the client."""

    deciding: tuple[AuthorizationRule, ...]
    passed: AuthorizationRule | None


def _holds(cidr: str, address: str) -> bool:
    return ip_address(address) in ip_network(cidr)


def rules_for(world: World, connection: ClientVpnConnection, address: str) -> Rules:
    """A narrower rule of any group hides wider ones, of every group; 0.0.0.0/0 is the widest."""
    rules = [
        one
        for one in world.table(AuthorizationRule).where("endpoint", connection.endpoint_id)
        if one.state == RULE_ACTIVE and _holds(one.destination, address)
    ]
    longest = max((ip_network(one.destination).prefixlen for one in rules), default=0)
    deciding = tuple(one for one in rules if ip_network(one.destination).prefixlen == longest)
    passed = next((one for one in deciding if one.group in ("", *connection.groups)), None)
    return Rules(deciding, passed)


def route_for(world: World, connection: ClientVpnConnection, address: str) -> ClientVpnRoute | None:
    """The route of the longest prefix; of equal ones, that through the subnet where the client came in."""
    own = world.table(TargetNetwork).get(connection.network_id)
    own_subnet = own.subnet_id if own is not None else ""
    routes = [
        one
        for one in world.table(ClientVpnRoute).where("endpoint", connection.endpoint_id)
        if one.state == ROUTE_ACTIVE and _holds(one.destination, address)
    ]
    return max(routes, key=lambda one: (ip_network(one.destination).prefixlen, one.target == own_subnet), default=None)


def network_of(world: World, route: ClientVpnRoute) -> TargetNetwork | None:
    """The associated network that a route goes through."""
    networks = world.table(TargetNetwork).where("endpoint", route.endpoint_id)
    return next((one for one in networks if one.subnet_id == route.target and one.state == ASSOCIATED), None)
