"""Target networks of Client VPN endpoints: associations, their interfaces and security groups, and what they forbid."""

import re

import pytest
from client_vpn_site import ABSENT, Office, refused

both_gateways = pytest.mark.usefixtures("wire")
slow = pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)


@pytest.fixture
def office(aws):
    return Office(aws)


# associate -----------------------------------------------------------------------------------------------------------


@both_gateways
def test_association_answers_and_is_shown(office):
    endpoint = office.make()
    made = office.ec2.associate_client_vpn_target_network(ClientVpnEndpointId=endpoint, SubnetId=office.subnets[0])
    assert re.fullmatch("cvpn-assoc-[0-9a-f]{17}", made["AssociationId"])
    assert made["Status"] == {"Code": "associating"}
    assert office.networks(endpoint) == [
        {
            "AssociationId": made["AssociationId"],
            "VpcId": office.vpc,
            "TargetNetworkId": office.subnets[0],
            "ClientVpnEndpointId": endpoint,
            "Status": {"Code": "associated"},
            "SecurityGroups": [office.default_group()],
        }
    ]


def test_first_association_makes_the_endpoint_available_and_brings_vpc_and_groups(office):
    endpoint = office.make()
    office.associate(endpoint)
    shown = office.endpoint(endpoint)
    assert shown["Status"] == {"Code": "available"}
    assert (shown["VpcId"], shown["SecurityGroupIds"]) == (office.vpc, [office.default_group()])
    assert shown["AssociatedTargetNetworks"] == []


@slow
def test_association_takes_its_time(aws, office):
    endpoint = office.make()
    association = office.associate(endpoint)
    assert (office.network_states(endpoint), office.state(endpoint)) == (["associating"], "pending-associate")
    assert office.interfaces() == []
    aws.clock.advance(minutes=5)
    assert (office.network_states(endpoint), office.state(endpoint)) == (["associated"], "available")
    assert office.disassociate(endpoint, association) == "disassociating"
    assert (office.network_states(endpoint), office.state(endpoint)) == (["disassociating"], "available")
    assert len(office.interfaces()) == 1
    aws.clock.advance(minutes=2)
    assert (office.network_states(endpoint), office.state(endpoint)) == (["disassociated"], "pending-associate")
    assert office.interfaces() == []
    aws.clock.advance(minutes=1)
    assert office.network_states(endpoint) == []


def test_endpoint_is_available_until_its_last_association_ends(aws, office):
    endpoint = office.make()
    first, second = (office.associate(endpoint, one) for one in office.subnets)
    aws.settle()
    office.disassociate(endpoint, first)
    assert office.state(endpoint) == "available"
    assert [one["AssociationId"] for one in office.networks(endpoint) if one["Status"]["Code"] == "associated"] == [
        second
    ]
    office.disassociate(endpoint, second)
    assert office.state(endpoint) == "pending-associate"
    assert office.endpoint(endpoint)["VpcId"] == office.vpc


def test_interface_of_an_association(office):
    group = office.make_group()
    endpoint = office.make_available(VpcId=office.vpc, SecurityGroupIds=[group])
    (interface,) = office.interfaces()
    assert interface["SubnetId"] == office.subnets[0]
    assert interface["RequesterManaged"] is True
    assert (interface["Status"], interface["InterfaceType"]) == ("in-use", "interface")
    assert [one["GroupId"] for one in interface["Groups"]] == [group]
    association = interface["Association"]
    assert association["PublicIp"].count(".") == 3
    assert association["IpOwnerId"] == "amazon"
    assert interface["PrivateIpAddresses"][0]["Association"] == association
    assert interface["PrivateIpAddress"].startswith("10.0.1.")
    with refused("AuthFailure"):
        office.ec2.modify_network_interface_attribute(
            NetworkInterfaceId=interface["NetworkInterfaceId"], Groups=[office.default_group()]
        )
    office.disassociate(endpoint, office.networks(endpoint)[0]["AssociationId"])
    assert office.interfaces() == []


