"""Clients of every kind, and credentials: none needed, none of the user's used."""

import os

import boto3
import botocore.session
import pytest
import requests
from botocore.exceptions import ClientError
from botocore.model import OperationNotFoundError, ServiceModel

from mockvpce import mock_vpce

SECRETS = {
    "AWS_ACCESS_KEY_ID": "AKIAUSERSOWNKEY00000",
    "AWS_SECRET_ACCESS_KEY": "users-own-secret",
    "AWS_SESSION_TOKEN": "users-own-token",
    "AWS_SECURITY_TOKEN": "users-own-token",
}
PRIVATE = {"VpcEndpointType": "Interface", "PrivateDnsEnabled": False}
OURS, THEIRS = "111111111111", "222222222222"


def vpc_of(client):
    return client.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]


def make(client, service="com.amazonaws.us-east-1.sqs"):
    made = client.create_vpc_endpoint(VpcId=vpc_of(client), ServiceName=service, **PRIVATE)
    return made["VpcEndpoint"]["VpcEndpointId"]


def seen(client):
    return [one["VpcEndpointId"] for one in client.describe_vpc_endpoints()["VpcEndpoints"]]


@pytest.fixture
def without_credentials(monkeypatch, tmp_path):
    for variable in SECRETS:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def users_credentials(monkeypatch):
    for variable, value in SECRETS.items():
        monkeypatch.setenv(variable, value)


@pytest.mark.usefixtures("without_credentials")
def test_no_credentials_are_needed():
    with mock_vpce():
        client = boto3.Session().client("ec2", "us-east-1")
        assert make(client) in seen(client)


@pytest.mark.usefixtures("users_credentials")
@pytest.mark.parametrize("account", [None, OURS])
def test_users_credentials_are_not_used_and_come_back(account):
    with mock_vpce(account=account) as aws:
        for session in (boto3.Session(), aws.session()):
            credentials = session.get_credentials().get_frozen_credentials()
            assert not set(credentials) & set(SECRETS.values())
        client = boto3.Session().client("ec2", "us-east-1")
        assert make(client) in seen(client)
    assert {variable: os.environ[variable] for variable in SECRETS} == SECRETS


@pytest.mark.usefixtures("users_credentials")
def test_credentials_come_back_after_an_error():
    with pytest.raises(ValueError, match="mine"), mock_vpce(account=OURS):
        raise ValueError("mine")
    assert {variable: os.environ[variable] for variable in SECRETS} == SECRETS


def test_client_made_before_the_mock(monkeypatch):
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(variable, "early")
    early = boto3.Session().client("ec2", "us-east-1")
    for _ in range(2):
        with mock_vpce():
            assert seen(early) == []
            made = make(early)
            assert seen(early) == seen(boto3.client("ec2", "us-east-1")) == [made]


def test_client_of_one_mock_in_the_next():
    with mock_vpce():
        client = boto3.client("ec2", "us-east-1")
        make(client)
    with mock_vpce():
        assert seen(client) == []
        assert make(client) in seen(client)


def test_plain_botocore():
    with mock_vpce():
        client = botocore.session.Session().create_client("ec2", region_name="us-east-1")
        assert make(client) in seen(client)


def test_resources_of_boto3():
    with mock_vpce() as aws:
        ec2 = aws.resource("ec2", region="us-east-1")
        ours, theirs = (ec2.create_vpc(CidrBlock=block) for block in ("10.0.0.0/16", "10.1.0.0/16"))
        made = ec2.create_vpc_endpoint if hasattr(ec2, "create_vpc_endpoint") else None
        peering = ours.request_vpc_peering_connection(PeerVpcId=theirs.id) if made else None
        connection = peering or ec2.create_vpc_peering_connection(VpcId=ours.id, PeerVpcId=theirs.id)
        connection.wait_until_exists()
        connection.accept()
        connection.reload()
        assert connection.status["Code"] == "active"


def test_sessions_of_two_accounts_see_their_own():
    with mock_vpce() as aws:
        ours, theirs = (aws.session(account=one, region="us-east-1").client("ec2") for one in (OURS, THEIRS))
        mine, yours = make(ours), make(theirs)
        assert (seen(ours), seen(theirs)) == ([mine], [yours])
        accounts = [aws.client("sts", account=one).get_caller_identity()["Account"] for one in (OURS, THEIRS)]
        assert accounts == [OURS, THEIRS]
        with pytest.raises(ClientError, match=r"InvalidVpcEndpointId\.NotFound"):
            ours.describe_vpc_endpoints(VpcEndpointIds=[yours])


def test_regions_are_apart():
    with mock_vpce() as aws:
        here, there = (aws.client("ec2", region=region) for region in ("us-east-1", "eu-west-1"))
        made = make(here)
        assert (seen(here), seen(there)) == ([made], [])


