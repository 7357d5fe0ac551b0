"""What is written of CloudFormation's types is what the public resource schemas say, and the types of ours keep to it."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

import pytest

from mockvpce.engine.stacks import stack_types
from mockvpce.moto_bridge.cloudformation import schema, types
from mockvpce.resources import load

pytest.importorskip("cfnlint")
sys.path.insert(0, str(Path(__file__).parent))
import stack_schemas

load()
types.load()
ALSO_REPLACED = {
    "AWS::EC2::NetworkInsightsAnalysis": {"AdditionalAccounts"},  # no operation changes them
    "AWS::Route53::RecordSet": {"Name"},  # Ref gives it
    "AWS::Route53Resolver::ResolverRule": {"DomainName", "Name", "ResolverEndpointId", "TargetIps"},  # not in moto
    "AWS::EC2::VPNConnection": {"VpnTunnelOptionsSpecifications", "TunnelBandwidth"},  # so says the template reference
}
IN_PLACE = {
    "AWS::EC2::SubnetNetworkAclAssociation": {"NetworkAclId"},  # a subnet has one ACL, so the old one cannot stay
    "AWS::EC2::SubnetRouteTableAssociation": {"RouteTableId"},  # the same of its table
    "AWS::EC2::VPCDHCPOptionsAssociation": {"DhcpOptionsId"},  # the same of a VPC's options
}

SCHEMALESS = {"AWS::CDK::Metadata", "AWS::CloudFormation::WaitConditionHandle", "Custom::VpcRestrictDefaultSG"}
"""Types without properties that AWS looks at."""
WITH_SCHEMA = sorted(stack_types.keys() - SCHEMALESS)


def newest() -> bool:
    """Whether cfn-lint's schemas are those that the data file was written from, or newer ones of the same form."""
    try:
        stack_schemas.schema_of("AWS::EC2::VPCEndpoint")
    except (FileNotFoundError, KeyError):
        return False
    return True


pytestmark = pytest.mark.skipif(not newest(), reason="an older cfn-lint keeps its schemas elsewhere")


def test_the_data_file_says_what_the_schemas_say():
    written = files("mockvpce.data").joinpath("stack_schemas.tsv").read_text(encoding="utf-8").splitlines()
    expected = [stack_schemas.SOURCE, stack_schemas.HEADER]
    for one in stack_schemas.TYPES:
        expected.extend(stack_schemas.rows(one))
    assert written == expected


@pytest.mark.parametrize("name", WITH_SCHEMA)
def test_a_type_of_ours_has_a_schema(name):
    assert schema.properties_of(name) is not None


@pytest.mark.parametrize("name", WITH_SCHEMA)
def test_it_is_replaced_for_what_only_creation_can_set(name):
    replacing = stack_types[name].replacing
    assert schema.create_only(name) - IN_PLACE.get(name, set()) == replacing - ALSO_REPLACED.get(name, set())


@pytest.mark.parametrize("name", WITH_SCHEMA)
def test_it_has_every_attribute(name):
    root = schema.properties_of(name)
    read_only = {name for name, one in root.members.items() if "read-only" in one.says and one.kind != "object"}
    assert read_only <= set(stack_types[name].attributes)


def test_a_member_of_an_object_can_need_another_resource():
    def replaces(before, after):
        return schema.replaces_within("AWS::EC2::VPCEndpoint", {"DnsOptions": before}, {"DnsOptions": after})

    assert replaces({}, {"PrivateDnsPreference": "ALL_DOMAINS"})
    assert replaces({"PrivateDnsSpecifiedDomains": ["a.test"]}, {"PrivateDnsSpecifiedDomains": ["b.test"]})
    assert not replaces({"DnsRecordIpType": "ipv4"}, {"DnsRecordIpType": "ipv6"})
    assert not schema.replaces_within("AWS::EC2::VPCEndpoint", {}, {"DnsOptions": {"DnsRecordIpType": "ipv4"}})
