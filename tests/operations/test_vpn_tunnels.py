"""Tunnels that go up and down, static routes, propagation, failover, CloudHub: told as transcripts, step by step."""

import pytest
from vpn_site import REST, Site, refused

from mockvpce import Tunnel, Vpn

both_gateways = pytest.mark.usefixtures("wire")
slow = pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)
STATIC = {"StaticRoutesOnly": True}
OFFICE, LAB = "192.168.0.0/16", "172.20.0.0/16"


@pytest.fixture
def site(aws):
    return Site(aws)


@pytest.fixture
def gateway(site):
    """A virtual private gateway of the VPC, which propagates into the table."""
    made = site.gateway(site.vpc)
    site.propagate(made)
    return made


def telemetry(site, connection):
    return [
        (one["Status"], one["StatusMessage"], one["AcceptedRouteCount"])
        for one in site.connection(connection)["VgwTelemetry"]
    ]


def propagated(site):
    return {destination for destination, origin in site.routes() if origin == "EnableVgwRoutePropagation"}


def add(site, connection, destination):
    site.ec2.create_vpn_connection_route(VpnConnectionId=connection, DestinationCidrBlock=destination)


# static routes -------------------------------------------------------------------------------------------------------


@both_gateways
def test_static_routes_come_and_go_with_the_tunnels(aws, site, gateway):
    connection = site.connect(gateway=gateway, Options=STATIC)
    add(site, connection, OFFICE)
    add(site, connection, OFFICE)
    assert site.connection(connection)["Routes"] == [{"DestinationCidrBlock": OFFICE, "State": "available"}]
    assert telemetry(site, connection) == [("DOWN", "", 1), ("DOWN", "", 1)]
    assert propagated(site) == set()
    vpn = aws.vpn(connection)
    vpn[1].up()
    assert telemetry(site, connection) == [("DOWN", "", 1), ("UP", "", 1)]
    assert propagated(site) == {OFFICE}
    assert site.route_table()["PropagatingVgws"] == [{"GatewayId": gateway}]
    assert (vpn[0].prefixes, vpn[1].prefixes) == (frozenset(), {OFFICE})
    add(site, connection, LAB)
    assert site.connections(**{"route.destination-cidr-block": LAB})
    assert propagated(site) == {OFFICE, LAB}
    site.ec2.delete_vpn_connection_route(VpnConnectionId=connection, DestinationCidrBlock=OFFICE)
    site.connection(connection)
    assert propagated(site) == {LAB}
    vpn[1].down()
    assert propagated(site) == set()
    assert vpn.learned() == frozenset()


@slow
def test_states_of_a_static_route(aws, site):
    connection = site.connect(Options=STATIC)
    with refused(
        "InvalidVpnConnection.InvalidState",
        f"The VPN connection '{connection}' is pending, which does not allow this operation.",
    ):
        add(site, connection, OFFICE)
    aws.clock.advance(minutes=4)
    add(site, connection, OFFICE)
    states = []
    for step in (0, 11):
        aws.clock.advance(seconds=step)
        states += [one["State"] for one in site.connection(connection)["Routes"]]
    site.ec2.delete_vpn_connection_route(VpnConnectionId=connection, DestinationCidrBlock=OFFICE)
    states += [one["State"] for one in site.connection(connection)["Routes"]]
    assert states == ["pending", "available", "deleting"]
    aws.clock.advance(seconds=11)
    assert site.connection(connection)["Routes"] == []


def test_routes_of_a_deleted_connection(site):
    connection = site.connect(Options=STATIC)
    add(site, connection, OFFICE)
    site.ec2.delete_vpn_connection(VpnConnectionId=connection)
    assert site.connection(connection)["Routes"] == [{"DestinationCidrBlock": OFFICE, "State": "deleted"}]


