"""Reachability Analyzer in depth: ends that are gone, headers, filters, gateways as ends; and that it agrees with reach."""

import random

import pytest
from random_ground import PORTS, Ground
from test_analyses import analyze, codes, kinds  # noqa: F401 - a fixture among them
from test_reach import ANY, peered  # noqa: F401 - a fixture


def create(net, source, destination, **given):
    ends = {"Source": source, "Destination": destination, "Protocol": "tcp"}
    return net.ec2.create_network_insights_path(**ends, **given)["NetworkInsightsPath"]["NetworkInsightsPathId"]


def run(net, path, **given):
    started = net.ec2.start_network_insights_analysis(NetworkInsightsPathId=path, **given)["NetworkInsightsAnalysis"]
    ids = [started["NetworkInsightsAnalysisId"]]
    return net.ec2.describe_network_insights_analyses(NetworkInsightsAnalysisIds=ids)["NetworkInsightsAnalyses"][0]


def private(net, eni):
    return net.ec2.describe_network_interfaces(NetworkInterfaceIds=[eni])["NetworkInterfaces"][0]["PrivateIpAddress"]


def test_an_end_that_is_gone_is_named(net, two):
    path = create(net, two.web, two.db)
    net.ec2.delete_network_interface(NetworkInterfaceId=two.db)
    found = run(net, path)
    assert found["Status"] == "succeeded"
    assert not found["NetworkPathFound"]
    assert found["Explanations"] == [{"ExplanationCode": "NO_SOURCE_OR_DESTINATION", "MissingComponent": two.db}]


def test_a_gateway_that_is_detached_and_an_instance_that_has_ended_are_unassociated(net, two):
    igw = net.igw(two.vpc)
    interface = net.instance(two.a, two.web_group)
    shown = net.ec2.describe_network_interfaces(NetworkInterfaceIds=[interface])["NetworkInterfaces"][0]
    instance = shown["Attachment"]["InstanceId"]
    to_gateway, to_instance = create(net, two.web, igw), create(net, two.db, instance)
    net.ec2.detach_internet_gateway(InternetGatewayId=igw, VpcId=two.vpc)
    net.ec2.terminate_instances(InstanceIds=[instance])
    for path, end in ((to_gateway, igw), (to_instance, instance)):
        explanation = run(net, path)["Explanations"][0]
        assert explanation["ExplanationCode"] == "UNASSOCIATED_COMPONENT"
        assert explanation["Component"]["Id"] == end


def test_headers_stand_at_the_ends(net, two, analyze):  # noqa: F811 - the fixture
    found = analyze(two.web, two.db, DestinationPort=5432)
    there, back = found["ForwardPathComponents"], found["ReturnPathComponents"]
    header = {
        "DestinationAddresses": [f"{private(net, two.db)}/32"],
        "DestinationPortRanges": [{"From": 5432, "To": 5432}],
        "Protocol": "6",
        "SourceAddresses": [f"{private(net, two.web)}/32"],
        "SourcePortRanges": [{"From": 0, "To": 65535}],
    }
    assert there[0]["OutboundHeader"] == header
    assert there[-1]["InboundHeader"] == header
    assert all("InboundHeader" not in one and "OutboundHeader" not in one for one in there[1:-1])
    turned = {
        "DestinationAddresses": header["SourceAddresses"],
        "DestinationPortRanges": header["SourcePortRanges"],
        "Protocol": "6",
        "SourceAddresses": header["DestinationAddresses"],
        "SourcePortRanges": header["DestinationPortRanges"],
    }
    assert back[0]["OutboundHeader"] == turned
    assert back[-1]["InboundHeader"] == turned


def test_the_internet_is_a_list_of_blocks_and_its_gateway_translates(net, two, analyze):  # noqa: F811 - the fixture
    igw = net.igw(two.vpc)
    net.route(net.main_table(two.vpc), ANY, GatewayId=igw)
    net.allow(two.web_group, ANY, 80)
    public = net.public(two.web)
    found = analyze(igw, two.web, DestinationPort=80)
    first, last = found["ForwardPathComponents"][0], found["ForwardPathComponents"][-1]
    blocks = first["InboundHeader"]["SourceAddresses"]
    assert blocks[:3] == ["0.0.0.0/5", "100.0.0.0/10", "100.128.0.0/9"]
    assert blocks == sorted(blocks)
    assert first["InboundHeader"]["DestinationAddresses"] == [f"{public}/32"]
    assert first["OutboundHeader"] == {"DestinationAddresses": [f"{private(net, two.web)}/32"]}
    assert last["InboundHeader"]["SourceAddresses"] == blocks
    back = found["ReturnPathComponents"]
    assert kinds(back) == ["eni", "sg", "acl", "rtb", "igw"]
    assert back[-1]["OutboundHeader"]["SourceAddresses"] == [f"{public}/32"]


