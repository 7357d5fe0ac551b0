"""An account in a Region with what a Client VPN needs, made when it is asked for."""

from contextlib import contextmanager
from functools import cache, cached_property

import pytest
from botocore.exceptions import ClientError
from certificate_authority import Authority

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


@contextmanager
def refused(code, message=None):
    """The block's request fails with this code and text; compare the code alone where AWS's text is not known."""
    with pytest.raises(ClientError) as caught:
        yield
    error = caught.value.response["Error"]
    assert (error["Code"], error["Message"] if message else None) == (code, message)


class Office:
    """An account in a Region."""

    def __init__(self, aws, account=ACCOUNT, region="us-east-1"):
        self.aws, self.account, self.region = aws, account, region
        self._blocks = 0

    def client(self, service):
        return self.aws.client(service, account=self.account, region=self.region)

    @cached_property
    def ec2(self):
        return self.client("ec2")

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

    # what may not change

    def picture(self):
        """All that a refused request must leave as it was."""
        return {
            "endpoints": self.ec2.describe_client_vpn_endpoints()["ClientVpnEndpoints"],
            "interfaces": self.ec2.describe_network_interfaces()["NetworkInterfaces"],
        }

    @contextmanager
    def unchanged(self, code, message=None):
        """The block's request fails with this code, and text where it is known, and changes nothing."""
        before = self.picture()
        with refused(code, message):
            yield
        assert self.picture() == before
