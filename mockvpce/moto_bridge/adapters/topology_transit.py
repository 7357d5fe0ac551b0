"""moto's transit gateways as the data plane reads them: attachments, their route tables, what is propagated.

moto never shows the routes of propagation, and lets no attachment propagate by default, as AWS does where the gateway's
options say so. An attachment of a peering is one object for both of its gateways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from mockvpce.engine.topology import AttachmentNode, TransitRoute

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.moto_bridge.backends import Backends

_ON = "enable"


def attachment(backends: Backends, home: Home, one: Any, gateway_id: str = "") -> AttachmentNode:
    """An attachment as one of its gateways has it, which lies in `home`; without an id the one that it is shown with."""
    backend, gateway_id = backends.ec2(home), gateway_id or one.transit_gateway_id
    options = getattr(one, "options", None) or {}
    return AttachmentNode(
        id=one.id,
        home=home,
        gateway_id=gateway_id,
        resource_id=one.resource_id,
        resource_type=one.resource_type,
        subnet_ids=tuple(getattr(one, "subnet_ids", ())),
        table_id=_table_of(backend, one, gateway_id),
        available=one.state == "available",
        references=_ON
        == options.get("SecurityGroupReferencingSupport")
        == _options(backend, gateway_id).get("SecurityGroupReferencingSupport"),
        ipv6=one.resource_type != "vpc" or options.get("Ipv6Support") == _ON,
    )


def peer_of(one: Any, gateway_id: str) -> str | None:
    """The gateway at the far side of a peering."""
    for side in ("accepter_tgw_info", "requester_tgw_info"):
        for name, value in getattr(one, side, {}).items():
            if name.lower() == "transitgatewayid" and value != gateway_id:
                return str(value)
    return None


def attached(backends: Backends, vpc_id: str) -> Iterator[Any]:
    """The available attachments of a VPC, whichever account owns them."""
    for _, backend in backends.every_ec2():
        for one in backend.transit_gateway_attachments.values():
            if one.resource_id == vpc_id and one.state == "available":
                yield one


def routes(backend: Any, table: Any, blocks_of: Callable[[str], Iterable[str]]) -> Iterator[TransitRoute]:
    """The routes of a table: those that were written into it, and the blocks of what propagates into it."""
    yield from _static_routes(table)
    for one in _propagating(backend, table):
        for cidr in blocks_of(one.resource_id):
            yield TransitRoute(cidr, one.id, "propagated")


def _static_routes(table: Any) -> Iterator[TransitRoute]:
    """The routes that were written into a table; without an attachment they are black holes."""
    for cidr, route in table.routes.items():
        named = (route.get("transitGatewayAttachments") or {}).get("transitGatewayAttachmentId", "")
        yield TransitRoute(cidr, named if route.get("state") == "active" else "", str(route.get("type") or "static"))


def _propagating(backend: Any, table: Any) -> Iterator[Any]:
    """The attachments of VPCs, VPN connections and concentrators that propagate into a table."""
    explicit = set(map(_attachment_id, table.route_table_propagation))
    options = _options(backend, table.transit_gateway_id)
    default = options.get("DefaultRouteTablePropagation") == _ON
    default = default and options.get("PropagationDefaultRouteTableId") == table.id
    for one in backend.transit_gateway_attachments.values():
        if one.resource_type not in ("vpc", "vpn", "vpn-concentrator") or one.state != "available":
            continue
        implied = default and one.transit_gateway_id == table.transit_gateway_id
        stopped = (one.propagation or {}).get("state") == "disabled"
        if one.id in explicit or (implied and not stopped):
            yield one


def _attachment_id(propagation: Any) -> str:
    """The attachment of an entry, which was a dictionary in moto 5.1.0."""
    members = propagation if isinstance(propagation, dict) else vars(propagation)
    return str(members["transitGatewayAttachmentId"])


def _options(backend: Any, gateway_id: str) -> dict[str, Any]:
    gateway = backend.transit_gateways.get(gateway_id)
    return {} if gateway is None else dict(gateway.options)


def _table_of(backend: Any, one: Any, gateway_id: str) -> str:
    """The table that an attachment is associated with, by default its gateway's."""
    tables = backend.transit_gateways_route_tables
    members = vars(one)
    written = members.get("_association_data", members.get("association")) or {}
    named = str(written.get("transitGatewayRouteTableId") or "")
    if named in tables and tables[named].transit_gateway_id == gateway_id:
        return named
    for table in tables.values():
        associated = vars(table).get("route_table_associations") or ()  # moto 5.1.0 keeps the last one only
        if (
            table.transit_gateway_id == gateway_id
            and one.id in associated
            and not table.default_association_route_table
        ):
            return str(table.id)
    options = _options(backend, gateway_id)
    default = str(options.get("AssociationDefaultRouteTableId") or "")
    return default if default in tables and options.get("DefaultRouteTableAssociation") == _ON else ""
