"""ACLs, DHCP options, more CIDR blocks, prefix lists and transit gateways of stacks: made, changed in place, and gone."""

from __future__ import annotations

import json

import pytest

from mockvpce import mock_vpce

ACLS = """
Resources:
  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.0.0/24, AvailabilityZone: us-east-1a}}
  N: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref V, Tags: [{Key: Name, Value: mine}]}}
  In:
    Type: AWS::EC2::NetworkAclEntry
    Properties:
      NetworkAclId: !Ref N
      RuleNumber: 100
      Protocol: 6
      RuleAction: allow
      CidrBlock: 10.0.0.0/8
      PortRange: {From: 443, To: '443'}
  Out:
    Type: AWS::EC2::NetworkAclEntry
    Properties:
      {NetworkAclId: !Ref N, RuleNumber: 100, Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0, Egress: 'true'}
  L: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref A, NetworkAclId: !Ref N}}
"""
BLOCKS = """
Resources:
  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Second: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref V, CidrBlock: 10.1.0.0/16}}
  Six: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref V, AmazonProvidedIpv6CidrBlock: true}}
  A:
    Type: AWS::EC2::Subnet
    DependsOn: Six
    Properties:
      VpcId: !Ref V
      CidrBlock: 10.0.0.0/24
      AvailabilityZone: us-east-1a
      AssignIpv6AddressOnCreation: true
      Ipv6CidrBlock: !Select [0, !Cidr [!Select [0, !GetAtt V.Ipv6CidrBlocks], 4, 64]]
  B:
    Type: AWS::EC2::Subnet
    DependsOn: Second
    Properties: {VpcId: !Ref V, CidrBlock: 10.1.0.0/24, AvailabilityZone: us-east-1a}
  BSix:
    Type: AWS::EC2::SubnetCidrBlock
    DependsOn: Six
    Properties: {SubnetId: !Ref B, Ipv6CidrBlock: !Select [1, !Cidr [!Select [0, !GetAtt V.Ipv6CidrBlocks], 4, 64]]}
"""
OPTIONS = """
Resources:
  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  D: {Type: AWS::EC2::DHCPOptions, Properties: {DomainName: a.test, DomainNameServers: [AmazonProvidedDNS]}}
  L: {Type: AWS::EC2::VPCDHCPOptionsAssociation, Properties: {VpcId: !Ref V, DhcpOptionsId: !Ref D}}
"""
LIST = """
Resources:
  P:
    Type: AWS::EC2::PrefixList
    Properties:
      PrefixListName: mine
      AddressFamily: IPv4
      MaxEntries: 5
      Entries: [{Cidr: 10.0.0.0/8, Description: first}, {Cidr: 172.16.0.0/12, Description: second}]
Outputs:
  Arn: {Value: !GetAtt P.Arn}
  Version: {Value: !GetAtt P.Version}
"""
TRANSIT = """
Resources:
  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.0.0/24, AvailabilityZone: us-east-1a}}
  T: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref V}}
  G:
    Type: AWS::EC2::TransitGateway
    Properties: {Description: one, DefaultRouteTableAssociation: disable, DefaultRouteTablePropagation: disable}
  L: {Type: AWS::EC2::TransitGatewayAttachment, Properties: {TransitGatewayId: !Ref G, VpcId: !Ref V, SubnetIds: [!Ref A]}}
  R: {Type: AWS::EC2::TransitGatewayRouteTable, Properties: {TransitGatewayId: !Ref G}}
  Link:
    Type: AWS::EC2::TransitGatewayRouteTableAssociation
    Properties: {TransitGatewayRouteTableId: !Ref R, TransitGatewayAttachmentId: !Ref L}
  Spread:
    Type: AWS::EC2::TransitGatewayRouteTablePropagation
    Properties: {TransitGatewayRouteTableId: !Ref R, TransitGatewayAttachmentId: !Ref L}
  Static:
    Type: AWS::EC2::TransitGatewayRoute
    Properties: {TransitGatewayRouteTableId: !Ref R, TransitGatewayAttachmentId: !Ref L, DestinationCidrBlock: 0.0.0.0/0}
  Dark:
    Type: AWS::EC2::TransitGatewayRoute
    Properties: {TransitGatewayRouteTableId: !Ref R, DestinationCidrBlock: 192.168.0.0/16, Blackhole: true}
  Way:
    Type: AWS::EC2::Route
    DependsOn: L
    Properties: {RouteTableId: !Ref T, DestinationCidrBlock: 10.0.0.0/8, TransitGatewayId: !Ref G}
"""


