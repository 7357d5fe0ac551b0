"""Security groups that name groups of a peer VPC: allowed, shown, stale."""

from inspect import getsource

import pytest
from moto.ec2.responses import security_groups
from peering_parties import Party, joined, make_parties, refused

DIFFERENT = "InvalidGroup.NotFound", "You have specified two resources that belong to different networks."
NO_GROUP = "sg-0123456789abcdef0"
directions = pytest.mark.parametrize("direction", ["ingress", "egress"])


def permission(group, owner, port=80):
    pair = {"GroupId": group, "UserId": owner.account}
    return [{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "UserIdGroupPairs": [pair]}]


def authorize(party, group, named, owner, direction="ingress", port=80):
    call = getattr(party.ec2, f"authorize_security_group_{direction}")
    return call(GroupId=group, IpPermissions=permission(named, owner, port))["SecurityGroupRules"]


def pairs(party, group, direction="ingress"):
    key = {"ingress": "IpPermissions", "egress": "IpPermissionsEgress"}[direction]
    shown = party.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
    return [pair for rule in shown[key] for pair in rule["UserIdGroupPairs"]]


def stale(party):
    return party.ec2.describe_stale_security_groups(VpcId=party.vpc)["StaleSecurityGroupSet"]


def stale_pairs(party):
    return [
        pair
        for group in stale(party)
        for rule in group["StaleIpPermissions"] + group["StaleIpPermissionsEgress"]
        for pair in rule["UserIdGroupPairs"]
    ]


@pytest.fixture(params=["same", "account"])
def peered(aws, request):
    """Two parties of one Region, a group of each, and their active connection."""
    requester, accepter = make_parties(aws, request.param)
    return requester, accepter, requester.group("web"), accepter.group("db"), joined(requester, accepter)


# rules ---------------------------------------------------------------------------------------------------------------


@directions
def test_a_rule_names_a_peers_group(peered, direction):
    requester, accepter, web, db, connection = peered
    rules = authorize(requester, web, db, accepter, direction)
    expected = {
        "GroupId": db,
        "UserId": accepter.account,
        "VpcId": accepter.vpc,
        "VpcPeeringConnectionId": connection,
        "PeeringStatus": "active",
    }
    assert rules[0]["ReferencedGroupInfo"] == expected
    assert pairs(requester, web, direction) == [expected]
    shown = requester.ec2.describe_security_group_rules(SecurityGroupRuleIds=[rules[0]["SecurityGroupRuleId"]])
    assert shown["SecurityGroupRules"][0]["ReferencedGroupInfo"] == expected
    assert authorize(accepter, db, web, requester, direction) != []
    assert pairs(accepter, db, direction)[0]["VpcId"] == requester.vpc


@directions
@pytest.mark.parametrize("relation", ["same", "account"])
@pytest.mark.parametrize("when", ["never", "pending", "deleted"])
def test_not_without_an_active_peering(aws, relation, when, direction):
    requester, accepter = make_parties(aws, relation)
    web, db = requester.group("web"), accepter.group("db")
    if when != "never":
        connection = requester.request(accepter)["VpcPeeringConnectionId"]
    if when == "deleted":
        accepter.accept(connection)
        accepter.delete(connection)
    with refused(*DIFFERENT):
        authorize(requester, web, db, accepter, direction)
    assert pairs(requester, web, direction) == []


@directions
@pytest.mark.parametrize("relation", ["region", "both"])
def test_not_between_regions(aws, relation, direction):
    requester, accepter = make_parties(aws, relation)
    web, db = requester.group("web"), accepter.group("db")
    joined(requester, accepter)
    with refused(*DIFFERENT):
        authorize(requester, web, db, accepter, direction)


def test_not_through_a_peering_of_other_vpcs(aws):
    hub, spoke = make_parties(aws, "same")
    far = Party(aws, cidr="10.2.0.0/16")
    joined(hub, spoke)
    joined(hub, far)
    with refused(*DIFFERENT):
        authorize(spoke, spoke.group(), far.group(), far)


def test_unknown_group(peered):
    requester, accepter, web, _, _ = peered
    with refused("InvalidGroup.NotFound", f"The security group '{NO_GROUP}' does not exist"):
        authorize(requester, web, NO_GROUP, accepter)


@pytest.mark.skipif("UserIdGroupPairs" not in getsource(security_groups), reason="older moto drops the UserId of pairs")
def test_group_of_another_owner_than_the_request_says(aws):
    requester, accepter = make_parties(aws)
    web, db = requester.group("web"), accepter.group("db")
    joined(requester, accepter)
    with refused("InvalidGroup.NotFound", f"The security group '{web}' does not exist"):
        authorize(accepter, db, web, accepter)


def test_groups_of_one_vpc_show_nothing_of_peering(peered):
    requester, _, web, _, _ = peered
    app = requester.group("app")
    authorize(requester, web, app, requester)
    assert pairs(requester, web) == [{"GroupId": app, "UserId": requester.account}]
    assert stale(requester) == []


# deleting groups -----------------------------------------------------------------------------------------------------


def test_a_group_named_by_a_peer_can_be_deleted(peered):
    requester, accepter, web, db, _ = peered
    authorize(requester, web, db, accepter)
    accepter.ec2.delete_security_group(GroupId=db)
    assert db not in [one["GroupId"] for one in accepter.ec2.describe_security_groups()["SecurityGroups"]]


def test_a_group_named_in_its_vpc_cannot(peered):
    requester, _, web, _, _ = peered
    app = requester.group("app")
    authorize(requester, web, app, requester)
    authorize(requester, app, app, requester)
    with refused("DependencyViolation", f"resource {app} has a dependent object"):
        requester.ec2.delete_security_group(GroupId=app)
    requester.ec2.revoke_security_group_ingress(GroupId=web, IpPermissions=permission(app, requester))
    requester.ec2.delete_security_group(GroupId=app)
    assert pairs(requester, web) == []


