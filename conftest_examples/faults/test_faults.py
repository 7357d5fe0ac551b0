"""One function under test, three ways for AWS to fail."""

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from shop import make_network

pytestmark = pytest.mark.mock_vpce(region="us-east-1", timing="aws")


def test_a_full_region_is_told(vpce_mock):
    boto3.client("sns").create_topic(Name="shop")
    with vpce_mock.fail("CreateVpc", code="VpcLimitExceeded"):
        assert make_network("shop") is None
    assert vpce_mock.calls("sns:Publish")[0].parameters["Message"] == "no room"


def test_throttling_is_retried(vpce_mock):
    vpce_mock.fail("CreateVpc", code="RequestLimitExceeded", times=2)
    assert make_network("shop")
    assert vpce_mock.calls("CreateVpc")[0].attempts == 3


def test_without_a_connection_nothing_is_made(vpce_mock):
    with (
        vpce_mock.fail("CreateVpc", exception=EndpointConnectionError, times=None),
        pytest.raises(EndpointConnectionError),
    ):
        make_network("shop")
    with vpce_mock.recording() as calls:
        assert len(boto3.client("ec2").describe_vpcs()["Vpcs"]) == 1
    assert not calls.writes
