"""Client VPN against a model of it: networks, routes, rules and clients come, go and wait, in any order.

The model is written from the rules of the Administrator Guide, not from the code: it knows minutes, not timers.
"""

from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from support.certificate_authority import Authority

from mockvpce import mock_vpce

VPC = "10.0.0.0/16"
ZONES = "abc"
BLOCKS = ["0.0.0.0/0", "10.0.0.0/16", "10.0.1.0/24", "10.9.0.0/16", "10.9.9.9/32"]
GROUPS = ["", "developers", "managers"]
ADDRESSES = ["10.0.1.1", "10.0.2.1", "10.9.9.9", "10.9.1.1", "8.8.8.8"]
OK = "ok"
NOT_AUTHORIZED, NO_ROUTE = "MOCKVPCE_CLIENT_VPN_NOT_AUTHORIZED", "NO_ROUTE_TO_DESTINATION"

subnet_numbers = st.integers(0, len(ZONES) - 1)
blocks, groups = st.sampled_from(BLOCKS), st.sampled_from(GROUPS)
picks = st.integers(0, 63)


@dataclass
class Client:
    """What the model knows of a client."""

    session: object
    subnet: int
    groups: tuple
    since: int
    active: bool = True


@dataclass
class Model:
    """What the model knows of the endpoint: associated subnets, routes by hand, rules."""

    networks: dict[int, str] = field(default_factory=dict)
    routes: set[tuple[int, str]] = field(default_factory=set)
    rules: set[tuple[str, str]] = field(default_factory=set)
    clients: list[Client] = field(default_factory=list)

    def every_route(self):
        return {(number, VPC) for number in self.networks} | self.routes

    def verdict(self, client, address):
        """Why a client may not reach an address, OK where it may."""
        if not client.active:
            return "BAD_STATE"
        held = [(block, group) for block, group in self.rules if ip_address(address) in ip_network(block)]
        longest = max((ip_network(block).prefixlen for block, _ in held), default=0)
        deciding = {group for block, group in held if ip_network(block).prefixlen == longest}
        if not deciding & {"", *client.groups}:
            return NOT_AUTHORIZED
        return OK if any(ip_address(address) in ip_network(block) for _, block in self.every_route()) else NO_ROUTE

    def disconnect(self, subnet=None):
        for client in self.clients:
            if subnet in (None, client.subnet):
                client.active = False


