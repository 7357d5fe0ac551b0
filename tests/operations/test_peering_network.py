"""What peering does to routes, to VPCs that are deleted, and to address blocks that are added."""

import pytest
from peering_parties import OTHER, UNKNOWN, Party, joined, make_parties, not_found, refused, requested

BLACK_HOLE, ACTIVE = {"10.1.0.0/16": "blackhole"}, {"10.1.0.0/16": "active"}


def vpcs(party):
    return [one["VpcId"] for one in party.ec2.describe_vpcs()["Vpcs"]]


# routes --------------------------------------------------------------------------------------------------------------


def test_a_route_shows_its_peering_and_nothing_else(aws, wire):
    requester, accepter = make_parties(aws)
    connection = joined(requester, accepter)
    requester.route(accepter.cidr, connection)
    routes = requester.ec2.describe_route_tables(RouteTableIds=[requester.table])["RouteTables"][0]["Routes"]
    assert routes[-1] == {
        "DestinationCidrBlock": accepter.cidr,
        "Origin": "CreateRoute",
        "State": "active",
        "VpcPeeringConnectionId": connection,
    }


def test_a_route_is_a_black_hole_unless_the_peering_is_active(aws):
    requester, accepter = make_parties(aws)
    connection = requested(requester, accepter)
    requester.route(accepter.cidr, connection)
    assert requester.route_states() == BLACK_HOLE
    accepter.accept(connection)
    assert requester.route_states() == ACTIVE
    accepter.delete(connection)
    assert requester.route_states() == BLACK_HOLE
    aws.clock.advance(days=3)
    assert requester.all() == []
    assert requester.route_states() == BLACK_HOLE


@pytest.mark.parametrize("end", ["reject", "expire"])
def test_a_route_to_a_request_that_came_to_nothing(aws, end):
    requester, accepter = make_parties(aws)
    connection = requested(requester, accepter)
    requester.route(accepter.cidr, connection)
    if end == "reject":
        accepter.reject(connection)
    else:
        aws.clock.advance(days=7)
    assert requester.route_states() == BLACK_HOLE


@pytest.mark.parametrize("aws", [{"timing": "manual"}], indirect=True)
def test_a_route_is_a_black_hole_while_provisioning_and_deleting(aws):
    requester, accepter = make_parties(aws, "region")
    connection = requested(requester, accepter)
    aws.settle()
    requester.route(accepter.cidr, connection)
    accepter.accept(connection)
    assert requester.route_states() == BLACK_HOLE
    aws.settle()
    assert requester.route_states() == ACTIVE
    requester.delete(connection)
    assert requester.route_states() == BLACK_HOLE


def test_a_new_peering_does_not_bring_routes_to_the_old_one_back(aws):
    requester, accepter = make_parties(aws)
    first = joined(requester, accepter)
    requester.route(accepter.cidr, first)
    requester.delete(first)
    second = joined(requester, accepter)
    assert requester.route_states() == BLACK_HOLE
    requester.ec2.replace_route(
        RouteTableId=requester.table, DestinationCidrBlock=accepter.cidr, VpcPeeringConnectionId=second
    )
    assert requester.route_states() == ACTIVE


def test_both_sides_have_routes(aws):
    requester, accepter = make_parties(aws, "both")
    connection = joined(requester, accepter)
    requester.route(accepter.cidr, connection)
    accepter.route(requester.cidr, connection)
    requester.delete(connection)
    assert (requester.route_states(), accepter.route_states()) == (BLACK_HOLE, {"10.0.0.0/16": "blackhole"})


def test_narrower_and_wider_destinations(aws):
    requester, accepter = make_parties(aws)
    connection = joined(requester, accepter)
    for cidr in ("10.1.2.0/24", "10.1.0.0/16", "10.0.0.0/8", "192.168.0.0/16"):
        requester.route(cidr, connection)
    assert set(requester.route_states().values()) == {"active"}
    with pytest.raises(requester.ec2.exceptions.ClientError, match="RouteAlreadyExists"):
        requester.route("10.1.2.0/24", connection)


