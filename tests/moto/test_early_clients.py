"""No request leaves the process: clients that moto knows nothing of, addresses that it has no patterns for."""

from __future__ import annotations

import http.server
import io
import threading

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session
from test_drop_in import run

from mockvpce import mock_vpce

REAL = {"aws_access_key_id": "AKIAREALREALREALREAL", "aws_secret_access_key": "x", "region_name": "us-east-1"}

TEAPOT = b"<Response><Errors><Error><Code>Teapot</Code></Error></Errors></Response>"


class Body(io.BytesIO):
    """As urllib3 has it."""

    def stream(self):
        yield self.read()


EARLY = """
    import boto3
    before = {name: boto3.client(name, "us-east-1") for name in ("ec2", "s3", "sqs", "dynamodb")}
    import sys
    assert "moto" not in sys.modules
"""


@pytest.fixture
def early(monkeypatch):
    """A client as one made before moto was imported: without moto's handler and without ours."""
    client = boto3.Session(**REAL).client("ec2")
    for event in ("before-send", "before-call.ec2"):
        for handler in list(client.meta.events._emitter._handlers.prefix_search(event)):
            if type(handler).__name__ == "BotocoreStubber" or handler.__module__.startswith("mockvpce"):
                client.meta.events.unregister(event, handler)
    return client


@pytest.fixture
def sent(monkeypatch):
    """What would have left the process."""
    requests = []

    def send(session, request):
        requests.append(request.url)
        return AWSResponse(request.url, 418, {}, Body(TEAPOT))

    monkeypatch.setattr(URLLib3Session, "send", send)
    return requests


@pytest.mark.needs_processes
def test_made_before_moto_was_imported():
    printed = run(
        EARLY
        + """
    from mockvpce import mock_vpce
    with mock_vpce():
        vpc = before["ec2"].create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        before["ec2"].create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")
        before["s3"].create_bucket(Bucket="bucket")
        before["sqs"].create_queue(QueueName="queue")
        print(len(boto3.client("ec2", "us-east-1").describe_vpc_endpoints()["VpcEndpoints"]))
        print(boto3.client("s3", "us-east-1").list_buckets()["Buckets"][0]["Name"])
        print(before["dynamodb"].list_tables()["TableNames"])
    try:
        before["ec2"].describe_vpcs()
    except Exception as error:
        print(type(error).__name__)
    """
    )
    assert printed.splitlines() == ["1", "bucket", "[]", "NoCredentialsError"]


@pytest.mark.needs_processes
def test_made_before_and_used_under_install():
    printed = run(
        EARLY
        + """
    import mockvpce
    mockvpce.install()
    from moto import mock_aws
    with mock_aws():
        print(len(before["ec2"].describe_vpcs()["Vpcs"]))
        print(before["ec2"].describe_vpc_peering_connections()["VpcPeeringConnections"])
    """
    )
    assert printed.splitlines() == ["1", "[]"]


def test_ours_and_motos_are_answered(early, sent):
    with mock_vpce():
        vpc = early.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        made = early.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")["VpcEndpoint"]
        assert early.describe_vpc_endpoints()["VpcEndpoints"][0]["VpcEndpointId"] == made["VpcEndpointId"]
        with pytest.raises(ClientError, match=r"InvalidVpcEndpointId\.NotFound"):
            early.describe_vpc_endpoints(VpcEndpointIds=["vpce-00000000000000000"])
    assert sent == []


def test_switched_off(early, sent):
    with mock_vpce(early_clients=False), pytest.raises(ClientError, match="Teapot"):
        early.describe_vpc_endpoints()
    assert sent == ["https://ec2.us-east-1.amazonaws.com/"]


def test_off_in_an_inner_mock_only(early, sent):
    with mock_vpce():
        with mock_vpce(early_clients=False), pytest.raises(ClientError, match="Teapot"):
            early.describe_vpcs()
        assert early.describe_vpcs()["Vpcs"]
    assert len(sent) == 1


def test_nothing_stays_patched(early, sent):
    with mock_vpce():
        pass
    with pytest.raises(ClientError, match="Teapot"):
        early.describe_vpcs()


@pytest.mark.parametrize("region", ["us-east-1", "us-gov-west-1"])
def test_dual_stack_addresses_are_answered(region, sent):
    """moto has no patterns for `api.aws`."""
    with mock_vpce():
        client = boto3.client("ec2", region, config=Config(use_dualstack_endpoint=True))
        assert client.meta.endpoint_url.endswith("api.aws")
        assert len(client.describe_vpcs()["Vpcs"]) == 1
        assert client.describe_vpc_endpoints()["VpcEndpoints"] == []
    assert sent == []


@pytest.mark.parametrize(
    ("service", "operation", "call"),
    [
        ("ec2", "describe_vpcs", "DescribeVpcs"),
        ("dynamodb", "list_tables", "ListTables"),
        ("s3", "list_buckets", "GET /"),
    ],
)
def test_what_nobody_answers_is_not_sent(service, operation, call, sent):
    with mock_vpce():
        client = boto3.client(service, "us-east-1", endpoint_url="https://nothing.us-east-1.api.aws")
        with pytest.raises(RuntimeError, match=f"{call} at https://nothing.us-east-1.*was not sent"):
            getattr(client, operation)()
    assert sent == []


def test_what_moto_lets_through_goes_through(sent):
    config = {"core": {"passthrough": {"services": ["ec2"], "urls": []}, "mock_credentials": False}}
    with mock_vpce(config=config):
        client = boto3.client("ec2", **REAL)
        with pytest.raises(ClientError, match="Teapot"):
            client.describe_vpcs()
        with pytest.raises(ClientError, match="Teapot"):
            client.describe_vpc_endpoints()
        assert boto3.client("sqs", **REAL).list_queues()["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert len(sent) == 2


@pytest.mark.needs_threads
def test_other_hosts_are_left_alone():
    """Such as an emulator of the user's."""

    class Emulator(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.send_response(418)
            self.end_headers()
            self.wfile.write(TEAPOT)

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Emulator) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with mock_vpce():
            client = boto3.client("ec2", "us-east-1", endpoint_url=f"http://127.0.0.1:{server.server_port}")
            with pytest.raises(ClientError, match="Teapot"):
                client.describe_vpc_endpoints()
        server.shutdown()
