"""`aws.diagram()`: what there is, as a Mermaid flowchart."""

import re

import pytest
from support.certificate_authority import Authority

from mockvpce import Diagram, mock_vpce

A, B = "111111111111", "222222222222"


def named(kind, name):
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}]


@pytest.fixture
def aws():
    with mock_vpce(region="us-east-1") as handle:
        yield handle


def make_vpc(ec2, cidr="10.0.0.0/16", name="main"):
    return ec2.create_vpc(CidrBlock=cidr, TagSpecifications=named("vpc", name))["Vpc"]["VpcId"]


def make_subnet(ec2, vpc, cidr="10.0.1.0/24", name="web"):
    made = ec2.create_subnet(
        VpcId=vpc, CidrBlock=cidr, AvailabilityZone="us-east-1a", TagSpecifications=named("subnet", name)
    )
    return made["Subnet"]["SubnetId"]


def boot(ec2, subnet, count=1):
    made = ec2.run_instances(ImageId="ami-12c6146b", MinCount=count, MaxCount=count, SubnetId=subnet)
    return [one["InstanceId"] for one in made["Instances"]]


def make_peering(ec2, vpc, peer, owner):
    made = ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=peer, PeerOwnerId=owner)
    return made["VpcPeeringConnection"]["VpcPeeringConnectionId"]


def lines(diagram):
    """The lines without indentation."""
    return [line.strip() for line in str(diagram).splitlines()]


def mermaid_id(diagram, text):
    """What the thing is called whose label has the text."""
    line = next(line for line in lines(diagram) if text in line and not re.match(r"[ng]\d+ [-.<]", line))
    return re.search(r"[ng]\d+", line)[0]


def edge(diagram, source, target):
    """The line that joins what the two texts name, and its place among all edges."""
    edges = [line for line in lines(diagram) if re.match(r"[ng]\d+ -", line)]
    ends = mermaid_id(diagram, source), mermaid_id(diagram, target)
    return next((one, number) for number, one in enumerate(edges) if (one.split()[0], one.split()[-1]) == ends)


def color_of_edge(diagram, number):
    """The stroke of the edge at a place."""
    for line in lines(diagram):
        found = re.match(r"linkStyle ([\d,]+) stroke:(#\w+)", line)
        if found and str(number) in found[1].split(","):
            return found[2]
    raise AssertionError(f"no color for edge {number}")


def class_of(diagram, text):
    """The class of the node whose label has the text."""
    node = mermaid_id(diagram, text)
    return next(
        line.split()[2] for line in lines(diagram) if line.startswith("class ") and node in line.split()[1].split(",")
    )


def test_nothing_but_default_vpcs(aws):
    aws.client("ec2").describe_vpcs()
    first, _, title = lines(aws.diagram())
    assert (first, title) == ("flowchart LR", "accTitle: Private connectivity")


def test_vpc_subnet_instance_and_endpoint(aws):
    ec2 = aws.client("ec2", account=A)
    vpc = make_vpc(ec2)
    subnet = make_subnet(ec2, vpc)
    instance = boot(ec2, subnet)[0]
    gateway = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")["VpcEndpoint"]
    told = lines(aws.diagram())
    assert told[3:6] == ['subgraph g0[" "]', f'tg0["account {A}<br/>us-east-1"]', 'subgraph g1[" "]']
    assert told[6] == f'tg1["main<br/>{vpc}<br/>10.0.0.0/16"]'
    assert told[7] == f'n4("{gateway["VpcEndpointId"]}<br/>Gateway endpoint<br/>to s3<br/>available")'
    assert told[8:10] == ['subgraph g2[" "]', f'tg2["web<br/>{subnet}<br/>10.0.1.0/24 us-east-1a"]']
    assert told[10].startswith(f'n3["{instance}<br/>10.0.1.')
    assert told[11:14] == ["end"] * 3


