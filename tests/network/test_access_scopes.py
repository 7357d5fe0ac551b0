"""Network Access Analyzer: scopes, exclusions and findings (P4)."""

import pytest
from botocore.exceptions import ClientError
from test_reach import ANY

IGW = {"ResourceStatement": {"ResourceTypes": ["AWS::EC2::InternetGateway"]}}

BOTH = {"Resources": ["igw-0123456789abcdef0"], "ResourceTypes": ["AWS::EC2::InternetGateway"]}


def findings(net, match, *excludes):
    made = net.ec2.create_network_insights_access_scope(MatchPaths=[match], ExcludePaths=list(excludes))
    scope = made["NetworkInsightsAccessScope"]["NetworkInsightsAccessScopeId"]
    started = net.ec2.start_network_insights_access_scope_analysis(NetworkInsightsAccessScopeId=scope)
    started = started["NetworkInsightsAccessScopeAnalysis"]
    assert (started["Status"], started["AnalyzedEniCount"]) == ("running", 0)
    one = started["NetworkInsightsAccessScopeAnalysisId"]
    done = net.ec2.describe_network_insights_access_scope_analyses(NetworkInsightsAccessScopeAnalysisIds=[one])
    shown = net.ec2.get_network_insights_access_scope_analysis_findings(NetworkInsightsAccessScopeAnalysisId=one)
    found = done["NetworkInsightsAccessScopeAnalyses"][0]["FindingsFound"]
    assert found == ("true" if shown["AnalysisFindings"] else "false")
    return [[one["Component"]["Id"] for one in way["FindingComponents"]] for way in shown["AnalysisFindings"]]


@pytest.fixture
def public(net, two):
    two.igw = net.igw(two.vpc)
    net.allow(two.web_group, ANY, 443)
    net.public(two.web)
    return two


def test_ways_in_from_the_internet_are_found(net, public):
    ways = findings(net, {"Source": IGW})
    assert [(way[0], way[-1]) for way in ways] == [(public.igw, public.web)]


def test_an_exclusion_takes_a_way_out(net, public):
    by_port = {"Source": {"PacketHeaderStatement": {"Protocols": ["tcp"], "DestinationPorts": ["443"]}}}
    assert findings(net, {"Source": IGW}, by_port) == []
    elsewhere = {"Source": {"PacketHeaderStatement": {"DestinationPorts": ["80"]}}}
    assert len(findings(net, {"Source": IGW}, elsewhere)) == 1
    assert findings(net, {"Source": IGW}, {"Destination": {"ResourceStatement": {"Resources": [public.web]}}}) == []


def test_a_way_that_is_closed_is_no_finding(net, public):
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": ANY}]}
    net.ec2.revoke_security_group_ingress(GroupId=public.web_group, IpPermissions=[rule])
    assert findings(net, {"Source": IGW}) == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "MissingParameter"),
        ({"MatchPaths": [{"Source": {"ResourceStatement": BOTH}}]}, "InvalidParameterCombination"),
        ({"MatchPaths": [{"Source": IGW, "ThroughResources": [IGW]}]}, "InvalidParameterValue"),
    ],
)
def test_a_scope_is_refused(net, given, code):
    with pytest.raises(ClientError) as caught:
        net.ec2.create_network_insights_access_scope(**given)
    assert caught.value.response["Error"]["Code"] == code


def scoped(net, *matches):
    """The findings of a scope of these match conditions."""
    made = net.ec2.create_network_insights_access_scope(MatchPaths=list(matches))["NetworkInsightsAccessScope"]
    started = net.ec2.start_network_insights_access_scope_analysis(
        NetworkInsightsAccessScopeId=made["NetworkInsightsAccessScopeId"]
    )["NetworkInsightsAccessScopeAnalysis"]["NetworkInsightsAccessScopeAnalysisId"]
    net.ec2.describe_network_insights_access_scope_analyses()
    pages = net.ec2.get_paginator("get_network_insights_access_scope_analysis_findings").paginate(
        NetworkInsightsAccessScopeAnalysisId=started, PaginationConfig={"PageSize": 1}
    )
    shown = list(pages)
    assert {page["AnalysisStatus"] for page in shown} == {"succeeded"}
    return [finding for page in shown for finding in page["AnalysisFindings"]]


def header(**members):
    return {"Source": {"PacketHeaderStatement": members}}


def test_findings_come_in_pages(net):
    subnet = net.subnet(net.vpc("10.0.0.0/16"), "10.0.1.0/24")
    net.eni(subnet), net.eni(subnet)
    found = scoped(net, header(Protocols=["tcp"]))
    assert [one["FindingId"] for one in found] == ["AnalysisFinding-1", "AnalysisFinding-2"]


def test_header_narrows_sources_to_blocks_and_prefix_lists(net):
    subnet = net.subnet(net.vpc("10.0.0.0/16"), "10.0.1.0/24")
    first, _ = net.eni(subnet), net.eni(subnet)
    own = net.ec2.describe_network_interfaces(NetworkInterfaceIds=[first])["NetworkInterfaces"][0]["PrivateIpAddress"]
    listed = net.ec2.create_managed_prefix_list(
        PrefixListName="l", AddressFamily="IPv4", MaxEntries=1, Entries=[{"Cidr": f"{own}/32"}]
    )["PrefixList"]["PrefixListId"]
    for members in ({"SourceAddresses": [f"{own}/32"]}, {"SourcePrefixLists": [listed]}):
        (found,) = scoped(net, header(**members))
        assert found["FindingComponents"][0]["Component"]["Id"] == first
    assert scoped(net, header(SourceAddresses=["192.168.0.0/16"])) == []


@pytest.mark.parametrize(
    "members",
    [
        {"DestinationPorts": ["65536"]},
        {"DestinationPorts": ["90-80"]},
        {"SourcePorts": ["http"]},
        {"SourcePorts": ["-1"]},
        {"SourceAddresses": ["10.0.0.0/33"]},
        {"DestinationAddresses": ["::/0"]},
    ],
)
def test_header_that_means_nothing(net, members):
    with pytest.raises(net.ec2.exceptions.ClientError, match="InvalidParameterValue"):
        net.ec2.create_network_insights_access_scope(MatchPaths=[header(**members)])


def test_unknown_type_of_resource(net):
    wanted = {"Source": {"ResourceStatement": {"ResourceTypes": ["AWS::EC2::Router"]}}}
    with pytest.raises(net.ec2.exceptions.ClientError, match="AWS::EC2::Router"):
        net.ec2.create_network_insights_access_scope(MatchPaths=[wanted])
