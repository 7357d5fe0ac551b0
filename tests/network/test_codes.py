"""Codes of the analyzer that no other test asks for: one network each (P1, P5, B8)."""

import pytest
from test_reach import ANY
from test_reach_transit import attach, joined  # noqa: F401 - a fixture among them


def without_rules(net, group):
    """Take the outbound rule away that a new group has."""
    rules = net.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissionsEgress"]
    net.ec2.revoke_security_group_egress(GroupId=group, IpPermissions=rules)
    return group


def test_groups_and_acls_of_both_sides_are_all_named(net):
    vpc = net.vpc("10.0.0.0/16")
    near, far = net.subnet(vpc, "10.0.1.0/24"), net.subnet(vpc, "10.0.2.0/24")
    closed = net.group(vpc, ("192.0.2.0/24", 1))
    web, db = net.eni(near, without_rules(net, closed)), net.eni(far, net.group(vpc))
    net.acl(vpc, near), net.acl(vpc, far)
    path = net.aws.reach(web, db, 443)
    groups, acl = "ENI_SG_RULES_MISMATCH", "SUBNET_ACL_RESTRICTION"
    assert [(one.code, one.direction) for one in path.blocks] == [
        (groups, "egress"), (acl, "egress"), (acl, "ingress"), (groups, "ingress"),
    ]  # fmt: skip


def test_group_without_any_rule_says_so(net):
    vpc = net.vpc("10.0.0.0/16")
    subnet, empty = net.subnet(vpc, "10.0.1.0/24"), without_rules(net, net.group(vpc))
    assert net.aws.reach(net.eni(subnet), net.eni(subnet, empty), 443).codes == ("SG_HAS_NO_RULES",)


@pytest.mark.parametrize(
    ("address", "block"), [("172.16.0.9", "RFC1918"), ("192.168.0.9", "RFC1918"), ("100.64.0.9", "RFC6598")]
)
def test_private_addresses_neither_leave_nor_enter_by_an_internet_gateway(net, address, block):
    vpc = net.vpc("10.0.0.0/16")
    web = net.eni(net.subnet(vpc, "10.0.1.0/24"))
    net.public(web)
    net.route(net.main_table(vpc), ANY, GatewayId=net.igw(vpc))
    assert net.aws.reach(web, address, 443).codes == (f"IGW_DESTINATION_ADDRESS_NOT_IN_{block}_EGRESS",)


def test_nat_gateway_takes_packets_of_its_own_vpc_only(net):
    vpc = net.vpc("10.0.0.0/16")
    inside, outside = net.subnet(vpc, "10.0.1.0/24"), net.subnet(vpc, "10.0.2.0/24")
    igw, address = net.igw(vpc), net.ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = net.ec2.create_nat_gateway(SubnetId=outside, AllocationId=address)["NatGateway"]["NatGatewayId"]
    net.route(net.table(vpc, inside), ANY, NatGatewayId=nat)
    net.route(net.table(vpc, outside), ANY, GatewayId=igw)
    source = net.instance(inside, net.group(vpc), check=False)
    assert net.aws.reach(source, "198.51.100.7", 443)
    assert codes_from(net, source, igw, "10.9.0.9") == ["NGW_REQUIRES_SOURCE_IN_VPC"]


def codes_from(net, source, destination, address):
    """The codes of an analysis of packets with another source address."""
    path = net.ec2.create_network_insights_path(
        Source=source, Destination=destination, Protocol="tcp", SourceIp=address, DestinationIp="198.51.100.7"
    )["NetworkInsightsPath"]["NetworkInsightsPathId"]
    started = net.ec2.start_network_insights_analysis(NetworkInsightsPathId=path)["NetworkInsightsAnalysis"]
    ids = [started["NetworkInsightsAnalysisId"]]
    (shown,) = net.ec2.describe_network_insights_analyses(NetworkInsightsAnalysisIds=ids)["NetworkInsightsAnalyses"]
    return [one["ExplanationCode"] for one in shown["Explanations"]]


def test_attachment_without_a_table_leads_nowhere(net, joined):  # noqa: F811 - the fixture
    gateway = net.ec2.create_transit_gateway(
        Options={"DefaultRouteTableAssociation": "disable", "DefaultRouteTablePropagation": "disable"}
    )["TransitGateway"]["TransitGatewayId"]
    attach(net, gateway, joined.vpc, joined.a)
    net.route(net.main_table(joined.vpc), "10.9.0.0/16", TransitGatewayId=gateway)
    path = net.aws.reach(joined.web, "10.9.0.1", 443)
    assert path.codes == ("TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION",)


def test_analysis_over_a_transit_gateway_goes_one_way(net, joined):  # noqa: F811 - the fixture
    path = net.ec2.create_network_insights_path(
        Source=joined.web, Destination=joined.far, Protocol="tcp", DestinationPort=443
    )["NetworkInsightsPath"]["NetworkInsightsPathId"]
    started = net.ec2.start_network_insights_analysis(NetworkInsightsPathId=path)["NetworkInsightsAnalysis"]
    ids = [started["NetworkInsightsAnalysisId"]]
    (shown,) = net.ec2.describe_network_insights_analyses(NetworkInsightsAnalysisIds=ids)["NetworkInsightsAnalyses"]
    assert shown["NetworkPathFound"]
    assert not shown.get("ReturnPathComponents")
    details = [one for hop in shown["ForwardPathComponents"] for one in hop.get("AdditionalDetails", ())]
    assert [one["AdditionalDetailType"] for one in details] == ["UNIDIRECTIONAL_PATH_ANALYSIS_ONLY"]
