"""Every name of AWS's hosts is answered or refused in words, whatever it is spelled like; none leaves the process."""

from __future__ import annotations

import boto3
import pytest
import requests
from boto3.s3 import constants
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.core.models import responses_mock
from test_early_clients import sent as sent  # noqa: PLC0414 - a fixture

from mockvpce import mock_vpce
from mockvpce.gateways.aws_hosts import host_of, is_aws, newer, plain

EC2 = "ec2.us-east-1.amazonaws.com"
SPELLINGS = {
    "plain": f"https://{EC2}",
    "final dot": f"https://{EC2}.",
    "upper case": "https://EC2.US-EAST-1.AmazonAWS.com",
    "port": f"https://{EC2}:443",
    "another port": f"https://{EC2}:8443",
    "user-info": f"https://user:word@{EC2}",
    "all of these": "https://user@EC2.us-east-1.amazonaws.COM.:443",
    "not encrypted": f"http://{EC2}",
    "FIPS": "https://ec2-fips.us-east-1.amazonaws.com",
    "dual stack": "https://ec2.us-east-1.api.aws",
    "FIPS, dual stack": "https://ec2-fips.us-east-1.api.aws.",
    "old": "https://ec2.amazonaws.com",
    "older": "https://us-east-1.ec2.amazonaws.com",
    "interface endpoint": "https://vpce-0a1b2c3d4e5f60718-abcdefgh.ec2.us-east-1.vpce.amazonaws.com",
    "in a zone": "https://vpce-0a1b2c3d4e5f60718-abcdefgh-us-east-1a.ec2.us-east-1.vpce.amazonaws.com",
}
NOBODYS = {
    "function URL": "https://abc.lambda-url.us-east-1.on.aws",
    "its final dot": "https://abc.lambda-url.us-east-1.on.aws.",
    "dual stack": "https://nothing.us-east-1.api.aws:443",
    "endpoint service": "https://vpce-0a1b-c2d3.vpce-svc-0a1b2c3d.us-east-1.vpce.amazonaws.com",
}


@pytest.mark.parametrize("url", SPELLINGS.values(), ids=SPELLINGS)
def test_every_spelling_is_answered(url, sent):
    with mock_vpce():
        client = boto3.client("ec2", "us-east-1", endpoint_url=url)
        vpc = client.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        client.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")
        plain_client = boto3.client("ec2", "us-east-1")
        assert len(plain_client.describe_vpcs(VpcIds=[vpc])["Vpcs"]) == 1
        assert len(plain_client.describe_vpc_endpoints()["VpcEndpoints"]) == 1
    assert sent == []


@pytest.mark.parametrize("url", SPELLINGS.values(), ids=SPELLINGS)
def test_every_spelling_is_answered_on_the_wire(url, sent):
    with mock_vpce(wire=True):
        client = boto3.client("ec2", "us-east-1", endpoint_url=url)
        assert client.describe_vpc_endpoints()["VpcEndpoints"] == []
    assert sent == []


@pytest.mark.parametrize("url", NOBODYS.values(), ids=NOBODYS)
@pytest.mark.parametrize("service", ["sqs", "dynamodb"])
def test_what_nobody_answers_is_refused(url, service, sent):
    call = {"sqs": "list_queues", "dynamodb": "list_tables"}[service]
    with mock_vpce():
        client = boto3.client(service, "us-east-1", endpoint_url=url, config=Config(retries={"max_attempts": 0}))
        with pytest.raises((RuntimeError, ClientError)):
            getattr(client, call)()
    assert sent == []


@pytest.mark.parametrize(
    ("service", "call"),
    [
        ("ec2", "describe_vpcs"),
        ("sqs", "list_queues"),
        ("sns", "list_topics"),
        ("dynamodb", "list_tables"),
        ("kms", "list_keys"),
        ("sts", "get_caller_identity"),
        ("s3", "list_buckets"),
        ("ecr", "describe_repositories"),
        ("batch", "describe_job_queues"),
    ],
)
@pytest.mark.parametrize("options", [{"use_fips_endpoint": True}, {"use_dualstack_endpoint": True}], ids=str)
def test_services_under_other_names(service, call, options, sent):
    with mock_vpce():
        client = boto3.client(service, "us-east-1", config=Config(**options))
        assert getattr(client, call)()["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert sent == []


def test_a_bucket_may_be_called_like_an_endpoint(sent):
    with mock_vpce():
        client = boto3.client(
            "s3", "us-east-1", config=Config(use_fips_endpoint=True, s3={"addressing_style": "virtual"})
        )
        for name in ("my-fips", "dualstack"):
            client.create_bucket(Bucket=name)
            client.put_object(Bucket=name, Key="key", Body=name)
        plain_client = boto3.client("s3", "us-east-1")
        for name in ("my-fips", "dualstack"):
            assert plain_client.get_object(Bucket=name, Key="key")["Body"].read() == name.encode()
    assert sent == []


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("ec2.us-east-1.api.aws", EC2),
        ("ec2-fips.us-gov-west-1.amazonaws.com", "ec2.us-gov-west-1.amazonaws.com"),
        ("ec2.cn-north-1.api.amazonwebservices.com.cn", "ec2.cn-north-1.amazonaws.com.cn"),
        ("runtime-fips.sagemaker.us-east-1.amazonaws.com", "runtime.sagemaker.us-east-1.amazonaws.com"),
        ("fips.eks.us-east-1.amazonaws.com", "eks.us-east-1.amazonaws.com"),
        ("b.c.s3-fips.dualstack.us-east-1.amazonaws.com", "b.c.s3.us-east-1.amazonaws.com"),
        ("my-fips.s3-us-west-2.amazonaws.com", "my-fips.s3-us-west-2.amazonaws.com"),
        ("1.s3-control-fips.dualstack.us-east-1.amazonaws.com", "1.s3-control.us-east-1.amazonaws.com"),
        ("b.bucket.vpce-0a-b.s3.us-east-1.vpce.amazonaws.com", "b.s3.us-east-1.amazonaws.com"),
        ("bucket.vpce-0a-b.s3.us-east-1.vpce.amazonaws.com", "s3.us-east-1.amazonaws.com"),
        ("1.control.vpce-0a-b.s3.us-east-1.vpce.amazonaws.com", "1.s3-control.us-east-1.amazonaws.com"),
        ("vpce-0a-b.execute-api.us-east-1.vpce.amazonaws.com", "execute-api.us-east-1.amazonaws.com"),
        ("localhost", "localhost"),
    ],
)
def test_normal_form(name, normal):
    assert plain(host_of(f"https://{name}/path")) == normal
    assert plain(normal) == normal


