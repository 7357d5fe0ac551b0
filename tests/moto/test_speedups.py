"""The speed-ups of botocore and moto can be switched off, and no answer differs."""

import pytest

from mockvpce import mock_vpce
from mockvpce.activation.runtime import runtime


def answers(**options):
    with mock_vpce(region="us-east-1", seed=7, **options) as aws:
        ec2 = aws.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24", AvailabilityZone="us-east-1a")["Subnet"]
        ec2.create_vpc_endpoint(
            VpcId=vpc,
            ServiceName="com.amazonaws.us-east-1.sqs",
            VpcEndpointType="Interface",
            SubnetIds=[subnet["SubnetId"]],
            PrivateDnsEnabled=False,
        )
        endpoint = ec2.describe_vpc_endpoints()["VpcEndpoints"][0]
        endpoint.pop("CreationTimestamp")
        subnets = ec2.describe_subnets(SubnetIds=[subnet["SubnetId"]])["Subnets"]
        return endpoint, subnets, len(ec2.describe_images()["Images"])


def whys(**options):
    with mock_vpce(**options):
        return {patch.why for patch in runtime().replaced}


def speeds(found):
    return {why for why in found if why.startswith("speed")}


@pytest.mark.parametrize("wire", [False, True], ids=["client", "wire"])
def test_no_answer_differs(wire):
    assert answers(wire=wire) == answers(wire=wire, speedups=False)


@pytest.mark.needs_speedups
def test_switched_off_by_option():
    assert speeds(whys())
    assert not speeds(whys(speedups=False))


def test_switched_off_by_the_environment(monkeypatch):
    monkeypatch.setenv("MOCKVPCE_SPEEDUPS", "0")
    assert not speeds(whys())
