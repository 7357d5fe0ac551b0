"""How many VPN connections, routes and concentrators there may be; the other quotas stand beside what they limit."""

import pytest
from vpn_site import Site, refused

CONNECTIONS = ("VpnConnectionLimitExceeded", "The maximum number of VPN connections has been reached.")
CONCENTRATORS = ("VpnConcentratorLimitExceeded", "The maximum number of VPN concentrators has been reached.")


@pytest.fixture
def site(aws):
    return Site(aws)


def create(site, customer, **options):
    made = site.ec2.create_vpn_connection(Type="ipsec.1", CustomerGatewayId=customer, **options)
    return made["VpnConnection"]["VpnConnectionId"]


def test_a_region_has_10_connections_without_a_gateway(site):
    customer = site.customer()
    made = [create(site, customer) for _ in range(10)]
    with site.unchanged(*CONNECTIONS):
        create(site, customer, PreSharedKeyStorage="SecretsManager")
    assert site.aws.client("secretsmanager", region=site.region).list_secrets()["SecretList"] == []
    site.ec2.modify_vpn_connection(VpnConnectionId=made[0], VpnGatewayId=site.gateway())
    assert create(site, customer)


def test_a_region_has_10_accelerated_connections(site):
    customer = site.customer()
    wish = {"TransitGatewayId": site.transit, "Options": {"EnableAcceleration": True}}
    made = [create(site, customer, **wish) for _ in range(10)]
    with site.unchanged(*CONNECTIONS):
        create(site, customer, **wish)
    assert create(site, customer, TransitGatewayId=site.transit)
    site.ec2.delete_vpn_connection(VpnConnectionId=made[0])
    assert create(site, customer, **wish)


@pytest.mark.needs(botocore="1.44.5", why="TunnelBandwidth of ModifyVpnConnectionOptions is newer")
@pytest.mark.parametrize("aws", [{"quotas": {"L-3E6EC3A3": 100}}], indirect=True)
def test_a_region_has_50_connections_with_large_tunnels(site):
    customer = site.customer()
    wish = {"TransitGatewayId": site.transit, "Options": {"TunnelBandwidth": "large"}}
    made = [create(site, customer, **wish) for _ in range(50)]
    with site.unchanged(*CONNECTIONS):
        create(site, customer, **wish)
    small = create(site, customer, TransitGatewayId=site.transit)
    change = site.ec2.modify_vpn_connection_options
    with site.unchanged(*CONNECTIONS):
        change(VpnConnectionId=small, TunnelBandwidth="large")
    change(VpnConnectionId=made[0], TunnelBandwidth="large")
    change(VpnConnectionId=made[0], TunnelBandwidth="standard")
    change(VpnConnectionId=small, TunnelBandwidth="large")


def test_a_connection_has_100_static_routes(site):
    connection = site.connect(Options={"StaticRoutesOnly": True})

    def add(number):
        site.ec2.create_vpn_connection_route(VpnConnectionId=connection, DestinationCidrBlock=f"172.20.{number}.0/24")

    for number in range(100):
        add(number)
    text = f"The VPN connection '{connection}' has 100 static routes, as many as it may have."
    with site.unchanged("RouteLimitExceeded", text):
        add(100)
    add(7)
    site.ec2.delete_vpn_connection_route(VpnConnectionId=connection, DestinationCidrBlock="172.20.7.0/24")
    site.connection(connection)
    add(100)
    assert len(site.connection(connection)["Routes"]) == 100


def test_a_transit_gateway_has_5_concentrators(site):
    if not hasattr(site.ec2, "create_vpn_concentrator"):
        pytest.skip("this botocore has no VPN concentrators")
    create_on = site.ec2.create_vpn_concentrator
    made = [create_on(Type="ipsec.1", TransitGatewayId=site.transit)["VpnConcentrator"] for _ in range(5)]
    with refused(*CONCENTRATORS):
        create_on(Type="ipsec.1", TransitGatewayId=site.transit)
    site.ec2.delete_vpn_concentrator(VpnConcentratorId=made[0]["VpnConcentratorId"])
    assert create_on(Type="ipsec.1", TransitGatewayId=site.transit)


@pytest.mark.parametrize("aws", [{"quotas": {"L-B6F46B9C": 1, "L-7A108150": 2}}], indirect=True)
def test_a_concentrator_has_so_many_sites(site):
    if not hasattr(site.ec2, "create_vpn_concentrator"):
        pytest.skip("this botocore has no VPN concentrators")
    made = site.ec2.create_vpn_concentrator(Type="ipsec.1", TransitGatewayId=site.transit)["VpnConcentrator"]
    with refused(*CONCENTRATORS):
        site.ec2.create_vpn_concentrator(Type="ipsec.1", TransitGatewayId=site.transit)
    for _ in range(2):
        create(site, site.customer(), VpnConcentratorId=made["VpnConcentratorId"])
    with refused(*CONNECTIONS):
        create(site, site.customer(), VpnConcentratorId=made["VpnConcentratorId"])


@pytest.mark.parametrize("aws", [{"quotas": False}], indirect=True)
def test_quotas_may_be_switched_off(site):
    customer = site.customer()
    assert len({create(site, customer) for _ in range(12)}) == 12
