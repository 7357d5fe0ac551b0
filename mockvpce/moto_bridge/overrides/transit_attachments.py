"""Transit gateway attachments by their type: operations on those of VPCs, or on peerings, do not see others.

moto keeps all of them in one place, lists whatever it has, deletes an attachment of any type as one of a VPC, and ends in an
error of Python's own for an unknown one.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import EC2Backend

_WHY = "operations on attachments of one type do not see those of others"
_LISTS = {
    "describe_transit_gateway_vpc_attachments": "vpc",
    "describe_transit_gateway_peering_attachments": "peering",
}
_ACTS = {
    "modify_transit_gateway_vpc_attachment": "vpc",
    "delete_transit_gateway_vpc_attachment": "vpc",
    "accept_transit_gateway_peering_attachment": "peering",
    "reject_transit_gateway_peering_attachment": "peering",
    "delete_transit_gateway_peering_attachment": "peering",
}


def wrap_transit_attachments(wrap: Callable[..., None]) -> None:
    """Let each operation have attachments of its type only."""
    for name, kind in _LISTS.items():
        wrap(EC2Backend, name, _listing(getattr(EC2Backend, name), kind), _WHY)
    for name, kind in _ACTS.items():
        wrap(EC2Backend, name, _acting(getattr(EC2Backend, name), kind), _WHY)


def _listing(original: Callable[..., Any], kind: str) -> Callable[..., Any]:
    @functools.wraps(original)
    def describe(backend: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return [one for one in original(backend, *args, **kwargs) if one.resource_type == kind]

    return describe


def _acting(original: Callable[..., Any], kind: str) -> Callable[..., Any]:
    @functools.wraps(original)
    def act(backend: Any, transit_gateway_attachment_id: str, *args: Any, **kwargs: Any) -> Any:
        found = backend.transit_gateway_attachments.get(transit_gateway_attachment_id)
        if found is None or found.resource_type != kind:
            text = f"Transit Gateway Attachment {transit_gateway_attachment_id} was deleted or does not exist."
            raise EC2ClientError("InvalidTransitGatewayAttachmentID.NotFound", text)
        return original(backend, transit_gateway_attachment_id, *args, **kwargs)

    return act
