"""moto's route tables: which routes are black holes, which virtual private gateways propagate routes, and what filters see.

moto takes every route for active, knows nothing of propagation, and lacks a third of the documented filters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from mockvpce.engine import propagation
from mockvpce.moto_bridge.compat import associations_of, routes_of

if TYPE_CHECKING:
    from mockvpce.engine.world import World

_OURS = ("pcx-", "vpce-", "vgw-")
"""Prefixes of targets that are always ours, so that one which is not in the world is gone."""


def _id(name: str) -> Callable[[Any], str | None]:
    def of_route(route: Any) -> str | None:
        target = getattr(route, name, None)
        return None if target is None else str(target.id)

    return of_route


def _gateway(route: Any) -> str | None:
    return "local" if route.local else _id("gateway")(route) or route.vpc_endpoint_id


_OF_ROUTES: Mapping[str, Callable[[Any], str | None]] = {
    "route.destination-ipv6-cidr-block": lambda route: route.destination_ipv6_cidr_block,
    "route.destination-prefix-list-id": _id("destination_prefix_list"),
    "route.egress-only-internet-gateway-id": _id("egress_only_igw"),
    "route.gateway-id": _gateway,
    "route.instance-id": _id("instance"),
    "route.origin": lambda route: "CreateRouteTable" if route.local else "CreateRoute",
}
"""Filter -> the value of a route."""
_OF_ASSOCIATIONS = {"association.gateway-id": ("igw-", "vgw-"), "association.subnet-id": ("subnet-",)}
"""Filter -> prefixes of what is associated."""


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
        if filter_name in _OF_ASSOCIATIONS:
            return [one for one in associations_of(table).values() if one.startswith(_OF_ASSOCIATIONS[filter_name])]
        read = _OF_ROUTES.get(filter_name)
        if read is None:
            values = original(table, filter_name, method_name)
        else:
            values = [value for route in routes_of(table).values() if (value := read(route)) is not None]
        return [*values, *_of_propagated(filter_name, propagated)] if filter_name.startswith("route.") else values

    return get_filter_value


def _of_propagated(filter_name: str, propagated: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for gateway, destination in _all(propagated):
        if filter_name == "route.gateway-id":
            yield gateway
        elif filter_name == "route.origin":
            yield propagation.ORIGIN
        elif filter_name == (
            "route.destination-ipv6-cidr-block" if ":" in destination else "route.destination-cidr-block"
        ):
            yield destination


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
        shown = table.find(f"{prefix}propagatingVgwSet")
        if shown is None:
            shown = ElementTree.SubElement(table, f"{prefix}propagatingVgwSet")
            changed = True
        propagated = propagation.of_table(world, table.findtext(f"{prefix}routeTableId") or "")
        if propagated:
            _add_propagation(shown, routes, prefix, propagated)
            changed = True
    return changed


def _add_propagation(
    shown: ElementTree.Element, routes: ElementTree.Element, prefix: str, propagated: Mapping[str, tuple[str, ...]]
) -> None:
    for gateway_id in propagated:
        _add_item(shown, prefix, gatewayId=gateway_id)
    for gateway_id, destination in _all(propagated):
        values = {"destinationCidrBlock": destination, "gatewayId": gateway_id}
        _add_item(routes, prefix, **values, origin=propagation.ORIGIN, state="active")


def _add_item(parent: ElementTree.Element, prefix: str, **values: str) -> None:
    item = ElementTree.SubElement(parent, f"{prefix}item")
    for name, value in values.items():
        ElementTree.SubElement(item, prefix + name).text = value
