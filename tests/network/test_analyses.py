"""Reachability Analyzer: recorded analyses as they stand (P1), component sequences (P2), and the rules of its API."""

import pytest
from botocore.exceptions import ClientError
from test_reach import ANY, peered  # noqa: F401 - a fixture


@pytest.fixture
def analyze(net):
    """Create a path, run an analysis, and give it when it is done."""

    def run(source, destination=None, *, protocol="tcp", start=None, **given):
        ends = {"Source": source, "Protocol": protocol} | ({"Destination": destination} if destination else {})
        path = net.ec2.create_network_insights_path(**ends, **given)["NetworkInsightsPath"]
        started = net.ec2.start_network_insights_analysis(
            NetworkInsightsPathId=path["NetworkInsightsPathId"], **(start or {})
        )["NetworkInsightsAnalysis"]
        assert started["Status"] == "running"
        assert "NetworkPathFound" not in started
        shown = net.ec2.describe_network_insights_analyses(
            NetworkInsightsAnalysisIds=[started["NetworkInsightsAnalysisId"]]
        )["NetworkInsightsAnalyses"][0]
        assert shown["Status"] == "succeeded"
        return shown

    return run


def codes(analysis):
    return [one["ExplanationCode"] for one in analysis.get("Explanations", [])]


def kinds(components):
    return [one["Component"]["Id"].rpartition("-")[0] for one in components]


def test_a_peering_that_is_open_both_ways_is_found(net, peered, analyze):  # noqa: F811 - the fixture
    found = analyze(peered.web, peered.far, DestinationPort=443)
    assert found["NetworkPathFound"]
    assert "Explanations" not in found
    assert kinds(found["ForwardPathComponents"]) == ["eni", "sg", "acl", "rtb", "pcx", "acl", "sg", "eni"]
    assert kinds(found["ReturnPathComponents"]) == ["eni", "sg", "acl", "rtb", "pcx", "acl", "sg", "eni"]
    group = found["ReturnPathComponents"][1]
    assert "SecurityGroupRule" not in group
    assert [one["SequenceNumber"] for one in found["ForwardPathComponents"]] == list(range(1, 9))


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("near route", ["NO_ROUTE_TO_DESTINATION"]),
        ("both routes", ["NO_ROUTE_TO_DESTINATION"]),
        ("acl", ["SUBNET_ACL_RESTRICTION"]),
        ("group", ["ENI_SG_RULES_MISMATCH"]),
        ("acl and group", ["SUBNET_ACL_RESTRICTION", "ENI_SG_RULES_MISMATCH"]),
    ],
)
def test_recorded_faults_of_a_peering(net, peered, analyze, fault, expected):  # noqa: F811 - the fixture
    if "route" in fault:
        net.ec2.delete_route(RouteTableId=net.main_table(peered.vpc), DestinationCidrBlock="10.1.0.0/16")
    if fault == "both routes":
        net.ec2.delete_route(RouteTableId=net.main_table(peered.far_vpc), DestinationCidrBlock="10.0.0.0/16")
    if "acl" in fault:
        net.acl(
            peered.far_vpc, peered.far_subnet,
            (90, False, "deny", "10.0.1.0/24", 443, 443), (100, False, "allow", ANY), (100, True, "allow", ANY),
        )  # fmt: skip
    if "group" in fault:
        rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}
        net.ec2.revoke_security_group_ingress(GroupId=peered.far_group, IpPermissions=[rule])
        net.allow(peered.far_group, "192.168.0.0/16", 443)
    found = analyze(peered.web, peered.far, DestinationPort=443)
    assert not found["NetworkPathFound"]
    assert codes(found) == expected
    assert bool(net.aws.reach(peered.web, peered.far, 443)) is False


def test_recorded_analyses_of_an_interface_without_public_address(net, two, analyze):
    igw = net.igw(two.vpc)
    net.route(net.main_table(two.vpc), ANY, GatewayId=igw)
    assert codes(analyze(two.web, igw, DestinationPort=443)) == ["NO_ROUTE_TO_DESTINATION"]
    with_address = analyze(two.web, igw, DestinationPort=443, DestinationIp="8.8.8.8")
    assert codes(with_address) == ["IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"]
    assert with_address["Explanations"][0].keys() == {"ExplanationCode", "InternetGateway", "Vpc"}


