"""A VPC with a web server, and an office behind a VPN connection."""

from types import SimpleNamespace

import pytest


def connect(ec2, gateway, address, asn):
    """A site with dynamic routing: its customer gateway, and a connection to the virtual private gateway."""
    customer = ec2.create_customer_gateway(Type="ipsec.1", IpAddress=address, BgpAsn=asn)["CustomerGateway"]
    made = ec2.create_vpn_connection(
        Type="ipsec.1", CustomerGatewayId=customer["CustomerGatewayId"], VpnGatewayId=gateway
    )["VpnConnection"]
    ec2.get_waiter("vpn_connection_available").wait(VpnConnectionIds=[made["VpnConnectionId"]])
    return made["VpnConnectionId"]


@pytest.fixture
def network(vpce_mock):
    ec2 = vpce_mock.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    ec2.attach_vpn_gateway(VpnGatewayId=gateway, VpcId=vpc)
    vpce_mock.settle()
    ec2.enable_vgw_route_propagation(GatewayId=gateway, RouteTableId=table)
    group = ec2.create_security_group(VpcId=vpc, GroupName="web", Description="web")["GroupId"]
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "192.168.0.0/16"}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    web = ec2.create_network_interface(SubnetId=subnet, Groups=[group])["NetworkInterface"]["NetworkInterfaceId"]
    office = connect(ec2, gateway, "203.0.113.10", 65010)
    return SimpleNamespace(ec2=ec2, gateway=gateway, table=table, web=web, office=office)
