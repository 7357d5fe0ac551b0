"""Virtual private gateways: attaching to VPCs and detaching, route propagation, what AWS refuses, deletion."""

import pytest
from vpn_site import OTHER, REST, Site, refused

IN_USE = ("IncorrectState", "The VPN gateway is in use.")
NO_GATEWAY = f"vgw-{REST}"
NO_VPC = f"vpc-{REST}"
both_gateways = pytest.mark.usefixtures("wire")
slow = pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)


@pytest.fixture
def site(aws):
    return Site(aws)


# create --------------------------------------------------------------------------------------------------------------


@both_gateways
def test_new_gateway_has_aws_s_default_asn_and_no_zone(site):
    made = site.ec2.create_vpn_gateway(Type="ipsec.1", AvailabilityZone="us-east-1a")["VpnGateway"]
    assert made == {
        "VpnGatewayId": made["VpnGatewayId"],
        "State": "available",
        "Type": "ipsec.1",
        "AmazonSideAsn": 64512,
        "VpcAttachments": [],
    }
    assert site.gateways() == [made | {"Tags": []}]


@pytest.mark.parametrize("asn", [64512, 65534, 4200000000, 4294967294, 7224, 9059, 10124, 17493])
def test_asn(site, asn):
    made = site.ec2.create_vpn_gateway(Type="ipsec.1", AmazonSideAsn=asn)["VpnGateway"]
    assert made["AmazonSideAsn"] == asn
    assert [one["AmazonSideAsn"] for one in site.gateways(amazon_side_asn=str(asn))] == [asn]


@both_gateways
@pytest.mark.parametrize("asn", [0, 64511, 65535, 4199999999, 4294967295])
def test_asn_that_aws_does_not_take(site, asn):
    with site.unchanged("InvalidParameterValue", f"Value ({asn}) for parameter amazonSideAsn is invalid."):
        site.gateway(AmazonSideAsn=asn)


def test_a_region_has_5_gateways(site):
    first, *_ = [site.gateway() for _ in range(5)]
    limit = ("VpnGatewayLimitExceeded", "The maximum number of virtual private gateways has been reached.")
    with site.unchanged(*limit):
        site.gateway()
    site.ec2.delete_vpn_gateway(VpnGatewayId=first)
    assert site.gateway()


# attachments ---------------------------------------------------------------------------------------------------------


@both_gateways
def test_attaching_then_attached(site):
    gateway = site.gateway()
    assert site.attach(gateway, site.vpc) == {"State": "attaching", "VpcId": site.vpc}
    assert site.attachments(gateway) == [(site.vpc, "attached")]


@slow
def test_attachment_that_has_ended_is_shown_for_a_while(aws, site):
    gateway = site.gateway(site.vpc)
    aws.clock.advance(minutes=1)
    site.detach(gateway, site.vpc)
    assert site.attachments(gateway) == [(site.vpc, "detaching")]
    aws.clock.advance(minutes=1)
    assert site.attachments(gateway) == [(site.vpc, "detached")]
    assert [one["VpnGatewayId"] for one in site.gateways(**{"attachment.state": "detached"})] == [gateway]
    assert [one["VpnGatewayId"] for one in site.gateways(**{"attachment.vpc-id": site.vpc})] == [gateway]
    aws.clock.advance(hours=1)
    assert site.attachments(gateway) == []


def test_new_attachment_comes_before_the_one_that_has_ended(site):
    gateway, other = site.gateway(site.vpc), site.make_vpc("10.1.0.0/16")
    site.detach(gateway, site.vpc)
    site.attach(gateway, other)
    assert site.attachments(gateway) == [(other, "attached"), (site.vpc, "detached")]
    site.detach(gateway, other)
    site.attach(gateway, site.vpc)
    assert site.attachments(gateway) == [(site.vpc, "attached"), (other, "detached")]


def test_attaching_again_gives_the_attachment(site):
    gateway = site.gateway(site.vpc)
    site.gateways()
    assert site.attach(gateway, site.vpc) == {"State": "attached", "VpcId": site.vpc}


