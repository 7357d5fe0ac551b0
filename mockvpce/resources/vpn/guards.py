"""What virtual private gateways forbid to routes, route tables and VPCs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockvpce.engine import propagation
from mockvpce.engine.call_log import advise
from mockvpce.engine.guards import after, guard
from mockvpce.resources.vpn import errors
from mockvpce.resources.vpn.concentrator import VpnConcentrator
from mockvpce.resources.vpn.connection import VpnConnection
from mockvpce.resources.vpn.gateway import VpnGateway, gateway_of_vpc
from mockvpce.resources.vpn.tunnels import propagate

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call


@guard("CreateRoute")
@guard("ReplaceRoute")
def _check_route(call: Call, *, route_table_id: str, gateway_id: str | None) -> None:
    if not gateway_id or not gateway_id.startswith("vgw-"):
        return
    gateway = call.own(VpnGateway, gateway_id)
    vpc_id = call.platform.routes.table_vpc(call.home, route_table_id)
    if vpc_id is not None and (gateway.held is None or gateway.held.vpc_id != vpc_id):
        raise errors.OTHER_NETWORK(table=route_table_id, id=gateway_id)


@after("DeleteRouteTable")
def _forget_table(call: Call, *, route_table_id: str) -> None:
    propagation.forget_table(call.world, route_table_id)


@guard("DeleteVpc")
def _check_vpc(call: Call, *, vpc_id: str) -> None:
    gateway = gateway_of_vpc(call.world, call.home, vpc_id)
    if gateway is not None:
        advise(f"still attached: {gateway.id}")
        raise errors.VPC_IN_USE(id=vpc_id)


@guard("DeleteTransitGateway")
def _check_transit_gateway(call: Call, *, transit_gateway_id: str) -> None:
    attached = [one.attachment_id for one in call.world.table(VpnConnection).where("used", transit_gateway_id)]
    attached += [one.attachment_id for one in call.world.table(VpnConcentrator).where("transit", transit_gateway_id)]
    if attached:
        raise errors.TRANSIT_GATEWAY_IN_USE(gateway=transit_gateway_id, attachments=", ".join(attached))


@after("AssociateVpcCidrBlock")
@after("DisassociateVpcCidrBlock")
def _follow_blocks(call: Call) -> None:
    """What the VPC has itself is not propagated, so that its blocks decide too."""
    for gateway in call.world.table(VpnGateway).at(call.home):
        propagate(call.world, call.home, gateway.id)
