"""What changes of a VPN connection and its tunnels after it is made; devices; concentrators."""

import json
from xml.etree import ElementTree

import pytest
from vpn_site import HERE, OWN, REST, Site, refused

slow = pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)
both_gateways = pytest.mark.usefixtures("wire")
STATIC = {"StaticRoutesOnly": True}
OFFICE = "192.168.0.0/16"
NO_CONNECTION = f"vpn-{REST}"


@pytest.fixture
def site(aws):
    return Site(aws)


def outside(shown, position=0):
    return shown["Options"]["TunnelOptions"][position]["OutsideIpAddress"]


class Change:
    """The requests that change one connection."""

    def __init__(self, site, connection):
        self.ec2, self.connection = site.ec2, connection
        self.address = outside(site.connection(connection))

    def gateway(self, **given):
        return self.ec2.modify_vpn_connection(VpnConnectionId=self.connection, **given)["VpnConnection"]

    def options(self, **given):
        return self.ec2.modify_vpn_connection_options(VpnConnectionId=self.connection, **given)["VpnConnection"]

    def tunnel(self, address=None, options=None, **given):
        return self.ec2.modify_vpn_tunnel_options(
            VpnConnectionId=self.connection,
            VpnTunnelOutsideIpAddress=address or self.address,
            TunnelOptions=options or {},
            **given,
        )["VpnConnection"]

    @property
    def which(self):
        return {"VpnConnectionId": self.connection, "VpnTunnelOutsideIpAddress": self.address}


# gateways ------------------------------------------------------------------------------------------------------------


@both_gateways
def test_another_gateway(aws, site):
    first, second = site.gateway(site.vpc), site.gateway()
    site.propagate(first)
    connection = site.connect(gateway=first)
    aws.vpn(connection)[0].up([OFFICE])
    before = site.connection(connection)
    shown = Change(site, connection).gateway(VpnGatewayId=second)
    assert (shown["State"], shown["VpnGatewayId"], shown["Type"]) == ("modifying", second, "ipsec.1")
    assert {one["Status"] for one in shown["VgwTelemetry"]} == {"DOWN"}
    after = site.connection(connection)
    assert (after["State"], after["Options"]) == ("available", before["Options"])
    assert after["VgwTelemetry"][0]["Status"] == "UP"
    assert site.routes() == {}
    Change(site, connection).gateway(TransitGatewayId=site.transit)
    after = site.connection(connection)
    assert (after["TransitGatewayId"], "VpnGatewayId" in after) == (site.transit, False)
    assert site.attached(connection)["State"] == "available"
    site.ec2.delete_vpn_gateway(VpnGatewayId=second)
    third = site.gateway()
    Change(site, connection).gateway(VpnGatewayId=third)
    assert site.attached(connection)["State"] == "deleted"
    assert site.connection(connection)["VpnGatewayId"] == third


def test_another_customer_gateway(site):
    first, second = site.customer("203.0.113.1"), site.customer("203.0.113.2", BgpAsn=65111)
    connection = site.connect(first)
    Change(site, connection).gateway(CustomerGatewayId=second)
    shown = site.connection(connection)
    assert shown["CustomerGatewayId"] == second
    root = ElementTree.fromstring(shown["CustomerGatewayConfiguration"].encode())
    assert root.findtext("ipsec_tunnel/customer_gateway/tunnel_outside_address/ip_address") == "203.0.113.2"
    assert root.findtext("ipsec_tunnel/customer_gateway/bgp/asn") == "65111"
    site.ec2.delete_customer_gateway(CustomerGatewayId=first)


def test_gateways_that_do_not_go_together(site):
    connection = site.connect(site.customer(BgpAsn=65111))
    change = Change(site, connection)
    other = site.gateway(AmazonSideAsn=4200000000)
    equal = site.customer(BgpAsn=64512)
    text = "The request must contain the parameter vpnGatewayId"
    with site.unchanged("MissingParameter", text):
        change.gateway()
    text = "The request must not contain both parameter vpnGatewayId and transitGatewayId"
    with site.unchanged("InvalidParameterValue", text):
        change.gateway(VpnGatewayId=other, TransitGatewayId=site.transit)
    text = "The ASN of the specified customer gateway and virtual private gateway are the same."
    with site.unchanged("AsnConflict", text):
        change.gateway(CustomerGatewayId=equal)


