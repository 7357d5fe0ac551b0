"""VPN connections: their answers, states over time, gateways that do not go together, deletion, what they keep in use."""

import json
from ipaddress import ip_address
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from vpn_site import HERE, OWN, REST, Site, refused

both_gateways = pytest.mark.usefixtures("wire")
slow = pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)
STATIC = {"StaticRoutesOnly": True}


@pytest.fixture
def site(aws):
    return Site(aws)


# create, describe ----------------------------------------------------------------------------------------------------


@both_gateways
def test_answer_of_create_and_of_describe(site):
    customer, gateway = site.customer(), site.gateway()
    made = site.request(customer, gateway, Options=STATIC)
    tunnels = made["Options"].pop("TunnelOptions")
    assert made == {
        "Category": "VPN",
        "CustomerGatewayConfiguration": made["CustomerGatewayConfiguration"],
        "CustomerGatewayId": customer,
        "GatewayAssociationState": "associated",
        "Options": {
            "EnableAcceleration": False,
            "StaticRoutesOnly": True,
            "LocalIpv4NetworkCidr": "0.0.0.0/0",
            "RemoteIpv4NetworkCidr": "0.0.0.0/0",
            "OutsideIpAddressType": "PublicIpv4",
            "TunnelInsideIpVersion": "ipv4",
        },
        "Routes": [],
        "State": "pending",
        "Tags": [],
        "VpnConnectionId": made["VpnConnectionId"],
        "VpnGatewayId": gateway,
    }
    for one in tunnels:
        assert one.keys() == {"OutsideIpAddress", "TunnelInsideCidr", "PreSharedKey", "LogOptions"}
        assert len(one["PreSharedKey"]) == 32
        assert one["LogOptions"] == {"CloudWatchLogOptions": {"LogEnabled": False}}
    made["Options"]["TunnelOptions"] = tunnels
    shown = site.connection(made["VpnConnectionId"])
    telemetry = shown.pop("VgwTelemetry")
    assert shown == made | {"State": "available", "Type": "ipsec.1"}
    assert [one["OutsideIpAddress"] for one in telemetry] == [one["OutsideIpAddress"] for one in tunnels]
    assert {(one["Status"], one["StatusMessage"], one["AcceptedRouteCount"]) for one in telemetry} == {("DOWN", "", 0)}


def test_outside_addresses_are_in_the_order_of_numbers(site):
    transit = site.transit
    for _ in range(12):
        shown = site.request(TransitGatewayId=transit)["Options"]["TunnelOptions"]
        first, second = (ip_address(one["OutsideIpAddress"]) for one in shown)
        assert first < second
        assert first.is_global


@both_gateways
def test_connection_on_a_transit_gateway_brings_an_attachment(site):
    connection = site.connect(TransitGatewayId=site.transit)
    shown = site.connection(connection)
    assert shown["TransitGatewayId"] == site.transit
    assert "VpnGatewayId" not in shown
    attached = site.attached(connection)
    assert (attached["ResourceType"], attached["State"]) == ("vpn", "available")
    site.ec2.delete_vpn_connection(VpnConnectionId=connection)
    assert site.attached(connection)["State"] == "deleted"


@pytest.mark.needs(moto="5.2.0", why="moto shows one constant association in lower versions")
def test_attachment_has_its_table_while_the_connection_lives(site):
    connection = site.connect(TransitGatewayId=site.transit)
    assert site.attached(connection)["Association"]["State"] == "associated"
    site.ec2.delete_vpn_connection(VpnConnectionId=connection)
    assert "Association" not in site.attached(connection)


@pytest.mark.needs(moto="5.2.0", why="moto shows one constant association in lower versions")
def test_attachment_has_no_table_where_the_gateway_associates_with_none(site):
    options = {"DefaultRouteTableAssociation": "disable"}
    transit = site.ec2.create_transit_gateway(Options=options)["TransitGateway"]["TransitGatewayId"]
    assert "Association" not in site.attached(site.connect(TransitGatewayId=transit))


def test_connection_without_a_gateway(site):
    made = site.ec2.create_vpn_connection(Type="ipsec.1", CustomerGatewayId=site.customer())["VpnConnection"]
    shown = site.connection(made["VpnConnectionId"])
    assert shown["GatewayAssociationState"] == "not-associated"
    assert not {"VpnGatewayId", "TransitGatewayId"} & shown.keys()


