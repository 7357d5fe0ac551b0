"""Routes of stacks: every destination and target is there, changes in place and goes with its stack; policies of topics."""

from __future__ import annotations

import json

import pytest

BASE = """
  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  W: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.0.0/24, AvailabilityZone: us-east-1a}}
  T: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref V}}
"""
TARGETS = {
    "GatewayId": (
        "G: {Type: AWS::EC2::InternetGateway}",
        "L: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref V, InternetGatewayId: !Ref G}}",
    ),
    "NetworkInterfaceId": ("G: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref A}}",),
    "NatGatewayId": ("G: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref A, ConnectivityType: private}}",),
    "VpcPeeringConnectionId": (
        "G: {Type: AWS::EC2::VPCPeeringConnection, Properties: {VpcId: !Ref V, PeerVpcId: !Ref W}}",
    ),
    "EgressOnlyInternetGatewayId": ("G: {Type: AWS::EC2::EgressOnlyInternetGateway, Properties: {VpcId: !Ref V}}",),
    "TransitGatewayId": ("G: {Type: AWS::EC2::TransitGateway}",),
    "VpcEndpointId": (
        "B: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Name: b, Type: gateway, Subnets: [!Ref A]}}",
        "S: {Type: AWS::EC2::VPCEndpointService, Properties: {GatewayLoadBalancerArns: [!Ref B], "
        "AcceptanceRequired: false}}",
        "G: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref V, VpcEndpointType: GatewayLoadBalancer, "
        "SubnetIds: [!Ref A], ServiceName: !Sub 'com.amazonaws.vpce.${AWS::Region}.${S}'}}",
    ),
}


@pytest.fixture
def ec2(vpce_mock):
    return vpce_mock.client("ec2", region="us-east-1")


def template(*lines: str) -> str:
    return f"Resources:{BASE}" + "".join(f"  {line}\n" for line in lines)


def route(target: str, value: str = "!Ref G", destination: str = "DestinationCidrBlock: 192.168.0.0/16") -> str:
    depends = "DependsOn: L, " if target == "GatewayId" else ""
    properties = f"{{RouteTableId: !Ref T, {destination}, {target}: {value}}}"
    return f"R: {{Type: AWS::EC2::Route, {depends}Properties: {properties}}}"


def assert_complete(stacks, name: str = "s") -> None:
    (stack,) = stacks.describe_stacks(StackName=name)["Stacks"]
    events = stacks.describe_stack_events(StackName=name)["StackEvents"]
    assert stack["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE"), [
        one.get("ResourceStatusReason") for one in events
    ]


def ids(stacks, name: str = "s") -> dict[str, str]:
    summaries = stacks.list_stack_resources(StackName=name)["StackResourceSummaries"]
    return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in summaries}


def routes(ec2, table: str) -> list[dict]:
    (found,) = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
    return [one for one in found["Routes"] if one.get("GatewayId") != "local"]


@pytest.mark.parametrize("target", TARGETS)
def test_a_route_has_its_target_and_goes_with_its_stack(stacks, ec2, target):
    member, value = "DestinationCidrBlock", "192.168.0.0/16"
    if target == "EgressOnlyInternetGatewayId":
        member, value = "DestinationIpv6CidrBlock", "::/0"
    line = route(target, destination=f"{member}: '{value}'")
    stacks.create_stack(StackName="s", TemplateBody=template(*TARGETS[target], line))
    assert_complete(stacks)
    made = ids(stacks)
    (found,) = routes(ec2, made["T"])
    shown = "GatewayId" if target == "VpcEndpointId" else target
    assert found[member] == value
    assert found[shown] == made["G"]
    assert made["R"] == f"{made['T']}|{value}"
    stacks.delete_stack(StackName="s")
    mine = [{"Name": "vpc-id", "Values": [made["V"], made["W"]]}]
    assert not ec2.describe_vpcs(Filters=mine)["Vpcs"]
    assert not ec2.describe_route_tables(Filters=mine)["RouteTables"]


