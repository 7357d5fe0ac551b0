"""VPCs, subnets, and which route table a subnet has."""

from __future__ import annotations

from typing import Any

from mockvpce.engine.stacks import Properties, Requests, StackType, declare
from mockvpce.moto_bridge.cloudformation.api import Answer, ask
from mockvpce.moto_bridge.cloudformation.types.rows import Row, at, unless_gone

# VPCs ----------------------------------------------------------------------------------------------------------------

_SWITCHES = {"EnableDnsSupport": True, "EnableDnsHostnames": False}
"""Attributes of a VPC, and what they are without the property."""


def _switch_vpc(requests: Requests, vpc_id: str, properties: Properties) -> None:
    _set_vpc(requests, vpc_id, {}, properties)


def _set_vpc(requests: Requests, vpc_id: str, before: Properties, after: Properties) -> None:
    for name, usual in _SWITCHES.items():
        if after.get(name, usual) != before.get(name, usual):
            ask(requests, "ModifyVpcAttribute", VpcId=vpc_id, **{name: {"Value": after.get(name, usual)}})
    if before and after.get("InstanceTenancy", "default") != before.get("InstanceTenancy", "default"):
        ask(requests, "ModifyVpcTenancy", VpcId=vpc_id, InstanceTenancy=after.get("InstanceTenancy", "default"))


def _in_vpc(vpc_id: str, **others: str) -> list[dict[str, Any]]:
    filters = {"vpc-id": vpc_id, **{name.replace("_", "-"): value for name, value in others.items()}}
    return [{"Name": name, "Values": [value]} for name, value in filters.items()]


def _default_acl(requests: Requests, vpc_id: str) -> Any:
    found = ask(requests, "DescribeNetworkAcls", Filters=_in_vpc(vpc_id, default="true"))
    return at(found, "NetworkAcls.0.NetworkAclId")


def _default_group(requests: Requests, vpc_id: str) -> Any:
    found = ask(requests, "DescribeSecurityGroups", Filters=_in_vpc(vpc_id, group_name="default"))
    return at(found, "SecurityGroups.0.GroupId")


def _vpc_associations(requests: Requests, vpc_id: str) -> list[str]:
    return [one["AssociationId"] for one in _VPC.describe(requests, vpc_id).get("CidrBlockAssociationSet", ())]


def _ipv6_blocks(described: Answer) -> list[str]:
    found = described.get("Ipv6CidrBlockAssociationSet", ())
    return [one["Ipv6CidrBlock"] for one in found if one["Ipv6CidrBlockState"]["State"] == "associated"]


def _blocks_of_vpc(requests: Requests, vpc_id: str) -> list[str]:
    return _ipv6_blocks(_VPC.describe(requests, vpc_id))


_VPC: Row = Row(
    name="AWS::EC2::VPC",
    create="CreateVpc",
    made="Vpc.VpcId",
    delete="DeleteVpc",
    by="VpcId",
    tagged="vpc",
    shown_by=("DescribeVpcs", "VpcIds", "Vpcs.0"),
    ids=("VpcId",),
    attributes={
        "CidrBlock": "CidrBlock",
        "CidrBlockAssociations": _vpc_associations,
        "DefaultNetworkAcl": _default_acl,
        "DefaultSecurityGroup": _default_group,
        "Ipv6CidrBlocks": _blocks_of_vpc,
    },
    once=_switch_vpc,
    change=_set_vpc,
)
_VPC.declare()

# subnets -------------------------------------------------------------------------------------------------------------

_SUBNET_SWITCHES = ("AssignIpv6AddressOnCreation", "EnableDns64", "MapPublicIpOnLaunch")


def _switch_subnet(requests: Requests, subnet_id: str, properties: Properties) -> None:
    _set_subnet(requests, subnet_id, {"Ipv6CidrBlock": properties.get("Ipv6CidrBlock")}, properties)


