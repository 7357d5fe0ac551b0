"""moto's transit gateways, as `engine.platform` describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockvpce.engine.platform import TransitAttachment, TransitGateway
from mockvpce.moto_bridge.footprint.transit_attachments import drop, put, seen_gateway

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.moto_bridge.backends import Backends


class MotoTransitGateways:
    """Transit gateways, and the attachments that our resources have to them."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends

    def get(self, home: Home, gateway_id: str) -> TransitGateway | None:
        return seen_gateway(self._backends.every_ec2(), home, gateway_id)

    def put_attachment(self, home: Home, wish: TransitAttachment) -> None:
        put(self._backends.ec2(home), wish)

    def drop_attachment(self, home: Home, attachment_id: str) -> None:
        drop(self._backends.ec2(home), attachment_id)
