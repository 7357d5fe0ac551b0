"""A VPC whose way to another VPC is an appliance, the customer's device of a VPN connection."""

from types import SimpleNamespace

import pytest


def build_vpc(ec2, block):
    """A VPC with one subnet, its table, and an interface in it that lets everything in."""
    vpc = ec2.create_vpc(CidrBlock=f"{block}.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=f"{block}.1.0/24")["Subnet"]["SubnetId"]
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    group = ec2.create_security_group(VpcId=vpc, GroupName="open", Description="open")["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=group, IpPermissions=[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    )
    made = ec2.create_network_interface(SubnetId=subnet, Groups=[group])["NetworkInterface"]
    return SimpleNamespace(vpc=vpc, subnet=subnet, table=table, group=group, host=made["NetworkInterfaceId"])


@pytest.fixture
def here(vpce_mock):
    """The VPC of the appliance."""
    ec2 = vpce_mock.client("ec2")
    made = build_vpc(ec2, "192.168")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    place = {"SubnetId": made.subnet, "SecurityGroupIds": [made.group]}
    (instance,) = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, **place)["Instances"]
    made.appliance = instance["InstanceId"]
    made.interface = instance["NetworkInterfaces"][0]["NetworkInterfaceId"]
    address = ec2.allocate_address(Domain="vpc")
    ec2.associate_address(AllocationId=address["AllocationId"], NetworkInterfaceId=made.interface)
    made.address = address["PublicIp"]
    ec2.modify_instance_attribute(InstanceId=made.appliance, SourceDestCheck={"Value": False})
    ec2.create_route(RouteTableId=made.table, DestinationCidrBlock="10.0.0.0/16", NetworkInterfaceId=made.interface)
    return made


@pytest.fixture
def there(vpce_mock, here):
    """The VPC at the other end, with AWS's VPN."""
    ec2 = vpce_mock.client("ec2")
    made = build_vpc(ec2, "10.0")
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    ec2.attach_vpn_gateway(VpnGatewayId=gateway, VpcId=made.vpc)
    vpce_mock.settle()
    ec2.enable_vgw_route_propagation(GatewayId=gateway, RouteTableId=made.table)
    customer = ec2.create_customer_gateway(Type="ipsec.1", IpAddress=here.address)["CustomerGateway"]
    connection = ec2.create_vpn_connection(
        Type="ipsec.1", CustomerGatewayId=customer["CustomerGatewayId"], VpnGatewayId=gateway
    )["VpnConnection"]
    made.vpn = vpce_mock.vpn(connection["VpnConnectionId"])
    return made
