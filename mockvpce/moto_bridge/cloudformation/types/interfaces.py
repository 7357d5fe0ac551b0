"""Network interfaces and Elastic IP addresses."""

from __future__ import annotations

from typing import Any

from mockvpce.engine.stacks import Properties, Requests, StackType, declare, its_id, tag_specifications
from mockvpce.moto_bridge.cloudformation import schema
from mockvpce.moto_bridge.cloudformation.api import Answer, ask
from mockvpce.moto_bridge.cloudformation.types.rows import Row, at, unless_gone

# interfaces ----------------------------------------------------------------------------------------------------------


def _switch(requests: Requests, interface_id: str, properties: Properties) -> None:
    if properties.get("SourceDestCheck") is not None:
        _modify(requests, interface_id, SourceDestCheck={"Value": properties["SourceDestCheck"]})


def _change(requests: Requests, interface_id: str, before: Properties, after: Properties) -> None:
    if after.get("GroupSet") and after["GroupSet"] != before.get("GroupSet"):
        _modify(requests, interface_id, Groups=after["GroupSet"])
    if after.get("Description") != before.get("Description"):
        _modify(requests, interface_id, Description={"Value": after.get("Description", "")})
    if after.get("SourceDestCheck", True) != before.get("SourceDestCheck", True):
        _modify(requests, interface_id, SourceDestCheck={"Value": after.get("SourceDestCheck", True)})


def _modify(requests: Requests, interface_id: str, **attribute: Any) -> None:
    """Change one attribute, which is all that a request can."""
    ask(requests, "ModifyNetworkInterfaceAttribute", NetworkInterfaceId=interface_id, **attribute)


def _secondary(requests: Requests, interface_id: str) -> list[str]:
    addresses = _INTERFACE.describe(requests, interface_id).get("PrivateIpAddresses", ())
    return [one["PrivateIpAddress"] for one in addresses if not one.get("Primary")]


_INTERFACE = Row(
    name="AWS::EC2::NetworkInterface",
    create="CreateNetworkInterface",
    made="NetworkInterface.NetworkInterfaceId",
    delete="DeleteNetworkInterface",
    by="NetworkInterfaceId",
    tagged="network-interface",
    shown_by=("DescribeNetworkInterfaces", "NetworkInterfaceIds", "NetworkInterfaces.0"),
    ids=("Id",),
    attributes={
        "PrimaryIpv6Address": "Ipv6Addresses.0.Ipv6Address",
        "PrimaryPrivateIpAddress": "PrivateIpAddress",
        "SecondaryPrivateIpAddresses": _secondary,
        "VpcId": "VpcId",
    },
    renamed={"GroupSet": "Groups"},
    once=_switch,
    change=_change,
)
_INTERFACE.declare()

# addresses -----------------------------------------------------------------------------------------------------------

_EIP = "AWS::EC2::EIP"


def _address(requests: Requests, public_ip: str) -> Answer:
    found: Answer = at(ask(requests, "DescribeAddresses", PublicIps=[public_ip]), "Addresses.0") or {}
    return found


def _allocate(requests: Requests, properties: Properties) -> str:
    made = ask(
        requests,
        "AllocateAddress",
        Domain=properties.get("Domain", "vpc"),
        Address=properties.get("Address"),
        PublicIpv4Pool=properties.get("PublicIpv4Pool"),
        NetworkBorderGroup=properties.get("NetworkBorderGroup"),
        TagSpecifications=tag_specifications("elastic-ip", properties),
    )
    _give(requests, str(made["AllocationId"]), properties.get("InstanceId"))
    return str(made["PublicIp"])


def _give(requests: Requests, allocation_id: str, instance_id: str | None) -> None:
    if instance_id:
        ask(requests, "AssociateAddress", AllocationId=allocation_id, InstanceId=instance_id)


def _move(requests: Requests, public_ip: str, before: Properties, after: Properties) -> None:
    if before.get("InstanceId") == after.get("InstanceId"):
        return
    address = _address(requests, public_ip)
    if address.get("AssociationId"):
        ask(requests, "DisassociateAddress", AssociationId=address["AssociationId"])
    _give(requests, str(address["AllocationId"]), after.get("InstanceId"))


def _release(requests: Requests, public_ip: str, _: Properties) -> None:
    with unless_gone():
        address = _address(requests, public_ip)
        if address.get("InstanceId") and address.get("AssociationId"):
            ask(requests, "DisassociateAddress", AssociationId=address["AssociationId"])
        ask(requests, "ReleaseAddress", AllocationId=address.get("AllocationId"))


declare(
    StackType(
        name=_EIP,
        tagged="AllocationId",
        create=_allocate,
        change=_move,
        remove=_release,
        attributes={
            "AllocationId": lambda requests, public_ip: _address(requests, public_ip).get("AllocationId"),
            "PublicIp": its_id,
        },
        replacing=schema.create_only(_EIP),
    )
)

Row(
    name="AWS::EC2::EIPAssociation",
    create="AssociateAddress",
    made="AssociationId",
    delete="DisassociateAddress",
    by="AssociationId",
    ids=("Id",),
    renamed={"EIP": "PublicIp"},
).declare()

Row(
    name="AWS::EC2::NetworkInterfaceAttachment",
    create="AttachNetworkInterface",
    made="AttachmentId",
    delete="DetachNetworkInterface",
    by="AttachmentId",
    ids=("AttachmentId",),
).declare()
