"""Where packets go wrong at the edges: addresses that two VPCs have, answers that come back another way, gateways."""

import pytest
from test_reach import ANY, hops


def test_the_same_address_elsewhere_is_not_the_destination(net, two):
    twin = net.vpc()
    subnet = net.subnet(twin, "10.0.2.0/24")
    far = net.ec2.create_network_interface(SubnetId=subnet, PrivateIpAddress="10.0.2.77")["NetworkInterface"]
    assert net.aws.reach(two.web, far["NetworkInterfaceId"], 443).codes == ("DISCONNECTED_VPCS",)
    net.ec2.delete_network_interface(NetworkInterfaceId=two.db)
    net.ec2.create_network_interface(
        SubnetId=two.b, PrivateIpAddress="10.0.2.77", Groups=[net.group(two.vpc, (ANY, 443))]
    )
    assert net.aws.reach(two.web, far["NetworkInterfaceId"], 443).codes == ("DISCONNECTED_VPCS",)
    assert net.aws.reach(two.web, "10.0.2.77", 443)


def test_vpcs_that_nothing_joins_are_disconnected(net, two):
    other = net.vpc("10.9.0.0/16")
    far = net.eni(net.subnet(other, "10.9.1.0/24"), net.group(other, (ANY, 443)))
    path = net.aws.reach(two.web, far, 443)
    assert path.codes == ("DISCONNECTED_VPCS",)
    assert {path.blocks[0].explanation[end]["Id"] for end in ("SourceVpc", "DestinationVpc")} == {two.vpc, other}


def test_an_answer_that_another_vpc_gets_is_lost(net):
    """A hub with two spokes of one block: it answers both by the route that it has to one of them."""
    hub, one, other = net.vpc("10.1.0.0/16"), net.vpc("10.0.0.0/16"), net.vpc("10.0.0.0/16")
    server = net.eni(net.subnet(hub, "10.1.1.0/24"), net.group(hub, (ANY, 443)))
    clients = []
    for vpc in (one, other):
        clients.append(net.eni(net.subnet(vpc, "10.0.1.0/24"), net.group(vpc)))
        pcx = net.peer(vpc, hub)
        net.route(net.main_table(vpc), "10.1.0.0/16", VpcPeeringConnectionId=pcx)
        if vpc == other:
            net.route(net.main_table(hub), "10.0.0.0/16", VpcPeeringConnectionId=pcx)
    assert net.aws.reach(clients[1], server, 443)
    lost = net.aws.reach(clients[0], server, 443)
    assert not lost
    assert lost.blocks[0].back


def test_a_public_address_behind_a_nat_gateway_s_route_answers_from_the_wrong_one(net, two):
    net.route(net.table(two.vpc, two.a), ANY, GatewayId=net.igw(two.vpc))
    nat = net.ec2.create_nat_gateway(
        SubnetId=two.a, AllocationId=net.ec2.allocate_address(Domain="vpc")["AllocationId"]
    )["NatGateway"]["NatGatewayId"]
    net.route(net.table(two.vpc, two.b), ANY, NatGatewayId=nat)
    net.allow(two.db_group, ANY, 443)
    net.public(two.db)
    path = net.aws.reach("internet", two.db, 443)
    assert path.codes == ("NGW_SOURCE_ADDRESS_REASSIGN",)
    assert path.blocks[0].back


def test_nobody_comes_in_by_a_nat_gateway(net, two):
    net.route(net.main_table(two.vpc), ANY, GatewayId=net.igw(two.vpc))
    made = net.ec2.allocate_address(Domain="vpc")
    net.ec2.create_nat_gateway(SubnetId=two.a, AllocationId=made["AllocationId"])
    assert net.aws.reach("internet", made["PublicIp"], 443).codes == ("NO_POSSIBLE_DESTINATION",)


def test_a_nat_gateway_s_interface_lies_in_its_subnet_and_in_no_group(net, two):
    nat = net.ec2.create_nat_gateway(SubnetId=two.a, ConnectivityType="private")["NatGateway"]
    address = nat["NatGatewayAddresses"][0]
    shown = net.ec2.describe_network_interfaces(NetworkInterfaceIds=[address["NetworkInterfaceId"]])[
        "NetworkInterfaces"
    ][0]
    assert shown["PrivateIpAddress"] == address["PrivateIp"]
    assert shown["PrivateIpAddress"].startswith("10.0.1.")
    assert (shown["Groups"], shown["InterfaceType"]) == ([], "nat_gateway")


def test_interfaces_of_a_small_subnet_have_addresses_of_their_own(net, two):
    small = net.subnet(two.vpc, "10.0.9.0/28")
    made = [net.ec2.create_network_interface(SubnetId=small)["NetworkInterface"]["PrivateIpAddress"] for _ in range(11)]
    assert sorted(made, key=lambda one: int(one.rpartition(".")[2])) == [f"10.0.9.{number}" for number in range(4, 15)]


