"""What AWS refuses of routes, whatever they lead to."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import TYPE_CHECKING

from mockvpce.engine.guards import guard
from mockvpce.protocol.errors import ErrorSpec

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

EXISTS = ErrorSpec(
    "RouteAlreadyExists", "The route identified by {destination} already exists.", "R IPv4, I IPv6 and prefix lists"
)
NOT_A_BLOCK = ErrorSpec(
    "InvalidParameterValue",
    "Value ({value}) for parameter {member} is invalid. This is not a valid CIDR block.",
    "R IPv4, I IPv6",
)


@guard("CreateRoute")
@guard("ReplaceRoute")
def _destination_is_a_block(
    call: Call, *, destination_cidr_block: str | None, destination_ipv6_cidr_block: str | None
) -> None:
    del call
    for member, block, family in (
        ("destinationCidrBlock", destination_cidr_block, IPv4Network),
        ("destinationIpv6CidrBlock", destination_ipv6_cidr_block, IPv6Network),
    ):
        if block and not _is_block(block, family):
            raise NOT_A_BLOCK(value=block, member=member)


def _is_block(text: str, family: type[IPv4Network | IPv6Network]) -> bool:
    if not text.partition("/")[2].isdecimal():
        return False
    try:
        family(text, strict=False)
    except ValueError:
        return False
    return True


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
    if destination and call.platform.routes.has(call.home, route_table_id, destination):
        raise EXISTS(destination=destination)
