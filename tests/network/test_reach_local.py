"""What a subnet has beside its hosts: the resolver and its like, reserved addresses, targets that nobody runs (P5, P6)."""

import re

import pytest


@pytest.fixture
def shut(net, two):
    """`two`, with an ACL that denies everything and groups without rules."""
    for subnet in (two.a, two.b):
        net.acl(two.vpc, subnet)
    for group in (two.web_group, two.db_group):
        rules = net.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissionsEgress"]
        net.ec2.revoke_security_group_egress(GroupId=group, IpPermissions=rules)
    return two


@pytest.mark.parametrize(
    ("address", "port", "protocol"),
    [
        ("10.0.0.2", 53, "udp"),
        ("169.254.169.253", 53, "tcp"),
        ("169.254.169.254", 80, "tcp"),
        ("169.254.169.123", 123, "udp"),
        ("169.254.169.250", 1688, "tcp"),
    ],
)
def test_no_filter_and_no_route_stops_services_of_the_subnet(net, shut, address, port, protocol):
    path = net.aws.reach(shut.web, address, port, protocol)
    assert path, str(path)
    assert net.aws.reach(shut.a, address, port, protocol)
    assert not net.aws.reach(shut.web, address, port + 1, protocol)
    assert not net.aws.reach(shut.web, address, protocol="icmp")


def test_a_vpc_without_dns_support_has_no_resolver(net, two):
    net.ec2.modify_vpc_attribute(VpcId=two.vpc, EnableDnsSupport={"Value": False})
    assert net.aws.reach(two.web, "10.0.0.2", 53, "udp").codes == ("NO_POSSIBLE_DESTINATION",)
    assert net.aws.reach(two.web, "169.254.169.254", 80)


def test_the_resolver_of_a_peer_is_out_of_reach(net, two):
    far = net.vpc("10.1.0.0/16")
    client = net.eni(net.subnet(far, "10.1.1.0/24"), net.group(far))
    pcx = net.peer(two.vpc, far)
    net.subnet(two.vpc, "10.0.0.0/24")
    net.route(net.main_table(far), "10.0.0.0/16", VpcPeeringConnectionId=pcx)
    net.route(net.main_table(two.vpc), "10.1.0.0/16", VpcPeeringConnectionId=pcx)
    assert net.aws.reach(client, "10.0.0.9", 53, "udp")
    assert net.aws.reach(client, "10.0.0.2", 53, "udp").codes == ("NO_POSSIBLE_DESTINATION",)


@pytest.mark.parametrize("last", [1, 2, 3, 255])
def test_nobody_has_a_reserved_address(net, two, last):
    assert net.aws.reach(two.web, f"10.0.2.{last}", 443).codes == ("NO_POSSIBLE_DESTINATION",)


def test_a_route_to_an_interface_that_nobody_runs_is_a_black_hole(net, two):
    table = net.table(two.vpc, two.a)
    net.route(table, "0.0.0.0/0", NetworkInterfaceId=net.eni(two.b))
    assert net.aws.reach(two.web, "198.51.100.1", 443).codes == ("BAD_STATE_ROUTE",)
    appliance = net.instance(two.b, net.group(two.vpc, ("10.0.0.0/16", 0, 65535)), check=False)
    net.ec2.replace_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NetworkInterfaceId=appliance)
    assert appliance in [hop.id for hop in net.aws.reach(two.web, "198.51.100.1", 443).hops]
    shown = net.ec2.describe_network_interfaces(NetworkInterfaceIds=[appliance])["NetworkInterfaces"][0]
    net.ec2.stop_instances(InstanceIds=[shown["Attachment"]["InstanceId"]])
    assert net.aws.reach(two.web, "198.51.100.1", 443).codes == ("BAD_STATE_ROUTE",)


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"destination": "10.0.2.300"}, ValueError, "neither an address nor a name"),
        ({"destination": "10.0.2.0/24"}, ValueError, "of a block give an address"),
        ({"destination": "10.0.2.4:80"}, ValueError, "the port is an argument of its own"),
        ({"destination": "http://db.example/"}, ValueError, "of a URL give the host alone"),
        ({"destination": "arn:"}, LookupError, "there is no resource 'arn:'"),
        ({"source": "arn:x"}, LookupError, "there is no resource 'arn:x'"),
        ({"protocol": 256}, ValueError, "a number to 255"),
        ({"protocol": ["tcp"]}, TypeError, "a protocol is one of tcp, udp, icmp, icmpv6, or a number"),
        ({"protocol": True}, TypeError, "a protocol is one of tcp, udp, icmp, icmpv6, or a number"),
    ],
)
def test_what_is_no_place_and_no_protocol_is_told(net, given, error, said):
    vpc = net.vpc("10.0.0.0/16")
    eni = net.eni(net.subnet(vpc, "10.0.1.0/24"))
    question = {"source": eni, "destination": eni, "port": 80, **given}
    with pytest.raises(error, match=re.escape(said)):
        net.aws.reach(**question)


def test_walk_says_what_nothing_allows_and_where_no_route_leads(net):
    vpc = net.vpc("10.0.0.0/16")
    first, second = net.subnet(vpc, "10.0.1.0/24"), net.subnet(vpc, "10.0.2.0/24")
    web, group = net.eni(first), net.group(vpc)
    db = net.eni(second, group)
    (own,) = net.ec2.describe_network_interfaces(NetworkInterfaceIds=[web])["NetworkInterfaces"]
    source = own["PrivateIpAddress"]
    assert f"no rule allows ingress tcp 5432 from {source}" in str(net.aws.reach(web, db, 5432))
    assert f"no rule allows ingress tcp from {source}" in str(net.aws.reach(web, db))
    assert f"no rule allows ingress udp 53-60 from {source}" in str(net.aws.reach(web, db, range(53, 61), "udp"))
    net.acl(vpc, second)
    assert f"no entry allows ingress icmp from {source}" in str(net.aws.reach(web, db, protocol="icmp"))
    assert "no route leads to 203.0.113.9" in str(net.aws.reach(web, "203.0.113.9", 443))


def test_headline_says_which_of_many_ports_pass(net):
    subnet = net.subnet(vpc := net.vpc("10.0.0.0/16"), "10.0.1.0/24")
    web, db = net.eni(subnet), net.eni(subnet, group := net.group(vpc))
    for first, last in ((22, 22), (80, 90), (443, 443), (8080, 8080)):
        net.allow(group, "0.0.0.0/0", first, last)
    assert repr(net.aws.reach(web, db)).endswith("tcp: reached on 22, 80-90, 443 and 1 more>")
    assert repr(net.aws.reach(web, db, range(85, 100))).endswith("tcp: reached on 85-90>")
    assert repr(net.aws.reach(web, db, 80)).endswith("tcp/80: reached>")
