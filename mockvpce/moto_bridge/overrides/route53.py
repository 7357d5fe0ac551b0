"""ListHostedZonesByVPC of moto's Route 53 lists the zones, too, that AWS keeps for our resources."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from moto.route53.models import Route53Backend

from mockvpce.engine import managed_zones

if TYPE_CHECKING:
    from mockvpce.engine.world import World


def wrap_zones_by_vpc(world: World, wrap: Callable[[type, str, Callable[..., Any]], None]) -> None:
    """Add the hidden zones; moto 5.1.0 prints a wrong keeper (its template lacks the braces)."""
    original = Route53Backend.list_hosted_zones_by_vpc

    @functools.wraps(original)
    def list_hosted_zones_by_vpc(backend: Any, vpc_id: str) -> list[dict[str, Any]]:
        with world.lock:
            world.settle()
            hidden = [
                {"HostedZoneId": zone.id, "Name": f"{zone.domain}.", "Owner": {"OwningService": zone.keeper}}
                for zone in managed_zones.of_vpc(world, backend.account_id, vpc_id)
            ]
        return [*original(backend, vpc_id), *hidden]

    wrap(Route53Backend, "list_hosted_zones_by_vpc", list_hosted_zones_by_vpc)
