"""DescribeVpcPeeringConnections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.protocol.filters import OWN_ID, Field, Filters
from mockvpce.resources.peering import errors
from mockvpce.resources.peering.connection import REQUESTED, VpcPeeringConnection
from mockvpce.resources.peering.view import connection_view, shows_accepter, shows_requester, status_message

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call


def _expiration(connection: VpcPeeringConnection) -> str | None:
    return f"{connection.expires:%Y-%m-%dT%H:%M:%S}.000Z" if connection.code in REQUESTED else None


FILTERS: Filters[VpcPeeringConnection] = Filters(
    {
        "accepter-vpc-info.cidr-block": lambda one: one.accepter.cidr if shows_accepter(one) else None,
        "accepter-vpc-info.owner-id": lambda one: one.accepter.account,
        "accepter-vpc-info.vpc-id": Field(lambda one: one.accepter.vpc_id, index="accepter-vpc"),
        "expiration-time": _expiration,
        "requester-vpc-info.cidr-block": lambda one: one.requester.cidr if shows_requester(one) else None,
        "requester-vpc-info.owner-id": lambda one: one.requester.account,
        "requester-vpc-info.vpc-id": Field(lambda one: one.requester.vpc_id, index="requester-vpc"),
        "status-code": Field(lambda one: one.code, index="state"),
        "status-message": status_message,
        "vpc-peering-connection-id": Field(lambda one: one.id, OWN_ID),
    },
    unknown=lambda name: errors.FILTER_UNKNOWN(name=name),
)


@operation(lists=VpcPeeringConnection, filters=FILTERS, page=(5, 1000))
def describe_vpc_peering_connections(
    call: Call,
    *,
    vpc_peering_connection_ids: Sequence[str] | None = None,
    filters: Sequence[Mapping[str, Any]] | None = None,
) -> Listing[VpcPeeringConnection]:
    """The connections that the caller's account sees in this Region, ended ones too until they are forgotten."""
    views = {"VpcPeeringConnections": connection_view}
    return call.listing(VpcPeeringConnection, vpc_peering_connection_ids, filters, views)