@pytest.fixture
def ec2(vpce_mock):
    return vpce_mock.client("ec2", region="us-east-1")


def ids(stacks) -> dict[str, str]:
    (stack,) = stacks.describe_stacks(StackName="s")["Stacks"]
    reasons = [one.get("ResourceStatusReason") for one in stacks.describe_stack_events(StackName="s")["StackEvents"]]
    assert stack["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE"), reasons
    summaries = stacks.list_stack_resources(StackName="s")["StackResourceSummaries"]
    return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in summaries}


def create(stacks, template: str) -> dict[str, str]:
    stacks.create_stack(StackName="s", TemplateBody=template)
    return ids(stacks)


def update(stacks, template: str) -> dict[str, str]:
    stacks.update_stack(StackName="s", TemplateBody=template)
    return ids(stacks)


def assert_all_goes(stacks, ec2) -> None:
    stacks.delete_stack(StackName="s")
    assert not ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])["Vpcs"]


def acl_of(ec2, subnet: str) -> dict:
    filters = [{"Name": "association.subnet-id", "Values": [subnet]}]
    (found,) = ec2.describe_network_acls(Filters=filters)["NetworkAcls"]
    return found


def test_acls(stacks, ec2):
    made = create(stacks, ACLS)
    acl = acl_of(ec2, made["A"])
    assert acl["NetworkAclId"] == made["N"]
    entries = {(one["Egress"], one["Protocol"], one["CidrBlock"]) for one in acl["Entries"] if one["RuleNumber"] == 100}
    assert entries == {(False, "6", "10.0.0.0/8"), (True, "-1", "0.0.0.0/0")}
    assert update(stacks, ACLS.replace("10.0.0.0/8", "10.0.0.0/9")) == made
    assert "10.0.0.0/9" in {one["CidrBlock"] for one in acl_of(ec2, made["A"])["Entries"]}
    without = "\n".join(line for line in ACLS.splitlines() if not line.startswith("  L:"))
    update(stacks, without)
    assert acl_of(ec2, made["A"])["IsDefault"] is True
    assert_all_goes(stacks, ec2)


def test_blocks(stacks, ec2):
    made = create(stacks, BLOCKS)
    (vpc,) = ec2.describe_vpcs(VpcIds=[made["V"]])["Vpcs"]
    associations = {one["AssociationId"]: one["CidrBlock"] for one in vpc["CidrBlockAssociationSet"]}
    assert associations[made["Second"]] == "10.1.0.0/16"
    assert vpc["Ipv6CidrBlockAssociationSet"][0]["AssociationId"] == made["Six"]
    first, second = (
        ec2.describe_subnets(SubnetIds=[made[name]])["Subnets"][0]["Ipv6CidrBlockAssociationSet"][0] for name in "AB"
    )
    assert first["Ipv6CidrBlock"] != second["Ipv6CidrBlock"]
    assert second["AssociationId"] == made["BSix"]
    assert_all_goes(stacks, ec2)


def test_dhcp_options(stacks, ec2):
    made = create(stacks, OPTIONS)
    (options,) = ec2.describe_dhcp_options(DhcpOptionsIds=[made["D"]])["DhcpOptions"]
    written = {one["Key"]: one["Values"][0]["Value"] for one in options["DhcpConfigurations"]}
    assert written == {"domain-name": "a.test", "domain-name-servers": "AmazonProvidedDNS"}
    assert ec2.describe_vpcs(VpcIds=[made["V"]])["Vpcs"][0]["DhcpOptionsId"] == made["D"]
    after = update(stacks, OPTIONS.replace("a.test", "b.test"))
    assert after["D"] != made["D"]
    assert ec2.describe_vpcs(VpcIds=[made["V"]])["Vpcs"][0]["DhcpOptionsId"] == after["D"]
    assert_all_goes(stacks, ec2)


