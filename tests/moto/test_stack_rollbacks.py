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
