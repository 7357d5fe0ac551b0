import unittest

import boto3

from mockvpce import mock_vpce as mock_aws


@mock_aws
def test_decorator():
    ec2 = boto3.client("ec2", region_name="us-east-1")
    ours, theirs = (ec2.create_vpc(CidrBlock=block)["Vpc"]["VpcId"] for block in ("10.0.0.0/16", "10.1.0.0/16"))
    made = ec2.create_vpc_peering_connection(VpcId=ours, PeerVpcId=theirs)["VpcPeeringConnection"]
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=made["VpcPeeringConnectionId"])
    (shown,) = ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
    assert shown["Status"]["Code"] == "active"


def test_other_services_are_motos(sqs):
    queue = sqs.create_queue(QueueName="jobs")["QueueUrl"]
    assert sqs.list_queues()["QueueUrls"] == [queue]


@mock_aws
class TestEndpoints(unittest.TestCase):
    def setUp(self):
        self.ec2 = boto3.client("ec2", region_name="us-east-1")
        self.vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]

    def test_gateway_endpoint(self):
        service = "com.amazonaws.us-east-1.dynamodb"
        made = self.ec2.create_vpc_endpoint(VpcId=self.vpc, ServiceName=service)["VpcEndpoint"]
        self.assertEqual(made["VpcEndpointType"], "Gateway")
