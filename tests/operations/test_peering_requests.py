"""Requests and answers to them: wrong peers, overlaps, duplicates, quotas, multipath resilience."""

import pytest
from peering_parties import (
    HERE,
    OTHER,
    OWN,
    RELATIONS,
    THERE,
    UNKNOWN,
    Party,
    joined,
    make_parties,
    not_found,
    refused,
    requested,
)

FAILED = "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range"
NO_VPC = "vpc-0123456789abcdef0"
MALFORMED_VPC = (
    "Invalid Id: '{id}' (expecting 'vpc-...; the Id may only contain lowercase alphanumeric characters"
    " and a single dash')"
)
both_gateways = pytest.mark.usefixtures("wire")


def ends_in_failed(requester, **options):
    made = requester.ec2.create_vpc_peering_connection(VpcId=requester.vpc, **options)["VpcPeeringConnection"]
    assert made["Status"]["Code"] == "initiating-request"
    shown = requester.sees(made["VpcPeeringConnectionId"])
    return shown["Status"] == {"Code": "failed", "Message": FAILED}


# who is asked --------------------------------------------------------------------------------------------------------


@both_gateways
def test_unknown_requester_vpc(aws):
    requester, accepter = make_parties(aws)
    for vpc in (NO_VPC, accepter.vpc):
        with refused("InvalidVpcID.NotFound", f"The vpc ID '{vpc}' does not exist"):
            requester.ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=accepter.vpc)
    assert requester.all() == []


def test_the_requester_vpc_has_to_be_in_the_region_of_the_request(aws):
    requester, accepter = make_parties(aws)
    with refused("InvalidVpcID.NotFound", f"The vpc ID '{requester.vpc}' does not exist"):
        requester.elsewhere(THERE).ec2.create_vpc_peering_connection(VpcId=requester.vpc, PeerVpcId=accepter.vpc)


@pytest.mark.parametrize("value", ["vpc_1", "subnet-0123456789abcdef0", "vpc-ABC", ""])
def test_malformed_vpc(aws, value):
    requester, accepter = make_parties(aws)
    with refused("InvalidVpcId.Malformed", MALFORMED_VPC.format(id=value)):
        requester.ec2.create_vpc_peering_connection(VpcId=value, PeerVpcId=accepter.vpc)


def test_peer_vpc_is_required(aws):
    requester, _ = make_parties(aws)
    with refused("MissingParameter", "The request must contain the parameter peerVpcId"):
        requester.ec2.create_vpc_peering_connection(VpcId=requester.vpc)


def test_wrong_peer_ends_in_failed(aws):
    requester, accepter = make_parties(aws, "both")
    there = {"PeerOwnerId": OTHER, "PeerRegion": THERE}
    assert ends_in_failed(requester, PeerVpcId=NO_VPC, **there)
    assert ends_in_failed(requester, PeerVpcId=accepter.vpc, **{**there, "PeerOwnerId": OWN})
    assert ends_in_failed(requester, PeerVpcId=accepter.vpc, **{**there, "PeerRegion": HERE})
    assert ends_in_failed(requester, PeerVpcId=accepter.vpc, **{**there, "PeerRegion": "mars-north-1"})
    assert ends_in_failed(requester, PeerVpcId=accepter.vpc)
    assert accepter.all() == []


def test_owner_and_region_default_to_the_callers(aws):
    requester, accepter = make_parties(aws, "same")
    made = requester.ec2.create_vpc_peering_connection(VpcId=requester.vpc, PeerVpcId=accepter.vpc)
    peer = made["VpcPeeringConnection"]["AccepterVpcInfo"]
    assert peer == {"OwnerId": OWN, "Region": HERE, "VpcId": accepter.vpc}
    accepter.accept(made["VpcPeeringConnection"]["VpcPeeringConnectionId"])


def test_nobody_accepts_by_itself(aws):
    requester, accepter = make_parties(aws, "same")
    connection = requested(requester, accepter)
    aws.settle()
    assert requester.code(connection) == "pending-acceptance"


# overlaps ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cidr", "overlaps"),
    [("10.0.0.0/16", True), ("10.0.128.0/17", True), ("10.0.0.0/15", False), ("10.1.0.0/16", False)],
)
def test_overlapping_primary_block(aws, cidr, overlaps):
    requester = Party(aws, cidr="10.0.0.0/16")
    accepter = Party(aws, OTHER, cidr="10.0.0.0/16" if cidr.endswith("/15") else cidr)
    if cidr.endswith("/15"):
        requester.cidr = "10.2.0.0/16"
    code = requester.code(requested(requester, accepter))
    assert code == ("failed" if overlaps else "pending-acceptance")


