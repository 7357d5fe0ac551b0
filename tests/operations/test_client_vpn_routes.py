"""Routes and authorization rules of Client VPN endpoints."""

import pytest
from client_vpn_site import ABSENT, Office, refused

both_gateways = pytest.mark.usefixtures("wire")
slow = pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)


@pytest.fixture
def office(aws):
    return Office(aws)


def pairs(routes):
    return [(one["DestinationCidr"], one["TargetSubnet"]) for one in routes]


# automatic routes ----------------------------------------------------------------------------------------------------


@both_gateways
def test_association_brings_a_route_for_each_block_of_the_vpc(aws, office):
    office.ec2.associate_vpc_cidr_block(VpcId=office.vpc, CidrBlock="10.1.0.0/16")
    endpoint = office.make_available()
    common = {
        "ClientVpnEndpointId": endpoint,
        "TargetSubnet": office.subnets[0],
        "Type": "Nat",
        "Origin": "associate",
        "Status": {"Code": "active"},
        "Description": "Default Route",
    }
    assert office.routes(endpoint) == [{"DestinationCidr": one, **common} for one in ("10.0.0.0/16", "10.1.0.0/16")]
    office.associate(endpoint, office.subnets[1])
    assert len(office.routes(endpoint)) == 4


def test_later_block_of_the_vpc_comes_with_the_next_association(aws, office):
    endpoint = office.make_available()
    office.ec2.associate_vpc_cidr_block(VpcId=office.vpc, CidrBlock="10.1.0.0/16")
    assert pairs(office.routes(endpoint)) == [("10.0.0.0/16", office.subnets[0])]
    office.disassociate(endpoint, office.networks(endpoint)[0]["AssociationId"])
    aws.settle()
    office.associate(endpoint)
    assert pairs(office.routes(endpoint)) == [
        ("10.0.0.0/16", office.subnets[0]),
        ("10.1.0.0/16", office.subnets[0]),
    ]


def test_routes_through_a_subnet_go_with_its_association(aws, office):
    endpoint = office.make()
    first, second = (office.associate(endpoint, one) for one in office.subnets)
    aws.settle()
    for subnet in office.subnets:
        office.add_route(endpoint, target=subnet)
    office.disassociate(endpoint, first)
    kept = office.subnets[1]
    assert sorted(pairs(office.routes(endpoint))) == [("0.0.0.0/0", kept), ("10.0.0.0/16", kept)]
    office.disassociate(endpoint, second)
    assert office.routes(endpoint) == []


# routes by hand ------------------------------------------------------------------------------------------------------


@both_gateways
def test_route_by_hand(office):
    endpoint = office.make_available()
    assert office.add_route(endpoint) == "creating"
    office.add_route(endpoint, "10.9.0.0/16", Description="the other VPC")
    common = {
        "ClientVpnEndpointId": endpoint,
        "TargetSubnet": office.subnets[0],
        "Type": "Nat",
        "Origin": "add-route",
        "Status": {"Code": "active"},
    }
    assert office.routes(endpoint)[1:] == [
        {"DestinationCidr": "0.0.0.0/0", **common},
        {"DestinationCidr": "10.9.0.0/16", "Description": "the other VPC", **common},
    ]


@slow
def test_routes_take_their_time(aws, office):
    endpoint = office.make()
    office.associate(endpoint)
    with office.unchanged("InvalidClientVpnActiveAssociationNotFound"):
        office.add_route(endpoint)
    aws.clock.advance(minutes=5)
    office.add_route(endpoint)

    def state():
        return [one["Status"]["Code"] for one in office.routes(endpoint) if one["Origin"] == "add-route"]

    assert state() == ["creating"]
    aws.clock.advance(seconds=30)
    assert state() == ["active"]
    assert office.delete_route(endpoint) == "deleting"
    assert office.delete_route(endpoint) == "deleting"
    aws.clock.advance(minutes=1)
    assert state() == ["deleting"]
    with office.unchanged("InvalidClientVpnDuplicateRoute"):
        office.add_route(endpoint)
    aws.clock.advance(minutes=1)
    assert state() == []
    office.add_route(endpoint)


def test_same_destination_through_two_subnets(aws, office):
    endpoint = office.make()
    for subnet in office.subnets:
        office.associate(endpoint, subnet)
    aws.settle()
    for subnet in office.subnets:
        office.add_route(endpoint, target=subnet)
    found = office.routes(endpoint, Filters=[{"Name": "origin", "Values": ["add-route"]}])
    assert pairs(found) == [("0.0.0.0/0", one) for one in office.subnets]


def test_clients_reach_each_other_by_a_route_to_local(office):
    endpoint = office.make_available()
    office.add_route(endpoint, "172.16.0.0/16", "local")
    assert ("172.16.0.0/16", "local") in pairs(office.routes(endpoint))
    with office.unchanged("InvalidParameterValue"):
        office.add_route(endpoint, "172.17.0.0/16", "local")