def test_filters_name_what_is_missed_and_what_is_met(net, peered):  # noqa: F811 - the fixture
    path = create(net, peered.web, peered.far, DestinationPort=443)
    arn = f"arn:aws:ec2:us-east-1:123456789012:vpc-peering-connection/{peered.pcx}"
    assert run(net, path, FilterInArns=[arn])["NetworkPathFound"]
    out = run(net, path, FilterOutArns=[arn])
    assert codes(out) == ["COMPONENT_FILTER_RESTRICTION_REMOVED_COMPONENT"]
    assert out["Explanations"][0]["Component"] == {"Id": peered.pcx, "Arn": arn}
    other = arn.replace(peered.pcx, "pcx-fakearn1")
    missed = run(net, path, FilterInArns=[other])
    assert codes(missed) == ["COMPONENT_FILTER_RESTRICTION"]
    assert missed["Explanations"][0]["Component"]["Id"] == "pcx-fakearn1"


def test_a_peering_is_an_end(net, peered, analyze):  # noqa: F811 - the fixture
    found = analyze(peered.web, peered.pcx, DestinationPort=443)
    assert found["NetworkPathFound"]
    assert kinds(found["ForwardPathComponents"])[-1] == "pcx"
    into = analyze(peered.pcx, peered.far, DestinationPort=443)
    assert into["NetworkPathFound"]
    assert kinds(into["ForwardPathComponents"]) == ["pcx", "acl", "sg", "eni"]
    assert codes(analyze(peered.pcx, peered.far, DestinationPort=22)) == ["ENI_SG_RULES_MISMATCH"]


def test_an_endpoint_starts_nothing_in_its_vpc(net, two, analyze):  # noqa: F811 - the fixture
    endpoint = net.ec2.create_vpc_endpoint(
        VpcId=two.vpc, ServiceName="com.amazonaws.us-east-1.sqs", VpcEndpointType="Interface", SubnetIds=[two.a]
    )["VpcEndpoint"]["VpcEndpointId"]
    found = analyze(endpoint, two.db, DestinationPort=5432)
    assert codes(found) == ["VPCE_INTRA_VPC_TRAFFIC"]
    assert found["Explanations"][0]["VpcEndpoint"]["Id"] == endpoint
    assert not analyze(two.web, endpoint, DestinationPort=443)["NetworkPathFound"]
    net.allow(next(iter(endpoint_groups(net, endpoint))), "10.0.1.0/24", 443)
    found = analyze(two.web, endpoint, DestinationPort=443)
    assert kinds(found["ForwardPathComponents"])[-1] == "vpce"


def endpoint_groups(net, endpoint):
    shown = net.ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"][0]
    return [one["GroupId"] for one in shown["Groups"]]


def test_client_ports_of_a_filter_are_those_of_the_answer(net, two, analyze):  # noqa: F811 - the fixture
    net.acl(two.vpc, two.b, (100, False, "allow", ANY), (100, True, "allow", ANY, 2000, 3000))
    address = private(net, two.db)

    def asked(first, last):
        return analyze(
            two.web,
            FilterAtSource={
                "DestinationAddress": address,
                "DestinationPortRange": {"FromPort": 5432, "ToPort": 5432},
                "SourcePortRange": {"FromPort": first, "ToPort": last},
            },
        )

    assert asked(2500, 2600)["NetworkPathFound"]
    assert codes(asked(4000, 5000)) == ["SUBNET_ACL_RESTRICTION"]


def test_a_destination_filter_wants_the_packet_that_comes(net, two, analyze):  # noqa: F811 - the fixture
    address = private(net, two.db)
    given = {"FilterAtDestination": {"DestinationAddress": address}, "DestinationPort": 5432}
    assert analyze(two.web, two.db, **given)["NetworkPathFound"]
    given["FilterAtDestination"] = {"DestinationAddress": "10.0.2.251"}
    assert codes(analyze(two.web, two.db, **given)) == ["FILTER_AT_DESTINATION_DESTINATION_ADDRESS"]


def test_ipv6_is_not_analyzed(net, analyze):  # noqa: F811 - the fixture
    vpc = net.ec2.create_vpc(CidrBlock="10.6.0.0/16", AmazonProvidedIpv6CidrBlock=True)["Vpc"]["VpcId"]
    block = net.ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"]
    subnet = net.ec2.create_subnet(VpcId=vpc, CidrBlock="10.6.1.0/24", Ipv6CidrBlock=block.replace("/56", "/64"))
    group = net.ec2.create_security_group(VpcId=vpc, GroupName="six", Description="-")["GroupId"]
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}
    net.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    one, other = (
        net.ec2.create_network_interface(SubnetId=subnet["Subnet"]["SubnetId"], Groups=[group], Ipv6AddressCount=1)[
            "NetworkInterface"
        ]["NetworkInterfaceId"]
        for _ in range(2)
    )
    assert net.aws.reach(one, other, 443)
    assert codes(analyze(one, other, DestinationPort=443)) == ["ENI_SG_RULES_MISMATCH"]


