"""Rollbacks that get stuck and go on, and exports that others have."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError
from stack_templates import body, endpoint, events, ids, reasons, status

from mockvpce.engine.stacks import StackRefusal
from mockvpce.moto_bridge.cloudformation.adapter import StackResource
from mockvpce.protocol.errors import EC2Error

NEW = [{"Key": "new", "Value": "yes"}]


def tags(client, endpoint_id: str) -> list[str]:
    (found,) = client.describe_vpc_endpoints(VpcEndpointIds=[endpoint_id])["VpcEndpoints"]
    return sorted(one["Key"] for one in found["Tags"] if not one["Key"].startswith("aws:"))


class TestStuck:
    @pytest.fixture
    def made(self, monkeypatch, stacks) -> dict[str, str]:
        """The resources of a stack whose update failed, and whose rollback is refused once."""
        stacks.create_stack(StackName="stack", TemplateBody=body(Kept=endpoint()))
        change, refusals = StackResource.change, ["once"]

        def refused_once(resource, properties) -> None:
            if not properties.get("Tags") and refusals:
                refusals.pop()
                raise StackRefusal(EC2Error("UnauthorizedOperation", "Not now."), "request")
            change(resource, properties)

        monkeypatch.setattr(StackResource, "change", refused_once)
        last = {**endpoint("nope"), "DependsOn": "Kept"}
        stacks.update_stack(StackName="stack", TemplateBody=body(Kept=endpoint(Tags=NEW), Last=last))
        assert status(stacks) == "UPDATE_ROLLBACK_FAILED"
        return ids(stacks)

    def test_it_goes_on(self, stacks, client, made):
        assert tags(client, made["Kept"]) == ["new"]
        assert "Not now." in reasons(stacks, "UPDATE_FAILED")["Kept"]
        stacks.continue_update_rollback(StackName="stack")
        assert (status(stacks), tags(client, made["Kept"])) == ("UPDATE_ROLLBACK_COMPLETE", [])
        assert [one for one in events(stacks) if one[0] == "."][-3:] == [
            (".", "UPDATE_ROLLBACK_IN_PROGRESS"),
            (".", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"),
            (".", "UPDATE_ROLLBACK_COMPLETE"),
        ]
        stacks.update_stack(StackName="stack", TemplateBody=body(Kept=endpoint(Tags=NEW)))
        assert status(stacks) == "UPDATE_COMPLETE"

    def test_a_resource_is_skipped(self, stacks, client, made):
        with pytest.raises(ClientError, match=r"\[Vpc\]"):
            stacks.continue_update_rollback(StackName="stack", ResourcesToSkip=["Vpc"])
        stacks.continue_update_rollback(StackName="stack", ResourcesToSkip=["Kept"])
        assert (status(stacks), tags(client, made["Kept"])) == ("UPDATE_ROLLBACK_COMPLETE", ["new"])
        stacks.delete_stack(StackName="stack")
        assert client.describe_vpc_endpoints()["VpcEndpoints"] == []

    def test_it_is_not_updated_before(self, stacks, made):
        with pytest.raises(ClientError, match="UPDATE_ROLLBACK_FAILED state and can not be updated"):
            stacks.update_stack(StackName="stack", TemplateBody=body())


class TestAskedFor:
    """RollbackStack, where a failure was left as it was."""

    def fail(self, stacks, more=NEW, name="Last"):
        last = {**endpoint("nope"), "DependsOn": "Kept"}
        stacks.update_stack(
            StackName="stack", TemplateBody=body(Kept=endpoint(Tags=more), **{name: last}), DisableRollback=True
        )
        assert status(stacks) == "UPDATE_FAILED"

    def test_of_an_update(self, stacks, client):
        stacks.create_stack(StackName="stack", TemplateBody=body(Kept=endpoint()))
        before = ids(stacks)
        self.fail(stacks)
        assert tags(client, before["Kept"]) == ["new"]
        assert stacks.rollback_stack(StackName="stack")["StackId"].startswith("arn:aws:cloudformation:")
        assert (status(stacks), ids(stacks), tags(client, before["Kept"])) == ("UPDATE_ROLLBACK_COMPLETE", before, [])
        with pytest.raises(ClientError, match="UPDATE_ROLLBACK_COMPLETE state and can not be rolled back"):
            stacks.rollback_stack(StackName="stack")

    def test_of_two_updates(self, stacks, client):
        stacks.create_stack(StackName="stack", TemplateBody=body(Kept=endpoint()))
        before = ids(stacks)
        self.fail(stacks)
        self.fail(stacks, [{"Key": "newer", "Value": "yes"}], "Other")
        assert tags(client, before["Kept"]) == ["newer"]
        stacks.rollback_stack(StackName="stack")
        assert (status(stacks), ids(stacks), tags(client, before["Kept"])) == ("UPDATE_ROLLBACK_COMPLETE", before, [])

    def test_an_update_that_fails_goes_back_to_what_was_complete(self, stacks, client):
        stacks.create_stack(StackName="stack", TemplateBody=body(Kept=endpoint()))
        before = ids(stacks)
        self.fail(stacks)
        stacks.update_stack(StackName="stack", TemplateBody=body(Kept=endpoint(), Other=endpoint("nope")))
        assert (status(stacks), ids(stacks), tags(client, before["Kept"])) == ("UPDATE_ROLLBACK_COMPLETE", before, [])

    def test_what_is_complete_has_nothing_to_go_back_to(self, stacks, client):
        stacks.create_stack(StackName="stack", TemplateBody=body(Kept=endpoint()))
        self.fail(stacks)
        stacks.update_stack(StackName="stack", TemplateBody=body(Kept=endpoint(Tags=NEW), Last=endpoint("sns")))
        assert status(stacks) == "UPDATE_COMPLETE"
        with pytest.raises(ClientError, match="UPDATE_COMPLETE state and can not be rolled back"):
            stacks.rollback_stack(StackName="stack")

    def test_of_a_creation(self, stacks, client):
        last = {**endpoint("nope"), "DependsOn": "Kept"}
        stacks.create_stack(StackName="stack", TemplateBody=body(Kept=endpoint(), Last=last), DisableRollback=True)
        assert status(stacks) == "CREATE_FAILED"
        assert len(client.describe_vpc_endpoints()["VpcEndpoints"]) == 1
        stacks.rollback_stack(StackName="stack")
        assert (status(stacks), client.describe_vpc_endpoints()["VpcEndpoints"]) == ("ROLLBACK_COMPLETE", [])

    @pytest.mark.parametrize("further", ["rolled back", "updated"])
    def test_of_an_update_with_a_child(self, vpce_mock, stacks, client, further):
        s3 = vpce_mock.client("s3", region="us-east-1")
        s3.create_bucket(Bucket="templates")

        def parent(**resources):
            child = {"TemplateURL": "https://s3.amazonaws.com/templates/child"}
            return body(Child={"Type": "AWS::CloudFormation::Stack", "Properties": child}, **resources)

        def child_is(**resources):
            s3.put_object(Bucket="templates", Key="child", Body=body(**resources))

        child_is(Kept=endpoint(), Gone=endpoint("sns"))
        stacks.create_stack(StackName="stack", TemplateBody=parent())
        before = sorted(one["VpcEndpointId"] for one in client.describe_vpc_endpoints()["VpcEndpoints"])
        child_is(Kept=endpoint(Tags=NEW))
        last = {**endpoint("nope"), "DependsOn": "Child"}
        stacks.update_stack(StackName="stack", TemplateBody=parent(Last=last), DisableRollback=True)
        assert status(stacks) == "UPDATE_FAILED"
        if further == "rolled back":
            stacks.rollback_stack(StackName="stack")
            shown = client.describe_vpc_endpoints()["VpcEndpoints"]
            assert sorted(one["VpcEndpointId"] for one in shown) == before
            assert all(tag["Key"] != "new" for one in shown for tag in one["Tags"])
            assert status(stacks) == "UPDATE_ROLLBACK_COMPLETE"
        else:
            stacks.update_stack(StackName="stack", TemplateBody=parent(Last=endpoint("sqs")))
            shown = client.describe_vpc_endpoints()["VpcEndpoints"]
            assert sorted(one["ServiceName"].rpartition(".")[2] for one in shown) == ["sqs", "sqs"]
            assert status(stacks) == "UPDATE_COMPLETE"

    def test_of_no_failure(self, stacks):
        stacks.create_stack(StackName="stack", TemplateBody=body())
        with pytest.raises(ClientError, match="CREATE_COMPLETE state and can not be rolled back"):
            stacks.rollback_stack(StackName="stack")
        with pytest.raises(ClientError, match="does not exist"):
            stacks.rollback_stack(StackName="other")


def test_only_a_stuck_rollback_goes_on(stacks):
    stacks.create_stack(StackName="stack", TemplateBody=body())
    with pytest.raises(ClientError, match="CREATE_COMPLETE state and its rollback can not be continued"):
        stacks.continue_update_rollback(StackName="stack")
    with pytest.raises(ClientError, match="CancelUpdateStack cannot be called from current stack status"):
        stacks.cancel_update_stack(StackName="stack")


def test_an_update_cannot_export_what_another_stack_does(stacks):
    export = {"Outputs": {"Id": {"Value": {"Ref": "Vpc"}, "Export": {"Name": "shared"}}}}
    stacks.create_stack(StackName="owner", TemplateBody=body(export))
    stacks.create_stack(StackName="stack", TemplateBody=body())
    before = stacks.list_exports()["Exports"]
    stacks.update_stack(StackName="stack", TemplateBody=body(export))
    assert status(stacks) == "UPDATE_ROLLBACK_COMPLETE"
    said = "Export with name shared is already exported by stack owner."
    assert said in reasons(stacks, "UPDATE_ROLLBACK_IN_PROGRESS")["stack"]
    stacks.create_change_set(StackName="new", ChangeSetName="c", ChangeSetType="CREATE", TemplateBody=body(export))
    stacks.execute_change_set(StackName="new", ChangeSetName="c")
    assert status(stacks, "new") == "ROLLBACK_COMPLETE"
    assert stacks.list_exports()["Exports"] == before
