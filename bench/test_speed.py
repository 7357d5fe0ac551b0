"""What a call costs, and what a test costs, with moto and with mockvpce in one run."""

from __future__ import annotations

import ipaddress
from itertools import count

import boto3
import pytest
from conftest import REGION, create_endpoint, default_vpc, endpoints


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


@pytest.mark.benchmark(group="create an interface endpoint with two subnets")
def test_create_with_subnets(benchmark, ec2):
    vpc = ec2.create_vpc(CidrBlock="10.8.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for cidr, zone in (("10.8.0.0/18", "us-east-1a"), ("10.8.64.0/18", "us-east-1b"))
    ]
    benchmark.pedantic(lambda: create_endpoint(ec2, vpc, subnets), rounds=150, warmup_rounds=5)


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
