"""What change sets say of a stack before it changes, and what becomes of them."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError
from stack_templates import body, endpoint, ids, status, subnet

NAMED = {"StackName": "stack", "ChangeSetName": "changes"}
PARAMETERS = {
    "Parameters": {
        "Block": {"Type": "String", "Default": "10.0.0.0/16"},
        "Public": {"Type": "String", "Default": "false"},
    }
}
VPC = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": {"Ref": "Block"}}}


def template(sections: dict | None = None, /, **resources) -> str:
    """A VPC whose block is a parameter, a subnet that is public or not by another, and an endpoint in it."""
    whole = {
        "Vpc": VPC,
        "Subnet": subnet(1, MapPublicIpOnLaunch={"Ref": "Public"}),
        "Endpoint": endpoint(PrivateDnsEnabled=False, SubnetIds=[{"Ref": "Subnet"}]),
        **resources,
    }
    kept = {name: one for name, one in whole.items() if one is not None}
    return json.dumps({"Resources": kept, **PARAMETERS, **(sections or {})})


@pytest.fixture
def stack(stacks):
    stacks.create_stack(StackName="stack", TemplateBody=template())
    assert status(stacks) == "CREATE_COMPLETE"
    return ids(stacks)


def announced(stacks, text: str, *, values: bool = False, **options) -> dict[str, dict]:
    """The changes that a change set announces, by logical id."""
    stacks.create_change_set(**NAMED, TemplateBody=text, **options)
    described = stacks.describe_change_set(**NAMED, IncludePropertyValues=values)
    assert (described["Status"], described["ExecutionStatus"]) == ("CREATE_COMPLETE", "AVAILABLE")
    return {one["ResourceChange"]["LogicalResourceId"]: one["ResourceChange"] for one in described["Changes"]}


def target(name: str, recreation: str = "Never") -> dict:
    return {"Attribute": "Properties", "Name": name, "RequiresRecreation": recreation}


def test_what_is_added_and_what_is_removed(stacks, stack):
    kept = {**endpoint("ssm", PrivateDnsEnabled=False), "DeletionPolicy": "Retain"}
    changes = announced(stacks, template(Endpoint=None, New=kept))
    assert changes == {
        "New": {
            "Action": "Add",
            "LogicalResourceId": "New",
            "ResourceType": "AWS::EC2::VPCEndpoint",
            "Scope": [],
            "Details": [],
        },
        "Endpoint": {
            "PolicyAction": "Delete",
            "Action": "Remove",
            "LogicalResourceId": "Endpoint",
            "PhysicalResourceId": stack["Endpoint"],
            "ResourceType": "AWS::EC2::VPCEndpoint",
            "Scope": [],
            "Details": [],
        },
    }
    stacks.execute_change_set(**NAMED)
    assert announced(stacks, template(Endpoint=None))["New"]["PolicyAction"] == "Retain"


def test_a_property_that_changes_in_place(stacks, stack):
    changes = announced(stacks, template(Subnet=subnet(1, MapPublicIpOnLaunch="true")))
    assert changes["Subnet"] == {
        "Action": "Modify",
        "LogicalResourceId": "Subnet",
        "PhysicalResourceId": stack["Subnet"],
        "ResourceType": "AWS::EC2::Subnet",
        "Replacement": "False",
        "Scope": ["Properties"],
        "Details": [
            {
                "Target": target("MapPublicIpOnLaunch"),
                "Evaluation": "Static",
                "ChangeSource": "DirectModification",
            }
        ],
    }
    assert changes.keys() == {"Subnet"}


def test_a_parameter_that_changes(stacks, stack):
    given = [{"ParameterKey": "Public", "ParameterValue": "true"}]
    (change,) = announced(stacks, template(), Parameters=given).values()
    assert change["Replacement"] == "False"
    assert change["Details"] == [
        {
            "Target": target("MapPublicIpOnLaunch"),
            "Evaluation": "Static",
            "ChangeSource": "ParameterReference",
            "CausingEntity": "Public",
        },
        {"Target": target("MapPublicIpOnLaunch"), "Evaluation": "Dynamic", "ChangeSource": "DirectModification"},
    ]


def test_what_refers_to_a_replaced_resource_may_be_replaced(stacks, stack):
    given = [{"ParameterKey": "Block", "ParameterValue": "10.0.0.0/17"}]
    changes = announced(stacks, template(), Parameters=given)
    replaced = {name: (one["Replacement"], one["PolicyAction"]) for name, one in changes.items()}
    conditional = ("Conditional", "ReplaceAndDelete")
    assert replaced == {"Vpc": ("True", "ReplaceAndDelete"), "Subnet": conditional, "Endpoint": conditional}
    assert changes["Endpoint"]["Details"] == [
        {
            "Target": target("VpcId", "Always"),
            "Evaluation": "Dynamic",
            "ChangeSource": "ResourceReference",
            "CausingEntity": "Vpc",
        },
        {
            "Target": target("SubnetIds"),
            "Evaluation": "Dynamic",
            "ChangeSource": "ResourceReference",
            "CausingEntity": "Subnet",
        },
    ]
    stacks.execute_change_set(**NAMED)
    assert status(stacks) == "UPDATE_COMPLETE"
    assert ids(stacks)["Endpoint"] != stack["Endpoint"]


def test_an_attribute_of_what_changes(stacks):
    tagged = endpoint(
        PrivateDnsEnabled=False, Tags=[{"Key": "zone", "Value": {"Fn::GetAtt": "Subnet.AvailabilityZone"}}]
    )
    stacks.create_stack(StackName="stack", TemplateBody=template(Endpoint=tagged))
    changes = announced(stacks, template(Subnet=subnet(1, MapPublicIpOnLaunch="true"), Endpoint=tagged))
    assert changes["Endpoint"]["Details"] == [
        {
            "Target": {"Attribute": "Tags", "RequiresRecreation": "Never"},
            "Evaluation": "Dynamic",
            "ChangeSource": "ResourceAttribute",
            "CausingEntity": "Subnet.AvailabilityZone",
        }
    ]


def test_tags_of_the_stack(stacks, stack):
    changes = announced(stacks, template(), Tags=[{"Key": "team", "Value": "net"}])
    assert {name: one["Scope"] for name, one in changes.items()} == {
        name: ["Tags"] for name in ("Vpc", "Subnet", "Endpoint")
    }


def test_values_of_properties(stacks, stack):
    new = endpoint("ssm", PrivateDnsEnabled=False, SubnetIds=[{"Ref": "Second"}])
    changes = announced(stacks, template(Vpc=VPC, Second=subnet(2, "b"), New=new, Endpoint=endpoint()), values=True)
    after = json.loads(changes["New"]["AfterContext"])
    assert after["Properties"]["SubnetIds"] == ["{{changeSet:KNOWN_AFTER_APPLY}}"]
    assert after["Properties"]["VpcId"] == stack["Vpc"]
    details = {one["Target"]["Name"]: one["Target"] for one in changes["Endpoint"]["Details"]}
    assert details["PrivateDnsEnabled"] == {
        **target("PrivateDnsEnabled"),
        "Path": "/Properties/PrivateDnsEnabled",
        "BeforeValue": "false",
        "AttributeChangeType": "Remove",
    }
    assert details["SubnetIds"]["BeforeValue"] == json.dumps([stack["Subnet"]])
    before = json.loads(changes["Endpoint"]["BeforeContext"])
    assert before["Properties"]["PrivateDnsEnabled"] is False


def test_changes_come_in_pages(stacks, stack):
    many = {f"Subnet{number}": subnet(number) for number in range(2, 122)}
    stacks.create_change_set(**NAMED, TemplateBody=template(**many))
    first = stacks.describe_change_set(**NAMED)
    pages = stacks.get_paginator("describe_change_set").paginate(**NAMED)
    assert (len(first["Changes"]), [len(one["Changes"]) for one in pages]) == (100, [100, 20])


class TestWithoutChanges:
    def failed(self, stacks, text: str, **options) -> str:
        stacks.create_change_set(**NAMED, TemplateBody=text, **options)
        described = stacks.describe_change_set(**NAMED)
        assert (described["Status"], described["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")
        return described["StatusReason"]

    def test_the_same_again(self, stacks, stack):
        said = "The submitted information didn't contain changes. Submit different information to create a change set."
        assert self.failed(stacks, template()) == said
        with pytest.raises(ClientError, match=r"cannot be executed in its current status of \[FAILED\]") as refused:
            stacks.execute_change_set(**NAMED)
        assert refused.value.response["Error"]["Code"] == "InvalidChangeSetStatus"

    def test_a_template_that_says_the_same(self, stacks, stack):
        assert self.failed(stacks, template({"Description": "new"})) == "No updates are to be performed."

    def test_outputs_are_a_change(self, stacks, stack):
        assert announced(stacks, template({"Outputs": {"Id": {"Value": {"Ref": "Vpc"}}}})) == {}
        stacks.execute_change_set(**NAMED)
        (shown,) = stacks.describe_stacks(StackName="stack")["Stacks"]
        assert [one["OutputValue"] for one in shown["Outputs"]] == [stack["Vpc"]]


def test_change_sets_of_one_stack(stacks, stack):
    other = {**NAMED, "ChangeSetName": "other"}
    stacks.create_stack(StackName="neighbour", TemplateBody=body())
    stacks.create_change_set(**NAMED, TemplateBody=template(Endpoint=None), Description="first")
    stacks.create_change_set(**other, TemplateBody=template(Endpoint=None))
    listed = stacks.list_change_sets(StackName="stack")["Summaries"]
    assert [(one["ChangeSetName"], one.get("Description")) for one in listed] == [("changes", "first"), ("other", None)]
    assert stacks.list_change_sets(StackName="neighbour")["Summaries"] == []
    with pytest.raises(ClientError, match="already exists"):
        stacks.create_change_set(**NAMED, TemplateBody=template(Endpoint=None))
    stacks.execute_change_set(**NAMED)
    assert [one["ChangeSetName"] for one in stacks.list_change_sets(StackName="stack")["Summaries"]] == ["changes"]
    assert stacks.describe_change_set(**NAMED)["ExecutionStatus"] == "EXECUTE_COMPLETE"


def test_one_that_is_not_there(stacks, stack):
    stacks.delete_change_set(**NAMED)
    for ask in (stacks.describe_change_set, stacks.execute_change_set):
        with pytest.raises(ClientError, match=r"ChangeSet \[changes\] does not exist") as refused:
            ask(**NAMED)
        assert refused.value.response["Error"]["Code"] == "ChangeSetNotFound"
    with pytest.raises(ClientError, match=r"Stack \[nowhere\] does not exist"):
        stacks.create_change_set(
            StackName="nowhere", ChangeSetName="changes", ChangeSetType="UPDATE", TemplateBody=template()
        )


def test_a_wrong_template_leaves_no_stack(stacks):
    wrong = body(Endpoint=endpoint(SubnetIds=[{"Ref": "Nothing"}]))
    with pytest.raises(ClientError, match=r"Unresolved resource dependencies \[Nothing\]"):
        stacks.create_change_set(**NAMED, ChangeSetType="CREATE", TemplateBody=wrong)
    assert stacks.describe_stacks()["Stacks"] == []


def test_previous_values_and_hidden_ones(stacks):
    declared = {"Parameters": {"Secret": {"Type": "String", "NoEcho": True}, "Zones": {"Type": "CommaDelimitedList"}}}
    given = {"Secret": "hidden", "Zones": "a, b"}
    parameters = [{"ParameterKey": name, "ParameterValue": value} for name, value in given.items()]
    stacks.create_stack(StackName="stack", TemplateBody=body(declared), Parameters=parameters)
    previous = [{"ParameterKey": name, "UsePreviousValue": True} for name in given]
    announced(stacks, body(declared, Endpoint=endpoint()), Parameters=previous)
    shown = {one["ParameterKey"]: one["ParameterValue"] for one in stacks.describe_change_set(**NAMED)["Parameters"]}
    assert shown == {"Secret": "****", "Zones": "a, b"}
