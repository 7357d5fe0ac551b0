"""What endpoint services have to say when a load balancer is deleted or changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mockvpce.engine.call_log import advise
from mockvpce.engine.guards import guard
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.services.service import EndpointService

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call


@guard("DeleteLoadBalancer", service="elbv2")
def _balancer_without_service(call: Call, *, load_balancer_arn: str) -> None:
    users = [one.id for one in call.world.table(EndpointService).where("balancer", load_balancer_arn)]
    if users:
        advise(f"used by {', '.join(users)}")
        raise errors.BALANCER_IN_USE(arn=load_balancer_arn)


@guard("SetSubnets", service="elbv2")
def _subnets_of_balancer(
    call: Call,
    *,
    load_balancer_arn: str,
    subnets: Sequence[str] | None,
    subnet_mappings: Sequence[Mapping[str, Any]] | None,
) -> None:
    if not any(True for _ in call.world.table(EndpointService).where("balancer", load_balancer_arn)):
        return
    balancer = call.platform.load_balancers.get(call.home, load_balancer_arn)
    kept = {*(subnets or ()), *(mapping.get("SubnetId") for mapping in subnet_mappings or ())}
    if balancer is not None and not kept >= set(balancer.subnet_ids):
        raise errors.BALANCER_SUBNETS()
