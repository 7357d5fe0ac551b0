"""Transit gateways as accounts see them, and the attachments of our resources, as moto objects."""

from __future__ import annotations

from collections.abc import Iterable
from inspect import signature
from typing import TYPE_CHECKING, Any

from moto.ec2.models.transit_gateway_attachments import TransitGatewayAttachment

from mockvpce.engine.platform import TransitAttachment, TransitGateway

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home

_TAKES_ID = "transit_gateway_id" in signature(TransitGatewayAttachment.__init__).parameters
"""As in moto 5.1.0; later ones take the gateway."""


def put(backend: Any, wish: TransitAttachment) -> None:
    """Show an attachment as it is now; it keeps what moto has noted on it. Nothing where the gateway is gone."""
    gateway = backend.transit_gateways.get(wish.gateway_id)
    if gateway is None:
        drop(backend, wish.id)
        return
    before = backend.transit_gateway_attachments.get(wish.id)
    which = {"transit_gateway_id": gateway.id} if _TAKES_ID else {"transit_gateway": gateway}
    made = TransitGatewayAttachment(backend, wish.resource_id, wish.resource_type, **which)
    if before is not None:
        vars(made).update(vars(before))
    made.id = wish.id
    made.state = wish.state
    made.resource_owner_id = wish.resource_owner
    backend.transit_gateway_attachments[wish.id] = made
    if wish.state == "available":
        _associate(backend, gateway, wish.id)


def _associate(backend: Any, gateway: Any, attachment_id: str) -> None:
    """Put the attachment under its gateway's default route table, as moto does with those of VPCs."""
    table = getattr(gateway, "default_route_table", None)
    if table is not None and gateway.options.get("DefaultRouteTableAssociation") == "enable":
        backend.set_route_table_association(attachment_id, table.id)
    else:
        backend.transit_gateway_attachments[attachment_id].transit_gateway_route_table = None


def drop(backend: Any, attachment_id: str) -> None:
    """Show an attachment no more."""
    backend.transit_gateway_attachments.pop(attachment_id, None)
    for table in backend.transit_gateways_route_tables.values():
        getattr(table, "route_table_associations", {}).pop(attachment_id, None)


def seen_gateway(backends: Iterable[tuple[Home, Any]], home: Home, gateway_id: str) -> TransitGateway | None:
    """A transit gateway in the account's Region that it has, or that is shared with it."""
    for (owner, region), backend in backends:
        gateway = backend.transit_gateways.get(gateway_id)
        if gateway is None or region != home[1]:
            continue
        if owner != home[0] and not is_shared(gateway.arn, owner, region, home[0]):
            return None
        cidrs = gateway.options.get("TransitGatewayCidrBlocks") or ()
        accepts = gateway.options.get("AutoAcceptSharedAttachments") == "enable"
        asn = int(gateway.options.get("AmazonSideAsn") or 64512)
        return TransitGateway(gateway.id, owner, tuple(cidrs), accepts, asn)
    return None


def is_shared(arn: str, owner: str, region: str, account: str) -> bool:
    """Whether Resource Access Manager shares a resource with an account."""
    from moto.ram.models import ram_backends

    return any(
        arn in share.resource_arns and account in share.principals and share.status == "ACTIVE"
        for share in ram_backends[owner][region].resource_shares
    )
