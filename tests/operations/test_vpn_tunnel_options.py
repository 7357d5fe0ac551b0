"""Options of VPN connections and tunnels: every value that AWS takes, and every one that it refuses."""

import pytest
from vpn_site import Site

ARN = "arn:aws:logs:us-east-1:123456789012:log-group:vpn"
BAD = "InvalidParameterValue"
CLASH = "InvalidParameterCombination"


@pytest.fixture
def site(aws):
    return Site(aws)


newer = pytest.mark.needs(botocore="1.44.5", why="the option is newer")


def values(*items):
    return [{"Value": one} for one in items]


def logs(**options):
    return {"LogOptions": {"CloudWatchLogOptions": options}}


def exchange(number=1, **options):
    return {
        "AdditionalKeyExchangeRound": number,
        "KeyExchangeMethods": values(35),
        "Requirement": "optional",
        **options,
    }


def invalid(name, value):
    return BAD, f"Value ({value}) for parameter {name} is invalid."


TAKEN = [
    {"TunnelInsideCidr": "169.254.6.0/30"},
    {"TunnelInsideCidr": "169.254.255.252/30"},
    {"PreSharedKey": "a.b_1234"},
    {"PreSharedKey": "Z" * 64},
    {"Phase1LifetimeSeconds": 900},
    {"Phase1LifetimeSeconds": 28800},
    {"Phase2LifetimeSeconds": 900},
    {"Phase2LifetimeSeconds": 3600},
    {"RekeyMarginTimeSeconds": 60},
    {"RekeyMarginTimeSeconds": 1800},
    {"RekeyMarginTimeSeconds": 450, "Phase2LifetimeSeconds": 900},
    {"RekeyFuzzPercentage": 0},
    {"RekeyFuzzPercentage": 100},
    {"ReplayWindowSize": 64},
    {"ReplayWindowSize": 2048},
    {"DPDTimeoutSeconds": 30},
    {"DPDTimeoutSeconds": 3600},
    *({"DPDTimeoutAction": one} for one in ("clear", "none", "restart")),
    *({"StartupAction": one} for one in ("add", "start")),
    *(
        {f"Phase{phase}EncryptionAlgorithms": values("AES128", "AES256", "AES128-GCM-16", "AES256-GCM-16")}
        for phase in (1, 2)
    ),
    *({f"Phase{phase}IntegrityAlgorithms": values("SHA1", "SHA2-256", "SHA2-384", "SHA2-512")} for phase in (1, 2)),
    {"Phase1DHGroupNumbers": values(2, *range(14, 25))},
    {"Phase2DHGroupNumbers": values(2, 5, *range(14, 25))},
    {"IKEVersions": values("ikev1", "ikev2")},
    {"EnableTunnelLifecycleControl": True},
    pytest.param({"Phase1AdditionalKeyExchanges": [exchange(1), exchange(7)]}, marks=newer),
    pytest.param({"Phase2AdditionalKeyExchanges": [exchange(Requirement="required")]}, marks=newer),
]
SPELT = {"DPDTimeoutSeconds": "DpdTimeoutSeconds", "DPDTimeoutAction": "DpdTimeoutAction", "IKEVersions": "IkeVersions"}


@pytest.mark.parametrize("options", TAKEN, ids=str)
def test_option_that_aws_takes_is_shown_again(site, options):
    tunnels = site.request(Options={"TunnelOptions": [options]})["Options"]["TunnelOptions"]
    expected = {SPELT.get(name, name): value for name, value in options.items()}
    assert {name: tunnels[0][name] for name in expected} == expected
    assert tunnels[1].keys() == {"OutsideIpAddress", "TunnelInsideCidr", "PreSharedKey", "LogOptions"}


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (
            {"LogEnabled": True, "LogGroupArn": ARN},
            {"LogEnabled": True, "LogGroupArn": ARN, "LogOutputFormat": "json"},
        ),
        (
            {"LogEnabled": True, "LogGroupArn": ARN, "LogOutputFormat": "text"},
            {"LogEnabled": True, "LogGroupArn": ARN, "LogOutputFormat": "text"},
        ),
        pytest.param(
            {"BgpLogEnabled": True, "BgpLogGroupArn": ARN},
            {"LogEnabled": False, "BgpLogEnabled": True, "BgpLogGroupArn": ARN, "BgpLogOutputFormat": "json"},
            marks=newer,
        ),
    ],
)
def test_logs(site, given, shown):
    tunnel = site.request(Options={"TunnelOptions": [logs(**given)]})["Options"]["TunnelOptions"][0]
    assert tunnel["LogOptions"]["CloudWatchLogOptions"] == shown


