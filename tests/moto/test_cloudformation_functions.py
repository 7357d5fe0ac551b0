"""Intrinsic functions around each other, conditions, and loops of `AWS::LanguageExtensions`."""

from __future__ import annotations

import json
import re

import pytest
from botocore.exceptions import ClientError

VPC = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}
SIX = ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24", "10.0.4.0/24", "10.0.5.0/24"]
TEMPLATE = {
    "Parameters": {
        "Level": {"Type": "Number", "Default": 2},
        "Names": {"Type": "CommaDelimitedList", "Default": "a, b"},
        "On": {"Type": "String", "Default": "true"},
    },
    "Mappings": {"Sizes": {"us-east-1": {"2": "two", "3": ["x", "y"]}, "eu-west-1": {"2": "deux"}}},
    "Conditions": {
        "IsOn": {"Fn::Equals": [{"Ref": "On"}, True]},
        "IsTwo": {"Fn::Equals": [{"Ref": "Level"}, "2"]},
        "Both": {"Fn::And": [{"Condition": "IsOn"}, {"Condition": "IsTwo"}]},
        "Never": {"Fn::Or": [{"Fn::Not": [{"Condition": "IsOn"}]}, {"Fn::Equals": ["a", "b"]}]},
    },
}
REGION = {"Ref": "AWS::Region"}


@pytest.fixture
def ec2(vpce_mock):
    return vpce_mock.client("ec2", region="us-east-1")


def given(stacks, **values) -> dict[str, str]:
    """What outputs of a stack give."""
    outputs = {name: {"Value": value} for name, value in values.items()}
    body = json.dumps({**TEMPLATE, "Resources": {"V": VPC}, "Outputs": outputs})
    stacks.create_stack(StackName="s", TemplateBody=body)
    (stack,) = stacks.describe_stacks(StackName="s")["Stacks"]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    return {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}


def test_values(stacks):
    joined = {"Fn::Join": ["|", {"Fn::Cidr": [{"Fn::GetAtt": ["V", "CidrBlock"]}, 6, 8]}]}
    default = {"DefaultValue": {"Ref": "On"}}
    assert given(
        stacks,
        Cidr=joined,
        OneCidr={"Fn::Select": ["3", {"Fn::Cidr": [{"Fn::GetAtt": "V.CidrBlock"}, "6", "8"]}]},
        Cidr6={"Fn::Select": [1, {"Fn::Cidr": ["2001:db8::/56", 2, 64]}]},
        Map={"Fn::FindInMap": ["Sizes", REGION, {"Ref": "Level"}]},
        MapList={"Fn::Join": ["", {"Fn::FindInMap": ["Sizes", REGION, "3"]}]},
        MapDefault={"Fn::FindInMap": ["Sizes", "mars", {"Ref": "Level"}, default]},
        Sub={"Fn::Sub": "${Level}/${!Literal}/${AWS::Region}/${V.CidrBlock}/${AWS::Partition}"},
        SubMap={"Fn::Sub": ["${A}-${B}-${Level}", {"A": {"Fn::If": ["Both", True, "no"]}, "B": {"Ref": "Level"}}]},
        Length={"Fn::Length": {"Ref": "Names"}},
        Json={"Fn::ToJsonString": {"a": [{"Ref": "Level"}, {"Ref": "AWS::Region"}], "b": {"c": True}}},
        Split={"Fn::Select": [1, {"Fn::Split": ["/", {"Fn::GetAtt": ["V", "CidrBlock"]}]}]},
        Base64={"Fn::Base64": {"Fn::Sub": "${Level}"}},
        Suffix={"Fn::Sub": "${AWS::URLSuffix}"},
    ) == {
        "Cidr": "|".join(SIX),
        "OneCidr": SIX[3],
        "Cidr6": "2001:db8:0:1::/64",
        "Map": "two",
        "MapList": "xy",
        "MapDefault": "true",
        "Sub": "2/${Literal}/us-east-1/10.0.0.0/16/aws",
        "SubMap": "true-2-2",
        "Length": "2",
        "Json": '{"a":[2,"us-east-1"],"b":{"c":true}}',
        "Split": "16",
        "Base64": "Mg==",
        "Suffix": "amazonaws.com",
    }


@pytest.mark.parametrize("region", [REGION, "", "us-east-1"])
def test_zones_are_those_of_the_default_subnets(stacks, ec2, region):
    default = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"]
    zones = sorted(one["AvailabilityZone"] for one in default)
    assert given(stacks, Zones={"Fn::Join": [",", {"Fn::GetAZs": region}]})["Zones"] == ",".join(zones)
    last = {"Fn::Select": [len(zones) - 1, {"Fn::GetAZs": region}]}
    stacks.delete_stack(StackName="s")
    assert given(stacks, Last=last)["Last"] == zones[-1]