@pytest.mark.parametrize("destination", ["10.0.0.0/16", "10.0.5.0/24", "10.0.0.1/32"])
def test_own_addresses_cannot_go_to_a_peer(aws, destination):
    requester, accepter = make_parties(aws)
    connection = joined(requester, accepter)
    message = (
        f"The destination CIDR block {destination} is equal to or more specific than one of this VPC's CIDR blocks."
        " This route can target only an interface or an instance."
    )
    with refused("InvalidParameterValue", message):
        requester.route(destination, connection)
    assert requester.route_states() == {}


def test_ipv6_routes(aws):
    requester, accepter = make_parties(aws)
    requester.ec2.associate_vpc_cidr_block(VpcId=requester.vpc, AmazonProvidedIpv6CidrBlock=True)
    shown = requester.ec2.describe_vpcs(VpcIds=[requester.vpc])["Vpcs"][0]
    own = shown["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"]
    connection = joined(requester, accepter)
    options = {"RouteTableId": requester.table, "VpcPeeringConnectionId": connection}
    requester.ec2.create_route(DestinationIpv6CidrBlock="2001:db8::/56", **options)
    with pytest.raises(requester.ec2.exceptions.ClientError, match="equal to or more specific"):
        requester.ec2.create_route(DestinationIpv6CidrBlock=own, **options)
    routes = requester.ec2.describe_route_tables(RouteTableIds=[requester.table])["RouteTables"][0]["Routes"]
    found = next(route for route in routes if route.get("DestinationIpv6CidrBlock") == "2001:db8::/56")
    assert (found["VpcPeeringConnectionId"], found["State"]) == (connection, "active")


def test_routes_need_a_peering_of_their_own_vpc(aws):
    requester, accepter = make_parties(aws)
    connection = joined(requester, accepter)
    bystander = Party(aws, cidr="10.9.0.0/16")
    message = f"route table {bystander.table} and network gateway {connection} belong to different networks"
    with refused("InvalidParameterValue", message):
        bystander.route(accepter.cidr, connection)
    with refused(*not_found(UNKNOWN)):
        requester.route(accepter.cidr, UNKNOWN)
    requester.route(accepter.cidr, connection)
    replace = {"RouteTableId": requester.table, "DestinationCidrBlock": accepter.cidr}
    with refused(*not_found(UNKNOWN)):
        requester.ec2.replace_route(**replace, VpcPeeringConnectionId=UNKNOWN)
    other = joined(bystander, Party(aws, OTHER, cidr="10.3.0.0/16"))
    message = f"route table {requester.table} and network gateway {other} belong to different networks"
    with refused("InvalidParameterValue", message):
        requester.ec2.replace_route(**replace, VpcPeeringConnectionId=other)
    assert requester.route_states() == ACTIVE


def test_route_filters(aws, wire):
    requester, accepter = make_parties(aws)
    connection = joined(requester, accepter)
    requester.route(accepter.cidr, connection)

    def tables(name, value):
        filters = [{"Name": name, "Values": [value]}, {"Name": "vpc-id", "Values": [requester.vpc]}]
        return [one["RouteTableId"] for one in requester.ec2.describe_route_tables(Filters=filters)["RouteTables"]]

    assert tables("route.vpc-peering-connection-id", connection) == [requester.table]
    assert tables("route.state", "blackhole") == []
    requester.delete(connection)
    assert tables("route.state", "blackhole") == [requester.table]
    assert len(tables("route.state", "active")) == 2


# VPCs ----------------------------------------------------------------------------------------------------------------


def in_use(party):
    return "DependencyViolation", f"The vpc '{party.vpc}' has dependencies and cannot be deleted."


@pytest.mark.parametrize("relation", ["same", "region", "account", "both"])
@pytest.mark.parametrize("who", [0, 1])
def test_a_peered_vpc_stays(aws, relation, who):
    parties = make_parties(aws, relation)
    party = parties[who]
    connection = joined(*parties)
    with refused(*in_use(party)):
        party.ec2.delete_vpc(VpcId=party.vpc)
    assert party.code(connection) == "active"
    party.delete(connection)
    party.ec2.delete_vpc(VpcId=party.vpc)
    assert party.vpc not in vpcs(party)
    assert party.code(connection) == "deleted"