def test_peerings_have_the_color_of_their_state(aws):
    ec2, other = aws.client("ec2", account=A), aws.client("ec2", account=B)
    vpc, theirs = make_vpc(ec2, name="ours"), make_vpc(other, "10.1.0.0/16", "theirs")
    peering = make_peering(ec2, vpc, theirs, B)
    line, number = edge(aws.diagram(), vpc, theirs)
    assert f'-->|"{peering}<br/>pending-acceptance"|' in line
    waiting = color_of_edge(aws.diagram(), number)
    other.accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
    line, number = edge(aws.diagram(), vpc, theirs)
    assert f'---|"{peering}<br/>active"|' in line
    assert color_of_edge(aws.diagram(), number) != waiting
    ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=peering)
    assert peering not in str(aws.diagram())


def test_peering_with_a_vpc_that_nobody_has(aws):
    ec2 = aws.client("ec2")
    make_peering(ec2, make_vpc(ec2), "vpc-0123456789abcdef0", B)
    told = str(aws.diagram())
    assert f"vpc-0123456789abcdef0<br/>of {B} in us-east-1, not known here" in told


def test_endpoint_to_a_service_of_another_account(aws):
    ec2, other = aws.client("ec2", account=A), aws.client("ec2", account=B)
    home = make_subnet(other, make_vpc(other))
    balancer = aws.client("elbv2", account=B).create_load_balancer(
        Name="front", Type="network", Scheme="internal", Subnets=[home]
    )["LoadBalancers"][0]["LoadBalancerArn"]
    service = other.create_vpc_endpoint_service_configuration(
        NetworkLoadBalancerArns=[balancer], AcceptanceRequired=True
    )["ServiceConfiguration"]
    other.modify_vpc_endpoint_service_permissions(ServiceId=service["ServiceId"], AddAllowedPrincipals=["*"])
    vpc = make_vpc(ec2, "10.1.0.0/16", "consumer")
    endpoint = ec2.create_vpc_endpoint(
        VpcId=vpc,
        ServiceName=service["ServiceName"],
        VpcEndpointType="Interface",
        SubnetIds=[make_subnet(ec2, vpc, "10.1.1.0/24", "there")],
    )["VpcEndpoint"]["VpcEndpointId"]
    waiting = aws.diagram()
    assert '|"AcceptVpcEndpointConnections"|' in edge(waiting, endpoint, service["ServiceId"])[0]
    assert class_of(waiting, endpoint) == "waiting"
    other.accept_vpc_endpoint_connections(ServiceId=service["ServiceId"], VpcEndpointIds=[endpoint])
    ready = aws.diagram()
    assert "|" not in edge(ready, endpoint, service["ServiceId"])[0]
    assert class_of(ready, endpoint) == "good"
    assert edge(ready, service["ServiceId"], "front<br/>network load balancer")
    assert waiting != ready
    assert ready == aws.diagram()


def test_a_vpn_site_and_its_tunnels(aws):
    ec2 = aws.client("ec2")
    vpc = make_vpc(ec2)
    site = ec2.create_customer_gateway(
        Type="ipsec.1", IpAddress="198.51.100.7", BgpAsn=65001, TagSpecifications=named("customer-gateway", "office")
    )["CustomerGateway"]["CustomerGatewayId"]
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    ec2.attach_vpn_gateway(VpcId=vpc, VpnGatewayId=gateway)
    connection = ec2.create_vpn_connection(Type="ipsec.1", CustomerGatewayId=site, VpnGatewayId=gateway)
    vpn = aws.vpn(connection["VpnConnection"]["VpnConnectionId"])
    seen = []
    for change in (lambda: None, vpn[0].up, vpn[1].up):
        change()
        line, number = edge(aws.diagram(), site, gateway)
        seen.append((re.search(r"tunnels (\S+)\"", line)[1], color_of_edge(aws.diagram(), number)))
    assert [tunnels for tunnels, _ in seen] == ["DOWN/DOWN", "UP/DOWN", "UP/UP"]
    assert len({color for _, color in seen}) == 3
    assert f'(["office<br/>{site}<br/>198.51.100.7<br/>available"])' in str(aws.diagram())


def test_names_mean_nothing_to_mermaid_or_html(aws):
    ec2 = aws.client("ec2")
    make_vpc(ec2, name='a "b" <script>&#35;`c`\\d\ne;f --> g end')
    told = str(aws.diagram())
    assert "a #34;b#34; #60;script#62;#38;#35;35;#96;c#96;#92;d e;f --#62; g end" in told