@pytest.mark.parametrize(
    ("name", "today"),
    [
        ("ec2.amazonaws.com", EC2),
        ("us-west-2.ec2.amazonaws.com", "ec2.us-west-2.amazonaws.com"),
        (EC2, EC2),
        ("localhost", "localhost"),
    ],
)
def test_old_names(name, today):
    assert newer(name) == today


@pytest.mark.parametrize(
    "url", ["https://[::1", "not a URL", "https://", "https://amazonaws.com.example.com", "http://localhost"]
)
def test_what_is_not_awss(url):
    assert not is_aws(url)


class TestRequests:
    """The library `requests`, which moto answers for the names that it has patterns for."""

    @pytest.fixture(autouse=True)
    def left(self, monkeypatch):
        """What would have left the process."""
        found = []

        def send(adapter, request, **_):
            found.append(request.url)
            response = requests.Response()
            response.status_code = 418
            return response

        monkeypatch.setattr(responses_mock, "_real_send", send)
        return found

    @pytest.mark.parametrize("url", SPELLINGS.values(), ids=SPELLINGS)
    @pytest.mark.parametrize("action", ["DescribeVpcs", "DescribeVpcEndpoints"])
    def test_every_spelling_is_answered(self, url, action, left):
        with mock_vpce():
            answered = requests.post(f"{url}/", {"Action": action, "Version": "2016-11-15"}, timeout=5)
        assert (answered.status_code, f"<{action}Response" in answered.text, left) == (200, True, [])

    def test_after_a_reset(self, left):
        with mock_vpce() as aws:
            aws.reset()
            answered = requests.post(f"https://{EC2}/", {"Action": "DescribeVpcs"}, timeout=5)
        assert (answered.status_code, left) == (200, [])

    def test_what_nobody_answers_is_refused(self, left):
        with mock_vpce(), pytest.raises(RuntimeError, match=r"GET /path at https://abc\..*on\.aws was not sent to AWS"):
            requests.get("https://abc.lambda-url.us-east-1.on.aws/path", timeout=5)
        assert left == []

    def test_what_is_let_through(self, left):
        with mock_vpce(early_clients=False):
            requests.get("https://abc.lambda-url.us-east-1.on.aws/path", timeout=5)
        with mock_vpce():
            requests.get("https://example.com/", timeout=5)
        assert left == ["https://abc.lambda-url.us-east-1.on.aws/path", "https://example.com/"]


class TestCommonRuntime:
    """S3's transfers by `awscrt`."""

    def test_transfers_are_refused(self, tmp_path, monkeypatch):
        pytest.importorskip("awscrt", reason="boto3[crt] is not installed")
        if not hasattr(constants, "CRT_TRANSFER_CLIENT"):
            pytest.skip("this boto3 leaves the choice of the Common Runtime to itself, which the next test sees")

        # One process of a machine has the Common Runtime, by a lock of this name: another suite may run meanwhile.
        monkeypatch.setattr("boto3.crt.PROCESS_LOCK_NAME", tmp_path.as_posix().replace("/", "-"))
        file = tmp_path / "file"
        file.write_text("x")
        with mock_vpce(region="us-east-1") as aws:
            client = aws.client("s3")
            client.create_bucket(Bucket="bucket")
            with pytest.raises(
                RuntimeError, match=r"put_object at .* was not sent to AWS: its client is the Common Runtime's"
            ):
                client.upload_file(str(file), "bucket", "key", Config=TransferConfig(preferred_transfer_client="crt"))
            client.upload_file(str(file), "bucket", "other")
            assert [one["Key"] for one in client.list_objects_v2(Bucket="bucket")["Contents"]] == ["other"]

    def test_boto3_chooses_its_own_client(self, tmp_path, monkeypatch):
        s3 = pytest.importorskip("awscrt.s3", reason="boto3[crt] is not installed")
        monkeypatch.setattr(s3, "is_optimized_for_system", lambda: True)
        with mock_vpce(region="us-east-1") as aws:
            client = aws.client("s3")
            client.create_bucket(Bucket="bucket")
            (tmp_path / "file").write_text("x")
            client.upload_file(str(tmp_path / "file"), "bucket", "key")
            assert client.get_object(Bucket="bucket", Key="key")["Body"].read() == b"x"
        assert s3.is_optimized_for_system()
