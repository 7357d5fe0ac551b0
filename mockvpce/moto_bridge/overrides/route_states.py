"""moto's routes to our resources: moto takes every route for active."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mockvpce.moto_bridge.compat import routes_of

if TYPE_CHECKING:
    from mockvpce.engine.world import World

_OURS = ("pcx-", "vpce-")
"""Prefixes of targets that are always ours, so that one which is not in the world is gone."""


def is_black_hole(world: World, target_id: str) -> bool:
    """Whether a route to that target leads nowhere."""
    resource = world.get(target_id)
    if resource is None:
        return target_id.startswith(_OURS)
    return not resource.carries_traffic


def filtering_by_state(world: World, original: Callable[..., Any]) -> Callable[..., Any]:
    """Takes the place of a moto route table's `get_filter_value`, which lacks `route.state`."""

    def get_filter_value(table: Any, filter_name: str, method_name: str | None = None) -> Any:
        if filter_name != "route.state":
            return original(table, filter_name, method_name)
        return [_state(world, route) for route in routes_of(table).values()]

    return get_filter_value


def _state(world: World, route: Any) -> str:
    target = route.vpc_pcx or route.gateway
    target_id = str(target.id) if target is not None else str(route.vpc_endpoint_id or "")
    return "blackhole" if is_black_hole(world, target_id) else "active"