# stale rules ---------------------------------------------------------------------------------------------------------


def test_stale_after_the_peers_group_is_deleted(peered):
    requester, accepter, web, db, connection = peered
    authorize(requester, web, db, accepter)
    assert stale(requester) == []
    accepter.ec2.delete_security_group(GroupId=db)
    pair = {"VpcId": accepter.vpc, "GroupId": db, "VpcPeeringConnectionId": connection, "PeeringStatus": "active"}
    rule = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "UserIdGroupPairs": [pair]}
    assert stale(requester) == [
        {
            "VpcId": requester.vpc,
            "GroupId": web,
            "GroupName": "web",
            "Description": "web",
            "StaleIpPermissions": [rule],
            "StaleIpPermissionsEgress": [],
        }
    ]
    assert pairs(requester, web) == [pair]
    if requester.vpc != accepter.vpc and requester.account != accepter.account:
        assert stale(accepter) == []


@directions
def test_stale_after_the_peering_is_deleted(peered, direction):
    requester, accepter, web, db, connection = peered
    authorize(requester, web, db, accepter, direction)
    accepter.delete(connection)
    expected = {
        "VpcId": accepter.vpc,
        "UserId": accepter.account,
        "GroupId": db,
        "GroupName": "db",
        "VpcPeeringConnectionId": connection,
        "PeeringStatus": "deleted",
    }
    key, other = ["StaleIpPermissions", "StaleIpPermissionsEgress"][:: 1 if direction == "ingress" else -1]
    found = stale(requester)[0]
    assert (found[key][0]["UserIdGroupPairs"], found[other]) == ([expected], [])
    assert pairs(requester, web, direction)[0]["PeeringStatus"] == "deleted"


def test_stale_for_as_long_as_the_rule_stands(aws, peered):
    requester, accepter, web, db, connection = peered
    authorize(requester, web, db, accepter)
    requester.delete(connection)
    aws.clock.advance(days=30)
    assert requester.all() == []
    assert stale_pairs(requester)[0]["PeeringStatus"] == "deleted"
    accepter.ec2.delete_security_group(GroupId=db)
    requester.ec2.revoke_security_group_ingress(GroupId=web, IpPermissions=permission(db, accepter))
    assert (stale(requester), pairs(requester, web)) == ([], [])


def test_a_new_peering_makes_the_rule_good_again(peered):
    requester, accepter, web, db, connection = peered
    authorize(requester, web, db, accepter)
    requester.delete(connection)
    again = joined(accepter, requester)
    assert stale(requester) == []
    assert [(one["VpcPeeringConnectionId"], one["PeeringStatus"]) for one in pairs(requester, web)] == [
        (again, "active")
    ]


def test_stale_rules_of_one_port_stand_together(peered):
    requester, accepter, web, db, connection = peered
    cache = accepter.group("cache")
    for named, port in ((db, 80), (cache, 80), (db, 443)):
        authorize(requester, web, named, accepter, port=port)
    requester.delete(connection)
    rules = stale(requester)[0]["StaleIpPermissions"]
    assert [(rule["FromPort"], [one["GroupId"] for one in rule["UserIdGroupPairs"]]) for rule in rules] == [
        (80, [db, cache]),
        (443, [db]),
    ]
    assert set(rules[0]) == {"IpProtocol", "FromPort", "ToPort", "UserIdGroupPairs"}


def test_pages_of_stale_groups(peered):
    requester, accepter, _, db, connection = peered
    groups = [requester.group(f"web-{number}") for number in range(7)]
    for group in groups:
        authorize(requester, group, db, accepter)
    requester.delete(connection)
    pages = requester.ec2.get_paginator("describe_stale_security_groups").paginate(
        VpcId=requester.vpc, PaginationConfig={"PageSize": 5}
    )
    shown = [[one["GroupId"] for one in page["StaleSecurityGroupSet"]] for page in pages]
    assert shown == [groups[:5], groups[5:]]


def test_stale_groups_of_an_unknown_vpc(aws, wire):
    party = Party(aws)
    with refused("InvalidVpcID.NotFound", "The vpc ID 'vpc-0123456789abcdef0' does not exist"):
        party.ec2.describe_stale_security_groups(VpcId="vpc-0123456789abcdef0")


# references ----------------------------------------------------------------------------------------------------------


def references(party, *groups):
    return party.ec2.describe_security_group_references(GroupId=list(groups))["SecurityGroupReferenceSet"]


def test_who_names_a_group(peered):
    requester, accepter, web, db, connection = peered
    cache = accepter.group("cache")
    assert references(accepter, db) == []
    authorize(requester, web, db, accepter)
    authorize(requester, requester.group("app"), db, accepter)
    authorize(accepter, cache, db, accepter)
    found = {"GroupId": db, "ReferencingVpcId": requester.vpc, "VpcPeeringConnectionId": connection}
    assert references(accepter, db, cache) == [found]
    requester.delete(connection)
    assert references(accepter, db) == []


def test_a_revoked_rule_names_nothing(peered):
    requester, accepter, web, db, _ = peered
    authorize(requester, web, db, accepter)
    requester.ec2.revoke_security_group_ingress(GroupId=web, IpPermissions=permission(db, accepter))
    assert references(accepter, db) == []


def test_references_to_an_unknown_group(aws, wire):
    with refused("InvalidGroup.NotFound", f"The security group '{NO_GROUP}' does not exist"):
        references(Party(aws), NO_GROUP)
