"""Names of hosts: by their ids, and from addresses back to names (C1)."""

import pytest
from botocore.parsers import ResponseParserError
from test_resolve import addresses, zone


def reverse(address):
    return ".".join([*address.split(".")[::-1], "in-addr.arpa"])


def test_a_private_address_has_the_name_that_answers_it(net, two):
    (private,) = addresses(net, two.web)
    answer = net.aws.resolve(reverse(private), two.db)
    assert answer == {f"ip-{private.replace('.', '-')}.ec2.internal"}
    assert answer.source == two.web
    assert net.aws.resolve(next(iter(answer)), two.db) == {private}
    assert net.aws.resolve(reverse("192.168.7.8") + ".", two.db) == {"ip-192-168-7-8.ec2.internal"}


def test_a_reverse_name_follows_the_region_of_the_vpc(net):
    ec2 = net.aws.client("ec2", region="eu-west-1")
    vpc = ec2.create_vpc(CidrBlock="10.5.0.0/16")["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    assert net.aws.resolve("4.0.5.10.in-addr.arpa", vpc) == {"ip-10-5-0-4.eu-west-1.compute.internal"}


def test_nobody_outside_knows_a_private_address_and_everybody_a_public_one(net, two):
    public = net.public(two.web)
    assert net.aws.resolve(reverse(next(iter(addresses(net, two.web))))).nxdomain
    expected = {f"ec2-{public.replace('.', '-')}.compute-1.amazonaws.com"}
    assert net.aws.resolve(reverse(public)) == expected
    assert net.aws.resolve(reverse(public), two.db) == expected
    assert net.aws.resolve("1.2.3.198.in-addr.arpa").nxdomain
    assert net.aws.resolve("b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa").nxdomain


def test_a_vpc_without_host_names_knows_no_names_of_addresses(net, two):
    net.ec2.modify_vpc_attribute(VpcId=two.vpc, EnableDnsHostnames={"Value": False})
    assert net.aws.resolve("4.1.0.10.in-addr.arpa", two.vpc).nxdomain


def test_a_private_zone_of_reverse_names_answers_alone(net, two):
    zone(net, two.vpc, "1.0.10.in-addr.arpa", [("7.1.0.10.in-addr.arpa", "PTR", "db.corp.test.")])
    assert net.aws.resolve("7.1.0.10.in-addr.arpa", two.web) == {"db.corp.test"}
    assert net.aws.resolve("8.1.0.10.in-addr.arpa", two.web).nxdomain
    assert net.aws.resolve("8.2.0.10.in-addr.arpa", two.web) == {"ip-10-0-2-8.ec2.internal"}


def test_a_shared_peer_of_another_region_names_its_hosts(net, two):
    far = net.aws.client("ec2", region="eu-west-1")
    vpc = far.create_vpc(CidrBlock="10.5.0.0/16")["Vpc"]["VpcId"]
    far.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    pcx = net.ec2.create_vpc_peering_connection(VpcId=two.vpc, PeerVpcId=vpc, PeerRegion="eu-west-1")
    pcx = pcx["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    net.ec2.describe_vpc_peering_connections()
    far.describe_vpc_peering_connections()
    far.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    far.describe_vpc_peering_connections()
    far.modify_vpc_peering_connection_options(
        VpcPeeringConnectionId=pcx, AccepterPeeringConnectionOptions={"AllowDnsResolutionFromRemoteVpc": True}
    )
    assert net.aws.resolve("4.0.5.10.in-addr.arpa", two.web) == {"ip-10-5-0-4.eu-west-1.compute.internal"}


def test_a_packet_to_a_reverse_name_has_no_address(net, two):
    assert net.aws.reach(two.web, "4.1.0.10.in-addr.arpa", 443).codes == ("MOCKVPCE_NAME_NOT_RESOLVED",)


@pytest.mark.parametrize("on", [True, False])
def test_an_instance_has_a_name_by_its_id_where_the_subnet_says_so(net, two, on):
    try:
        net.ec2.modify_subnet_attribute(SubnetId=two.a, EnableResourceNameDnsARecordOnLaunch={"Value": on})
    except ResponseParserError:
        pytest.skip("this moto does not know the attribute, and answers nothing")
    interface = net.instance(two.a, two.web_group)
    shown = net.ec2.describe_network_interfaces(NetworkInterfaceIds=[interface])["NetworkInterfaces"][0]
    name = f"{shown['Attachment']['InstanceId']}.ec2.internal"
    answer = net.aws.resolve(name, two.db)
    assert answer == ({shown["PrivateIpAddress"]} if on else set())
    assert answer.nxdomain is not on
    assert net.aws.resolve(name).nxdomain
    assert net.aws.resolve(name, net.vpc("10.9.0.0/16")).nxdomain
    assert net.aws.resolve(name.replace("ec2.internal", "eu-west-1.compute.internal"), two.db).nxdomain


@pytest.mark.parametrize(
    "name",
    [
        "vpce-0123456789abcdef0-abcdefgh.sqs.us-east-1.vpce.amazonaws.com",
        "internal-gone-1234567890.us-east-1.elb.amazonaws.com",
        "gone-0123456789abcdef.elb.us-east-1.amazonaws.com",
    ],
)
def test_no_public_service_has_the_name_of_an_endpoint_or_a_balancer(net, two, name):
    assert net.aws.resolve(name).nxdomain
    assert net.aws.reach(two.web, name, 443).codes == ("MOCKVPCE_NAME_NOT_RESOLVED",)


def test_the_public_name_of_any_address_answers_it(net, two):
    name = "ec2-198-51-100-7.compute-1.amazonaws.com"
    assert net.aws.resolve(name) == net.aws.resolve(name, two.web) == {"198.51.100.7"}
