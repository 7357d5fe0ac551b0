"""Change sets, nested stacks, stack sets, and what a request says of failures: the same runs by every way."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError
from stack_templates import VPC, body, endpoint, events, ids, reasons, status


@pytest.fixture
def nested(vpce_mock):
    s3 = vpce_mock.client("s3", region="us-east-1")
    s3.create_bucket(Bucket="templates")

    def make(template: str) -> dict:
        s3.put_object(Bucket="templates", Key="child", Body=template)
        address = "https://s3.amazonaws.com/templates/child"
        return {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": address}}

    return make


@pytest.fixture
def vpcs(client):
    """How many VPCs there are beside the default one."""
    return lambda: len(client.describe_vpcs()["Vpcs"]) - 1


def services(client) -> list[str]:
    return sorted(one["ServiceName"].rpartition(".")[2] for one in client.describe_vpc_endpoints()["VpcEndpoints"])


def change(stacks, template: str, kind: str, name: str = "stack", **options) -> None:
    stacks.create_change_set(
        StackName=name, ChangeSetName="changes", ChangeSetType=kind, TemplateBody=template, **options
    )
    stacks.execute_change_set(StackName=name, ChangeSetName="changes")


EXPORT = {"Outputs": {"Id": {"Value": {"Ref": "Endpoint"}, "Export": {"Name": "shared"}}}}


class TestChangeSets:
    def test_create_change_and_delete(self, stacks, client, vpcs):
        change(stacks, body(EXPORT, Endpoint=endpoint()), "CREATE")
        assert status(stacks) == "CREATE_COMPLETE"
        made = ids(stacks)
        (export,) = stacks.list_exports()["Exports"]
        assert (export["Name"], export["Value"]) == ("shared", made["Endpoint"])
        change(stacks, body(EXPORT, Endpoint=endpoint(PrivateDnsEnabled=False), Other=endpoint("ssm")), "UPDATE")
        assert status(stacks) == "UPDATE_COMPLETE"
        assert ids(stacks)["Endpoint"] == made["Endpoint"]
        assert services(client) == ["sqs", "ssm"]
        stacks.delete_stack(StackName="stack")
        assert (services(client), vpcs(), stacks.list_exports()["Exports"]) == ([], 0, [])

    def test_a_failed_creation_rolls_back(self, stacks, vpcs):
        change(stacks, body(Endpoint=endpoint("nope")), "CREATE")
        assert (status(stacks), vpcs()) == ("ROLLBACK_COMPLETE", 0)
        assert "does not exist" in reasons(stacks, "CREATE_FAILED")["Endpoint"]

    def test_a_failed_update_rolls_back(self, stacks, client):
        change(stacks, body(EXPORT, Endpoint=endpoint()), "CREATE")
        made = ids(stacks)
        change(stacks, body(EXPORT, Endpoint=endpoint("nope")), "UPDATE")
        assert (status(stacks), ids(stacks), services(client)) == ("UPDATE_ROLLBACK_COMPLETE", made, ["sqs"])
        assert [one["Value"] for one in stacks.list_exports()["Exports"]] == [made["Endpoint"]]

    def test_on_stack_failure(self, stacks, vpcs):
        stacks.create_change_set(
            StackName="stack",
            ChangeSetName="changes",
            ChangeSetType="CREATE",
            TemplateBody=body(Endpoint=endpoint("nope")),
            OnStackFailure="DELETE",
        )
        stacks.execute_change_set(StackName="stack", ChangeSetName="changes")
        assert (stacks.describe_stacks()["Stacks"], vpcs()) == ([], 0)

    def test_two_stacks_have_change_sets_of_one_name(self, stacks):
        for name in ("one", "two"):
            stacks.create_change_set(
                StackName=name, ChangeSetName="changes", ChangeSetType="CREATE", TemplateBody=body()
            )
        stacks.execute_change_set(StackName="one", ChangeSetName="changes")
        assert (status(stacks, "one"), status(stacks, "two")) == ("CREATE_COMPLETE", "REVIEW_IN_PROGRESS")
        described = stacks.describe_change_set(StackName="one", ChangeSetName="changes")
        assert described["StackName"] == "one"

    def test_a_stack_to_review_takes_more_change_sets(self, stacks):
        for name in ("first", "second"):
            stacks.create_change_set(StackName="stack", ChangeSetName=name, ChangeSetType="CREATE", TemplateBody=body())
        assert len(stacks.describe_stacks()["Stacks"]) == 1
        stacks.execute_change_set(StackName="stack", ChangeSetName="second")
        assert status(stacks) == "CREATE_COMPLETE"
        with pytest.raises(ClientError, match="already exists and cannot be created again with the changeSet"):
            stacks.create_change_set(
                StackName="stack", ChangeSetName="third", ChangeSetType="CREATE", TemplateBody=body()
            )


class TestNestedStacks:
    def test_a_child_that_fails_fails_its_parent(self, stacks, nested, vpcs):
        stacks.create_stack(StackName="stack", TemplateBody=body(Child=nested(body(Endpoint=endpoint("nope")))))
        assert (status(stacks), vpcs()) == ("ROLLBACK_COMPLETE", 0)
        assert [one["StackName"] for one in stacks.describe_stacks()["Stacks"]] == ["stack"]
        reason = reasons(stacks, "CREATE_FAILED")["Child"]
        assert reason.startswith("Embedded stack arn:aws:cloudformation:us-east-1:")
        assert reason.endswith(" was not successfully created: The following resource(s) failed to create: [Endpoint].")

    def test_a_child_changes_when_its_template_does(self, stacks, client, nested):
        stacks.create_stack(StackName="stack", TemplateBody=body(Child=nested(body(Endpoint=endpoint()))))
        made = ids(stacks)
        stacks.update_stack(
            StackName="stack",
            TemplateBody=body(Child=nested(body(Endpoint=endpoint(), Other=endpoint("ssm"))), Vpc=VPC),
        )
        assert (status(stacks), ids(stacks), services(client)) == ("UPDATE_COMPLETE", made, ["sqs", "ssm"])

    def test_a_child_is_as_it_was_when_its_parent_fails(self, stacks, client, nested):
        stacks.create_stack(StackName="stack", TemplateBody=body(Child=nested(body(Endpoint=endpoint()))))
        before = client.describe_vpc_endpoints()["VpcEndpoints"]
        bad = {**endpoint("nope"), "DependsOn": "Child"}
        stacks.update_stack(
            StackName="stack", TemplateBody=body(Child=nested(body(Other=endpoint("ssm"))), Endpoint=bad)
        )
        listed = [one["StackStatus"] for one in stacks.describe_stacks()["Stacks"]]
        assert listed == ["UPDATE_ROLLBACK_COMPLETE"] * 2
        assert client.describe_vpc_endpoints()["VpcEndpoints"] == before

    def test_outputs_and_id_of_a_child(self, stacks, client, nested):
        child = nested(body({"Outputs": {"Id": {"Value": {"Ref": "Vpc"}}}}))
        inside = endpoint(
            VpcId={"Fn::GetAtt": ["Child", "Outputs.Id"]}, Tags=[{"Key": "of", "Value": {"Ref": "Child"}}]
        )
        stacks.create_stack(StackName="stack", TemplateBody=body(Child=child, Endpoint=inside))
        (made,) = client.describe_vpc_endpoints()["VpcEndpoints"]
        arn = ids(stacks)["Child"]
        assert made["VpcId"] == ids(stacks, arn)["Vpc"]
        assert {"Key": "of", "Value": arn} in made["Tags"]
        unknown = endpoint(VpcId={"Fn::GetAtt": ["Child", "Outputs.Nothing"]})
        stacks.update_stack(StackName="stack", TemplateBody=body(Child=child, Endpoint=unknown))
        assert status(stacks) == "UPDATE_ROLLBACK_COMPLETE"

    def test_children_go_with_their_parent(self, stacks, client, nested, vpcs):
        stacks.create_stack(StackName="stack", TemplateBody=body(Child=nested(body(Endpoint=endpoint()))))
        stacks.delete_stack(StackName="stack")
        assert (stacks.describe_stacks()["Stacks"], services(client), vpcs()) == ([], [], 0)


class TestWhatTheRequestSays:
    @pytest.mark.parametrize("option", [{"DisableRollback": True}, {"OnFailure": "DO_NOTHING"}], ids=str)
    def test_nothing_is_done_about_a_failure(self, stacks, vpcs, option):
        stacks.create_stack(StackName="stack", TemplateBody=body(Endpoint=endpoint("nope")), **option)
        assert (status(stacks), vpcs(), ids(stacks).keys()) == ("CREATE_FAILED", 1, {"Vpc"})
        stacks.delete_stack(StackName="stack")
        assert vpcs() == 0

    def test_a_failed_stack_is_deleted(self, stacks, vpcs):
        stacks.create_stack(StackName="stack", TemplateBody=body(Endpoint=endpoint("nope")), OnFailure="DELETE")
        assert (stacks.describe_stacks()["Stacks"], vpcs()) == ([], 0)

    def test_a_stopped_update_can_go_on(self, stacks, client, vpcs):
        stacks.create_stack(StackName="stack", TemplateBody=body(Old=endpoint(), First=endpoint("ssm")))
        last = {**endpoint("nope"), "DependsOn": "First"}
        stacks.update_stack(
            StackName="stack", TemplateBody=body(First=endpoint("sns"), Last=last), DisableRollback=True
        )
        assert (status(stacks), services(client)) == ("UPDATE_FAILED", ["sns", "sqs", "ssm"])
        last = {**endpoint("kms"), "DependsOn": "First"}
        stacks.update_stack(StackName="stack", TemplateBody=body(First=endpoint("sns"), Last=last))
        assert (status(stacks), services(client)) == ("UPDATE_COMPLETE", ["kms", "sns"])
        stacks.delete_stack(StackName="stack")
        assert (services(client), vpcs()) == ([], 0)

    def test_retained_resources(self, stacks, client):
        stacks.create_stack(StackName="stack", TemplateBody=body())
        vpc = ids(stacks)["Vpc"]
        client.create_subnet(VpcId=vpc, CidrBlock="10.0.9.0/24")
        with pytest.raises(ClientError, match="only when the stack is in the DELETE_FAILED state"):
            stacks.delete_stack(StackName="stack", RetainResources=["Vpc"])
        stacks.delete_stack(StackName="stack")
        assert status(stacks) == "DELETE_FAILED"
        stacks.delete_stack(StackName="stack", RetainResources=["Vpc"])
        assert stacks.describe_stacks()["Stacks"] == []
        assert vpc in [one["VpcId"] for one in client.describe_vpcs()["Vpcs"]]

    def test_termination_protection(self, stacks, vpcs):
        stacks.create_stack(StackName="stack", TemplateBody=body(), EnableTerminationProtection=True)
        with pytest.raises(ClientError, match="cannot be deleted while TerminationProtection is enabled"):
            stacks.delete_stack(StackName="stack")
        assert (status(stacks), vpcs()) == ("CREATE_COMPLETE", 1)

    @pytest.mark.parametrize("policy", ["Retain", "RetainExceptOnCreate"])
    def test_deletion_policy(self, stacks, client, policy):
        kept = {**endpoint(), "DeletionPolicy": policy}
        stacks.create_stack(StackName="stack", TemplateBody=body(Kept=kept, Gone=endpoint("ssm")))
        stacks.update_stack(StackName="stack", TemplateBody=body())
        assert (status(stacks), services(client)) == ("UPDATE_COMPLETE", ["sqs"])
        assert ("Kept", "DELETE_SKIPPED") in events(stacks)

    def test_update_replace_policy(self, stacks, client):
        def template(service: str) -> str:
            return body(Endpoint={**endpoint(service), "UpdateReplacePolicy": "Retain"})

        stacks.create_stack(StackName="stack", TemplateBody=template("sqs"))
        stacks.update_stack(StackName="stack", TemplateBody=template("ssm"))
        assert services(client) == ["sqs", "ssm"]

    @pytest.mark.parametrize(("policy", "left"), [("Retain", 1), ("RetainExceptOnCreate", 0)])
    def test_a_failed_creation_heeds_the_deletion_policy(self, stacks, vpcs, policy, left):
        template = body(Vpc={**VPC, "DeletionPolicy": policy}, Endpoint=endpoint("nope"))
        stacks.create_stack(StackName="stack", TemplateBody=template)
        assert (status(stacks), vpcs()) == ("ROLLBACK_COMPLETE", left)


class TestStackSets:
    WHERE = {"StackSetName": "set", "Accounts": ["123456789012"], "Regions": ["us-east-1"]}  # noqa: RUF012 - read only

    def test_instances_are_made_and_deleted(self, stacks, vpcs):
        stacks.create_stack_set(StackSetName="set", TemplateBody=body())
        stacks.create_stack_instances(**self.WHERE)
        assert vpcs() == 1
        (instance,) = stacks.list_stack_instances(StackSetName="set")["Summaries"]
        (stack,) = stacks.describe_stacks()["Stacks"]
        assert (instance["StackId"], instance["Status"]) == (stack["StackId"], "CURRENT")
        stacks.delete_stack_instances(**self.WHERE, RetainStacks=False)
        assert vpcs() == 0

    def test_stacks_can_stay(self, stacks, vpcs):
        stacks.create_stack_set(StackSetName="set", TemplateBody=body())
        stacks.create_stack_instances(**self.WHERE)
        stacks.delete_stack_instances(**self.WHERE, RetainStacks=True)
        assert (vpcs(), len(stacks.describe_stacks()["Stacks"])) == (1, 1)
        assert stacks.list_stack_instances(StackSetName="set")["Summaries"] == []

    def test_instances_follow_their_set(self, stacks, client):
        stacks.create_stack_set(StackSetName="set", TemplateBody=body(Endpoint=endpoint()))
        stacks.create_stack_instances(**self.WHERE)
        stacks.update_stack_set(StackSetName="set", TemplateBody=body(Endpoint=endpoint(), Other=endpoint("ssm")))
        assert services(client) == ["sqs", "ssm"]
        stacks.update_stack_set(StackSetName="set", TemplateBody=body(Endpoint=endpoint("nope")))
        (instance,) = stacks.list_stack_instances(StackSetName="set")["Summaries"]
        assert (instance["Status"], services(client)) == ("OUTDATED", ["sqs", "ssm"])

    def test_parameters_of_an_instance(self, stacks, client):
        declared = {"Parameters": {"Service": {"Type": "String", "Default": "sqs"}}}
        named = endpoint(ServiceName={"Fn::Sub": "com.amazonaws.us-east-1.${Service}"})
        stacks.create_stack_set(StackSetName="set", TemplateBody=body(declared, Endpoint=named))
        stacks.create_stack_instances(**self.WHERE)
        given = [{"ParameterKey": "Service", "ParameterValue": "ssm"}]
        stacks.update_stack_instances(**self.WHERE, ParameterOverrides=given)
        assert services(client) == ["ssm"]


class TestExports:
    def user(self, name: str = "shared") -> str:
        return body(Endpoint=endpoint(Tags=[{"Key": "of", "Value": {"Fn::ImportValue": name}}]))

    def test_what_others_import_cannot_go(self, stacks, client):
        stacks.create_stack(StackName="stack", TemplateBody=body(EXPORT, Endpoint=endpoint()))
        stacks.create_stack(StackName="one", TemplateBody=self.user())
        stacks.create_stack(StackName="two", TemplateBody=self.user())
        made = ids(stacks)
        said = "Export shared cannot be deleted as it is in use by one and two"
        stacks.delete_stack(StackName="stack")
        assert (status(stacks), ids(stacks)) == ("CREATE_COMPLETE", made)
        assert reasons(stacks, "CREATE_COMPLETE")["stack"] == said
        stacks.update_stack(StackName="stack", TemplateBody=body(Endpoint=endpoint()))
        assert (status(stacks), ids(stacks)) == ("UPDATE_ROLLBACK_COMPLETE", made)
        assert said in reasons(stacks, "UPDATE_ROLLBACK_IN_PROGRESS")["stack"]
        for name in ("one", "two", "stack"):
            stacks.delete_stack(StackName=name)
        assert (stacks.describe_stacks()["Stacks"], services(client)) == ([], [])

    def test_what_others_import_cannot_change(self, stacks, client):
        stacks.create_stack(StackName="stack", TemplateBody=body(EXPORT, Endpoint=endpoint()))
        made = ids(stacks)
        stacks.create_stack(StackName="one", TemplateBody=self.user())
        stacks.update_stack(StackName="stack", TemplateBody=body(EXPORT, Endpoint=endpoint("ssm")))
        assert (status(stacks), ids(stacks)) == ("UPDATE_ROLLBACK_COMPLETE", made)
        said = "Export shared cannot be updated as it is in use by one"
        assert said in reasons(stacks, "UPDATE_ROLLBACK_IN_PROGRESS")["stack"]
        assert [one["Value"] for one in stacks.list_exports()["Exports"]] == [made["Endpoint"]]
        assert services(client) == ["sqs", "sqs"]