def test_prefix_lists(stacks, ec2):
    made = create(stacks, LIST)
    assert update(stacks, LIST.replace("172.16.0.0/12", "192.168.0.0/16")) == made
    entries = ec2.get_managed_prefix_list_entries(PrefixListId=made["P"])["Entries"]
    assert {one["Cidr"] for one in entries} == {"10.0.0.0/8", "192.168.0.0/16"}
    (stack,) = stacks.describe_stacks(StackName="s")["Stacks"]
    outputs = {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}
    assert outputs["Arn"].endswith(f"prefix-list/{made['P']}")
    assert outputs["Version"] == "2"


def list_of(blocks, size, description="x"):
    entries = [{"Cidr": one, "Description": description} for one in blocks]
    properties = {"PrefixListName": "n", "AddressFamily": "IPv4", "MaxEntries": size, "Entries": entries}
    return json.dumps({"Resources": {"P": {"Type": "AWS::EC2::PrefixList", "Properties": properties}}})


@pytest.mark.parametrize("timing", ["instant", "aws", "manual"])
def test_prefix_lists_change_in_steps(timing):
    with mock_vpce(region="us-east-1", timing=timing) as aws:
        stacks, ec2 = aws.client("cloudformation"), aws.client("ec2")
        many = [f"10.{number}.0.0/16" for number in range(150)]
        made = create(stacks, list_of(many[:2], 2))
        for blocks, size, description in (
            (many[:3], 3, "x"),
            (many[2:3], 1, "x"),
            (many[2:3], 1, "y"),
            (many, 200, "y"),
        ):
            assert update(stacks, list_of(blocks, size, description)) == made
            entries = ec2.get_managed_prefix_list_entries(PrefixListId=made["P"])["Entries"]
            assert sorted(one["Cidr"] for one in entries) == sorted(blocks)
            assert {one["Description"] for one in entries} == {description}
        stacks.delete_stack(StackName="s")
        assert [one["StackStatus"] for one in stacks.list_stacks()["StackSummaries"]] == ["DELETE_COMPLETE"]
        made = create(stacks, list_of(many, 150))
        assert len(ec2.get_managed_prefix_list_entries(PrefixListId=made["P"])["Entries"]) == 150


def test_a_prefix_list_in_use_is_not_deleted(stacks, ec2):
    made = create(stacks, list_of(["10.0.0.0/8"], 1))
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName="g", Description="g", VpcId=vpc)["GroupId"]
    rule = {"IpProtocol": "-1", "PrefixListIds": [{"PrefixListId": made["P"]}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    stacks.delete_stack(StackName="s")
    (stack,) = stacks.describe_stacks(StackName="s")["Stacks"]
    assert stack["StackStatus"] == "DELETE_FAILED"
    ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[rule])
    stacks.delete_stack(StackName="s")
    owned = [{"Name": "owner-id", "Values": ["123456789012"]}]
    assert ec2.describe_managed_prefix_lists(Filters=owned)["PrefixLists"] == []


def test_transit_gateways(stacks, ec2):
    made = create(stacks, TRANSIT)
    routes = ec2.search_transit_gateway_routes(
        TransitGatewayRouteTableId=made["R"], Filters=[{"Name": "state", "Values": ["active", "blackhole"]}]
    )["Routes"]
    assert {one["DestinationCidrBlock"]: one["State"] for one in routes} == {
        "0.0.0.0/0": "active",
        "192.168.0.0/16": "blackhole",
    }
    spread = ec2.get_transit_gateway_route_table_propagations(TransitGatewayRouteTableId=made["R"])
    assert [one["TransitGatewayAttachmentId"] for one in spread["TransitGatewayRouteTablePropagations"]] == [made["L"]]
    linked = ec2.get_transit_gateway_route_table_associations(TransitGatewayRouteTableId=made["R"])["Associations"]
    assert [one["TransitGatewayAttachmentId"] for one in linked] == [made["L"]]
    assert update(stacks, TRANSIT.replace("Description: one", "Description: two")) == made
    assert ec2.describe_transit_gateways(TransitGatewayIds=[made["G"]])["TransitGateways"][0]["Description"] == "two"
    assert_all_goes(stacks, ec2)
