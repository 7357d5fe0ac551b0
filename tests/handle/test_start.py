"""`mock_vpce(start=snapshot)`: a mock that begins where another one was."""

import boto3
import pytest
from moto import mock_aws

from mockvpce import mock_vpce


def build():
    with mock_vpce(region="eu-west-1", seed=7) as aws:
        ec2 = aws.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.eu-west-1.s3")["VpcEndpoint"]
        aws.clock.advance(days=3)
        return made["VpcEndpointId"], aws.snapshot(), aws.clock.now()


def endpoints(ec2):
    return [one["VpcEndpointId"] for one in ec2.describe_vpc_endpoints()["VpcEndpoints"]]


@pytest.mark.parametrize("wire", [False, True])
def test_it_begins_there_any_number_of_times(wire):
    endpoint, snapshot, then = build()
    for _ in range(2):
        with mock_vpce(region="eu-west-1", start=snapshot, wire=wire) as aws:
            assert (aws.clock.now() - then).total_seconds() < 3600
            ec2 = boto3.client("ec2")
            assert endpoints(ec2) == [endpoint]
            assert list(aws.calls) == list(aws.calls("DescribeVpcEndpoints"))
            ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])
            assert endpoints(ec2) == []


def test_ids_are_not_those_of_the_snapshot():
    endpoint, snapshot, _ = build()
    with mock_vpce(region="eu-west-1", start=snapshot, seed=7) as aws:
        ec2 = aws.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
        made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.eu-west-1.s3")["VpcEndpoint"]
        assert endpoints(ec2) == [endpoint, made["VpcEndpointId"]]
        assert len(ec2.describe_vpcs()["Vpcs"]) == 3


@pytest.mark.parametrize("outer", [mock_vpce, mock_aws])
def test_inside_another_mock_it_leaves_that_alone(outer):
    endpoint, snapshot, _ = build()
    with outer():
        ec2 = boto3.client("ec2", "eu-west-1")
        vpc = ec2.create_vpc(CidrBlock="10.5.0.0/16")["Vpc"]["VpcId"]
        with mock_vpce(start=snapshot):
            assert endpoints(ec2) == [endpoint]
            assert vpc not in [one["VpcId"] for one in ec2.describe_vpcs()["Vpcs"]]
        assert vpc in [one["VpcId"] for one in ec2.describe_vpcs()["Vpcs"]]


def test_as_a_decorator():
    endpoint, snapshot, _ = build()

    @mock_vpce(start=snapshot, region="eu-west-1")
    def inside():
        return endpoints(boto3.client("ec2"))

    assert inside() == inside() == [endpoint]


@pytest.mark.parametrize("wrong", ["snapshot", b"", 1, {}])
def test_something_else_is_refused_when_given(wrong):
    with pytest.raises(TypeError, match=r"start is what aws.snapshot\(\) gives, got"):
        mock_vpce(start=wrong)
