"""What is done with all that there is: snapshot and restore, a test that starts from a snapshot, sixteen threads at once.

In processor time of this process, which other load on the machine does not change much; the least of some rounds.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from typing import Any

import boto3
from conftest import REGION, create_endpoint, default_vpc

from mockvpce import mock_vpce

MANY = 100_000
GOAL = 0.3
"""Seconds for a snapshot and for a restore of many."""
TOPOLOGY = 50
THREADS = 16
LIVES = 320
"""A VPC with a subnet and an endpoint, made and described: four calls, half of them for resources of moto's."""


def least(call: Callable[[], Any], rounds: int = 5) -> float:
    """Seconds of the processor."""
    taken = []
    for _ in range(rounds):
        gc.collect()
        began = time.process_time()
        call()
        taken.append(time.process_time() - began)
    return min(taken)


def snapshots() -> None:
    """Of many endpoints, all at once and after a change to a few."""
    with mock_vpce(region=REGION, quotas=False) as aws:
        ec2 = aws.client("ec2")
        vpc = default_vpc(ec2)
        ids = [create_endpoint(ec2, vpc)["VpcEndpointId"] for _ in range(MANY)]
        kept = aws.snapshot()

        def restore_after_change() -> None:
            ec2.modify_vpc_endpoint(VpcEndpointId=ids[0], ResetPolicy=True)
            ec2.delete_vpc_endpoints(VpcEndpointIds=ids[1:100])
            aws.restore(kept)

        for name, call in (
            ("snapshot", aws.snapshot),
            ("restore", lambda: aws.restore(kept)),
            ("a hundred changes and restore", restore_after_change),
        ):
            print(f"{name} of {MANY:,} endpoints: {least(call):.3f} s (goal {GOAL})")


def starts() -> None:
    """What a test costs that starts from a topology, beside one that starts from nothing."""
    with mock_vpce(region=REGION, quotas=False) as aws:
        ec2 = aws.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnets = [
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{at}.0/18", AvailabilityZone=REGION + zone)["Subnet"][
                "SubnetId"
            ]
            for at, zone in ((0, "a"), (64, "b"))
        ]
        for _ in range(TOPOLOGY):
            create_endpoint(ec2, vpc, subnets)
        topology = aws.snapshot()

    def test(**options: Any) -> None:
        with mock_vpce(region=REGION, **options):
            boto3.client("ec2").describe_vpc_endpoints(MaxResults=5)

    empty, started = least(test, 60), least(lambda: test(start=topology), 60)
    print(
        f"a test: {empty * 1000:.1f} ms from nothing,"
        f" {started * 1000:.1f} ms from a snapshot of {TOPOLOGY} endpoints with two subnets"
    )


def lives(aws: Any, number: int) -> None:
    """Some lives, one after the other, by a client of their own."""
    ec2 = aws.client("ec2")
    for _ in range(number):
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
        made = create_endpoint(ec2, vpc, [subnet])["VpcEndpointId"]
        ec2.describe_vpc_endpoints(VpcEndpointIds=[made])


def shared_by(threads: int) -> float:
    """Seconds of the processor for all lives, divided among threads."""
    with mock_vpce(region=REGION, quotas=False) as aws:
        lives(aws, 2)
        running = [threading.Thread(target=lives, args=(aws, LIVES // threads)) for _ in range(threads)]
        began = time.process_time()
        for one in running:
            one.start()
        for one in running:
            one.join()
        return time.process_time() - began


def concurrency() -> None:
    """The same work by one thread and by sixteen."""
    rounds = [(shared_by(1), shared_by(THREADS)) for _ in range(3)]
    one, many = (min(each) for each in zip(*rounds, strict=True))
    calls = LIVES * 4
    print(
        f"mixed calls: {one / calls * 1000:.2f} ms of the processor each by one thread,"
        f" {many / calls * 1000:.2f} by {THREADS}: {many / one:.2f}x (goal 1x)"
    )


if __name__ == "__main__":
    concurrency()
    starts()
    snapshots()
