"""moto's load balancers, as `engine.platform` describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockvpce.engine.platform import LoadBalancer
from mockvpce.moto_bridge.compat import balancer_address_type, balancer_type

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home


class MotoLoadBalancers:
    """Elastic Load Balancing, imported when it is first asked for, as moto does itself."""

    def get(self, home: Home, arn: str) -> LoadBalancer | None:
        from moto.elbv2.models import elbv2_backends

        account, region = home
        balancer = elbv2_backends[account][region].load_balancers.get(arn)
        if balancer is None:
            return None
        zones = sorted({(subnet.availability_zone, subnet.availability_zone_id) for subnet in balancer.subnets})
        return LoadBalancer(
            arn=balancer.arn,
            type=balancer_type(balancer),
            vpc_id=balancer.vpc_id,
            subnet_ids=tuple(subnet.id for subnet in balancer.subnets),
            zones=tuple(zones),
            ip_address_type=balancer_address_type(balancer),
        )