class ClientVpnMachine(RuleBasedStateMachine):
    aws = None
    ec2 = None
    endpoint = ""
    subnets = ()
    start = None

    def __init__(self):
        super().__init__()
        self.aws.restore(self.start)
        self.named = {"ClientVpnEndpointId": self.endpoint}
        self.model = Model()
        self.minute = 0

    def expect(self, outcome, call, **parameters):
        """The call succeeds where the model says so, else fails with the code that it names."""
        note(f"{self.minute} min: {call.__name__} {parameters} -> {outcome}")
        if outcome == OK:
            return call(**self.named, **parameters)
        with pytest.raises(ClientError) as caught:
            call(**self.named, **parameters)
        assert caught.value.response["Error"]["Code"] == outcome
        return None

    # networks --------------------------------------------------------------------------------------------------------

    @rule(number=subnet_numbers)
    def associate(self, number):
        known = number in self.model.networks
        outcome = "InvalidClientVpnDuplicateAssociationException" if known else OK
        made = self.expect(outcome, self.ec2.associate_client_vpn_target_network, SubnetId=self.subnets[number])
        if made:
            self.model.networks[number] = made["AssociationId"]

    @rule(number=subnet_numbers)
    def disassociate(self, number):
        association = self.model.networks.pop(number, None)
        outcome = OK if association else "InvalidClientVpnAssociationIdNotFound"
        self.expect(
            outcome,
            self.ec2.disassociate_client_vpn_target_network,
            AssociationId=association or "cvpn-assoc-0123456789abcdef0",
        )
        if association:
            self.model.routes = {one for one in self.model.routes if one[0] != number}
            self.model.disconnect(number)

    # routes and rules ------------------------------------------------------------------------------------------------

    @rule(number=subnet_numbers, block=blocks)
    def add_route(self, number, block):
        outcome = OK
        if number not in self.model.networks:
            outcome = "InvalidClientVpnActiveAssociationNotFound"
        elif (number, block) in self.model.every_route():
            outcome = "InvalidClientVpnDuplicateRoute"
        target = self.subnets[number]
        self.expect(outcome, self.ec2.create_client_vpn_route, DestinationCidrBlock=block, TargetVpcSubnetId=target)
        if outcome == OK:
            self.model.routes.add((number, block))

    @rule(number=subnet_numbers, block=blocks)
    def delete_route(self, number, block):
        outcome = OK
        if (number, block) not in self.model.every_route():
            outcome = "InvalidClientVpnRouteNotFound"
        elif block == VPC:
            outcome = "InvalidParameterValue"
        target = self.subnets[number]
        self.expect(outcome, self.ec2.delete_client_vpn_route, DestinationCidrBlock=block, TargetVpcSubnetId=target)
        self.model.routes.discard((number, block))

    @rule(block=blocks, group=groups)
    def authorize(self, block, group):
        known = (block, group) in self.model.rules
        whom = {"AccessGroupId": group} if group else {"AuthorizeAllGroups": True}
        outcome = "InvalidClientVpnDuplicateAuthorizationRule" if known else OK
        self.expect(outcome, self.ec2.authorize_client_vpn_ingress, TargetNetworkCidr=block, **whom)
        self.model.rules.add((block, group))
        if not known:
            self.model.disconnect()

    @rule(block=blocks, group=groups)
    def revoke(self, block, group):
        known = (block, group) in self.model.rules
        whom = {"AccessGroupId": group} if group else {"RevokeAllGroups": True}
        outcome = OK if known else "InvalidClientVpnEndpointAuthorizationRuleNotFound"
        self.expect(outcome, self.ec2.revoke_client_vpn_ingress, TargetNetworkCidr=block, **whom)
        self.model.rules.discard((block, group))
        if known:
            self.model.disconnect()

    # clients ---------------------------------------------------------------------------------------------------------

    @rule(group=groups)
    def connect(self, group):
        wanted = (group,) if group else ()
        admitted = any(one in ("", group) for _, one in self.model.rules)
        note(f"{self.minute} min: connect {wanted}, {len(self.model.networks)} networks, admitted: {admitted}")
        if not self.model.networks or not admitted:
            with pytest.raises(ConnectionRefusedError):
                self.aws.connect(self.endpoint, user="somebody", groups=wanted)
            return
        session = self.aws.connect(self.endpoint, user="somebody", groups=wanted)
        open_now = [one for one in self.model.clients if one.active]
        assert session.address not in {one.session.address for one in open_now}
        crowd = {number: sum(one.subnet == number for one in open_now) for number in self.model.networks}
        subnet = min(crowd, key=lambda number: crowd[number])
        self.model.clients.append(Client(session, subnet, wanted, self.minute))

    @rule(number=picks)
    def close(self, number):
        if self.model.clients:
            client = self.model.clients[number % len(self.model.clients)]
            client.session.close()
            client.active = False

    @rule(minutes=st.sampled_from([1, 61, 300, 481]))
    def wait(self, minutes):
        self.minute += minutes
        self.aws.clock.advance(minutes=minutes)
        for client in self.model.clients:
            client.active = client.active and self.minute - client.since < 480

    # what always holds -----------------------------------------------------------------------------------------------

    @invariant()
    def endpoint_is_available_where_it_leads_anywhere(self):
        (shown,) = self.ec2.describe_client_vpn_endpoints(ClientVpnEndpointIds=[self.endpoint])["ClientVpnEndpoints"]
        assert shown["Status"]["Code"] == ("available" if self.model.networks else "pending-associate")

    @invariant()
    def networks_routes_rules_and_interfaces_are_those_of_the_model(self):
        shown = self.ec2.describe_client_vpn_target_networks(**self.named)["ClientVpnTargetNetworks"]
        held = {one["AssociationId"] for one in shown if one["Status"]["Code"] == "associated"}
        assert held == set(self.model.networks.values())
        routes = self.ec2.describe_client_vpn_routes(**self.named)["Routes"]
        found = {(self.subnets.index(one["TargetSubnet"]), one["DestinationCidr"]) for one in routes}
        assert found == self.model.every_route()
        assert len(routes) == len(found)
        rules = self.ec2.describe_client_vpn_authorization_rules(**self.named)["AuthorizationRules"]
        assert {(one["DestinationCidr"], one["GroupId"]) for one in rules} == self.model.rules
        interfaces = self.ec2.describe_network_interfaces()["NetworkInterfaces"]
        assert {self.subnets.index(one["SubnetId"]) for one in interfaces} == set(self.model.networks)
        assert len(interfaces) == len(self.model.networks)

    @invariant()
    def clients_are_connected_and_reach_what_the_model_says(self):
        shown = self.ec2.describe_client_vpn_connections(**self.named)["Connections"]
        states = {one["ConnectionId"]: one["Status"]["Code"] for one in shown}
        for client in self.model.clients:
            assert states.get(client.session.id, "terminated") == ("active" if client.active else "terminated")
        for client in self.model.clients[-3:]:
            for address in ADDRESSES:
                path = client.session.may_reach(address)
                verdict = OK if path else (path.blocks[0].code if path.blocks else "BAD_STATE")
                assert verdict == self.model.verdict(client, address), address


def prepare(aws):
    """An endpoint for users of a SAML provider, and a subnet in each zone."""
    machine = ClientVpnMachine
    ec2 = machine.ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock=VPC)["Vpc"]["VpcId"]
    machine.subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"us-east-1{zone}")["Subnet"][
            "SubnetId"
        ]
        for number, zone in enumerate(ZONES)
    ]
    authority = Authority()
    server = authority.put_into_acm(aws.client("acm"), authority.issue("vpn.example.com"))
    provider = aws.client("iam").create_saml_provider(SAMLMetadataDocument="m" * 1024, Name="corporate")
    saml = {"SAMLProviderArn": provider["SAMLProviderArn"]}
    machine.endpoint = ec2.create_client_vpn_endpoint(
        ClientCidrBlock="172.16.0.0/22",
        ServerCertificateArn=server,
        AuthenticationOptions=[{"Type": "federated-authentication", "FederatedAuthentication": saml}],
        ConnectionLogOptions={"Enabled": False},
        SessionTimeoutHours=8,
    )["ClientVpnEndpointId"]
    machine.aws, machine.start = aws, aws.snapshot()


def test_client_vpn_follows_its_model():
    with mock_vpce(region="us-east-1") as aws:
        prepare(aws)
        options = settings(
            max_examples=30, stateful_step_count=30, suppress_health_check=[HealthCheck.too_slow], deadline=None
        )
        run_state_machine_as_test(ClientVpnMachine, settings=options)