def test_an_edge_table_sends_what_comes_in_through_an_appliance(net, two):
    middle = net.subnet(two.vpc, "10.0.3.0/24")
    open_group = net.group(two.vpc, (ANY, 0, 65535))
    appliance = net.instance(middle, open_group, check=False)
    igw = net.igw(two.vpc)
    net.allow(two.web_group, ANY, 443)
    net.public(two.web)
    net.route(net.table(two.vpc, two.a), ANY, NetworkInterfaceId=appliance)
    net.route(net.table(two.vpc, middle), ANY, GatewayId=igw)
    edge = net.table(two.vpc)
    net.ec2.associate_route_table(RouteTableId=edge, GatewayId=igw)
    net.route(edge, "10.0.1.0/24", NetworkInterfaceId=appliance)
    path = net.aws.reach("internet", two.web, 443)
    assert path, str(path)
    assert hops(path)[:5] == ["igw", "rtb", "acl", "sg", "eni"]
    assert net.aws.reach(two.web, "internet", 443)
    net.acl(two.vpc, middle, (100, True, "allow", ANY), (100, False, "allow", ANY, 1024, 65535))
    assert net.aws.reach("internet", two.web, 443).codes == ("SUBNET_ACL_RESTRICTION",)


def test_groups_know_only_flows_that_they_have_seen(net, two):
    """An appliance on the way back alone: its groups judge the answer as a packet of its own."""
    middle = net.subnet(two.vpc, "10.0.3.0/24")
    guard = net.group(two.vpc)
    appliance = net.instance(middle, guard, check=False)
    net.route(net.table(two.vpc, two.b), "10.0.1.0/24", NetworkInterfaceId=appliance)
    path = net.aws.reach(two.web, two.db, 5432)
    assert path.codes == ("ENI_SG_RULES_MISMATCH",)
    assert path.blocks[0].back
    net.allow(guard, "10.0.2.0/24", 1024, 65535)
    assert net.aws.reach(two.web, two.db, 5432)


def test_an_endpoint_in_the_same_subnet_meets_no_acl(net, two):
    group = net.group(two.vpc, ("10.0.1.0/24", 443))
    net.ec2.create_vpc_endpoint(
        VpcId=two.vpc, ServiceName="com.amazonaws.us-east-1.sqs", VpcEndpointType="Interface", SubnetIds=[two.a],
        SecurityGroupIds=[group], PrivateDnsEnabled=True,
    )  # fmt: skip
    net.acl(two.vpc, two.a)
    assert net.aws.reach(two.web, "sqs.us-east-1.amazonaws.com", 443)


def test_a_gateway_endpoint_speaks_no_udp(net, two):
    table = net.main_table(two.vpc)
    net.ec2.create_vpc_endpoint(VpcId=two.vpc, ServiceName="com.amazonaws.us-east-1.s3", RouteTableIds=[table])
    assert net.aws.reach(two.web, "s3.us-east-1.amazonaws.com", 443, "udp").codes == (
        "VPCE_GATEWAY_PROTOCOL_RESTRICTION",
    )


def test_the_answer_of_a_gateway_endpoint_meets_the_acl(net, two):
    table = net.main_table(two.vpc)
    net.ec2.create_vpc_endpoint(VpcId=two.vpc, ServiceName="com.amazonaws.us-east-1.s3", RouteTableIds=[table])
    net.acl(two.vpc, two.a, (100, True, "allow", ANY), (100, False, "allow", "10.0.0.0/8"))
    path = net.aws.reach(two.web, "s3.us-east-1.amazonaws.com", 443)
    assert path.codes == ("SUBNET_ACL_RESTRICTION",)
    assert path.blocks[0].back


def test_the_internet_passes_where_any_address_of_it_does(net, two):
    net.route(net.main_table(two.vpc), ANY, GatewayId=net.igw(two.vpc))
    net.public(two.web)
    net.allow(two.web_group, "203.0.113.0/24", 22)
    net.allow(two.web_group, ANY, 443)
    assert net.aws.reach("internet", two.web).ports == (range(22, 23), range(443, 444))
    net.acl(
        two.vpc, two.a,
        (90, False, "allow", "192.0.2.0/24", 443, 443), (95, False, "deny", ANY), (100, True, "allow", ANY),
    )  # fmt: skip
    assert net.aws.reach("internet", two.web).ports == (range(443, 444),)
    assert not net.aws.reach("internet", two.web, 22)


