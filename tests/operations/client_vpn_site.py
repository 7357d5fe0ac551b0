"""An account in a Region with what a Client VPN needs, made when it is asked for."""

from functools import cache, cached_property

from support.account import Account
from support.certificate_authority import Authority
from support.refused import refused  # noqa: F401 - tests of the family take it from here

ACCOUNT = "123456789012"
ABSENT = "0123456789abcdef0"
"""What makes an id that nobody has."""
NO_LOG = {"Enabled": False}


@cache
def authority():
    """The company's certificate authority."""
    return Authority()


@cache
def issued(common_name):
    """A certificate of the authority's."""
    return authority().issue(common_name)


def exists(endpoint):
    """Whether an endpoint as it is shown can be asked for its parts."""
    return endpoint["Status"]["Code"] != "deleted"


class Office(Account):
    """An account in a Region, with Client VPN endpoints."""

    def __init__(self, aws, account=ACCOUNT, region="us-east-1"):
        super().__init__(aws, account, region)
        self._blocks = 0

    # what an endpoint needs

    @cached_property
    def certificate(self):
        """The ARN of a server certificate, whose chain clients are checked against too."""
        return authority().put_into_acm(self.client("acm"), issued("vpn.example.com"))

    @cached_property
    def mutual(self):
        chain = {"ClientRootCertificateChainArn": self.certificate}
        return {"Type": "certificate-authentication", "MutualAuthentication": chain}

    @cached_property
    def directory(self):
        """The id of a directory."""
        settings = {"VpcId": self.vpc, "SubnetIds": self.subnets}
        made = self.client("ds").create_directory(
            Name="corp.example.com", Password="Passw0rd!", Size="Small", VpcSettings=settings
        )
        return made["DirectoryId"]

    @cached_property
    def users(self):
        """Authentication by the directory."""
        return {"Type": "directory-service-authentication", "ActiveDirectory": {"DirectoryId": self.directory}}

    @cached_property
    def provider(self):
        """The ARN of a SAML provider."""
        made = self.client("iam").create_saml_provider(SAMLMetadataDocument="m" * 1024, Name="corporate")
        return made["SAMLProviderArn"]

    @cached_property
    def federated(self):
        return {"Type": "federated-authentication", "FederatedAuthentication": {"SAMLProviderArn": self.provider}}

    @cached_property
    def log_group(self):
        self.client("logs").create_log_group(logGroupName="vpn")
        return "vpn"

    @cached_property
    def vpc(self):
        return self.make_vpc()

    def make_vpc(self, cidr="10.0.0.0/16"):
        return self.ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]

    @cached_property
    def subnets(self):
        """A subnet in each of two zones."""
        return [self.make_subnet(zone) for zone in "ab"]

    def make_subnet(self, zone="a", vpc=None, **options):
        self._blocks += 1
        options = {"CidrBlock": f"10.0.{self._blocks}.0/24", **options}
        made = self.ec2.create_subnet(VpcId=vpc or self.vpc, AvailabilityZone=self.region + zone, **options)
        return made["Subnet"]["SubnetId"]

    def default_group(self, vpc=None):
        filters = [{"Name": "vpc-id", "Values": [vpc or self.vpc]}, {"Name": "group-name", "Values": ["default"]}]
        return self.ec2.describe_security_groups(Filters=filters)["SecurityGroups"][0]["GroupId"]

    def make_group(self, name="vpn", vpc=None):
        return self.ec2.create_security_group(VpcId=vpc or self.vpc, GroupName=name, Description="-")["GroupId"]

    # endpoints

    def create(self, **options):
        """What CreateClientVpnEndpoint answers; None leaves a member out."""
        given = {
            "ClientCidrBlock": "172.16.0.0/16",
            "ServerCertificateArn": self.certificate,
            "AuthenticationOptions": [self.mutual],
            "ConnectionLogOptions": NO_LOG,
            **options,
        }
        return self.ec2.create_client_vpn_endpoint(**{key: value for key, value in given.items() if value is not None})

    def make(self, **options):
        """The id of a new endpoint."""
        return self.create(**options)["ClientVpnEndpointId"]

    def endpoint(self, endpoint):
        return self.ec2.describe_client_vpn_endpoints(ClientVpnEndpointIds=[endpoint])["ClientVpnEndpoints"][0]

    def state(self, endpoint):
        return self.endpoint(endpoint)["Status"]["Code"]

    def modify(self, endpoint, **changes):
        assert self.ec2.modify_client_vpn_endpoint(ClientVpnEndpointId=endpoint, **changes)["Return"] is True

    # target networks

    def associate(self, endpoint, subnet=None, **options):
        """The id of a new association."""
        made = self.ec2.associate_client_vpn_target_network(
            ClientVpnEndpointId=endpoint, SubnetId=subnet or self.subnets[0], **options
        )
        return made["AssociationId"]

    def disassociate(self, endpoint, association):
        answer = self.ec2.disassociate_client_vpn_target_network(
            ClientVpnEndpointId=endpoint, AssociationId=association
        )
        return answer["Status"]["Code"]

    def networks(self, endpoint, **given):
        answer = self.ec2.describe_client_vpn_target_networks(ClientVpnEndpointId=endpoint, **given)
        return answer["ClientVpnTargetNetworks"]

    def network_states(self, endpoint):
        return [one["Status"]["Code"] for one in self.networks(endpoint)]

    def make_available(self, **options):
        """The id of an endpoint that leads into the first subnet."""
        endpoint = self.make(**options)
        self.associate(endpoint)
        self.aws.settle()
        return endpoint

    def make_open(self, **options):
        """The id of an endpoint that leads into the first subnet, and lets everybody into the VPC."""
        endpoint = self.make_available(**options)
        self.authorize(endpoint)
        self.aws.settle()
        return endpoint

    # sessions

    def connect(self, endpoint, name="alice", **options):
        """A client with a certificate of the company's."""
        return self.aws.connect(endpoint, certificate=issued(name).pem, **options)

    def connections(self, endpoint, **given):
        return self.ec2.describe_client_vpn_connections(ClientVpnEndpointId=endpoint, **given)["Connections"]

    def connection_states(self, endpoint):
        return [one["Status"]["Code"] for one in self.connections(endpoint)]

    # routes and rules

    def add_route(self, endpoint, destination="0.0.0.0/0", target=None, **options):
        answer = self.ec2.create_client_vpn_route(
            ClientVpnEndpointId=endpoint,
            DestinationCidrBlock=destination,
            TargetVpcSubnetId=target or self.subnets[0],
            **options,
        )
        return answer["Status"]["Code"]

    def delete_route(self, endpoint, destination="0.0.0.0/0", target=None):
        answer = self.ec2.delete_client_vpn_route(
            ClientVpnEndpointId=endpoint,
            DestinationCidrBlock=destination,
            TargetVpcSubnetId=target or self.subnets[0],
        )
        return answer["Status"]["Code"]

    def routes(self, endpoint, **given):
        return self.ec2.describe_client_vpn_routes(ClientVpnEndpointId=endpoint, **given)["Routes"]

    def authorize(self, endpoint, network="10.0.0.0/16", group=None, **options):
        """Let a group in, or everybody."""
        whom = {"AccessGroupId": group} if group else {"AuthorizeAllGroups": True}
        answer = self.ec2.authorize_client_vpn_ingress(
            ClientVpnEndpointId=endpoint, TargetNetworkCidr=network, **whom, **options
        )
        return answer["Status"]["Code"]

    def revoke(self, endpoint, network="10.0.0.0/16", group=None):
        whom = {"AccessGroupId": group} if group else {"RevokeAllGroups": True}
        answer = self.ec2.revoke_client_vpn_ingress(ClientVpnEndpointId=endpoint, TargetNetworkCidr=network, **whom)
        return answer["Status"]["Code"]

    def rules(self, endpoint, **given):
        answer = self.ec2.describe_client_vpn_authorization_rules(ClientVpnEndpointId=endpoint, **given)
        return answer["AuthorizationRules"]

    # certificates

    def import_revocations(self, endpoint, pem):
        answer = self.ec2.import_client_vpn_client_certificate_revocation_list(
            ClientVpnEndpointId=endpoint, CertificateRevocationList=pem
        )
        assert answer["Return"] is True

    def revocations(self, endpoint):
        """The list of an endpoint and its state, both None where there is none."""
        answer = self.ec2.export_client_vpn_client_certificate_revocation_list(ClientVpnEndpointId=endpoint)
        return answer.get("CertificateRevocationList"), answer.get("Status", {}).get("Code")

    def configuration(self, endpoint):
        answer = self.ec2.export_client_vpn_client_configuration(ClientVpnEndpointId=endpoint)
        return answer["ClientConfiguration"]

    # authorization policy

    def set_policy(self, endpoint, document=None, **options):
        if document is not None:
            options["PolicyDocument"] = document
        answer = self.ec2.modify_client_vpn_endpoint_authorization_policy(ClientVpnEndpointId=endpoint, **options)
        return answer["Status"]

    def policy(self, endpoint):
        answer = self.ec2.get_client_vpn_endpoint_authorization_policy(ClientVpnEndpointId=endpoint)
        del answer["ResponseMetadata"]
        return answer

    def interfaces(self):
        """The interfaces of Client VPN."""
        filters = [{"Name": "description", "Values": ["ClientVPN Endpoint resource"]}]
        return self.ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"]