@pytest.mark.parametrize(
    ("destination", "member", "value"),
    [
        ("DestinationIpv6CidrBlock: '2001:db8::/64'", "DestinationIpv6CidrBlock", "2001:db8::/64"),
        ("DestinationPrefixListId: pl-63a5400a", "DestinationPrefixListId", "pl-63a5400a"),
    ],
)
def test_other_destinations(stacks, ec2, destination, member, value):
    text = template(*TARGETS["VpcPeeringConnectionId"], route("VpcPeeringConnectionId", destination=destination))
    stacks.create_stack(StackName="s", TemplateBody=text)
    assert_complete(stacks)
    (found,) = routes(ec2, ids(stacks)["T"])
    assert found[member] == value


def test_another_target_takes_its_place(stacks, ec2):
    second = TARGETS["NatGatewayId"][0].replace("G:", "N:")
    both = (*TARGETS["NetworkInterfaceId"], second)
    stacks.create_stack(StackName="s", TemplateBody=template(*both, route("NetworkInterfaceId")))
    stacks.update_stack(StackName="s", TemplateBody=template(*both, route("NatGatewayId", "!Ref N")))
    assert_complete(stacks)
    made = ids(stacks)
    (found,) = routes(ec2, made["T"])
    assert found["NatGatewayId"] == made["N"]
    assert "NetworkInterfaceId" not in found


def test_another_destination_is_another_route(stacks, ec2):
    target = TARGETS["NetworkInterfaceId"]
    stacks.create_stack(StackName="s", TemplateBody=template(*target, route("NetworkInterfaceId")))
    other = route("NetworkInterfaceId", destination="DestinationCidrBlock: 172.16.0.0/12")
    stacks.update_stack(StackName="s", TemplateBody=template(*target, other))
    assert_complete(stacks)
    assert [one["DestinationCidrBlock"] for one in routes(ec2, ids(stacks)["T"])] == ["172.16.0.0/12"]


def test_a_route_follows_a_peering_that_is_replaced(stacks, ec2):
    third = "X: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.2.0.0/16}}"
    target = TARGETS["VpcPeeringConnectionId"][0]
    text = template(third, target, route("VpcPeeringConnectionId"))
    stacks.create_stack(StackName="s", TemplateBody=text)
    before = ids(stacks)
    stacks.update_stack(StackName="s", TemplateBody=text.replace("PeerVpcId: !Ref W", "PeerVpcId: !Ref X"))
    assert_complete(stacks)
    after = ids(stacks)
    (found,) = routes(ec2, after["T"])
    assert found["VpcPeeringConnectionId"] == after["G"] != before["G"]
    assert found["State"] == "active"


POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "vpce.amazonaws.com"},
            "Action": "SNS:Publish",
            "Resource": {"Ref": "Topic"},
        }
    ],
}


def test_a_policy_of_a_topic(stacks, vpce_mock):
    sns = vpce_mock.client("sns", region="us-east-1")
    topic = {"Type": "AWS::SNS::Topic"}
    policy = {"Type": "AWS::SNS::TopicPolicy", "Properties": {"Topics": [{"Ref": "Topic"}], "PolicyDocument": POLICY}}
    stacks.create_stack(StackName="s", TemplateBody=json.dumps({"Resources": {"Topic": topic, "Policy": policy}}))
    assert_complete(stacks)
    arn = ids(stacks)["Topic"]
    written = json.loads(sns.get_topic_attributes(TopicArn=arn)["Attributes"]["Policy"])
    assert written["Statement"][0]["Principal"] == {"Service": "vpce.amazonaws.com"}
    assert written["Statement"][0]["Resource"] == arn
    stacks.update_stack(StackName="s", TemplateBody=json.dumps({"Resources": {"Topic": topic}}))
    assert_complete(stacks)
    written = json.loads(sns.get_topic_attributes(TopicArn=arn)["Attributes"]["Policy"])
    assert written["Id"] == "__default_policy_ID"
