"""Build once, and start each test from there."""

from dataclasses import dataclass

import pytest

PROVIDER, CONSUMER = "111111111111", "222222222222"


@dataclass
class Topology:
    service_id: str
    endpoint_id: str


def network(ec2, cidr):
    vpc = ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone="eu-west-1a")["Subnet"]["SubnetId"]
    return vpc, subnet


def build(aws):
    provider, balancers = aws.client("ec2", account=PROVIDER), aws.client("elbv2", account=PROVIDER)
    consumer = aws.client("ec2", account=CONSUMER)
    _, subnet = network(provider, "10.0.0.0/16")
    made = balancers.create_load_balancer(Name="service", Type="network", Scheme="internal", Subnets=[subnet])
    service = provider.create_vpc_endpoint_service_configuration(
        NetworkLoadBalancerArns=[made["LoadBalancers"][0]["LoadBalancerArn"]], AcceptanceRequired=False
    )["ServiceConfiguration"]
    provider.modify_vpc_endpoint_service_permissions(
        ServiceId=service["ServiceId"], AddAllowedPrincipals=[f"arn:aws:iam::{CONSUMER}:root"]
    )
    vpc, subnet = network(consumer, "10.1.0.0/16")
    endpoint = consumer.create_vpc_endpoint(
        VpcId=vpc, VpcEndpointType="Interface", ServiceName=service["ServiceName"], SubnetIds=[subnet]
    )["VpcEndpoint"]
    return Topology(service["ServiceId"], endpoint["VpcEndpointId"])


@pytest.fixture(scope="session")
def vpce_mock_options():
    return {"region": "eu-west-1"}


@pytest.fixture(scope="session")
def topology(vpce_mock_session):
    return build(vpce_mock_session)


@pytest.fixture
def provider(topology, vpce_mock):
    return vpce_mock.client("ec2", account=PROVIDER)


@pytest.fixture
def consumer(topology, vpce_mock):
    return vpce_mock.client("ec2", account=CONSUMER)
