"""AuthorizeSecurityGroupIngress and -Egress of several rules."""

import pytest
from support.refused import refused

WAYS = ["ingress", "egress"]


@pytest.fixture
def ec2(consumer):
    return consumer.ec2


@pytest.fixture
def group(ec2):
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    return ec2.create_security_group(GroupName="group", Description="group", VpcId=vpc)["GroupId"]


def permission(*cidrs, port=443, **members):
    ranges = [{"CidrIp": cidr} for cidr in cidrs]
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": ranges, **members}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "permissions",
    [
        [permission("10.0.0.0/8", "10.0.0.0/8")],
        [permission("10.0.0.1/8", "10.0.0.2/8")],
        [permission("10.0.0.0/8"), permission("192.168.0.0/16", "10.0.0.0/8")],
        [permission(Ipv6Ranges=[{"CidrIpv6": "FD00::/8"}, {"CidrIpv6": "fd00::/8"}])],
        [permission(PrefixListIds=[{"PrefixListId": "pl-63a5400a"}, {"PrefixListId": "pl-63a5400a"}])],
    ],
    ids=["one block", "one spelling", "two permissions", "IPv6", "prefix list"],
)
def test_one_rule_twice_is_refused(ec2, group, way, permissions, wire):
    with refused("InvalidParameterValue", "The same permission must not appear multiple times", unchanged=[ec2]):
        getattr(ec2, f"authorize_security_group_{way}")(GroupId=group, IpPermissions=permissions)


def test_other_ports_make_another_rule(ec2, group, wire):
    permissions = [permission("10.0.0.0/8"), permission("10.0.0.0/8", port=80)]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=permissions)
    shown = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]
    assert sorted(one["FromPort"] for one in shown) == [80, 443]


@pytest.mark.parametrize("way", WAYS)
def test_a_request_makes_all_of_its_rules_or_none(ec2, group, way, wire):
    authorize = getattr(ec2, f"authorize_security_group_{way}")
    authorize(GroupId=group, IpPermissions=[permission("192.168.0.0/16")])
    with refused("InvalidPermission.Duplicate", unchanged=[ec2]):
        authorize(GroupId=group, IpPermissions=[permission("10.0.0.0/8"), permission("192.168.0.0/16")])