@pytest.mark.parametrize("whose", [0, 1])
def test_overlapping_secondary_block(aws, whose):
    parties = make_parties(aws)
    parties[whose].ec2.associate_vpc_cidr_block(VpcId=parties[whose].vpc, CidrBlock="10.2.0.0/16")
    parties[1 - whose].ec2.associate_vpc_cidr_block(VpcId=parties[1 - whose].vpc, CidrBlock="10.2.128.0/17")
    assert parties[0].code(requested(*parties)) == "failed"


def test_ipv6_blocks(aws):
    requester, accepter = make_parties(aws)
    for party in (requester, accepter):
        party.ec2.associate_vpc_cidr_block(VpcId=party.vpc, AmazonProvidedIpv6CidrBlock=True)
    connection = joined(requester, accepter)
    shown = requester.sees(connection)
    blocks = [shown[f"{side}VpcInfo"]["Ipv6CidrBlockSet"][0]["Ipv6CidrBlock"] for side in ("Requester", "Accepter")]
    assert all(block.endswith("/56") for block in blocks)
    assert blocks[0] != blocks[1]


def test_overlapping_ipv6_block(aws, monkeypatch):
    monkeypatch.setattr("moto.ec2.models.vpcs.random_ipv6_cidr", lambda: "2001:db8::/56")
    requester, accepter = make_parties(aws)
    for party in (requester, accepter):
        party.ec2.associate_vpc_cidr_block(VpcId=party.vpc, AmazonProvidedIpv6CidrBlock=True)
    assert requester.code(requested(requester, accepter)) == "failed"


def test_no_vpc_peers_with_itself(aws):
    requester, _ = make_parties(aws)
    assert requester.code(requested(requester, requester)) == "failed"


# duplicates ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("relation", RELATIONS)
def test_the_same_request_again_gives_the_same_connection(aws, relation):
    requester, accepter = make_parties(aws, relation)
    connection = requested(requester, accepter)
    tags = [{"ResourceType": "vpc-peering-connection", "Tags": [{"Key": "Name", "Value": "again"}]}]
    again = requester.request(accepter, TagSpecifications=tags)
    assert (again["VpcPeeringConnectionId"], again["Status"]["Code"]) == (connection, "pending-acceptance")
    accepter.accept(connection)
    again = requester.request(accepter)
    assert (again["VpcPeeringConnectionId"], again["Status"]["Code"]) == (connection, "active")
    assert len(requester.all()) == 1


@pytest.mark.parametrize("end", ["delete", "reject", "fail", "expire"])
def test_after_its_end_the_same_request_makes_a_new_one(aws, end):
    requester, accepter = make_parties(aws)
    if end == "fail":
        accepter.cidr = requester.cidr
    first = requested(requester, accepter)
    if end == "delete":
        requester.delete(first)
    if end == "reject":
        accepter.reject(first)
    if end == "expire":
        aws.clock.advance(days=7)
    second = requester.request(accepter)
    assert second["VpcPeeringConnectionId"] != first
    assert second["Status"]["Code"] == "initiating-request"
    assert [one["VpcPeeringConnectionId"] for one in requester.all()] == [first, second["VpcPeeringConnectionId"]]


@pytest.mark.parametrize("relation", RELATIONS)
def test_the_reverse_request_is_another_that_cannot_be_accepted(aws, relation):
    requester, accepter = make_parties(aws, relation)
    first, reverse = requested(requester, accepter), requested(accepter, requester)
    assert first != reverse
    assert requester.code(reverse) == "pending-acceptance"
    accepter.accept(first)
    message = f"The vpc peering connection identified by {reverse} already exists."
    with refused("VpcPeeringConnectionAlreadyExists", message):
        requester.accept(reverse)
    assert requester.code(reverse) == "pending-acceptance"
    requester.delete(first)
    assert requester.accept(reverse)["Status"]["Code"] == "provisioning"


# ids -----------------------------------------------------------------------------------------------------------------


@both_gateways
@pytest.mark.parametrize("act", ["accept", "reject", "delete", "modify"])
def test_unknown_and_malformed_ids(aws, act):
    requester, _ = make_parties(aws)
    with refused(*not_found(UNKNOWN)):
        getattr(requester, act)(UNKNOWN)
    with refused(*not_found("pcx-12345678")):
        getattr(requester, act)("pcx-12345678")
    for value in ("pcx-", "vpc-0123456789abcdef0", "pcx_1", "nonsense", "PCX-0123"):
        with refused("InvalidVpcPeeringConnectionId.Malformed", f'Invalid id: "{value}" (expecting "pcx-...")'):
            getattr(requester, act)(value)


# quotas --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("aws", [{"quotas": {"L-DC9F7029": 2}}], indirect=True)
def test_outstanding_requests(aws):
    requester, accepter = make_parties(aws)
    others = [Party(aws, OTHER, cidr=f"10.{number}.0.0/16") for number in (2, 3)]
    connection = requested(requester, accepter)
    requested(requester, others[0])
    message = f"The maximum number of outstanding VPC peering connection requests for {requester.vpc} has been reached."
    with refused("OutstandingVpcPeeringConnectionLimitExceeded", message):
        requester.request(others[1])
    assert requester.request(accepter)["VpcPeeringConnectionId"] == connection
    requested(Party(aws, cidr="10.9.0.0/16"), others[1])
    accepter.accept(connection)
    requested(requester, others[1])