@both_gateways
def test_a_vpc_has_one_gateway(site):
    site.gateway(site.vpc)
    second = site.gateway()
    message = f"VPC {site.vpc} is currently attached to the Virtual Private Gateway."
    with site.unchanged("InvalidVpcState", message):
        site.attach(second, site.vpc)


def test_a_gateway_has_one_vpc(site):
    gateway, other = site.gateway(site.vpc), site.make_vpc("10.1.0.0/16")
    message = "The maximum number of virtual private gateway attachments has been reached."
    with site.unchanged("VpnGatewayAttachmentLimitExceeded", message):
        site.attach(gateway, other)


@pytest.mark.parametrize(
    ("act", "gateway", "vpc", "code", "message"),
    [
        (
            "attach",
            NO_GATEWAY,
            None,
            "InvalidVpnGatewayID.NotFound",
            f"The vpnGateway ID '{NO_GATEWAY}' does not exist",
        ),
        ("attach", None, NO_VPC, "InvalidVpcID.NotFound", f"The vpc ID '{NO_VPC}' does not exist"),
        ("attach", "x", None, "InvalidVpnGatewayID.Malformed", 'Invalid id: "x" (expecting "vgw-...")'),
        (
            "detach",
            NO_GATEWAY,
            None,
            "InvalidVpnGatewayID.NotFound",
            f"The vpnGateway ID '{NO_GATEWAY}' does not exist",
        ),
        (
            "detach",
            None,
            None,
            "InvalidVpnGatewayAttachment.NotFound",
            "The attachment with vpn gateway ID '{gateway}' and vpc ID '{vpc}' does not exist",
        ),
    ],
)
def test_refused(site, act, gateway, vpc, code, message):
    gateway, vpc = gateway or site.gateway(), vpc or site.vpc
    with site.unchanged(code, message.format(gateway=gateway, vpc=vpc)):
        getattr(site, act)(gateway, vpc)


def test_detaching_what_is_detached_is_refused(site):
    gateway = site.gateway(site.vpc)
    site.detach(gateway, site.vpc)
    message = f"The attachment with vpn gateway ID '{gateway}' and vpc ID '{site.vpc}' does not exist"
    with site.unchanged("InvalidVpnGatewayAttachment.NotFound", message):
        site.detach(gateway, site.vpc)


def test_gateway_of_another_account_is_unknown(aws, site):
    gateway = Site(aws, OTHER).gateway()
    with refused("InvalidVpnGatewayID.NotFound", f"The vpnGateway ID '{gateway}' does not exist"):
        site.attach(gateway, site.vpc)


# delete --------------------------------------------------------------------------------------------------------------


@both_gateways
def test_attached_gateway_is_in_use(site):
    gateway = site.gateway(site.vpc)
    with site.unchanged(*IN_USE):
        site.ec2.delete_vpn_gateway(VpnGatewayId=gateway)


@slow
def test_detaching_gateway_is_in_use(aws, site):
    gateway = site.gateway(site.vpc)
    aws.clock.advance(minutes=1)
    site.detach(gateway, site.vpc)
    with site.unchanged(*IN_USE):
        site.ec2.delete_vpn_gateway(VpnGatewayId=gateway)


@slow
def test_deleted_gateway_is_shown_for_a_while_without_attachments(aws, site):
    gateway = site.gateway(site.vpc)
    site.detach(gateway, site.vpc)
    aws.clock.advance(minutes=1)
    site.ec2.delete_vpn_gateway(VpnGatewayId=gateway)
    assert site.gateways(gateway)[0]["State"] == "deleting"
    aws.clock.advance(minutes=1)
    site.ec2.delete_vpn_gateway(VpnGatewayId=gateway)
    shown = site.gateways(gateway, state="deleted")[0]
    assert (shown["State"], shown["VpcAttachments"]) == ("deleted", [])
    message = f"The virtual private gateway '{gateway}' is not in a valid state."
    with site.unchanged("InvalidVpnGatewayState", message):
        site.attach(gateway, site.vpc)
    aws.clock.advance(hours=1)
    assert site.gateways() == []


