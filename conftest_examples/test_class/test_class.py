import boto3

from mockvpce import mock_vpce


@mock_vpce
class TestPeering:
    def setup_method(self):
        self.ec2 = boto3.client("ec2", region_name="us-east-1")
        blocks = ("10.0.0.0/16", "10.1.0.0/16")
        vpc, peer = (self.ec2.create_vpc(CidrBlock=block)["Vpc"]["VpcId"] for block in blocks)
        asked = self.ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=peer)["VpcPeeringConnection"]
        self.id = asked["VpcPeeringConnectionId"]

    def code(self):
        (shown,) = self.ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
        return shown["Status"]["Code"]

    def test_accept(self):
        self.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=self.id)
        assert self.code() == "active"

    def test_reject(self):
        self.ec2.reject_vpc_peering_connection(VpcPeeringConnectionId=self.id)
        assert self.code() == "rejected"
