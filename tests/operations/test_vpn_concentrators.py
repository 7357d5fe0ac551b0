"""VPN concentrators: many small sites on one attachment to a transit gateway."""

import pytest
from vpn_site import REST, Site, refused

STATIC = {"StaticRoutesOnly": True}
OFFICE = "192.168.0.0/16"


@pytest.fixture
def site(aws):
    return Site(aws)


@pytest.fixture
def concentrating(site):
    if not hasattr(site.ec2, "create_vpn_concentrator"):
        pytest.skip("this botocore knows no VPN concentrators")
    return site


def concentrators(site, *ids):
    return site.ec2.describe_vpn_concentrators(VpnConcentratorIds=ids)["VpnConcentrators"]


def test_concentrator(aws, concentrating):
    site = concentrating
    made = site.ec2.create_vpn_concentrator(Type="ipsec.1", TransitGatewayId=site.transit)["VpnConcentrator"]
    concentrator = made["VpnConcentratorId"]
    assert made == {
        "VpnConcentratorId": concentrator,
        "State": "pending",
        "TransitGatewayId": site.transit,
        "TransitGatewayAttachmentId": site.attached(concentrator)["TransitGatewayAttachmentId"],
        "Type": "ipsec.1",
    }
    assert concentrators(site, concentrator) == [made | {"State": "available", "Tags": []}]
    customer = site.customer()
    given = {"Type": "ipsec.1", "CustomerGatewayId": customer, "VpnConcentratorId": concentrator}
    with site.unchanged("InvalidParameterCombination", "A VPN concentrator requires dynamic routing"):
        site.ec2.create_vpn_connection(**given, Options=STATIC)
    connection = site.ec2.create_vpn_connection(**given)["VpnConnection"]
    assert connection["VpnConcentratorId"] == concentrator
    assert not {"TransitGatewayId", "VpnGatewayId"} & connection.keys()
    with site.unchanged("IncorrectState", f"The VPN concentrator '{concentrator}' has VPN connections."):
        site.ec2.delete_vpn_concentrator(VpnConcentratorId=concentrator)
    vpn = aws.vpn(connection["VpnConnectionId"])
    vpn[0].up([OFFICE])
    other = aws.vpn(site.connect(TransitGatewayId=site.transit))
    other[0].up(["172.20.0.0/16"])
    assert vpn.learned() >= {"172.20.0.0/16"}
    assert aws.reach(vpn.host("192.168.0.10"), other.host("172.20.0.1"))
    site.ec2.delete_vpn_connection(VpnConnectionId=vpn.id)
    assert site.ec2.delete_vpn_concentrator(VpnConcentratorId=concentrator)["Return"] is True
    assert [one["State"] for one in concentrators(site, concentrator)] == ["deleted"]


def test_concentrator_that_is_not_there(concentrating):
    site = concentrating
    with refused("MissingParameter", "The request must contain the parameter transitGatewayId"):
        site.ec2.create_vpn_concentrator(Type="ipsec.1")
    with refused("InvalidVpnConcentratorID.NotFound", f"The vpnConcentrator ID 'vcn-{REST}' does not exist"):
        concentrators(site, f"vcn-{REST}")
    with refused("InvalidVpnConcentratorId.Malformed", 'Invalid id: "x" (expecting "vcn-...")'):
        concentrators(site, "x")
    with refused("InvalidVpnConcentratorID.Malformed", 'Invalid id: "x" (expecting "vcn-...")'):
        site.ec2.delete_vpn_concentrator(VpnConcentratorId="x")


def test_sites_of_a_concentrator_have_public_addresses_of_their_own(concentrating):
    site = concentrating
    made = site.ec2.create_vpn_concentrator(Type="ipsec.1", TransitGatewayId=site.transit)["VpnConcentrator"]
    given = {"Type": "ipsec.1", "VpnConcentratorId": made["VpnConcentratorId"]}
    concentrators(site)
    first, second = site.customer("203.0.113.9", BgpAsn=65001), site.customer("203.0.113.9", BgpAsn=65002)
    site.ec2.create_vpn_connection(**given, CustomerGatewayId=first)
    with site.unchanged("InvalidCustomerGateway.DuplicateIpAddress", "Conflict among chosen gateway IP addresses."):
        site.ec2.create_vpn_connection(**given, CustomerGatewayId=second)
    private = {"OutsideIpAddressType": "PrivateIpv4", "TransportTransitGatewayAttachmentId": f"tgw-attach-{REST}"}
    text = "A VPN concentrator cannot be used with OutsideIpAddressType PrivateIpv4"
    customer = site.customer()
    with site.unchanged("InvalidParameterCombination", text):
        site.ec2.create_vpn_connection(**given, CustomerGatewayId=customer, Options=private)
