"""How templates are read, by every way in: short forms, dates, numbers and aliases; nulls and keys that come twice."""

from __future__ import annotations

import json
from datetime import date

import pytest
from botocore.exceptions import ClientError

from mockvpce.moto_bridge.cloudformation import reading


@pytest.fixture
def ec2(vpce_mock):
    return vpce_mock.client("ec2", region="us-east-1")


SHORT = """
AWSTemplateFormatVersion: 2010-09-09
Description: short forms around everything
Conditions:
  Always: !Equals [!Ref AWS::Region, us-east-1]
  Also: !Not [!Not [Condition: Always]]
  Too: !And [!Condition Also, !Condition Always]
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: !Select [0, !Split [",", "10.1.0.0/16,10.2.0.0/16"]]
      Tags:
        - Key: Name
          Value: !Sub
            - "${Which}-${AWS::StackName}"
            - Which: !If [Too, !Join ["-", [a, !Sub "${AWS::Region}"]], no]
        - {Key: day, Value: 2024-01-31}
Outputs:
  Block: {Value: !GetAtt Vpc.CidrBlock}
  Listed: {Value: !GetAtt [Vpc, CidrBlock]}
  Long: {Value: {"Fn::GetAtt": Vpc.CidrBlock}}
  Plain: {Value: !Ref Vpc}
"""
NAME = "a-us-east-1-network"


def outputs(stacks, name: str) -> dict[str, str]:
    (stack,) = stacks.describe_stacks(StackName=name)["Stacks"]
    return {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", ())}


def assert_made(stacks, ec2) -> None:
    (vpc,) = ec2.describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.1.0.0/16"]}])["Vpcs"]
    tags = {tag["Key"]: tag["Value"] for tag in vpc["Tags"]}
    assert (tags["Name"], tags["day"]) == (NAME, "2024-01-31")
    assert outputs(stacks, "network") == {
        "Block": "10.1.0.0/16",
        "Listed": "10.1.0.0/16",
        "Long": "10.1.0.0/16",
        "Plain": vpc["VpcId"],
    }


def test_a_stack_reads_short_forms_around_lists_and_mappings(stacks, ec2):
    stacks.create_stack(StackName="network", TemplateBody=SHORT)
    assert_made(stacks, ec2)


def test_an_update_reads_them(stacks, ec2):
    stacks.create_stack(StackName="network", TemplateBody="Resources: {Topic: {Type: AWS::SNS::Topic}}")
    stacks.update_stack(StackName="network", TemplateBody=SHORT)
    assert ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": [NAME]}])["Vpcs"]


def test_a_change_set_reads_them(stacks, ec2):
    made = stacks.create_change_set(
        StackName="network", ChangeSetName="one", ChangeSetType="CREATE", TemplateBody=SHORT
    )
    stacks.execute_change_set(ChangeSetName=made["Id"])
    assert ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": [NAME]}])["Vpcs"]


def test_a_nested_stack_reads_them(stacks, ec2, vpce_mock):
    bucket = vpce_mock.client("s3", region="us-east-1")
    bucket.create_bucket(Bucket="templates")
    bucket.put_object(Bucket="templates", Key="network", Body=SHORT.encode())
    parent = "Resources: {N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: %s}}}"
    stacks.create_stack(StackName="parent", TemplateBody=parent % "https://templates.s3.amazonaws.com/network")
    assert ec2.describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.1.0.0/16"]}])["Vpcs"]


def test_summary_reads_them_and_gives_text_for_a_date(stacks):
    summary = stacks.get_template_summary(TemplateBody=SHORT)
    assert summary["Version"] == "2010-09-09"
    assert summary["Description"] == "short forms around everything"
    assert summary["ResourceTypes"] == ["AWS::EC2::VPC"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2012-10-17", "2012-10-17"),
        ("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
        ("12", 12),
        ("yes", True),
        ("1.5", 1.5),
        ("!!str 12", "12"),
        ("'12'", "12"),
        ("[a, !Ref B]", ["a", {"Ref": "B"}]),
        ("!GetAtt A.Outputs.B", {"Fn::GetAtt": ["A", "Outputs.B"]}),
        ("!Transform {Name: AWS::Include}", {"Fn::Transform": {"Name": "AWS::Include"}}),
        ("!Base64 {'Fn::Sub': a}", {"Fn::Base64": {"Fn::Sub": "a"}}),
        ("!FindInMap [A, !Ref B, !If [C, d, e]]", {"Fn::FindInMap": ["A", {"Ref": "B"}, {"Fn::If": ["C", "d", "e"]}]}),
    ],
)
def test_values(text, value):
    assert reading.template(f"Value: {text}") == {"Value": value}
    assert not isinstance(reading.template(f"Value: {text}")["Value"], date)


def test_keys_are_text():
    read = reading.template("Mappings: {Accounts: {123456789012: {Yes: a}, 2024-01-31: {1.50: b}}}")
    assert read["Mappings"]["Accounts"] == {"123456789012": {"Yes": "a"}, "2024-01-31": {"1.50": "b"}}


def test_the_last_of_a_key_that_comes_twice_counts():
    assert reading.template("A: 1\nA: 2") == {"A": 2}
    assert reading.template('{"A": 1, "A": 2}') == {"A": 2}


def test_json_with_tabs():
    assert reading.template('{\n\t"A": {\n\t\t"Fn::GetAtt": "B.C"}}') == {"A": {"Fn::GetAtt": ["B", "C"]}}


def test_an_empty_template():
    with pytest.raises(Exception, match="unsupported structure"):
        reading.template("")


def test_yaml_in_braces():
    assert reading.template("{A: !Ref B}") == {"A": {"Ref": "B"}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A: [1\n", "Template format error: YAML not well-formed. (line 2, column 1)"),
        ('{"A": 1,\n "B" 2}', "Template format error: JSON not well-formed. (line 2, column 6)"),
        ("only text", "Template format error: unsupported structure."),
        ("- a", "Template format error: unsupported structure."),
        ("A: &one {B: c}\nD: *one", "Template error: YAML aliases are not allowed in CloudFormation templates"),
        ("Resources: {V: {Properties: }}", "[/Resources/V/Properties] 'null' values are not allowed in templates"),
        (json.dumps({"A": ["b", None]}), "[/A/1] 'null' values are not allowed in templates"),
    ],
)
def test_what_cannot_be_read(stacks, text, message):
    for ask in (
        lambda: stacks.create_stack(StackName="network", TemplateBody=text),
        lambda: stacks.get_template_summary(TemplateBody=text),
        lambda: stacks.create_change_set(
            StackName="network", ChangeSetName="one", ChangeSetType="CREATE", TemplateBody=text
        ),
    ):
        with pytest.raises(ClientError) as refused:
            ask()
        assert refused.value.response["Error"] == {"Code": "ValidationError", "Message": message, "Type": "Sender"}
