"""Routes, whatever they lead to: what there is already, how destinations are written."""

import pytest

OWN, OWN_TOO = "10.0.0.0/16", "10.7.0.0/16"


@pytest.fixture
def table(consumer):
    """A route table of a VPC with two blocks."""
    consumer.ec2.associate_vpc_cidr_block(VpcId=consumer.vpc, CidrBlock=OWN_TOO)
    return consumer.table


@pytest.fixture
def gateway(consumer):
    made = consumer.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    consumer.ec2.attach_internet_gateway(InternetGatewayId=made, VpcId=consumer.vpc)
    return made


@pytest.fixture
def inspection(provider, consumer):
    """A Gateway Load Balancer endpoint."""
    service = provider.make_service(kind="gateway")
    provider.admit(service, consumer.account)
    made = consumer.make_endpoint(service["ServiceName"], "GatewayLoadBalancer", SubnetIds=consumer.subnets[:1])
    return made["VpcEndpointId"]


def route(consumer, destination, **target):
    member = "DestinationIpv6CidrBlock" if ":" in destination else "DestinationCidrBlock"
    consumer.ec2.create_route(RouteTableId=consumer.table, **{member: destination}, **target)


# what there is already -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("wire")
@pytest.mark.parametrize("block", [OWN, OWN_TOO])
def test_own_blocks_have_their_local_route(consumer, table, gateway, inspection, block):
    assert table
    for target in ({"GatewayId": gateway}, {"VpcEndpointId": inspection}):
        with consumer.refused("RouteAlreadyExists", f"The route identified by {block} already exists."):
            route(consumer, block, **target)


@pytest.mark.parametrize("destination", ["192.168.0.0/16", "2001:db8::/32"])
def test_destination_is_routed_once(consumer, table, gateway, inspection, destination):
    assert table
    route(consumer, destination, GatewayId=gateway)
    for target in ({"GatewayId": gateway}, {"VpcEndpointId": inspection}):
        with consumer.refused("RouteAlreadyExists", f"The route identified by {destination} already exists."):
            route(consumer, destination, **target)


def test_parts_of_the_own_block_can_go_to_an_endpoint(consumer, table, inspection):
    consumer.make_subnet(consumer.vpc, CidrBlock="10.0.9.0/24")
    route(consumer, "10.0.9.0/24", VpcEndpointId=inspection)
    assert [one["DestinationCidrBlock"] for one in consumer.routes(table)] == ["10.0.9.0/24"]


def test_endpoint_takes_the_place_of_another_target(consumer, table, gateway, inspection):
    route(consumer, "192.168.0.0/16", GatewayId=gateway)
    for target in ({"VpcEndpointId": inspection}, {"GatewayId": gateway}, {"GatewayId": inspection}):
        consumer.ec2.replace_route(RouteTableId=table, DestinationCidrBlock="192.168.0.0/16", **target)
        (shown,) = consumer.routes(table)
        assert (shown["GatewayId"], shown["State"]) == (next(iter(target.values())), "active")


# how destinations are written ----------------------------------------------------------------------------------------


def destinations(consumer):
    return [one.get("DestinationCidrBlock") or one["DestinationIpv6CidrBlock"] for one in consumer.routes()]


SPELLINGS = [("10.2.3.4/24", "10.2.3.0/24"), ("2001:DB8:0:0::9/32", "2001:db8::/32")]


@pytest.mark.usefixtures("wire")
@pytest.mark.parametrize(("given", "kept"), SPELLINGS)
def test_destination_is_kept_in_canonical_form(consumer, table, gateway, inspection, given, kept):
    route(consumer, given, VpcEndpointId=inspection)
    assert destinations(consumer) == [kept]
    with consumer.refused("RouteAlreadyExists", f"The route identified by {kept} already exists."):
        route(consumer, given, GatewayId=gateway)
    member = "DestinationIpv6CidrBlock" if ":" in given else "DestinationCidrBlock"
    consumer.ec2.replace_route(RouteTableId=table, GatewayId=gateway, **{member: given})
    assert [one["GatewayId"] for one in consumer.routes()] == [gateway]
    consumer.ec2.delete_route(RouteTableId=table, **{member: given})
    assert destinations(consumer) == []


@pytest.mark.parametrize(
    "destination", ["10.2.3.4", "10.2.3.0/255.255.255.0", "10.2.3.0/33", "everything", ":", "fe80::/129"]
)
def test_destination_that_is_no_block(consumer, table, gateway, destination):
    assert table
    member = "destinationIpv6CidrBlock" if ":" in destination else "destinationCidrBlock"
    message = f"Value ({destination}) for parameter {member} is invalid. This is not a valid CIDR block."
    with consumer.refused("InvalidParameterValue", message):
        route(consumer, destination, GatewayId=gateway)


def test_blocks_of_vpcs_and_subnets_are_kept_in_canonical_form(consumer):
    ec2 = consumer.ec2
    vpc = ec2.create_vpc(CidrBlock="10.0.3.4/16")["Vpc"]
    assert vpc["CidrBlock"] == "10.0.0.0/16"
    more = ec2.associate_vpc_cidr_block(VpcId=vpc["VpcId"], CidrBlock="10.1.2.3/16")["CidrBlockAssociation"]
    assert more["CidrBlock"] == "10.1.0.0/16"
    assert ec2.create_subnet(VpcId=vpc["VpcId"], CidrBlock="10.0.9.9/24")["Subnet"]["CidrBlock"] == "10.0.9.0/24"


@pytest.mark.parametrize("direction", ["ingress", "egress"])
def test_blocks_of_group_rules_are_kept_in_canonical_form(consumer, direction):
    ec2, group = consumer.ec2, consumer.make_group()
    rule = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 2}
    ipv4, ipv6 = {"CidrIp": "100.68.0.18/18"}, {"CidrIpv6": "2001:DB8::9/64"}
    authorize = getattr(ec2, f"authorize_security_group_{direction}")
    authorize(GroupId=group, IpPermissions=[{**rule, "IpRanges": [ipv4], "Ipv6Ranges": [ipv6]}])
    key = "IpPermissions" if direction == "ingress" else "IpPermissionsEgress"

    def shown():
        (found,) = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
        return [
            one.get("CidrIp") or one["CidrIpv6"]
            for permission in found[key]
            if permission["IpProtocol"] == "tcp"
            for one in (*permission["IpRanges"], *permission["Ipv6Ranges"])
        ]

    assert shown() == ["100.68.0.0/18", "2001:db8::/64"]
    getattr(ec2, f"revoke_security_group_{direction}")(GroupId=group, IpPermissions=[{**rule, "IpRanges": [ipv4]}])
    assert shown() == ["2001:db8::/64"]


def test_blocks_of_network_acl_entries_are_kept_in_canonical_form(consumer):
    acl = consumer.ec2.create_network_acl(VpcId=consumer.vpc)["NetworkAcl"]["NetworkAclId"]
    entry = {"RuleNumber": 1, "Protocol": "-1", "RuleAction": "allow", "Egress": False}
    consumer.ec2.create_network_acl_entry(NetworkAclId=acl, CidrBlock="100.68.0.18/18", **entry)
    (shown,) = consumer.ec2.describe_network_acls(NetworkAclIds=[acl])["NetworkAcls"]
    assert [one["CidrBlock"] for one in shown["Entries"] if one["RuleNumber"] == 1] == ["100.68.0.0/18"]
