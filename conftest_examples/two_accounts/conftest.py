import pytest

PROVIDER, CONSUMER = "111111111111", "222222222222"


@pytest.fixture
def provider(vpce_mock):
    return vpce_mock.session(account=PROVIDER, region="us-east-1")


@pytest.fixture
def consumer(vpce_mock):
    return vpce_mock.session(account=CONSUMER, region="us-east-1")


@pytest.fixture
def service(provider):
    """A service behind a Network Load Balancer, to which the consumer's account may connect once it is accepted."""
    ec2, elbv2 = provider.client("ec2"), provider.client("elbv2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24", AvailabilityZone="us-east-1a")["Subnet"]["SubnetId"]
    balancer = elbv2.create_load_balancer(Name="front", Type="network", Scheme="internal", Subnets=[subnet])
    made = ec2.create_vpc_endpoint_service_configuration(
        NetworkLoadBalancerArns=[balancer["LoadBalancers"][0]["LoadBalancerArn"]], AcceptanceRequired=True
    )["ServiceConfiguration"]
    ec2.modify_vpc_endpoint_service_permissions(
        ServiceId=made["ServiceId"], AddAllowedPrincipals=[f"arn:aws:iam::{CONSUMER}:root"]
    )
    return made
