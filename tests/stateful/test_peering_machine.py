"""VPC peering against a model of it: two accounts in two Regions ask, answer, delete, wait, in any order.

The model is written from the rules of the VPC Peering guide, not from the code: it knows hours, not timers.
"""

from dataclasses import dataclass, field
from ipaddress import ip_network

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from mockvpce import mock_vpce

PLACES = [
    ("111111111111", "us-east-1", "10.0.0.0/16"),
    ("111111111111", "eu-west-1", "10.1.0.0/16"),
    ("222222222222", "us-east-1", "10.2.0.0/16"),
    ("222222222222", "eu-west-1", "10.0.0.0/16"),
]
BLOCKS = ["10.5.0.0/16", "10.5.0.0/17", "10.5.128.0/17", "10.1.64.0/18"]
BARE = {"OwnerId", "VpcId", "Region"}
WITH_BLOCKS = BARE | {"CidrBlock", "CidrBlockSet"}
OK = "ok"

party_numbers = st.integers(0, len(PLACES) - 1)
picks = st.integers(0, 63)


class Party:
    """An account in a Region, with one VPC and one route table."""

    def __init__(self, aws, account, region, cidr):
        self.account, self.region, self.cidr = account, region, cidr
        self.ec2 = aws.client("ec2", account=account, region=region)
        self.vpc = self.ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]
        self.table = self.ec2.create_route_table(VpcId=self.vpc)["RouteTable"]["RouteTableId"]


@dataclass
class Link:
    """What the model knows of a connection."""

    requester: int
    accepter: int
    state: str
    since: int
    """The hour in which it came to this state."""
    owner: str
    """Who was asked; another than the accepter VPC's owner in a request that fails."""
    deleter: str = ""
    tags: dict[int, str] = field(default_factory=dict)

    def joins(self, other: "Link") -> bool:
        return {self.requester, self.accepter} == {other.requester, other.accepter}


