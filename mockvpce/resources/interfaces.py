"""Network interfaces that AWS manages for a resource: nobody but the resource changes, attaches, uses or deletes them.

EC2's guide on requester-managed interfaces has the rule; tags are free to set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mockvpce.engine.guards import guard
from mockvpce.protocol.errors import ErrorSpec

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

NOT_YOURS = ErrorSpec(
    "AuthFailure",
    "You do not have permission to access the specified resource.",
    "R ModifyNetworkInterfaceAttribute, DisassociateAddress of a NAT gateway's; D rule, I code of the others",
)
IN_USE = ErrorSpec("InvalidParameterValue", "Network interface '{id}' is currently in use.", "R")
ATTACHMENT = ErrorSpec("OperationNotPermitted", "You are not allowed to manage 'ela-attach' attachments.", "R")


@guard("ModifyNetworkInterfaceAttribute")
@guard("AttachNetworkInterface")
@guard("AssociateAddress")
@guard("AssignPrivateIpAddresses")
@guard("UnassignPrivateIpAddresses")
@guard("AssignIpv6Addresses")
@guard("UnassignIpv6Addresses")
def _change(call: Call, *, network_interface_id: str | None) -> None:
    if network_interface_id and call.platform.interfaces.is_managed(call.home, network_interface_id):
        raise NOT_YOURS()


@guard("DisassociateAddress")
def _disassociate(call: Call, *, association_id: str | None, public_ip: str | None) -> None:
    _change(call, network_interface_id=call.platform.interfaces.of_address(call.home, association_id, public_ip))


@guard("RunInstances")
def _launch(call: Call, *, network_interfaces: Sequence[Mapping[str, Any]] | None) -> None:
    for one in network_interfaces or ():
        _change(call, network_interface_id=one.get("NetworkInterfaceId"))


@guard("DeleteNetworkInterface")
def _delete(call: Call, *, network_interface_id: str) -> None:
    if call.platform.interfaces.is_managed(call.home, network_interface_id):
        raise IN_USE(id=network_interface_id)


@guard("DetachNetworkInterface")
def _detach(call: Call, *, attachment_id: str) -> None:
    del call
    if attachment_id.startswith("ela-attach-"):
        raise ATTACHMENT()
