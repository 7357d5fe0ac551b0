"""VPCs, subnets, route tables of subnets and security groups of stacks: changed in place, with all their attributes."""

from __future__ import annotations

import pytest

NETWORK = """
Resources:
  V:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16, EnableDnsHostnames: false, Tags: [{Key: Name, Value: first}]}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.0.0/24, AvailabilityZone: us-east-1b}}
  T: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref V}}
  U: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref V}}
  L: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref A, RouteTableId: !Ref T}}
Outputs:
  Block: {Value: !GetAtt V.CidrBlock}
  Blocks: {Value: !Select [0, !GetAtt V.CidrBlockAssociations]}
  Acl: {Value: !GetAtt V.DefaultNetworkAcl}
  Group: {Value: !GetAtt V.DefaultSecurityGroup}
  Zone: {Value: !GetAtt A.AvailabilityZone}
  Place: {Value: !GetAtt A.NetworkAclAssociationId}
"""
GROUPS = """
Resources:
  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Other: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref V, GroupDescription: other}}
  G:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !Ref V
      GroupDescription: of an endpoint
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/16, Description: https}
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, SourcePrefixListId: pl-63a5400a}
        - {IpProtocol: tcp, FromPort: 80, ToPort: 80, SourceSecurityGroupId: !Ref Other}
      SecurityGroupEgress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, DestinationPrefixListId: pl-63a5400a}
  In:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !Ref Other, IpProtocol: udp, FromPort: 53, ToPort: 53, SourcePrefixListId: pl-63a5400a}
  Out:
    Type: AWS::EC2::SecurityGroupEgress
    Properties: {GroupId: !Ref G, IpProtocol: tcp, FromPort: 1, ToPort: 2, DestinationSecurityGroupId: !Ref Other}
"""


@pytest.fixture
def ec2(vpce_mock):
    return vpce_mock.client("ec2", region="us-east-1")


def ids(stacks) -> dict[str, str]:
    (stack,) = stacks.describe_stacks(StackName="s")["Stacks"]
    assert stack["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE")
    summaries = stacks.list_stack_resources(StackName="s")["StackResourceSummaries"]
    return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in summaries}


def test_attributes(stacks, ec2):
    stacks.create_stack(StackName="s", TemplateBody=NETWORK)
    made = ids(stacks)
    (stack,) = stacks.describe_stacks(StackName="s")["Stacks"]
    given = {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}
    in_vpc = [{"Name": "vpc-id", "Values": [made["V"]]}]
    (vpc,) = ec2.describe_vpcs(VpcIds=[made["V"]])["Vpcs"]
    (acl,) = ec2.describe_network_acls(Filters=in_vpc)["NetworkAcls"]
    (group,) = ec2.describe_security_groups(Filters=in_vpc)["SecurityGroups"]
    assert given == {
        "Block": "10.0.0.0/16",
        "Blocks": vpc["CidrBlockAssociationSet"][0]["AssociationId"],
        "Acl": acl["NetworkAclId"],
        "Group": group["GroupId"],
        "Zone": "us-east-1b",
        "Place": acl["Associations"][0]["NetworkAclAssociationId"],
    }


def test_a_vpc_and_a_subnet_change_in_place(stacks, ec2):
    stacks.create_stack(StackName="s", TemplateBody=NETWORK)
    before = ids(stacks)
    changed = NETWORK.replace("EnableDnsHostnames: false", "EnableDnsHostnames: true").replace("first", "second")
    changed = changed.replace("us-east-1b}", "us-east-1b, MapPublicIpOnLaunch: true}")
    stacks.update_stack(StackName="s", TemplateBody=changed)
    assert ids(stacks) == before
    (vpc,) = ec2.describe_vpcs(VpcIds=[before["V"]])["Vpcs"]
    (subnet,) = ec2.describe_subnets(SubnetIds=[before["A"]])["Subnets"]
    hostnames = ec2.describe_vpc_attribute(VpcId=before["V"], Attribute="enableDnsHostnames")
    assert {"Key": "Name", "Value": "second"} in vpc["Tags"]
    assert hostnames["EnableDnsHostnames"]["Value"] is True
    assert subnet["MapPublicIpOnLaunch"] is True
    stacks.delete_stack(StackName="s")
    assert not ec2.describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.0.0.0/16"]}])["Vpcs"]


