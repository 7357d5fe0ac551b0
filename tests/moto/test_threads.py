"""Sixteen threads at once lose nothing and never see a resource half made."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from threading import Barrier

import pytest
from botocore.exceptions import ClientError
from support.certificate_authority import Authority

from mockvpce import mock_vpce

pytestmark = pytest.mark.needs_threads

THREADS = 16
EACH = 6
FINISHED = {"VpcEndpointId", "VpcId", "State", "NetworkInterfaceIds", "SubnetIds", "Groups", "DnsEntries", "Tags"}


@pytest.fixture(params=[False, True], ids=["client", "wire"])
def aws(request):
    with mock_vpce(region="us-east-1", wire=request.param, quotas=False) as handle:
        yield handle


@pytest.fixture
def vpc(aws):
    ec2 = aws.client("ec2")
    made = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=made, EnableDnsHostnames={"Value": True})
    return made


def together(work):
    """The results of `work(number)` in as many threads, begun at the same moment."""
    barrier = Barrier(THREADS)

    def begin(number):
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begin, range(THREADS)))


def assert_whole(endpoint):
    assert endpoint.keys() >= FINISHED
    assert len(endpoint["NetworkInterfaceIds"]) == len(endpoint["SubnetIds"]) == 1
    assert endpoint["Tags"] == [{"Key": "by", "Value": endpoint["Tags"][0]["Value"]}]
    assert [group["GroupName"] for group in endpoint["Groups"]] == ["default"]


def test_create_and_describe_at_once(aws, vpc):
    ec2 = aws.client("ec2")
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/20")["Subnet"]["SubnetId"]

    def work(number):
        mine = []
        for _ in range(EACH):
            made = ec2.create_vpc_endpoint(
                VpcId=vpc,
                ServiceName="com.amazonaws.us-east-1.sqs",
                VpcEndpointType="Interface",
                PrivateDnsEnabled=False,
                SubnetIds=[subnet],
                TagSpecifications=[{"ResourceType": "vpc-endpoint", "Tags": [{"Key": "by", "Value": str(number)}]}],
            )
            mine.append(made["VpcEndpoint"]["VpcEndpointId"])
            seen = ec2.describe_vpc_endpoints()["VpcEndpoints"]
            for endpoint in seen:
                assert_whole(endpoint)
            assert {endpoint["VpcEndpointId"] for endpoint in seen} >= set(mine)
        return mine

    made = list(chain.from_iterable(together(work)))
    endpoints = ec2.describe_vpc_endpoints()["VpcEndpoints"]
    assert len(set(made)) == THREADS * EACH
    assert {endpoint["VpcEndpointId"] for endpoint in endpoints} == set(made)
    shown = ec2.describe_network_interfaces()["NetworkInterfaces"]
    assert len({one["PrivateIpAddress"] for one in shown}) == len(shown) == THREADS * EACH


def test_motos_requests_and_ours_at_once(aws, vpc):
    ec2 = aws.client("ec2")
    s3 = "com.amazonaws.us-east-1.s3"

    def work(_):
        table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=s3, RouteTableIds=[table])["VpcEndpoint"]["VpcEndpointId"]
        (shown,) = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
        assert made in {route.get("GatewayId") for route in shown["Routes"]}
        ec2.delete_vpc_endpoints(VpcEndpointIds=[made])
        ec2.delete_route_table(RouteTableId=table)
        return table

    tables = together(work)
    left = {table["RouteTableId"] for table in ec2.describe_route_tables()["RouteTables"]}
    assert not left & set(tables)


def test_only_one_of_many_accepts(aws, vpc):
    ec2 = aws.client("ec2")
    peer = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    made = ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=peer)
    asked = made["VpcPeeringConnection"]["VpcPeeringConnectionId"]

    def work(_):
        try:
            ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=asked)
        except ClientError as error:
            return error.response["Error"]["Code"]
        return "accepted"

    assert Counter(together(work)) == {"accepted": 1, "InvalidStateTransition": THREADS - 1}
    (shown,) = ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
    assert shown["Status"]["Code"] == "active"


def test_one_token_in_many_threads_makes_one_endpoint(aws, vpc):
    ec2 = aws.client("ec2")

    def work(_):
        made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3", ClientToken="once")
        return made["VpcEndpoint"]["VpcEndpointId"]

    assert len(set(together(work))) == 1
    assert len(ec2.describe_vpc_endpoints()["VpcEndpoints"]) == 1


def make_vpn(aws, authority):
    """The id of a Client VPN endpoint for certificates of an authority."""
    arn = authority.put_into_acm(aws.client("acm"), authority.issue("vpn.example.com"))
    mutual = {"ClientRootCertificateChainArn": arn}
    made = aws.client("ec2").create_client_vpn_endpoint(
        ClientCidrBlock="172.16.0.0/16",
        ServerCertificateArn=arn,
        AuthenticationOptions=[{"Type": "certificate-authentication", "MutualAuthentication": mutual}],
        ConnectionLogOptions={"Enabled": False},
    )
    return made["ClientVpnEndpointId"]


def test_clients_connect_and_rules_change_at_once(aws, vpc):
    ec2, authority = aws.client("ec2"), Authority()
    endpoint = make_vpn(aws, authority)
    named = {"ClientVpnEndpointId": endpoint}
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/20")["Subnet"]["SubnetId"]
    ec2.associate_client_vpn_target_network(**named, SubnetId=subnet)
    certificate = authority.issue("alice").pem

    def work(number):
        sessions = [aws.connect(endpoint, certificate=certificate) for _ in range(EACH)]
        ec2.authorize_client_vpn_ingress(
            **named, TargetNetworkCidr=f"10.0.{number}.0/24", AccessGroupId=f"group-{number}"
        )
        shown = ec2.describe_client_vpn_connections(**named)["Connections"]
        active = [one["ClientIp"] for one in shown if one["Status"]["Code"] == "active"]
        assert len(active) == len(set(active))
        assert {one.id for one in sessions} <= {one["ConnectionId"] for one in shown}
        ec2.revoke_client_vpn_ingress(**named, TargetNetworkCidr=f"10.0.{number}.0/24", AccessGroupId=f"group-{number}")
        return [one.id for one in sessions]

    made = list(chain.from_iterable(together(work)))
    assert len(set(made)) == THREADS * EACH
    assert ec2.describe_client_vpn_authorization_rules(**named)["AuthorizationRules"] == []
    shown = ec2.describe_client_vpn_connections(**named)["Connections"]
    assert {one["ConnectionId"] for one in shown} == set(made)
    assert {one["Status"]["Code"] for one in shown} == {"terminated"}


def test_only_one_of_many_associates(aws, vpc):
    ec2, endpoint = aws.client("ec2"), make_vpn(aws, Authority())
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/20")["Subnet"]["SubnetId"]

    def work(_):
        try:
            ec2.associate_client_vpn_target_network(ClientVpnEndpointId=endpoint, SubnetId=subnet)
        except ClientError as error:
            return error.response["Error"]["Code"]
        return "associated"

    refusal = "InvalidClientVpnDuplicateAssociationException"
    assert Counter(together(work)) == {"associated": 1, refusal: THREADS - 1}
    assert len(ec2.describe_network_interfaces()["NetworkInterfaces"]) == 1


def test_vpn_connections_and_tunnels_at_once(aws, vpc):
    ec2 = aws.client("ec2")
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    ec2.attach_vpn_gateway(VpnGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.describe_vpn_gateways()
    ec2.enable_vgw_route_propagation(GatewayId=gateway, RouteTableId=table)

    def work(number):
        customer = ec2.create_customer_gateway(Type="ipsec.1", IpAddress=f"198.51.100.{number}", BgpAsn=65001 + number)
        made = ec2.create_vpn_connection(
            Type="ipsec.1",
            CustomerGatewayId=customer["CustomerGateway"]["CustomerGatewayId"],
            VpnGatewayId=gateway,
        )["VpnConnection"]
        vpn = aws.vpn(made["VpnConnectionId"])
        for tunnel in vpn:
            tunnel.up([f"192.168.{number}.0/24"])
        (shown,) = ec2.describe_vpn_connections(VpnConnectionIds=[vpn.id])["VpnConnections"]
        assert [one["Status"] for one in shown["VgwTelemetry"]] == ["UP", "UP"]
        if number % 2:
            ec2.delete_vpn_connection(VpnConnectionId=vpn.id)
        return [one["OutsideIpAddress"] for one in shown["VgwTelemetry"]]

    addresses = list(chain.from_iterable(together(work)))
    assert len(set(addresses)) == 2 * THREADS
    ec2.describe_vpn_connections()
    (shown,) = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
    propagated = {
        one["DestinationCidrBlock"] for one in shown["Routes"] if one["Origin"] == "EnableVgwRoutePropagation"
    }
    assert propagated == {f"192.168.{number}.0/24" for number in range(0, THREADS, 2)}
