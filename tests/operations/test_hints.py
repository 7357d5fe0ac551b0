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


def test_who_sees_an_id(aws, ec2, vpc):
    elsewhere = aws.client("ec2", region="eu-west-1")
    theirs = aws.client("ec2", account=OTHER)
    peer = theirs.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    made = ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=peer, PeerOwnerId=OTHER)
    peering = made["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    aws.settle()
    wanted = {"VpcPeeringConnectionId": peering}
    found, _ = notes("InvalidVpcPeeringConnectionID.NotFound", elsewhere.accept_vpc_peering_connection, **wanted)
    both = f"123456789012 in us-east-1 and {OTHER} in us-east-1"
    assert found == [f"{peering} is of {both}; this call is of 123456789012 in eu-west-1"]
    found, _ = notes("OperationNotPermitted", ec2.accept_vpc_peering_connection, **wanted)
    assert found == [f"{OTHER} is to accept it, in us-east-1"]
    endpoint = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")["VpcEndpoint"][
        "VpcEndpointId"
    ]
    found, _ = notes("InvalidVpcEndpointId.NotFound", theirs.describe_vpc_endpoints, VpcEndpointIds=[endpoint])
    assert found == [f"{endpoint} is of 123456789012 in us-east-1; this call is of {OTHER} in us-east-1"]


def test_which_service_is_meant(ec2, vpc):
    wanted = {"VpcId": vpc, "VpcEndpointType": "Interface", "PrivateDnsEnabled": False}
    (found,), _ = notes("InvalidServiceName", ec2.create_vpc_endpoint, **wanted, ServiceName=f"{SQS}s")
    assert f"has no {SQS}s; nearest: {SQS}. If AWS has it" in found
    european = SQS.replace("us-east-1", "eu-west-1")
    found, _ = notes("InvalidServiceName", ec2.create_vpc_endpoint, **wanted, ServiceName=european)
    assert found == [f"{european} is of eu-west-1, and this request is to us-east-1"]
    found, _ = notes("InvalidParameter", ec2.create_vpc_endpoint, VpcId=vpc, ServiceName=SQS)
    assert found == ["VpcEndpointType is Gateway where it is not given; the service has 'Interface'"]


def test_which_endpoint_has_the_name_and_the_route(ec2, vpc):
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    wanted = {"VpcId": vpc, "VpcEndpointType": "Interface", "ServiceName": SQS}
    first = ec2.create_vpc_endpoint(**wanted)["VpcEndpoint"]["VpcEndpointId"]
    found, _ = notes("InvalidParameter", ec2.create_vpc_endpoint, **wanted)
    assert found == [f"{first} has sqs.us-east-1.amazonaws.com in {vpc}"]
    (table,) = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
    s3 = {"VpcId": vpc, "ServiceName": "com.amazonaws.us-east-1.s3", "RouteTableIds": [table["RouteTableId"]]}
    gateway = ec2.create_vpc_endpoint(**s3)["VpcEndpoint"]["VpcEndpointId"]
    found, _ = notes("RouteAlreadyExists", ec2.create_vpc_endpoint, **s3)
    assert found == [f"{gateway} has put it there"]


def test_which_zones_a_service_has_and_who_uses_its_balancer(aws, ec2, vpc):
    provider = aws.client("ec2", account=OTHER)
    balancers = aws.client("elbv2", account=OTHER)
    theirs = provider.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    at = provider.create_subnet(VpcId=theirs, CidrBlock="10.9.0.0/24", AvailabilityZone="us-east-1b")["Subnet"]
    made = balancers.create_load_balancer(Name="n", Type="network", Scheme="internal", Subnets=[at["SubnetId"]])
    arn = made["LoadBalancers"][0]["LoadBalancerArn"]
    service = provider.create_vpc_endpoint_service_configuration(NetworkLoadBalancerArns=[arn])["ServiceConfiguration"]
    provider.modify_vpc_endpoint_service_permissions(ServiceId=service["ServiceId"], AddAllowedPrincipals=["*"])
    mine = subnet(ec2, vpc, 1)
    (zone,) = (one["ZoneId"] for one in ec2.describe_availability_zones(ZoneNames=["us-east-1a"])["AvailabilityZones"])
    wanted = {"VpcId": vpc, "VpcEndpointType": "Interface", "ServiceName": service["ServiceName"], "SubnetIds": [mine]}
    found, _ = notes("InvalidParameter", ec2.create_vpc_endpoint, **wanted)
    assert found == [f"{mine} is in us-east-1a ({zone}), the service in {at['AvailabilityZoneId']}"]
    found, _ = notes("ResourceInUse", balancers.delete_load_balancer, LoadBalancerArn=arn)
    assert found == [f"used by {service['ServiceId']}"]


