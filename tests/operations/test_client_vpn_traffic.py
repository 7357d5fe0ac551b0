"""Where clients of Client VPN endpoints get to: rules and routes of the endpoint, and the whole way."""

from ipaddress import ip_address, ip_network
from itertools import islice

import pytest
from botocore.exceptions import ConnectTimeoutError
from client_vpn_site import Office


@pytest.fixture
def office(aws):
    return Office(aws)


@pytest.fixture
def endpoint(office):
    """An endpoint for certificates that lets everybody into the VPC."""
    return office.make_open()


# rules and routes ----------------------------------------------------------------------------------------------------


@pytest.fixture
def company(aws, office):
    """An endpoint for users of groups, a session of each; managers alone may reach one host."""
    endpoint = office.make_available(AuthenticationOptions=[office.users])
    office.add_route(endpoint)
    office.authorize(endpoint, "10.0.0.0/16", "developers")
    office.authorize(endpoint, "10.0.9.9/32", "managers")
    office.authorize(endpoint, "0.0.0.0/0", "guests")
    aws.settle()
    return {group: aws.connect(endpoint, user=group, groups=group) for group in ("developers", "managers", "guests")}


def test_narrower_rule_of_any_group_hides_wider_ones(company):
    def reached(address):
        return {group for group, session in company.items() if session.may_reach(address)}

    assert reached("10.0.1.1") == {"developers"}
    assert reached("10.0.9.9") == {"managers"}
    assert reached("8.8.8.8") == {"guests"}


def test_answer_explains_itself(company):
    allowed, denied = company["managers"].may_reach("10.0.9.9"), company["developers"].may_reach("10.0.9.9")
    assert "10.0.9.9/32" in allowed.hops[0].rule
    assert allowed.via == (allowed.hops[0].id,)
    (block,) = denied.blocks
    assert block.code == "MOCKVPCE_CLIENT_VPN_NOT_AUTHORIZED"
    assert block.type == "client-vpn-endpoint"
    rules = block.explanation["AuthorizationRules"]
    assert rules == [{"DestinationCidr": "10.0.9.9/32", "GroupId": "managers"}]


def test_route_is_needed_beside_a_rule(office):
    endpoint = office.make_available()
    office.authorize(endpoint, "0.0.0.0/0")
    office.aws.settle()
    session = office.connect(endpoint)
    assert session.may_reach("10.0.1.1")
    assert [one.code for one in session.may_reach("8.8.8.8").blocks] == ["NO_ROUTE_TO_DESTINATION"]


def test_may_reach_takes_addresses(office, endpoint):
    session = office.connect(endpoint)
    with pytest.raises(ValueError, match=r"db\.example\.com"):
        session.may_reach("db.example.com")
    with pytest.raises(ValueError, match="got 5"):
        session.may_reach(5)
    session.close()
    path = session.may_reach("10.0.1.1")
    assert (bool(path), [one.code for one in path.blocks]) == (False, ["BAD_STATE"])


# the whole way -------------------------------------------------------------------------------------------------------


def test_client_calls_services_by_the_way_of_its_vpc(aws, office, endpoint):
    office.add_route(endpoint)
    office.authorize(endpoint, "0.0.0.0/0")
    aws.client("s3").create_bucket(Bucket="data")
    session = office.connect(endpoint)
    s3 = aws.client("s3", at=session)
    with pytest.raises(ConnectTimeoutError):
        s3.list_objects_v2(Bucket="data")
    tables = office.ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [office.vpc]}])["RouteTables"]
    made = office.ec2.create_vpc_endpoint(
        VpcId=office.vpc, ServiceName="com.amazonaws.us-east-1.s3", RouteTableIds=[tables[0]["RouteTableId"]]
    )["VpcEndpoint"]["VpcEndpointId"]
    s3.list_objects_v2(Bucket="data")
    decision = aws.calls[-1].decision
    assert decision.path.via == (endpoint, made)
    assert decision.context["aws:VpcSourceIp"] == office.interfaces()[0]["PrivateIpAddress"]
    session.close()
    with pytest.raises(ConnectTimeoutError):
        s3.list_objects_v2(Bucket="data")


@pytest.fixture
def server(office):
    """An interface in the second subnet that takes SSH from the endpoint's security group."""
    group = office.make_group("server")
    permission = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}
    permission["UserIdGroupPairs"] = [{"GroupId": office.default_group()}]
    office.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])
    made = office.ec2.create_network_interface(SubnetId=office.subnets[1], Groups=[group])["NetworkInterface"]
    return made["NetworkInterfaceId"], made["PrivateIpAddress"]


