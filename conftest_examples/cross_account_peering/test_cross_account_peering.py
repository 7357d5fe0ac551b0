"""What either account has to do, and sees."""

import pytest
from botocore.exceptions import ClientError


def state(network, peering):
    shown = network.ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[peering])
    return shown["VpcPeeringConnections"][0]["Status"]["Code"]


def connect(network, peer, peering):
    network.ec2.create_route(
        RouteTableId=network.table_id, DestinationCidrBlock=peer.cidr, VpcPeeringConnectionId=peering
    )


def route_states(network):
    table = network.ec2.describe_route_tables(RouteTableIds=[network.table_id])["RouteTables"][0]
    return [route["State"] for route in table["Routes"] if "VpcPeeringConnectionId" in route]


def test_accepted_peering_carries_traffic(company, vendor, peering):
    connect(company, vendor, peering)
    assert route_states(company) == ["blackhole"]
    vendor.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
    company.ec2.get_waiter("vpc_peering_connection_exists").wait(VpcPeeringConnectionIds=[peering])
    connect(vendor, company, peering)
    assert state(company, peering) == state(vendor, peering) == "active"
    assert (route_states(company), route_states(vendor)) == (["active"], ["active"])


def test_the_company_cannot_accept_for_the_vendor(company, peering):
    with pytest.raises(ClientError) as caught:
        company.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
    error = caught.value.response["Error"]
    assert error["Code"] == "OperationNotPermitted"
    assert error["Message"] == f"User {company.account} cannot accept peering {peering}"


def test_nobody_answers(aws, company, vendor, peering):
    aws.clock.advance(days=7)
    assert state(company, peering) == state(vendor, peering) == "expired"
    aws.clock.advance(days=2)
    assert vendor.ec2.describe_vpc_peering_connections()["VpcPeeringConnections"] == []


def test_each_account_has_its_own_tags(company, vendor, peering):
    company.ec2.create_tags(Resources=[peering], Tags=[{"Key": "Name", "Value": "to the vendor"}])
    shown = vendor.ec2.describe_vpc_peering_connections()["VpcPeeringConnections"][0]
    assert shown["Tags"] == []