def test_token_gives_the_first_association_and_a_repeat_is_refused(office):
    endpoint = office.make()
    first = office.associate(endpoint, ClientToken="t")
    assert office.associate(endpoint, ClientToken="t") == first
    with office.unchanged("InvalidClientVpnDuplicateAssociationException"):
        office.associate(endpoint)


def test_subnet_can_be_associated_again(aws, office):
    endpoint = office.make()
    office.disassociate(endpoint, office.associate(endpoint))
    aws.settle()
    office.associate(endpoint)
    assert office.network_states(endpoint) == ["disassociated", "associated"]


# refused -------------------------------------------------------------------------------------------------------------


def test_form_of_the_subnet_is_looked_at_first(office):
    with office.unchanged("InvalidSubnetID.Malformed"):
        office.associate(f"cvpn-endpoint-{ABSENT}", "nonsense")


def test_endpoint_is_looked_up_before_the_subnet(office):
    with office.unchanged("InvalidClientVpnEndpointId.NotFound"):
        office.associate(f"cvpn-endpoint-{ABSENT}", f"subnet-{ABSENT}")


def test_unknown_subnet(aws, office):
    endpoint = office.make()
    elsewhere = Office(aws, region="eu-west-1").subnets[0]
    for subnet in (f"subnet-{ABSENT}", elsewhere):
        with office.unchanged("InvalidClientVpnSubnetId.NotFound"):
            office.associate(endpoint, subnet)


@pytest.mark.needs(botocore="1.44.8", why="an older client refuses it itself")
def test_subnet_is_needed(office):
    endpoint = office.make()
    with office.unchanged("MissingParameter"):
        office.ec2.associate_client_vpn_target_network(ClientVpnEndpointId=endpoint)


@pytest.mark.needs(botocore="1.44.8", why="AvailabilityZone is newer")
def test_zone_is_for_transit_gateways(office):
    endpoint = office.make()
    with office.unchanged("InvalidParameterCombination"):
        office.ec2.associate_client_vpn_target_network(ClientVpnEndpointId=endpoint, AvailabilityZone="us-east-1a")


def test_subnet_of_another_account(aws, office):
    endpoint, subnet = office.make(), Office(aws, "222222222222").subnets[0]
    with office.unchanged("InvalidClientVpnSubnetId.DifferentAccount"):
        office.associate(endpoint, subnet)


def test_subnet_of_another_vpc_than_the_endpoints(office):
    endpoint, (subnet, *_) = office.make(VpcId=office.make_vpc("10.9.0.0/16")), office.subnets
    with office.unchanged("InvalidClientVpnSubnetId.NotFound"):
        office.associate(endpoint, subnet)


def test_second_subnet_of_a_zone(office):
    endpoint, again = office.make_available(), office.make_subnet("a")
    with office.unchanged("InvalidClientVpnSubnetId.DuplicateAz"):
        office.associate(endpoint, again)


def test_client_block_overlaps_no_block_of_the_vpc(office):
    endpoint, _ = office.make(ClientCidrBlock="10.0.0.0/16"), office.subnets
    with office.unchanged("InvalidClientVpnSubnetId.OverlappingCidr"):
        office.associate(endpoint)
    office.ec2.associate_vpc_cidr_block(VpcId=office.vpc, CidrBlock="10.1.0.0/16")
    endpoint = office.make(ClientCidrBlock="10.1.4.0/22")
    with office.unchanged("InvalidClientVpnSubnetId.OverlappingCidr"):
        office.associate(endpoint)


def test_subnet_has_room(office):
    endpoint, small = office.make(), office.make_subnet("a", CidrBlock="10.0.200.0/28")
    with office.unchanged("InvalidParameterValue"):
        office.associate(endpoint, small)
    tight = office.make_subnet("a", CidrBlock="10.0.201.0/27")
    for number in range(10, 18):
        office.ec2.create_network_interface(SubnetId=tight, PrivateIpAddress=f"10.0.201.{number}")
    with office.unchanged("InvalidParameterValue"):
        office.associate(endpoint, tight)
    office.associate(endpoint, office.make_subnet("a", CidrBlock="10.0.202.0/27"))


