"""moto's route tables, as `engine.platform` describes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from moto.ec2.models.route_tables import Route
from moto.ec2.utils import generate_route_id

from mockvpce.moto_bridge.adapters.topology_nodes import route_node
from mockvpce.moto_bridge.compat import associations_of, routes_of

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.moto_bridge.backends import Backends


class PrefixListName:
    """Stands for a prefix list in a moto route, which asks only for its id."""

    def __init__(self, prefix_list_id: str) -> None:
        self.id = prefix_list_id


class EndpointName:
    """Stands for a gateway endpoint in a moto route, which asks only for its id."""

    def __init__(self, endpoint_id: str) -> None:
        self.id = endpoint_id


class MotoRoutes:
    """Route tables and their routes."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends

    def table_vpc(self, home: Home, table_id: str) -> str | None:
        table = self._backends.ec2(home).route_tables.get(table_id)
        return None if table is None else table.vpc_id

    def has(self, home: Home, table_id: str, destination: str) -> bool:
        table = self._backends.ec2(home).route_tables.get(table_id)
        return table is not None and generate_route_id(table_id, destination) in routes_of(table)

    def edges(self, home: Home, table_id: str) -> Sequence[str]:
        table = self._backends.ec2(home).route_tables.get(table_id)
        return (
            []
            if table is None
            else [one for one in associations_of(table).values() if one.startswith(("igw-", "vgw-"))]
        )

    def written(self, home: Home, table_id: str) -> Sequence[tuple[str, str]]:
        table = self._backends.ec2(home).route_tables.get(table_id)
        routes = [] if table is None else [one for one in routes_of(table).values() if not one.local]
        nodes = map(route_node, routes)
        return [(one.destination, one.target) for one in nodes]

    def to_prefix_lists(self, home: Home, table_id: str) -> Mapping[str, str]:
        table = self._backends.ec2(home).route_tables.get(table_id)
        if table is None:
            return {}
        return {
            route.destination_prefix_list.id: _target(route)
            for route in routes_of(table).values()
            if route.destination_prefix_list is not None
        }

    def put_to_prefix_list(self, home: Home, table_id: str, prefix_list_id: str, endpoint_id: str) -> None:
        table = self._backends.ec2(home).route_tables[table_id]
        gateway = EndpointName(endpoint_id)
        route = Route(table, None, None, destination_prefix_list=PrefixListName(prefix_list_id), gateway=gateway)
        routes_of(table)[route.id] = route

    def drop_to_prefix_list(self, home: Home, table_id: str, prefix_list_id: str, endpoint_id: str) -> None:
        table = self._backends.ec2(home).route_tables.get(table_id)
        if table is None:
            return
        for key, route in list(routes_of(table).items()):
            listed = route.destination_prefix_list
            if listed is not None and listed.id == prefix_list_id and _target(route) == endpoint_id:
                del routes_of(table)[key]

    def to_target(self, home: Home, target_id: str) -> Sequence[tuple[str, str]]:
        return [
            (table.id, route.destination_cidr_block or route.destination_ipv6_cidr_block or "")
            for table in self._backends.ec2(home).route_tables.values()
            for route in routes_of(table).values()
            if _target(route) == target_id
        ]


def _target(route: Any) -> str:
    """The id that a route leads to."""
    for holder in (route.gateway, route.vpc_pcx, route.interface, route.nat_gateway, route.transit_gateway):
        if holder is not None:
            return str(holder.id)
    return str(route.vpc_endpoint_id or "")
