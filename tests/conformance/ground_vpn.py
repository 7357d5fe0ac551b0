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


def picture(ec2):
    """All of it that a refused request must leave as it was."""
    return [ec2.describe_customer_gateways()["CustomerGateways"]]
