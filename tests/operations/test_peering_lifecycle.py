"""The states of a connection: what is shown in each, how long it lasts, and who forgets it when."""

from datetime import timedelta

import pytest
from peering_parties import RELATIONS, joined, make_parties, not_found, refused, requested

BARE = {"OwnerId", "VpcId", "Region"}
FULL = BARE | {"CidrBlock", "CidrBlockSet", "PeeringOptions"}
HIDDEN = FULL - {"PeeringOptions"}
SECOND = timedelta(seconds=1)

all_relations = pytest.mark.parametrize("relation", RELATIONS)
manual = pytest.mark.parametrize("aws", [{"timing": "manual"}], indirect=True)
real_time = pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)


def keys(connection):
    """Keys of the requester's and accepter's information, and whether there is an expiration time."""
    return set(connection["RequesterVpcInfo"]), set(connection["AccepterVpcInfo"]), "ExpirationTime" in connection


def status(connection):
    return connection["Status"]["Code"], connection["Status"]["Message"]


@all_relations
def test_create_answers_initiating_request_once(aws, relation):
    requester, accepter = make_parties(aws, relation)
    made = requester.request(accepter)
    assert made["VpcPeeringConnectionId"].startswith("pcx-0")
    assert len(made["VpcPeeringConnectionId"]) == len("pcx-") + 17
    assert status(made) == ("initiating-request", f"Initiating Request to {accepter.account}")
    assert keys(made) == (FULL, BARE, True)
    assert made["Tags"] == []
    lasts = made["ExpirationTime"] - aws.clock.now()
    assert timedelta(days=7) - 60 * SECOND < lasts <= timedelta(days=7)
    assert made["ExpirationTime"].microsecond == 0
    assert requester.code(made["VpcPeeringConnectionId"]) == "pending-acceptance"


@all_relations
def test_pending(aws, relation):
    requester, accepter = make_parties(aws, relation)
    connection = requested(requester, accepter)
    shown = requester.sees(connection)
    assert status(shown) == ("pending-acceptance", f"Pending Acceptance by {accepter.account}")
    assert keys(shown) == (FULL, BARE, True)
    assert shown["RequesterVpcInfo"]["CidrBlock"] == requester.cidr
    assert shown["RequesterVpcInfo"]["CidrBlockSet"] == [{"CidrBlock": requester.cidr}]
    across = requester.account != accepter.account
    assert keys(accepter.sees(connection)) == (HIDDEN if across else FULL, BARE, True)


@all_relations
def test_accept_answers_provisioning_once(aws, relation):
    requester, accepter = make_parties(aws, relation)
    connection = requested(requester, accepter)
    across = requester.account != accepter.account
    accepted = accepter.accept(connection)
    assert status(accepted) == ("provisioning", "Provisioning")
    assert keys(accepted) == (HIDDEN if across else FULL, FULL, False)
    mine, theirs = requester.sees(connection), accepter.sees(connection)
    assert status(mine) == status(theirs) == ("active", "Active")
    assert keys(mine) == (FULL, HIDDEN if across else FULL, False)
    assert keys(theirs) == (HIDDEN if across else FULL, FULL, False)


def test_options_are_false_and_classic_ones_are_still_there(aws):
    requester, accepter = make_parties(aws, "same")
    shown = requester.sees(joined(requester, accepter))
    assert shown["RequesterVpcInfo"]["PeeringOptions"] == {
        "AllowDnsResolutionFromRemoteVpc": False,
        "AllowEgressFromLocalClassicLinkToRemoteVpc": False,
        "AllowEgressFromLocalVpcToRemoteClassicLink": False,
    }
    assert "MultipathResilienceStatus" not in shown


@all_relations
@pytest.mark.parametrize("who", [0, 1])
def test_deleted(aws, relation, who):
    parties = make_parties(aws, relation)
    connection = joined(*parties)
    parties[who].ec2.create_tags(Resources=[connection], Tags=[{"Key": "Name", "Value": "link"}])
    assert parties[who].delete(connection)["Return"] is True
    for party in parties:
        shown = party.sees(connection)
        assert status(shown) == ("deleted", f"Deleted by {parties[who].account}")
        assert keys(shown) == (BARE, BARE, False)
    assert parties[who].sees(connection)["Tags"] == [{"Key": "Name", "Value": "link"}]


@all_relations
def test_rejected(aws, relation):
    requester, accepter = make_parties(aws, relation)
    connection = requested(requester, accepter)
    assert accepter.reject(connection)["Return"] is True
    for party in (requester, accepter):
        assert status(party.sees(connection)) == ("rejected", f"Rejected by {accepter.account}")
        assert keys(party.sees(connection)) == (BARE, BARE, False)