def test_host_bits_of_an_inside_block_are_dropped(site):
    made = site.request(Options={"TunnelOptions": [{"TunnelInsideCidr": "169.254.44.110/30"}]})
    assert made["Options"]["TunnelOptions"][0]["TunnelInsideCidr"] == "169.254.44.108/30"


KEY = (BAD, "Value for parameter PreSharedKey is invalid.")
REFUSED = [
    *(
        ({"TunnelInsideCidr": one}, *invalid("TunnelInsideCidr", one))
        for one in (
            *(f"169.254.{number}.0/30" for number in range(6)),
            "169.254.169.252/30",
            "169.254.10.0/29",
            "10.0.0.0/30",
            "fd00::/126",
            "nonsense",
            "",
        )
    ),
    *(
        ({"PreSharedKey": one}, *KEY)
        for one in ("short12", "a" * 65, "01234567", "abc+defgh", "abc/defgh", "abc-defgh")
    ),
    *(({"PreSharedKey": one}, *KEY) for one in ("abc defgh", "abcdefgh\n", "", "ключключ")),
    *(
        ({name: value}, *invalid(name, value))
        for name, bad in {
            "Phase1LifetimeSeconds": (899, 28801),
            "Phase2LifetimeSeconds": (899, 3601),
            "RekeyMarginTimeSeconds": (59, 1801),
            "RekeyFuzzPercentage": (-1, 101),
            "ReplayWindowSize": (63, 2049),
            "DPDTimeoutSeconds": (29, 0),
            "DPDTimeoutAction": ("stop", "Clear", ""),
            "StartupAction": ("stop",),
        }.items()
        for value in bad
    ),
    *(
        ({name: values(value)}, *invalid(name, value))
        for name, value in {
            "Phase1EncryptionAlgorithms": "DES",
            "Phase2EncryptionAlgorithms": "aes128",
            "Phase1IntegrityAlgorithms": "MD5",
            "Phase2IntegrityAlgorithms": "SHA-256",
            "Phase1DHGroupNumbers": 5,
            "Phase2DHGroupNumbers": 1,
            "IKEVersions": "ikev3",
        }.items()
    ),
    (
        {"RekeyMarginTimeSeconds": 451, "Phase2LifetimeSeconds": 900},
        *invalid("RekeyMarginTimeSeconds", 451),
    ),
    (
        {"Phase1LifetimeSeconds": 900, "Phase2LifetimeSeconds": 900},
        BAD,
        "Phase2LifetimeSeconds must be less than Phase1LifetimeSeconds.",
    ),
    ({"StartupAction": "start", "IKEVersions": values("ikev1")}, CLASH, "StartupAction start requires IKEv2."),
    pytest.param(
        {"Phase1AdditionalKeyExchanges": [exchange(Requirement="required")], "IKEVersions": values("ikev1")},
        CLASH,
        "A required additional key exchange requires IKEv2.",
        marks=newer,
    ),
    pytest.param(
        {"Phase1AdditionalKeyExchanges": [exchange(2), exchange(2)]},
        *invalid("Phase1AdditionalKeyExchanges", 2),
        marks=newer,
    ),
    (logs(LogEnabled=True), "MissingParameter", "The request must contain the parameter LogGroupArn"),
    pytest.param(
        logs(BgpLogEnabled=True),
        "MissingParameter",
        "The request must contain the parameter BgpLogGroupArn",
        marks=newer,
    ),
    (logs(LogEnabled=True, LogGroupArn="vpn"), *invalid("LogGroupArn", "vpn")),
    (
        logs(LogEnabled=True, LogGroupArn=ARN, LogOutputFormat="xml"),
        *invalid("LogOutputFormat", "xml"),
    ),
    (
        {"TunnelInsideIpv6Cidr": ""},
        CLASH,
        "An ipv6 inside cidr is not allowed for VPNs using an ipv4 inside ip version",
    ),
    (
        {"TunnelInsideIpv6Cidr": "fd00:1::/126"},
        CLASH,
        "An ipv6 inside cidr is not allowed for VPNs using an ipv4 inside ip version",
    ),
]


@pytest.mark.parametrize(("options", "code", "message"), REFUSED, ids=str)
def test_option_that_aws_refuses(site, options, code, message):
    customer, gateway = site.customer(), site.gateway()
    with site.unchanged(code, message):
        site.connect(customer, gateway, Options={"TunnelOptions": [{"ReplayWindowSize": 64}, options]})


