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
    best: tuple[tuple[int, int, str], RouteNode] | None = None
    for route in (*table.routes, *_implied(table.routes, vpc.cidrs)):
        if route.propagated and local:
            continue
        if route.destination.startswith("pl-"):
            rank, length = _LISTED, _longest(listed(route.destination), destination)
        else:
            rank, length = _STATIC, _longest((route.destination,), destination)
        if length < 0:
            continue
        key = (length, _PROPAGATED if route.propagated else rank, route.target)
        if best is None or key > best[0]:
            best = (key, route)
    return None if best is None else best[1]


def _longest(blocks: Iterable[str], destination: str) -> int:
    """The longest prefix among the blocks that hold a destination; -1 where none does."""
    return max((block(one).prefixlen for one in blocks if one and holds(one, destination)), default=-1)


def _implied(routes: Iterable[RouteNode], cidrs: Iterable[str]) -> Iterable[RouteNode]:
    """The local routes of blocks that no route names."""
    missing = set(cidrs).difference(route.destination for route in routes)
    return [RouteNode(one, "local", "GatewayId", "createroutetable") for one in missing] if missing else ()


def choose_transit(routes: Iterable[TransitRoute], destination: str) -> TransitRoute | None:
    """The route of a transit gateway's table: longest prefix, static before propagated."""
    matching = [route for route in routes if holds(route.cidr, destination)]
    return max(matching, key=lambda one: (block(one.cidr).prefixlen, one.origin == "static"), default=None)
