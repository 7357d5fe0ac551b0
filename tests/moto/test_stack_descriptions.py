"""What is asked about stacks beside their events: resources, templates, imports, protection."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError
from stack_templates import VPC, body, endpoint, ids, status, subnet


class TestResources:
    def test_one(self, stacks):
        vpc = {**VPC, "Metadata": {"aws:cdk:path": "Stack/Vpc"}}
        stacks.create_stack(StackName="stack", TemplateBody=json.dumps({"Resources": {"Vpc": vpc}}))
        shown = stacks.describe_stack_resource(StackName="stack", LogicalResourceId="Vpc")["StackResourceDetail"]
        assert shown["PhysicalResourceId"] == ids(stacks)["Vpc"]
        assert (shown["ResourceType"], shown["ResourceStatus"]) == ("AWS::EC2::VPC", "CREATE_COMPLETE")
        assert json.loads(shown["Metadata"]) == {"aws:cdk:path": "Stack/Vpc"}
        assert shown["DriftInformation"] == {"StackResourceDriftStatus": "NOT_CHECKED"}
        with pytest.raises(ClientError, match="Resource Other does not exist for stack stack"):
            stacks.describe_stack_resource(StackName="stack", LogicalResourceId="Other")

    def test_all_with_the_times_of_their_statuses(self, stacks):
        stacks.create_stack(StackName="stack", TemplateBody=body(Subnet=subnet(1)))
        first = stacks.describe_stack_resources(StackName="stack")["StackResources"]
        stacks.update_stack(StackName="stack", TemplateBody=body(Subnet=subnet(1, MapPublicIpOnLaunch=True)))
        listed = {
            one["LogicalResourceId"]: one
            for one in stacks.list_stack_resources(StackName="stack")["StackResourceSummaries"]
        }
        assert [one["LogicalResourceId"] for one in first] == list(listed) == ["Vpc", "Subnet"]
        assert listed["Subnet"]["ResourceStatus"] == "UPDATE_COMPLETE"
        assert listed["Vpc"]["LastUpdatedTimestamp"] == first[0]["Timestamp"]
        assert listed["Subnet"]["LastUpdatedTimestamp"] >= first[1]["Timestamp"]

    def test_by_physical_id(self, stacks):
        stacks.create_stack(StackName="stack", TemplateBody=body(Subnet=subnet(1)))
        subnet_id = ids(stacks)["Subnet"]
        found = stacks.describe_stack_resources(PhysicalResourceId=subnet_id)["StackResources"]
        assert [one["LogicalResourceId"] for one in found] == ["Vpc", "Subnet"]
        with pytest.raises(ClientError, match="Stack for vpc-0 does not exist"):
            stacks.describe_stack_resources(PhysicalResourceId="vpc-0")

    def test_pages(self, stacks):
        many = {f"Subnet{number}": subnet(number) for number in range(1, 121)}
        stacks.create_stack(StackName="stack", TemplateBody=body(**many))
        pages = stacks.get_paginator("list_stack_resources").paginate(StackName="stack")
        assert [len(one["StackResourceSummaries"]) for one in pages] == [100, 21]

    def test_of_a_stack_that_is_not_there(self, stacks):
        with pytest.raises(ClientError, match="Stack 'nowhere' does not exist"):
            stacks.list_stack_resources(StackName="nowhere")


class TestTemplates:
    def test_stages(self, stacks):
        loop = {
            "Fn::ForEach::Subnets": [
                "Number",
                ["1", "2"],
                {"Subnet${Number}": subnet(1, CidrBlock="10.0.${Number}.0/24")},
            ]
        }
        text = body({"Transform": "AWS::LanguageExtensions"}, **loop)
        stacks.create_stack(StackName="stack", TemplateBody=text, Capabilities=["CAPABILITY_AUTO_EXPAND"])
        original = stacks.get_template(StackName="stack", TemplateStage="Original")
        assert (original["TemplateBody"], original["StagesAvailable"]) == (json.loads(text), ["Original", "Processed"])
        processed = stacks.get_template(StackName="stack", TemplateStage="Processed")["TemplateBody"]
        assert processed["Resources"].keys() == {"Vpc", "Subnet1", "Subnet2"}

    def test_of_yaml(self, stacks):
        text = "# a comment\nResources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties: {CidrBlock: 10.0.0.0/16}\n"
        stacks.create_stack(StackName="stack", TemplateBody=text)
        assert stacks.get_template(StackName="stack")["TemplateBody"] == text

    def test_of_a_change_set(self, stacks):
        stacks.create_stack(StackName="stack", TemplateBody=body())
        new = body(Endpoint=endpoint())
        stacks.create_change_set(StackName="stack", ChangeSetName="changes", TemplateBody=new)
        assert stacks.get_template(StackName="stack", ChangeSetName="changes")["TemplateBody"] == json.loads(new)

    def test_summary(self, stacks):
        sections = {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Description": "a network",
            "Metadata": {"author": "net"},
            "Transform": "AWS::LanguageExtensions",
            "Parameters": {"Size": {"Type": "Number", "Default": 2, "AllowedValues": [1, 2], "NoEcho": True}},
        }
        role = {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "named", "AssumeRolePolicyDocument": {}}}
        found = stacks.get_template_summary(TemplateBody=body(sections, Role=role, One=subnet(1), Two=subnet(2)))
        del found["ResponseMetadata"]
        assert found == {
            "Parameters": [
                {
                    "ParameterKey": "Size",
                    "DefaultValue": "2",
                    "ParameterType": "Number",
                    "NoEcho": True,
                    "Description": "",
                    "ParameterConstraints": {"AllowedValues": ["1", "2"]},
                }
            ],
            "Description": "a network",
            "Capabilities": ["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
            "CapabilitiesReason": "The following resource(s) require capabilities: [AWS::IAM::Role]",
            "ResourceTypes": ["AWS::EC2::VPC", "AWS::IAM::Role", "AWS::EC2::Subnet"],
            "Version": "2010-09-09",
            "Metadata": '{"author": "net"}',
            "DeclaredTransforms": ["AWS::LanguageExtensions"],
        }

    def test_neither_body_nor_address(self, stacks):
        with pytest.raises(ClientError, match="Either Template URL or Template Body must be specified"):
            stacks.get_template_summary()


class TestImports:
    def test_who_imports(self, stacks):
        export = {"Outputs": {"Id": {"Value": {"Ref": "Vpc"}, "Export": {"Name": "shared"}}}}
        stacks.create_stack(StackName="stack", TemplateBody=body(export))
        with pytest.raises(ClientError, match=r"Export 'shared' is not imported by any stack\."):
            stacks.list_imports(ExportName="shared")
        user = subnet(1, VpcId={"Fn::ImportValue": "shared"})
        for name in ("one", "two"):
            block = {**user["Properties"], "CidrBlock": f"10.0.{len(name)}{ord(name[0]) % 10}.0/24"}
            template = {"Resources": {"Subnet": {**user, "Properties": block}}}
            stacks.create_stack(StackName=name, TemplateBody=json.dumps(template))
        assert stacks.list_imports(ExportName="shared")["Imports"] == ["one", "two"]


def test_protection_is_switched(stacks):
    stacks.create_stack(StackName="stack", TemplateBody=body())
    stacks.update_termination_protection(StackName="stack", EnableTerminationProtection=True)
    assert stacks.describe_stacks(StackName="stack")["Stacks"][0]["EnableTerminationProtection"] is True
    with pytest.raises(ClientError, match="TerminationProtection is enabled"):
        stacks.delete_stack(StackName="stack")
    answer = stacks.update_termination_protection(StackName="stack", EnableTerminationProtection=False)
    stacks.delete_stack(StackName=answer["StackId"])
    assert status(stacks, answer["StackId"]) == "DELETE_COMPLETE"


def test_validation_of_a_template(stacks):
    declared = {"Parameters": {"Size": {"Type": "Number", "Default": 2, "Description": "how many"}}}
    found = stacks.validate_template(TemplateBody=body({"Description": "a network", **declared}))
    assert found["Description"] == "a network"
    assert found["Parameters"] == [
        {"ParameterKey": "Size", "DefaultValue": "2", "NoEcho": False, "Description": "how many"}
    ]
    with pytest.raises(ClientError, match="At least one Resources member must be defined"):
        stacks.validate_template(TemplateBody=json.dumps({"Resources": {}}))


def test_summary_of_a_stack(stacks):
    stacks.create_stack(StackName="stack", TemplateBody=body())
    assert stacks.get_template_summary(StackName="stack")["ResourceTypes"] == ["AWS::EC2::VPC"]


def test_a_stack_of_nothing_but_a_handle(stacks, recwarn):
    """What stands for "nothing yet" in many templates."""
    template = {"Resources": {"Nothing": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}}
    stacks.create_stack(StackName="stack", TemplateBody=json.dumps(template))
    assert status(stacks) == "CREATE_COMPLETE"
    assert ids(stacks)["Nothing"].startswith("https://cloudformation-waitcondition-us-east-1.s3.amazonaws.com/")
    assert [one for one in recwarn if "not supported" in str(one.message)] == []


def test_validation_of_a_loop(stacks):
    loop = {"Fn::ForEach::Subnets": ["Number", ["1", "2"], {"Subnet${Number}": subnet(1)}]}
    found = stacks.validate_template(TemplateBody=body({"Transform": "AWS::LanguageExtensions"}, **loop))
    assert found["DeclaredTransforms"] == ["AWS::LanguageExtensions"]