@pytest.mark.parametrize("block", ["nonsense", "10.0.0.0", "10.0.0.0/33", "fd00::/64", ""])
def test_bad_destination(site, block):
    connection = site.connect(Options=STATIC)
    text = f"Value ({block}) for parameter destinationCidrBlock is invalid."
    with site.unchanged("InvalidParameter", text):
        add(site, connection, block)
    with site.unchanged("InvalidRoute.Malformed", f"The route {block} is not a CIDR block."):
        site.ec2.delete_vpn_connection_route(VpnConnectionId=connection, DestinationCidrBlock=block)


def test_route_that_is_not_there(site):
    connection = site.connect(Options=STATIC)
    with site.unchanged("InvalidRoute.NotFound", f"The specified route {OFFICE} does not exist"):
        site.ec2.delete_vpn_connection_route(VpnConnectionId=connection, DestinationCidrBlock=OFFICE)
    gone = f"vpn-{REST}"
    with site.unchanged("InvalidVpnConnectionID.NotFound", f"The vpnConnection ID '{gone}' does not exist"):
        add(site, gone, OFFICE)


def test_only_static_connections_on_virtual_private_gateways_take_routes(site):
    for connection in (site.connect(), site.connect(TransitGatewayId=site.transit, Options=STATIC)):
        text = f"The VPN connection '{connection}' does not support static routes."
        with site.unchanged("InvalidVpnConnection.InvalidType", text):
            add(site, connection, OFFICE)


# dynamic routing -----------------------------------------------------------------------------------------------------


@both_gateways
def test_failover(aws, site, gateway):
    connection = site.connect(gateway=gateway)
    vpn = aws.vpn(connection)
    assert telemetry(site, connection) == [("DOWN", "IPSEC IS DOWN", 0)] * 2
    assert vpn.learned() == frozenset()
    vpn[0].up([OFFICE])
    assert telemetry(site, connection) == [("UP", "1 BGP ROUTES", 1), ("DOWN", "IPSEC IS DOWN", 0)]
    assert propagated(site) == {OFFICE}
    assert vpn.learned() == {"10.0.0.0/16"}
    vpn[1].up([OFFICE, LAB])
    assert propagated(site) == {OFFICE, LAB}
    vpn[0].down()
    assert telemetry(site, connection) == [("DOWN", "IPSEC IS DOWN", 0), ("UP", "2 BGP ROUTES", 2)]
    assert propagated(site) == {OFFICE, LAB}
    vpn[1].down()
    assert propagated(site) == set()


def test_what_the_vpc_has_itself_is_not_propagated(aws, site, gateway):
    aws.vpn(site.connect(gateway=gateway))[0].up(["10.0.0.0/16", "10.0.1.0/24", "10.0.0.0/8"])
    assert propagated(site) == {"10.0.0.0/8"}


def test_blocks_that_the_vpc_gets_later_are_not_propagated(aws, site, gateway):
    aws.vpn(site.connect(gateway=gateway))[0].up(["10.1.0.0/16", OFFICE])
    made = site.ec2.associate_vpc_cidr_block(VpcId=site.vpc, CidrBlock="10.1.0.0/16")["CidrBlockAssociation"]
    assert propagated(site) == {OFFICE}
    site.ec2.disassociate_vpc_cidr_block(AssociationId=made["AssociationId"])
    assert propagated(site) == {"10.1.0.0/16", OFFICE}


def test_the_internet_is_behind_the_site_s_own_way_out(aws, site, gateway):
    vpn = aws.vpn(site.connect(gateway=gateway))
    assert aws.reach(vpn.host("192.168.0.10"), "internet", 443)
    assert not aws.reach("internet", vpn.host("192.168.0.10"), 443)


def test_routes_are_there_when_propagation_is_switched_on_later(aws, site):
    gateway = site.gateway(site.vpc)
    vpn = aws.vpn(site.connect(gateway=gateway))
    vpn[0].up([OFFICE])
    assert propagated(site) == set()
    site.propagate(gateway)
    assert propagated(site) == {OFFICE}
    site.ec2.delete_vpn_connection(VpnConnectionId=vpn.id)
    site.connection(vpn.id)
    assert propagated(site) == set()


