"""The web tier reaches the database, and nobody else does; two mistakes are named by AWS's own codes."""

from types import SimpleNamespace

import pytest


@pytest.fixture
def shop(vpce_mock):
    ec2 = vpce_mock.client("ec2", region="us-east-1")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    made = SimpleNamespace(ec2=ec2, vpc=vpc)
    before = None
    for number, (tier, port) in enumerate((("web", 443), ("app", 8080), ("db", 5432)), 1):
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24")["Subnet"]["SubnetId"]
        group = ec2.create_security_group(VpcId=vpc, GroupName=tier, Description=tier)["GroupId"]
        peer = {"UserIdGroupPairs": [{"GroupId": before}]} if before else {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
        rule = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **peer}
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
        eni = ec2.create_network_interface(SubnetId=subnet, Groups=[group])["NetworkInterface"]["NetworkInterfaceId"]
        setattr(made, tier, eni)
        setattr(made, f"{tier}_rule", (group, rule))
        before = group
    return made


def test_each_tier_reaches_the_next_and_no_other(vpce_mock, shop):
    assert vpce_mock.reach(shop.web, shop.app, 8080)
    assert vpce_mock.reach(shop.app, shop.db, 5432)
    assert not vpce_mock.reach(shop.web, shop.db)
    assert vpce_mock.reach(shop.app, shop.db).ports == (range(5432, 5433),)


def test_a_forgotten_rule_is_named(vpce_mock, shop):
    group, rule = shop.db_rule
    shop.ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[rule])
    path = vpce_mock.reach(shop.app, shop.db, 5432)
    assert path.codes == ("ENI_SG_RULES_MISMATCH",)
    assert group in str(path)


def test_a_vpc_without_a_way_out_is_named(vpce_mock, shop):
    path = vpce_mock.reach(shop.web, "internet", 443)
    assert path.codes == ("NO_ROUTE_TO_DESTINATION",)
