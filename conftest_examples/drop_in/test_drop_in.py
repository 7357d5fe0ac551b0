import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws


@mock_aws
def test_stricter_than_moto():
    ec2 = boto3.client("ec2", region_name="us-east-1")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    with pytest.raises(ClientError, match="InvalidServiceName"):
        ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.no-such-service")


@mock_aws
def test_other_services_are_motos():
    sqs = boto3.client("sqs", region_name="us-east-1")
    sqs.create_queue(QueueName="jobs")
    assert len(sqs.list_queues()["QueueUrls"]) == 1
