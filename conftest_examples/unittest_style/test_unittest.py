import unittest

import boto3

from mockvpce import mock_vpce

SERVICE = "com.amazonaws.us-east-1.s3"


@mock_vpce
class Decorated(unittest.TestCase):
    def setUp(self):
        self.ec2 = boto3.client("ec2", region_name="us-east-1")
        self.vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]

    def test_gateway_endpoint(self):
        made = self.ec2.create_vpc_endpoint(VpcId=self.vpc, ServiceName=SERVICE)["VpcEndpoint"]
        self.assertEqual(made["State"], "available")


class ByHand(unittest.TestCase):
    def setUp(self):
        mock = mock_vpce(timing="aws")
        self.aws = mock.start()
        self.addCleanup(mock.stop)

    def test_a_request_expires(self):
        ec2 = self.aws.client("ec2", region="us-east-1")
        vpc, peer = (ec2.create_vpc(CidrBlock=f"10.{n}.0.0/16")["Vpc"]["VpcId"] for n in range(2))
        ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=peer)
        self.aws.clock.advance(days=7, minutes=1)
        (shown,) = ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
        self.assertEqual(shown["Status"]["Code"], "expired")