def test_ipv6_inside_the_tunnels(site):
    made = site.request(TransitGatewayId=site.transit, Options={"TunnelInsideIpVersion": "ipv6"})
    options = made["Options"]
    assert (options["LocalIpv6NetworkCidr"], options["RemoteIpv6NetworkCidr"]) == ("::/0", "::/0")
    assert "LocalIpv4NetworkCidr" not in options
    for one in options["TunnelOptions"]:
        assert one["TunnelInsideIpv6Cidr"].startswith("fd")
        assert one["TunnelInsideCidr"].startswith("169.254.")


def test_keys_in_secrets_manager_are_not_shown(site):
    made = site.request(PreSharedKeyStorage="SecretsManager")
    start = f"arn:aws:secretsmanager:{HERE}:{OWN}:secret:s2svpn!{made['VpnConnectionId']}-"
    assert made["PreSharedKeyArn"].startswith(start)
    assert not any("PreSharedKey" in one for one in made["Options"]["TunnelOptions"])
    keys = ElementTree.fromstring(made["CustomerGatewayConfiguration"].encode()).iter("pre_shared_key")
    assert [one.text for one in keys] == ["REDACTED", "REDACTED"]


def test_the_secret_of_a_connection_lives_as_long_as_it(aws, site):
    made = site.request(PreSharedKeyStorage="SecretsManager", Options={"TunnelOptions": [{"PreSharedKey": "abcdefgh"}]})
    secrets = aws.client("secretsmanager", account=OWN, region=HERE)
    shown = secrets.describe_secret(SecretId=made["PreSharedKeyArn"])
    assert shown["Tags"] == [{"Key": "aws:secretsmanager:owningService", "Value": "s2svpn"}]
    assert shown["Name"].startswith(f"s2svpn!{made['VpnConnectionId']}-")
    keys = json.loads(secrets.get_secret_value(SecretId=made["PreSharedKeyArn"])["SecretString"])
    first, second = (one["OutsideIpAddress"] for one in made["Options"]["TunnelOptions"])
    assert keys.keys() == {first, second}
    assert keys[first] == "abcdefgh"
    assert len(keys[second]) == 32
    site.ec2.delete_vpn_connection(VpnConnectionId=made["VpnConnectionId"])
    aws.settle()
    assert secrets.list_secrets()["SecretList"] == []


def test_same_gateways_again_give_the_connection_that_is_there(site):
    customer, gateway = site.customer(), site.gateway()
    first = site.connect(customer, gateway)
    assert site.connect(customer, gateway) == first
    site.ec2.delete_vpn_connection(VpnConnectionId=first)
    assert site.connect(customer, gateway) != first


def test_transit_gateways_take_many_connections_of_one_customer(site):
    customer = site.customer()
    assert site.connect(customer, TransitGatewayId=site.transit) != site.connect(
        customer, TransitGatewayId=site.transit
    )


@both_gateways
def test_newest_first_and_filters(site):
    customer = site.customer(BgpAsn=65010)
    made = [site.connect(customer), site.connect(), site.connect(TransitGatewayId=site.transit, Options=STATIC)]
    assert [one["VpnConnectionId"] for one in site.connections()] == made[::-1]
    assert [one["VpnConnectionId"] for one in site.connections(made[0], made[2])] == [made[2], made[0]]
    expected = {
        "bgp-asn": ("65010", made[0]),
        "customer-gateway-id": (customer, made[0]),
        "option.static-routes-only": ("true", made[2]),
        "transit-gateway-id": (site.transit, made[2]),
        "vpn-connection-id": (made[1], made[1]),
        "vpn-gateway-id": (site.connection(made[1])["VpnGatewayId"], made[1]),
        "customer-gateway-configuration": (f'*id="{made[1]}"*', made[1]),
    }
    for name, (value, found) in expected.items():
        assert [one["VpnConnectionId"] for one in site.connections(**{name: value})] == [found], name
    assert len(site.connections(type="ipsec.1", state="available")) == 3


# time ----------------------------------------------------------------------------------------------------------------


@slow
def test_states_over_time(aws, site):
    connection = site.connect(TransitGatewayId=site.transit)
    shown = site.connection(connection)
    assert (shown["State"], shown["Type"], len(shown["VgwTelemetry"])) == ("pending", "ipsec.1", 2)
    assert site.attached(connection)["State"] == "pending"
    made = shown["VgwTelemetry"][0]["LastStatusChange"]
    aws.clock.advance(minutes=4)
    shown = site.connection(connection)
    assert shown["State"] == "available"
    changes = [one["LastStatusChange"] for one in shown["VgwTelemetry"]]
    assert all(one < other for one, other in pairwise([made, *changes]))
    site.ec2.delete_vpn_connection(VpnConnectionId=connection)
    assert site.connection(connection)["State"] == "deleting"
    aws.clock.advance(seconds=2)
    shown = site.connection(connection)
    assert shown["State"] == "deleted"
    assert not {"CustomerGatewayConfiguration", "VgwTelemetry"} & shown.keys()
    site.ec2.delete_vpn_connection(VpnConnectionId=connection)
    aws.clock.advance(hours=1)
    assert site.connections() == []
    with refused("InvalidVpnConnectionID.NotFound", f"The vpnConnection ID '{connection}' does not exist"):
        site.connection(connection)


