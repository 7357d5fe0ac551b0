"""Transit gateways: tables, propagation, zones, references, the ACLs of P6, egress of several VPCs by one."""

import pytest
from test_reach import ANY, hops


@pytest.fixture
def joined(net, two):
    """`two` and a second VPC, attached to one gateway by its defaults."""
    two.far_vpc = net.vpc("10.1.0.0/16")
    two.far_subnet = net.subnet(two.far_vpc, "10.1.1.0/24")
    two.far_group = net.group(two.far_vpc, ("10.0.0.0/16", 443))
    two.far = net.eni(two.far_subnet, two.far_group)
    two.tgw = net.ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    two.near_attachment = attach(net, two.tgw, two.vpc, two.a)
    two.far_attachment = attach(net, two.tgw, two.far_vpc, two.far_subnet)
    net.route(net.main_table(two.vpc), "10.1.0.0/16", TransitGatewayId=two.tgw)
    net.route(net.main_table(two.far_vpc), "10.0.0.0/16", TransitGatewayId=two.tgw)
    return two


def attach(net, tgw, vpc, *subnets, **options):
    made = net.ec2.create_transit_gateway_vpc_attachment(
        TransitGatewayId=tgw, VpcId=vpc, SubnetIds=list(subnets), **options
    )
    return made["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"]


def test_attachments_propagate_into_the_default_table(net, joined):
    path = net.aws.reach(joined.web, joined.far, 443)
    assert path, str(path)
    assert hops(path) == ["eni", "sg", "acl", "rtb", "acl", "tgw-attach", "tgw-rtb", "tgw-attach", "sg", "eni"]
    assert not net.aws.reach(joined.web, joined.far, 22)


def test_a_zone_without_attachment_has_no_way(net, joined):
    assert net.aws.reach(joined.db, joined.far, 443).codes == ("TGW_ROUTE_AZ_RESTRICTION",)


def test_the_gateway_s_table_decides(net, joined):
    table = net.ec2.describe_transit_gateways()["TransitGateways"][0]["Options"]["AssociationDefaultRouteTableId"]
    net.ec2.create_transit_gateway_route(
        DestinationCidrBlock="10.1.1.0/24", TransitGatewayRouteTableId=table, Blackhole=True
    )
    assert net.aws.reach(joined.web, joined.far, 443).codes == ("TGW_RTB_BAD_STATE_ROUTE",)
    net.ec2.delete_transit_gateway_route(DestinationCidrBlock="10.1.1.0/24", TransitGatewayRouteTableId=table)
    own = net.ec2.create_transit_gateway_route_table(TransitGatewayId=joined.tgw)["TransitGatewayRouteTable"]
    own = own["TransitGatewayRouteTableId"]
    net.ec2.associate_transit_gateway_route_table(
        TransitGatewayRouteTableId=own, TransitGatewayAttachmentId=joined.near_attachment
    )
    assert net.aws.reach(joined.web, joined.far, 443).codes == ("TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT",)
    net.ec2.create_transit_gateway_route(
        DestinationCidrBlock="10.1.0.0/16", TransitGatewayRouteTableId=own,
        TransitGatewayAttachmentId=joined.far_attachment,
    )  # fmt: skip
    assert net.aws.reach(joined.web, joined.far, 443)


def test_an_instance_in_the_attachment_s_subnet_meets_both_directions_of_its_acl(net, joined):
    """Recorded: without entries for the subnet's own block the connection fails."""
    net.acl(joined.vpc, joined.a, (100, True, "allow", ANY), (100, False, "allow", "10.1.0.0/16"))
    assert net.aws.reach(joined.web, joined.far, 443).codes == ("SUBNET_ACL_RESTRICTION",)
    net.acl(
        joined.vpc, joined.a,
        (100, True, "allow", ANY), (100, False, "allow", "10.1.0.0/16"), (110, False, "allow", "10.0.1.0/24"),
    )  # fmt: skip
    assert net.aws.reach(joined.web, joined.far, 443)


def test_references_are_lost_without_support_on_the_gateway(net, joined):
    net.ec2.revoke_security_group_ingress(
        GroupId=joined.far_group,
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}],
    )
    pcx = net.peer(joined.vpc, joined.far_vpc)
    net.allow(joined.far_group, joined.web_group, 443)
    assert not net.aws.reach(joined.web, joined.far, 443)
    for vpc, cidr in ((joined.vpc, "10.1.0.0/16"), (joined.far_vpc, "10.0.0.0/16")):
        net.ec2.delete_route(RouteTableId=net.main_table(vpc), DestinationCidrBlock=cidr)
        net.route(net.main_table(vpc), cidr, VpcPeeringConnectionId=pcx)
    assert net.aws.reach(joined.web, joined.far, 443)