@slow
def test_change_of_status_has_a_time(aws, site):
    connection = site.connect()
    aws.clock.advance(minutes=4)
    before = site.connection(connection)["VgwTelemetry"]
    aws.clock.advance(minutes=4)
    aws.vpn(connection)[0].up()
    after = site.connection(connection)["VgwTelemetry"]
    assert (after[0]["LastStatusChange"] - before[0]["LastStatusChange"]).total_seconds() >= 240
    assert after[1] == before[1]


def test_cloud_hub(aws, site):
    hub = site.gateway()
    names = {}
    for asn, prefix in ((65001, OFFICE), (65002, LAB), (65001, "172.21.0.0/16")):
        connection = site.connect(site.customer(BgpAsn=asn), hub)
        names[prefix] = aws.vpn(connection)
        names[prefix][0].up([prefix])
    static = aws.vpn(site.connect(gateway=hub, Options=STATIC))
    add(site, static.id, "172.22.0.0/16")
    static[0].up()
    office, lab, branch = names.values()
    assert office.learned() == {LAB}
    assert lab.learned() == {OFFICE, "172.21.0.0/16"}
    assert branch.learned() == {LAB}
    assert static.learned() == frozenset()
    assert aws.reach(office.host("192.168.0.10"), lab.host("172.20.0.10"))
    assert not aws.reach(office.host("192.168.0.10"), branch.host("172.21.0.10"))
    assert not aws.reach(static.host("172.22.0.1"), lab.host("172.20.0.10"))
    lab[0].down()
    assert office.learned() == frozenset()
    assert not aws.reach(office.host("192.168.0.10"), lab.host("172.20.0.10"))


# packets -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def web(site):
    """An instance of the VPC, whose subnet has the table, and whose group lets everything in."""
    subnet = site.ec2.create_subnet(VpcId=site.vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    site.ec2.associate_route_table(RouteTableId=site.table, SubnetId=subnet)
    made = site.ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]
    group = made["Groups"][0]["GroupId"]
    everything = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    site.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=everything)
    return made["NetworkInterfaceId"]


def test_packets_between_the_vpc_and_the_site(aws, site, gateway, web):
    connection = site.connect(gateway=gateway)
    vpn = aws.vpn(connection)
    host = vpn.host("192.168.0.10")
    path = aws.reach(web, host)
    assert path.codes == ("NO_ROUTE_TO_DESTINATION",)
    assert aws.reach(host, web).codes == ("MOCKVPCE_VPN_TUNNELS_DOWN",)
    vpn[0].up([OFFICE])
    path = aws.reach(web, host, 443)
    assert path
    assert path.via == (gateway, connection)
    path = aws.reach(host, web, 443)
    assert path
    assert (path.via, path.seen_as) == ((connection, gateway), "192.168.0.10")
    assert not aws.reach(web, vpn.host("172.16.0.1"))
    vpn[0].down()
    assert not aws.reach(host, web)
    vpn[1].up([OFFICE])
    assert aws.reach(host, web)


def test_route_that_was_written_needs_the_gateway_to_know_the_prefix(aws, site, web):
    gateway = site.gateway(site.vpc)
    site.ec2.create_route(RouteTableId=site.table, DestinationCidrBlock="192.0.0.0/8", GatewayId=gateway)
    vpn = aws.vpn(site.connect(gateway=gateway, Options=STATIC))
    vpn[0].up()
    host = vpn.host("192.168.0.10")
    assert not aws.reach(web, host)
    add(site, vpn.id, OFFICE)
    site.connection(vpn.id)
    assert aws.reach(web, host)
    site.detach(gateway, site.vpc)
    assert aws.reach(web, host).codes == ("BAD_STATE_ROUTE",)


