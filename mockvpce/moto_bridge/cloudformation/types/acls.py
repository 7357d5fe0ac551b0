"""Network ACLs with their entries, and which one a subnet has."""

from __future__ import annotations

from typing import Any

from mockvpce.engine.stacks import Properties, Requests, StackType, declare, its_id
from mockvpce.moto_bridge.cloudformation.api import Answer, ask
from mockvpce.moto_bridge.cloudformation.types.rows import Row, at, unless_gone

Row(
    name="AWS::EC2::NetworkAcl",
    create="CreateNetworkAcl",
    made="NetworkAcl.NetworkAclId",
    delete="DeleteNetworkAcl",
    by="NetworkAclId",
    tagged="network-acl",
    ids=("Id",),
).declare()

# entries -------------------------------------------------------------------------------------------------------------


def _place(properties: Properties) -> dict[str, Any]:
    return {
        "NetworkAclId": properties["NetworkAclId"],
        "RuleNumber": properties["RuleNumber"],
        "Egress": properties.get("Egress", False),
    }


def _entry(properties: Properties) -> dict[str, Any]:
    names = ("CidrBlock", "Ipv6CidrBlock", "PortRange", "RuleAction")
    entry = {name: properties[name] for name in names if name in properties}
    return {**entry, "Protocol": str(properties["Protocol"]), "IcmpTypeCode": properties.get("Icmp")}


def _create(requests: Requests, properties: Properties) -> str:
    ask(requests, "CreateNetworkAclEntry", **_place(properties), **_entry(properties))
    direction = "egress" if properties.get("Egress") else "ingress"
    return f"{properties['NetworkAclId']}|{properties['RuleNumber']}|{direction}"


def _change(requests: Requests, _: str, before: Properties, after: Properties) -> None:
    if before != after:
        ask(requests, "ReplaceNetworkAclEntry", **_place(after), **_entry(after))


def _remove(requests: Requests, _: str, properties: Properties) -> None:
    with unless_gone():
        ask(requests, "DeleteNetworkAclEntry", **_place(properties))


declare(
    StackType(
        name="AWS::EC2::NetworkAclEntry",
        create=_create,
        change=_change,
        remove=_remove,
        attributes={"Id": its_id},
        replacing=frozenset({"NetworkAclId", "RuleNumber", "Egress"}),
    )
)

# of subnets ----------------------------------------------------------------------------------------------------------


def _association(requests: Requests, subnet_id: str) -> Answer:
    filters = [{"Name": "association.subnet-id", "Values": [subnet_id]}]
    acl = at(ask(requests, "DescribeNetworkAcls", Filters=filters), "NetworkAcls.0") or {}
    found: Answer = next((one for one in acl.get("Associations", ()) if one["SubnetId"] == subnet_id), {})
    return found


def _give(requests: Requests, subnet_id: str, acl_id: str) -> str:
    association = _association(requests, subnet_id).get("NetworkAclAssociationId")
    made = ask(requests, "ReplaceNetworkAclAssociation", AssociationId=association, NetworkAclId=acl_id)
    return str(made["NewAssociationId"])


def _give_other(requests: Requests, _: str, before: Properties, after: Properties) -> str | None:
    if before["NetworkAclId"] == after["NetworkAclId"]:
        return None
    return _give(requests, after["SubnetId"], after["NetworkAclId"])


def _give_default(requests: Requests, _: str, properties: Properties) -> None:
    """A subnet has always one: without another that of its VPC."""
    with unless_gone():
        association = _association(requests, properties["SubnetId"])
        if association.get("NetworkAclId") != properties["NetworkAclId"]:
            return
        subnet = ask(requests, "DescribeSubnets", SubnetIds=[properties["SubnetId"]])
        filters = [
            {"Name": "vpc-id", "Values": [at(subnet, "Subnets.0.VpcId")]},
            {"Name": "default", "Values": ["true"]},
        ]
        default = at(ask(requests, "DescribeNetworkAcls", Filters=filters), "NetworkAcls.0.NetworkAclId")
        _give(requests, properties["SubnetId"], default)


declare(
    StackType(
        name="AWS::EC2::SubnetNetworkAclAssociation",
        create=lambda requests, properties: _give(requests, properties["SubnetId"], properties["NetworkAclId"]),
        change=_give_other,
        remove=_give_default,
        attributes={"AssociationId": its_id},
        replacing=frozenset({"SubnetId"}),
    )
)
