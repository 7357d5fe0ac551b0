"""DeleteVpnConnection and DescribeVpnConnections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from mockvpce.engine.listing import Listing, select
from mockvpce.engine.operation import operation
from mockvpce.protocol.filters import OWN_ID, Field, Filters
from mockvpce.resources.vpn import errors
from mockvpce.resources.vpn.connection import VpnConnection, connection_view, document_of
from mockvpce.resources.vpn.states import DELETED

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call


@operation
def delete_vpn_connection(call: Call, *, vpn_connection_id: str) -> dict[str, Any]:
    """Delete a connection, whose gateways stay; again, it changes nothing."""
    connection = call.own(VpnConnection, vpn_connection_id)
    if call.world.can(connection, "delete"):
        call.world.apply(connection, "delete")
    return {}


FILTERS: Filters[VpnConnection] = Filters(
    {
        "bgp-asn": lambda one: str(one.customer_asn),
        "customer-gateway-configuration": lambda one: None if one.state == DELETED else document_of(one),
        "customer-gateway-id": Field(lambda one: one.customer_id, index="customer"),
        "option.static-routes-only": lambda one: one.static,
        "route.destination-cidr-block": lambda one: list(one.routes),
        "state": Field(lambda one: one.state, index="state"),
        "transit-gateway-id": Field(lambda one: one.transit_id or None, index="transit"),
        "type": lambda _: "ipsec.1",
        "vpn-connection-id": Field(lambda one: one.id, OWN_ID),
        "vpn-gateway-id": Field(lambda one: one.gateway_id or None, index="gateway"),
    },
    unknown=lambda name: errors.FILTER_UNKNOWN(name=name),
)


@operation(lists=VpnConnection, filters=FILTERS)
def describe_vpn_connections(
    call: Call,
    *,
    vpn_connection_ids: Sequence[str] | None = None,
    filters: Sequence[Mapping[str, Any]] | None = None,
) -> Listing[VpnConnection]:
    """The caller's connections, deleted ones too for a while; the newest first, as recorded."""
    found = select(
        call,
        VpnConnection,
        ids=vpn_connection_ids,
        filters=filters,
        table=FILTERS,
        not_found=lambda one: errors.CONNECTION_UNKNOWN(id=one),
    )
    newest_first = [one for _, one in found(0)][::-1]
    return Listing(newest_first, {"VpnConnections": partial(connection_view, call)})
