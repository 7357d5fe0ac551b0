"""Sixteen threads at once lose nothing and never see a resource half made."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from threading import Barrier

import pytest
from botocore.exceptions import ClientError

from mockvpce import mock_vpce

THREADS = 16
EACH = 6
FINISHED = {"VpcEndpointId", "VpcId", "State", "NetworkInterfaceIds", "SubnetIds", "Groups", "DnsEntries", "Tags"}


@pytest.fixture(params=[False, True], ids=["client", "wire"])
def aws(request):
    with mock_vpce(region="us-east-1", wire=request.param, quotas=False) as handle:
        yield handle


@pytest.fixture
def vpc(aws):
    ec2 = aws.client("ec2")
    made = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=made, EnableDnsHostnames={"Value": True})
    return made


def together(work):
    """The results of `work(number)` in as many threads, begun at the same moment."""
    barrier = Barrier(THREADS)

    def begin(number):
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begin, range(THREADS)))


def assert_whole(endpoint):
    assert endpoint.keys() >= FINISHED
    assert len(endpoint["NetworkInterfaceIds"]) == len(endpoint["SubnetIds"]) == 1
    assert endpoint["Tags"] == [{"Key": "by", "Value": endpoint["Tags"][0]["Value"]}]
    assert [group["GroupName"] for group in endpoint["Groups"]] == ["default"]


def test_create_and_describe_at_once(aws, vpc):
    ec2 = aws.client("ec2")
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/20")["Subnet"]["SubnetId"]

    def work(number):
        mine = []
        for _ in range(EACH):
            made = ec2.create_vpc_endpoint(
                VpcId=vpc,
                ServiceName="com.amazonaws.us-east-1.sqs",
                VpcEndpointType="Interface",
                PrivateDnsEnabled=False,
                SubnetIds=[subnet],
                TagSpecifications=[{"ResourceType": "vpc-endpoint", "Tags": [{"Key": "by", "Value": str(number)}]}],
            )
            mine.append(made["VpcEndpoint"]["VpcEndpointId"])
            seen = ec2.describe_vpc_endpoints()["VpcEndpoints"]
            for endpoint in seen:
                assert_whole(endpoint)
            assert {endpoint["VpcEndpointId"] for endpoint in seen} >= set(mine)
        return mine

    made = list(chain.from_iterable(together(work)))
    endpoints = ec2.describe_vpc_endpoints()["VpcEndpoints"]
    assert len(set(made)) == THREADS * EACH
    assert {endpoint["VpcEndpointId"] for endpoint in endpoints} == set(made)
    shown = ec2.describe_network_interfaces()["NetworkInterfaces"]
    assert len({one["PrivateIpAddress"] for one in shown}) == len(shown) == THREADS * EACH


def test_motos_requests_and_ours_at_once(aws, vpc):
    ec2 = aws.client("ec2")
    s3 = "com.amazonaws.us-east-1.s3"

    def work(_):
        table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=s3, RouteTableIds=[table])["VpcEndpoint"]["VpcEndpointId"]
        (shown,) = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
        assert made in {route.get("GatewayId") for route in shown["Routes"]}
        ec2.delete_vpc_endpoints(VpcEndpointIds=[made])
        ec2.delete_route_table(RouteTableId=table)
        return table

    tables = together(work)
    left = {table["RouteTableId"] for table in ec2.describe_route_tables()["RouteTables"]}
    assert not left & set(tables)


def test_only_one_of_many_accepts(aws, vpc):
    ec2 = aws.client("ec2")
    peer = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    made = ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=peer)
    asked = made["VpcPeeringConnection"]["VpcPeeringConnectionId"]

    def work(_):
        try:
            ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=asked)
        except ClientError as error:
            return error.response["Error"]["Code"]
        return "accepted"

    assert Counter(together(work)) == {"accepted": 1, "InvalidStateTransition": THREADS - 1}
    (shown,) = ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
    assert shown["Status"]["Code"] == "active"


def test_one_token_in_many_threads_makes_one_endpoint(aws, vpc):
    ec2 = aws.client("ec2")

    def work(_):
        made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3", ClientToken="once")
        return made["VpcEndpoint"]["VpcEndpointId"]

    assert len(set(together(work))) == 1
    assert len(ec2.describe_vpc_endpoints()["VpcEndpoints"]) == 1
