"""What AWS refuses of routes, whatever they lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockvpce.engine.guards import guard
from mockvpce.protocol.errors import ErrorSpec

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

EXISTS = ErrorSpec(
    "RouteAlreadyExists", "The route identified by {destination} already exists.", "R IPv4, I IPv6 and prefix lists"
)


@guard("CreateRoute")
def _destination_is_free(
    call: Call,
    *,
    route_table_id: str,
    destination_cidr_block: str | None,
    destination_ipv6_cidr_block: str | None,
    destination_prefix_list_id: str | None,
) -> None:
    """A table has one route to a destination; the VPC's own blocks have theirs, the local one [R]."""
    destination = destination_cidr_block or destination_ipv6_cidr_block or destination_prefix_list_id
    if destination and call.platform.has_route(call.home, route_table_id, destination):
        raise EXISTS(destination=destination)
