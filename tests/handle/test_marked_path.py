"""`aws.diagram(path)`: the way of a packet, hop by hop, and where it is blocked."""

import re

import pytest

from mockvpce import mock_vpce

A, B = "111111111111", "222222222222"


class Shop:
    """Two peered VPCs of two accounts, an instance in each, and a third VPC that has nothing to do with them."""

    def __init__(self, aws):
        self.aws = aws
        self.ours, self.theirs = aws.client("ec2", account=A), aws.client("ec2", account=B)
        self.vpc, self.subnet, self.web = self.make(self.ours, "10.0.0.0/16", "10.0.1.0/24")
        self.peer, _, self.db = self.make(self.theirs, "10.1.0.0/16", "10.1.1.0/24")
        self.other, _, _ = self.make(self.theirs, "10.2.0.0/16", "10.2.1.0/24")
        made = self.ours.create_vpc_peering_connection(VpcId=self.vpc, PeerVpcId=self.peer, PeerOwnerId=B)
        self.peering = made["VpcPeeringConnection"]["VpcPeeringConnectionId"]
        self.theirs.accept_vpc_peering_connection(VpcPeeringConnectionId=self.peering)
        self.route(self.ours, self.vpc, "10.1.0.0/16")

    def make(self, ec2, cidr, block):
        vpc = ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=block)["Subnet"]["SubnetId"]
        made = ec2.run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1, SubnetId=subnet)
        return vpc, subnet, made["Instances"][0]["InstanceId"]

    def route(self, ec2, vpc, cidr):
        tables = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
        ec2.create_route(
            RouteTableId=tables[0]["RouteTableId"], DestinationCidrBlock=cidr, VpcPeeringConnectionId=self.peering
        )

    def let_in(self):
        groups = self.theirs.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [self.peer]}])
        self.theirs.authorize_security_group_ingress(
            GroupId=groups["SecurityGroups"][0]["GroupId"], IpProtocol="-1", CidrIp="0.0.0.0/0"
        )


@pytest.fixture
def shop():
    with mock_vpce(region="us-east-1") as aws:
        yield Shop(aws)


class Drawn:
    """A Mermaid text, read back."""

    def __init__(self, diagram):
        self.text = str(diagram)
        lines = [line.strip() for line in self.text.splitlines()]
        found = (re.match(r'(?:subgraph )?([ng]\d+)[^\s"]+"(.*)"', line) for line in lines)
        self.labels = {one[1]: one[2].split("<br/>") for one in found if one}
        found = (re.match(r'(n\d+) (-+>|-\.->)\|"(.*)"\| (n\d+)', line) for line in lines)
        self.edges = [(one[3], one[2], self.labels[one[1]], self.labels[one[4]]) for one in found if one]
        self.looks = {
            node: line.split()[2] for line in lines if line.startswith("class ") for node in line.split()[1].split(",")
        }

    def look(self, some_id):
        """How the node that has the id is drawn."""
        return next(self.looks[node] for node, lines in self.labels.items() if some_id in lines and node in self.looks)

    def way(self):
        """What each edge leads to: its number, whether a packet goes there, and the kind of the thing by its id."""
        return [
            (number, arrow == "-->", re.sub(r"-[0-9a-f]+$", "", lines[0])) for number, arrow, _, lines in self.edges
        ]


def test_where_it_is_blocked(shop):
    path = shop.aws.reach(shop.web, shop.db, 80)
    drawn = Drawn(shop.aws.diagram(path))
    assert drawn.way() == [
        ("1", True, "sg"),
        ("2", True, "acl"),
        ("3", True, "rtb"),
        ("4", True, "pcx"),
        ("5", True, "acl"),
        ("6", True, "sg"),
        ("7", False, "i"),
    ]
    block = path.blocks[0]
    assert drawn.look(block.id) == "bad"
    assert "BLOCKED ENI_SG_RULES_MISMATCH" in next(lines for _, _, _, lines in drawn.edges if block.id in lines)
    assert drawn.look(shop.web) == drawn.look(shop.db) == "marked"
    assert "accTitle: i-" in drawn.text


def test_what_has_nothing_to_do_with_it_is_left_out_or_faint(shop):
    shop.ours.run_instances(ImageId="ami-12c6146b", MinCount=5, MaxCount=5, SubnetId=shop.subnet)
    drawn = Drawn(shop.aws.diagram(shop.aws.reach(shop.web, shop.db, 80)))
    assert shop.other not in drawn.text
    assert drawn.look("5 instances") == "faint"


def test_blocked_on_the_way_back(shop):
    shop.let_in()
    path = shop.aws.reach(shop.web, shop.db, 80)
    drawn = Drawn(shop.aws.diagram(path))
    assert [edge[0] for edge in drawn.edges][-4:] == ["back 1", "back 2", "back 3", "back 4"]
    assert drawn.way()[-2:] == [("back 3", True, "rtb"), ("back 4", False, "i")]
    assert drawn.look(path.blocks[0].id) == "bad"


def test_reached(shop):
    shop.let_in()
    shop.route(shop.theirs, shop.peer, "10.0.0.0/16")
    path = shop.aws.reach(shop.web, shop.db, 80)
    assert path
    drawn = Drawn(shop.aws.diagram(path))
    assert drawn.way()[-1] == ("7", True, "i")
    assert "bad" not in drawn.looks.values()
    assert "BLOCKED" not in drawn.text


def test_from_the_internet_to_a_vpc_without_a_gateway(shop):
    drawn = Drawn(shop.aws.diagram(shop.aws.reach("internet", shop.web, 80)))
    assert [(number, arrow) for number, arrow, _, _ in drawn.edges] == [("1", "-->"), ("2", "-.->")]
    source, block, destination = drawn.edges[0][2], drawn.edges[0][3], drawn.edges[1][3]
    assert source == ["internet", "source"]
    assert block[-2:] == ["BLOCKED NO_ROUTE_TO_DESTINATION", "no route leads to the destination"]
    assert shop.web in destination


def test_from_an_interface_that_belongs_to_nothing(shop):
    ends = [
        shop.ours.create_network_interface(SubnetId=shop.subnet)["NetworkInterface"]["NetworkInterfaceId"] for _ in "ab"
    ]
    path = shop.aws.reach(*ends, 80)
    assert path
    drawn = Drawn(shop.aws.diagram(path))
    assert [lines[0] for _, _, _, lines in drawn.edges][-1] == ends[1]
    assert drawn.edges[0][2][0] == ends[0]
    assert drawn.look(ends[0]) == "marked"


def test_through_an_endpoint_to_a_name(shop):
    made = shop.ours.create_vpc_endpoint(
        VpcId=shop.vpc,
        ServiceName="com.amazonaws.us-east-1.s3",
        RouteTableIds=[
            shop.ours.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [shop.vpc]}])["RouteTables"][0][
                "RouteTableId"
            ]
        ],
    )["VpcEndpoint"]["VpcEndpointId"]
    path = shop.aws.reach(shop.web, "s3.us-east-1.amazonaws.com", 443)
    assert path
    drawn = Drawn(shop.aws.diagram(path))
    assert [lines[0] for _, _, _, lines in drawn.edges][-2:] == [made, "s3.us-east-1.amazonaws.com"]


def test_of_what_is_gone_and_of_what_is_none(shop):
    path = shop.aws.reach(shop.web, shop.db, 80)
    shop.aws.reset()
    assert shop.web in str(shop.aws.diagram(path))
    with pytest.raises(TypeError, match=r"marks a Path, as aws\.reach gives it, not 'there'"):
        shop.aws.diagram("there")
