"""moto's own controls, IAM checks, state manager, recorder and seed, hold for our operations too."""

from __future__ import annotations

import json

import boto3
import pytest
import requests
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.core import set_initial_no_auth_action_count
from moto.moto_api import recorder, state_manager

from mockvpce import mock_vpce

REGION = {"region_name": "us-east-1"}
ECR = "com.amazonaws.us-east-1.ecr.api"


@pytest.fixture
def _unset():
    yield
    for model in ("mockvpce::vpc-endpoint", "mockvpce::vpc-peering-connection"):
        state_manager.unset_transition(model)


def endpoint(client):
    vpc = client.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    place = {"CidrBlock": "10.0.1.0/24", "AvailabilityZone": "us-east-1a"}
    subnet = client.create_subnet(VpcId=vpc, **place)["Subnet"]["SubnetId"]
    wanted = {"VpcEndpointType": "Interface", "ServiceName": ECR, "PrivateDnsEnabled": False}
    return client.create_vpc_endpoint(VpcId=vpc, SubnetIds=[subnet], **wanted)["VpcEndpoint"]["VpcEndpointId"]


def state(client):
    return client.describe_vpc_endpoints()["VpcEndpoints"][0]["State"]


class TestIam:
    def user(self, *actions):
        iam = boto3.client("iam", **REGION)
        iam.create_user(UserName="anna")
        statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_user_policy(UserName="anna", PolicyName="some", PolicyDocument=policy)
        key = iam.create_access_key(UserName="anna")["AccessKey"]
        keys = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
        return boto3.client("ec2", **keys, **REGION)

    @set_initial_no_auth_action_count(3)
    @mock_vpce
    def test_what_is_not_allowed_is_refused(self):
        client = self.user("ec2:DescribeVpcEndpoints")
        assert client.describe_vpc_endpoints()["VpcEndpoints"] == []
        with pytest.raises(ClientError) as caught:
            client.describe_vpc_peering_connections()
        assert "User: arn:aws:iam::123456789012:user/anna" in caught.value.response["Error"]["Message"]
        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403

    @set_initial_no_auth_action_count(0)
    @mock_vpce
    def test_unknown_keys_are_refused(self):
        client = boto3.client("ec2", aws_access_key_id="nobody", aws_secret_access_key="x", **REGION)
        with pytest.raises(ClientError, match="AuthFailure"):
            client.describe_vpc_endpoints()


@pytest.mark.usefixtures("_unset")
class TestStateManager:
    @mock_vpce
    def test_manual_counts_descriptions(self):
        state_manager.set_transition("mockvpce::vpc-endpoint", {"progression": "manual", "times": 3})
        client = boto3.client("ec2", **REGION)
        endpoint(client)
        client.describe_vpc_peering_connections()
        assert [state(client) for _ in range(4)] == ["pending", "pending", "available", "available"]

    def test_time_is_the_mocks(self):
        state_manager.set_transition("mockvpce::vpc-endpoint", {"progression": "time", "seconds": 600})
        with mock_vpce() as aws:
            client = aws.client("ec2", region="us-east-1")
            endpoint(client)
            aws.clock.advance(minutes=9)
            assert state(client) == "pending"
            aws.clock.advance(minutes=2)
            assert state(client) == "available"

    def test_immediate_outdoes_the_timing(self):
        state_manager.set_transition("mockvpce::vpc-endpoint", {"progression": "immediate"})
        with mock_vpce(timing="aws") as aws:
            client = aws.client("ec2", region="us-east-1")
            endpoint(client)
            assert state(client) == "available"

    def test_other_models_keep_the_timing(self):
        state_manager.set_transition("mockvpce::vpc-peering-connection", {"progression": "manual", "times": 9})
        with mock_vpce() as aws:
            client = aws.client("ec2", region="us-east-1")
            endpoint(client)
            assert state(client) == "available"

    def test_settle_waits_for_nothing(self):
        state_manager.set_transition("mockvpce::vpc-endpoint", {"progression": "manual", "times": 9})
        with mock_vpce() as aws:
            client = aws.client("ec2", region="us-east-1")
            endpoint(client)
            aws.settle()
            assert state(client) == "available"


def test_recorder_sees_and_replays_our_calls(tmp_path, monkeypatch):
    monkeypatch.setattr(recorder, "_location", str(tmp_path / "calls"))
    with mock_vpce():
        client = boto3.client("ec2", **REGION)
        recorder.start_recording()
        try:
            vpc = client.describe_vpcs()["Vpcs"][0]["VpcId"]
            client.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")
        finally:
            recorder.stop_recording()
        assert len(recorder.download_recording().splitlines()) == 2
        recorder.replay_recording()
        assert len(client.describe_vpc_endpoints()["VpcEndpoints"]) == 2
        recorder.reset_recording()


@pytest.mark.parametrize("mock", [mock_aws, mock_vpce])
def test_motos_seed(mock):
    """With the same seed moto's ids are the same; ours follow `mock_vpce(seed=)`."""
    ids = set()
    for _ in range(2):
        with mock():
            requests.post("http://motoapi.amazonaws.com/moto-api/seed?a=42", timeout=10).raise_for_status()
            ids.add(boto3.client("ec2", **REGION).create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"])
    assert len(ids) == 1


def test_motos_seed_holds_for_ours():
    ids = set()
    for _ in range(2):
        with mock_vpce():
            client = boto3.client("ec2", **REGION)
            vpc = client.describe_vpcs()["Vpcs"][0]["VpcId"]
            requests.post("http://motoapi.amazonaws.com/moto-api/seed?a=42", timeout=10).raise_for_status()
            made = client.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")["VpcEndpoint"]
            ids.add(made["VpcEndpointId"])
    assert len(ids) == 1
