"""Site-to-Site VPN against a model of it: two accounts, gateways attached and detached, tunnels up and down, in any order.

The model knows which tunnels are up and what they lead to; what route tables, telemetry and sites show follows from that.
"""

from dataclasses import dataclass, field
from itertools import count

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from mockvpce import mock_vpce

ACCOUNTS = ("111111111111", "222222222222")
VPC = "10.0.0.0/16"
PREFIXES = ["192.168.0.0/16", "192.168.1.0/24", "172.20.0.0/16", "10.0.3.0/24", "10.0.0.0/8"]
INSIDE_VPC = {"10.0.3.0/24"}
ASNS = (65001, 65002)

accounts = st.sampled_from(ACCOUNTS)
picks = st.integers(0, 63)
prefix_sets = st.sets(st.sampled_from(PREFIXES), max_size=3)


@dataclass
class Connection:
    """What the model knows of a connection."""

    gateway: str
    asn: int
    static: bool
    tunnels: list = field(default_factory=lambda: [None, None])
    """What the BGP peer announces while a tunnel is up; None while it is down."""
    routes: set = field(default_factory=set)

    @property
    def up(self):
        return any(one is not None for one in self.tunnels)

    @property
    def prefixes(self):
        if self.static:
            return set(self.routes) if self.up else set()
        return set().union(*(one for one in self.tunnels if one is not None))


@dataclass
class Party:
    """An account: one VPC, one table, two gateways."""

    ec2: object
    vpc: str
    table: str
    gateways: list
    attached: str = ""
    propagating: bool = False
    connections: dict = field(default_factory=dict)


class VpnMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.aws.restore(self.start)
        self.numbers = count(1)
        self.parties = {
            account: Party(ec2, vpc, table, list(gateways))
            for account, (ec2, vpc, table, gateways) in self.land.items()
        }

    @initialize(static=st.booleans())
    def begin(self, static):
        """Each account begins with an attached gateway that propagates, and two sites on it."""
        for account in ACCOUNTS:
            self._attach(account, 0)
            self._propagate(account, on=True)
            for asn, kind in zip(ASNS, (False, static), strict=True):
                self._connect(account, 0, asn, kind)

    def pick(self, account, number):
        """A connection of the account, with its id; None where it has none."""
        found = list(self.parties[account].connections.items())
        return found[number % len(found)] if found else None

    # gateways

    @rule(account=accounts, number=picks)
    def attach(self, account, number):
        self._attach(account, number)

    def _attach(self, account, number):
        party = self.parties[account]
        if not party.attached:
            party.attached = party.gateways[number % 2]
            party.ec2.attach_vpn_gateway(VpnGatewayId=party.attached, VpcId=party.vpc)
            party.ec2.describe_vpn_gateways()

    @rule(account=accounts)
    def detach(self, account):
        party = self.parties[account]
        if party.attached:
            party.ec2.detach_vpn_gateway(VpnGatewayId=party.attached, VpcId=party.vpc)
            party.attached, party.propagating = "", False

    @rule(account=accounts, on=st.booleans())
    def propagate(self, account, on):
        self._propagate(account, on)

    def _propagate(self, account, on):
        party = self.parties[account]
        if party.attached:
            change = party.ec2.enable_vgw_route_propagation if on else party.ec2.disable_vgw_route_propagation
            change(GatewayId=party.attached, RouteTableId=party.table)
            party.propagating = on

    # connections

    @rule(account=accounts, number=picks, asn=st.sampled_from(ASNS), static=st.booleans())
    def connect(self, account, number, asn, static):
        self._connect(account, number, asn, static)

    def _connect(self, account, number, asn, static):
        party = self.parties[account]
        customer = party.ec2.create_customer_gateway(
            Type="ipsec.1", IpAddress=f"198.51.100.{next(self.numbers)}", BgpAsn=asn
        )["CustomerGateway"]["CustomerGatewayId"]
        gateway = party.gateways[number % 2]
        made = party.ec2.create_vpn_connection(
            Type="ipsec.1",
            CustomerGatewayId=customer,
            VpnGatewayId=gateway,
            Options={"StaticRoutesOnly": static},
        )["VpnConnection"]["VpnConnectionId"]
        party.connections[made] = Connection(gateway, asn, static)

    @rule(account=accounts, number=picks)
    def delete(self, account, number):
        if found := self.pick(account, number):
            self.parties[account].ec2.delete_vpn_connection(VpnConnectionId=found[0])
            del self.parties[account].connections[found[0]]

    @rule(account=accounts, number=picks)
    def move(self, account, number):
        party = self.parties[account]
        if found := self.pick(account, number):
            connection_id, connection = found
            connection.gateway = next(one for one in party.gateways if one != connection.gateway)
            party.ec2.modify_vpn_connection(VpnConnectionId=connection_id, VpnGatewayId=connection.gateway)

    @rule(account=accounts, number=picks, prefix=st.sampled_from(PREFIXES), there=st.booleans())
    def static_route(self, account, number, prefix, there):
        party, found = self.parties[account], self.pick(account, number)
        if not found or not found[1].static or there is (prefix in found[1].routes):
            return
        change = party.ec2.create_vpn_connection_route if there else party.ec2.delete_vpn_connection_route
        change(VpnConnectionId=found[0], DestinationCidrBlock=prefix)
        (found[1].routes.add if there else found[1].routes.remove)(prefix)

    # tunnels

    @rule(account=accounts, number=picks, which=st.integers(0, 1), prefixes=prefix_sets)
    def up(self, account, number, which, prefixes):
        if found := self.pick(account, number):
            connection_id, connection = found
            announced = set() if connection.static else prefixes
            self.aws.vpn(connection_id)[which].up(sorted(announced))
            connection.tunnels[which] = announced

    @rule(account=accounts, number=picks, which=st.integers(0, 1))
    def up_without_bgp(self, account, number, which):
        if (found := self.pick(account, number)) and not found[1].static:
            self.aws.vpn(found[0])[which].up(bgp=False)
            found[1].tunnels[which] = None

    @rule(account=accounts, number=picks, which=st.integers(0, 1))
    def maintain(self, account, number, which):
        """Without lifecycle control the tunnel is replaced at once, which is over by the next request."""
        if found := self.pick(account, number):
            self.aws.vpn(found[0])[which].maintain()

    @rule(account=accounts, number=picks, which=st.integers(0, 1))
    def down(self, account, number, which):
        if found := self.pick(account, number):
            self.aws.vpn(found[0])[which].down()
            found[1].tunnels[which] = None

    @rule(minutes=st.integers(1, 90))
    def wait(self, minutes):
        self.aws.clock.advance(minutes=minutes)

    # what must hold

    @invariant()
    def telemetry_says_what_the_tunnels_do(self):
        for party in self.parties.values():
            shown = {one["VpnConnectionId"]: one for one in party.ec2.describe_vpn_connections()["VpnConnections"]}
            assert {one for one, each in shown.items() if each["State"] == "available"} == set(party.connections)
            for connection_id, connection in party.connections.items():
                telemetry = shown[connection_id]["VgwTelemetry"]
                expected = ["DOWN" if one is None else "UP" for one in connection.tunnels]
                assert [one["Status"] for one in telemetry] == expected
                assert {one["DestinationCidrBlock"] for one in shown[connection_id]["Routes"]} == connection.routes

    @invariant()
    def tables_have_the_routes_of_tunnels_that_are_up(self):
        for party in self.parties.values():
            (table,) = party.ec2.describe_route_tables(RouteTableIds=[party.table])["RouteTables"]
            shown = [one for one in table["Routes"] if one["Origin"] == "EnableVgwRoutePropagation"]
            expected = set()
            if party.propagating:
                used = (one for one in party.connections.values() if one.gateway == party.attached)
                expected = set().union(*(one.prefixes for one in used)) - INSIDE_VPC
            assert {one["DestinationCidrBlock"] for one in shown} == expected
            assert len(shown) == len(expected)
            assert {one["GatewayId"] for one in shown} <= {party.attached}

    @invariant()
    def sites_learn_of_each_other(self):
        for party in self.parties.values():
            for connection_id, one in party.connections.items():
                expected = set()
                if one.up and not one.static:
                    expected = {VPC} if one.gateway == party.attached else set()
                    for other in party.connections.values():
                        if other.gateway == one.gateway and not other.static and other.asn != one.asn:
                            expected |= other.prefixes
                assert self.aws.vpn(connection_id).learned() == expected


def prepare(aws):
    land = {}
    for account in ACCOUNTS:
        ec2 = aws.client("ec2", account=account)
        vpc = ec2.create_vpc(CidrBlock=VPC)["Vpc"]["VpcId"]
        table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        gateways = [ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"] for _ in range(2)]
        land[account] = (ec2, vpc, table, gateways)
    VpnMachine.aws, VpnMachine.land, VpnMachine.start = aws, land, aws.snapshot()


def test_vpn_follows_its_model():
    with mock_vpce(region="us-east-1", quotas=False) as aws:
        prepare(aws)
        options = settings(
            max_examples=30, stateful_step_count=30, suppress_health_check=[HealthCheck.too_slow], deadline=None
        )
        run_state_machine_as_test(VpnMachine, settings=options)