@pytest.mark.parametrize("aws", [{"quotas": {"L-7E9ECCDB": 1}}], indirect=True)
@pytest.mark.parametrize("full", ["requester", "accepter"])
def test_active_connections_of_either_vpc(aws, full):
    requester, accepter = make_parties(aws)
    third = Party(aws, OTHER, cidr="10.2.0.0/16")
    parties = {"requester": requester, "accepter": accepter}
    first = joined(third, parties[full])
    connection = requested(requester, accepter)
    message = f"The maximum number of active VPC peering connections for {parties[full].vpc} has been reached."
    with refused("ActiveVpcPeeringConnectionPerVpcLimitExceeded", message):
        accepter.accept(connection)
    assert requester.code(connection) == "pending-acceptance"
    third.delete(first)
    accepter.accept(connection)


@pytest.mark.parametrize(("aws", "allowed"), [({}, 25), ({"quotas": False}, 27)], indirect=["aws"])
def test_how_many_requests_there_can_be(aws, allowed):
    requester = Party(aws)
    for number in range(1, allowed + 1):
        requested(requester, Party(aws, OTHER, cidr=f"10.{number}.0.0/16"))
    assert len(requester.all()) == allowed
    if allowed == 25:
        with refused(
            "OutstandingVpcPeeringConnectionLimitExceeded",
            f"The maximum number of outstanding VPC peering connection requests for {requester.vpc} has been reached.",
        ):
            requested(requester, Party(aws, OTHER, cidr="10.99.0.0/16"))


# multipath resilience ------------------------------------------------------------------------------------------------

ALLOW = {"AllowMultipathResilience": True}


@pytest.mark.needs(botocore="1.44.5", why="older models lack some of the members")
def test_multipath_from_request_to_connection(aws):
    requester, accepter = make_parties(aws, "both")
    made = requester.request(accepter, RequesterPeeringConnectionOptions=ALLOW)
    assert made["MultipathResilienceStatus"] == "pending"
    options = made["RequesterVpcInfo"]["PeeringOptions"]
    assert (options["AllowMultipathResilience"], options["MultipathResilienceMode"]) == (True, "always-on")
    connection = made["VpcPeeringConnectionId"]
    assert accepter.accept(connection)["AccepterVpcInfo"]["PeeringOptions"]["AllowMultipathResilience"] is True
    assert requester.sees(connection)["MultipathResilienceStatus"] == "enabled"
    assert requester.modify(connection, requester={"AllowMultipathResilience": False}) == {
        "RequesterPeeringConnectionOptions": {"AllowMultipathResilience": False}
    }
    assert accepter.sees(connection)["MultipathResilienceStatus"] == "pending"
    accepter.modify(connection, accepter={"AllowMultipathResilience": False})
    shown = accepter.sees(connection)
    assert shown["MultipathResilienceStatus"] == "disabled"
    assert "MultipathResilienceMode" not in shown["AccepterVpcInfo"]["PeeringOptions"]


@pytest.mark.needs(botocore="1.44.5", why="older models lack some of the members")
def test_multipath_is_off_unless_asked_for(aws):
    requester, accepter = make_parties(aws, "region")
    connection = joined(requester, accepter)
    assert requester.sees(connection)["MultipathResilienceStatus"] == "disabled"
    mode = {**ALLOW, "MultipathResilienceMode": "always-on"}
    assert requester.modify(connection, requester=mode) == {"RequesterPeeringConnectionOptions": mode}
    assert requester.sees(connection)["MultipathResilienceStatus"] == "pending"


@pytest.mark.needs(botocore="1.44.5", why="older models lack some of the members")
def test_multipath_rules(aws):
    requester, accepter = make_parties(aws, "region")
    only_mode = {"MultipathResilienceMode": "always-on"}
    no_mode = "MultipathResilienceMode can be specified only if AllowMultipathResilience is true"
    with refused("InvalidParameterCombination", no_mode):
        requester.request(accepter, RequesterPeeringConnectionOptions=only_mode)
    connection = joined(requester, accepter)
    with refused("InvalidParameterCombination", no_mode):
        requester.modify(connection, requester=only_mode)
    near, far = make_parties(aws, "account")
    within = "Multipath resilience is supported only for inter-Region VPC peering connections"
    with refused("InvalidParameterCombination", within):
        near.request(far, RequesterPeeringConnectionOptions=ALLOW)
    near_connection = joined(near, far)
    with refused("InvalidParameterCombination", within):
        near.modify(near_connection, requester=ALLOW)
