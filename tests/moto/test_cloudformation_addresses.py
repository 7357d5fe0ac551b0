"""Interfaces and Elastic IP addresses of stacks: made, changed in place, and gone with their stack."""

from __future__ import annotations

import json

import pytest

TEMPLATE = """
Resources:
  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.0.0/24, AvailabilityZone: us-east-1a}}
  One: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref V, GroupDescription: one}}
  Two: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref V, GroupDescription: two}}
  I:
    Type: AWS::EC2::NetworkInterface
    Properties:
      SubnetId: !Ref A
      Description: first
      PrivateIpAddress: 10.0.0.10
      GroupSet: [!Ref One]
      SourceDestCheck: false
      Tags: [{Key: Name, Value: mine}]
  Address: {Type: AWS::EC2::EIP, Properties: {Tags: [{Key: Name, Value: mine}]}}
  Given:
    Type: AWS::EC2::EIPAssociation
    Properties: {AllocationId: !GetAtt Address.AllocationId, NetworkInterfaceId: !Ref I}
  Gateway: {Type: AWS::EC2::InternetGateway}
  Attached: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref V, InternetGatewayId: !Ref Gateway}}
Outputs:
  Allocation: {Value: !GetAtt Address.AllocationId}
  Public: {Value: !GetAtt Address.PublicIp}
  Private: {Value: !GetAtt I.PrimaryPrivateIpAddress}
  Id: {Value: !GetAtt I.Id}
"""


@pytest.fixture
def ec2(vpce_mock):
    return vpce_mock.client("ec2", region="us-east-1")


def outputs(stacks) -> dict[str, str]:
    (stack,) = stacks.describe_stacks(StackName="s")["Stacks"]
    assert stack["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE")
    return {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", ())}


def test_an_interface_with_an_address(stacks, ec2):
    stacks.create_stack(StackName="s", TemplateBody=TEMPLATE)
    given = outputs(stacks)
    (interface,) = ec2.describe_network_interfaces(NetworkInterfaceIds=[given["Id"]])["NetworkInterfaces"]
    (address,) = ec2.describe_addresses()["Addresses"]
    assert given["Private"] == interface["PrivateIpAddress"] == "10.0.0.10"
    assert interface["Description"] == "first"
    assert interface["SourceDestCheck"] is False
    assert {"Key": "Name", "Value": "mine"} in interface["TagSet"]
    assert (address["AllocationId"], address["PublicIp"]) == (given["Allocation"], given["Public"])
    assert address["NetworkInterfaceId"] == given["Id"]

    changed = (
        TEMPLATE.replace("first", "second").replace("[!Ref One]", "[!Ref Two]").replace("Check: false", "Check: true")
    )
    stacks.update_stack(StackName="s", TemplateBody=changed)
    assert outputs(stacks) == given
    (interface,) = ec2.describe_network_interfaces(NetworkInterfaceIds=[given["Id"]])["NetworkInterfaces"]
    assert interface["Description"] == "second"
    assert interface["SourceDestCheck"] is True
    (group,) = interface["Groups"]
    assert ec2.describe_security_groups(GroupIds=[group["GroupId"]])["SecurityGroups"][0]["Description"] == "two"

    stacks.delete_stack(StackName="s")
    assert not ec2.describe_addresses()["Addresses"]
    assert not ec2.describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.0.0.0/16"]}])["Vpcs"]


def test_tags_of_an_address(vpce_mock):
    stacks, ec2 = (vpce_mock.client(name, region="us-east-1") for name in ("cloudformation", "ec2"))

    def tagged(value: str) -> str:
        tags = [{"Key": "Name", "Value": value}]
        return json.dumps({"Resources": {"Address": {"Type": "AWS::EC2::EIP", "Properties": {"Tags": tags}}}})

    stacks.create_stack(StackName="tagged", TemplateBody=tagged("one"))
    stacks.update_stack(StackName="tagged", TemplateBody=tagged("two"))
    assert stacks.describe_stacks(StackName="tagged")["Stacks"][0]["StackStatus"] == "UPDATE_COMPLETE"
    (address,) = ec2.describe_addresses()["Addresses"]
    shown = {one["Key"]: one["Value"] for one in address["Tags"]}
    assert (shown["Name"], shown["aws:cloudformation:logical-id"]) == ("two", "Address")
