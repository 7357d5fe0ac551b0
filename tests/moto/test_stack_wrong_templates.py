"""Templates that CloudFormation refuses, in its words: nothing is made, and no exception of ours gets out."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError
from stack_templates import VPC, body, subnet

TWO = "requires two parameters, \\(1\\) a string delimiter and \\(2\\)"
BOOLEANS = "requires a list of at least 2 and at most 10 boolean parameters"


def block(value) -> str:
    """A template whose subnet has this block."""
    return body(Subnet=subnet(1, CidrBlock=value))


def condition(value) -> str:
    return body({"Conditions": {"Wanted": value}})


def output(value) -> str:
    return body({"Outputs": {"Out": value}})


def parameter(**declared) -> str:
    return body({"Parameters": {"Given": declared}})


def loop(value) -> str:
    return body({"Transform": "AWS::LanguageExtensions", "Resources": {"Vpc": VPC, "Fn::ForEach::Loop": value}})


WRONG = {
    # sections
    "[]": "unsupported structure",
    "text": "unsupported structure",
    "{}": "At least one Resources member must be defined",
    '{"Resources": {}}': "At least one Resources member must be defined",
    '{"Resources": []}': "Resources must be an object",
    "Resources: !!python/object/apply:os.system [ls]": "Resources must be an object",
    "Resources:\n": r"\[/Resources\] 'null' values are not allowed in templates",
    "Resources:\n\tVpc:\n": "YAML not well-formed",
    body({"Nothing": {}}): r"Invalid template property or properties \[Nothing\]",
    body({"AWSTemplateFormatVersion": "2011-01-01"}): "unsupported value for AWSTemplateFormatVersion",
    body({"Description": ["text"]}): "Every Description member must be a string",
    body({"Description": "x" * 1025}): "length is greater than 1024",
    body({"Mappings": {"Map": "text"}}): "Every Mappings member Map must be a map",
    # resources
    '{"Resources": {"A": "text"}}': "Any Resources member must be an object",
    '{"Resources": {"A": {}}}': r"\[/Resources/A\] Every Resources object must contain a Type member",
    '{"Resources": {"A": {"Type": 5}}}': "Every Resources object must contain a Type member",
    '{"Resources": {"A": {"Type": "Vpc"}}}': r"Unrecognized resource types: \[Vpc\]",
    body(**{"my-vpc": VPC}): "Resource name my-vpc is non alphanumeric",
    body(A={**VPC, "Propertys": {}}): "Invalid template resource property 'Propertys'",
    body(A={**VPC, "DependsOn": 5}): "DependsOn must be a string or list of strings",
    body(A={**VPC, "DependsOn": "B"}): r"Unresolved resource dependencies \[B\] in the Resources block",
    body(A={**VPC, "DependsOn": "A"}): r"Circular dependency between resources: \[A\]",
    body(A={**VPC, "DependsOn": "B"}, B={**VPC, "DependsOn": "A"}): r"Circular dependency between resources: \[A, B\]",
    body(A={**VPC, "DeletionPolicy": "Keep"}): "Unrecognized DeletionPolicy Keep",
    body(A={**VPC, "Condition": "None"}): "Unresolved condition dependency None in the Resources block",
    body(A={"Type": "Custom::Thing", "Properties": {}}): "needs the property ServiceToken",
    # functions
    block({"Ref": ["Vpc"]}): "every Ref object must have a single String value",
    block({"Ref": "Vpc", "More": 1}): "every Ref object must have a single String value",
    block({"Ref": "Nothing"}): r"Unresolved resource dependencies \[Nothing\] in the Resources block",
    block({"Fn::GetAtt": "Vpc"}): "every Fn::GetAtt object requires two non-empty parameters",
    block({"Fn::GetAtt": 5}): "every Fn::GetAtt object requires two non-empty parameters",
    block({"Fn::GetAtt": "Nothing.Id"}): "Fn::GetAtt references undefined resource Nothing",
    block({"Fn::GetAtt": "Vpc.Other"}): "resource VPC does not support attribute type Other in Fn::GetAtt",
    block({"Fn::Select": [5, ["a"]]}): "Fn::Select cannot select nonexistent value at index 5",
    block({"Fn::FindInMap": ["Map", "a", "b"]}): "Unable to get mapping for Map::a::b",
    body(Subnet=subnet(1, AvailabilityZone={"Fn::Select": [0, {"Fn::GetAZs": "mars-1"}]})): "Fn::GetAZs",
    block({"Fn::Sub": 5}): "Fn::Sub intrinsic functions don't specify expected arguments",
    block({"Fn::Sub": ["x"]}): "Fn::Sub intrinsic functions don't specify expected arguments",
    block({"Fn::Sub": "${}"}): "variable names in Fn::Sub syntax must contain only",
    block({"Fn::Sub": "${a b}"}): "variable names in Fn::Sub syntax must contain only",
    block({"Fn::Join": [","]}): f"every Fn::Join object {TWO}",
    block({"Fn::Join": [",", "x"]}): f"every Fn::Join object {TWO}",
    block({"Fn::Split": ["", "x"]}): f"every Fn::Split object {TWO}",
    block({"Fn::Select": ["x", ["a"]]}): "Fn::Select requires a list argument with two elements",
    block({"Fn::Select": [0, "a"]}): "Fn::Select requires a list argument with two elements",
    block({"Fn::FindInMap": ["Map"]}): "every Fn::FindInMap object requires three parameters",
    block({"Fn::If": ["Wanted", "a"]}): "Fn::If requires a list argument with the first element being a condition",
    block({"Fn::If": ["Wanted", "a", "b"]}): "Unresolved condition dependency Wanted in the Resources block",
    block({"Fn::Cidr": "x"}): "every Fn::Cidr object requires",
    block({"Fn::ImportValue": ["x"]}): "every Fn::ImportValue object must have a single String value",
    block({"Fn::Length": 5}): "every Fn::Length object requires a list",
    loop("x"): "Fn::ForEach::Loop takes an identifier, a list and an object",
    # conditions
    condition("text"): "Conditions can only be boolean operations on parameters and other conditions",
    condition({"Fn::Equals": ["a"]}): "every Fn::Equals object requires a list of 2 string parameters",
    condition({"Fn::Not": "x"}): "every Fn::Not object requires one boolean parameter",
    condition({"Fn::And": [{"Fn::Equals": ["a", "a"]}]}): f"every Fn::And object {BOOLEANS}",
    condition({"Fn::Nothing": ["a"]}): "Fn::Nothing is no function of conditions",
    condition({"Condition": "Other"}): "Unresolved condition dependency Other in the Conditions block",
    condition({"Condition": "Wanted"}): "circular condition dependency between Wanted and Wanted",
    condition({"Fn::Equals": [{"Ref": "Vpc"}, "a"]}): r"Unresolved dependencies \[Vpc\]. Cannot reference resources",
    # outputs
    output("text"): "Every Outputs member must contain a Value object",
    output({}): "Every Outputs member must contain a Value object",
    output({"Value": ["a"]}): "The Value field of every Outputs member must evaluate to a String",
    output({"Value": {"Ref": "Other"}}): r"Unresolved resource dependencies \[Other\] in the Outputs block",
    output({"Value": {"Fn::GetAtt": "Vpc.Other"}}): "resource VPC does not support attribute type Other",
    output({"Value": "a", "Export": {}}): "The Name field of every Export member must be specified",
    output({"Value": "a", "Export": {"Name": {"Ref": "Vpc"}}}): "must not depend on any resources",
    output({"Value": "a", "Condition": "Other"}): "Unresolved condition dependency Other in the Outputs block",
    # parameters
    body({"Parameters": {"Given": "text"}}): "Every Parameters object must contain a Type member",
    parameter(Default="a"): "Every Parameters object must contain a Type member",
    parameter(Type="Text", Default="a"): "Unrecognized parameter type: Text",
    parameter(Type="String"): r"Parameters: \[Given\] must have values",
    parameter(Type="String", Default=["a"]): "Every Default member must be a string",
    parameter(Type="Number", Default="a"): "Parameter 'Given' must be a number",
    parameter(Type="Number", Default=1, MinValue=2): "must be a number not less than 2",
    parameter(Type="String", Default="a", AllowedValues=["b"]): "Parameter 'Given' must be one of AllowedValues",
    parameter(Type="String", Default="a", AllowedPattern="b+"): r"must match pattern b\+",
    parameter(Type="String", Default="a", MinLength=2): "must contain at least 2 characters",
    parameter(Type="String", Default="a", AllowedPattern="b", ConstraintDescription="only b"): (
        "Parameter Given failed to satisfy constraint: only b"
    ),
}


def test_each_is_refused_and_nothing_is_made(stacks, vpce_mock):
    """One test for all: each costs a stack that is never made."""
    for template, said in WRONG.items():
        with pytest.raises(ClientError, match=said) as refused:
            stacks.create_stack(StackName="stack", TemplateBody=template)
        assert refused.value.response["Error"]["Code"] == "ValidationError", template
    assert stacks.describe_stacks()["Stacks"] == []
    assert len(vpce_mock.client("ec2", region="us-east-1").describe_vpcs()["Vpcs"]) == 1


FAILING = {
    block({"Fn::Cidr": ["x", 1, 8]}): "every Fn::Cidr object requires",
    block({"Fn::Join": ["", {"Fn::GetAZs": "mars-1"}]}): "Fn::GetAZs",
}


def test_what_shows_only_at_its_resource_rolls_back(stacks):
    for number, (template, said) in enumerate(FAILING.items()):
        name = f"stack{number}"
        stacks.create_stack(StackName=name, TemplateBody=template)
        events = stacks.describe_stack_events(StackName=name)["StackEvents"]
        reasons = [one["ResourceStatusReason"] for one in events if one["ResourceStatus"] == "CREATE_FAILED"]
        assert len(reasons) == 1, template
        assert said in reasons[0]
        assert stacks.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"] == "ROLLBACK_COMPLETE"


def test_an_update_to_a_wrong_template_changes_nothing(stacks):
    stacks.create_stack(StackName="stack", TemplateBody=body())
    before = stacks.describe_stacks()["Stacks"]
    for template in WRONG:
        with pytest.raises(ClientError):
            stacks.update_stack(StackName="stack", TemplateBody=template)
    assert stacks.describe_stacks()["Stacks"] == before


def test_outputs_are_text(stacks):
    values = {"Number": 5, "Yes": True, "List": {"Fn::Split": [",", "a,b"]}}
    outputs = {name: {"Value": value} for name, value in values.items() if name != "List"}
    stacks.create_stack(StackName="stack", TemplateBody=body({"Outputs": outputs}))
    shown = {one["OutputKey"]: one["OutputValue"] for one in stacks.describe_stacks()["Stacks"][0]["Outputs"]}
    assert shown == {"Number": "5", "Yes": "true"}
    stacks.create_stack(StackName="other", TemplateBody=output({"Value": values["List"]}))
    assert stacks.describe_stacks(StackName="other")["Stacks"][0]["StackStatus"] == "ROLLBACK_COMPLETE"


def test_templates_that_look_wrong_and_are_not(stacks):
    written = json.loads(body())
    for number, text in enumerate(
        (
            "\ufeff" + json.dumps(written),
            "Resources:\r\n  Vpc:\r\n    Type: AWS::EC2::VPC\r\n    Properties: {CidrBlock: 10.0.0.0/16}\r\n",
            "AWSTemplateFormatVersion: 2010-09-09\n" + json.dumps(written)[1:-1].replace('"Resources":', "Resources:"),
            body({"Description": "ÄÖ 🎉"}, Tagged=subnet(1, Tags=[{"Key": "🎉", "Value": ""}])),
        )
    ):
        stacks.create_stack(StackName=f"stack{number}", TemplateBody=text)
        assert stacks.describe_stacks(StackName=f"stack{number}")["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
