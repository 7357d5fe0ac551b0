"""What a call costs, and what a test costs, with moto and with mockvpce in one run."""

from __future__ import annotations

import ipaddress
import json
from itertools import count, cycle

import boto3
import pytest
import table
from conftest import REGION, create_endpoint, default_vpc, endpoints, vpn_connections

from mockvpce import mock_vpce


@pytest.mark.benchmark(group="one test: enter, client, one call, leave")
def test_one_test(benchmark, mock):
    def one():
        with mock():
            boto3.client("ec2", region_name=REGION).describe_vpc_endpoints()

    benchmark.pedantic(one, rounds=15, warmup_rounds=2)


@pytest.mark.benchmark(group="create an interface endpoint without subnets")
def test_create(benchmark, ec2):
    vpc = default_vpc(ec2)
    benchmark.pedantic(lambda: create_endpoint(ec2, vpc), rounds=200, warmup_rounds=5)


@pytest.mark.parametrize("number", ["one subnet", "two subnets"])
def test_create_with_subnets(benchmark, ec2, number):
    vpc = ec2.create_vpc(CidrBlock="10.8.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for cidr, zone in (("10.8.0.0/18", "us-east-1a"), ("10.8.64.0/18", "us-east-1b"))
    ]
    benchmark.group = f"create an interface endpoint with {number}"
    taken = subnets[: 1 if number == "one subnet" else 2]
    benchmark.pedantic(lambda: create_endpoint(ec2, vpc, taken), rounds=150, warmup_rounds=5)


@pytest.mark.benchmark(group="describe one endpoint of 1,000 by id")
def test_describe_one(benchmark, ec2):
    with endpoints(ec2, 1000) as (_, ids):
        benchmark.pedantic(lambda: ec2.describe_vpc_endpoints(VpcEndpointIds=[ids[500]]), rounds=200, warmup_rounds=5)


@pytest.mark.benchmark(group="filter 1,000 endpoints by VPC (none matches)")
def test_filter_by_vpc(benchmark, ec2):
    filters = [{"Name": "vpc-id", "Values": ["vpc-0123456789abcdef0"]}]
    with endpoints(ec2, 1000):
        benchmark.pedantic(lambda: ec2.describe_vpc_endpoints(Filters=filters), rounds=30, warmup_rounds=2)


@pytest.mark.benchmark(group="filter 1,000 endpoints by VPC (100 match)")
def test_filter_by_vpc_with_matches(benchmark, ec2):
    with endpoints(ec2, 1000) as (vpc, _):
        filters = [{"Name": "vpc-id", "Values": [vpc]}]
        found = benchmark.pedantic(lambda: ec2.describe_vpc_endpoints(Filters=filters), rounds=30, warmup_rounds=2)
    assert len(found["VpcEndpoints"]) == 100


@pytest.mark.benchmark(group="describe all 1,000 endpoints, pages included")
def test_describe_all(benchmark, ec2):
    paginator = ec2.get_paginator("describe_vpc_endpoints")

    def all_pages():
        return sum(len(page["VpcEndpoints"]) for page in paginator.paginate(PaginationConfig={"PageSize": 200}))

    with endpoints(ec2, 1000):
        assert benchmark.pedantic(all_pages, rounds=10, warmup_rounds=1) == 1000


@pytest.mark.benchmark(group="list the endpoint services")
def test_services(benchmark, ec2):
    benchmark.pedantic(ec2.describe_vpc_endpoint_services, rounds=30, warmup_rounds=2)


@pytest.mark.benchmark(group="peering: create, accept, delete")
def test_peering(benchmark, ec2):
    networks = ipaddress.ip_network("10.0.0.0/8").subnets(new_prefix=16)
    requester = ec2.create_vpc(CidrBlock=str(next(networks)))["Vpc"]["VpcId"]
    accepter = ec2.create_vpc(CidrBlock=str(next(networks)))["Vpc"]["VpcId"]
    made = count()

    def life():
        next(made)
        peering = ec2.create_vpc_peering_connection(VpcId=requester, PeerVpcId=accepter)["VpcPeeringConnection"]
        peering_id = peering["VpcPeeringConnectionId"]
        ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=peering_id)
        ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=peering_id)

    benchmark.pedantic(life, rounds=60, warmup_rounds=3)
    assert next(made) >= 60


@pytest.mark.benchmark(group="create a VPN connection")
def test_create_vpn_connection(benchmark, ec2):
    wish, _ = vpn_connections(ec2, 0)
    benchmark.pedantic(lambda: ec2.create_vpn_connection(**wish), rounds=100, warmup_rounds=5)