def test_client_reaches_a_server_by_the_address_of_the_association(aws, office, endpoint, server):
    session = office.connect(endpoint)
    path = aws.reach(session, server[0], 22)
    assert path, path
    assert path.seen_as == office.interfaces()[0]["PrivateIpAddress"]
    assert path.via == (endpoint,)
    assert aws.reach(session.id, server[1], 22)
    assert not aws.reach(session, server[0], 80)
    session.close()
    assert not aws.reach(session, server[0], 22)


def test_rule_of_another_network_does_not_let_the_client_through(aws, office, server):
    endpoint = office.make_available()
    office.authorize(endpoint, "10.0.1.0/24")
    aws.settle()
    path = aws.reach(office.connect(endpoint), server[0], 22)
    assert [one.code for one in path.blocks] == ["MOCKVPCE_CLIENT_VPN_NOT_AUTHORIZED"]


def test_nobody_reaches_a_client_or_the_interface_of_an_association(aws, office, endpoint, server):
    session = office.connect(endpoint)
    assert not aws.reach(server[0], session)
    assert not aws.reach("internet", session)
    (interface,) = office.interfaces()
    assert not aws.reach(server[0], interface["NetworkInterfaceId"], protocol="icmp")
    session.close()
    assert not aws.reach(server[0], session)


def public_subnet(office):
    """Let the first subnet lead to the internet."""
    gateway = office.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    office.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=office.vpc)
    table = office.ec2.create_route_table(VpcId=office.vpc)["RouteTable"]["RouteTableId"]
    office.ec2.associate_route_table(RouteTableId=table, SubnetId=office.subnets[0])
    office.ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    return gateway


def test_full_tunnel_leads_to_the_internet_by_the_association(aws, office):
    endpoint, gateway = office.make_available(), public_subnet(office)
    office.add_route(endpoint)
    office.authorize(endpoint, "0.0.0.0/0")
    aws.settle()
    path = aws.reach(office.connect(endpoint), "8.8.8.8", 443)
    assert path, path
    assert path.via == (endpoint, gateway)
    assert path.seen_as == office.interfaces()[0]["Association"]["PublicIp"]


def test_request_of_a_client_comes_from_the_public_address_of_the_association(aws, office):
    endpoint, _ = office.make_available(), public_subnet(office)
    office.add_route(endpoint)
    aws.settle()
    assert aws.allows("sqs:ListQueues", at=office.connect(endpoint)).timed_out
    office.authorize(endpoint, "0.0.0.0/0")
    aws.settle()
    decision = aws.allows("sqs:ListQueues", at=office.connect(endpoint))
    assert decision
    assert decision.context["aws:SourceIp"] == office.interfaces()[0]["Association"]["PublicIp"]


def test_split_tunnel_leaves_the_internet_to_the_client(aws, office):
    endpoint = office.make_open(SplitTunnel=True)
    session = office.connect(endpoint)
    path = aws.reach(session, "8.8.8.8", 443)
    assert (bool(path), path.via) == (True, ())
    assert not session.may_reach("8.8.8.8")
    assert not aws.reach(session, "192.168.1.1", 443)
    full = office.make_open(ClientCidrBlock="172.20.0.0/16")
    assert not aws.reach(office.connect(full), "8.8.8.8", 443)


def test_clients_reach_each_other_by_a_local_route(aws, office, endpoint):
    office.add_route(endpoint, "172.16.0.0/16", "local")
    aws.settle()
    alice, bob = office.connect(endpoint), office.connect(endpoint, "bob")
    assert [one.code for one in aws.reach(alice, bob).blocks] == ["MOCKVPCE_CLIENT_VPN_NOT_AUTHORIZED"]
    office.authorize(endpoint, "172.16.0.0/16")
    aws.settle()
    alice, bob = office.connect(endpoint), office.connect(endpoint, "bob")
    assert aws.reach(alice, bob)
    assert aws.reach(alice, bob.address, 22)
    bob.close()
    assert not aws.reach(alice, bob)
    assert not aws.reach(alice, "172.16.0.99")


def test_names_by_the_dns_server_of_the_vpc(aws, office):
    office.ec2.modify_vpc_attribute(VpcId=office.vpc, EnableDnsHostnames={"Value": True})
    zone = {"VPCRegion": "us-east-1", "VPCId": office.vpc}
    route53 = office.client("route53")
    private = {"HostedZoneConfig": {"PrivateZone": True, "Comment": ""}, "VPC": zone}
    made = route53.create_hosted_zone(Name="corp.example", CallerReference="1", **private)["HostedZone"]["Id"]
    record = {"Name": "db.corp.example", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "10.0.1.9"}]}
    batch = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}
    route53.change_resource_record_sets(HostedZoneId=made, ChangeBatch=batch)
    own = office.make_open()
    assert aws.resolve("db.corp.example", at=office.connect(own)).nxdomain
    inside = office.make_open(DnsServers=["10.0.0.2"], ClientCidrBlock="172.20.0.0/16")
    assert aws.resolve("db.corp.example", at=office.connect(inside)) == {"10.0.1.9"}