def test_a_private_source_does_not_come_from_the_internet(net, two):
    net.route(net.main_table(two.vpc), ANY, GatewayId=net.igw(two.vpc))
    net.public(two.web)
    net.allow(two.web_group, ANY, 443)
    with pytest.raises(ValueError, match="private"):
        net.aws.reach("10.7.7.7", two.web, 443)
    assert net.aws.reach("203.0.113.9", two.web, 443)


@pytest.fixture
def six(net):
    """A VPC of both families with a subnet of both."""

    class Six:
        vpc = net.ec2.create_vpc(CidrBlock="10.6.0.0/16", AmazonProvidedIpv6CidrBlock=True)["Vpc"]["VpcId"]

    shown = net.ec2.describe_vpcs(VpcIds=[Six.vpc])["Vpcs"][0]["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"]
    Six.subnets = [
        net.ec2.create_subnet(
            VpcId=Six.vpc, CidrBlock=f"10.6.{number}.0/24", Ipv6CidrBlock=shown.replace("00::/56", f"0{number}::/64")
        )["Subnet"]["SubnetId"]
        for number in (1, 2)
    ]
    Six.group = net.ec2.create_security_group(VpcId=Six.vpc, GroupName="six", Description="-")["GroupId"]
    net.ec2.authorize_security_group_ingress(
        GroupId=Six.group,
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}],
    )
    Six.web, Six.db = (
        net.ec2.create_network_interface(SubnetId=one, Groups=[Six.group], Ipv6AddressCount=1)["NetworkInterface"][
            "NetworkInterfaceId"
        ]
        for one in Six.subnets
    )
    return Six


def test_ipv6_passes_the_default_acl_and_its_own_rules(net, six):
    path = net.aws.reach(six.web, six.db, 443)
    assert path, str(path)
    assert ":" in path.address
    assert not net.aws.reach(six.web, six.db, 80)


def test_ipv6_reaches_the_internet_by_either_gateway_and_comes_in_by_one(net, six):
    table = net.main_table(six.vpc)
    igw = net.igw(six.vpc)
    only = net.ec2.create_egress_only_internet_gateway(VpcId=six.vpc)["EgressOnlyInternetGateway"]
    only = only["EgressOnlyInternetGatewayId"]
    net.ec2.create_route(RouteTableId=table, DestinationIpv6CidrBlock="::/0", EgressOnlyInternetGatewayId=only)
    assert net.aws.reach(six.web, "2001:db8:1::1", 443)
    assert not net.aws.reach("internet", six.web, 443)
    net.ec2.delete_route(RouteTableId=table, DestinationIpv6CidrBlock="::/0")
    net.ec2.create_route(RouteTableId=table, DestinationIpv6CidrBlock="::/0", GatewayId=igw)
    assert net.aws.reach(six.web, "2001:db8:1::1", 443)
    assert net.aws.reach("internet", six.web, 443)


def test_a_ping_has_no_ports(net, two):
    net.ec2.authorize_security_group_ingress(
        GroupId=two.db_group,
        IpPermissions=[{"IpProtocol": "icmp", "FromPort": 8, "ToPort": 0, "IpRanges": [{"CidrIp": "10.0.1.0/24"}]}],
    )
    path = net.aws.reach(two.web, two.db, protocol="icmp")
    assert path
    assert path.ports == ()
    assert not net.aws.reach(two.db, two.web, protocol="icmp")
    assert not net.aws.reach(two.web, two.db, protocol="icmpv6")


def test_a_packet_that_goes_round_in_circles_is_told_once(net, two):
    middle = net.subnet(two.vpc, "10.0.3.0/24")
    guard = net.group(two.vpc, (ANY, 0, 65535))
    appliance = net.instance(middle, guard, check=False)
    for subnet in (two.a, middle):
        net.route(net.table(two.vpc, subnet), ANY, NetworkInterfaceId=appliance)
    path = net.aws.reach(two.web, "internet", 443)
    assert path.codes == ("MOCKVPCE_LOOP",)
    assert len(path.hops) < 16


def test_the_default_vpc_has_a_gateway_and_a_route_to_it(net):
    vpc = net.ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
    subnet = net.ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"][0]["SubnetId"]
    host = net.eni(subnet, net.group(vpc, (ANY, 443)))
    assert net.aws.reach(host, "internet", 443).codes == ("IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS",)
    net.public(host)
    assert net.aws.reach(host, "internet", 443)
    assert net.aws.reach("internet", host, 443)
    own = net.igw(vpc)
    assert net.aws.reach(host, "internet", 443).codes == ("NO_ROUTE_TO_DESTINATION",), "now its gateway is this one"
    net.route(net.main_table(vpc), ANY, GatewayId=own)
    assert net.aws.reach(host, "internet", 443).via == (own,)