def test_waiters(site):
    connection = site.connect()
    site.ec2.get_waiter("vpn_connection_available").wait(VpnConnectionIds=[connection])
    site.ec2.delete_vpn_connection(VpnConnectionId=connection)
    site.ec2.get_waiter("vpn_connection_deleted").wait(VpnConnectionIds=[connection])


# the document --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("static", [True, False])
def test_document_agrees_with_the_options(site, static):
    customer = site.customer("203.0.113.9", BgpAsn=65010)
    gateway = site.gateway(AmazonSideAsn=64999)
    made = site.request(customer, gateway, Options={"StaticRoutesOnly": static})
    text = made["CustomerGatewayConfiguration"]
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<vpn_connection id=')
    assert text.endswith("</vpn_connection>")
    root = ElementTree.fromstring(text.encode())
    assert root.get("id") == made["VpnConnectionId"]
    assert (root.findtext("customer_gateway_id"), root.findtext("vpn_gateway_id")) == (customer, gateway)
    assert root.findtext("vpn_connection_attributes") == ("NoBGPVPNConnection" if static else None)
    tunnels = root.findall("ipsec_tunnel")
    for element, one in zip(tunnels, made["Options"]["TunnelOptions"], strict=True):
        inside = ip_address(one["TunnelInsideCidr"].partition("/")[0])
        assert element.findtext("customer_gateway/tunnel_outside_address/ip_address") == "203.0.113.9"
        assert element.findtext("vpn_gateway/tunnel_outside_address/ip_address") == one["OutsideIpAddress"]
        assert element.findtext("vpn_gateway/tunnel_inside_address/ip_address") == str(inside + 1)
        assert element.findtext("customer_gateway/tunnel_inside_address/ip_address") == str(inside + 2)
        assert element.findtext("ike/pre_shared_key") == one["PreSharedKey"]
        assert element.findtext("ipsec/tcp_mss_adjustment") == "1379"
        assert element.findtext("customer_gateway/bgp/asn") == (None if static else "65010")
        assert element.findtext("vpn_gateway/bgp/asn") == (None if static else "64999")


def test_document_without_a_virtual_private_gateway(site):
    text = site.request(TransitGatewayId=site.transit)["CustomerGatewayConfiguration"]
    assert "\n  <vpn_gateway_id></vpn_gateway_id>\n" in text


# refusals ------------------------------------------------------------------------------------------------------------


def test_two_gateways_before_anything_is_looked_up(site):
    text = "The request must not contain both parameter vpnGatewayId and transitGatewayId"
    with site.unchanged("InvalidParameterValue", text):
        site.ec2.create_vpn_connection(
            Type="ipsec.1", CustomerGatewayId=f"cgw-{REST}", VpnGatewayId=f"vgw-{REST}", TransitGatewayId="gateway_id"
        )


@both_gateways
@pytest.mark.parametrize(
    ("given", "code", "message"),
    [
        (
            {"CustomerGatewayId": "cgw-0123abcd", "TransitGatewayId": "gateway_id"},
            "InvalidCustomerGatewayID.NotFound",
            "The customerGateway ID 'cgw-0123abcd' does not exist",
        ),
        (
            {"TransitGatewayId": "tgw-abcdefghij0123456"},
            "InvalidTransitGatewayID.NotFound",
            "The transitGateway ID 'tgw-abcdefghij0123456' does not exist",
        ),
        (
            {"VpnGatewayId": f"vgw-{REST}"},
            "InvalidVpnGatewayID.NotFound",
            f"The vpnGateway ID 'vgw-{REST}' does not exist",
        ),
        ({"Type": "ipsec.2"}, "InvalidParameterValue", "Value (ipsec.2) for parameter type is invalid."),
        (
            {"PreSharedKeyStorage": "Pocket"},
            "InvalidParameterValue",
            "Value (Pocket) for parameter preSharedKeyStorage is invalid.",
        ),
    ],
)
def test_gateways_that_are_not_there(site, given, code, message):
    customer = site.customer()
    with site.unchanged(code, message):
        site.ec2.create_vpn_connection(**{"Type": "ipsec.1", "CustomerGatewayId": customer} | given)


