"""What associations forbid to subnets, security groups and VPCs, and attachments to transit gateways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockvpce.engine.call_log import advise
from mockvpce.engine.guards import guard
from mockvpce.resources.client_vpn import errors
from mockvpce.resources.client_vpn.endpoint import ClientVpnEndpoint
from mockvpce.resources.client_vpn.target_network import TargetNetwork, held_networks
from mockvpce.resources.client_vpn.transit import DELETED, DELETING, REJECTED, ClientVpnAttachment

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call


def _is_target(call: Call, index: str, key: str) -> bool:
    held = [one.id for one in call.world.table(TargetNetwork).where(index, (call.home, key)) if one.is_held]
    if held:
        advise(f"still associated with Client VPN endpoints: {', '.join(held)}")
    return bool(held)


@guard("DeleteSubnet")
def _subnet(call: Call, *, subnet_id: str) -> None:
    if _is_target(call, "subnet", subnet_id):
        raise errors.SUBNET_IN_USE(id=subnet_id)


@guard("DeleteVpc")
def _vpc(call: Call, *, vpc_id: str) -> None:
    if _is_target(call, "vpc", vpc_id):
        raise errors.VPC_IN_USE(id=vpc_id)


@guard("DeleteTransitGateway")
def _transit_gateway(call: Call, *, transit_gateway_id: str) -> None:
    held = [
        one.id
        for one in call.world.table(ClientVpnAttachment)
        if one.gateway_id == transit_gateway_id and one.state not in (DELETED, DELETING, REJECTED)
    ]
    if held:
        raise errors.TRANSIT_GATEWAY_IN_USE(id=transit_gateway_id, attachments=", ".join(held))


@guard("DeleteSecurityGroup")
def _group(call: Call, *, group_id: str | None) -> None:
    for endpoint in call.world.table(ClientVpnEndpoint).at(call.home):
        if group_id in endpoint.options.group_ids and any(held_networks(call.world, endpoint.id)):
            advise(f"{endpoint.id} has it")
            raise errors.GROUP_IN_USE(id=group_id)
