"""Code in an isolated subnet: S3 answers through its endpoint, SQS does not until it has one too."""

from types import SimpleNamespace

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError

SERVICE = "com.amazonaws.us-east-1."


def count_jobs():
    """What the app does: it makes its own clients, and knows nothing of the test."""
    jobs = boto3.client("s3", region_name="us-east-1").list_objects_v2(Bucket="jobs").get("Contents", [])
    queues = boto3.client("sqs", region_name="us-east-1").list_queues().get("QueueUrls", [])
    return len(jobs), len(queues)


@pytest.fixture
def isolated(vpce_mock):
    ec2 = vpce_mock.client("ec2", region="us-east-1")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    table = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"][0]["RouteTableId"]
    ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"{SERVICE}s3", RouteTableIds=[table])
    vpce_mock.client("s3", region="us-east-1").create_bucket(Bucket="jobs")
    return SimpleNamespace(ec2=ec2, vpc=vpc, subnet=subnet)


def test_sqs_is_out_of_reach(vpce_mock, isolated):
    with vpce_mock.at(isolated.subnet), pytest.raises(ConnectTimeoutError) as failed:
        count_jobs()
    assert "NO_ROUTE_TO_DESTINATION" in failed.value.__notes__[0]


def test_an_endpoint_brings_it_into_reach(vpce_mock, isolated):
    group = isolated.ec2.create_security_group(VpcId=isolated.vpc, GroupName="https", Description="-")["GroupId"]
    https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}
    isolated.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[https])
    isolated.ec2.create_vpc_endpoint(
        VpcId=isolated.vpc,
        ServiceName=f"{SERVICE}sqs",
        VpcEndpointType="Interface",
        SubnetIds=[isolated.subnet],
        SecurityGroupIds=[group],
    )
    with vpce_mock.at(isolated.subnet):
        assert count_jobs() == (0, 0)