def test_gateways_that_are_deleted(site):
    customer, gateway = site.customer(), site.gateway()
    site.ec2.delete_vpn_gateway(VpnGatewayId=gateway)
    with refused("InvalidVpnGatewayState", f"The virtual private gateway '{gateway}' is not in a valid state."):
        site.connect(customer, gateway)
    site.ec2.delete_customer_gateway(CustomerGatewayId=customer)
    with refused("InvalidCustomerGatewayState", f"The customer gateway '{customer}' is not in a valid state."):
        site.connect(customer)


def test_equal_asns_conflict(site):
    customer, gateway = site.customer(BgpAsn=64512), site.gateway()
    text = "The ASN of the specified customer gateway and virtual private gateway are the same."
    with site.unchanged("AsnConflict", text):
        site.connect(customer, gateway)


def test_one_address_on_one_gateway(site):
    gateway = site.gateway()
    site.connect(site.customer("203.0.113.9", BgpAsn=65001), gateway)
    other = site.customer("203.0.113.9", BgpAsn=65002)
    text = "Conflict among chosen gateway IP addresses."
    with site.unchanged("InvalidCustomerGateway.DuplicateIpAddress", text):
        site.connect(other, gateway)
    assert site.connect(other)


LIMIT = ("VpnConnectionLimitExceeded", "The maximum number of VPN connections has been reached.")


def test_a_gateway_has_10_connections(site):
    gateway = site.gateway()
    first, *_ = [site.connect(gateway=gateway) for _ in range(10)]
    customer = site.customer()
    with site.unchanged(*LIMIT):
        site.connect(customer, gateway)
    site.ec2.delete_vpn_connection(VpnConnectionId=first)
    assert site.connect(customer, gateway)


def test_a_region_has_50_connections(site):
    customer = site.customer()
    for _ in range(50):
        site.connect(customer, TransitGatewayId=site.transit)
    with site.unchanged(*LIMIT):
        site.connect(customer, TransitGatewayId=site.transit)


# what is in use ------------------------------------------------------------------------------------------------------


def test_gateways_of_a_connection_are_not_deleted(aws, site):
    customer, gateway = site.customer(), site.gateway()
    connection = site.connect(customer, gateway)
    with site.unchanged("IncorrectState", "The VPN gateway is in use."):
        site.ec2.delete_vpn_gateway(VpnGatewayId=gateway)
    with site.unchanged("IncorrectState", "The customer gateway is in use."):
        site.ec2.delete_customer_gateway(CustomerGatewayId=customer)
    site.ec2.delete_vpn_connection(VpnConnectionId=connection)
    site.ec2.delete_vpn_gateway(VpnGatewayId=gateway)
    site.ec2.delete_customer_gateway(CustomerGatewayId=customer)


def test_transit_gateway_of_a_connection_is_not_deleted(site):
    connection = site.connect(TransitGatewayId=site.transit)
    attachment = site.attached(connection)["TransitGatewayAttachmentId"]
    with refused("IncorrectState", f"{site.transit} has non-deleted VPN Attachments: {attachment}."):
        site.ec2.delete_transit_gateway(TransitGatewayId=site.transit)
    site.ec2.delete_vpn_connection(VpnConnectionId=connection)
    site.ec2.delete_transit_gateway(TransitGatewayId=site.transit)


@slow
def test_gateway_with_a_pending_connection_is_neither_attached_nor_detached(aws, site):
    gateway = site.gateway(site.vpc)
    aws.clock.advance(minutes=1)
    connection = site.connect(gateway=gateway)
    text = "This call cannot be completed because there are pending VPNs or Virtual Interfaces"
    with site.unchanged("InvalidParameterValue", text):
        site.detach(gateway, site.vpc)
    aws.clock.advance(minutes=4)
    site.detach(gateway, site.vpc)
    assert site.connection(connection)["State"] == "available"


def test_tags_and_dry_run(site):
    customer = site.customer()
    specification = [{"ResourceType": "vpn-connection", "Tags": [{"Key": "Name", "Value": "office"}]}]
    with site.unchanged("DryRunOperation", "Request would have succeeded, but DryRun flag is set."):
        site.ec2.create_vpn_connection(Type="ipsec.1", CustomerGatewayId=customer, DryRun=True)
    made = site.request(customer, TagSpecifications=specification)
    assert made["Tags"] == [{"Key": "Name", "Value": "office"}]
    assert [one["VpnConnectionId"] for one in site.connections(**{"tag:Name": "office"})] == [made["VpnConnectionId"]]
    site.ec2.create_tags(Resources=[made["VpnConnectionId"]], Tags=[{"Key": "Name", "Value": "home"}])
    assert site.connection(made["VpnConnectionId"])["Tags"] == [{"Key": "Name", "Value": "home"}]
