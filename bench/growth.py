"""What a Describe costs in a world and in one ten times as large, for a result of the same size; and all pages to the end.

A cost that does not grow stays at 1; to the end in pages, a cost per item that does not grow does.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from typing import Any

from mockvpce import mock_vpce

SIZES = (300, 3_000)


def median(call: Callable[[], Any], rounds: int = 15) -> float:
    """Microseconds of the middle one of some rounds."""
    call()
    gc.collect()
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1e6


def to_the_end(operation: Callable[..., Any], key: str, size: int) -> float:
    """Microseconds an item, of the best of three rounds."""
    return min(_once(operation, key, size) for _ in range(3))


def _once(operation: Callable[..., Any], key: str, size: int) -> float:
    """Without the collector, whose pauses grow with the world."""
    gc.collect()
    gc.disable()
    try:
        began, count, more = time.perf_counter(), 0, {}
        while True:
            page = operation(MaxResults=size, **more)
            count += len(page[key])
            if "NextToken" not in page:
                return (time.perf_counter() - began) / count * 1e6
            more = {"NextToken": page["NextToken"]}
    finally:
        gc.enable()


def endpoints(aws: Any, size: int) -> dict[str, float]:
    """Endpoints of which ten are of another type, state, VPC and tag."""
    ec2 = aws.client("ec2")
    vpc, other = (ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"] for _ in range(2))
    s3 = "com.amazonaws.us-east-1.s3"
    ids = [ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=s3)["VpcEndpoint"]["VpcEndpointId"] for _ in range(size)]
    few = [ec2.create_vpc_endpoint(VpcId=other, ServiceName=s3)["VpcEndpoint"]["VpcEndpointId"] for _ in range(10)]
    for one in few:
        aws.force_state(one, "failed")
    for number, one in enumerate(ids):
        ec2.create_tags(Resources=[one], Tags=[{"Key": f"k{key}", "Value": str(number)} for key in range(10)])
    ec2.create_tags(Resources=few, Tags=[{"Key": "rare", "Value": "yes"}])

    def by(name: str, *values: str) -> Callable[[], Any]:
        return lambda: ec2.describe_vpc_endpoints(Filters=[{"Name": name, "Values": list(values)}])

    def tags(name: str, *values: str) -> Callable[[], Any]:
        return lambda: ec2.describe_tags(Filters=[{"Name": name, "Values": list(values)}])

    return {
        "DescribeVpcEndpoints, id": median(lambda: ec2.describe_vpc_endpoints(VpcEndpointIds=few[:1])),
        "DescribeVpcEndpoints, vpc-id": median(by("vpc-id", other)),
        "DescribeVpcEndpoints, vpc-endpoint-id": median(by("vpc-endpoint-id", few[0])),
        "DescribeVpcEndpoints, vpc-endpoint-state": median(by("vpc-endpoint-state", "failed")),
        "DescribeVpcEndpoints, vpc-endpoint-type": median(by("vpc-endpoint-type", "Interface")),
        "DescribeVpcEndpoints, tag:rare": median(by("tag:rare", "yes")),
        "DescribeVpcEndpoints, a page": median(lambda: ec2.describe_vpc_endpoints(MaxResults=10)),
        "DescribeTags, resource-id": median(tags("resource-id", ids[size // 2])),
        "DescribeTags, key": median(tags("key", "rare")),
        "DescribeTags, a page": median(lambda: ec2.describe_tags(MaxResults=100)),
        "DescribeTags, to the end, an item": to_the_end(ec2.describe_tags, "Tags", 1000),
    }


def services(aws: Any, size: int) -> dict[str, float]:
    """Services of a customer's, each with one connection."""
    ec2, elbv2 = aws.client("ec2"), aws.client("elbv2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/20")["Subnet"]["SubnetId"]
    balancer = elbv2.create_load_balancer(Name="g", Type="gateway", Subnets=[subnet])["LoadBalancers"][0]
    arns = [balancer["LoadBalancerArn"]]
    names = []
    for _ in range(size):
        made = ec2.create_vpc_endpoint_service_configuration(GatewayLoadBalancerArns=arns, AcceptanceRequired=False)
        names.append(made["ServiceConfiguration"]["ServiceName"])
        ec2.create_vpc_endpoint(
            VpcId=vpc, VpcEndpointType="GatewayLoadBalancer", ServiceName=names[-1], SubnetIds=[subnet]
        )
    few = [name.rpartition(".")[2] for name in names[:10]]
    for one in few:
        seen = ec2.describe_vpc_endpoint_connections(Filters=[{"Name": "service-id", "Values": [one]}])
        ids = [seen["VpcEndpointConnections"][0]["VpcEndpointId"]]
        ec2.reject_vpc_endpoint_connections(ServiceId=one, VpcEndpointIds=ids)
        aws.force_state(one, "Failed")
    describe = ec2.describe_vpc_endpoint_services
    return {
        "DescribeVpcEndpointServices, a name": median(lambda: describe(ServiceNames=names[-1:])),
        "DescribeVpcEndpointServiceConfigurations, service-state": median(
            lambda: ec2.describe_vpc_endpoint_service_configurations(
                Filters=[{"Name": "service-state", "Values": ["Failed"]}]
            )
        ),
        "DescribeVpcEndpointServices, a page": median(lambda: describe(MaxResults=10)),
        "DescribeVpcEndpointConnections, vpc-endpoint-state": median(
            lambda: ec2.describe_vpc_endpoint_connections(
                Filters=[{"Name": "vpc-endpoint-state", "Values": ["rejected"]}]
            )
        ),
        "DescribeVpcEndpointConnections, a page": median(lambda: ec2.describe_vpc_endpoint_connections(MaxResults=10)),
        "DescribeVpcEndpointConnections, to the end, an item": to_the_end(
            ec2.describe_vpc_endpoint_connections, "VpcEndpointConnections", 100
        ),
    }


def peerings(aws: Any, size: int) -> dict[str, float]:
    """Connections of ten VPCs with each of many others; ten of them are rejected."""
    ec2 = aws.client("ec2")
    blocks = (f"10.{number // 256}.{number % 256}.0/24" for number in range(size // 10 + 10))
    vpcs = [ec2.create_vpc(CidrBlock=block)["Vpc"]["VpcId"] for block in blocks]
    made: list[str] = []
    for hub in vpcs[:10]:
        for peer in vpcs[10:]:
            answer = ec2.create_vpc_peering_connection(VpcId=hub, PeerVpcId=peer)
            made.append(answer["VpcPeeringConnection"]["VpcPeeringConnectionId"])
    for one in made[:10]:
        ec2.reject_vpc_peering_connection(VpcPeeringConnectionId=one)
    filters = [{"Name": "status-code", "Values": ["rejected"]}]
    return {
        "DescribeVpcPeeringConnections, id": median(
            lambda: ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=made[-1:])
        ),
        "DescribeVpcPeeringConnections, status-code": median(
            lambda: ec2.describe_vpc_peering_connections(Filters=filters)
        ),
    }


def main() -> None:
    """Measure, and print a line each."""
    found: dict[str, list[float]] = {}
    for size in SIZES:
        for world in (endpoints, services, peerings):
            with mock_vpce(region="us-east-1", quotas=False) as aws:
                for name, taken in world(aws, size).items():
                    found.setdefault(name, []).append(taken)
    print(f"{'':58}{SIZES[0]:>9,}{SIZES[1]:>9,}   factor")
    for name, (few, many) in found.items():
        print(f"{name:58}{few:8.0f} {many:8.0f}us {many / few:6.2f}x")


if __name__ == "__main__":
    main()