def test_static_routes_go_before_the_transit_gateway(site):
    connection = site.connect(Options=STATIC)
    site.ec2.create_vpn_connection_route(VpnConnectionId=connection, DestinationCidrBlock=OFFICE)
    change, transit = Change(site, connection), site.transit
    text = f"Delete the static routes of the VPN connection '{connection}' first."
    with site.unchanged("IncorrectState", text):
        change.gateway(TransitGatewayId=transit)


# options -------------------------------------------------------------------------------------------------------------


@pytest.mark.needs(botocore="1.44.5", why="TunnelBandwidth of ModifyVpnConnectionOptions is newer")
def test_options_of_the_connection(site):
    connection = site.connect(TransitGatewayId=site.transit)
    change = Change(site, connection)
    assert change.options(LocalIpv4NetworkCidr="10.1.0.0/16", TunnelBandwidth="large")["State"] == "modifying"
    options = site.connection(connection)["Options"]
    assert options["LocalIpv4NetworkCidr"] == "10.1.0.0/16"
    assert options["RemoteIpv4NetworkCidr"] == "0.0.0.0/0"
    assert options["TunnelBandwidth"] == "large"
    with site.unchanged("InvalidParameterValue", "Value (10.1) for parameter LocalIpv4NetworkCidr is invalid."):
        change.options(LocalIpv4NetworkCidr="10.1")


def test_options_of_a_tunnel(aws, site):
    connection = site.connect()
    vpn = aws.vpn(connection)
    for one in vpn:
        one.up([OFFICE])
    change, before = Change(site, connection), site.connection(connection)
    shown = change.tunnel(options={"PreSharedKey": "another_key", "DPDTimeoutSeconds": 60})
    assert [one["Status"] for one in shown["VgwTelemetry"]] == ["DOWN", "UP"]
    after = site.connection(connection)
    assert [one["Status"] for one in after["VgwTelemetry"]] == ["UP", "UP"]
    first, second = after["Options"]["TunnelOptions"]
    assert (first["PreSharedKey"], first["DpdTimeoutSeconds"]) == ("another_key", 60)
    assert second == before["Options"]["TunnelOptions"][1]
    assert "<pre_shared_key>another_key<" in after["CustomerGatewayConfiguration"]


@slow
def test_tunnel_is_down_while_it_is_replaced(aws, site):
    connection = site.connect()
    aws.clock.advance(minutes=4)
    vpn, change = aws.vpn(connection), Change(site, connection)
    vpn[0].up()
    change.tunnel(options={"ReplayWindowSize": 128})
    assert (vpn[0].status, site.connection(connection)["State"]) == ("DOWN", "modifying")
    text = f"The VPN connection '{connection}' is modifying, which does not allow this operation."
    with refused("InvalidVpnConnection.InvalidState", text):
        change.tunnel(options={"ReplayWindowSize": 256})
    aws.clock.advance(minutes=6)
    assert vpn[0].status == "UP"


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        ({"PreSharedKey": "0short"}, "InvalidParameterValue", "Value for parameter PreSharedKey is invalid."),
        (
            {"RekeyMarginTimeSeconds": 600},
            "InvalidParameterValue",
            "Value (600) for parameter RekeyMarginTimeSeconds is invalid.",
        ),
        (
            {"TunnelInsideCidr": "169.254.77.0/30"},
            "InvalidCidr.InUse",
            "The inside tunnel CIDR 169.254.77.0/30 is already in use on this gateway.",
        ),
        (
            {"IKEVersions": [{"Value": "ikev9"}]},
            "InvalidParameterValue",
            "Value (ikev9) for parameter IKEVersions is invalid.",
        ),
    ],
)
def test_options_of_a_tunnel_that_aws_refuses(site, options, code, message):
    tunnels = [{"Phase2LifetimeSeconds": 900}, {"Phase2LifetimeSeconds": 900, "TunnelInsideCidr": "169.254.77.0/30"}]
    change = Change(site, site.connect(Options={"TunnelOptions": tunnels}))
    with site.unchanged(code, message):
        change.tunnel(options=options)


