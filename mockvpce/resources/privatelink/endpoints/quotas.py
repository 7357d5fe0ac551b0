"""Quotas of endpoints, with their Service Quotas codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.endpoints.endpoint import (
    GATEWAY,
    GATEWAY_LOAD_BALANCER,
    INTERFACE,
    RESOURCE,
    SERVICE_NETWORK,
    TUNNEL,
    VpcEndpoint,
)

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

GATEWAYS_PER_VPC = 255

_PER_VPC = {
    INTERFACE: ("L-29B6F2EB", 50, (INTERFACE, GATEWAY_LOAD_BALANCER)),
    GATEWAY_LOAD_BALANCER: ("L-29B6F2EB", 50, (INTERFACE, GATEWAY_LOAD_BALANCER)),
    RESOURCE: ("L-CA6CC422", 200, (RESOURCE, TUNNEL)),
    TUNNEL: ("L-CA6CC422", 200, (RESOURCE, TUNNEL)),
    SERVICE_NETWORK: ("L-3B4E38D2", 50, (SERVICE_NETWORK,)),
}
"""Type -> quota code, default, and the types that count together."""


def check_endpoints(call: Call, vpc_id: str, endpoint_type: str) -> None:
    """Refuse an endpoint more than AWS allows."""
    endpoints = call.world.table(VpcEndpoint)
    if endpoint_type == GATEWAY:
        allowed = call.world.quota(call.home, "L-1B52E74A", 20)
        in_vpc = len(endpoints.where("vpc-type", (call.home, vpc_id, GATEWAY)))
        in_region = len(endpoints.where("type", (call.home, GATEWAY)))
        if allowed is not None and (in_region >= allowed or in_vpc >= GATEWAYS_PER_VPC):
            raise errors.ENDPOINT_LIMIT()
        return
    code, default, together = _PER_VPC[endpoint_type]
    allowed = call.world.quota(call.home, code, default)
    present = sum(len(endpoints.where("vpc-type", (call.home, vpc_id, kind))) for kind in together)
    if allowed is not None and present >= allowed:
        raise errors.ENDPOINT_LIMIT()