@pytest.mark.parametrize("aws", [{"timing": "manual"}], indirect=True)
def test_between_regions_the_vpc_stays_until_the_peering_is_gone(aws):
    requester, accepter = make_parties(aws, "region")
    connection = requested(requester, accepter)
    aws.settle()
    accepter.accept(connection)
    with refused(*in_use(requester)):
        requester.ec2.delete_vpc(VpcId=requester.vpc)
    aws.settle()
    requester.delete(connection)
    with refused(*in_use(accepter)):
        accepter.ec2.delete_vpc(VpcId=accepter.vpc)
    aws.settle()
    accepter.ec2.delete_vpc(VpcId=accepter.vpc)
    assert accepter.vpc not in vpcs(accepter)


def test_a_requester_vpc_takes_its_requests_with_it(aws):
    requester, accepter = make_parties(aws)
    connection = requested(requester, accepter)
    requester.ec2.delete_vpc(VpcId=requester.vpc)
    assert requester.code(connection) == accepter.code(connection) == "deleted"


def test_a_vpc_that_is_asked_stays_until_it_has_answered(aws):
    requester, accepter = make_parties(aws)
    connection = requested(requester, accepter)
    with refused(*in_use(accepter)):
        accepter.ec2.delete_vpc(VpcId=accepter.vpc)
    accepter.reject(connection)
    accepter.ec2.delete_vpc(VpcId=accepter.vpc)
    assert accepter.vpc not in vpcs(accepter)


@pytest.mark.parametrize("end", ["failed", "expired"])
def test_an_ended_request_keeps_no_vpc(aws, end):
    requester, accepter = make_parties(aws)
    if end == "failed":
        accepter.cidr = requester.cidr
    connection = requested(requester, accepter)
    if end == "expired":
        aws.clock.advance(days=7)
    for party in (requester, accepter):
        party.ec2.delete_vpc(VpcId=party.vpc)
    assert requester.code(connection) == end


# address blocks ------------------------------------------------------------------------------------------------------


def blocks(party, connection, side):
    return [one["CidrBlock"] for one in party.sees(connection)[f"{side}VpcInfo"]["CidrBlockSet"]]


@pytest.mark.parametrize("who", [0, 1])
def test_blocks_of_a_peered_vpc(aws, who):
    parties = make_parties(aws)
    party, peer = parties[who], parties[1 - who]
    side = ("Requester", "Accepter")[who]
    connection = joined(*parties)
    made = party.ec2.associate_vpc_cidr_block(VpcId=party.vpc, CidrBlock="10.5.0.0/16")
    assert blocks(peer, connection, side) == [party.cidr, "10.5.0.0/16"]
    inside = str(peer.cidr).replace("/16", "/20")
    message = f"The CIDR block {inside} overlaps with a CIDR block of the VPC peered by {connection}"
    with refused("OperationNotPermitted", message):
        party.ec2.associate_vpc_cidr_block(VpcId=party.vpc, CidrBlock=inside)
    assert blocks(peer, connection, side) == [party.cidr, "10.5.0.0/16"]
    association = made["CidrBlockAssociation"]["AssociationId"]
    party.ec2.disassociate_vpc_cidr_block(AssociationId=association)
    assert blocks(peer, connection, side) == [party.cidr]
    assert peer.sees(connection)["Status"]["Code"] == "active"


def test_the_requester_adds_nothing_while_it_waits(aws):
    requester, accepter = make_parties(aws)
    connection = requested(requester, accepter)
    message = (
        f"{requester.vpc} is the requester VPC of {connection}, which is pending acceptance: no CIDR block can be"
        " associated with it"
    )
    with refused("OperationNotPermitted", message):
        requester.ec2.associate_vpc_cidr_block(VpcId=requester.vpc, CidrBlock="10.5.0.0/16")
    requester.delete(connection)
    requester.ec2.associate_vpc_cidr_block(VpcId=requester.vpc, CidrBlock="10.5.0.0/16")


def test_the_accepter_may_add_and_so_fail_the_request(aws):
    requester, accepter = make_parties(aws)
    connection = requested(requester, accepter)
    accepter.ec2.associate_vpc_cidr_block(VpcId=accepter.vpc, CidrBlock="10.5.0.0/16")
    assert requester.code(connection) == "pending-acceptance"
    accepter.ec2.associate_vpc_cidr_block(VpcId=accepter.vpc, CidrBlock="10.0.8.0/21")
    assert requester.code(connection) == "failed"
    assert accepter.all() == []
