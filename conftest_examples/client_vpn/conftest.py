"""A VPC with a database, and a VPN endpoint for the staff."""

from types import SimpleNamespace

import pytest
from authority import Authority


@pytest.fixture(scope="session")
def company():
    return Authority("Example Company CA")


@pytest.fixture
def network(vpce_mock):
    ec2 = vpce_mock.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    groups = {
        name: ec2.create_security_group(VpcId=vpc, GroupName=name, Description=name)["GroupId"]
        for name in ("vpn", "database")
    }
    rule = {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "UserIdGroupPairs": [{"GroupId": groups["vpn"]}]}
    ec2.authorize_security_group_ingress(GroupId=groups["database"], IpPermissions=[rule])
    interface = ec2.create_network_interface(SubnetId=subnet, Groups=[groups["database"]])["NetworkInterface"]
    return SimpleNamespace(vpc=vpc, subnet=subnet, group=groups["vpn"], database=interface["NetworkInterfaceId"])


@pytest.fixture
def endpoint(vpce_mock, company, network):
    ec2 = vpce_mock.client("ec2")
    server = company.put_into_acm(vpce_mock.client("acm"), *company.issue("vpn.example.com"))
    made = ec2.create_client_vpn_endpoint(
        ClientCidrBlock="172.16.0.0/16",
        ServerCertificateArn=server,
        AuthenticationOptions=[
            {
                "Type": "certificate-authentication",
                "MutualAuthentication": {"ClientRootCertificateChainArn": server},
            }
        ],
        ConnectionLogOptions={"Enabled": False},
        VpcId=network.vpc,
        SecurityGroupIds=[network.group],
    )["ClientVpnEndpointId"]
    ec2.associate_client_vpn_target_network(ClientVpnEndpointId=made, SubnetId=network.subnet)
    ec2.authorize_client_vpn_ingress(ClientVpnEndpointId=made, TargetNetworkCidr="10.0.0.0/16", AuthorizeAllGroups=True)
    return made
