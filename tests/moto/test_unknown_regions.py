"""A Region that does not exist has no host: the same for operations of ours and of moto's, whatever the way in."""

import boto3
import pytest
import requests
from botocore.exceptions import EndpointConnectionError

from mockvpce import mock_vpce

OPERATIONS = ["describe_vpcs", "describe_vpc_endpoints", "describe_regions", "describe_vpc_peering_connections"]
FORM = {"Action": "DescribeVpcEndpoints", "Version": "2016-11-15"}
SIGNED = "AWS4-HMAC-SHA256 Credential=FOOBARKEY/20260101/{region}/ec2/aws4_request, SignedHeaders=host, Signature=0"


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("region", ["us-moon-1", "us-east-99", "nowhere"])
@pytest.mark.parametrize("wire", [False, True])
def test_a_client_finds_no_host(operation, region, wire):
    with mock_vpce(wire=wire):
        client = boto3.client("ec2", region_name=region)
        with pytest.raises(EndpointConnectionError, match=rf'"https://ec2\.{region}\.amazonaws\.com/"'):
            getattr(client, operation)()


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_client_made_before_the_mock_finds_none_either(operation):
    client = boto3.client("ec2", region_name="us-moon-1")
    with mock_vpce(), pytest.raises(EndpointConnectionError):
        getattr(client, operation)()


def test_nothing_is_made_there():
    with mock_vpce():
        moon = boto3.client("ec2", region_name="us-moon-1")
        with pytest.raises(EndpointConnectionError):
            moon.create_vpc(CidrBlock="10.0.0.0/16")
        home = boto3.client("ec2", region_name="us-east-1")
        assert "us-moon-1" not in [one["RegionName"] for one in home.describe_regions(AllRegions=True)["Regions"]]


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("region", ["us-west-2", "cn-north-1", "us-gov-west-1", "eu-central-2"])
def test_regions_of_every_partition_are_found(operation, region):
    with mock_vpce():
        assert getattr(boto3.client("ec2", region_name=region), operation)()


def test_moto_may_be_told_to_answer_for_any(monkeypatch):
    monkeypatch.setenv("MOTO_ALLOW_NONEXISTENT_REGION", "true")
    with mock_vpce():
        client = boto3.client("ec2", region_name="us-moon-1")
        assert client.describe_vpc_endpoints()["VpcEndpoints"] == []


@pytest.mark.parametrize("action", ["DescribeVpcs", "DescribeVpcEndpoints"])
@pytest.mark.parametrize("region", ["us-moon-1", ""])
def test_over_http_its_credentials_are_not_valid(action, region):
    with mock_vpce():
        answer = requests.post(
            "https://ec2.amazonaws.com/",
            FORM | {"Action": action},
            headers={"Authorization": SIGNED.format(region=region)},
            timeout=5,
        )
    assert answer.status_code == 401
    assert "<Code>AuthFailure</Code>" in answer.text


def test_the_host_says_which_region_is_meant():
    """As moto has it, whatever Region the request is signed for."""
    with mock_vpce():
        url = "https://ec2.us-west-2.amazonaws.com"
        client = boto3.client("ec2", region_name="us-east-1", endpoint_url=url)
        vpc = client.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        made = client.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-west-2.s3")["VpcEndpoint"]
        west = boto3.client("ec2", region_name="us-west-2")
        assert west.describe_vpc_endpoints()["VpcEndpoints"][0]["VpcEndpointId"] == made["VpcEndpointId"]