class SixOffice:
    """A VPC with IPv6 in both subnets, a server in the second one, and an endpoint whose traffic is of both families."""

    def __init__(self, aws, office):
        self.ec2 = office.ec2
        self.vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16", AmazonProvidedIpv6CidrBlock=True)["Vpc"]["VpcId"]
        (block,) = self.ec2.describe_vpcs(VpcIds=[self.vpc])["Vpcs"][0]["Ipv6CidrBlockAssociationSet"]
        self.blocks = list(map(str, islice(ip_network(block["Ipv6CidrBlock"]).subnets(new_prefix=64), 2)))
        first, second = (
            office.make_subnet(zone, self.vpc, Ipv6CidrBlock=one) for zone, one in zip("ab", self.blocks, strict=True)
        )
        self.group = office.make_group("server", self.vpc)
        made = self.ec2.create_network_interface(SubnetId=second, Groups=[self.group], Ipv6AddressCount=1)
        self.server = made["NetworkInterface"]["Ipv6Addresses"][0]["Ipv6Address"]
        self.endpoint = office.make(TrafficIpAddressType="dual-stack")
        office.associate(self.endpoint, first)
        office.authorize(self.endpoint, "::/0")
        aws.settle()

    def let_in(self, **peer):
        permission = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, **peer}
        self.ec2.authorize_security_group_ingress(GroupId=self.group, IpPermissions=[permission])


@pytest.fixture
def six(aws, office):
    return SixOffice(aws, office)


newer = pytest.mark.needs(botocore="1.44.5", why="TrafficIpAddressType is newer")


@newer
def test_ipv6_packets_of_clients_keep_their_address(aws, office, six):
    alice = office.connect(six.endpoint)
    (own,) = [one["ClientIpv6Address"] for one in office.connections(six.endpoint)]
    assert alice.may_reach(six.server)
    assert not alice.may_reach("10.0.0.1")
    assert aws.reach(alice, six.server, 443).codes == ("ENI_SG_RULES_MISMATCH",)
    six.let_in(Ipv6Ranges=[{"CidrIpv6": f"{own}/128"}])
    path = aws.reach(alice, six.server, 443)
    assert path, path
    assert (path.seen_as, path.via) == (own, (six.endpoint,))
    assert not aws.reach(alice, six.server, 80)


@newer
def test_ipv6_packets_of_clients_come_from_the_groups_of_the_association(aws, office, six):
    six.let_in(UserIdGroupPairs=[{"GroupId": office.default_group(six.vpc)}])
    assert aws.reach(office.connect(six.endpoint), six.server, 443)


@newer
def test_clients_do_not_reach_each_other_by_ipv6(aws, office, six):
    alice, _ = office.connect(six.endpoint), office.connect(six.endpoint, "bob")
    shown = [one["ClientIpv6Address"] for one in office.connections(six.endpoint)]
    assert len(set(shown)) == 2
    assert all(ip_address(one) in ip_network(six.blocks[0]) for one in shown)
    assert not any(aws.reach(alice, one, 443) for one in shown)
    assert not aws.reach(six.server, alice, 443)


@newer
def test_ipv6_packets_of_clients_to_the_internet(aws, office, six):
    session = office.connect(six.endpoint)
    assert not aws.reach(session, "2001:4860:4860::8888", 443)
    gateway = six.ec2.create_egress_only_internet_gateway(VpcId=six.vpc)["EgressOnlyInternetGateway"]
    tables = six.ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [six.vpc]}])["RouteTables"]
    route = {"DestinationIpv6CidrBlock": "::/0", "RouteTableId": tables[0]["RouteTableId"]}
    gateway_id = gateway["EgressOnlyInternetGatewayId"]
    six.ec2.create_route(**route, EgressOnlyInternetGatewayId=gateway_id)
    six.ec2.create_client_vpn_route(
        ClientVpnEndpointId=six.endpoint,
        DestinationCidrBlock="::/0",
        TargetVpcSubnetId=office.networks(six.endpoint)[0]["TargetNetworkId"],
    )
    aws.settle()
    path = aws.reach(session, "2001:4860:4860::8888", 443)
    assert path, path
    assert path.via == (six.endpoint, gateway_id)


def test_ipv4_clients_reach_nothing_by_ipv6(aws, office, endpoint):
    assert not aws.reach(office.connect(endpoint), "2001:db8::1", 443)