def test_inside_block_may_stay_the_same(site):
    connection = site.connect(Options={"TunnelOptions": [{"TunnelInsideCidr": "169.254.77.0/30"}]})
    change = Change(site, connection)
    change.tunnel(options={"TunnelInsideCidr": "169.254.77.0/30"})
    assert site.connection(connection)["State"] == "available"


def test_replacement_is_skipped_for_lifecycle_control_only(aws, site):
    connection = site.connect()
    vpn, change = aws.vpn(connection), Change(site, connection)
    vpn[0].up()
    shown = change.tunnel(options={"EnableTunnelLifecycleControl": True}, SkipTunnelReplacement=True)
    assert shown["VgwTelemetry"][0]["Status"] == "UP"
    assert shown["Options"]["TunnelOptions"][0]["EnableTunnelLifecycleControl"] is True
    text = "SkipTunnelReplacement requires EnableTunnelLifecycleControl, and no other option."
    with site.unchanged("InvalidParameterCombination", text):
        change.tunnel(options={"ReplayWindowSize": 128}, SkipTunnelReplacement=True)


def test_key_goes_into_the_secret_and_comes_back(aws, site):
    connection = site.connect()
    change = Change(site, connection)
    first, second = (one["OutsideIpAddress"] for one in site.connection(connection)["VgwTelemetry"])
    secrets = aws.client("secretsmanager", account=OWN, region=HERE)

    def kept():
        return json.loads(secrets.get_secret_value(SecretId=shown["PreSharedKeyArn"])["SecretString"])

    change.tunnel(options={}, PreSharedKeyStorage="SecretsManager")
    shown = site.connection(connection)
    assert [("PreSharedKey" in one) for one in shown["Options"]["TunnelOptions"]] == [False, True]
    assert len(kept().pop(first)) == 32
    change.tunnel(options={"PreSharedKey": "other.key"})
    assert kept() == {first: "other.key"}
    change.tunnel(options={"PreSharedKey": "second.key"}, address=second)
    assert kept() == {first: "other.key"}
    change.tunnel(options={"ReplayWindowSize": 256}, PreSharedKeyStorage="Standard")
    again = site.connection(connection)
    assert all("PreSharedKey" in one for one in again["Options"]["TunnelOptions"])
    assert again["PreSharedKeyArn"] == shown["PreSharedKeyArn"]
    assert [one["PreSharedKey"] for one in again["Options"]["TunnelOptions"]] == ["other.key", "second.key"]
    assert kept() == {}


def test_address_of_no_tunnel(site):
    connection = site.connect()
    change = Change(site, connection)
    text = f"The VPN connection '{connection}' has no tunnel with the outside IP address 192.0.2.1."
    with site.unchanged("InvalidParameterValue", text):
        change.tunnel("192.0.2.1", {"ReplayWindowSize": 128})


# certificate, replacement, status ------------------------------------------------------------------------------------


def test_certificate(site):
    arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-4333-8444-555555555555"
    made = site.ec2.create_customer_gateway(Type="ipsec.1", CertificateArn=arn)["CustomerGateway"]
    connection = site.connect(made["CustomerGatewayId"])
    before = [one["CertificateArn"] for one in site.connection(connection)["VgwTelemetry"]]
    site.ec2.modify_vpn_tunnel_certificate(**Change(site, connection).which)
    after = [one["CertificateArn"] for one in site.connection(connection)["VgwTelemetry"]]
    assert len({*before, *after}) == 3
    assert before[1] == after[1]
    plain = Change(site, site.connect())
    text = f"The VPN connection '{plain.connection}' is not authenticated by certificates."
    with site.unchanged("InvalidParameterValue", text):
        site.ec2.modify_vpn_tunnel_certificate(**plain.which)


