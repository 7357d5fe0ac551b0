"""Hand-made topologies, one a rule of AWS's, with the answer that AWS documents."""

from ipaddress import ip_address

import pytest

ANY = "0.0.0.0/0"


def hops(path):
    return [hop.id.rpartition("-")[0] for hop in path.hops]


def test_a_group_reference_admits_the_group_s_interfaces(net, two):
    path = net.aws.reach(two.web, two.db, 5432)
    assert path
    assert hops(path) == ["eni", "sg", "acl", "rtb", "acl", "sg", "eni"]
    assert path.seen_as.startswith("10.0.1.")


def test_a_port_that_no_rule_has_is_a_mismatch(net, two):
    path = net.aws.reach(two.web, two.db, 22)
    assert not path
    assert path.codes == ("ENI_SG_RULES_MISMATCH",)
    assert set(path.blocks[0].explanation) == {
        "ExplanationCode", "Direction", "NetworkInterface", "SecurityGroups", "Subnet", "Vpc",
    }  # fmt: skip


def test_ports_of_a_question_are_exact(net, two):
    net.allow(two.db_group, "10.0.1.0/24", 80, 90)
    net.acl(
        two.vpc, two.b,
        (80, False, "deny", ANY, 85, 85), (100, False, "allow", ANY), (100, True, "allow", ANY),
    )  # fmt: skip
    assert net.aws.reach(two.web, two.db).ports == (range(80, 85), range(86, 91), range(5432, 5433))
    assert net.aws.reach(two.web, two.db, range(84, 87)).ports == (range(84, 85), range(86, 87))
    assert not net.aws.reach(two.web, two.db, 85)


def test_hosts_of_one_subnet_meet_no_acl_and_no_route(net, two):
    net.acl(two.vpc, two.a)
    assert hops(net.aws.reach(two.web, net.eni(two.a, net.group(two.vpc, (ANY, 80))), 80)) == ["eni", "sg", "sg", "eni"]


def test_the_default_group_lets_in_itself(net):
    vpc = net.vpc()
    subnet = net.subnet(vpc, "10.0.1.0/24")
    assert net.aws.reach(net.eni(subnet), net.eni(subnet))


def test_an_acl_denies_the_way_back_when_it_lacks_client_ports(net, two):
    net.acl(two.vpc, two.b, (100, False, "allow", ANY), (100, True, "allow", ANY, 443, 443))
    path = net.aws.reach(two.web, two.db, 5432)
    assert path.codes == ("SUBNET_ACL_RESTRICTION",)
    assert path.blocks[0].back
    assert path.blocks[0].direction == "egress"


def test_acl_and_group_are_named_together_the_acl_first(net, two):
    net.acl(two.vpc, two.b, (90, False, "deny", ANY, 22, 22), (100, False, "allow", ANY))
    assert net.aws.reach(two.web, two.db, 22).codes == ("SUBNET_ACL_RESTRICTION", "ENI_SG_RULES_MISMATCH")


@pytest.fixture
def peered(net, two):
    two.far_vpc = net.vpc("10.1.0.0/16")
    two.far_subnet = net.subnet(two.far_vpc, "10.1.1.0/24")
    two.far_group = net.group(two.far_vpc, ("10.0.0.0/16", 443))
    two.far = net.eni(two.far_subnet, two.far_group)
    two.pcx = net.peer(two.vpc, two.far_vpc)
    net.route(net.main_table(two.vpc), "10.1.0.0/16", VpcPeeringConnectionId=two.pcx)
    net.route(net.main_table(two.far_vpc), "10.0.0.0/16", VpcPeeringConnectionId=two.pcx)
    return two


def test_a_peering_carries_what_is_routed_both_ways(net, peered):
    path = net.aws.reach(peered.web, peered.far, 443)
    assert path
    assert hops(path) == ["eni", "sg", "acl", "rtb", "pcx", "acl", "sg", "eni"]
    assert path.via == (peered.pcx,)


@pytest.mark.parametrize("removed", ["near", "far", "both"])
def test_a_missing_route_is_named_once(net, peered, removed):
    for vpc, cidr, side in ((peered.vpc, "10.1.0.0/16", "near"), (peered.far_vpc, "10.0.0.0/16", "far")):
        if removed in (side, "both"):
            net.ec2.delete_route(RouteTableId=net.main_table(vpc), DestinationCidrBlock=cidr)
    path = net.aws.reach(peered.web, peered.far, 443)
    assert path.codes == ("NO_ROUTE_TO_DESTINATION",)
    assert path.blocks[0].back is (removed == "far")


def test_recorded_analyses_of_a_peering(net, peered):
    net.acl(peered.far_vpc, peered.far_subnet, (90, False, "deny", "10.0.1.0/24", 443, 443), (100, False, "allow", ANY))
    assert net.aws.reach(peered.web, peered.far, 443).codes == ("SUBNET_ACL_RESTRICTION",)


def test_a_deleted_peering_is_a_black_hole(net, peered):
    net.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=peered.pcx)
    assert net.aws.reach(peered.web, peered.far, 443).codes == ("BAD_STATE_ROUTE",)