class PeeringMachine(RuleBasedStateMachine):
    aws = None
    parties = ()
    start = None

    def __init__(self):
        super().__init__()
        self.aws.restore(self.start)
        self.hour = 0
        self.links = {}
        self.blocks = [[party.cidr] for party in self.parties]
        self.routes = [{} for _ in self.parties]

    # the model -------------------------------------------------------------------------------------------------------

    def pick(self, number):
        names = list(self.links)
        name = names[number % len(names)]
        return name, self.links[name]

    def age(self):
        """Requests expire; nothing else in the model happens by itself."""
        for link in self.links.values():
            if link.state == "pending-acceptance" and self.hour - link.since >= 168:
                link.state, link.since = "expired", link.since + 168

    def hours_seen(self, number, link):
        """For how many hours a party sees a link in its state; None for ever, 0 not at all."""
        if number not in (link.requester, link.accepter):
            return 0
        requester, accepter = self.parties[link.requester], self.parties[link.accepter]
        one_account = requester.account == accepter.account
        match link.state:
            case "failed":
                return 2 if number == link.requester else 0
            case "expired":
                return 48
            case "rejected":
                return 2 if one_account or number == link.accepter else 48
            case "deleted":
                return 2 if one_account or self.parties[number].account == link.deleter else 48
        return None

    def sees(self, number, link):
        hours = self.hours_seen(number, link)
        return hours is None or self.hour - link.since < hours

    def overlap(self, one, other):
        return any(ip_network(a).overlaps(ip_network(b)) for a in self.blocks[one] for b in self.blocks[other])

    def enter(self, link, state):
        link.state, link.since = state, self.hour

    def expect(self, outcome, call, **parameters):
        """The call succeeds where the model says so, else fails with the code that it names."""
        note(f"{self.hour} h: {call.__name__} {parameters} -> {outcome}")
        if outcome == OK:
            return call(**parameters)
        with pytest.raises(ClientError) as caught:
            call(**parameters)
        assert caught.value.response["Error"]["Code"] == outcome
        return None

    # what parties do -------------------------------------------------------------------------------------------------

    @rule(requester=party_numbers, accepter=party_numbers, owner_is_right=st.booleans())
    def request(self, requester, accepter, owner_is_right):
        asking, asked = self.parties[requester], self.parties[accepter]
        owner = asked.account if owner_is_right else "333333333333"
        made = self.expect(
            OK,
            asking.ec2.create_vpc_peering_connection,
            VpcId=asking.vpc,
            PeerVpcId=asked.vpc,
            PeerOwnerId=owner,
            PeerRegion=asked.region,
        )["VpcPeeringConnection"]
        name = made["VpcPeeringConnectionId"]
        known = [
            known
            for known, link in self.links.items()
            if owner_is_right
            and (link.requester, link.accepter) == (requester, accepter)
            and link.state in ("pending-acceptance", "active")
        ]
        if known:
            assert [name] == known
            return
        assert name not in self.links
        assert made["Status"]["Code"] == "initiating-request"
        failed = requester == accepter or not owner_is_right or self.overlap(requester, accepter)
        self.links[name] = Link(requester, accepter, "failed" if failed else "pending-acceptance", self.hour, owner)

    def answer_outcome(self, number, link):
        caller, accepter = self.parties[number], self.parties[link.accepter]
        if not self.sees(number, link):
            return "InvalidVpcPeeringConnectionID.NotFound"
        if (caller.account, caller.region) != (link.owner, accepter.region):
            return "OperationNotPermitted"
        return OK if link.state == "pending-acceptance" else "InvalidStateTransition"

    @precondition(lambda self: self.links)
    @rule(number=party_numbers, pick=picks)
    def accept(self, number, pick):
        name, link = self.pick(pick)
        outcome = self.answer_outcome(number, link)
        if outcome == OK and any(other.state == "active" and other.joins(link) for other in self.links.values()):
            outcome = "VpcPeeringConnectionAlreadyExists"
        self.expect(outcome, self.parties[number].ec2.accept_vpc_peering_connection, VpcPeeringConnectionId=name)
        if outcome == OK:
            self.enter(link, "active")

    @precondition(lambda self: self.links)
    @rule(number=party_numbers, pick=picks)
    def accept_as_asked(self, number, pick):
        self.accept(self.pick(pick)[1].accepter, pick)

    @precondition(lambda self: self.links)
    @rule(number=party_numbers, pick=picks)
    def reject(self, number, pick):
        name, link = self.pick(pick)
        outcome = self.answer_outcome(number, link)
        self.expect(outcome, self.parties[number].ec2.reject_vpc_peering_connection, VpcPeeringConnectionId=name)
        if outcome == OK:
            self.enter(link, "rejected")

    @precondition(lambda self: self.links)
    @rule(number=party_numbers, pick=picks)
    def delete(self, number, pick):
        name, link = self.pick(pick)
        account = self.parties[number].account
        if not self.sees(number, link):
            outcome = "InvalidVpcPeeringConnectionID.NotFound"
        elif link.state == "pending-acceptance" and account != self.parties[link.requester].account:
            outcome = "OperationNotPermitted"
        else:
            outcome = OK if link.state in ("pending-acceptance", "active") else "InvalidStateTransition"
        self.expect(outcome, self.parties[number].ec2.delete_vpc_peering_connection, VpcPeeringConnectionId=name)
        if outcome == OK:
            link.deleter = account
            self.enter(link, "deleted")

    @precondition(lambda self: self.links)
    @rule(number=party_numbers, pick=picks, side=st.sampled_from(["requester", "accepter"]))
    def set_options(self, number, pick, side):
        name, link = self.pick(pick)
        caller, owner = self.parties[number], self.parties[getattr(link, side)]
        if not self.sees(number, link):
            outcome = "InvalidVpcPeeringConnectionID.NotFound"
        elif link.state != "active" or (caller.account, caller.region) != (owner.account, owner.region):
            outcome = "OperationNotPermitted"
        else:
            outcome = OK
        options = {f"{side.capitalize()}PeeringConnectionOptions": {"AllowDnsResolutionFromRemoteVpc": False}}
        call = caller.ec2.modify_vpc_peering_connection_options
        self.expect(outcome, call, VpcPeeringConnectionId=name, **options)

    @precondition(lambda self: self.links)
    @rule(number=party_numbers, pick=picks)
    def add_route(self, number, pick):
        name, link = self.pick(pick)
        usable = self.sees(number, link) and link.state in ("pending-acceptance", "active")
        outcome = OK if usable else "InvalidVpcPeeringConnectionID.NotFound"
        destination = f"172.16.{len(self.routes[number])}.0/24"
        self.expect(
            outcome,
            self.parties[number].ec2.create_route,
            RouteTableId=self.parties[number].table,
            DestinationCidrBlock=destination,
            VpcPeeringConnectionId=name,
        )
        if usable:
            self.routes[number][destination] = name

    @precondition(lambda self: self.links)
    @rule(number=party_numbers, pick=picks)
    def tag(self, number, pick):
        name, link = self.pick(pick)
        outcome = OK if self.sees(number, link) else "InvalidVpcPeeringConnectionID.NotFound"
        value = f"{number} at {self.hour} h"
        tags = [{"Key": "Name", "Value": value}]
        self.expect(outcome, self.parties[number].ec2.create_tags, Resources=[name], Tags=tags)
        if outcome == OK:
            link.tags[number] = value

    @rule(number=party_numbers, block=st.sampled_from(BLOCKS))
    def add_block(self, number, block):
        if any(ip_network(block).overlaps(ip_network(own)) for own in self.blocks[number]):
            return
        clashing = []
        outcome = OK
        for link in self.links.values():
            if number not in (link.requester, link.accepter) or link.state not in ("pending-acceptance", "active"):
                continue
            peer = link.accepter if number == link.requester else link.requester
            overlaps = any(ip_network(block).overlaps(ip_network(other)) for other in self.blocks[peer])
            asking = link.state == "pending-acceptance" and number == link.requester
            if asking or (link.state == "active" and overlaps):
                outcome = "OperationNotPermitted"
            elif overlaps:
                clashing.append(link)
        party = self.parties[number]
        self.expect(outcome, party.ec2.associate_vpc_cidr_block, VpcId=party.vpc, CidrBlock=block)
        if outcome == OK:
            self.blocks[number].append(block)
            for link in clashing:
                self.enter(link, "failed")

    @rule(hours=st.sampled_from([1, 2, 46, 48, 100, 168]))
    def wait(self, hours):
        note(f"{self.hour} h: wait {hours} h")
        self.aws.clock.advance(hours=hours)
        self.hour += hours
        self.age()

    # what always holds -----------------------------------------------------------------------------------------------

    @invariant()
    def everybody_sees_what_the_model_says(self):
        for number, party in enumerate(self.parties):
            shown = party.ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
            names = [one["VpcPeeringConnectionId"] for one in shown]
            assert names == [name for name, link in self.links.items() if self.sees(number, link)]
            for one in shown:
                self.check_view(number, self.links[one["VpcPeeringConnectionId"]], one)

    def check_view(self, number, link, shown):
        assert shown["Status"]["Code"] == link.state
        assert [tag["Value"] for tag in shown["Tags"]] == [
            value for owner, value in link.tags.items() if owner == number
        ]
        assert ("ExpirationTime" in shown) == (link.state == "pending-acceptance")
        full = {"requester": ("pending-acceptance", "active"), "accepter": ("active",)}
        for side, states in full.items():
            owner, info = self.parties[getattr(link, side)], shown[f"{side.capitalize()}VpcInfo"]
            keys = WITH_BLOCKS if link.state in states else BARE
            if link.state in states and owner.account == self.parties[number].account:
                keys = keys | {"PeeringOptions"}
            assert set(info) == keys
            assert (info["VpcId"], info["Region"]) == (owner.vpc, owner.region)
            if link.state in states:
                blocks = [block["CidrBlock"] for block in info["CidrBlockSet"]]
                assert blocks == self.blocks[getattr(link, side)]

    @invariant()
    def both_sides_agree(self):
        for link_name, link in self.links.items():
            views = [
                self.parties[number].ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[link_name])
                for number in {link.requester, link.accepter}
                if self.sees(number, link)
            ]
            states = [view["VpcPeeringConnections"][0]["Status"] for view in views]
            assert all(state == states[0] for state in states)

    @invariant()
    def a_route_is_active_just_while_its_peering_is(self):
        for number, party in enumerate(self.parties):
            if not self.routes[number]:
                continue
            table = party.ec2.describe_route_tables(RouteTableIds=[party.table])["RouteTables"][0]
            states = {
                route["DestinationCidrBlock"]: route["State"] == "active"
                for route in table["Routes"]
                if "VpcPeeringConnectionId" in route
            }
            assert states == {
                destination: self.links[name].state == "active" for destination, name in self.routes[number].items()
            }


def test_peering_behaves_like_its_model():
    with mock_vpce(seed=1) as aws:
        parties = [Party(aws, *place) for place in PLACES]
        bound = type("Bound", (PeeringMachine,), {"aws": aws, "parties": parties, "start": aws.snapshot()})
        options = settings(
            settings.default,
            deadline=None,
            max_examples=settings.default.max_examples * 40 // 100,
            stateful_step_count=30,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        )
        run_state_machine_as_test(bound, settings=options)
