"""The load balancers behind a service."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.services.service import EndpointService

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.platform import LoadBalancer

_ARN = re.compile(r"arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer/(app|net|gwy)/[^/]+/[0-9a-z]+")


def find_balancers(
    call: Call,
    arns: Iterable[str],
    *,
    gateway: bool,
    ip_address_types: Sequence[str],
    own: EndpointService | None = None,
) -> list[LoadBalancer]:
    """The load balancers, which have to exist, be of the kind and have the address families.

    A Network Load Balancer serves one service; for Gateway Load Balancers AWS documents no such limit.
    """
    kind = "Gateway" if gateway else "Network"
    found = []
    for arn in arns:
        match = _ARN.fullmatch(arn)
        if match is None:
            raise errors.BALANCER_MALFORMED(kind=kind, arn=arn)
        balancer = call.platform.load_balancers.get(call.home, arn)
        if balancer is None:
            raise errors.BALANCER_UNKNOWN(kind=kind, arn=arn)
        if balancer.type != kind.lower():
            raise errors.BALANCER_WRONG_TYPE(arn=arn, kind=kind)
        if not gateway and any(one is not own for one in call.world.table(EndpointService).where("balancer", arn)):
            raise errors.BALANCER_TAKEN(arn=arn)
        if "ipv6" in ip_address_types and not balancer.ip_address_type.startswith("dualstack"):
            raise errors.BALANCER_NOT_DUALSTACK(type="ipv6", arn=arn)
        found.append(balancer)
    return found
