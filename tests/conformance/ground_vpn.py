"""The VPN on the ground."""

MANY = 6
PAGES = 201
"""More than the smallest page of what comes in pages of 200."""


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
        transit = self.transit = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
        self.connection, self.over_transit, self.deleted = (
            ec2.create_vpn_connection(
                Type="ipsec.1",
                CustomerGatewayId=customer,
                TagSpecifications=specification("vpn-connection", number),
                Options={"StaticRoutesOnly": number == 0},
                **gateway,
            )["VpnConnection"]["VpnConnectionId"]
            for number, (customer, gateway) in enumerate(
                [
                    (self.customers[0], {"VpnGatewayId": self.gateway}),
                    (self.customers[1], {"TransitGatewayId": transit}),
                    (self.customers[2], {}),
                ]
            )
        )
        ground.aws.settle()
        self._build_the_rest(ec2)
        ec2.create_vpn_connection_route(VpnConnectionId=self.connection, DestinationCidrBlock="172.20.0.0/16")
        ec2.delete_vpn_connection(VpnConnectionId=self.deleted)
        ec2.enable_vgw_route_propagation(GatewayId=self.gateway, RouteTableId=self.table)

    def _build_the_rest(self, ec2):
        """A connection that certificates authenticate, tunnels, concentrators where botocore knows them."""
        certificate = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-4333-8444-555555555555"
        customer = ec2.create_customer_gateway(Type="ipsec.1", CertificateArn=certificate)["CustomerGateway"]
        certified = ec2.create_vpn_connection(Type="ipsec.1", CustomerGatewayId=customer["CustomerGatewayId"])
        self.tunnel, self.certified_tunnel = (
            {
                "VpnConnectionId": one["VpnConnectionId"],
                "VpnTunnelOutsideIpAddress": one["Options"]["TunnelOptions"][0]["OutsideIpAddress"],
            }
            for one in (
                *ec2.describe_vpn_connections(VpnConnectionIds=[self.connection])["VpnConnections"],
                certified["VpnConnection"],
            )
        )
        if hasattr(ec2, "create_vpn_concentrator"):
            made = [
                ec2.create_vpn_concentrator(
                    Type="ipsec.1",
                    TransitGatewayId=self.transit,
                    TagSpecifications=specification("vpn-concentrator", number),
                )["VpnConcentrator"]["VpnConcentratorId"]
                for number in range(PAGES)
            ]
            self.concentrator = made[0]
