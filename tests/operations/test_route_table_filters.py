"""Every documented filter of DescribeRouteTables, and what an answer shows of propagation."""

import pytest

from mockvpce import mock_vpce
from mockvpce.protocol import model

OTHERS = {"association.main", "owner-id", "tag:", "tag-key", "vpc-id"}


@pytest.fixture
def land():
    """A table with a route of each kind, and what each filter finds it by."""
    with mock_vpce(region="us-east-1") as aws:
        ec2 = aws.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", AmazonProvidedIpv6CidrBlock=True)["Vpc"]["VpcId"]
        other = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
        gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
        egress = ec2.create_egress_only_internet_gateway(VpcId=vpc)["EgressOnlyInternetGateway"]
        nat = ec2.create_nat_gateway(SubnetId=subnet, ConnectivityType="private")["NatGateway"]["NatGatewayId"]
        transit = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
        ec2.create_transit_gateway_vpc_attachment(TransitGatewayId=transit, VpcId=vpc, SubnetIds=[subnet])
        instance = ec2.run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1, SubnetId=subnet)["Instances"][0]
        peering = ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=other)["VpcPeeringConnection"]
        peering_id = peering["VpcPeeringConnectionId"]
        ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=peering_id)
        listed = ec2.create_managed_prefix_list(
            PrefixListName="l", MaxEntries=1, AddressFamily="IPv4", Entries=[{"Cidr": "172.16.0.0/16"}]
        )["PrefixList"]["PrefixListId"]
        table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        for target in (
            {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": gateway},
            {"DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": egress["EgressOnlyInternetGatewayId"]},
            {"DestinationCidrBlock": "10.9.0.0/16", "NatGatewayId": nat},
            {"DestinationCidrBlock": "10.8.0.0/16", "TransitGatewayId": transit},
            {"DestinationCidrBlock": "10.7.0.0/16", "InstanceId": instance["InstanceId"]},
            {"DestinationCidrBlock": "10.1.0.0/16", "VpcPeeringConnectionId": peering_id},
            {"DestinationPrefixListId": listed, "TransitGatewayId": transit},
        ):
            ec2.create_route(RouteTableId=table, **target)
        association = ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)["AssociationId"]
        edge = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        ec2.associate_route_table(RouteTableId=edge, GatewayId=gateway)
        found_by = {
            "association.route-table-association-id": association,
            "association.route-table-id": table,
            "association.subnet-id": subnet,
            "route-table-id": table,
            "route.destination-cidr-block": "10.9.0.0/16",
            "route.destination-ipv6-cidr-block": "::/0",
            "route.destination-prefix-list-id": listed,
            "route.egress-only-internet-gateway-id": egress["EgressOnlyInternetGatewayId"],
            "route.gateway-id": gateway,
            "route.instance-id": instance["InstanceId"],
            "route.nat-gateway-id": nat,
            "route.origin": "CreateRoute",
            "route.transit-gateway-id": transit,
            "route.vpc-peering-connection-id": peering_id,
        }
        yield ec2, table, edge, gateway, found_by


def tables(ec2, name, value):
    shown = ec2.describe_route_tables(Filters=[{"Name": name, "Values": [value]}])["RouteTables"]
    return [one["RouteTableId"] for one in shown]


def test_each_filter_finds_the_one_table(land):
    ec2, table, edge, gateway, found_by = land
    assert {*found_by, *OTHERS, "association.gateway-id", "route.state"} == set(
        model.operation("DescribeRouteTables").filters
    )
    for name, value in found_by.items():
        assert tables(ec2, name, value) == [table], name
        assert tables(ec2, name, "none-such") == [], name
    assert tables(ec2, "association.gateway-id", gateway) == [edge]
    assert tables(ec2, "association.subnet-id", gateway) == []
    every = {one["RouteTableId"] for one in ec2.describe_route_tables()["RouteTables"]}
    assert set(tables(ec2, "route.gateway-id", "local")) == every
    assert set(tables(ec2, "route.origin", "CreateRouteTable")) == every


def test_each_table_shows_that_nothing_is_propagated(land):
    ec2, *_ = land
    assert {tuple(one["PropagatingVgws"]) for one in ec2.describe_route_tables()["RouteTables"]} == {()}


def test_a_mock_without_anything_of_ours_shows_it_too():
    with mock_vpce(region="us-east-1") as aws:
        assert [one["PropagatingVgws"] for one in aws.client("ec2").describe_route_tables()["RouteTables"]] == [[]]