def test_vpc_of_dedicated_tenancy(office):
    vpc = office.ec2.create_vpc(CidrBlock="10.9.0.0/16", InstanceTenancy="dedicated")["Vpc"]["VpcId"]
    subnet = office.make_subnet("a", vpc, CidrBlock="10.9.0.0/24")
    endpoint = office.make()
    with office.unchanged("InvalidParameterValue"):
        office.associate(endpoint, subnet)


@pytest.mark.needs(botocore="1.44.5", why="TrafficIpAddressType is newer")
def test_ipv6_traffic_needs_an_ipv6_block(office):
    endpoint, _ = office.make(TrafficIpAddressType="dual-stack"), office.subnets
    with office.unchanged("InvalidParameterValue"):
        office.associate(endpoint)


def test_unknown_association(office):
    endpoint, other = office.make_available(), office.make(ClientCidrBlock="172.20.0.0/16")
    association = office.networks(endpoint)[0]["AssociationId"]
    for asked, one in ((endpoint, f"cvpn-assoc-{ABSENT}"), (endpoint, "nonsense"), (other, association)):
        with office.unchanged("InvalidClientVpnAssociationIdNotFound"):
            office.disassociate(asked, one)
        with office.unchanged("InvalidClientVpnAssociationIdNotFound"):
            office.networks(asked, AssociationIds=[one])


def test_association_that_has_ended_is_unknown_to_disassociate(aws, office):
    endpoint = office.make()
    association = office.associate(endpoint)
    office.disassociate(endpoint, association)
    aws.settle()
    with office.unchanged("InvalidClientVpnAssociationIdNotFound"):
        office.disassociate(endpoint, association)
    assert [one["AssociationId"] for one in office.networks(endpoint, AssociationIds=[association])] == [association]


# describe ------------------------------------------------------------------------------------------------------------


def test_rows_by_id_and_by_filter(office):
    endpoint = office.make()
    first, second = (office.associate(endpoint, one) for one in office.subnets)

    def found(**given):
        return [one["AssociationId"] for one in office.networks(endpoint, **given)]

    assert found() == [first, second]
    assert found(AssociationIds=[second]) == [second]
    for name, value in (("association-id", second), ("target-network-id", office.subnets[1])):
        assert found(Filters=[{"Name": name, "Values": [value]}]) == [second]
    assert found(Filters=[{"Name": "vpc-id", "Values": [office.vpc]}]) == [first, second]


# security groups -----------------------------------------------------------------------------------------------------


@both_gateways
def test_applied_groups_are_those_of_endpoint_associations_and_interfaces(office):
    endpoint, groups = office.make_available(), [office.make_group("one"), office.make_group("two")]
    answer = office.ec2.apply_security_groups_to_client_vpn_target_network(
        ClientVpnEndpointId=endpoint, VpcId=office.vpc, SecurityGroupIds=groups
    )
    assert answer["SecurityGroupIds"] == groups
    assert office.endpoint(endpoint)["SecurityGroupIds"] == groups
    assert office.networks(endpoint)[0]["SecurityGroups"] == groups
    assert [one["GroupId"] for one in office.interfaces()[0]["Groups"]] == groups


def test_groups_of_a_modified_endpoint_are_those_of_its_interfaces(office):
    endpoint, group = office.make_available(), office.make_group()
    office.modify(endpoint, VpcId=office.vpc, SecurityGroupIds=[group])
    assert office.networks(endpoint)[0]["SecurityGroups"] == [group]
    assert [one["GroupId"] for one in office.interfaces()[0]["Groups"]] == [group]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ClientVpnEndpointId": f"cvpn-endpoint-{ABSENT}"}, "InvalidClientVpnEndpointId.NotFound"),
        ({"VpcId": "nonsense"}, "InvalidVpcId.Malformed"),
        ({"VpcId": f"vpc-{ABSENT}"}, "InvalidVpcID.NotFound"),
        ({"SecurityGroupIds": [f"sg-{ABSENT}"]}, "InvalidGroup.NotFound"),
    ],
)
def test_bad_groups_are_refused(office, change, code):
    given = {
        "ClientVpnEndpointId": office.make_available(),
        "VpcId": office.vpc,
        "SecurityGroupIds": [office.make_group()],
    }
    with office.unchanged(code):
        office.ec2.apply_security_groups_to_client_vpn_target_network(**given | change)


