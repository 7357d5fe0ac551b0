"""Two accounts with a VPC each, and the peering between them."""

from dataclasses import dataclass

import boto3
import pytest

from mockvpce import mock_vpce


@dataclass
class Network:
    """A VPC of an account, with the session that the account's code works with."""

    account: str
    session: boto3.Session
    cidr: str
    vpc_id: str = ""
    table_id: str = ""

    def __post_init__(self):
        self.ec2 = self.session.client("ec2")
        self.vpc_id = self.ec2.create_vpc(CidrBlock=self.cidr)["Vpc"]["VpcId"]
        self.table_id = self.ec2.create_route_table(VpcId=self.vpc_id)["RouteTable"]["RouteTableId"]


@pytest.fixture
def aws():
    with mock_vpce() as handle:
        yield handle


@pytest.fixture
def company(aws):
    account = "111111111111"
    return Network(account, aws.session(account=account, region="us-east-1"), "10.0.0.0/16")


@pytest.fixture
def vendor(aws):
    account = "222222222222"
    return Network(account, aws.session(account=account, region="eu-west-1"), "10.1.0.0/16")


@pytest.fixture
def peering(company, vendor):
    """The company's request, which the vendor has not answered."""
    made = company.ec2.create_vpc_peering_connection(
        VpcId=company.vpc_id, PeerVpcId=vendor.vpc_id, PeerOwnerId=vendor.account, PeerRegion="eu-west-1"
    )
    return made["VpcPeeringConnection"]["VpcPeeringConnectionId"]
