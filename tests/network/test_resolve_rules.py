"""Resolver rules, inbound endpoints, DHCP options and Amazon's own names, by the longest domain: C1, C2, P11."""

import pytest
from test_resolve import addresses, zone

SQS = "sqs.us-east-1.amazonaws.com"


@pytest.fixture
def resolver(net):
    return net.aws.client("route53resolver")


@pytest.fixture
def hub(net, two, resolver):
    """`two` is a hub with an endpoint for SQS and an inbound resolver endpoint; a spoke has nothing."""
    made = net.ec2.create_vpc_endpoint(
        VpcId=two.vpc, ServiceName="com.amazonaws.us-east-1.sqs", VpcEndpointType="Interface",
        SubnetIds=[two.a, two.b], PrivateDnsEnabled=True,
    )["VpcEndpoint"]  # fmt: skip
    two.endpoint = made["VpcEndpointId"]
    shown = net.ec2.describe_vpc_endpoints(VpcEndpointIds=[two.endpoint])["VpcEndpoints"][0]
    two.addresses = addresses(net, *shown["NetworkInterfaceIds"])
    two.inbound = resolver.create_resolver_endpoint(
        CreatorRequestId="in", SecurityGroupIds=[two.web_group], Direction="INBOUND",
        IpAddresses=[{"SubnetId": two.a, "Ip": "10.0.1.250"}, {"SubnetId": two.b, "Ip": "10.0.2.250"}],
    )["ResolverEndpoint"]["Id"]  # fmt: skip
    two.spoke = net.vpc("10.4.0.0/16")
    two.spoke_subnet = net.subnet(two.spoke, "10.4.1.0/24")
    two.outbound = resolver.create_resolver_endpoint(
        CreatorRequestId="out", SecurityGroupIds=[two.web_group], Direction="OUTBOUND",
        IpAddresses=[{"SubnetId": two.a}, {"SubnetId": two.b}],
    )["ResolverEndpoint"]["Id"]  # fmt: skip
    return two


@pytest.fixture
def rule(resolver, hub):
    def make(domain, vpc, *targets, kind="FORWARD"):
        given = (
            {"TargetIps": [{"Ip": one, "Port": 53} for one in targets], "ResolverEndpointId": hub.outbound}
            if targets
            else {}
        )
        made = resolver.create_resolver_rule(
            CreatorRequestId=domain + kind, Name="r", RuleType=kind, DomainName=domain, **given
        )["ResolverRule"]["Id"]
        resolver.associate_resolver_rule(ResolverRuleId=made, Name="a", VPCId=vpc)
        return made

    return make


def test_a_spoke_gets_the_hub_s_endpoint_by_a_rule(net, hub, rule):
    assert net.aws.resolve(SQS, hub.spoke).source == "public"
    made = rule("amazonaws.com", hub.spoke, "10.0.1.250")
    answer = net.aws.resolve(SQS, hub.spoke)
    assert answer == hub.addresses
    assert answer.source == hub.endpoint
    assert made in str(answer)
    assert hub.inbound in str(answer)


def test_an_endpoint_s_longer_domain_beats_a_rule_and_an_equal_one_does_not(net, hub, rule):
    rule("amazonaws.com", hub.vpc, "192.168.0.2")
    assert net.aws.resolve(SQS, hub.vpc).source == hub.endpoint
    made = rule(SQS, hub.vpc, "192.168.0.2")
    answer = net.aws.resolve(SQS, hub.vpc)
    assert not answer
    assert not answer.nxdomain
    assert answer.source == made
    assert "192.168.0.2" in str(answer)


def test_a_system_rule_leaves_a_domain_to_the_resolver(net, hub, rule):
    made = rule("corp.test", hub.vpc, "192.168.0.2")
    zone(net, hub.vpc, "aws.corp.test", [("x.aws.corp.test", "A", "10.0.9.9")])
    assert net.aws.resolve("y.corp.test", hub.vpc).source == made
    assert net.aws.resolve("x.aws.corp.test", hub.vpc) == {"10.0.9.9"}
    rule("sub.corp.test", hub.vpc, kind="SYSTEM")
    assert net.aws.resolve("z.sub.corp.test", hub.vpc).nxdomain


def test_a_rule_for_everything_leaves_amazon_s_names_and_zones(net, hub, rule):
    made = rule(".", hub.vpc, "192.168.0.2")
    assert net.aws.resolve("example.com", hub.vpc).source == made
    assert net.aws.resolve("ip-10-0-1-9.ec2.internal", hub.vpc) == {"10.0.1.9"}
    assert net.aws.resolve(SQS, hub.vpc).source == hub.endpoint
    assert net.aws.resolve("localhost", hub.vpc) == {"127.0.0.1"}


