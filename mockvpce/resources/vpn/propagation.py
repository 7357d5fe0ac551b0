"""EnableVgwRoutePropagation and DisableVgwRoutePropagation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mockvpce.engine import propagation
from mockvpce.engine.operation import operation
from mockvpce.engine.resource_types import check_ids
from mockvpce.resources.vpn import errors
from mockvpce.resources.vpn.gateway import VpnGateway
from mockvpce.resources.vpn.tunnels import propagate

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call


@operation
def enable_vgw_route_propagation(call: Call, *, gateway_id: str, route_table_id: str) -> dict[str, Any]:
    """Let the gateway of a VPC bring its routes into one of the VPC's tables."""
    vpc_id = _vpc_of_table(call, route_table_id)
    gateway = call.world.table(VpnGateway).seen_from(call.home, gateway_id)
    if gateway is None or gateway.attached_to != vpc_id:
        raise errors.NOT_ATTACHED(gateway=gateway_id, vpc=vpc_id)
    propagation.enable(call.world, route_table_id, gateway_id)
    propagate(call.world, call.home, gateway_id)
    return {}


@operation
def disable_vgw_route_propagation(call: Call, *, gateway_id: str, route_table_id: str) -> dict[str, Any]:
    """Take the gateway's routes out of a table; nothing where there are none."""
    vpc_id = _vpc_of_table(call, route_table_id)
    if call.world.table(VpnGateway).seen_from(call.home, gateway_id) is None:
        raise errors.NOT_ATTACHED(gateway=gateway_id, vpc=vpc_id)
    propagation.disable(call.world, route_table_id, gateway_id)
    return {}


def _vpc_of_table(call: Call, table_id: str) -> str:
    """The VPC of a table, which is looked up before the gateway is."""
    check_ids([table_id], "rtb", errors.TABLE_MALFORMED)
    vpc_id = call.platform.routes.table_vpc(call.home, table_id)
    if vpc_id is None:
        raise errors.TABLE_UNKNOWN(id=table_id)
    return vpc_id
