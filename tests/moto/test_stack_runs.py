"""How stacks are made, changed and deleted: what fails, what is undone, what the events say."""

from __future__ import annotations

import json
import re

import pytest
from botocore.exceptions import ClientError
from stack_templates import VPC, body, endpoint, events, ids, reasons, status, subnet

from mockvpce import mock_vpce

HANDLER_FORM = re.compile(
    r'Resource handler returned message: "(?P<text>.*) \(Service: Ec2, Status Code: 400, Request ID: [-0-9a-f]{36}\)" '
    r"\(RequestToken: [-0-9a-f]{36}, HandlerErrorCode: (?P<code>\w+)\)"
)


def services(client) -> list[str]:
    return sorted(one["ServiceName"].rpartition(".")[2] for one in client.describe_vpc_endpoints()["VpcEndpoints"])


class TestFailedCreation:
    def test_events_name_the_resource_and_the_reason(self, stacks, client):
        vpcs = client.describe_vpcs()["Vpcs"]
        stacks.create_stack(StackName="stack", TemplateBody=body(Bad=endpoint("nope"), Good=endpoint("ssm")))
        assert status(stacks) == "ROLLBACK_COMPLETE"
        assert client.describe_vpcs()["Vpcs"] == vpcs
        failed = reasons(stacks, "CREATE_FAILED")
        assert failed.keys() == {"Bad", "Good"}
        said = HANDLER_FORM.fullmatch(failed["Bad"])
        assert said["text"] == "The Vpc Endpoint Service 'com.amazonaws.us-east-1.nope' does not exist"
        assert said["code"] == "InvalidRequest"
        assert failed["Good"] == "Resource creation cancelled"
        rolled_back = reasons(stacks, "ROLLBACK_IN_PROGRESS")
        assert rolled_back == {
            "stack": "The following resource(s) failed to create: [Bad, Good]. Rollback requested by user."
        }

    def test_events_in_order(self, stacks):
        stacks.create_stack(StackName="stack", TemplateBody=body(Bad=endpoint("nope")))
        assert events(stacks) == [
            (".", "CREATE_IN_PROGRESS"),
            ("Vpc", "CREATE_IN_PROGRESS"),
            ("Vpc", "CREATE_IN_PROGRESS"),
            ("Vpc", "CREATE_COMPLETE"),
            ("Bad", "CREATE_IN_PROGRESS"),
            ("Bad", "CREATE_FAILED"),
            (".", "ROLLBACK_IN_PROGRESS"),
            ("Vpc", "DELETE_IN_PROGRESS"),
            ("Vpc", "DELETE_COMPLETE"),
            (".", "ROLLBACK_COMPLETE"),
        ]

    def test_an_error_of_moto_s_types_fails_the_stack_too(self, stacks, client):
        vpcs = client.describe_vpcs()["Vpcs"]
        wrong = subnet(1)
        wrong["Properties"]["CidrBlock"] = "10.9.0.0/24"
        stacks.create_stack(StackName="stack", TemplateBody=body(Subnet=wrong))
        assert status(stacks) == "ROLLBACK_COMPLETE"
        assert "10.9.0.0/24" in HANDLER_FORM.fullmatch(reasons(stacks, "CREATE_FAILED")["Subnet"])["text"]
        assert client.describe_vpcs()["Vpcs"] == vpcs

    def test_a_fault_of_moto_s_own_is_rolled_back_and_raised(self, stacks, client):
        vpcs = client.describe_vpcs()["Vpcs"]
        shapeless = {"Type": "AWS::Batch::JobQueue", "Properties": {}}
        with pytest.raises(KeyError):
            stacks.create_stack(StackName="stack", TemplateBody=body(Bad={**shapeless, "DependsOn": "Vpc"}))
        assert status(stacks) == "ROLLBACK_COMPLETE"
        assert client.describe_vpcs()["Vpcs"] == vpcs

    def test_an_exported_failure_can_be_described_and_deleted(self, stacks, client):
        outputs = {"Outputs": {"Id": {"Value": {"Ref": "Bad"}, "Export": {"Name": "endpoint"}}}}
        stacks.create_stack(StackName="stack", TemplateBody=body(outputs, Bad=endpoint("nope")))
        assert status(stacks) == "ROLLBACK_COMPLETE"
        assert stacks.list_exports()["Exports"] == []
        stacks.delete_stack(StackName="stack")
        assert stacks.describe_stacks()["Stacks"] == []
        assert services(client) == []


