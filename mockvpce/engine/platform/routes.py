"""Route tables and their routes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from mockvpce.engine.resource import Home


class Routes(Protocol):
    """Route tables and their routes."""

    def table_vpc(self, home: Home, table_id: str) -> str | None:
        """The VPC of a route table, None where there is no such table."""
        ...

    def has(self, home: Home, table_id: str, destination: str) -> bool:
        """Whether a table has a route to exactly that CIDR block or prefix list, a local one included."""
        ...

    def edges(self, home: Home, table_id: str) -> Sequence[str]:
        """The gateways that a table is associated with, for what comes in by them."""
        ...

    def written(self, home: Home, table_id: str) -> Sequence[tuple[str, str]]:
        """(destination, target) of each route of a table but the local ones."""
        ...

    def to_prefix_lists(self, home: Home, table_id: str) -> Mapping[str, str]:
        """Prefix list id -> target id of the routes of a table whose destination is a prefix list."""
        ...

    def put_to_prefix_list(self, home: Home, table_id: str, prefix_list_id: str, endpoint_id: str) -> None:
        """Route a prefix list to a gateway endpoint."""
        ...

    def drop_to_prefix_list(self, home: Home, table_id: str, prefix_list_id: str, endpoint_id: str) -> None:
        """Remove that route if it is there and goes to that endpoint."""
        ...

    def to_target(self, home: Home, target_id: str) -> Sequence[tuple[str, str]]:
        """(route table, destination) of each route whose target is `target_id`."""
        ...
