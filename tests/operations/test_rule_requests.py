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


@pytest.mark.needs(moto="5.2.5", why="a rule of older moto has many peers, and its answers show the last permission's")
def test_the_answer_has_every_rule(ec2, group, wire):
    lists = [{"PrefixListId": "pl-63a5400a", "Description": "of a list"}]
    groups = [{"GroupId": group, "Description": "of a group"}]
    permissions = [
        permission(PrefixListIds=lists),
        permission(UserIdGroupPairs=groups),
        permission("10.0.0.0/8", "11.0.0.0/8", port=80),
    ]
    made = ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=permissions)["SecurityGroupRules"]
    assert [(one["FromPort"], one.get("Description")) for one in made] == [
        (443, "of a list"),
        (443, "of a group"),
        (80, None),
        (80, None),
    ]
    filters = [{"Name": "group-id", "Values": [group]}]
    shown = ec2.describe_security_group_rules(Filters=filters)["SecurityGroupRules"]
    assert {one["SecurityGroupRuleId"] for one in made} <= {one["SecurityGroupRuleId"] for one in shown}


@pytest.mark.needs(moto="5.2.5", why="a rule of older moto has many peers, whose descriptions cannot be changed")
def test_rules_of_prefix_lists_have_descriptions(ec2, group, wire):
    def described():
        (shown,) = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]
        return shown["PrefixListIds"]

    one, other = {"PrefixListId": "pl-63a5400a", "Description": "storage"}, {"PrefixListId": "pl-02cd2c6b"}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission(PrefixListIds=[one, other])])
    assert described() == [one, other]
    new = {"PrefixListId": "pl-02cd2c6b", "Description": "tables"}
    ec2.update_security_group_rule_descriptions_ingress(GroupId=group, IpPermissions=[permission(PrefixListIds=[new])])
    assert described() == [one, new]
    ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[permission(PrefixListIds=[one, other])])
    assert ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"] == []