def test_traffic_selectors(aws, site, gateway, web):
    options = {"LocalIpv4NetworkCidr": "192.168.1.0/24"}
    vpn = aws.vpn(site.connect(gateway=gateway, Options=options))
    vpn[0].up([OFFICE])
    assert aws.reach(web, vpn.host("192.168.1.9"))
    assert aws.reach(web, vpn.host("192.168.2.9")).codes == ("MOCKVPCE_VPN_TRAFFIC_SELECTOR",)
    assert aws.reach(vpn.host("192.168.2.9"), web).codes == ("MOCKVPCE_VPN_TRAFFIC_SELECTOR",)


def test_over_a_transit_gateway(aws, site, web):
    subnet = site.ec2.describe_network_interfaces(NetworkInterfaceIds=[web])["NetworkInterfaces"][0]["SubnetId"]
    site.ec2.create_transit_gateway_vpc_attachment(TransitGatewayId=site.transit, VpcId=site.vpc, SubnetIds=[subnet])
    site.ec2.create_route(RouteTableId=site.table, DestinationCidrBlock="192.168.0.0/16", TransitGatewayId=site.transit)
    vpn = aws.vpn(site.connect(TransitGatewayId=site.transit))
    host = vpn.host("192.168.0.10")
    assert not aws.reach(web, host)
    vpn[1].up([OFFICE])
    assert vpn.learned() == {"10.0.0.0/16"}
    path = aws.reach(web, host)
    assert path
    assert vpn.id in path.via
    assert aws.reach(host, web)
    vpn[0].up(["192.168.128.0/17"])
    assert aws.reach(web, host).hops[-1].rule == f"tunnel {vpn[1].address}"
    vpn[0].down()
    vpn[1].down()
    assert not aws.reach(web, host)
    assert not aws.reach(host, web)


# the handle ----------------------------------------------------------------------------------------------------------


def test_handle(aws, site):
    connection = site.connect()
    vpn = aws.vpn(connection)
    assert isinstance(vpn, Vpn)
    assert [type(one) for one in vpn] == [Tunnel, Tunnel]
    assert [one.address for one in vpn] == [
        one["OutsideIpAddress"] for one in site.connection(connection)["VgwTelemetry"]
    ]
    assert repr(vpn) == f"<Vpn {connection}: DOWN, DOWN>"
    assert vpn[-1].status == "DOWN"
    assert vpn.host("192.168.0.10") == aws.vpn(connection).host("192.168.0.10")
    with pytest.raises(IndexError):
        vpn[2]


def test_handle_refuses_what_makes_no_sense(aws, site):
    with pytest.raises(LookupError, match="there is no VPN connection 'vpn-1'"):
        aws.vpn("vpn-1")
    static = aws.vpn(site.connect(Options=STATIC))
    with pytest.raises(ValueError, match="static routing: no BGP peer announces"):
        static[0].up([OFFICE])
    vpn = aws.vpn(site.connect())
    with pytest.raises(ValueError, match=r"got '192\.168\.0\.1/16'"):
        vpn[0].up(["192.168.0.1/16"])
    with pytest.raises(ValueError, match="IPv4 inside its tunnels"):
        vpn[0].up(["fd00::/64"])
    with pytest.raises(TypeError, match="prefixes are several"):
        vpn[0].up(OFFICE)
    with pytest.raises(ValueError, match="a host has an IP address, got 'web'"):
        vpn.host("web")
    assert {one.status for one in (*vpn, *static)} == {"DOWN"}
    site.ec2.delete_vpn_connection(VpnConnectionId=vpn.id)
    with pytest.raises(RuntimeError, match=r"deleted: its tunnels come up while it is available"):
        vpn[0].up()
    with pytest.raises(ValueError, match=r"is no place that packets leave from|no resource"):
        aws.reach(vpn.id, "internet")


def test_snapshot_keeps_tunnels(aws, site, gateway):
    vpn = aws.vpn(site.connect(gateway=gateway))
    vpn[0].up([OFFICE])
    before = aws.snapshot()
    vpn[0].down()
    aws.restore(before)
    assert vpn[0].status == "UP"
    assert propagated(site) == {OFFICE}