@pytest.mark.benchmark(group="describe one VPN connection of 1,000")
def test_describe_vpn_connection(benchmark, ec2):
    _, made = vpn_connections(ec2, 1000)
    shown = benchmark.pedantic(
        lambda: ec2.describe_vpn_connections(VpnConnectionIds=[made[500]]), rounds=50, warmup_rounds=3
    )
    assert len(shown["VpnConnections"]) == 1


@pytest.mark.benchmark(group="VPN connection: create, describe, delete")
def test_vpn_connection(benchmark, ec2):
    """moto has no static routes of connections, so that a description stands for one."""
    wish, _ = vpn_connections(ec2, 0)

    def life():
        made = ec2.create_vpn_connection(**wish)["VpnConnection"]["VpnConnectionId"]
        ec2.describe_vpn_connections(VpnConnectionIds=[made])
        ec2.delete_vpn_connection(VpnConnectionId=made)

    benchmark.pedantic(life, rounds=60, warmup_rounds=3)


@pytest.mark.parametrize("number", [1000, 10000])
def test_reach(benchmark, number):
    """One question within one VPC of that many interfaces, 200 groups and 50 tables; see `table.REACH`."""
    with mock_vpce(region=REGION, quotas=False) as aws:
        interfaces = large_vpc(aws.client("ec2"), number)
        pairs = cycle(zip(interfaces, interfaces[7::3], strict=False))
        benchmark.group = table.REACH.format(number)
        path = benchmark.pedantic(lambda: aws.reach(*next(pairs), 80), rounds=300, warmup_rounds=20)
        assert path


def test_reach_all_pairs(benchmark):
    """All pairs of 100 interfaces: 9,900 questions."""
    with mock_vpce(region=REGION, quotas=False) as aws:
        interfaces = large_vpc(aws.client("ec2"), 100)
        benchmark.group = "aws.reach, all pairs of 100 interfaces"
        benchmark.pedantic(
            lambda: [aws.reach(one, other, 80) for one in interfaces for other in interfaces if one != other], rounds=1
        )


def large_vpc(ec2, number):
    """Interfaces in one VPC of 50 subnets, each with a table of its own, and 200 groups that refer to each other."""
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets, groups = [], []
    for index in range(50):
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{4 * index}.0/22", AvailabilityZone=f"{REGION}a")
        subnets.append(subnet["Subnet"]["SubnetId"])
        table_id = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        ec2.associate_route_table(RouteTableId=table_id, SubnetId=subnets[-1])
    for index in range(200):
        groups.append(ec2.create_security_group(VpcId=vpc, GroupName=f"g{index}", Description="-")["GroupId"])
        named = [{"GroupId": groups[max(0, index - step)]} for step in range(5)]
        rules = [
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": named[: index + 1]},
            {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]},
        ]
        ec2.authorize_security_group_ingress(GroupId=groups[-1], IpPermissions=rules)
    made = []
    for index in range(number):
        chosen = [groups[index % 200], groups[(index * 7 + 3) % 200]]
        shown = ec2.create_network_interface(SubnetId=subnets[index % 50], Groups=list(dict.fromkeys(chosen)))
        made.append(shown["NetworkInterface"]["NetworkInterfaceId"])
    return made


@pytest.mark.parametrize("group", [table.UNPLACED, table.PLACED])
def test_get_object(benchmark, group):
    """Through a gateway endpoint with a policy, from a bucket with one."""
    with mock_vpce(region=REGION) as aws:
        ec2, s3 = aws.client("ec2"), aws.client("s3")
        subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
        tables = [one["RouteTableId"] for one in ec2.describe_route_tables()["RouteTables"]]
        allowed = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        name = f"com.amazonaws.{REGION}.s3"
        ec2.create_vpc_endpoint(VpcId=default_vpc(ec2), ServiceName=name, RouteTableIds=tables, PolicyDocument=policy)
        web = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
        s3.create_bucket(Bucket="data")
        s3.put_bucket_policy(Bucket="data", Policy=policy.replace('"*"}', '"arn:aws:s3:::data/*"}'))
        s3.put_object(Bucket="data", Key="k", Body=b"")
        asked = aws.client("s3", at=web) if group == table.PLACED else s3
        benchmark.group = group
        benchmark.pedantic(lambda: asked.get_object(Bucket="data", Key="k"), rounds=200, warmup_rounds=20)