def test_what_a_virtual_private_gateway_is_used_by(aws, ec2, vpc):
    gateway, spare = (ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"] for _ in range(2))
    other = ec2.create_vpc(CidrBlock="10.5.0.0/16")["Vpc"]["VpcId"]
    attach = ec2.attach_vpn_gateway
    attach(VpnGatewayId=gateway, VpcId=vpc)
    aws.settle()
    found, _ = notes("VpnGatewayAttachmentLimitExceeded", attach, VpnGatewayId=gateway, VpcId=other)
    assert found == [f"{gateway} is attached to {vpc}"]
    found, _ = notes("InvalidVpcState", attach, VpnGatewayId=spare, VpcId=vpc)
    assert found == [f"{vpc} has {gateway}"]
    customer = ec2.create_customer_gateway(Type="ipsec.1", IpAddress="198.51.100.7", BgpAsn=65000)["CustomerGateway"]
    made = ec2.create_vpn_connection(
        Type="ipsec.1", VpnGatewayId=gateway, CustomerGatewayId=customer["CustomerGatewayId"]
    )
    vpn = made["VpnConnection"]["VpnConnectionId"]
    found, _ = notes("IncorrectState", ec2.delete_vpn_gateway, VpnGatewayId=gateway)
    assert found == [f"used by {vpc}, {vpn}"]
    route = {"VpnConnectionId": vpn, "DestinationCidrBlock": "192.168.0.0/16"}
    found, _ = notes("InvalidVpnConnection.InvalidType", ec2.create_vpn_connection_route, **route)
    assert found == [f"{vpn} routes by BGP: CreateVpnConnection, Options={{'StaticRoutesOnly': True}} makes others"]


def test_which_subnet_of_a_client_vpn_endpoint_has_the_zone(aws, ec2, vpc):
    arn = aws.client("acm").request_certificate(DomainName="vpn.example.com")["CertificateArn"]
    mutual = {"ClientRootCertificateChainArn": arn}
    endpoint = ec2.create_client_vpn_endpoint(
        ClientCidrBlock="172.16.0.0/16",
        ServerCertificateArn=arn,
        AuthenticationOptions=[{"Type": "certificate-authentication", "MutualAuthentication": mutual}],
        ConnectionLogOptions={"Enabled": False},
    )["ClientVpnEndpointId"]
    one, other = subnet(ec2, vpc, 1), subnet(ec2, vpc, 2)
    elsewhere = ec2.create_vpc(CidrBlock="10.5.0.0/16")["Vpc"]["VpcId"]
    far = ec2.create_subnet(VpcId=elsewhere, CidrBlock="10.5.0.0/24")["Subnet"]["SubnetId"]
    associate = ec2.associate_client_vpn_target_network
    association = associate(ClientVpnEndpointId=endpoint, SubnetId=one)["AssociationId"]
    aws.settle()
    wanted = {"ClientVpnEndpointId": endpoint}
    found, _ = notes("InvalidClientVpnSubnetId.DuplicateAz", associate, **wanted, SubnetId=other)
    assert found == [f"{one} is in us-east-1a, too ({association})"]
    found, _ = notes("InvalidClientVpnSubnetId.NotFound", associate, **wanted, SubnetId=far)
    assert found == [f"{endpoint} leads into {vpc}, and {far} is in {elsewhere}"]
