"""VPC Block Public Access: what passes internet gateways in each of its modes."""

import pytest
from test_reach import ANY

BLOCKED = ("VPC_BLOCK_PUBLIC_ACCESS_ENABLED",)


@pytest.fixture
def site(net):
    """A public host, and a private one behind a NAT gateway."""
    vpc = net.vpc("10.0.0.0/16")
    public, private = net.subnet(vpc, "10.0.1.0/24"), net.subnet(vpc, "10.0.2.0/24")
    net.web = net.eni(public, net.group(vpc, (ANY, 443)))
    net.public(net.web)
    address = net.ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = net.ec2.create_nat_gateway(SubnetId=public, AllocationId=address)["NatGateway"]["NatGatewayId"]
    net.route(net.table(vpc, public), ANY, GatewayId=net.igw(vpc))
    net.route(net.table(vpc, private), ANY, NatGatewayId=nat)
    net.job = net.eni(private)
    return net


def answers(site):
    """In to the public host, out of it, out of the private one."""
    return [
        site.aws.reach(None, site.web, 443),
        site.aws.reach(site.web, None, 443),
        site.aws.reach(site.job, None, 443),
    ]


def set_mode(site, mode):
    return site.ec2.modify_vpc_block_public_access_options(InternetGatewayBlockMode=mode)["VpcBlockPublicAccessOptions"]


def test_nothing_is_blocked_by_default(site):
    assert all(answers(site))
    shown = site.ec2.describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]
    assert (shown["State"], shown["InternetGatewayBlockMode"]) == ("default-state", "off")
    assert "LastUpdateTimestamp" not in shown


def test_both_ways_are_blocked(site):
    assert set_mode(site, "block-bidirectional")["State"] == "update-in-progress"
    assert [path.codes for path in answers(site)] == [BLOCKED] * 3
    assert "the account blocks public access in this Region" in str(answers(site)[0])
    set_mode(site, "off")
    assert all(answers(site))


def test_nat_gateways_go_out_where_ingress_is_blocked(site):
    set_mode(site, "block-ingress")
    assert [path.codes for path in answers(site)] == [BLOCKED, BLOCKED, ()]
    shown = site.ec2.describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]
    assert (shown["State"], shown["InternetGatewayBlockMode"]) == ("update-complete", "block-ingress")


def test_egress_only_gateways_go_out_where_ingress_is_blocked(net):
    vpc = net.vpc("10.0.0.0/16", ipv6=True)
    block = net.ipv6_block(vpc).replace("/56", "/64")
    host = net.eni(net.subnet(vpc, "10.0.1.0/24", ipv6=block), ipv6=True)
    only = net.ec2.create_egress_only_internet_gateway(VpcId=vpc)["EgressOnlyInternetGateway"]
    only = only["EgressOnlyInternetGatewayId"]
    net.route(net.main_table(vpc), "::/0", EgressOnlyInternetGatewayId=only)
    for mode, codes in (("block-ingress", ()), ("block-bidirectional", BLOCKED), ("off", ())):
        set_mode(net, mode)
        assert net.aws.reach(host, "2001:db8:7::1", 443).codes == codes


def test_other_regions_are_not_blocked(site):
    other = site.aws.client("ec2", region="eu-west-1")
    other.modify_vpc_block_public_access_options(InternetGatewayBlockMode="block-bidirectional")
    assert all(answers(site))
