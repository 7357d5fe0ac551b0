import boto3
import pytest
from botocore.exceptions import ClientError

from mockvpce import mock_vpce

SERVICE = "com.amazonaws.us-east-1.secretsmanager"


def interface_endpoint(ec2, vpc):
    """The code under test, say."""
    made = ec2.create_vpc_endpoint(VpcId=vpc, VpcEndpointType="Interface", ServiceName=SERVICE)
    return made["VpcEndpoint"]


@mock_vpce
def test_private_dns_needs_dns_hostnames():
    ec2 = boto3.client("ec2", region_name="us-east-1")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    with pytest.raises(ClientError, match="enableDnsSupport and enableDnsHostnames"):
        interface_endpoint(ec2, vpc)
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    assert interface_endpoint(ec2, vpc)["PrivateDnsEnabled"] is True


@mock_vpce(region="eu-west-1", seed=1)
def test_options():
    ec2 = boto3.client("ec2")
    assert ec2.meta.region_name == "eu-west-1"
