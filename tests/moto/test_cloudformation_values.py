"""Properties of every kind of writing: YAML's numbers, booleans and dates as text, text as booleans, no value at all."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

VPC = "V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}"
S3 = "VpcId: !Ref V, ServiceName: com.amazonaws.us-east-1.s3"


@pytest.fixture
def ec2(vpce_mock):
    return vpce_mock.client("ec2", region="us-east-1")


def endpoint(properties: str, before: str = "", more: str = "") -> str:
    resource = f"E: {{Type: AWS::EC2::VPCEndpoint, Properties: {{{properties}}}}}"
    return f"{before}\nResources:\n  {VPC}\n  {resource}\n{more}"


def made(stacks, ec2, template: str, **parameters):
    stacks.create_stack(
        StackName="s",
        TemplateBody=template,
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
    )
    (stack,) = stacks.describe_stacks(StackName="s")["Stacks"]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    (found,) = ec2.describe_vpc_endpoints()["VpcEndpoints"]
    return found


@pytest.mark.parametrize(
    ("written", "tag"),
    [("1", "1"), ("true", "true"), ("YES", "true"), ("2024-01-31", "2024-01-31"), ("1.10", "1.1"), ("'01'", "01")],
)
def test_a_tag_is_text(stacks, ec2, written, tag):
    found = made(stacks, ec2, endpoint(f"{S3}, Tags: [{{Key: a, Value: {written}}}]"))
    assert {"Key": "a", "Value": tag} in found["Tags"]


def test_a_policy_version_without_quotes(stacks, ec2):
    statement = "{Effect: Allow, Principal: '*', Action: 's3:*', Resource: '*'}"
    found = made(stacks, ec2, endpoint(f"{S3}, PolicyDocument: {{Version: 2012-10-17, Statement: [{statement}]}}"))
    assert json.loads(found["PolicyDocument"])["Version"] == "2012-10-17"


@pytest.mark.parametrize("given", [{}, {"Level": "7"}])
def test_a_number_parameter_becomes_text_where_it_is_referred_to(stacks, ec2, given):
    before = "Parameters: {Level: {Type: Number, Default: 7}}"
    found = made(stacks, ec2, endpoint(f"{S3}, Tags: [{{Key: a, Value: !Ref Level}}]", before), **given)
    assert {"Key": "a", "Value": "7"} in found["Tags"]


def test_an_account_without_quotes(stacks, ec2):
    other = "W: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}"
    properties = "{VpcId: !Ref V, PeerVpcId: !Ref W, PeerOwnerId: 123456789012}"
    peering = f"P: {{Type: AWS::EC2::VPCPeeringConnection, Properties: {properties}}}"
    stacks.create_stack(StackName="s", TemplateBody=f"Resources:\n  {VPC}\n  {other}\n  {peering}")
    (found,) = ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
    assert found["Status"]["Code"] == "active"


def test_no_value_leaves_lists_and_objects(stacks, ec2):
    before = "Conditions: {Never: !Equals [a, b]}"
    table = "  T: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref V}}"
    none = "!If [Never, !Ref T, !Ref AWS::NoValue]"
    tags = "[{Key: a, Value: b}, !If [Never, {Key: c, Value: d}, !Ref AWS::NoValue]]"
    policy = f"PolicyDocument: {none}"
    text = endpoint(f"{S3}, RouteTableIds: [!Ref T, {none}], Tags: {tags}, {policy}", before, table)
    found = made(stacks, ec2, text)
    assert len(found["RouteTableIds"]) == 1
    assert {tag["Key"] for tag in found["Tags"] if not tag["Key"].startswith("aws:")} == {"a"}


def test_booleans_from_text(stacks, ec2):
    vpc = "{Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, EnableDnsHostnames: 'true'}}"
    properties = "VpcId: !Ref V, ServiceName: com.amazonaws.us-east-1.sqs, VpcEndpointType: Interface"
    template = endpoint(f"{properties}, PrivateDnsEnabled: 'true'").replace(VPC, f"V: {vpc}")
    assert made(stacks, ec2, template)["PrivateDnsEnabled"] is True


@pytest.mark.parametrize("kind", ["CommaDelimitedList", "List<AWS::EC2::RouteTable::Id>"])
def test_items_of_list_parameters_are_trimmed(stacks, ec2, kind):
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    tables = [ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"] for _ in range(2)]
    before = f"Parameters: {{Tables: {{Type: {kind}}}}}"
    text = endpoint(f"VpcId: {vpc}, ServiceName: com.amazonaws.us-east-1.s3, RouteTableIds: !Ref Tables", before)
    found = made(stacks, ec2, text, Tables=" , ".join(tables))
    assert sorted(found["RouteTableIds"]) == sorted(tables)


def test_a_default_of_a_list_is_a_list(stacks, ec2):
    before = "Parameters: {Names: {Type: CommaDelimitedList, Default: 'a, b'}}"
    found = made(stacks, ec2, endpoint(f"{S3}, Tags: [{{Key: a, Value: !Select [1, !Ref Names]}}]", before))
    assert {"Key": "a", "Value": "b"} in found["Tags"]


@pytest.mark.parametrize(
    ("properties", "wrong"),
    [
        (f"{S3}, Tags: {{a: b}}", "#/Tags: expected type: JSONArray, found: JSONObject"),
        (f"{S3}, Tags: x", "#/Tags: expected type: JSONArray, found: String"),
        (f"{S3}, Tags: [{{Key: a}}]", "#/Tags/0: required key [Value] not found"),
        (f"{S3}, Tags: [{{Key: [a], Value: b}}]", "#/Tags/0/Key: expected type: String, found: JSONArray"),
        (f"{S3}, DnsOptions: x", "#/DnsOptions: expected type: JSONObject, found: String"),
        (f"{S3}, PrivateDnsEnabled: perhaps", "#/PrivateDnsEnabled: expected type: Boolean, found: String"),
        (f"{S3}, IpAddressType: ipv5", "#/IpAddressType: ipv5 is not a valid enum value"),
        (f"{S3}, Id: vpce-1", "#: extraneous key [Id] is not permitted"),
        (f"{S3}, Tag: []", "#: extraneous key [Tag] is not permitted"),
        ("ServiceName: com.amazonaws.us-east-1.s3", "#: required key [VpcId] not found"),
    ],
)
def test_a_wrong_shape(stacks, ec2, properties, wrong):
    try:
        stacks.create_stack(StackName="s", TemplateBody=endpoint(properties))
        events = stacks.describe_stack_events(StackName="s")["StackEvents"]
        reason = next(one["ResourceStatusReason"] for one in events if one["ResourceStatus"] == "CREATE_FAILED")
    except ClientError as error:
        reason = error.response["Error"]["Message"]
    assert reason == f"Properties validation failed for resource E with message: [{wrong}]"
    assert not ec2.describe_vpc_endpoints()["VpcEndpoints"]