@both_gateways
def test_replacement_and_status(aws, site):
    connection = site.connect()
    vpn, change = aws.vpn(connection), Change(site, connection)
    status = site.ec2.get_active_vpn_tunnel_status(**change.which)["ActiveVpnTunnelStatus"]
    assert status == {"ProvisioningStatus": "available"}
    vpn[0].up()
    status = site.ec2.get_active_vpn_tunnel_status(**change.which)["ActiveVpnTunnelStatus"]
    assert (status["IkeVersion"], status["Phase1DHGroup"]) == ("ikev1", 2)
    shown = site.ec2.get_vpn_tunnel_replacement_status(**change.which)
    assert shown["MaintenanceDetails"] == {"PendingMaintenance": "None"}
    assert shown["CustomerGatewayId"] == site.connection(connection)["CustomerGatewayId"]
    assert site.ec2.replace_vpn_tunnel(**change.which, ApplyPendingMaintenance=True)["Return"] is True
    assert vpn[0].status == "UP"
    shown = site.ec2.get_vpn_tunnel_replacement_status(**change.which)
    assert shown["MaintenanceDetails"]["LastMaintenanceApplied"]


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ("modify_vpn_connection", "InvalidVpnConnectionId"),
        ("modify_vpn_connection_options", "InvalidVpnConnectionID.NotFound"),
        ("replace_vpn_tunnel", "InvalidVpnConnectionId"),
        ("get_vpn_tunnel_replacement_status", "InvalidVpnConnectionId"),
        ("get_active_vpn_tunnel_status", "InvalidVpnConnectionID.NotFound"),
        ("modify_vpn_tunnel_certificate", "InvalidParameterValue"),
    ],
)
def test_connection_that_is_not_there(site, operation, code):
    given = {} if operation.startswith("modify_vpn_connection") else {"VpnTunnelOutsideIpAddress": "192.0.2.1"}
    with site.unchanged(code, f"The vpnConnection ID '{NO_CONNECTION}' does not exist"):
        getattr(site.ec2, operation)(VpnConnectionId=NO_CONNECTION, **given)


# devices -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("static", [True, False])
def test_sample_for_every_device(site, static):
    connection = site.connect(site.customer("203.0.113.9", BgpAsn=65111), Options={"StaticRoutesOnly": static})
    tunnels = site.connection(connection)["Options"]["TunnelOptions"]
    types = site.ec2.get_vpn_connection_device_types()["VpnConnectionDeviceTypes"]
    assert {"754a6372", "9612cbed", "5fb390ba", "9d9470de"} < {one["VpnConnectionDeviceTypeId"] for one in types}
    for one in types:
        text = site.ec2.get_vpn_connection_device_sample_configuration(
            VpnConnectionId=connection, VpnConnectionDeviceTypeId=one["VpnConnectionDeviceTypeId"]
        )["VpnConnectionDeviceSampleConfiguration"]
        for tunnel in tunnels:
            assert tunnel["OutsideIpAddress"] in text
            assert tunnel["PreSharedKey"] in text
        assert all(value in text for value in (connection, "203.0.113.9", one["Vendor"], f"{connection}-1"))
        assert ("65111" in text) is not static


def test_sample_that_there_is_not(site):
    connection = site.connect()
    ask = site.ec2.get_vpn_connection_device_sample_configuration
    which = {"VpnConnectionId": connection, "VpnConnectionDeviceTypeId": "754a6372"}
    text = "The VPN connection device type ID '00000000' does not exist"
    with refused("InvalidVpnConnectionDeviceTypeId.NotFound", text):
        ask(VpnConnectionId=connection, VpnConnectionDeviceTypeId="00000000")
    with refused("UnsupportedOperationException", "The recommended sample requires IKEv2."):
        ask(**which, SampleType="recommended")
    with refused("InvalidParameterValue", "Value (ikev3) for parameter internetKeyExchangeVersion is invalid."):
        ask(**which, InternetKeyExchangeVersion="ikev3")
    sample = ask(**which, SampleType="recommended", InternetKeyExchangeVersion="ikev2")
    assert "SHA2-256" in sample["VpnConnectionDeviceSampleConfiguration"]