def test_several_vpcs_leave_by_one_nat_gateway(net):
    spoke, egress = net.vpc("10.1.0.0/16"), net.vpc("10.2.0.0/16")
    client_subnet = net.subnet(spoke, "10.1.1.0/24")
    client = net.eni(client_subnet, net.group(spoke))
    public, inner = net.subnet(egress, "10.2.1.0/24"), net.subnet(egress, "10.2.2.0/24")
    tgw = net.ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    attach(net, tgw, spoke, client_subnet)
    out = attach(net, tgw, egress, inner)
    table = net.ec2.describe_transit_gateways()["TransitGateways"][0]["Options"]["AssociationDefaultRouteTableId"]
    net.ec2.create_transit_gateway_route(
        DestinationCidrBlock=ANY, TransitGatewayRouteTableId=table, TransitGatewayAttachmentId=out
    )
    address = net.ec2.allocate_address(Domain="vpc")
    nat = net.ec2.create_nat_gateway(SubnetId=public, AllocationId=address["AllocationId"])["NatGateway"][
        "NatGatewayId"
    ]
    net.route(net.main_table(spoke), ANY, TransitGatewayId=tgw)
    inner_table = net.table(egress, inner)
    net.route(inner_table, ANY, NatGatewayId=nat)
    out_table = net.table(egress, public)
    net.route(out_table, ANY, GatewayId=net.igw(egress))
    path = net.aws.reach(client, "internet", 443)
    assert not path, "the NAT gateway has no way back to the spoke"
    net.route(out_table, "10.1.0.0/16", TransitGatewayId=tgw)
    path = net.aws.reach(client, "internet", 443)
    assert path, str(path)
    assert path.seen_as == address["PublicIp"]
    net.ec2.create_vpc_endpoint(VpcId=egress, ServiceName="com.amazonaws.us-east-1.s3", RouteTableIds=[inner_table])
    path = net.aws.reach(client, "s3.us-east-1.amazonaws.com", 443)
    assert path.codes == ("NO_ROUTE_TO_DESTINATION",), "a gateway endpoint serves its own VPC"


def test_transit_gateways_peer(net, two):
    far_vpc = net.vpc("10.1.0.0/16")
    far_subnet = net.subnet(far_vpc, "10.1.1.0/24")
    far = net.eni(far_subnet, net.group(far_vpc, (ANY, 443)))
    one, other = (net.ec2.create_transit_gateway()["TransitGateway"] for _ in range(2))
    attach(net, one["TransitGatewayId"], two.vpc, two.a)
    attach(net, other["TransitGatewayId"], far_vpc, far_subnet)
    peering = net.ec2.create_transit_gateway_peering_attachment(
        TransitGatewayId=one["TransitGatewayId"], PeerTransitGatewayId=other["TransitGatewayId"],
        PeerAccountId="123456789012", PeerRegion="us-east-1",
    )["TransitGatewayPeeringAttachment"]["TransitGatewayAttachmentId"]  # fmt: skip
    shown = {gateway["TransitGatewayId"]: gateway for gateway in net.ec2.describe_transit_gateways()["TransitGateways"]}
    tables = [
        shown[gateway["TransitGatewayId"]]["Options"]["AssociationDefaultRouteTableId"] for gateway in (one, other)
    ]
    for table, cidr in zip(tables, ("10.1.0.0/16", "10.0.0.0/16"), strict=True):
        net.ec2.create_transit_gateway_route(
            DestinationCidrBlock=cidr, TransitGatewayRouteTableId=table, TransitGatewayAttachmentId=peering
        )
        net.ec2.associate_transit_gateway_route_table(
            TransitGatewayRouteTableId=table, TransitGatewayAttachmentId=peering
        )
    net.route(net.main_table(two.vpc), "10.1.0.0/16", TransitGatewayId=one["TransitGatewayId"])
    net.route(net.main_table(far_vpc), "10.0.0.0/16", TransitGatewayId=other["TransitGatewayId"])
    assert not net.aws.reach(two.web, far, 443)
    net.ec2.accept_transit_gateway_peering_attachment(TransitGatewayAttachmentId=peering)
    path = net.aws.reach(two.web, far, 443)
    assert path, str(path)
