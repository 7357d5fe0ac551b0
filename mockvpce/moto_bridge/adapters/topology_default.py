"""The internet gateway of a default VPC, and the route to it: AWS makes both with the VPC, moto neither.

The data plane takes them for granted while the VPC has no gateway of its own. Nothing else shows them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mockvpce.engine.topology import GatewayNode, RouteNode

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.moto_bridge.backends import Backends

_ANY = "0.0.0.0/0"


def gateway_of(home: Home, backend: Any, vpc_id: str) -> GatewayNode | None:
    """The gateway of a default VPC that has no other."""
    vpc = backend.vpcs.get(vpc_id)
    if vpc is None or str(vpc.is_default).lower() != "true":
        return None
    if any(one.vpc is not None and one.vpc.id == vpc_id for one in backend.internet_gateways.values()):
        return None
    return GatewayNode(f"igw-{vpc_id.removeprefix('vpc-')}", home, vpc_id)


def named(backends: Backends, gateway_id: str) -> GatewayNode | None:
    """The same by the gateway's id."""
    vpc_id = f"vpc-{gateway_id.removeprefix('igw-')}"
    for home, backend in backends.every_ec2():
        if vpc_id in backend.vpcs:
            return gateway_of(home, backend, vpc_id)
    return None


def routes(home: Home, backend: Any, table: Any, written: tuple[RouteNode, ...]) -> tuple[RouteNode, ...]:
    """The route of the main table to that gateway, unless the table has one for everything."""
    if table.main_association_id is None or any(one.destination == _ANY for one in written):
        return ()
    gateway = gateway_of(home, backend, table.vpc_id)
    return () if gateway is None else (RouteNode(_ANY, gateway.id, "GatewayId"),)
