"""A template as `sam package` prints it, deployed as `sam deploy` deploys it: from a bucket, by change sets."""

from __future__ import annotations

from pathlib import Path

import pytest
from botocore.exceptions import ClientError, WaiterError
from stack_templates import ids, status

SYNTHESIZED = Path(__file__).with_name("synthesized")
BUCKET = "aws-sam-cli-managed-default-samclisourcebucket"
QUICK = {"Delay": 0, "MaxAttempts": 2}


@pytest.fixture
def bucket(vpce_mock):
    """What `sam package` has uploaded."""
    s3 = vpce_mock.client("s3", region="us-east-1")
    s3.create_bucket(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key="0f8a.template", Body=(SYNTHESIZED / "sam_network.yaml").read_bytes())
    s3.put_object(Bucket=BUCKET, Key="root.template", Body=(SYNTHESIZED / "sam_packaged.yaml").read_bytes())


def deploy(stacks, name: str, stage: str) -> str | None:
    """What `sam deploy` asks; gives why nothing was deployed."""
    try:
        (stack,) = stacks.describe_stacks(StackName="app")["Stacks"]
        kind = "CREATE" if stack["StackStatus"] == "REVIEW_IN_PROGRESS" else "UPDATE"
    except ClientError as refused:
        assert "Stack with id app does not exist" in str(refused)  # noqa: PT017 - what SAM looks for
        kind = "CREATE"
    named = {"StackName": "app", "ChangeSetName": name}
    stacks.create_change_set(
        **named,
        ChangeSetType=kind,
        TemplateURL=f"https://s3.us-east-1.amazonaws.com/{BUCKET}/root.template",
        Parameters=[{"ParameterKey": "Stage", "ParameterValue": stage}],
        Capabilities=["CAPABILITY_IAM"],
        Description="Created by SAM CLI at 2026-12-01T00:00:00 UTC",
        Tags=[{"Key": "app", "Value": "private-api"}],
    )
    try:
        stacks.get_waiter("change_set_create_complete").wait(**named, WaiterConfig=QUICK)
    except WaiterError as failed:
        reason: str = failed.last_response["StatusReason"]
        return reason
    pages = stacks.get_paginator("describe_change_set").paginate(**named)
    assert all(one["ResourceChange"]["LogicalResourceId"] for page in pages for one in page["Changes"])
    stacks.execute_change_set(**named, DisableRollback=False)
    stacks.get_waiter(f"stack_{kind.lower()}_complete").wait(StackName="app", WaiterConfig=QUICK)
    return None


def endpoints(client) -> list[str]:
    return sorted(one["ServiceName"].rpartition(".")[2] for one in client.describe_vpc_endpoints()["VpcEndpoints"])


def test_deployed_changed_and_deleted(stacks, client, bucket):
    assert deploy(stacks, "samcli-deploy1", "dev") is None
    assert (status(stacks, "app"), endpoints(client)) == ("CREATE_COMPLETE", ["execute-api"])
    made = ids(stacks, "app")
    child = ids(stacks, made["Network"])
    (endpoint,) = client.describe_vpc_endpoints()["VpcEndpoints"]
    assert (endpoint["VpcId"], set(endpoint["SubnetIds"])) == (child["Vpc"], {child["One"], child["Two"]})
    (vpc,) = client.describe_vpcs(VpcIds=[child["Vpc"]])["Vpcs"]
    assert {"Key": "stage", "Value": "dev"} in vpc["Tags"]
    assert {"Key": "app", "Value": "private-api"} in vpc["Tags"]
    assert deploy(stacks, "samcli-deploy2", "prod") is None
    assert endpoints(client) == ["execute-api", "sqs"]
    assert ids(stacks, "app")["ApiEndpoint"] == made["ApiEndpoint"]
    (vpc,) = client.describe_vpcs(VpcIds=[child["Vpc"]])["Vpcs"]
    assert {"Key": "stage", "Value": "prod"} in vpc["Tags"]
    stacks.delete_stack(StackName="app")
    stacks.get_waiter("stack_delete_complete").wait(StackName="app", WaiterConfig=QUICK)
    assert (endpoints(client), stacks.describe_stacks()["Stacks"]) == ([], [])


def test_a_parameter_that_is_not_allowed(stacks, bucket):
    with pytest.raises(ClientError, match="Parameter 'Stage' must be one of AllowedValues"):
        deploy(stacks, "samcli-deploy1", "test")


def test_the_template_is_kept_as_it_was_written(stacks, bucket):
    deploy(stacks, "samcli-deploy1", "dev")
    text = (SYNTHESIZED / "sam_packaged.yaml").read_text(encoding="utf-8")
    assert stacks.get_template(StackName="app", TemplateStage="Original")["TemplateBody"] == text
    summary = stacks.get_template_summary(StackName="app")
    assert summary["DeclaredTransforms"] == ["AWS::Serverless-2016-10-31"]