# IPv6, inside blocks in use ------------------------------------------------------------------------------------------


def test_ipv6_inside_block(site):
    options = {"TunnelInsideIpVersion": "ipv6", "TunnelOptions": [{"TunnelInsideIpv6Cidr": "fdff:1::1337:0:0/126"}]}
    made = site.request(TransitGatewayId=site.transit, Options=options)
    assert made["Options"]["TunnelOptions"][0]["TunnelInsideIpv6Cidr"] == "fdff:1::1337:0:0/126"
    customer = site.customer()
    text = "The inside tunnel CIDR fdff:1::1337:0:0/126 is already in use on this gateway."
    with site.unchanged("InvalidCidr.InUse", text):
        site.connect(customer, TransitGatewayId=site.transit, Options=options)


@pytest.mark.parametrize("block", ["fc00::/126", "fd00::/125", "2600::/126", "169.254.10.0/30"])
def test_ipv6_inside_block_that_aws_refuses(site, block):
    customer, transit = site.customer(), site.transit
    options = {"TunnelInsideIpVersion": "ipv6", "TunnelOptions": [{"TunnelInsideIpv6Cidr": block}]}
    with site.unchanged(*invalid("TunnelInsideIpv6Cidr", block)):
        site.connect(customer, TransitGatewayId=transit, Options=options)


def test_inside_block_is_unique_on_a_virtual_private_gateway(site):
    block = {"TunnelInsideCidr": "169.254.10.0/30"}
    gateway, customer = site.gateway(), site.customer()
    in_use = ("InvalidCidr.InUse", "The inside tunnel CIDR 169.254.10.0/30 is already in use on this gateway.")
    with site.unchanged(*in_use):
        site.connect(customer, gateway, Options={"TunnelOptions": [block, block]})
    site.connect(gateway=gateway, Options={"TunnelOptions": [block]})
    with site.unchanged(*in_use):
        site.connect(customer, gateway, Options={"TunnelOptions": [block]})
    assert site.connect(customer, Options={"TunnelOptions": [block]})


@pytest.mark.usefixtures("wire")
def test_options_of_the_second_tunnel_only(site):
    made = site.request(
        Options={"TunnelOptions": [{}, {"PreSharedKey": "second.key", "IKEVersions": [{"Value": "ikev2"}]}]}
    )
    first, second = made["Options"]["TunnelOptions"]
    assert len(first["PreSharedKey"]) == 32
    assert "IkeVersions" not in first
    assert (second["PreSharedKey"], second["IkeVersions"]) == ("second.key", [{"Value": "ikev2"}])


def test_three_tunnels(site):
    customer, gateway = site.customer(), site.gateway()
    with site.unchanged(BAD, "A VPN connection has no more than two tunnels."):
        site.connect(customer, gateway, Options={"TunnelOptions": [{"ReplayWindowSize": 64}] * 3})


# options of the connection -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"EnableAcceleration": True}, "Acceleration"),
        ({"TunnelInsideIpVersion": "ipv6"}, "IPv6 inside the tunnels"),
        ({"OutsideIpAddressType": "PrivateIpv4"}, "OutsideIpAddressType PrivateIpv4"),
        ({"OutsideIpAddressType": "Ipv6"}, "OutsideIpAddressType Ipv6"),
        pytest.param({"TunnelBandwidth": "large"}, "Large tunnel bandwidth", marks=newer),
    ],
)
def test_what_a_virtual_private_gateway_lacks(site, options, what):
    customer, gateway = site.customer(), site.gateway()
    text = f"{what} requires a transit gateway and cannot be used with a virtual private gateway"
    with site.unchanged(CLASH, text):
        site.connect(customer, gateway, Options=options)


@newer
@pytest.mark.parametrize("region", ["ap-southeast-4", "ca-west-1", "eu-central-2", "il-central-1", "me-central-1"])
def test_regions_without_large_tunnels(aws, region):
    site = Site(aws, region=region)
    customer, transit = site.customer(), site.transit
    connection = site.connect(customer, TransitGatewayId=transit)
    text = "The tunnel bandwidth parameter is not currently supported in this region"
    with site.unchanged("UnsupportedOperation", text):
        site.connect(customer, TransitGatewayId=transit, Options={"TunnelBandwidth": "large"})
    with site.unchanged("UnsupportedOperation", text):
        site.ec2.modify_vpn_connection_options(VpnConnectionId=connection, TunnelBandwidth="large")