def test_many_alike_are_drawn_once(aws):
    """60 things, of which a person has to see what differs."""
    ec2, other = aws.client("ec2", account=A), aws.client("ec2", account=B)
    hub = make_vpc(ec2, name="hub")
    boot(ec2, make_subnet(ec2, hub), 12)
    for number in range(1, 16):
        spoke = make_vpc(other, f"10.{number}.0.0/16", f"spoke {number}")
        boot(other, make_subnet(other, spoke, f"10.{number}.1.0/24", "only"))
        peering = make_peering(ec2, hub, spoke, B)
        if number != 7:
            other.accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
    told = str(aws.diagram())
    assert "12 instances<br/>10.0.1." in told
    assert "<br/>and 9 more<br/>running" in told
    assert '"14 VPCs<br/>spoke 1, spoke 2, spoke 3<br/>and 11 more<br/>in them 14 instances"' in told
    assert '---|"14 of them<br/>active"|' in told
    assert "spoke 7" in told
    assert repr(aws.diagram()) == "<Diagram of 9 things and 2 connections>"


def test_what_is_folded_tells_what_was_folded_in_it(aws):
    ec2 = aws.client("ec2")
    for number in range(4):
        vpc = make_vpc(ec2, f"10.{number}.0.0/16")
        for third in range(5):
            boot(ec2, make_subnet(ec2, vpc, f"10.{number}.{third}.0/24"), 4)
    assert "4 VPCs" in (told := str(aws.diagram()))
    assert "in them 80 instances, 20 subnets" in told


def test_three_alike_are_drawn_one_by_one(aws):
    ec2 = aws.client("ec2")
    ids = boot(ec2, make_subnet(ec2, make_vpc(ec2)), 3)
    told = str(aws.diagram())
    assert all(one in told for one in ids)


@pytest.mark.needs_processes
def test_a_diagram_outlives_its_mock_and_does_not_change():
    with mock_vpce(region="us-east-1") as aws:
        vpc = make_vpc(aws.client("ec2"))
        diagram = aws.diagram()
    assert isinstance(diagram, Diagram)
    assert vpc in diagram.mermaid
    assert repr(diagram) == "<Diagram of 2 things and 0 connections>"
    shown = diagram._repr_mimebundle_()
    assert shown["text/vnd.mermaid"] == shown["text/plain"] == diagram.mermaid
    assert len({diagram, diagram}) == 1
    with pytest.raises(AttributeError, match="does not change"):
        diagram.mermaid = ""


def test_client_vpn_and_who_is_connected(aws):
    company = Authority()
    ec2 = aws.client("ec2")
    vpc = make_vpc(ec2)
    subnet = make_subnet(ec2, vpc)
    certificate = company.put_into_acm(aws.client("acm"), company.issue("vpn.example.com"))
    chain = {"ClientRootCertificateChainArn": certificate}
    endpoint = ec2.create_client_vpn_endpoint(
        ClientCidrBlock="10.8.0.0/22",
        ServerCertificateArn=certificate,
        AuthenticationOptions=[{"Type": "certificate-authentication", "MutualAuthentication": chain}],
        ConnectionLogOptions={"Enabled": False},
    )["ClientVpnEndpointId"]
    assert class_of(aws.diagram(), endpoint) == "waiting"
    ec2.associate_client_vpn_target_network(ClientVpnEndpointId=endpoint, SubnetId=subnet)
    line, _ = edge(aws.diagram(), endpoint, subnet)
    assert '|"associated"|' in line
    assert f'(["{endpoint}<br/>Client VPN<br/>10.8.0.0/22<br/>available"])' in str(aws.diagram())


def test_transit_gateways_join_vpcs(aws):
    ec2 = aws.client("ec2")
    vpc = make_vpc(ec2)
    gateway = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    ec2.create_transit_gateway_vpc_attachment(TransitGatewayId=gateway, VpcId=vpc, SubnetIds=[make_subnet(ec2, vpc)])
    line, _ = edge(aws.diagram(), gateway, vpc)
    assert " --- " in line
    assert mermaid_id(aws.diagram(), gateway).startswith("n")
