"""The VPN on the ground."""

MANY = 6


def specification(kind, number):
    return [{"ResourceType": kind, "Tags": [{"Key": "number", "Value": str(number)}]}]


class Vpn:
    """What the consumer has of Site-to-Site VPN, by name."""

    def __init__(self, ground):
        ec2 = ground.consumer.here
        self.customers = [
            ec2.create_customer_gateway(
                Type="ipsec.1",
                IpAddress=f"203.0.113.{number}",
                BgpAsn=65000 + number,
                TagSpecifications=specification("customer-gateway", number),
            )["CustomerGateway"]["CustomerGatewayId"]
            for number in range(1, MANY + 1)
        ]
        self.idle_customer = self.customers[-1]
        self._build_gateways(ground, ec2)

    def _build_gateways(self, ground, ec2):
        self.gateway, self.idle_gateway = (
            ec2.create_vpn_gateway(
                Type="ipsec.1", AmazonSideAsn=asn, TagSpecifications=specification("vpn-gateway", asn)
            )["VpnGateway"]["VpnGatewayId"]
            for asn in (64600, 64601)
        )
        ec2.attach_vpn_gateway(VpnGatewayId=self.gateway, VpcId=ground.place.vpc)
        self.free_vpc = ec2.create_vpc(CidrBlock="10.40.0.0/16")["Vpc"]["VpcId"]
        self.table = ec2.create_route_table(VpcId=ground.place.vpc)["RouteTable"]["RouteTableId"]
        ground.aws.settle()
        ec2.enable_vgw_route_propagation(GatewayId=self.gateway, RouteTableId=self.table)


def picture(ec2):
    """All of it that a refused request must leave as it was."""
    return [
        ec2.describe_customer_gateways()["CustomerGateways"],
        ec2.describe_vpn_gateways()["VpnGateways"],
    ]
