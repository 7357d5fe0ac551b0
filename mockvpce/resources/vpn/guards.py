"""What virtual private gateways forbid to routes, route tables and VPCs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockvpce.engine import propagation
from mockvpce.engine.guards import after, guard
from mockvpce.resources.vpn import errors
from mockvpce.resources.vpn.gateway import VpnGateway, gateway_of_vpc

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call


@guard("CreateRoute")
@guard("ReplaceRoute")
def _check_route(call: Call, *, route_table_id: str, gateway_id: str | None) -> None:
    if not gateway_id or not gateway_id.startswith("vgw-"):
        return
    gateway = call.own(VpnGateway, gateway_id)
    vpc_id = call.platform.route_table_vpc(call.home, route_table_id)
    if vpc_id is not None and (gateway.held is None or gateway.held.vpc_id != vpc_id):
        raise errors.OTHER_NETWORK(table=route_table_id, id=gateway_id)


@after("DeleteRouteTable")
def _forget_table(call: Call, *, route_table_id: str) -> None:
    propagation.forget_table(call.world, route_table_id)


@guard("DeleteVpc")
def _check_vpc(call: Call, *, vpc_id: str) -> None:
    if gateway_of_vpc(call.world, call.home, vpc_id) is not None:
        raise errors.VPC_IN_USE(id=vpc_id)
