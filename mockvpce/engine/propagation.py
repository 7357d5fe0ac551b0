"""Route propagation: which virtual private gateways bring routes into which route tables, and which routes.

The tables are moto's. This is what AWS shows of propagation and moto has no place for: `moto_bridge` puts it into
answers and into the topology.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockvpce.engine.world import World

ORIGIN = "EnableVgwRoutePropagation"
"""What AWS calls the origin of such routes."""
_NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(slots=True)
class Propagations:
    """Route table -> gateway -> the destinations of its routes."""

    tables: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)


def enable(world: World, table_id: str, gateway_id: str) -> None:
    """Let a gateway bring routes into a table; there are none before `set_routes`."""
    world.single(Propagations).tables.setdefault(table_id, {}).setdefault(gateway_id, ())


def disable(world: World, table_id: str, gateway_id: str) -> None:
    """Take the gateway's routes out of a table, and let it bring none."""
    tables = world.single(Propagations).tables
    gateways = tables.get(table_id, {})
    gateways.pop(gateway_id, None)
    if not gateways:
        tables.pop(table_id, None)


def forget_table(world: World, table_id: str) -> None:
    """A table is deleted."""
    world.single(Propagations).tables.pop(table_id, None)


def forget_gateway(world: World, gateway_id: str) -> None:
    """A gateway is detached or deleted: no table has its routes any more."""
    for table_id in list(tables_of(world, gateway_id)):
        disable(world, table_id, gateway_id)


def set_routes(world: World, gateway_id: str, destinations: Iterable[str]) -> None:
    """Let a gateway's routes in all its tables be just these."""
    routes = tuple(destinations)
    for gateways in world.single(Propagations).tables.values():
        if gateway_id in gateways:
            gateways[gateway_id] = routes


def tables_of(world: World, gateway_id: str) -> Iterator[str]:
    """The tables into which a gateway brings routes."""
    tables = world.single(Propagations).tables
    return (table_id for table_id, gateways in tables.items() if gateway_id in gateways)


def of_table(world: World, table_id: str) -> Mapping[str, tuple[str, ...]]:
    """The gateways that bring routes into a table, with the destinations of their routes."""
    found = world.state.singles.get(Propagations)
    return _NOTHING if found is None else found.tables.get(table_id, _NOTHING)
