"""What a test of a network with a VPN asks."""

from conftest import connect

OFFICE = "192.168.0.0/16"


def propagated(network):
    (table,) = network.ec2.describe_route_tables(RouteTableIds=[network.table])["RouteTables"]
    return {one["DestinationCidrBlock"] for one in table["Routes"] if one["Origin"] == "EnableVgwRoutePropagation"}


def tunnels_down(network):
    """The code under test: which tunnels an alarm is for."""
    shown = network.ec2.describe_vpn_connections()["VpnConnections"]
    return [one["OutsideIpAddress"] for each in shown for one in each["VgwTelemetry"] if one["Status"] == "DOWN"]


def test_one_tunnel_is_enough(vpce_mock, network):
    vpn = vpce_mock.vpn(network.office)
    desk = vpn.host("192.168.0.10")
    assert not vpce_mock.reach(desk, network.web, 443)
    for tunnel in vpn:
        tunnel.up([OFFICE])
    assert propagated(network) == {OFFICE}
    assert vpn.learned() == {"10.0.0.0/16"}
    vpn[0].down()
    assert tunnels_down(network) == [vpn[0].address]
    assert vpce_mock.reach(desk, network.web, 443)
    assert not vpce_mock.reach(desk, network.web, 22)
    vpn[1].down()
    assert propagated(network) == set()
    assert not vpce_mock.reach(desk, network.web, 443)


def test_offices_meet_at_the_gateway(vpce_mock, network):
    office = vpce_mock.vpn(network.office)
    branch = vpce_mock.vpn(connect(network.ec2, network.gateway, "203.0.113.20", 65020))
    office[0].up([OFFICE])
    branch[0].up(["172.20.0.0/16"])
    assert office.learned() == {"10.0.0.0/16", "172.20.0.0/16"}
    assert vpce_mock.reach(office.host("192.168.0.10"), branch.host("172.20.0.10"))
    branch[0].down()
    assert office.learned() == {"10.0.0.0/16"}
