"""A provider that decides after a while, and one that never does."""

import boto3
import pytest
from connecting import TooLateError, connect

pytestmark = pytest.mark.mock_vpce(region="us-east-1", timing="aws")


@pytest.fixture
def vpc():
    return boto3.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]


@pytest.fixture
def provider(vpce_mock):
    return vpce_mock.client("ec2", account="111111111111")


@pytest.fixture
def service(vpce_mock, provider):
    """A service that asks its provider about each connection."""
    its_vpc = provider.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    subnet = provider.create_subnet(VpcId=its_vpc, CidrBlock="10.1.0.0/24")["Subnet"]["SubnetId"]
    balancers = vpce_mock.client("elbv2", account="111111111111")
    made = balancers.create_load_balancer(Name="front", Type="network", Subnets=[subnet])
    made = provider.create_vpc_endpoint_service_configuration(
        NetworkLoadBalancerArns=[made["LoadBalancers"][0]["LoadBalancerArn"]], AcceptanceRequired=True
    )["ServiceConfiguration"]
    provider.modify_vpc_endpoint_service_permissions(ServiceId=made["ServiceId"], AddAllowedPrincipals=["*"])
    return made


def test_a_provider_that_accepts_after_a_while(vpce_mock, vpc, provider, service):
    def accept():
        (waiting,) = provider.describe_vpc_endpoint_connections()["VpcEndpointConnections"]
        provider.accept_vpc_endpoint_connections(
            ServiceId=service["ServiceId"], VpcEndpointIds=[waiting["VpcEndpointId"]]
        )

    began = vpce_mock.clock.now()
    vpce_mock.clock.call_later(75, accept)
    assert connect(vpc, service["ServiceName"], patience=300).startswith("vpce-")
    assert (vpce_mock.clock.now() - began).total_seconds() > 75


def test_a_provider_that_never_decides(vpce_mock, vpc, service):
    with pytest.raises(TooLateError, match="in 120 seconds"):
        connect(vpc, service["ServiceName"])
    assert vpce_mock.calls("DeleteVpcEndpoints")
    assert len(vpce_mock.calls("DescribeVpcEndpoints")) == 120
