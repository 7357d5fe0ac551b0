"""ModifyVpcPeeringConnectionOptions: whose side, in which state, under which conditions."""

import pytest
from peering_parties import HERE, Party, joined, make_parties, refused, requested

DNS = "AllowDnsResolutionFromRemoteVpc"
CLASSIC = ["AllowEgressFromLocalClassicLinkToRemoteVpc", "AllowEgressFromLocalVpcToRemoteClassicLink"]


def enable_hostnames(*parties):
    for party in parties:
        party.ec2.modify_vpc_attribute(VpcId=party.vpc, EnableDnsHostnames={"Value": True})


def dns_of(party, connection):
    """The option of requester and accepter as the party sees them, None where it sees no options."""
    shown = party.sees(connection)
    sides = shown["RequesterVpcInfo"], shown["AccepterVpcInfo"]
    return tuple(side.get("PeeringOptions", {}).get(DNS) for side in sides)


@pytest.mark.parametrize("side", ["requester", "accepter"])
def test_answer_is_what_was_sent(aws, wire, side):
    requester, accepter = make_parties(aws, "same")
    enable_hostnames(requester, accepter)
    connection = joined(requester, accepter)
    answer = requester.modify(connection, **{side: {DNS: True}})
    assert answer == {f"{side.capitalize()}PeeringConnectionOptions": {DNS: True}}
    assert dns_of(accepter, connection) == (side == "requester", side == "accepter")
    answer = requester.modify(connection, **{side: {DNS: False, CLASSIC[0]: False}})
    assert answer == {f"{side.capitalize()}PeeringConnectionOptions": {DNS: False, CLASSIC[0]: False}}
    assert dns_of(requester, connection) == (False, False)


def test_both_sides_in_one_request(aws):
    requester, accepter = make_parties(aws, "same")
    enable_hostnames(requester, accepter)
    connection = joined(requester, accepter)
    answer = accepter.modify(connection, requester={DNS: True}, accepter={DNS: True})
    assert answer == {
        "RequesterPeeringConnectionOptions": {DNS: True},
        "AccepterPeeringConnectionOptions": {DNS: True},
    }
    assert dns_of(requester, connection) == (True, True)


def test_a_refused_side_leaves_the_other_as_it_was(aws):
    requester, accepter = make_parties(aws, "same")
    enable_hostnames(requester)
    connection = joined(requester, accepter)
    message = f"DNS hostname support must be enabled for the VPC {accepter.vpc}"
    with refused("InvalidVpcPeeringConnectionState.DnsHostnamesDisabled", message):
        requester.modify(connection, requester={DNS: True}, accepter={DNS: True})
    assert dns_of(requester, connection) == (False, False)


def test_across_accounts_each_sees_and_sets_its_own(aws):
    requester, accepter = make_parties(aws, "account")
    enable_hostnames(requester, accepter)
    connection = joined(requester, accepter)
    requester.modify(connection, requester={DNS: True})
    assert (dns_of(requester, connection), dns_of(accepter, connection)) == ((True, None), (None, False))
    accepter.modify(connection, accepter={DNS: True})
    assert (dns_of(requester, connection), dns_of(accepter, connection)) == ((True, None), (None, True))


def test_across_regions_each_is_set_in_its_own(aws):
    requester, accepter = make_parties(aws, "region")
    enable_hostnames(requester, accepter)
    connection = joined(requester, accepter)
    requester.modify(connection, requester={DNS: True})
    accepter.modify(connection, accepter={DNS: True})
    assert dns_of(requester, connection) == dns_of(accepter, connection) == (True, True)


@pytest.mark.parametrize("relation", ["region", "both"])
@pytest.mark.parametrize("value", [True, False])
@pytest.mark.parametrize("option", CLASSIC)
def test_classic_options_across_regions(aws, relation, option, value):
    requester, accepter = make_parties(aws, relation)
    connection = joined(requester, accepter)
    message = (
        "Modifying VPC peering connection options AllowEgressFromLocalClassicLinkToRemoteVpc,"
        " AllowEgressFromLocalVpcToRemoteClassicLink is not supported for cross-region VPC peering connections"
    )
    with refused("OperationNotPermitted", message):
        requester.modify(connection, requester={option: value})


@pytest.mark.parametrize("attribute", ["EnableDnsHostnames", "EnableDnsSupport"])
def test_dns_needs_hostnames_and_support_of_the_named_vpc(aws, attribute):
    requester, accepter = make_parties(aws, "same")
    enable_hostnames(requester, accepter)
    connection = joined(requester, accepter)
    accepter.ec2.modify_vpc_attribute(VpcId=accepter.vpc, **{attribute: {"Value": False}})
    message = f"DNS hostname support must be enabled for the VPC {accepter.vpc}"
    with refused("InvalidVpcPeeringConnectionState.DnsHostnamesDisabled", message):
        requester.modify(connection, accepter={DNS: True})
    requester.modify(connection, requester={DNS: True}, accepter={DNS: False})
    assert dns_of(requester, connection) == (True, False)


@pytest.mark.parametrize("aws", [{"timing": "manual"}], indirect=True)
def test_not_while_pending_or_provisioning(aws):
    requester, accepter = make_parties(aws, "same")
    connection = requested(requester, accepter)
    refusal = (
        "OperationNotPermitted",
        f"Peering {connection} is not active. Peering options can be added only to active peerings.",
    )
    for step in (aws.settle, lambda: accepter.accept(connection)):
        with refused(*refusal):
            requester.modify(connection, requester={DNS: False})
        step()
    with refused(*refusal):
        requester.modify(connection, requester={DNS: False})
    aws.settle()
    assert requester.modify(connection, requester={DNS: False}) != {}


def test_a_request_without_a_side_changes_nothing(aws):
    requester, accepter = make_parties(aws, "same")
    connection = joined(requester, accepter)
    before = requester.sees(connection)
    assert requester.modify(connection) == {}
    assert requester.sees(connection) == before


def test_options_are_gone_with_the_connection(aws):
    requester = Party(aws)
    accepter = Party(aws, region=HERE, cidr="10.1.0.0/16")
    enable_hostnames(requester, accepter)
    connection = joined(requester, accepter)
    requester.modify(connection, requester={DNS: True})
    requester.delete(connection)
    again = joined(requester, accepter)
    assert (dns_of(requester, connection), dns_of(requester, again)) == ((None, None), (False, False))