@pytest.mark.parametrize("seed", range(40, 44))
def test_an_analysis_agrees_with_reach(net, seed):
    draw = random.Random(seed)
    ground = Ground(net, draw)
    pairs = [(one, other) for one in ground.enis for other in ground.enis if one != other]
    for source, destination in draw.sample(pairs, min(25, len(pairs))):
        port = draw.choice(PORTS)
        path = net.aws.reach(source, destination, port)
        found = run(net, create(net, source, destination, DestinationPort=port))
        assert found["NetworkPathFound"] is bool(path), str(path)
        assert tuple(codes(found)) == path.codes
        if path:
            shown = [one["Component"]["Id"] for one in found["ForwardPathComponents"]]
            assert shown == [hop.id for hop in path.hops]


@pytest.fixture
def gateway(net, two):
    """An internet gateway to which the web's table leads, and the table; the web has a public address."""
    net.public(two.web)
    igw, table = net.igw(two.vpc), net.main_table(two.vpc)
    net.route(table, ANY, GatewayId=igw)
    return igw, table


def test_any_address_of_the_internet_will_do(net, two, analyze):  # noqa: F811 - the fixture
    net.public(two.web)
    igw, table = net.igw(two.vpc), net.main_table(two.vpc)
    assert not analyze(two.web, igw)["NetworkPathFound"]
    net.route(table, "203.0.113.128/25", GatewayId=igw)
    assert analyze(two.web, igw)["NetworkPathFound"]


def test_a_more_specific_route_is_avoided_where_any_address_will_do(net, two, gateway, analyze):  # noqa: F811 - the fixture
    igw, table = gateway
    net.route(table, "198.51.100.0/24", NetworkInterfaceId=two.db)
    assert analyze(two.web, igw)["NetworkPathFound"]


def test_a_more_specific_route_leads_elsewhere(net, two, gateway, analyze):  # noqa: F811 - the fixture
    igw, table = gateway
    net.route(table, "198.51.100.0/24", NetworkInterfaceId=two.db)
    found = analyze(two.web, igw, FilterAtSource={"DestinationAddress": "198.51.100.7"})
    [explanation] = found["Explanations"]
    assert not found["NetworkPathFound"]
    assert explanation["ExplanationCode"] == "MORE_SPECIFIC_ROUTE"
    assert explanation["RouteTable"]["Id"] == table
    assert explanation["RouteTableRoute"] == {
        "DestinationCidr": "0.0.0.0/0", "GatewayId": igw, "Origin": "createroute", "State": "active",
    }  # fmt: skip
    assert analyze(two.web, igw, FilterAtSource={"DestinationAddress": "203.0.113.7"})["NetworkPathFound"]


def test_arn_of_another_account_or_region_is_no_end(net):
    subnet = net.subnet(net.vpc("10.0.0.0/16"), "10.0.1.0/24")
    one, other = net.eni(subnet), net.eni(subnet)
    own = net.ec2.create_network_insights_path(Source=one, Destination=other, Protocol="tcp")["NetworkInsightsPath"]
    account = own["SourceArn"].split(":")[4]
    for wrong in ((account, "999999999999"), ("us-east-1", "eu-west-1")):
        with pytest.raises(net.ec2.exceptions.ClientError, match="The source does not exist"):
            net.ec2.create_network_insights_path(
                Source=own["SourceArn"].replace(*wrong), Destination=other, Protocol="tcp"
            )


def test_ports_run_upwards_and_accounts_have_twelve_digits(net):
    subnet = net.subnet(net.vpc("10.0.0.0/16"), "10.0.1.0/24")
    ends = {"Source": net.eni(subnet), "Destination": net.eni(subnet), "Protocol": "tcp"}
    for member in ("FilterAtSource", "FilterAtDestination"):
        downwards = {member: {"DestinationPortRange": {"FromPort": 90, "ToPort": 80}}}
        with pytest.raises(net.ec2.exceptions.ClientError, match=r"Value \(90-80\) for parameter"):
            net.ec2.create_network_insights_path(**ends, **downwards)
    path = net.ec2.create_network_insights_path(**ends)["NetworkInsightsPath"]["NetworkInsightsPathId"]
    for account in ("", "x", "12345"):
        with pytest.raises(net.ec2.exceptions.ClientError, match="is no account"):
            net.ec2.start_network_insights_analysis(NetworkInsightsPathId=path, AdditionalAccounts=[account])