def test_nothing_passes_two_peerings(net, peered):
    third = net.vpc("10.2.0.0/16")
    last = net.eni(net.subnet(third, "10.2.1.0/24"), net.group(third, (ANY, 443)))
    pcx = net.peer(peered.far_vpc, third)
    net.route(net.main_table(peered.far_vpc), "10.2.0.0/16", VpcPeeringConnectionId=pcx)
    net.route(net.main_table(peered.vpc), "10.2.0.0/16", VpcPeeringConnectionId=peered.pcx)
    assert net.aws.reach(peered.web, last, 443).codes == ("PCX_REQUIRES_ADDRESS_IN_VPC_CIDR",)


def test_the_internet_needs_a_public_address_both_ways(net, two):
    net.allow(two.web_group, ANY, 443)
    igw = net.igw(two.vpc)
    assert net.aws.reach(two.web, "internet", 443).codes == ("NO_ROUTE_TO_DESTINATION",)
    net.route(net.main_table(two.vpc), ANY, GatewayId=igw)
    assert net.aws.reach(two.web, "internet", 443).codes == ("IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS",)
    assert net.aws.reach("internet", two.web, 443).codes == ("IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS",)
    public = net.public(two.web)
    assert net.aws.reach(two.web, "internet", 443).seen_as == public
    assert net.aws.reach("internet", two.web, 443)
    assert hops(net.aws.reach("internet", two.web, 443)) == ["igw", "acl", "sg", "eni"]
    assert not net.aws.reach("internet", two.db)


def test_a_nat_gateway_lends_its_address_one_way(net, two):
    net.route(net.main_table(two.vpc), ANY, GatewayId=net.igw(two.vpc))
    address = net.ec2.allocate_address(Domain="vpc")
    nat = net.ec2.create_nat_gateway(SubnetId=two.a, AllocationId=address["AllocationId"])["NatGateway"]["NatGatewayId"]
    net.route(net.table(two.vpc, two.b), ANY, NatGatewayId=nat)
    path = net.aws.reach(two.db, "internet", 443)
    assert path
    assert nat in path.via
    assert path.seen_as == address["PublicIp"]
    assert not net.aws.reach("internet", two.db, 443)


def test_an_appliance_passes_packets_only_without_the_check(net, two):
    image = net.ec2.describe_images()["Images"][0]["ImageId"]
    middle = net.subnet(two.vpc, "10.0.3.0/24")
    open_group = net.group(two.vpc, (ANY, 0, 65535))
    made = net.ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=middle, SecurityGroupIds=[open_group])
    instance = made["Instances"][0]
    interface = instance["NetworkInterfaces"][0]["NetworkInterfaceId"]
    net.allow(two.db_group, "10.0.1.0/24", 80)
    net.route(net.table(two.vpc, two.a), "10.0.2.0/24", NetworkInterfaceId=interface)
    assert net.aws.reach(two.web, two.db, 80).codes == ("ENI_SOURCE_DEST_CHECK_RESTRICTION",)
    net.ec2.modify_network_interface_attribute(NetworkInterfaceId=interface, SourceDestCheck={"Value": False})
    net.ec2.modify_instance_attribute(InstanceId=instance["InstanceId"], SourceDestCheck={"Value": False})
    assert net.aws.reach(two.web, two.db, 80)
    assert not net.aws.reach(two.web, two.db, 5432), "references are lost through an appliance"
    net.ec2.stop_instances(InstanceIds=[instance["InstanceId"]])
    assert not net.aws.reach(two.web, two.db, 80)


def test_a_gateway_endpoint_carries_its_service(net, two):
    table = net.main_table(two.vpc)
    made = net.ec2.create_vpc_endpoint(VpcId=two.vpc, ServiceName="com.amazonaws.us-east-1.s3", RouteTableIds=[table])
    path = net.aws.reach(two.web, "s3.us-east-1.amazonaws.com", 443)
    assert path.via == (made["VpcEndpoint"]["VpcEndpointId"],)
    assert net.aws.reach(two.web, "sns.us-east-1.amazonaws.com", 443).codes == ("NO_ROUTE_TO_DESTINATION",)


def test_an_interface_endpoint_is_reached_by_its_private_name(net, two):
    group = net.group(two.vpc, (two.web_group, 443))
    made = net.ec2.create_vpc_endpoint(
        VpcId=two.vpc, ServiceName="com.amazonaws.us-east-1.sqs", VpcEndpointType="Interface", SubnetIds=[two.b],
        SecurityGroupIds=[group], PrivateDnsEnabled=True,
    )  # fmt: skip
    endpoint = made["VpcEndpoint"]["VpcEndpointId"]
    path = net.aws.reach(two.web, "sqs.us-east-1.amazonaws.com", 443)
    assert path
    assert endpoint in path.via
    assert path.answer.source == endpoint
    assert net.aws.reach(two.db, endpoint, 443).codes == ("ENI_SG_RULES_MISMATCH",)