def test_vpc_with_a_gateway_stays(site):
    gateway = site.gateway(site.vpc)
    with site.unchanged("DependencyViolation", f"The vpc '{site.vpc}' has dependencies and cannot be deleted."):
        site.ec2.delete_vpc(VpcId=site.vpc)
    site.detach(gateway, site.vpc)
    site.ec2.delete_route_table(RouteTableId=site.table)
    site.ec2.delete_vpc(VpcId=site.vpc)
    assert site.attachments(gateway) == [(site.vpc, "detached")]


# routes --------------------------------------------------------------------------------------------------------------


def test_static_route_is_a_black_hole_while_its_gateway_is_detached(site):
    gateway = site.gateway(site.vpc)
    site.ec2.create_route(RouteTableId=site.table, DestinationCidrBlock="192.168.0.0/16", GatewayId=gateway)
    route = ("192.168.0.0/16", "CreateRoute")
    assert site.routes() == {route: (gateway, "active")}
    site.detach(gateway, site.vpc)
    assert site.routes() == {route: (gateway, "blackhole")}
    black = site.ec2.describe_route_tables(Filters=[{"Name": "route.state", "Values": ["blackhole"]}])["RouteTables"]
    assert [one["RouteTableId"] for one in black] == [site.table]
    site.ec2.delete_vpn_gateway(VpnGatewayId=gateway)
    assert site.routes() == {route: (gateway, "blackhole")}


@both_gateways
def test_route_to_a_gateway_of_another_vpc_is_refused(site):
    gateway = site.gateway(site.make_vpc("10.1.0.0/16"))
    message = f"route table {site.table} and network gateway {gateway} belong to different networks"
    with site.unchanged("InvalidParameterValue", message):
        site.ec2.create_route(RouteTableId=site.table, DestinationCidrBlock="192.168.0.0/16", GatewayId=gateway)


@both_gateways
def test_propagation_is_shown_until_it_is_disabled(site):
    gateway = site.gateway(site.vpc)
    for _ in range(2):
        site.propagate(gateway)
        assert site.route_table()["PropagatingVgws"] == [{"GatewayId": gateway}]
    for _ in range(2):
        site.ec2.disable_vgw_route_propagation(GatewayId=gateway, RouteTableId=site.table)
        assert site.route_table().get("PropagatingVgws", []) == []


def test_detaching_ends_propagation(site):
    gateway = site.gateway(site.vpc)
    site.propagate(gateway)
    site.detach(gateway, site.vpc)
    assert site.route_table().get("PropagatingVgws", []) == []


@both_gateways
@pytest.mark.parametrize("act", ["enable", "disable"])
def test_propagation_of_an_unknown_gateway_or_table(site, act):
    change = getattr(site.ec2, f"{act}_vgw_route_propagation")
    gateway, table = site.gateway(site.vpc), f"rtb-{REST}"
    with site.unchanged("InvalidRouteTableID.NotFound", f"The routeTable ID '{table}' does not exist"):
        change(GatewayId=NO_GATEWAY, RouteTableId=table)
    with site.unchanged("InvalidRouteTableId.Malformed", 'Invalid id: "x" (expecting "rtb-...")'):
        change(GatewayId=gateway, RouteTableId="x")
    message = f"resource {NO_GATEWAY} is not attached to network {site.vpc}"
    with site.unchanged("Gateway.NotAttached", message):
        change(GatewayId=NO_GATEWAY, RouteTableId=site.table)


def test_propagation_needs_the_gateway_of_the_table_s_vpc(site):
    gateway, table = site.gateway(), site.table
    message = f"resource {gateway} is not attached to network {site.vpc}"
    with site.unchanged("Gateway.NotAttached", message):
        site.propagate(gateway, table)
    site.attach(gateway, site.make_vpc("10.1.0.0/16"))
    with site.unchanged("Gateway.NotAttached", message):
        site.propagate(gateway, table)


def test_a_snapshot_holds_propagation(aws, site):
    gateway = site.gateway(site.vpc)
    site.propagate(gateway)
    before = aws.snapshot()
    site.ec2.delete_route_table(RouteTableId=site.table)
    site.detach(gateway, site.vpc)
    aws.restore(before)
    assert site.route_table()["PropagatingVgws"] == [{"GatewayId": gateway}]