@all_relations
def test_failed_is_seen_by_the_requester_only(aws, relation):
    requester, accepter = make_parties(aws, relation)
    accepter.cidr = requester.cidr
    made = requester.request(accepter)
    assert made["Status"]["Code"] == "initiating-request"
    shown = requester.sees(made["VpcPeeringConnectionId"])
    assert status(shown) == ("failed", "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range")
    assert keys(shown) == (BARE, BARE, False)
    if relation != "same":
        assert accepter.all() == []


@all_relations
def test_expired_after_168_hours(aws, relation):
    requester, accepter = make_parties(aws, relation)
    connection = requested(requester, accepter)
    aws.clock.advance(hours=168, minutes=-1)
    assert accepter.code(connection) == "pending-acceptance"
    aws.clock.advance(minutes=1)
    for party in (requester, accepter):
        assert status(party.sees(connection)) == ("expired", "Expired")
        assert keys(party.sees(connection)) == (BARE, BARE, False)


def test_expiry_counts_from_the_request_even_if_nobody_looked(aws):
    requester, accepter = make_parties(aws)
    connection = requested(requester, accepter)
    aws.clock.advance(days=8)
    assert requester.code(connection) == accepter.code(connection) == "expired"


@manual
@pytest.mark.parametrize("relation", ["region", "both"])
def test_deleting_between_regions_only(aws, relation):
    requester, accepter = make_parties(aws, relation)
    connection = requested(requester, accepter)
    aws.settle()
    accepter.accept(connection)
    aws.settle()
    accepter.delete(connection)
    for party in (requester, accepter):
        assert status(party.sees(connection)) == ("deleting", "Deleting")
        assert keys(party.sees(connection)) == (BARE, BARE, False)
    aws.settle()
    assert requester.code(connection) == accepter.code(connection) == "deleted"


@manual
@pytest.mark.parametrize("relation", ["same", "account"])
def test_deleted_at_once_within_a_region(aws, relation):
    requester, accepter = make_parties(aws, relation)
    connection = requested(requester, accepter)
    aws.settle()
    requester.delete(connection)
    assert requester.code(connection) == accepter.code(connection) == "deleted"


@real_time
def test_transient_states_take_their_time(aws):
    requester, accepter = make_parties(aws)
    connection = requested(requester, accepter)
    assert requester.code(connection) == "initiating-request"
    assert accepter.sees(connection) is None
    aws.clock.advance(seconds=1)
    assert requester.code(connection) == accepter.code(connection) == "pending-acceptance"
    accepter.accept(connection)
    assert requester.code(connection) == "provisioning"
    aws.clock.advance(seconds=5)
    assert requester.code(connection) == accepter.code(connection) == "active"


HOURS = {
    # how it ends -> relation -> hours that requester and accepter still see it
    "failed": {"same": (2, 2), "region": (2, 0), "account": (2, 0), "both": (2, 0)},
    "expired": {"same": (48, 48), "region": (48, 48), "account": (48, 48), "both": (48, 48)},
    "rejected": {"same": (2, 2), "region": (2, 2), "account": (48, 2), "both": (48, 2)},
    "deleted by requester": {"same": (2, 2), "region": (2, 2), "account": (2, 48), "both": (2, 48)},
    "deleted by accepter": {"same": (2, 2), "region": (2, 2), "account": (48, 2), "both": (48, 2)},
}


def bring_to_end(aws, end, requester, accepter):
    if end == "failed":
        accepter.cidr = requester.cidr
        connection = requested(requester, accepter)
    elif end == "expired":
        connection = requested(requester, accepter)
        aws.clock.advance(days=7)
    elif end == "rejected":
        connection = requested(requester, accepter)
        accepter.reject(connection)
    else:
        connection = joined(requester, accepter)
        (requester if end.endswith("requester") else accepter).delete(connection)
    assert requester.code(connection) == end.split()[0]
    return connection


@pytest.mark.parametrize("end", HOURS)
@all_relations
def test_how_long_an_end_is_remembered(aws, end, relation):
    parties = make_parties(aws, relation)
    connection = bring_to_end(aws, end, *parties)
    for party in parties:
        if party.sees(connection):
            party.ec2.create_tags(Resources=[connection], Tags=[{"Key": "Name", "Value": "link"}])
    passed = 0
    for hour in (2, 48):
        aws.clock.advance(hours=hour - passed, minutes=-1)
        for party, hours in zip(parties, HOURS[end][relation], strict=True):
            assert (party.sees(connection) is not None) == (hours >= hour)
        aws.clock.advance(minutes=1)
        passed = hour
        for party, hours in zip(parties, HOURS[end][relation], strict=True):
            if hours > hour:
                assert party.sees(connection)["Tags"] == [{"Key": "Name", "Value": "link"}]
                continue
            with refused(*not_found(connection)):
                party.all(VpcPeeringConnectionIds=[connection])
            tags = party.ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": [connection]}])["Tags"]
            assert tags == []