def test_a_path_is_a_value(net, two):
    path = net.aws.reach(two.web, two.db, 5432)
    assert path == net.aws.reach(two.web, two.db, 5432)
    assert len({path, net.aws.reach(two.web, two.db, 5432)}) == 1
    assert len(repr(path)) < 200
    assert "\n" not in repr(path)
    assert two.db_group in str(path)
    with pytest.raises(TypeError, match="bool"):
        assert path == True  # noqa: E712 - what the message warns of


def test_a_path_says_in_one_line_and_in_full_what_blocks(net, two):
    net.ec2.create_tags(Resources=[two.web, two.db], Tags=[{"Key": "Name", "Value": "a rather long name " * 6}])
    path = net.aws.reach(two.web, two.db, 22)
    assert len(repr(path)) < 200
    assert "ENI_SG_RULES_MISMATCH" in repr(path)
    assert two.web in repr(path)
    lines = str(path).splitlines()
    at = next(number for number, line in enumerate(lines) if "BLOCKED" in line)
    assert two.db_group in lines[at - 1]
    assert two.db in lines[at + 1], "what lies behind"
    assert any("10.0.0.0/16 to local" in line for line in lines)


def test_a_host_reaches_itself_without_leaving(net, two):
    assert net.aws.reach(two.web, two.web, 22)


def test_places_are_taken_as_people_have_them(net, two):
    arn = "arn:aws:ec2:us-east-1:123456789012:network-interface/"
    expected = net.aws.reach(two.web, two.db, 5432)
    assert net.aws.reach(arn + two.web, arn + two.db, 5432) == expected
    resource = net.aws.resource("ec2")
    assert net.aws.reach(resource.NetworkInterface(two.web), resource.NetworkInterface(two.db), 5432) == expected
    assert net.aws.reach(two.web, ip_address(expected.address), 5432)
    assert net.aws.reach(two.web, None, 443).destination == "internet"


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (("internet", "10.0.0.1", "443"), TypeError, "a range or None"),
        (("internet", "10.0.0.0/8", 443), ValueError, "no DNS name"),
        (("internet", "", 443), ValueError, "an address or a name"),
        ((5, "10.0.0.1", 443), TypeError, "a place is"),
        (("eni-0123456789abcdef0", "internet", 443), LookupError, "no resource"),
        (("internet", "10.0.0.1", 70000), ValueError, "65535"),
        (("internet", "10.0.0.1", 443, "tpc"), ValueError, "did you mean 'tcp'"),
    ],
)
def test_questions_without_sense_are_refused_in_words(net, arguments, error, words):
    with pytest.raises(error, match=words):
        net.aws.reach(*arguments)


def test_a_prefix_list_may_lead_to_an_interface(net, two):
    middle = net.subnet(two.vpc, "10.0.3.0/24")
    appliance = net.instance(middle, net.group(two.vpc, (ANY, 0, 65535)), check=False)
    listed = net.ec2.create_managed_prefix_list(
        PrefixListName="b", MaxEntries=3, AddressFamily="IPv4", Entries=[{"Cidr": "10.0.2.0/24"}]
    )["PrefixList"]["PrefixListId"]
    table = net.table(two.vpc, two.a)
    net.ec2.create_route(RouteTableId=table, DestinationPrefixListId=listed, NetworkInterfaceId=appliance)
    shown = net.ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
    assert {"DestinationPrefixListId": listed, "NetworkInterfaceId": appliance}.items() <= shown[-1].items()
    net.allow(two.db_group, "10.0.1.0/24", 80)
    assert appliance in [hop.id for hop in net.aws.reach(two.web, two.db, 80).hops]
    net.ec2.delete_route(RouteTableId=table, DestinationPrefixListId=listed)
    assert appliance not in [hop.id for hop in net.aws.reach(two.web, two.db, 80).hops]


def test_nothing_of_moto_is_kept_past_a_reset(net, two):
    assert net.aws.reach(two.web, two.db, 5432)
    topology = net.aws._runtime.world.platform.topology
    assert topology._kept._made
    net.aws.reset()
    assert not topology._kept._made


def test_an_id_that_is_nowhere_is_refused_with_the_one_that_was_meant(net, two):
    wrong = two.web[:-1] + ("0" if two.web[-1] != "0" else "1")
    with pytest.raises(LookupError, match=f"did you mean '{two.web}'"):
        net.aws.reach(wrong, two.db)
    with pytest.raises(LookupError, match=f"did you mean '{two.a}'"):
        net.aws.resolve("a.example", at=two.a + "0")
    with pytest.raises(LookupError, match=r"account or Region of this mock$"):
        net.aws.reach("eni-0123456789abcdef0", two.db)


def test_a_name_tag_is_no_id_but_names_it(net, two):
    net.ec2.create_tags(Resources=[two.web], Tags=[{"Key": "Name", "Value": "web"}])
    with pytest.raises(LookupError, match=f"'web' .* it is the Name tag of {two.web}: give the id"):
        net.aws.reach("web", two.db)
    with pytest.raises(LookupError, match=f"Name tag of {two.web}"):
        net.aws.client("s3", at="web")