def test_an_inbound_endpoint_is_a_place_and_an_outbound_one_is_not(net, hub):
    assert net.aws.resolve(SQS, hub.inbound).source == hub.endpoint
    with pytest.raises(ValueError, match="outbound"):
        net.aws.resolve(SQS, hub.outbound)
    with pytest.raises(LookupError):
        net.aws.resolve(SQS, "rslvr-in-0123456789abcdef0")


def test_hosts_ask_the_servers_of_the_dhcp_options(net, hub):
    def options(*servers):
        made = net.ec2.create_dhcp_options(DhcpConfigurations=[{"Key": "domain-name-servers", "Values": list(servers)}])
        net.ec2.associate_dhcp_options(DhcpOptionsId=made["DhcpOptions"]["DhcpOptionsId"], VpcId=hub.spoke)

    host = net.eni(hub.spoke_subnet)
    options("10.0.1.250")
    assert net.aws.resolve(SQS, host).source == hub.endpoint
    assert net.aws.resolve(SQS, hub.spoke).source == "public", "the VPC's own resolver is asked"
    options("192.168.0.2")
    assert not net.aws.resolve(SQS, host)
    assert "192.168.0.2" in str(net.aws.resolve(SQS, host))
    assert net.aws.reach(host, SQS, 443).codes == ("MOCKVPCE_NAME_NOT_RESOLVED",)
    options("AmazonProvidedDNS")
    assert net.aws.resolve(SQS, host).source == "public"
    options("10.4.0.2")
    assert net.aws.resolve(SQS, host).source == "public"


def test_amazon_s_names_beat_shorter_zones_only(net, two):
    zone(net, two.vpc, "internal", [("a.internal", "A", "10.0.0.9")])
    assert net.aws.resolve("ip-10-0-1-9.ec2.internal", two.vpc) == {"10.0.1.9"}
    zone(net, two.vpc, "ec2.internal", [("a.ec2.internal", "A", "10.0.0.9")])
    assert net.aws.resolve("ip-10-0-1-9.ec2.internal", two.vpc).nxdomain


def test_private_names_are_of_the_region_and_of_private_addresses(net, two):
    assert net.aws.resolve("ip-10-9-9-9.ec2.internal", two.vpc) == {"10.9.9.9"}
    assert net.aws.resolve("ip-10-9-9-9.eu-west-1.compute.internal", two.vpc).nxdomain
    assert net.aws.resolve("ip-52-1-1-1.ec2.internal", two.vpc).nxdomain
    assert net.aws.resolve("ip-10-0-1-300.ec2.internal", two.vpc).nxdomain
    assert net.aws.resolve("ip-10-9-9-9.ec2.internal").nxdomain


def test_without_host_names_a_vpc_has_no_private_names(net, hub):
    zone(net, hub.vpc, "corp.test", [("x.corp.test", "A", "10.0.9.9")])
    net.ec2.modify_vpc_attribute(VpcId=hub.vpc, EnableDnsHostnames={"Value": False})
    assert net.aws.resolve(SQS, hub.vpc).source == "public"
    assert net.aws.resolve("x.corp.test", hub.vpc).nxdomain
    assert net.aws.resolve("ip-10-0-1-9.ec2.internal", hub.vpc).nxdomain


def test_the_apex_of_a_zone_exists(net, two):
    zone(net, two.vpc, "corp.test", [("deep.down.corp.test", "A", "10.0.9.9")])
    for name in ("corp.test", "down.corp.test"):
        assert not net.aws.resolve(name, two.vpc)
        assert not net.aws.resolve(name, two.vpc).nxdomain
    assert net.aws.resolve("up.corp.test", two.vpc).nxdomain


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", ValueError),
        ("a b.test", ValueError),
        ("10.0.0.1", ValueError),
        (f"{'x' * 64}.test", ValueError),
        (7, TypeError),
    ],
)
def test_what_is_no_name_is_refused_in_words(net, name, error):
    with pytest.raises(error, match="name"):
        net.aws.resolve(name)


def test_a_gateway_endpoint_is_a_destination(net, two):
    table = net.main_table(two.vpc)
    made = net.ec2.create_vpc_endpoint(VpcId=two.vpc, ServiceName="com.amazonaws.us-east-1.s3", RouteTableIds=[table])
    endpoint = made["VpcEndpoint"]["VpcEndpointId"]
    assert net.aws.reach(two.web, endpoint, 443).via == (endpoint,)
    net.ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, RemoveRouteTableIds=[table])
    assert not net.aws.reach(two.web, endpoint, 443)
