"""Where AWS's error is terse, a note on the exception says what stands in the way; the message stays AWS's."""

import pytest
from botocore.exceptions import ClientError

from mockvpce import mock_vpce

OTHER = "222222222222"
SQS = "com.amazonaws.us-east-1.sqs"


@pytest.fixture(params=[False, True], ids=["client", "wire"])
def aws(request):
    with mock_vpce(region="us-east-1", wire=request.param) as handle:
        yield handle


@pytest.fixture
def ec2(aws):
    return aws.client("ec2")


@pytest.fixture
def vpc(ec2):
    return ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]


def notes(code, call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    assert caught.value.response["Error"]["Code"] == code
    return caught.value.__notes__, caught.value.response["Error"]["Message"]


def subnet(ec2, vpc, number, zone="us-east-1a"):
    made = ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=zone)
    return made["Subnet"]["SubnetId"]


def test_which_subnet_has_the_zone(ec2, vpc):
    one, other = subnet(ec2, vpc, 1), subnet(ec2, vpc, 2)
    wanted = {"VpcId": vpc, "VpcEndpointType": "Interface", "ServiceName": SQS, "PrivateDnsEnabled": False}
    found, message = notes("DuplicateSubnetsInSameZone", ec2.create_vpc_endpoint, **wanted, SubnetIds=[one, other])
    assert found == [f"{one} is in us-east-1a, too"]
    assert message.startswith(f"Found another VPC endpoint subnet in the availability zone of {other}.")
    made = ec2.create_vpc_endpoint(**wanted, SubnetIds=[one])["VpcEndpoint"]["VpcEndpointId"]
    found, _ = notes("DuplicateSubnetsInSameZone", ec2.modify_vpc_endpoint, VpcEndpointId=made, AddSubnetIds=[other])
    assert found == [f"{one} is in us-east-1a, too"]


def test_which_attribute_the_vpc_lacks(ec2, vpc):
    wanted = {"VpcId": vpc, "VpcEndpointType": "Interface", "ServiceName": SQS, "PrivateDnsEnabled": True}
    found, message = notes("InvalidParameter", ec2.create_vpc_endpoint, **wanted)
    assert found == [f"{vpc} lacks EnableDnsHostnames: ModifyVpcAttribute sets them one by one"]
    assert message.endswith(f"set to true for {vpc}")


def test_which_permission_is_missing(aws, ec2, vpc):
    provider = aws.client("ec2", account=OTHER)
    theirs = provider.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    network = provider.create_subnet(VpcId=theirs, CidrBlock="10.9.0.0/24")["Subnet"]["SubnetId"]
    balancer = aws.client("elbv2", account=OTHER).create_load_balancer(Name="n", Type="network", Subnets=[network])
    service = provider.create_vpc_endpoint_service_configuration(
        NetworkLoadBalancerArns=[balancer["LoadBalancers"][0]["LoadBalancerArn"]]
    )["ServiceConfiguration"]
    wanted = {"VpcId": vpc, "VpcEndpointType": "Interface", "ServiceName": service["ServiceName"]}
    found, message = notes("InvalidServiceName", ec2.create_vpc_endpoint, **wanted)
    assert message == f"The Vpc Endpoint Service '{service['ServiceName']}' does not exist"
    (note,) = found
    assert note.startswith(f"{service['ServiceId']} of account {OTHER} does not admit 123456789012: ")
    provider.modify_vpc_endpoint_service_permissions(
        ServiceId=service["ServiceId"], AddAllowedPrincipals=["arn:aws:iam::123456789012:root"]
    )
    assert ec2.create_vpc_endpoint(**wanted)["VpcEndpoint"]["State"] == "pendingAcceptance"


def test_what_depends_on_it(ec2, vpc):
    network, group = (
        subnet(ec2, vpc, 1),
        ec2.create_security_group(VpcId=vpc, GroupName="g", Description="-")["GroupId"],
    )
    made = ec2.create_vpc_endpoint(
        VpcId=vpc,
        VpcEndpointType="Interface",
        ServiceName=SQS,
        SubnetIds=[network],
        SecurityGroupIds=[group],
        PrivateDnsEnabled=False,
    )["VpcEndpoint"]["VpcEndpointId"]
    for call, parameters in (
        (ec2.delete_subnet, {"SubnetId": network}),
        (ec2.delete_security_group, {"GroupId": group}),
    ):
        assert notes("DependencyViolation", call, **parameters)[0] == [f"still there: {made}"]


def test_which_peering_or_gateway_keeps_a_vpc(ec2, vpc):
    other = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    made = ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=other)["VpcPeeringConnection"]
    peering = made["VpcPeeringConnectionId"]
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
    ec2.describe_vpc_peering_connections()
    found, message = notes("DependencyViolation", ec2.delete_vpc, VpcId=vpc)
    assert found == [f"still there: {peering}, which is active"]
    assert message == f"The vpc '{vpc}' has dependencies and cannot be deleted."


def test_which_connection_uses_a_customer_gateway(ec2):
    customer = ec2.create_customer_gateway(Type="ipsec.1", IpAddress="198.51.100.7", BgpAsn=65000)["CustomerGateway"]
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    vpn = ec2.create_vpn_connection(
        CustomerGatewayId=customer["CustomerGatewayId"], Type="ipsec.1", VpnGatewayId=gateway
    )["VpnConnection"]["VpnConnectionId"]
    found, _ = notes("IncorrectState", ec2.delete_customer_gateway, CustomerGatewayId=customer["CustomerGatewayId"])
    assert found == [f"used by {vpn}"]