def test_conditions(stacks):
    made = {name: {"Fn::If": [name, "yes", "no"]} for name in ("IsOn", "IsTwo", "Both", "Never")}
    assert given(stacks, **made) == {"IsOn": "yes", "IsTwo": "yes", "Both": "yes", "Never": "no"}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"Fn::FindInMap": ["Sizes", "mars", "2"]}, "Template error: Unable to get mapping for Sizes::mars::2"),
        ({"Fn::Select": [7, ["a"]]}, "Template error: Fn::Select cannot select nonexistent value at index 7"),
        (
            {"Fn::Select": [0, {"Fn::Cidr": ["10.0.0.0/24", 2, 8]}]},
            "Template error: Fn::Cidr cannot make 2 blocks with the prefix /24 of 10.0.0.0/24",
        ),
    ],
)
def test_what_there_is_not(stacks, value, message):
    """It is found out before anything is made, but for what no condition asks for."""
    tagged = {**VPC, "Properties": {**VPC["Properties"], "Tags": [{"Key": "a", "Value": value}]}}
    whole = {**TEMPLATE, "Resources": {"V": tagged}}
    with pytest.raises(ClientError, match=re.escape(message)):
        stacks.create_stack(StackName="s", TemplateBody=json.dumps(whole))
    assert stacks.describe_stacks()["Stacks"] == []
    tagged["Condition"] = "Never"
    other = {
        **VPC,
        "Properties": {**VPC["Properties"], "Tags": {"Fn::If": ["Never", [{"Key": "a", "Value": value}], []]}},
    }
    stacks.create_stack(StackName="s", TemplateBody=json.dumps({**whole, "Resources": {"V": tagged, "W": other}}))
    assert stacks.describe_stacks()["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"


def test_what_shows_only_when_a_resource_is_there(stacks):
    late = {"Fn::Select": [7, {"Fn::Split": [".", {"Fn::GetAtt": ["V", "CidrBlock"]}]}]}
    tagged = {**VPC, "Properties": {**VPC["Properties"], "Tags": [{"Key": "a", "Value": late}]}}
    stacks.create_stack(StackName="s", TemplateBody=json.dumps({"Resources": {"V": VPC, "W": tagged}}))
    events = stacks.describe_stack_events(StackName="s")["StackEvents"]
    message = "Template error: Fn::Select cannot select nonexistent value at index 7"
    assert message in {one.get("ResourceStatusReason") for one in events}


def test_an_import_by_a_name_that_is_put_together(stacks):
    export = {"Value": {"Ref": "V"}, "Export": {"Name": {"Fn::Sub": "${AWS::StackName}-vpc"}}}
    stacks.create_stack(StackName="first", TemplateBody=json.dumps({"Resources": {"V": VPC}, "Outputs": {"V": export}}))
    name = {"Fn::ImportValue": {"Fn::Join": ["-", ["first", "vpc"]]}}
    assert given(stacks, Imported={"Fn::Sub": ["${It}", {"It": name}]})["Imported"].startswith("vpc-")


LOOP = """
Transform: [AWS::LanguageExtensions]
Parameters:
  Services: {Type: CommaDelimitedList, Default: 'sqs, ecr.api'}
Resources:
  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  'Fn::ForEach::Endpoints':
    - Service
    - !Ref Services
    - 'Endpoint&{Service}':
        Type: AWS::EC2::VPCEndpoint
        Properties:
          VpcId: !Ref V
          VpcEndpointType: Interface
          ServiceName: !Sub 'com.amazonaws.${AWS::Region}.${Service}'
Outputs:
  'Fn::ForEach::Ids':
    - Name
    - [sqs, ecrapi]
    - '${Name}Id':
        Value: !Ref 'Endpoint${Name}'
"""


def test_a_loop(stacks, ec2):
    stacks.create_stack(StackName="s", TemplateBody=LOOP)
    (stack,) = stacks.describe_stacks(StackName="s")["Stacks"]
    outputs = {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}
    found = {one["ServiceName"] for one in ec2.describe_vpc_endpoints()["VpcEndpoints"]}
    assert found == {"com.amazonaws.us-east-1.sqs", "com.amazonaws.us-east-1.ecr.api"}
    listed = stacks.list_stack_resources(StackName="s")["StackResourceSummaries"]
    made = {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in listed}
    assert made.keys() == {"V", "Endpointsqs", "Endpointecrapi"}
    assert outputs == {"sqsId": made["Endpointsqs"], "ecrapiId": made["Endpointecrapi"]}
    stacks.update_stack(
        StackName="s",
        TemplateBody=LOOP[: LOOP.index("Outputs:")],
        Parameters=[{"ParameterKey": "Services", "ParameterValue": "sqs,ssm"}],
    )
    names = {one["LogicalResourceId"] for one in stacks.list_stack_resources(StackName="s")["StackResourceSummaries"]}
    assert names == {"V", "Endpointsqs", "Endpointssm"}
