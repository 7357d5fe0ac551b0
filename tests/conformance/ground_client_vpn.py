"""Client VPN on the ground."""

from certificate_authority import Authority

MANY = 6


class ClientVpn:
    """What the consumer has of Client VPN, by name."""

    def __init__(self, ground):
        self._ground = ground
        ec2 = self.ec2 = ground.consumer.here
        acm = ground.aws.client("acm", account=ground.consumer.account, region="us-east-1")
        authority = Authority()
        self.certificate = authority.put_into_acm(acm, authority.issue("vpn.example.com"))
        self.endpoints = [
            ec2.create_client_vpn_endpoint(
                **self.wish(f"172.{16 + number}.0.0/16"),
                TransportProtocol="udp" if number % 2 else "tcp",
                TagSpecifications=[
                    {"ResourceType": "client-vpn-endpoint", "Tags": [{"Key": "number", "Value": str(number)}]}
                ],
            )["ClientVpnEndpointId"]
            for number in range(MANY)
        ]
        self.endpoint, self.idle = self.endpoints[0], self.endpoints[-1]

    def wish(self, block):
        """What CreateClientVpnEndpoint needs."""
        mutual = {"ClientRootCertificateChainArn": self.certificate}
        return {
            "ClientCidrBlock": block,
            "ServerCertificateArn": self.certificate,
            "AuthenticationOptions": [{"Type": "certificate-authentication", "MutualAuthentication": mutual}],
            "ConnectionLogOptions": {"Enabled": False},
        }

    def picture(self):
        """All of it that a refused request must leave as it was."""
        return [self.ec2.describe_client_vpn_endpoints()["ClientVpnEndpoints"]]
