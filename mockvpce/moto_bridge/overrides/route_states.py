"""moto's route tables: which routes are black holes, and which virtual private gateways propagate routes.

moto takes every route for active, and knows nothing of propagation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from mockvpce.engine import propagation
from mockvpce.moto_bridge.compat import routes_of

if TYPE_CHECKING:
    from mockvpce.engine.world import World

_OURS = ("pcx-", "vpce-", "vgw-")
"""Prefixes of targets that are always ours, so that one which is not in the world is gone."""


def is_black_hole(world: World, target_id: str) -> bool:
    """Whether a route to that target leads nowhere."""
    resource = world.get(target_id)
    if resource is None:
        return target_id.startswith(_OURS)
    return not resource.carries_traffic


def filtering_by_state(world: World, original: Callable[..., Any]) -> Callable[..., Any]:
    """Takes the place of a moto route table's `get_filter_value`, which knows neither states nor propagated routes."""

    def get_filter_value(table: Any, filter_name: str, method_name: str | None = None) -> Any:
        propagated = propagation.of_table(world, table.id)
        if filter_name == "route.state":
            return [_state(world, route) for route in routes_of(table).values()] + ["active" for _ in _all(propagated)]
        values = original(table, filter_name, method_name)
        if filter_name == "route.gateway-id":
            return [*values, *(gateway for gateway, _ in _all(propagated))]
        if filter_name == "route.destination-cidr-block":
            return [*values, *(destination for _, destination in _all(propagated))]
        return values

    return get_filter_value


def _all(propagated: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for gateway_id, destinations in propagated.items():
        for destination in destinations:
            yield gateway_id, destination


def _state(world: World, route: Any) -> str:
    target = route.vpc_pcx or route.gateway
    target_id = str(target.id) if target is not None else str(route.vpc_endpoint_id or "")
    return "blackhole" if is_black_hole(world, target_id) else "active"


# answers -------------------------------------------------------------------------------------------------------------


def mend_tables(world: World, root: ElementTree.Element, prefix: str) -> bool:
    """Make a DescribeRouteTables answer say which routes are black holes, and what is propagated."""
    changed = False
    for table in root.iter(f"{prefix}item"):
        routes = table.find(f"{prefix}routeSet")
        if routes is None:
            continue
        for route in routes:
            target = route.findtext(f"{prefix}vpcPeeringConnectionId") or route.findtext(f"{prefix}gatewayId")
            state = route.find(f"{prefix}state")
            if target and state is not None and is_black_hole(world, target):
                state.text = "blackhole"
                changed = True
        propagated = propagation.of_table(world, table.findtext(f"{prefix}routeTableId") or "")
        if propagated:
            _add_propagation(table, routes, prefix, propagated)
            changed = True
    return changed


def _add_propagation(
    table: ElementTree.Element, routes: ElementTree.Element, prefix: str, propagated: Mapping[str, tuple[str, ...]]
) -> None:
    shown = table.find(f"{prefix}propagatingVgwSet")
    if shown is None:
        shown = ElementTree.SubElement(table, f"{prefix}propagatingVgwSet")
    for gateway_id in propagated:
        _add_item(shown, prefix, gatewayId=gateway_id)
    for gateway_id, destination in _all(propagated):
        values = {"destinationCidrBlock": destination, "gatewayId": gateway_id}
        _add_item(routes, prefix, **values, origin=propagation.ORIGIN, state="active")


def _add_item(parent: ElementTree.Element, prefix: str, **values: str) -> None:
    item = ElementTree.SubElement(parent, f"{prefix}item")
    for name, value in values.items():
        ElementTree.SubElement(item, prefix + name).text = value
