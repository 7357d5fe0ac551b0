"""VPC Block Public Access: what passes internet gateways in each of its modes."""

import pytest
from botocore.exceptions import ClientError
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


@pytest.fixture
def excluded(site):
    """Leaves the public host's subnet or VPC alone, for all traffic or for what goes out."""
    subnet = site.ec2.describe_network_interfaces(NetworkInterfaceIds=[site.web])["NetworkInterfaces"][0]

    def exclude(mode, target="SubnetId"):
        made = site.ec2.create_vpc_block_public_access_exclusion(
            **{target: subnet[target]}, InternetGatewayExclusionMode=mode
        )["VpcBlockPublicAccessExclusion"]
        assert made["State"] == "create-in-progress"
        return made["ExclusionId"]

    return exclude


@pytest.mark.parametrize("target", ["SubnetId", "VpcId"])
@pytest.mark.parametrize(
    ("block", "exclusion", "codes"),
    [
        ("block-bidirectional", "allow-bidirectional", [(), (), ()]),
        ("block-bidirectional", "allow-egress", [BLOCKED, (), ()]),
        ("block-ingress", "allow-bidirectional", [(), (), ()]),
        ("block-ingress", "allow-egress", [BLOCKED, BLOCKED, ()]),
        ("off", "allow-egress", [(), (), ()]),
    ],
)
def test_exclusions(site, excluded, target, block, exclusion, codes):
    """Traffic of the private host passes by the NAT gateway, which stands in the public host's subnet."""
    excluded(exclusion, target)
    set_mode(site, block)
    assert [path.codes for path in answers(site)] == codes


def test_another_subnet_is_not_excluded(site, excluded):
    set_mode(site, "block-bidirectional")
    private = site.ec2.describe_network_interfaces(NetworkInterfaceIds=[site.job])["NetworkInterfaces"][0]["SubnetId"]
    site.ec2.create_vpc_block_public_access_exclusion(
        SubnetId=private, InternetGatewayExclusionMode="allow-bidirectional"
    )
    assert [path.codes for path in answers(site)] == [BLOCKED] * 3


def test_an_exclusion_lives(site, excluded):
    set_mode(site, "block-bidirectional")
    one = excluded("allow-egress")
    assert [bool(path) for path in answers(site)] == [False, True, True]
    changed = site.ec2.modify_vpc_block_public_access_exclusion(
        ExclusionId=one, InternetGatewayExclusionMode="allow-bidirectional"
    )["VpcBlockPublicAccessExclusion"]
    assert (changed["State"], changed["InternetGatewayExclusionMode"]) == ("update-in-progress", "allow-bidirectional")
    assert all(answers(site))
    deleted = site.ec2.delete_vpc_block_public_access_exclusion(ExclusionId=one)["VpcBlockPublicAccessExclusion"]
    assert deleted["State"] == "delete-in-progress"
    assert deleted["DeletionTimestamp"] == deleted["LastUpdateTimestamp"]
    assert [path.codes for path in answers(site)] == [BLOCKED] * 3
    for change in (
        lambda: site.ec2.delete_vpc_block_public_access_exclusion(ExclusionId=one),
        lambda: site.ec2.modify_vpc_block_public_access_exclusion(
            ExclusionId=one, InternetGatewayExclusionMode="allow-egress"
        ),
    ):
        with pytest.raises(ClientError, match="is in delete-complete state and cannot be") as refused:
            change()
        assert refused.value.response["Error"]["Code"] == "InvalidParameterValue"
    shown = site.ec2.describe_vpc_block_public_access_exclusions(ExclusionIds=[one])
    assert [one["State"] for one in shown["VpcBlockPublicAccessExclusions"]] == ["delete-complete"]
    site.aws.clock.advance(hours=2)
    assert site.ec2.describe_vpc_block_public_access_exclusions()["VpcBlockPublicAccessExclusions"] == []


def test_what_is_excluded(site):
    vpc = site.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    made = site.ec2.create_vpc_block_public_access_exclusion(VpcId=vpc, InternetGatewayExclusionMode="allow-egress")
    arn = made["VpcBlockPublicAccessExclusion"]["ResourceArn"]
    assert arn.endswith(f":vpc/{vpc}")
    for given, code in (
        ({}, "MissingParameter"),
        ({"VpcId": vpc, "SubnetId": "subnet-0123456789abcdef0"}, "InvalidParameterCombination"),
        ({"VpcId": "vpc-0123456789abcdef0"}, "InvalidVpcID.NotFound"),
        ({"SubnetId": "subnet-0123456789abcdef0"}, "InvalidSubnetID.NotFound"),
    ):
        with pytest.raises(ClientError) as refused:
            site.ec2.create_vpc_block_public_access_exclusion(**given, InternetGatewayExclusionMode="allow-egress")
        assert refused.value.response["Error"]["Code"] == code
    assert len(site.ec2.describe_vpc_block_public_access_exclusions()["VpcBlockPublicAccessExclusions"]) == 1
