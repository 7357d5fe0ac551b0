"""Which route of a table a packet takes: longest prefix, then static before prefix list before propagated."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mockvpce.engine.topology import RouteNode, RouteTableNode, TransitRoute, VpcNode
from mockvpce.network.ports import block, holds

_STATIC, _LISTED, _PROPAGATED = 2, 1, 0


def choose(
    table: RouteTableNode, vpc: VpcNode, destination: str, listed: Callable[[str], Iterable[str]]
) -> RouteNode | None:
    """The route that decides, a black hole too; None where none matches."""
    local = any(holds(one, destination) for one in vpc.cidrs)
    written = {route.destination for route in table.routes}
    implied = (RouteNode(one, "local", "GatewayId", "createroutetable") for one in vpc.cidrs if one not in written)
    best: tuple[tuple[int, int, str], RouteNode] | None = None
    for route in (*table.routes, *implied):
        if route.propagated and local:
            continue
        is_list = route.destination.startswith("pl-")
        blocks = listed(route.destination) if is_list else (route.destination,)
        lengths = [block(one).prefixlen for one in blocks if one and holds(one, destination)]
        if not lengths:
            continue
        rank = _PROPAGATED if route.propagated else _LISTED if is_list else _STATIC
        key = (max(lengths), rank, route.target)
        if best is None or key > best[0]:
            best = (key, route)
    return None if best is None else best[1]


def choose_transit(routes: Iterable[TransitRoute], destination: str) -> TransitRoute | None:
    """The route of a transit gateway's table: longest prefix, static before propagated."""
    matching = [route for route in routes if holds(route.cidr, destination)]
    return max(matching, key=lambda one: (block(one.cidr).prefixlen, one.origin == "static"), default=None)
