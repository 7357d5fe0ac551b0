"""Figures that are not ratios: what an import costs, how lookups grow, what an endpoint weighs. Prints one line each."""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import boto3
from conftest import create_endpoint, default_vpc

from mockvpce import mock_vpce

SIZES = (100, 100_000)


def median(call: Callable[[], Any], rounds: int = 200) -> float:
    """Microseconds."""
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        call()
        times.append((time.perf_counter() - begin) * 1e6)
    return statistics.median(times)


def imports() -> None:
    """`import mockvpce` in a new interpreter."""
    code = (
        "import time, sys; b = time.perf_counter(); import mockvpce; t = (time.perf_counter() - b) * 1000;"
        'print(f\'{t:.2f} {sum(m in sys.modules for m in ("boto3", "botocore", "moto"))}\')'
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
        for _ in range(7)
    ]
    print(
        f"import mockvpce: {statistics.median(float(run[0]) for run in runs):.1f} ms, heavy modules loaded: {runs[0][1]}"
    )


def growth() -> None:
    """The same three questions with few and with many endpoints."""
    found: dict[str, list[float]] = {}
    weight = 0.0
    with mock_vpce(quotas=False):
        ec2 = boto3.client("ec2", region_name="us-east-1")
        vpc = default_vpc(ec2)
        other = ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
        ids = [create_endpoint(ec2, other)["VpcEndpointId"] for _ in range(10)]
        for size in SIZES:
            weight = grow(ec2, vpc, ids, size)
            for name, costs in ask(ec2, ids[size // 2], other).items():
                found.setdefault(name, []).append(costs)
    for name, (few, many) in found.items():
        print(f"{name}: {few:.0f} us of {SIZES[0]:,} endpoints, {many:.0f} us of {SIZES[1]:,}: {many / few:.2f}x")
    print(f"an endpoint without subnets: {weight:,.0f} bytes, its id in the test's list included")


def grow(ec2: Any, vpc: str, ids: list[str], size: int) -> float:
    """Create endpoints until there are `size`; gives the bytes that one takes."""
    before = len(ids)
    gc.collect()
    tracemalloc.start()
    ids.extend(create_endpoint(ec2, vpc)["VpcEndpointId"] for _ in range(size - before))
    gc.collect()
    weight = tracemalloc.get_traced_memory()[0] / max(len(ids) - before, 1)
    tracemalloc.stop()
    return weight


def ask(ec2: Any, middle: str, vpc: str) -> dict[str, float]:
    """Microseconds of a look-up, a filter with an index, and a page."""
    filters = [{"Name": "vpc-id", "Values": [vpc]}]
    token = ec2.describe_vpc_endpoints(MaxResults=5)["NextToken"]
    return {
        "by id": median(lambda: ec2.describe_vpc_endpoints(VpcEndpointIds=[middle])),
        "by VPC": median(lambda: ec2.describe_vpc_endpoints(Filters=filters)),
        "a page": median(lambda: ec2.describe_vpc_endpoints(MaxResults=5, NextToken=token)),
    }


if __name__ == "__main__":
    imports()
    growth()
