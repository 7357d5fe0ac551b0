"""What the public resource schemas, as cfn-lint ships them, say of the types of a network.

    python tests/conformance/stack_schemas.py > mockvpce/data/stack_schemas.tsv

A test compares the data file with them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

HEADER = "type\tpath\tkind\tsays\tenum"
SOURCE = "# CloudFormation's public resource schemas in us-east-1: types; required, create-only, read-only; enums."
EC2 = """
CarrierGateway ClientVpnAuthorizationRule ClientVpnEndpoint ClientVpnRoute ClientVpnTargetNetworkAssociation CustomerGateway
DHCPOptions EIP EIPAssociation EgressOnlyInternetGateway FlowLog InternetGateway NatGateway NetworkAcl NetworkAclEntry
NetworkInsightsAccessScope NetworkInsightsAccessScopeAnalysis NetworkInsightsAnalysis NetworkInsightsPath NetworkInterface
NetworkInterfaceAttachment PrefixList Route RouteTable SecurityGroup SecurityGroupEgress SecurityGroupIngress
SecurityGroupVpcAssociation Subnet SubnetCidrBlock SubnetNetworkAclAssociation SubnetRouteTableAssociation TransitGateway
TransitGatewayAttachment TransitGatewayPeeringAttachment TransitGatewayRoute TransitGatewayRouteTable
TransitGatewayRouteTableAssociation TransitGatewayRouteTablePropagation TransitGatewayVpcAttachment VPC VPCCidrBlock
VPCBlockPublicAccessExclusion VPCBlockPublicAccessOptions VPCDHCPOptionsAssociation VPCEndpoint
VPCEndpointConnectionNotification VPCEndpointService VPCEndpointServicePermissions VPCGatewayAttachment VPCPeeringConnection
VPNConnection VPNConnectionRoute VPNGateway VPNGatewayRoutePropagation
"""
OTHERS = """
ElasticLoadBalancingV2::Listener ElasticLoadBalancingV2::LoadBalancer ElasticLoadBalancingV2::TargetGroup
Route53::HostedZone Route53::RecordSet Route53Resolver::ResolverEndpoint Route53Resolver::ResolverRule
Route53Resolver::ResolverRuleAssociation SNS::TopicPolicy
"""
TYPES = sorted([f"AWS::EC2::{one}" for one in EC2.split()] + [f"AWS::{one}" for one in OTHERS.split()])
KINDS = {"string", "integer", "number", "boolean", "array", "object"}


def schema_of(type_name: str) -> dict[str, Any]:
    """The public schema of a type."""
    folder = Path(str(files("cfnlint"))) / "data" / "schemas"
    names = json.loads((folder / "providers" / "us-east-1.json").read_text())
    read: dict[str, Any] = json.loads((folder / "resources" / f"{names[type_name]}.json").read_text())
    return read


def rows(type_name: str) -> Iterator[str]:
    """The lines of the data file for a type."""
    for path, kind, says, enum in properties(schema_of(type_name)):
        yield "\t".join([type_name, path, kind, ",".join(says) or "-", "|".join(enum) or "-"])


def properties(schema: dict[str, Any]) -> Iterator[tuple[str, str, list[str], list[str]]]:
    """Each property at any depth: its path, with `[]` for items; its kind, what is said of it, the values it can have."""
    said = {
        word: {one.removeprefix("/properties/").replace("/*", "[]").replace("/", ".") for one in schema.get(name, ())}
        for word, name in (("create-only", "createOnlyProperties"), ("read-only", "readOnlyProperties"))
    }
    for path, kind, required, enum in _members(schema, schema, ""):
        says = ["required"] if required else []
        if not any(path.startswith((f"{one}.", f"{one}[")) for one in said["read-only"]):
            yield path, kind, says + [word for word, paths in said.items() if path in paths], enum


def _members(schema: dict[str, Any], node: dict[str, Any], above: str) -> Iterator[tuple[str, str, bool, list[str]]]:
    for name, given in node.get("properties", {}).items():
        yield from _node(schema, given, f"{above}{name}", name in node.get("required", ()))


def _node(
    schema: dict[str, Any], given: dict[str, Any], path: str, required: bool
) -> Iterator[tuple[str, str, bool, list[str]]]:
    node = given
    while "$ref" in node:
        node = schema["definitions"][node["$ref"].rpartition("/")[2]]
    kind = _kind(node)
    yield path, kind, required, sorted(map(str, node.get("enum", ())))
    if kind == "array":
        yield from _node(schema, node.get("items", {}), f"{path}[]", False)
    elif kind == "object":
        yield from _members(schema, node, f"{path}.")


def _kind(node: dict[str, Any]) -> str:
    given = node.get("type", "json")
    if isinstance(given, list) or given not in KINDS:
        return "json"
    return "json" if given == "object" and not node.get("properties") else str(given)


if __name__ == "__main__":
    print(SOURCE)
    print(HEADER)
    for one in TYPES:
        print("\n".join(rows(one)))