def _set_subnet(requests: Requests, subnet_id: str, before: Properties, after: Properties) -> None:
    had, wanted = before.get("Ipv6CidrBlock"), after.get("Ipv6CidrBlock")
    if had != wanted:
        for one in _SUBNET.describe(requests, subnet_id).get("Ipv6CidrBlockAssociationSet", ()) if had else ():
            ask(requests, "DisassociateSubnetCidrBlock", AssociationId=one["AssociationId"])
        if wanted:
            ask(requests, "AssociateSubnetCidrBlock", SubnetId=subnet_id, Ipv6CidrBlock=wanted)
    for name in _SUBNET_SWITCHES:
        if after.get(name, False) != before.get(name, False):
            ask(requests, "ModifySubnetAttribute", SubnetId=subnet_id, **{name: {"Value": after.get(name, False)}})


def _acl_association(requests: Requests, subnet_id: str) -> Any:
    filters = [{"Name": "association.subnet-id", "Values": [subnet_id]}]
    acl = at(ask(requests, "DescribeNetworkAcls", Filters=filters), "NetworkAcls.0") or {}
    found = (one["NetworkAclAssociationId"] for one in acl.get("Associations", ()) if one["SubnetId"] == subnet_id)
    return next(found, None)


def _blocks_of_subnet(requests: Requests, subnet_id: str) -> list[str]:
    return _ipv6_blocks(_SUBNET.describe(requests, subnet_id))


_SUBNET: Row = Row(
    name="AWS::EC2::Subnet",
    create="CreateSubnet",
    made="Subnet.SubnetId",
    delete="DeleteSubnet",
    by="SubnetId",
    tagged="subnet",
    shown_by=("DescribeSubnets", "SubnetIds", "Subnets.0"),
    ids=("SubnetId",),
    attributes={
        "AvailabilityZone": "AvailabilityZone",
        "AvailabilityZoneId": "AvailabilityZoneId",
        "CidrBlock": "CidrBlock",
        "Ipv6CidrBlocks": _blocks_of_subnet,
        "NetworkAclAssociationId": _acl_association,
        "OutpostArn": "OutpostArn",
        "VpcId": "VpcId",
    },
    once=_switch_subnet,
    change=_set_subnet,
)
_SUBNET.declare()

# route tables of subnets ---------------------------------------------------------------------------------------------


def _association(requests: Requests, subnet_id: str) -> Answer:
    """The explicit association of a subnet; an empty one where it follows the main table."""
    filters = [{"Name": "association.subnet-id", "Values": [subnet_id]}]
    table = at(ask(requests, "DescribeRouteTables", Filters=filters), "RouteTables.0") or {}
    found: Answer = next((one for one in table.get("Associations", ()) if one.get("SubnetId") == subnet_id), {})
    return found


def _associate(requests: Requests, properties: Properties) -> str:
    subnet_id, table_id = properties["SubnetId"], properties["RouteTableId"]
    return str(ask(requests, "AssociateRouteTable", SubnetId=subnet_id, RouteTableId=table_id)["AssociationId"])


def _associate_instead(requests: Requests, _: str, before: Properties, after: Properties) -> str | None:
    if before["RouteTableId"] == after["RouteTableId"]:
        return None
    association = _association(requests, after["SubnetId"])
    replaced = ask(
        requests,
        "ReplaceRouteTableAssociation",
        AssociationId=association.get("RouteTableAssociationId"),
        RouteTableId=after["RouteTableId"],
    )
    return str(replaced["NewAssociationId"])


def _disassociate(requests: Requests, _: str, properties: Properties) -> None:
    association = _association(requests, properties["SubnetId"])
    if association.get("RouteTableId") == properties["RouteTableId"]:
        with unless_gone():
            ask(requests, "DisassociateRouteTable", AssociationId=association["RouteTableAssociationId"])


declare(
    StackType(
        name="AWS::EC2::SubnetRouteTableAssociation",
        create=_associate,
        change=_associate_instead,
        remove=_disassociate,
        attributes={"Id": lambda _, association_id: association_id},
        replacing=frozenset({"SubnetId"}),
    )
)
