"""Transit gateways, and the attachments that our resources have to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from mockvpce.engine.resource import Home


@dataclass(frozen=True, slots=True)
class TransitGateway:
    """A transit gateway, of an account. `cidrs` are its own blocks."""

    id: str
    account: str
    cidrs: tuple[str, ...]
    auto_accepts: bool
    asn: int


@dataclass(frozen=True, slots=True)
class TransitAttachment:
    """What one of our resources asks of its attachment to a transit gateway."""

    id: str
    gateway_id: str
    resource_id: str
    resource_type: str
    resource_owner: str
    state: str


class TransitGateways(Protocol):
    """Transit gateways, and the attachments that our resources have to them."""

    def get(self, home: Home, gateway_id: str) -> TransitGateway | None:
        """A transit gateway of an account, or one that is shared with it, in its Region."""
        ...

    def put_attachment(self, home: Home, wish: TransitAttachment) -> None:
        """Show an attachment, or what has become of it, among those of the gateway's owner."""
        ...

    def drop_attachment(self, home: Home, attachment_id: str) -> None:
        """Show an attachment no more."""
        ...
