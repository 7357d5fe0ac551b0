"""Which targets a route may have: of the table's VPC, for its destination, and in a table of a gateway."""

import pytest

INSIDE = "10.0.99.0/24"
ONLY_INTERFACES = (
    f"The destination CIDR block {INSIDE} is equal to or more specific than one of this VPC's CIDR blocks. This route can"
    " target only an interface or an instance."
)


class Ground:
    """A VPC with a subnet, a table, and something of every kind that a route may lead to."""

    def __init__(self, place):
        self.place, self.ec2 = place, place.ec2
        self.vpc, self.other = place.make_vpc(), place.make_vpc(cidr="10.5.0.0/16")
        self.subnet = self.ec2.create_subnet(VpcId=self.vpc, CidrBlock=INSIDE)["Subnet"]["SubnetId"]
        self.table = self.ec2.create_route_table(VpcId=self.vpc)["RouteTable"]["RouteTableId"]

    def igw(self, vpc):
        made = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(InternetGatewayId=made, VpcId=vpc)
        return {"GatewayId": made}

    def nat(self, subnet):
        made = self.ec2.create_nat_gateway(SubnetId=subnet, ConnectivityType="private")["NatGateway"]
        return {"NatGatewayId": made["NatGatewayId"]}

    def eni(self, subnet):
        made = self.ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]
        return {"NetworkInterfaceId": made["NetworkInterfaceId"]}

    def tgw(self):
        made = self.ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
        self.ec2.create_transit_gateway_vpc_attachment(TransitGatewayId=made, VpcId=self.vpc, SubnetIds=[self.subnet])
        return {"TransitGatewayId": made}

    def elsewhere(self):
        return self.ec2.create_subnet(VpcId=self.other, CidrBlock="10.5.1.0/24")["Subnet"]["SubnetId"]

    def route(self, to, **target):
        member = "DestinationIpv6CidrBlock" if ":" in to else "DestinationCidrBlock"
        return self.ec2.create_route(RouteTableId=self.table, **{member: to}, **target)

    def replace(self, to, **target):
        return self.ec2.replace_route(RouteTableId=self.table, DestinationCidrBlock=to, **target)

    def shown(self):
        """Destination -> target of the table's routes."""
        (found,) = self.ec2.describe_route_tables(RouteTableIds=[self.table])["RouteTables"]
        members = ("GatewayId", "NatGatewayId", "NetworkInterfaceId", "TransitGatewayId")
        return {
            one["DestinationCidrBlock"]: next(one[name] for name in members if one.get(name)) for one in found["Routes"]
        }


@pytest.fixture
def ground(consumer):
    return Ground(consumer)


# targets of another VPC ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("wire")
@pytest.mark.parametrize(
    ("kind", "called"), [("igw", "network gateway"), ("nat", "network gateway"), ("eni", "interface")]
)
def test_target_is_of_the_tables_vpc(ground, kind, called):
    place = ground.other if kind == "igw" else ground.elsewhere()
    target = getattr(ground, kind)(place)
    (named,) = target.values()
    text = f"route table {ground.table} and {called} {named} belong to different networks"
    with ground.place.refused("InvalidParameterValue", text):
        ground.route("192.168.0.0/16", **target)
    ground.route("192.168.0.0/16", **ground.eni(ground.subnet))
    with ground.place.refused("InvalidParameterValue", text):
        ground.replace("192.168.0.0/16", **target)


# the VPC's own addresses ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["eni", "nat"])
def test_own_subnet_can_go_to_interfaces_and_nat_gateways(ground, kind):
    target = getattr(ground, kind)(ground.subnet)
    ground.route(INSIDE, **target)
    assert ground.shown()[INSIDE] == next(iter(target.values()))


def test_own_subnet_cannot_go_to_gateways(ground):
    for target in (ground.igw(ground.vpc), ground.tgw()):
        with ground.place.refused("InvalidParameterValue", ONLY_INTERFACES):
            ground.route(INSIDE, **target)
    assert INSIDE not in ground.shown()


@pytest.mark.parametrize("part", ["10.0.99.0/25", "10.0.98.0/23", "10.0.3.0/24", "10.0.99.7/32"])
def test_part_of_the_own_block_is_a_whole_subnet(ground, part):
    target = ground.eni(ground.subnet)
    with ground.place.refused("InvalidParameterValue", "Route destination doesn't match any subnet CIDR blocks."):
        ground.route(part, **target)


def test_wider_than_the_own_block_is_free(ground):
    target = ground.igw(ground.vpc)
    ground.route("10.0.0.0/8", **target)
    assert ground.shown()["10.0.0.0/8"] == target["GatewayId"]


def test_local_route_leads_elsewhere_and_back(ground):
    appliance = ground.eni(ground.subnet)
    ground.replace("10.0.0.0/16", **appliance)
    assert ground.shown() == {"10.0.0.0/16": appliance["NetworkInterfaceId"]}
    ground.replace("10.0.0.0/16", LocalTarget=True)
    assert ground.shown() == {"10.0.0.0/16": "local"}
    gateway = ground.igw(ground.vpc)
    with ground.place.refused("InvalidParameterValue", ONLY_INTERFACES.replace(INSIDE, "10.0.0.0/16")):
        ground.replace("10.0.0.0/16", **gateway)


@pytest.mark.parametrize(
    "destination", ["169.254.168.0/22", "169.254.169.254/32", "fd00:ec2::/32", "fd00:ec2::253/128"]
)
def test_link_local_services_are_not_routed(ground, destination):
    target = ground.eni(ground.subnet)
    with ground.place.unchanged("InvalidParameterValue"):
        ground.route(destination, **target)


# tables of gateways --------------------------------------------------------------------------------------------------


@pytest.fixture
def edge(ground):
    """The table is an internet gateway's."""
    gateway = ground.igw(ground.vpc)["GatewayId"]
    ground.ec2.associate_route_table(RouteTableId=ground.table, GatewayId=gateway)
    return gateway


def test_table_of_a_gateway_leads_to_interfaces(ground, edge):
    assert edge
    target = ground.eni(ground.subnet)
    ground.route(INSIDE, **target)
    assert ground.shown()[INSIDE] == target["NetworkInterfaceId"]


def test_table_of_a_gateway_leads_nowhere_else(ground, edge):
    assert edge
    nat, eni = ground.nat(ground.subnet), ground.eni(ground.subnet)
    for destination, target in ((INSIDE, nat), ("0.0.0.0/0", eni)):
        with ground.place.unchanged("InvalidParameterValue"):
            ground.route(destination, **target)


def test_table_becomes_a_gateways_only_with_such_routes(ground):
    gateway = ground.igw(ground.vpc)["GatewayId"]
    ground.route("0.0.0.0/0", GatewayId=gateway)
    with ground.place.unchanged("InvalidParameterValue"):
        ground.ec2.associate_route_table(RouteTableId=ground.table, GatewayId=gateway)
    ground.ec2.delete_route(RouteTableId=ground.table, DestinationCidrBlock="0.0.0.0/0")
    ground.ec2.associate_route_table(RouteTableId=ground.table, GatewayId=gateway)


def test_gateway_of_another_vpc_has_no_table_here(ground):
    gateway = ground.igw(ground.other)["GatewayId"]
    text = f"route table {ground.table} and network gateway {gateway} belong to different networks"
    with ground.place.refused("InvalidParameterValue", text):
        ground.ec2.associate_route_table(RouteTableId=ground.table, GatewayId=gateway)
