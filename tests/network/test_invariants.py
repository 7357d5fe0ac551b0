"""Random networks, and what holds in all of them without a second implementation: Hypothesis draws, `aws.reach` answers."""

import random
from functools import partial

from builders import Net
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_ground import ANY, PORTS, Ground

from mockvpce import mock_vpce

SEEDS = st.integers(0, 2**32 - 1)
_few = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))


def each(seed):
    """A network of that seed, with questions to ask of it."""
    draw = random.Random(seed)
    with mock_vpce(region="us-east-1") as aws:
        ground = Ground(Net(aws), draw)
        pairs = [(one, other) for one in [*ground.enis, "internet"] for other in ground.enis if one != other]
        yield ground, draw, [(*pair, draw.choice(PORTS)) for pair in draw.sample(pairs, min(12, len(pairs)))]


def answers(ground, questions):
    return [bool(ground.net.aws.reach(*question)) for question in questions]


@_few
@given(SEEDS)
def test_an_allow_more_closes_no_way(seed):
    for ground, draw, questions in each(seed):
        before = answers(ground, questions)
        vpc = draw.choice(ground.vpcs)
        group = draw.choice(ground.groups[vpc])
        ground._once(ground.net.allow, group, ground._block(), 0, 65535)
        subnet = draw.choice(ground.subnets[vpc])[0]
        wanted = [{"Name": "association.subnet-id", "Values": [subnet]}]
        acl = ground.net.ec2.describe_network_acls(Filters=wanted)["NetworkAcls"][0]["NetworkAclId"]
        for egress in (True, False):
            ground.net.ec2.create_network_acl_entry(
                NetworkAclId=acl,
                RuleNumber=1,
                Egress=egress,
                RuleAction="allow",
                Protocol="-1",
                CidrBlock=ground._block(),
            )
        for question, was, now in zip(questions, before, answers(ground, questions), strict=True):
            assert now or not was, f"{question} was open: {ground.net.aws.reach(*question)}"


@_few
@given(SEEDS)
def test_a_peering_less_opens_no_way(seed):
    """A route less may open one: what it hid, such as a wider route or the local one, takes its place."""
    for ground, draw, questions in each(seed):
        before = answers(ground, questions)
        for pcx in draw.sample([one[2] for one in ground.peerings], min(1, len(ground.peerings))):
            ground.net.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
        for question, was, now in zip(questions, before, answers(ground, questions), strict=True):
            assert was or not now, f"{question} was closed: {ground.net.aws.reach(*question)}"


@_few
@given(SEEDS)
def test_where_nothing_is_more_specific_a_route_less_opens_no_way(seed):
    for ground, draw, questions in each(seed):
        before = answers(ground, questions)
        tables = ground.net.ec2.describe_route_tables()["RouteTables"]
        routes = [
            (table["RouteTableId"], route["DestinationCidrBlock"])
            for table in tables
            for route in table["Routes"]
            if route.get("DestinationCidrBlock") == ANY
        ]
        for table, cidr in draw.sample(routes, min(1, len(routes))):
            ground.net.ec2.delete_route(RouteTableId=table, DestinationCidrBlock=cidr)
        for question, was, now in zip(questions, before, answers(ground, questions), strict=True):
            assert was or not now, f"{question} was closed: {ground.net.aws.reach(*question)}"


@_few
@given(SEEDS)
def test_the_way_back_is_a_way_of_the_answer_s_packet(seed):
    """What reaches sends its answer by the same filters and routes as a packet of the far end's own would meet."""
    for ground, _, questions in each(seed):
        for source, destination, port in questions:
            path = ground.net.aws.reach(source, destination, port)
            if not path or source == "internet" or (any(one.startswith(("igw", "nat")) for one in path.via)):
                continue
            walked = _but_groups(path.back)
            assert walked[0] == destination
            assert walked[-1] == source
            _let_everybody_in(ground, source, destination)
            again = ground.net.aws.reach(destination, source, port=range(1024, 65536))
            assert _but_groups(again.hops) == walked, f"{path}\n{again}"


def _but_groups(hops):
    return [hop.id for hop in hops if not hop.id.startswith("sg-")]


def _let_everybody_in(ground, *interfaces):
    """Groups know flows, and no other packet is an answer: let the groups alone decide nothing."""
    for interface in interfaces:
        shown = ground.net.ec2.describe_network_interfaces(NetworkInterfaceIds=[interface])["NetworkInterfaces"][0]
        for group in shown["Groups"]:
            every = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": ANY}]}]
            for change in (
                ground.net.ec2.authorize_security_group_egress,
                ground.net.ec2.authorize_security_group_ingress,
            ):
                ground._once(partial(change, GroupId=group["GroupId"], IpPermissions=every))


@_few
@given(SEEDS)
def test_a_path_names_what_exists(seed):
    for ground, _, questions in each(seed):
        topology = ground.net.aws._runtime.world.platform.topology
        for question in questions:
            path = ground.net.aws.reach(*question)
            assert bool(path) is not bool(path.blocks)
            for one in (*path.hops, *path.back, *path.blocks):
                assert topology.exists(one.id), one
            assert len(set(path.blocks)) == len(path.blocks)
            assert len([one for one in path.via if one.startswith("pcx-")]) <= 1, "nothing passes two peerings"
            assert len(repr(path)) < 200


@_few
@given(SEEDS)
def test_the_ports_of_a_path_are_those_that_pass_alone(seed):
    for ground, _, questions in each(seed):
        for source, destination, _ in questions[:6]:
            whole = ground.net.aws.reach(source, destination)
            for port in (*PORTS, 0, 1024, 65535):
                within = any(port in ports for ports in whole.ports)
                assert bool(ground.net.aws.reach(source, destination, port)) is within, str(whole)


@_few
@given(SEEDS)
def test_filters_that_block_open_the_way_or_name_the_next_when_they_allow(seed):
    for ground, _, questions in each(seed):
        for question in questions:
            seen = set()
            path = ground.net.aws.reach(*question)
            for _ in range(8):
                found = [one for one in path.blocks if one.code in ("ENI_SG_RULES_MISMATCH", "SUBNET_ACL_RESTRICTION")]
                if not found:
                    break
                key = (found[0].id, found[0].direction)
                assert key not in seen, f"{key} blocks still: {path}"
                seen.add(key)
                _open(ground, found[0])
                path = ground.net.aws.reach(*question)


def _open(ground, block):
    """Let the component that blocks allow everything in that direction."""
    ec2, egress = ground.net.ec2, block.direction == "egress"
    if block.code == "SUBNET_ACL_RESTRICTION":
        acl = ec2.describe_network_acls(NetworkAclIds=[block.id])["NetworkAcls"][0]
        used = {one["RuleNumber"] for one in acl["Entries"] if one["Egress"] is egress}
        number = next(one for one in range(1, 100) if one not in used)
        assert number == 1, "an entry that allows everything comes first and still blocks"
        ec2.create_network_acl_entry(
            NetworkAclId=block.id, RuleNumber=1, Egress=egress, RuleAction="allow", Protocol="-1", CidrBlock=ANY
        )
        return
    rule = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": ANY}]}]
    change = ec2.authorize_security_group_egress if egress else ec2.authorize_security_group_ingress
    change(GroupId=block.id, IpPermissions=rule)