def test_private_dns_switched_on_with_its_vpc(stacks, ec2):
    endpoint = (
        "  E: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref V, VpcEndpointType: Interface, "
        "ServiceName: com.amazonaws.us-east-1.sqs, PrivateDnsEnabled: false}}\nOutputs:"
    )
    text = NETWORK.replace("Outputs:", endpoint)
    stacks.create_stack(StackName="s", TemplateBody=text)
    before = ids(stacks)
    on = text.replace("EnableDnsHostnames: false", "EnableDnsHostnames: true")
    stacks.update_stack(StackName="s", TemplateBody=on.replace("PrivateDnsEnabled: false", "PrivateDnsEnabled: true"))
    assert ids(stacks) == before
    (found,) = ec2.describe_vpc_endpoints()["VpcEndpoints"]
    assert found["PrivateDnsEnabled"] is True


def test_another_table_of_a_subnet(stacks, ec2):
    stacks.create_stack(StackName="s", TemplateBody=NETWORK)
    stacks.update_stack(StackName="s", TemplateBody=NETWORK.replace("RouteTableId: !Ref T", "RouteTableId: !Ref U"))
    made = ids(stacks)
    (table,) = ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": [made["A"]]}])[
        "RouteTables"
    ]
    assert table["RouteTableId"] == made["U"]
    stacks.delete_stack(StackName="s")
    assert not ec2.describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.0.0.0/16"]}])["Vpcs"]


def rules(ec2, group: str) -> set[tuple]:
    found = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])["SecurityGroupRules"]
    return {
        (
            one["IsEgress"],
            one["IpProtocol"],
            one.get("FromPort", -1),
            one.get("CidrIpv4") or one.get("PrefixListId") or one["ReferencedGroupInfo"]["GroupId"],
        )
        for one in found
    }


def test_rules_of_lists_and_groups(stacks, ec2):
    stacks.create_stack(StackName="s", TemplateBody=GROUPS)
    made = ids(stacks)
    assert rules(ec2, made["G"]) == {
        (False, "tcp", 443, "10.0.0.0/16"),
        (False, "tcp", 22, "pl-63a5400a"),
        (False, "tcp", 80, made["Other"]),
        (True, "tcp", 443, "pl-63a5400a"),
        (True, "tcp", 1, made["Other"]),
    }
    assert rules(ec2, made["Other"]) == {(False, "udp", 53, "pl-63a5400a"), (True, "-1", -1, "0.0.0.0/0")}
    assert made["In"].startswith("sgr-")


def test_rules_change_in_place_and_go(stacks, ec2):
    stacks.create_stack(StackName="s", TemplateBody=GROUPS)
    before = ids(stacks)
    changed = GROUPS.replace("FromPort: 22, ToPort: 22", "FromPort: 23, ToPort: 23")
    stacks.update_stack(StackName="s", TemplateBody=changed[: changed.index("  In:")])
    after = ids(stacks)
    assert after == {name: before[name] for name in ("V", "Other", "G")}
    assert rules(ec2, after["G"]) == {
        (False, "tcp", 443, "10.0.0.0/16"),
        (False, "tcp", 23, "pl-63a5400a"),
        (False, "tcp", 80, after["Other"]),
        (True, "tcp", 443, "pl-63a5400a"),
    }
    assert rules(ec2, after["Other"]) == {(True, "-1", -1, "0.0.0.0/0")}
    stacks.delete_stack(StackName="s")
    assert not ec2.describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.0.0.0/16"]}])["Vpcs"]