def test_assumed_role_acts_for_its_account():
    with mock_vpce() as aws:
        sts = aws.client("sts", account=OURS)
        role = f"arn:aws:iam::{THEIRS}:role/visitor"
        keys = sts.assume_role(RoleArn=role, RoleSessionName="visit")["Credentials"]
        visitor = boto3.client(
            "ec2",
            "us-east-1",
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
        )
        made = make(visitor)
        assert seen(aws.client("ec2", account=THEIRS, region="us-east-1")) == [made]
        assert seen(aws.client("ec2", account=OURS, region="us-east-1")) == []


def test_requests_straight_to_the_endpoint():
    with mock_vpce() as aws:
        made = make(aws.client("ec2", region="us-east-1"))
        form = {"Action": "DescribeVpcEndpoints", "Version": "2016-11-15", "VpcEndpointId.1": made}
        answer = requests.post("https://ec2.us-east-1.amazonaws.com/", data=form, timeout=5)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/xml;charset=UTF-8"
        assert f"<vpcEndpointId>{made}</vpcEndpointId>" in answer.text
        refused = requests.post(
            "https://ec2.us-east-1.amazonaws.com/", data=form | {"VpcEndpointId.1": "vpce-0000000000000000f"}, timeout=5
        )
        assert refused.status_code == 400
        assert "<Code>InvalidVpcEndpointId.NotFound</Code>" in refused.text


def test_what_nobody_answers_names_itself():
    with mock_vpce() as aws, pytest.raises(ClientError, match=r"InvalidAction.*DescribeLockedSnapshots"):
        aws.client("ec2", region="us-east-1").describe_locked_snapshots()


def test_error_is_the_clients_own_kind():
    with mock_vpce() as aws:
        client = aws.client("ec2", region="us-east-1")
        with pytest.raises(client.exceptions.ClientError) as caught:
            client.describe_vpc_endpoints(VpcEndpointIds=["vpce-0000000000000000f"])
        assert caught.value.operation_name == "DescribeVpcEndpoints"
        metadata = caught.value.response["ResponseMetadata"]
        assert metadata.keys() == {"RequestId", "HTTPStatusCode", "HTTPHeaders", "RetryAttempts"}
        assert metadata["HTTPStatusCode"] == 400


def test_handlers_of_the_users_are_called():
    with mock_vpce() as aws:
        client, heard = aws.client("ec2", region="us-east-1"), []
        for event in ("provide-client-params", "before-call", "after-call", "before-send"):
            client.meta.events.register(f"{event}.ec2", lambda event_name, **_: heard.append(event_name.split(".")[0]))
        seen(client)
        assert heard == ["provide-client-params", "before-call", "before-send", "after-call"]


CREDENTIAL = "Credential=AKIAIOSFODNN7EXAMPLE/20261123/us-east-1/ec2/aws4_request"
SIGNED = f"AWS4-HMAC-SHA256 {CREDENTIAL}, SignedHeaders=host, Signature=0"


def ask(action):
    form = {"Action": action, "Version": "2016-11-15"}
    return requests.post(
        "https://ec2.us-east-1.amazonaws.com/", data=form, headers={"Authorization": SIGNED}, timeout=5
    )


def test_a_raw_request_for_an_action_that_ec2_does_not_have():
    with mock_vpce():
        refused = ask("MakeCoffee")
        assert refused.status_code == 400
        assert "<Code>InvalidAction</Code>" in refused.text
        assert "The action MakeCoffee is not valid for this web service." in refused.text


def test_a_raw_request_for_one_of_ours_that_the_installed_botocore_lacks(monkeypatch):
    def lacks(model, name):
        raise OperationNotFoundError(name)

    with mock_vpce():
        monkeypatch.setattr(ServiceModel, "operation_model", lacks)
        answer = ask("DescribeVpcEndpointConnections")
    assert (answer.status_code, "<DescribeVpcEndpointConnectionsResponse" in answer.text) == (200, True)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"account": 111111111111}, "an AWS account id is text of 12 digits, got 111111111111"),
        ({"account": "1"}, "12 digits"),
        ({"account": "\u0661" * 12}, "12 digits"),
        ({"region": 5}, "the name of a Region"),
        ({"region": "a b"}, "the name of a Region"),
    ],
)
def test_accounts_and_regions_that_are_none_are_refused(given, told):
    with mock_vpce() as aws:
        for make in (
            aws.session,
            lambda **given: aws.client("ec2", **given),
            lambda **given: aws.resource("ec2", **given),
        ):
            with pytest.raises(ValueError, match=told):
                make(**given)
