"""IPv6: addresses that mean the same everywhere, so that a packet may go one way and its answer come another."""

import pytest

ANY6 = "::/0"


class Side:
    """A VPC of both families with one interface, which lets in 443 from whom it is told."""

    def __init__(self, net, block, *allowed):
        self.net, self.vpc = net, net.vpc(block, ipv6=True)
        self.block = net.ipv6_block(self.vpc)
        part = self.block.replace("::/56", "::/64")
        self.subnet = net.subnet(self.vpc, block.replace("/16", "/24"), ipv6=part)
        self.group = net.group(self.vpc, *((one, 443) for one in allowed))
        self.eni = net.eni(self.subnet, self.group, ipv6=True)
        self.table = net.main_table(self.vpc)

    @property
    def address(self):
        shown = self.net.ec2.describe_network_interfaces(NetworkInterfaceIds=[self.eni])["NetworkInterfaces"][0]
        return shown["Ipv6Addresses"][0]["Ipv6Address"]

    def only_out(self):
        made = self.net.ec2.create_egress_only_internet_gateway(VpcId=self.vpc)["EgressOnlyInternetGateway"]
        self.net.route(self.table, ANY6, EgressOnlyInternetGatewayId=made["EgressOnlyInternetGatewayId"])
        return made["EgressOnlyInternetGatewayId"]

    def internet(self):
        gateway = self.net.igw(self.vpc)
        self.net.route(self.table, ANY6, GatewayId=gateway)
        return gateway


@pytest.fixture
def sides(net):
    return Side(net, "10.0.0.0/16"), Side(net, "10.1.0.0/16", ANY6)


def test_two_vpcs_meet_on_the_internet(net, sides):
    near, far = sides
    gateways = [near.internet(), far.internet()]
    path = net.aws.reach(near.eni, far.eni, 443)
    assert path, str(path)
    assert list(path.via) == gateways
    assert path.address == path.seen_at == far.address
    assert path.seen_as == near.address


def test_an_egress_only_gateway_lets_out_to_another_vpc_and_nobody_in(net, sides):
    near, far = sides
    gateway, entrance = near.only_out(), far.internet()
    path = net.aws.reach(near.eni, far.address, 443)
    assert path, str(path)
    assert list(path.via) == [gateway, entrance]
    assert [hop.id for hop in path.back if "igw" in hop.id] == [entrance, gateway]
    net.allow(near.group, ANY6, 443)
    assert net.aws.reach(far.eni, near.address, 443).codes == ("NO_ROUTE_TO_DESTINATION",)
    assert not net.aws.reach("internet", near.eni, 443)


@pytest.mark.parametrize("there", ["internet", "peering"])
def test_an_answer_may_come_another_way(net, sides, there):
    near, far = sides
    near.internet(), far.internet()
    pcx = net.peer(near.vpc, far.vpc)
    side, other = (far, near) if there == "internet" else (near, far)
    net.route(side.table, other.block, VpcPeeringConnectionId=pcx)
    path = net.aws.reach(near.eni, far.address, 443)
    assert path, str(path)
    assert (pcx in path.via) is (there == "peering")
    assert (pcx in [hop.id for hop in path.back]) is (there == "internet")


def test_groups_are_not_seen_over_the_internet(net, sides):
    near, far = sides
    near.internet(), far.internet()
    net.peer(near.vpc, far.vpc)
    group = net.group(far.vpc, (net.group(near.vpc), 443))
    far.eni = net.eni(far.subnet, group, ipv6=True)
    assert net.aws.reach(near.eni, far.address, 443).codes == ("ENI_SG_RULES_MISMATCH",)


def test_a_block_of_a_vpc_is_not_the_internet(net, sides):
    near, _ = sides
    server = Side(net, "10.2.0.0/16", near.block)
    server.internet()
    assert not net.aws.reach("internet", server.eni, 443)
    near.internet()
    assert net.aws.reach(near.eni, server.eni, 443)


def test_a_public_address_of_ones_own_is_not_the_internet(net, two):
    net.route(net.main_table(two.vpc), "0.0.0.0/0", GatewayId=net.igw(two.vpc))
    own = net.public(two.web)
    net.public(two.db)
    net.allow(two.db_group, f"{own}/32", 443)
    assert not net.aws.reach("internet", two.db, 443)
    net.allow(two.db_group, "203.0.113.9/32", 443)
    path = net.aws.reach("internet", two.db, 443)
    assert path
    assert path.seen_as == "203.0.113.9"


@pytest.fixture
def behind_nat(net, sides):
    """An IPv6 host with a route of NAT64 to a NAT gateway in a public subnet."""
    near, _ = sides
    public = net.subnet(near.vpc, "10.0.9.0/24")
    net.route(net.table(near.vpc, public), "0.0.0.0/0", GatewayId=net.igw(near.vpc))
    address = net.ec2.allocate_address(Domain="vpc")
    nat = net.ec2.create_nat_gateway(SubnetId=public, AllocationId=address["AllocationId"])["NatGateway"]
    near.nat, near.public = nat["NatGatewayId"], address["PublicIp"]
    return near


def test_a_nat_gateway_turns_ipv6_into_ipv4(net, behind_nat):
    net.route(behind_nat.table, "64:ff9b::/96", NatGatewayId=behind_nat.nat)
    path = net.aws.reach(behind_nat.eni, "64:ff9b::c633:6401", 443)
    assert path, str(path)
    assert path.seen_as == behind_nat.public
    assert path.seen_at == "198.51.100.1"
    assert net.aws.reach(behind_nat.eni, "64:ff9b::c633:6401", protocol="icmpv6")
    private = net.aws.reach(behind_nat.eni, "64:ff9b::ac10:5", 443)
    assert not private
    assert behind_nat.nat in private.via


def test_a_nat_gateway_carries_no_other_ipv6(net, behind_nat):
    net.route(behind_nat.table, ANY6, NatGatewayId=behind_nat.nat)
    assert net.aws.reach(behind_nat.eni, "2001:db8::1", 443).codes == ("PROTOCOL_RESTRICTION",)