def test_recorded_analyses_into_a_vpc(net, two, analyze):
    igw = net.igw(two.vpc)
    net.route(net.main_table(two.vpc), ANY, GatewayId=igw)
    assert codes(analyze(igw, two.web, DestinationPort=80)) == ["ENI_SG_RULES_MISMATCH"]
    net.allow(two.web_group, ANY, 80)
    assert codes(analyze(igw, two.web, DestinationPort=80)) == ["IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"]
    net.public(two.web)
    found = analyze(igw, two.web, DestinationPort=80)
    assert found["NetworkPathFound"]
    assert kinds(found["ForwardPathComponents"]) == ["igw", "acl", "sg", "eni"]


def test_results_are_those_of_the_moment_of_the_analysis(net, two, analyze):
    found = analyze(two.web, two.db, DestinationPort=5432)
    net.ec2.revoke_security_group_ingress(
        GroupId=two.db_group,
        IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "UserIdGroupPairs": [{"GroupId": two.web_group}]}
        ],
    )
    again = net.ec2.describe_network_insights_analyses(NetworkInsightsAnalysisIds=[found["NetworkInsightsAnalysisId"]])
    assert again["NetworkInsightsAnalyses"][0]["NetworkPathFound"]
    assert not net.aws.reach(two.web, two.db, 5432)


def test_a_path_must_pass_what_filter_in_names(net, two, analyze):
    start = {"FilterInArns": ["arn:aws:ec2:us-east-1:123456789012:vpc-peering-connection/pcx-fakearn1"]}
    found = analyze(two.web, two.db, DestinationPort=5432, start=start)
    assert found["FilterInArns"] == start["FilterInArns"]
    assert not found["NetworkPathFound"]


def test_a_spoofed_source_address_is_stopped_at_the_source(net, two, analyze):
    assert codes(analyze(two.web, two.db, SourceIp="10.0.1.250")) == ["ENI_SOURCE_DEST_CHECK_RESTRICTION"]


def test_a_path_may_name_an_address_in_place_of_a_destination(net, two, analyze):
    shown = net.ec2.describe_network_interfaces(NetworkInterfaceIds=[two.db])["NetworkInterfaces"][0]
    port = {"FromPort": 5432, "ToPort": 5432}
    given = {"DestinationAddress": shown["PrivateIpAddress"], "DestinationPortRange": port}
    assert analyze(two.web, FilterAtSource=given)["NetworkPathFound"]


def test_an_arn_is_taken_for_an_id(net, two):
    arn = f"arn:aws:ec2:us-east-1:123456789012:network-interface/{two.web}"
    made = net.ec2.create_network_insights_path(Source=arn, Destination=two.db, Protocol="TCP")["NetworkInsightsPath"]
    assert (made["Source"], made["SourceArn"], made["Protocol"]) == (two.web, arn, "tcp")
    assert "DestinationPort" not in made


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"Destination": None}, "MissingParameter"),
        ({"Source": "eni-0123456789abcdef0"}, "NetworkInsightsSource.NotFound"),
        ({"Destination": "eni-0123456789abcdef0"}, "NetworkInsightsDestination.NotFound"),
        ({"Destination": "sg-0123456789abcdef0"}, "InvalidParameterValue"),
        ({"SourceIp": "10.0.0.1", "FilterAtSource": {"SourceAddress": "10.0.0.1"}}, "InvalidParameterCombination"),
        ({"DestinationPort": 65536}, "InvalidParameterValue"),
    ],
)
def test_a_path_is_refused(net, two, given, code):
    request = {"Source": two.web, "Destination": two.db, "Protocol": "tcp"} | given
    with pytest.raises(ClientError) as caught:
        net.ec2.create_network_insights_path(**{key: value for key, value in request.items() if value is not None})
    assert caught.value.response["Error"]["Code"] == code


def test_a_path_with_analyses_stays(net, two, analyze):
    found = analyze(two.web, two.db)
    with pytest.raises(ClientError, match="AnalysisExistsForNetworkInsightsPath"):
        net.ec2.delete_network_insights_path(NetworkInsightsPathId=found["NetworkInsightsPathId"])
    net.ec2.delete_network_insights_analysis(NetworkInsightsAnalysisId=found["NetworkInsightsAnalysisId"])
    net.ec2.delete_network_insights_path(NetworkInsightsPathId=found["NetworkInsightsPathId"])
    assert net.ec2.describe_network_insights_paths()["NetworkInsightsPaths"] == []
