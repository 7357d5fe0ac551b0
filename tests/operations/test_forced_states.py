"""`force_state` of peerings and Site-to-Site VPN, by AWS's words."""

import pytest

from mockvpce import mock_vpce

OTHER = "222222222222"


@pytest.fixture
def aws():
    with mock_vpce(region="us-east-1", timing="manual") as handle:
        yield handle


@pytest.fixture
def ec2(aws):
    return aws.client("ec2")


@pytest.fixture
def other(aws):
    return aws.client("ec2", account=OTHER)


@pytest.fixture
def peering(aws, ec2, other):
    mine = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    theirs = other.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    made = ec2.create_vpc_peering_connection(VpcId=mine, PeerVpcId=theirs, PeerOwnerId=OTHER)["VpcPeeringConnection"]
    return made["VpcPeeringConnectionId"]


def status(client, peering):
    found = client.describe_vpc_peering_connections()["VpcPeeringConnections"]
    return next((one["Status"]["Code"] for one in found if one["VpcPeeringConnectionId"] == peering), None)


@pytest.mark.parametrize("arrives", [False, True])
@pytest.mark.parametrize("state", ["rejected", "expired", "provisioning", "active", "deleting", "deleted", "failed"])
def test_a_request(aws, ec2, other, peering, state, arrives):
    if arrives:
        aws.settle()
    aws.force_state(peering, state)
    assert status(ec2, peering) == state
    assert status(other, peering) == (None if state == "failed" else state)
    aws.settle()
    ends = {"provisioning": "active", "deleting": "deleted"}
    assert status(ec2, peering) == ends.get(state, state)


@pytest.mark.parametrize("state", ["failed", "deleting", "deleted", "provisioning"])
def test_an_active_one_and_its_routes(aws, ec2, other, peering, state):
    aws.settle()
    other.accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
    aws.settle()
    (found,) = ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
    (table,) = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [found["RequesterVpcInfo"]["VpcId"]]}])[
        "RouteTables"
    ]
    ec2.create_route(
        RouteTableId=table["RouteTableId"], DestinationCidrBlock="10.1.0.0/16", VpcPeeringConnectionId=peering
    )
    aws.force_state(peering, state)
    assert status(ec2, peering) == state
    (table,) = ec2.describe_route_tables(RouteTableIds=[table["RouteTableId"]])["RouteTables"]
    assert [one["State"] for one in table["Routes"] if "VpcPeeringConnectionId" in one] == ["blackhole"]
    aws.clock.advance(days=3)
    assert aws.describe()


def test_an_active_one_was_accepted(aws, peering):
    aws.settle()
    aws.force_state(peering, "active")
    with pytest.raises(
        ValueError, match=r"is 'active' and can be made deleted, deleting, failed, provisioning, got 'expired'"
    ):
        aws.force_state(peering, "expired")


def test_site_to_site_vpn(aws, ec2):
    customer = ec2.create_customer_gateway(Type="ipsec.1", IpAddress="198.51.100.7", BgpAsn=65000)["CustomerGateway"]
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.attach_vpn_gateway(VpnGatewayId=gateway, VpcId=vpc)
    vpn = ec2.create_vpn_connection(
        CustomerGatewayId=customer["CustomerGatewayId"], Type="ipsec.1", VpnGatewayId=gateway
    )["VpnConnection"]["VpnConnectionId"]

    def state():
        return ec2.describe_vpn_connections(VpnConnectionIds=[vpn])["VpnConnections"][0]["State"]

    for wanted in ("available", "modifying", "pending", "deleting"):
        aws.force_state(vpn, wanted)
        assert state() == wanted
    aws.settle()
    assert state() == "deleted"
    for wanted in ("attached", "detaching"):
        aws.force_state(f"{gateway}/{vpc}", wanted)
        (shown,) = ec2.describe_vpn_gateways()["VpnGateways"]
        assert [one["State"] for one in shown["VpcAttachments"]] == [wanted]
    for wanted in ("deleting", "deleted"):
        made = ec2.create_customer_gateway(Type="ipsec.1", IpAddress="198.51.100.9", BgpAsn=65000)["CustomerGateway"]
        aws.force_state(made["CustomerGatewayId"], wanted)
        (shown,) = ec2.describe_customer_gateways(CustomerGatewayIds=[made["CustomerGatewayId"]])["CustomerGateways"]
        assert shown["State"] == wanted


def test_a_virtual_private_gateway(aws, ec2):
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.attach_vpn_gateway(VpnGatewayId=gateway, VpcId=vpc)
    aws.settle()
    (table,) = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
    ec2.create_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="10.9.0.0/16", GatewayId=gateway)

    def seen():
        (shown,) = ec2.describe_vpn_gateways(VpnGatewayIds=[gateway])["VpnGateways"]
        (table,) = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
        (route,) = (one for one in table["Routes"] if one.get("GatewayId") == gateway)
        return shown["State"], shown["VpcAttachments"][0]["State"], route["State"]

    assert seen() == ("available", "attached", "active")
    aws.force_state(gateway, "pending")
    assert seen() == ("pending", "attached", "blackhole")
    aws.settle()
    assert seen() == ("available", "attached", "active")
    aws.force_state(gateway, "deleting")
    assert seen() == ("deleting", "detaching", "blackhole")
    aws.settle()
    assert seen() == ("deleted", "detached", "blackhole")
    with pytest.raises(ValueError, match=f"^{gateway} is 'deleted' for good: it cannot be made 'available'"):
        aws.force_state(gateway, "available")