def test_ipv6_route(office):
    endpoint = office.make_available()
    office.add_route(endpoint, "2001:0db8::/32")
    assert pairs(office.routes(endpoint))[-1] == ("2001:db8::/32", office.subnets[0])


@pytest.mark.parametrize("destination", ["10.9.0.0", "10.9.0.1/16", "nonsense", "10.9.0.0/33", "172.16.4.0/24"])
def test_bad_destination(office, destination):
    endpoint = office.make_available()
    with office.unchanged("InvalidParameterValue"):
        office.add_route(endpoint, destination)


def test_route_that_is_there_already(office):
    endpoint = office.make_available()
    office.add_route(endpoint)
    for destination in ("0.0.0.0/0", "10.0.0.0/16"):
        with office.unchanged("InvalidClientVpnDuplicateRoute", "Route already exists"):
            office.add_route(endpoint, destination)


def test_target_has_to_be_associated(office):
    endpoint, idle = office.make_available(), office.make(ClientCidrBlock="172.20.0.0/16")
    for one, subnet in ((endpoint, office.subnets[1]), (endpoint, f"subnet-{ABSENT}"), (idle, office.subnets[0])):
        with office.unchanged("InvalidClientVpnActiveAssociationNotFound"):
            office.add_route(one, target=subnet)


@pytest.mark.needs(botocore="1.44.8", why="an older client refuses it itself")
def test_target_is_needed(office):
    endpoint = office.make_available()
    with office.unchanged("MissingParameter"):
        office.ec2.create_client_vpn_route(ClientVpnEndpointId=endpoint, DestinationCidrBlock="0.0.0.0/0")


@pytest.mark.parametrize("aws", [{"quotas": {"L-401D78F7": 2}}], indirect=True)
def test_routes_through_one_network_have_a_quota(aws, office):
    endpoint = office.make()
    for subnet in office.subnets:
        office.associate(endpoint, subnet)
    aws.settle()
    for number in range(2):
        office.add_route(endpoint, f"10.{number + 9}.0.0/16")
    with office.unchanged("ClientVpnRouteLimitExceeded", "Limit exceeded"):
        office.add_route(endpoint)
    office.add_route(endpoint, target=office.subnets[1])


def test_deleted_route_is_gone(office):
    endpoint = office.make_available()
    office.add_route(endpoint)
    assert office.delete_route(endpoint) == "deleting"
    with office.unchanged("InvalidClientVpnRouteNotFound"):
        office.delete_route(endpoint)
    office.add_route(endpoint)
    office.ec2.delete_client_vpn_route(ClientVpnEndpointId=endpoint, DestinationCidrBlock="0.0.0.0/0")
    assert pairs(office.routes(endpoint)) == [("10.0.0.0/16", office.subnets[0])]


def test_automatic_route_stays(office):
    endpoint = office.make_available()
    with office.unchanged("InvalidParameterValue"):
        office.delete_route(endpoint, "10.0.0.0/16")


def test_unknown_route(office):
    endpoint = office.make_available()
    for destination, target in (("10.9.0.0/16", office.subnets[0]), ("10.0.0.0/16", office.subnets[1])):
        with office.unchanged("InvalidClientVpnRouteNotFound"):
            office.delete_route(endpoint, destination, target)


def test_failed_route_can_be_deleted(aws, office):
    endpoint = office.make_available()
    office.add_route(endpoint)
    aws.settle()
    aws.force_state(f"{endpoint}/{office.subnets[0]}/0.0.0.0/0", "failed")
    assert office.routes(endpoint)[-1]["Status"] == {"Code": "failed"}
    office.delete_route(endpoint)
    assert len(office.routes(endpoint)) == 1


# rules ---------------------------------------------------------------------------------------------------------------


@both_gateways
def test_rules_of_groups_and_of_everybody(office):
    endpoint = office.make()
    assert office.authorize(endpoint, Description="all") == "authorizing"
    office.authorize(endpoint, group="group_one")
    office.authorize(endpoint, "2001:DB8::/32", group="group_two")
    common = {"ClientVpnEndpointId": endpoint, "Status": {"Code": "active"}}
    assert office.rules(endpoint) == [
        {"GroupId": "", "AccessAll": True, "DestinationCidr": "10.0.0.0/16", "Description": "all", **common},
        {"GroupId": "group_one", "AccessAll": False, "DestinationCidr": "10.0.0.0/16", **common},
        {"GroupId": "group_two", "AccessAll": False, "DestinationCidr": "2001:db8::/32", **common},
    ]