def test_a_customer_gateway_with_an_ipv6_address_goes_with_a_transit_gateway(site):
    customer, gateway = site.customer("2001:db8::1", BgpAsn=65001), site.gateway()
    connection = site.connect(site.customer(BgpAsn=65001), gateway)
    text = "A customer gateway with an IPv6 address requires a transit gateway"
    text += " and cannot be used with a virtual private gateway"
    with site.unchanged(CLASH, text):
        site.connect(customer, gateway)
    with site.unchanged(CLASH, text):
        site.ec2.modify_vpn_connection(VpnConnectionId=connection, CustomerGatewayId=customer)
    over_transit = site.connect(customer, TransitGatewayId=site.transit, Options={"OutsideIpAddressType": "Ipv6"})
    assert all(":" in one["OutsideIpAddress"] for one in site.connection(over_transit)["VgwTelemetry"])
    with site.unchanged(CLASH, f"OutsideIpAddressType Ipv6{text[text.index(' requires') :]}"):
        site.ec2.modify_vpn_connection(VpnConnectionId=over_transit, VpnGatewayId=gateway)


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        ({"OutsideIpAddressType": "Pigeon"}, *invalid("OutsideIpAddressType", "Pigeon")),
        (
            {"OutsideIpAddressType": "PrivateIpv4"},
            "MissingParameter",
            "The request must contain the parameter TransportTransitGatewayAttachmentId",
        ),
        pytest.param(
            {"TunnelBandwidth": "large", "EnableAcceleration": True},
            CLASH,
            "Large bandwidth tunnels cannot be accelerated",
            marks=newer,
        ),
        ({"LocalIpv4NetworkCidr": "10.0.0.0/33"}, *invalid("LocalIpv4NetworkCidr", "10.0.0.0/33")),
        ({"RemoteIpv4NetworkCidr": "::/0"}, *invalid("RemoteIpv4NetworkCidr", "::/0")),
        (
            {"LocalIpv6NetworkCidr": "::/0"},
            CLASH,
            "LocalIpv6NetworkCidr does not go with the tunnel inside IP version ipv4",
        ),
    ],
)
def test_options_of_a_connection_that_aws_refuses(site, options, code, message):
    customer, transit = site.customer(), site.transit
    with site.unchanged(code, message):
        site.connect(customer, TransitGatewayId=transit, Options=options)


@newer
def test_options_of_a_connection_are_shown_again(site):
    options = {
        "EnableAcceleration": True,
        "LocalIpv4NetworkCidr": "192.168.0.0/16",
        "RemoteIpv4NetworkCidr": "10.0.0.0/8",
        "TunnelBandwidth": "standard",
    }
    made = site.request(TransitGatewayId=site.transit, Options=options)
    assert made["Options"].items() >= options.items()


def test_private_addresses_come_from_the_transit_gateway(site):
    blocks = {"TransitGatewayCidrBlocks": ["10.99.0.0/24"]}
    transit = site.ec2.create_transit_gateway(Options=blocks)["TransitGateway"]["TransitGatewayId"]
    transport = "tgw-attach-0123456789abcdef0"
    options = {"OutsideIpAddressType": "PrivateIpv4", "TransportTransitGatewayAttachmentId": transport}
    shown = site.request(TransitGatewayId=transit, Options=options)["Options"]
    assert all(one["OutsideIpAddress"].startswith("10.99.0.") for one in shown["TunnelOptions"])
    assert shown["TransportTransitGatewayAttachmentId"] == transport


@newer
def test_bgp_logs_need_dynamic_routing(site):
    customer, gateway = site.customer(), site.gateway()
    options = {"StaticRoutesOnly": True, "TunnelOptions": [logs(BgpLogEnabled=True, BgpLogGroupArn=ARN)]}
    with site.unchanged(CLASH, "BgpLogEnabled requires dynamic routing"):
        site.connect(customer, gateway, Options=options)


def test_startup_needs_an_address_to_start_to(site):
    certificate = "arn:aws:acm:us-east-1:123456789012:certificate/0"
    customer = site.ec2.create_customer_gateway(Type="ipsec.1", CertificateArn=certificate)["CustomerGateway"]
    gateway = site.gateway()
    with site.unchanged(CLASH, "StartupAction start requires a customer gateway with an IP address"):
        site.connect(customer["CustomerGatewayId"], gateway, Options={"TunnelOptions": [{"StartupAction": "start"}]})
