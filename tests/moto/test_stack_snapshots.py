"""Snapshots take stacks with them: what they made, their change sets, exports and stack sets, all of which go on."""

from __future__ import annotations

import pytest
from stack_templates import body, endpoint, ids, status, subnet

from mockvpce import mock_vpce

EXPORT = {"Outputs": {"Id": {"Value": {"Ref": "Endpoint"}, "Export": {"Name": "shared"}}}}
INSTANCE = {"StackSetName": "set", "Accounts": ["123456789012"], "Regions": ["us-east-1"]}


def template(**more) -> str:
    topic = {"Type": "AWS::SNS::Topic", "Properties": {}}
    group = {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "of it", "VpcId": {"Ref": "Vpc"}}}
    return body(EXPORT, Endpoint=endpoint(), Topic=topic, Group=group, Subnet=subnet(1), **more)


@pytest.fixture
def snapshot(vpce_mock, stacks):
    s3 = vpce_mock.client("s3", region="us-east-1")
    s3.create_bucket(Bucket="templates")
    s3.put_object(Bucket="templates", Key="child", Body=body())
    child = {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": {"TemplateURL": "https://s3.amazonaws.com/templates/child"},
    }
    stacks.create_stack(StackName="stack", TemplateBody=template(Child=child))
    stacks.create_change_set(
        StackName="stack", ChangeSetName="changes", TemplateBody=template(Child=child, Other=endpoint("ssm"))
    )
    stacks.create_change_set(StackName="new", ChangeSetName="changes", ChangeSetType="CREATE", TemplateBody=body())
    stacks.create_stack_set(StackSetName="set", TemplateBody=body())
    stacks.create_stack_instances(**INSTANCE)
    return vpce_mock.snapshot()


def picture(stacks) -> dict:
    """Everything that a caller sees of stacks."""
    shown = {}
    for stack in stacks.describe_stacks()["Stacks"]:
        name = stack["StackName"]
        changes = stacks.list_change_sets(StackName=name)["Summaries"]
        events = stacks.describe_stack_events(StackName=name)["StackEvents"]
        shown[name] = (stack, ids(stacks, name), changes, events)
    exports = stacks.list_exports()["Exports"]
    instances = stacks.list_stack_instances(StackSetName="set")["Summaries"]
    return {"stacks": shown, "exports": exports, "instances": instances}


def go_on(stacks) -> None:
    """Everything that can be done with those stacks."""
    for name, ended in (("stack", "UPDATE_COMPLETE"), ("new", "CREATE_COMPLETE")):
        stacks.execute_change_set(StackName=name, ChangeSetName="changes")
        assert status(stacks, name) == ended
    stacks.update_stack(StackName="stack", TemplateBody=body(EXPORT, Endpoint=endpoint("sns")))
    assert status(stacks) == "UPDATE_COMPLETE"
    stacks.delete_stack_instances(**INSTANCE, RetainStacks=False)
    for name in ("stack", "new"):
        stacks.delete_stack(StackName=name)
    assert stacks.describe_stacks()["Stacks"] == []


def test_stacks_go_on_after_a_restore(vpce_mock, stacks, snapshot):
    before = picture(stacks)
    for _ in range(2):
        go_on(stacks)
        vpce_mock.restore(snapshot)
        assert picture(stacks) == before


def test_stacks_go_on_in_another_mock(vpce_mock, stacks, snapshot):
    before = picture(stacks)
    with mock_vpce(start=snapshot, nested="fresh") as aws:
        inside = aws.client("cloudformation", region="us-east-1")
        assert picture(inside) == before
        go_on(inside)
    assert picture(stacks) == before