@slow
def test_rules_take_their_time(aws, office):
    endpoint = office.make()
    office.authorize(endpoint)

    def states():
        return [one["Status"]["Code"] for one in office.rules(endpoint)]

    assert states() == ["authorizing"]
    aws.clock.advance(minutes=1)
    assert states() == ["active"]
    assert office.revoke(endpoint) == office.revoke(endpoint) == "revoking"
    assert states() == ["revoking"]
    aws.clock.advance(minutes=1)
    assert states() == []


def test_revoking_for_all_leaves_the_rules_of_groups(office):
    endpoint = office.make()
    office.authorize(endpoint)
    office.authorize(endpoint, group="one")
    office.revoke(endpoint)
    assert [one["GroupId"] for one in office.rules(endpoint)] == ["one"]
    with office.unchanged("InvalidClientVpnEndpointAuthorizationRuleNotFound"):
        office.revoke(endpoint)
    with office.unchanged("InvalidClientVpnEndpointAuthorizationRuleNotFound"):
        office.revoke(endpoint, group="two")
    office.revoke(endpoint, group="one")
    assert office.rules(endpoint) == []


def test_same_rule_twice(office):
    endpoint = office.make()
    office.authorize(endpoint, ClientToken="t")
    assert office.authorize(endpoint, ClientToken="t") == "authorizing"
    with office.unchanged("InvalidClientVpnDuplicateAuthorizationRule"):
        office.authorize(endpoint, Description="other")


@pytest.mark.parametrize("network", ["10.0.0.0", "10.0.0.1/16", "nonsense", ""])
def test_bad_network(office, network):
    endpoint = office.make()
    for request in (office.authorize, office.revoke):
        with office.unchanged("InvalidParameterValue"):
            request(endpoint, network)


@pytest.mark.parametrize(
    ("whom", "code", "message"),
    [
        ({}, "MissingParameter", "You must specify either access-group-id or authorize-all-groups"),
        ({"AuthorizeAllGroups": False}, "MissingParameter", None),
        ({"AuthorizeAllGroups": True, "AccessGroupId": "one"}, "InvalidParameterCombination", None),
        ({"AccessGroupId": "x" * 256}, "InvalidParameterValue", None),
    ],
)
def test_who_is_authorized_is_asked_before_the_endpoint_is_looked_up(office, whom, code, message):
    for endpoint in (office.make(), f"cvpn-endpoint-{ABSENT}"):
        with office.unchanged(code, message):
            office.ec2.authorize_client_vpn_ingress(
                ClientVpnEndpointId=endpoint, TargetNetworkCidr="10.0.0.0/16", **whom
            )


def test_revocation_needs_to_know_whose_rule(office):
    with office.unchanged("MissingParameter"):
        office.ec2.revoke_client_vpn_ingress(
            ClientVpnEndpointId=f"cvpn-endpoint-{ABSENT}", TargetNetworkCidr="10.0.0.0/16"
        )


@pytest.mark.parametrize("aws", [{"quotas": {"L-9A1BC94B": 2}}], indirect=True)
def test_rules_of_an_endpoint_have_a_quota(office):
    endpoint = office.make()
    for group in ("one", "two"):
        office.authorize(endpoint, group=group)
    with office.unchanged("ClientVpnAuthorizationRuleLimitExceeded"):
        office.authorize(endpoint)


def test_rules_and_routes_go_with_their_endpoint(aws, office):
    endpoint = office.make_available()
    office.authorize(endpoint)
    office.add_route(endpoint, "172.16.0.0/16", "local")
    office.disassociate(endpoint, office.networks(endpoint)[0]["AssociationId"])
    aws.settle()
    office.ec2.delete_client_vpn_endpoint(ClientVpnEndpointId=endpoint)
    aws.clock.advance(minutes=5)
    for request in (office.rules, office.routes, office.networks):
        with refused("InvalidClientVpnEndpointId.NotFound", f"Endpoint {endpoint} does not exist"):
            request(endpoint)
    with pytest.raises(ValueError, match="nothing of the id"):
        aws.force_state(f"{endpoint}/rule/10.0.0.0/16/", "failed")


def test_rows_by_filter(office):
    endpoint = office.make_available()
    office.add_route(endpoint)
    office.authorize(endpoint, Description="everybody")
    office.authorize(endpoint, "10.9.0.0/16", "one")
    for name, value, expected in (
        ("destination-cidr", "0.0.0.0/0", "0.0.0.0/0"),
        ("origin", "associate", "10.0.0.0/16"),
        ("origin", "add-route", "0.0.0.0/0"),
    ):
        (found,) = office.routes(endpoint, Filters=[{"Name": name, "Values": [value]}])
        assert found["DestinationCidr"] == expected
    for name, value in (("description", "everybody"), ("destination-cidr", "10.0.0.0/16"), ("group-id", "")):
        (found,) = office.rules(endpoint, Filters=[{"Name": name, "Values": [value]}])
        assert found["AccessAll"] is True
