"""Client VPN on the ground."""

from support.certificate_authority import Authority

MANY = 6


class ClientVpn:
    """What the consumer has of Client VPN, by name."""

    def __init__(self, ground):
        self._ground = ground
        ec2 = self.ec2 = ground.consumer.here
        acm = ground.aws.client("acm", account=ground.consumer.account, region="us-east-1")
        authority = Authority()
        self.revocations = authority.revocation_list(authority.issue("somebody"))
        self.certificate = authority.put_into_acm(acm, authority.issue("vpn.example.com"))
        iam = ground.aws.client("iam", account=ground.consumer.account, region="us-east-1")
        provider = iam.create_saml_provider(SAMLMetadataDocument="m" * 1024, Name="corporate")["SAMLProviderArn"]
        self.users = {"Type": "federated-authentication", "FederatedAuthentication": {"SAMLProviderArn": provider}}
        self.endpoints = [
            ec2.create_client_vpn_endpoint(
                **self.wish(f"172.{16 + number}.0.0/16", users=not number),
                TransportProtocol="udp" if number % 2 else "tcp",
                TagSpecifications=[
                    {"ResourceType": "client-vpn-endpoint", "Tags": [{"Key": "number", "Value": str(number)}]}
                ],
            )["ClientVpnEndpointId"]
            for number in range(MANY)
        ]
        self.endpoint, self.idle = self.endpoints[0], self.endpoints[-1]
        self._associate()
        self.with_policy = self.endpoints[2]
        if hasattr(ec2, "accept_transit_gateway_client_vpn_attachment"):
            self._attach(ground, authority)
        if hasattr(ec2, "modify_client_vpn_endpoint_authorization_policy"):
            ec2.modify_client_vpn_endpoint_authorization_policy(
                ClientVpnEndpointId=self.with_policy, PolicyDocument="permit(principal, action, resource);"
            )

    def _attach(self, ground, authority):
        """Let the provider's endpoint wait for the consumer's transit gateway."""
        made = self.ec2.create_transit_gateway(Options={"TransitGatewayCidrBlocks": ["10.250.0.0/24"]})
        gateway = made["TransitGateway"]
        ram = ground.aws.client("ram", account=ground.consumer.account, region="us-east-1")
        arn = gateway["TransitGatewayArn"]
        ram.create_resource_share(name="vpn", resourceArns=[arn], principals=[ground.provider.account])
        acm = ground.aws.client("acm", account=ground.provider.account, region="us-east-1")
        certificate, ours = authority.put_into_acm(acm, authority.issue("vpn.example.com")), self.certificate
        self.certificate = certificate
        ground.provider.here.create_client_vpn_endpoint(
            **self.wish("172.31.0.0/16"), TransitGatewayConfiguration={"TransitGatewayId": gateway["TransitGatewayId"]}
        )
        self.certificate = ours
        (waiting,) = self._attachments()
        self.attachment = waiting["TransitGatewayAttachmentId"]

    def _attachments(self):
        wanted = [{"Name": "resource-type", "Values": ["client-vpn"]}]
        return self.ec2.describe_transit_gateway_attachments(Filters=wanted)["TransitGatewayAttachments"]

    def _associate(self):
        """Lead one endpoint into a subnet in every zone but one, and a second one into its last."""
        ec2 = self.ec2
        self.vpc = ec2.create_vpc(CidrBlock="10.200.0.0/16")["Vpc"]["VpcId"]
        zones = [one["ZoneName"] for one in ec2.describe_availability_zones()["AvailabilityZones"]]
        *subnets, self.free_subnet = [
            ec2.create_subnet(VpcId=self.vpc, CidrBlock=f"10.200.{number}.0/24", AvailabilityZone=zone)["Subnet"][
                "SubnetId"
            ]
            for number, zone in enumerate([*zones, zones[0]])
        ]
        groups = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [self.vpc]}])["SecurityGroups"]
        self.group = groups[0]["GroupId"]
        self.associations = [
            ec2.associate_client_vpn_target_network(ClientVpnEndpointId=self.endpoint, SubnetId=one)["AssociationId"]
            for one in subnets
        ]
        self.other = self.endpoints[1]
        self._ground.aws.settle()
        self.subnet = subnets[0]
        ec2.create_client_vpn_route(
            ClientVpnEndpointId=self.endpoint, DestinationCidrBlock="0.0.0.0/0", TargetVpcSubnetId=self.subnet
        )
        for number in range(MANY):
            ec2.authorize_client_vpn_ingress(
                ClientVpnEndpointId=self.endpoint,
                TargetNetworkCidr=f"10.{number}.0.0/16",
                AccessGroupId=f"group-{number}",
                Description=f"rule {number}",
            )
        self._ground.aws.settle()
        self.connections = [
            self._ground.aws.connect(self.endpoint, user=f"user-{number}", groups=f"group-{number}").id
            for number in range(MANY)
        ]

    def wish(self, block, *, users=False):
        """What CreateClientVpnEndpoint needs."""
        mutual = {"ClientRootCertificateChainArn": self.certificate}
        return {
            "ClientCidrBlock": block,
            "ServerCertificateArn": self.certificate,
            "AuthenticationOptions": [
                self.users if users else {"Type": "certificate-authentication", "MutualAuthentication": mutual}
            ],
            "ConnectionLogOptions": {"Enabled": False},
        }