def test_groups_are_applied_in_the_vpc_of_associations(office):
    endpoint, other = office.make_available(), office.make_vpc("10.9.0.0/16")
    idle = office.make(VpcId=office.vpc, ClientCidrBlock="172.20.0.0/16")
    for one, vpc in ((endpoint, other), (idle, office.vpc)):
        group = office.make_group(one, vpc)
        with office.unchanged("InvalidClientVpnActiveAssociationNotFound"):
            office.ec2.apply_security_groups_to_client_vpn_target_network(
                ClientVpnEndpointId=one, VpcId=vpc, SecurityGroupIds=[group]
            )


# what associations forbid --------------------------------------------------------------------------------------------


def test_endpoint_with_associations_is_not_deleted(office):
    endpoint = office.make()
    first, second = (office.associate(endpoint, one) for one in office.subnets)
    message = f"The endpoint that you're trying to delete has associations {first}, {second}"
    with office.unchanged("ClientVpnEndpointAssociationExists", message):
        office.ec2.delete_client_vpn_endpoint(ClientVpnEndpointId=endpoint)


def test_vpc_of_an_endpoint_with_associations_stays(office):
    endpoint, other = office.make_available(), office.make_vpc("10.9.0.0/16")
    with office.unchanged("InvalidParameterValue"):
        office.modify(endpoint, VpcId=other)
    office.modify(endpoint, VpcId=office.vpc)


def test_subnet_group_and_vpc_in_use_are_not_deleted(aws, office):
    group = office.make_group()
    endpoint = office.make_available(VpcId=office.vpc, SecurityGroupIds=[group])
    for request in (
        lambda: office.ec2.delete_subnet(SubnetId=office.subnets[0]),
        lambda: office.ec2.delete_security_group(GroupId=group),
        lambda: office.ec2.delete_vpc(VpcId=office.vpc),
    ):
        with office.unchanged("DependencyViolation"):
            request()
    office.ec2.delete_subnet(SubnetId=office.subnets[1])
    office.disassociate(endpoint, office.networks(endpoint)[0]["AssociationId"])
    aws.settle()
    office.ec2.delete_subnet(SubnetId=office.subnets[0])
    office.ec2.delete_security_group(GroupId=group)
    office.ec2.delete_vpc(VpcId=office.vpc)


def test_deleted_group_is_missed_at_the_next_association(aws, office):
    group = office.make_group()
    endpoint = office.make(VpcId=office.vpc, SecurityGroupIds=[group])
    office.ec2.delete_security_group(GroupId=group)
    subnet = office.subnets[0]
    with office.unchanged("InvalidGroup.NotFound"):
        office.associate(endpoint, subnet)


def test_failed_association_leaves_the_endpoint_pending_until_it_is_taken_away(aws, office):
    endpoint = office.make_available()
    association = office.networks(endpoint)[0]["AssociationId"]
    aws.force_state(association, "association-failed")
    assert (office.network_states(endpoint), office.state(endpoint)) == (["association-failed"], "pending-associate")
    assert office.interfaces() == []
    with refused("ClientVpnEndpointAssociationExists"):
        office.ec2.delete_client_vpn_endpoint(ClientVpnEndpointId=endpoint)
    office.disassociate(endpoint, association)
    aws.settle()
    office.ec2.delete_client_vpn_endpoint(ClientVpnEndpointId=endpoint)


def test_association_has_no_tags(office):
    association = office.associate(office.make())
    with refused("InvalidID"):
        office.ec2.create_tags(Resources=[association], Tags=[{"Key": "a", "Value": "b"}])


def test_snapshot_keeps_associations(aws, office):
    endpoint = office.make_available()
    before, kept = office.picture(), aws.snapshot()
    office.disassociate(endpoint, office.networks(endpoint)[0]["AssociationId"])
    aws.settle()
    assert office.picture() != before
    aws.restore(kept)
    assert office.picture() == before