REFUSED = {
    "a GetAtt of nothing": (
        endpoint(SubnetIds=[{"Fn::GetAtt": ["Nobody", "SubnetId"]}]),
        "Template error: instance of Fn::GetAtt references undefined resource Nobody",
    ),
    "a Ref of nothing": (
        endpoint(SubnetIds=[{"Ref": "Nobody"}]),
        r"Template format error: Unresolved resource dependencies \[Nobody\] in the Resources block of the template",
    ),
    "a Sub of nothing": (
        endpoint(PolicyDocument={"Fn::Sub": "${Nobody}${AWS::Region}${!Literal}"}),
        r"Template format error: Unresolved resource dependencies \[Nobody\] in the Resources block of the template",
    ),
    "a circle": (
        {**endpoint(), "DependsOn": "Other"},
        r"Circular dependency between resources: \[Endpoint, Other\]",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_template_is_refused_and_makes_nothing(stacks, client, case):
    vpcs = client.describe_vpcs()["Vpcs"]
    wrong, message = REFUSED[case]
    template = body(Endpoint=wrong, Other={**endpoint(), "DependsOn": "Endpoint"})
    with pytest.raises(ClientError, match=message):
        stacks.create_stack(StackName="stack", TemplateBody=template)
    assert stacks.describe_stacks()["Stacks"] == []
    stacks.create_stack(StackName="stack", TemplateBody=body())
    with pytest.raises(ClientError, match=message):
        stacks.update_stack(StackName="stack", TemplateBody=template)
    assert status(stacks) == "CREATE_COMPLETE"
    stacks.delete_stack(StackName="stack")
    assert client.describe_vpcs()["Vpcs"] == vpcs


def test_what_nobody_exports_rolls_back_before_anything_is_made(stacks):
    imported = endpoint(SubnetIds=[{"Fn::ImportValue": "nowhere"}])
    stacks.create_stack(StackName="stack", TemplateBody=body(Endpoint=imported))
    assert events(stacks) == [(".", "CREATE_IN_PROGRESS"), (".", "ROLLBACK_IN_PROGRESS"), (".", "ROLLBACK_COMPLETE")]
    assert reasons(stacks, "ROLLBACK_IN_PROGRESS") == {
        "stack": "No export named nowhere found. Rollback requested by user."
    }


class TestRefusedDeletion:
    def test_the_stack_stays_until_the_cause_is_gone(self, stacks, client):
        stacks.create_stack(StackName="stack", TemplateBody=body(Endpoint=endpoint()))
        vpc = ids(stacks)["Vpc"]
        other = client.create_subnet(VpcId=vpc, CidrBlock="10.0.9.0/24")["Subnet"]["SubnetId"]
        stacks.delete_stack(StackName="stack")
        assert status(stacks) == "DELETE_FAILED"
        assert ids(stacks) == {"Vpc": vpc}
        failed = reasons(stacks, "DELETE_FAILED")
        said = HANDLER_FORM.fullmatch(failed["Vpc"])
        assert said["text"] == f"The vpc '{vpc}' has dependencies and cannot be deleted."
        assert failed["stack"] == "The following resource(s) failed to delete: [Vpc]. "
        assert services(client) == []
        client.delete_subnet(SubnetId=other)
        stacks.delete_stack(StackName="stack")
        assert stacks.describe_stacks()["Stacks"] == []
        assert vpc not in [one["VpcId"] for one in client.describe_vpcs()["Vpcs"]]

    @pytest.mark.parametrize("timing", ["aws", "manual"])
    def test_a_deletion_waits_for_what_takes_time(self, timing):
        with mock_vpce(region="us-east-1", timing=timing) as aws:
            stacks = aws.client("cloudformation")
            stacks.create_stack(StackName="stack", TemplateBody=body(Endpoint=endpoint()))
            stacks.update_stack(StackName="stack", TemplateBody=body(Endpoint=endpoint("ssm")))
            assert status(stacks) == "UPDATE_COMPLETE"
            stacks.delete_stack(StackName="stack")
            assert stacks.describe_stacks()["Stacks"] == []


@pytest.mark.parametrize("final", ["ROLLBACK_COMPLETE", "DELETE_FAILED"])
def test_some_stacks_can_only_be_deleted(stacks, client, final):
    stacks.create_stack(StackName="stack", TemplateBody=body(Thing=endpoint("nope" if final[0] == "R" else "sqs")))
    if final == "DELETE_FAILED":
        client.create_subnet(VpcId=ids(stacks)["Vpc"], CidrBlock="10.0.9.0/24")
        stacks.delete_stack(StackName="stack")
    assert status(stacks) == final
    with pytest.raises(ClientError, match=f"is in {final} state and can not be updated"):
        stacks.update_stack(StackName="stack", TemplateBody=body())


class TestUpdate:
    def test_nothing_to_do(self, stacks):
        stacks.create_stack(StackName="stack", TemplateBody=body())
        with pytest.raises(ClientError, match="No updates are to be performed"):
            stacks.update_stack(StackName="stack", TemplateBody=body())
        assert status(stacks) == "CREATE_COMPLETE"
        assert len(events(stacks)) == 5

    @pytest.mark.parametrize(
        "told", [{"Description": "new"}, {"Metadata": {"Owner": "web"}}], ids=lambda told: next(iter(told))
    )
    def test_what_asks_for_nothing_is_no_update(self, stacks, told):
        stacks.create_stack(StackName="stack", TemplateBody=body())
        before = stacks.describe_stacks()["Stacks"]
        with pytest.raises(ClientError, match="No updates are to be performed"):
            stacks.update_stack(StackName="stack", TemplateBody=json.dumps({**json.loads(body()), **told}))
        assert stacks.describe_stacks()["Stacks"] == before
        outputs = {"Outputs": {"Id": {"Value": {"Ref": "Vpc"}}}}
        stacks.update_stack(StackName="stack", TemplateBody=json.dumps({**json.loads(body()), **told, **outputs}))
        shown = stacks.describe_stacks()["Stacks"][0]
        assert (shown["StackStatus"], shown["Outputs"][0]["OutputKey"]) == ("UPDATE_COMPLETE", "Id")
        assert "Description" not in told or shown["Description"] == "new"

    def test_another_type_is_refused(self, stacks):
        stacks.create_stack(StackName="stack", TemplateBody=body(Thing=endpoint()))
        with pytest.raises(ClientError, match=r"modifies resource type of the following resources: \[Thing\]"):
            stacks.update_stack(StackName="stack", TemplateBody=body(Thing=subnet(1)))
        assert status(stacks) == "CREATE_COMPLETE"

    def test_tags_of_the_stack_follow_to_its_resources(self, stacks, client):
        def tags() -> dict[str, str]:
            (made,) = client.describe_vpc_endpoints()["VpcEndpoints"]
            return {one["Key"]: one["Value"] for one in made["Tags"] if not one["Key"].startswith("aws:")}

        own = endpoint(Tags=[{"Key": "own", "Value": "template"}])
        stacks.create_stack(
            StackName="stack",
            TemplateBody=body(Endpoint=own),
            Tags=[{"Key": "gone", "Value": "1"}, {"Key": "changed", "Value": "1"}, {"Key": "own", "Value": "stack"}],
        )
        assert tags() == {"gone": "1", "changed": "1", "own": "template"}
        stacks.update_stack(StackName="stack", TemplateBody=body(Endpoint=own), Tags=[{"Key": "changed", "Value": "2"}])
        assert tags() == {"changed": "2", "own": "template"}
        stacks.update_stack(
            StackName="stack", TemplateBody=body(Endpoint=endpoint("nope")), Tags=[{"Key": "new", "Value": "3"}]
        )
        assert (status(stacks), tags()) == ("UPDATE_ROLLBACK_COMPLETE", {"changed": "2", "own": "template"})

    def test_what_was_to_go_is_there_after_a_failure(self, stacks, client):
        stacks.create_stack(StackName="stack", TemplateBody=body(Old=endpoint(), Changed=endpoint("ssm")))
        before = ids(stacks)
        endpoints = client.describe_vpc_endpoints()
        stacks.update_stack(StackName="stack", TemplateBody=body(Changed=endpoint("nope")))
        assert status(stacks) == "UPDATE_ROLLBACK_COMPLETE"
        assert ids(stacks) == before
        assert client.describe_vpc_endpoints()["VpcEndpoints"] == endpoints["VpcEndpoints"]
        assert reasons(stacks, "UPDATE_ROLLBACK_IN_PROGRESS") == {
            "stack": "The following resource(s) failed to update: [Changed]. "
        }

    def test_a_replaced_resource_is_itself_again_after_a_failure(self, stacks, client):
        stacks.create_stack(StackName="stack", TemplateBody=body(First=endpoint()))
        before = ids(stacks)
        bad = {**endpoint("nope"), "DependsOn": "First"}
        stacks.update_stack(StackName="stack", TemplateBody=body(First=endpoint("ssm"), Bad=bad))
        assert status(stacks) == "UPDATE_ROLLBACK_COMPLETE"
        assert ids(stacks) == before
        assert services(client) == ["sqs"]

    def test_an_endpoint_moves_from_a_subnet_that_goes(self, stacks, client):
        stacks.create_stack(
            StackName="stack", TemplateBody=body(A=subnet(0), Endpoint=endpoint(SubnetIds=[{"Ref": "A"}]))
        )
        kept = ids(stacks)["Endpoint"]
        stacks.update_stack(
            StackName="stack", TemplateBody=body(B=subnet(1, "b"), Endpoint=endpoint(SubnetIds=[{"Ref": "B"}]))
        )
        assert status(stacks) == "UPDATE_COMPLETE"
        (moved,) = client.describe_vpc_endpoints()["VpcEndpoints"]
        assert moved["SubnetIds"] == [ids(stacks)["B"]]
        assert moved["VpcEndpointId"] == kept
        assert events(stacks)[-8:] == [
            ("B", "CREATE_IN_PROGRESS"),
            ("B", "CREATE_COMPLETE"),
            ("Endpoint", "UPDATE_IN_PROGRESS"),
            ("Endpoint", "UPDATE_COMPLETE"),
            (".", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"),
            ("A", "DELETE_IN_PROGRESS"),
            ("A", "DELETE_COMPLETE"),
            (".", "UPDATE_COMPLETE"),
        ]

    def test_what_was_removed_can_come_back(self, stacks, client):
        with_it, without = body(Endpoint=endpoint()), body()
        stacks.create_stack(StackName="stack", TemplateBody=with_it)
        for template, wanted in ((without, []), (with_it, ["sqs"]), (without, [])):
            stacks.update_stack(StackName="stack", TemplateBody=template)
            assert (status(stacks), services(client)) == ("UPDATE_COMPLETE", wanted)

    def test_a_condition_that_turns_false_removes(self, stacks, client):
        def template(answer: str) -> str:
            conditions = {"Conditions": {"Wanted": {"Fn::Equals": [answer, "yes"]}}}
            return body(conditions, Endpoint={**endpoint(), "Condition": "Wanted"}, Vpc=VPC)

        stacks.create_stack(StackName="stack", TemplateBody=template("yes"))
        assert services(client) == ["sqs"]
        stacks.update_stack(StackName="stack", TemplateBody=template("no"))
        assert (status(stacks), services(client)) == ("UPDATE_COMPLETE", [])
        assert ids(stacks).keys() == {"Vpc"}

    def test_an_endpoint_deleted_by_hand_does_not_get_the_stack_stuck(self, stacks, client):
        stacks.create_stack(StackName="stack", TemplateBody=body(Endpoint=endpoint()))
        client.delete_vpc_endpoints(VpcEndpointIds=[ids(stacks)["Endpoint"]])
        client.describe_vpc_endpoints()
        stacks.update_stack(StackName="stack", TemplateBody=body(Endpoint=endpoint(PrivateDnsEnabled=True)))
        assert status(stacks) == "UPDATE_ROLLBACK_COMPLETE"
        said = HANDLER_FORM.fullmatch(reasons(stacks, "UPDATE_FAILED")["Endpoint"])
        assert said["code"] == "NotFound"
