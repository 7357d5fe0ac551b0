"""How many connections, concentrators and routes AWS allows (VPN guide, "Site-to-Site VPN quotas").

A quota is a code of Service Quotas, which is empty where there is none, and the default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockvpce.resources.vpn import errors
from mockvpce.resources.vpn.connection import VpnConnection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mockvpce.engine.operation import Call

IN_REGION = ("L-3E6EC3A3", 50)
ON_GATEWAY = ("L-B91E5754", 10)
ON_CONCENTRATOR = ("L-7A108150", 100)
OF_KIND = {"unassociated": ("", 10), "accelerated": ("", 10), "large": ("", 50)}
"""Connections of these kinds in a Region; they count among the others too."""
CONCENTRATORS = ("", 50)
CONCENTRATORS_ON_GATEWAY = ("L-B6F46B9C", 5)
"""Service Quotas calls it one of the Region, the guide one of a transit gateway, which is less strict."""
STATIC_ROUTES = ("", 100)
"""Static routes of a connection to a virtual private gateway."""


def check_new(call: Call, connection: VpnConnection) -> None:
    """Refuse a new connection where the Region, or its gateway, has all that it may have."""
    taken = len(call.world.table(VpnConnection).where("lives", call.home))
    call.check_quota(IN_REGION, taken, errors.CONNECTION_LIMIT)
    check_gateway(call, ON_GATEWAY, connection.gateway_id)
    check_gateway(call, ON_CONCENTRATOR, connection.concentrator_id)
    check_kinds(call, connection.kinds)


def check_kinds(call: Call, kinds: Iterable[str]) -> None:
    """Refuse one connection more of these kinds."""
    table = call.world.table(VpnConnection)
    for kind in kinds:
        call.check_quota(OF_KIND[kind], len(table.where("kind", (call.home, kind))), errors.CONNECTION_LIMIT)


def check_gateway(call: Call, quota: tuple[str, int], gateway_id: str) -> None:
    """Refuse one connection more on a virtual private gateway or a concentrator; none is meant by an empty id."""
    if gateway_id:
        taken = len(call.world.table(VpnConnection).where("used", gateway_id))
        call.check_quota(quota, taken, errors.CONNECTION_LIMIT)


def dynamic_routes(connection: VpnConnection) -> tuple[str, int]:
    """How many prefixes a BGP peer may announce; with more the session is not established [I]."""
    return ("", 100 if connection.gateway_id else 1000)
