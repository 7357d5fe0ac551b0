"""`aws.describe()`: the tree that a test author prints."""

import re

import pytest

from mockvpce import mock_vpce

A, B = "111111111111", "222222222222"


def named(kind, name):
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}]


@pytest.fixture
def aws():
    with mock_vpce(region="us-east-1") as handle:
        yield handle


def shape(text):
    """The tree with ids shortened to their prefixes, and addresses of instances left out."""
    return re.sub(r"(i-) [\d.]+", r"\1", re.sub(r"\b([a-z-]+-)[0-9a-f]{8,17}\b", r"\1", text))


def test_nothing_yet(aws):
    assert str(aws) == aws.describe() == "nothing but default VPCs"
    aws.client("ec2").describe_vpcs()
    assert aws.describe() == "nothing but default VPCs"


def test_two_accounts(aws):
    ec2, other = aws.client("ec2", account=A), aws.client("ec2", account=B, region="eu-west-1")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=named("vpc", "main"))["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(
        VpcId=vpc,
        CidrBlock="10.0.1.0/24",
        AvailabilityZone="us-east-1a",
        TagSpecifications=named("subnet", "web"),
    )["Subnet"]["SubnetId"]
    ec2.run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1, SubnetId=subnet)
    ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")
    theirs = other.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    peering = ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=theirs, PeerOwnerId=B, PeerRegion="eu-west-1")
    customer = ec2.create_customer_gateway(Type="ipsec.1", IpAddress="198.51.100.7", BgpAsn=65001)
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    ec2.create_vpn_connection(
        Type="ipsec.1",
        CustomerGatewayId=customer["CustomerGateway"]["CustomerGatewayId"],
        VpnGatewayId=gateway,
    )
    assert shape(aws.describe()).splitlines() == [
        "account 111111111111",
        "  us-east-1",
        '    vpc- "main" 10.0.0.0/16',
        '      subnet- "web" 10.0.1.0/24 us-east-1a',
        "        i- running",
        "      vpce- Gateway to com.amazonaws.us-east-1.s3: available",
        '    pcx- vpc- "main" with vpc- of 222222222222 in eu-west-1: pending-acceptance, to be accepted by'
        " 222222222222 in eu-west-1 (AcceptVpcPeeringConnection)",
        "    cgw- customer gateway 198.51.100.7: available",
        "    vgw- vpn gateway: available",
        "    vpn- cgw- with vgw-, tunnels DOWN/DOWN: available",
        "account 222222222222",
        "  eu-west-1",
        "    vpc- 10.1.0.0/16",
        "    pcx- vpc- of 111111111111 in us-east-1 with vpc-: pending-acceptance, to be accepted here"
        " (AcceptVpcPeeringConnection)",
    ]
    other.accept_vpc_peering_connection(
        VpcPeeringConnectionId=peering["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    )
    assert "pcx- vpc- of 111111111111 in us-east-1 with vpc-: active" in shape(aws.describe())


def test_a_service_and_who_waits_for_it(aws):
    ec2, elbv2 = aws.client("ec2"), aws.client("elbv2")
    subnet = ec2.describe_subnets()["Subnets"][0]
    balancer = elbv2.create_load_balancer(
        Name="front", Type="network", Scheme="internal", Subnets=[subnet["SubnetId"]]
    )["LoadBalancers"][0]["LoadBalancerArn"]
    service = ec2.create_vpc_endpoint_service_configuration(NetworkLoadBalancerArns=[balancer], AcceptanceRequired=True)
    ec2.create_vpc_endpoint(
        VpcId=subnet["VpcId"],
        ServiceName=service["ServiceConfiguration"]["ServiceName"],
        VpcEndpointType="Interface",
        SubnetIds=[subnet["SubnetId"]],
    )
    told = shape(aws.describe())
    assert "    vpce-svc- Interface service, acceptance required: Available" in told.splitlines()
    assert "pendingAcceptance, its owner is to AcceptVpcEndpointConnections" in told
    assert "172.31.0.0/16 default" in told


def test_one_line_of_the_handle(aws):
    aws.client("ec2").create_customer_gateway(Type="ipsec.1", IpAddress="198.51.100.7", BgpAsn=65001)
    assert repr(aws) == "<mockvpce.Aws of account 123456789012, 1 resources>"


def test_after_the_end():
    with mock_vpce() as aws:
        pass
    assert repr(aws) == "<mockvpce.Aws of a mock that has ended>"
    with pytest.raises(RuntimeError, match="has ended"):
        aws.describe()
