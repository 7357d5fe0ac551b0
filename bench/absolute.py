"""Figures that are not ratios: what an import costs, how lookups grow, what an endpoint weighs. Prints one line each."""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import boto3
from conftest import create_endpoint, default_vpc, vpn_connections

from mockvpce import mock_vpce, policy

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


CLIENT_VPN_SIZES = (100, 1_000, 10_000)


def client_vpn() -> None:
    """Describing one Client VPN endpoint of many, which moto cannot: beside what botocore itself takes for the call."""
    own = botocore_share()
    with mock_vpce(quotas=False) as aws:
        ec2 = aws.client("ec2", region="us-east-1")
        wish = client_vpn_wish(aws)
        ids: list[str] = []
        for size in CLIENT_VPN_SIZES:
            while len(ids) < size:
                ids.append(ec2.create_client_vpn_endpoint(**wish)["ClientVpnEndpointId"])
            middle = ids[size // 2]
            cost = median(lambda one=middle: ec2.describe_client_vpn_endpoints(ClientVpnEndpointIds=[one]))
            print(
                f"one Client VPN endpoint of {size:,} by id: {cost:.0f} us, {cost / own:.2f}x botocore's own {own:.0f} us"
            )


def shares() -> None:
    """Questions that moto has no answer to, beside what botocore itself takes for a call that is answered at once."""
    own = botocore_share()
    with mock_vpce(region="us-east-1", quotas=False) as aws:
        ec2 = aws.client("ec2")
        _, made = vpn_connections(ec2, 1_000)
        subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
        web, db = (
            ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"] for _ in "ab"
        )
        questions = {
            "one VPN connection of 1,000 by id": lambda: ec2.describe_vpn_connections(VpnConnectionIds=[made[500]]),
            "aws.reach within a subnet": lambda: aws.reach(web, db, 443),
            "aws.allows at the internet": lambda: aws.allows("s3:GetObject", "arn:aws:s3:::data/k", identity="s3:*"),
        }
        for name, question in questions.items():
            cost = median(question)
            print(f"{name}: {cost:.0f} us, {cost / own:.2f}x botocore's own {own:.0f} us")


def botocore_share() -> float:
    """Microseconds of the same call where a handler of botocore's answers it at once."""
    client = boto3.client("ec2", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    answer = (SimpleNamespace(status_code=200), {"ClientVpnEndpoints": []})
    client.meta.events.register("before-call.ec2.DescribeClientVpnEndpoints", lambda **_: answer)
    return median(lambda: client.describe_client_vpn_endpoints(ClientVpnEndpointIds=["cvpn-endpoint-1"]))


def client_vpn_wish(aws: Any) -> dict[str, Any]:
    """What CreateClientVpnEndpoint needs."""
    arn = aws.client("acm", region="us-east-1").request_certificate(DomainName="vpn.example.com")["CertificateArn"]
    mutual = {"ClientRootCertificateChainArn": arn}
    return {
        "ClientCidrBlock": "172.16.0.0/16",
        "ServerCertificateArn": arn,
        "AuthenticationOptions": [{"Type": "certificate-authentication", "MutualAuthentication": mutual}],
        "ConnectionLogOptions": {"Enabled": False},
    }


STATEMENTS = 20


def policies() -> None:
    """One decision by a compiled policy, of which the last statement fits."""
    conditions = {
        "StringEquals": {"aws:SourceVpce": "vpce-1"},
        "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/app-*"},
    }
    statements = [
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": ["s3:Get*", "s3:ListBucket"],
            "Resource": f"arn:aws:s3:::bucket-{number}/*",
            "Condition": conditions,
        }
        for number in range(STATEMENTS)
    ]
    compiled = policy.parse(json.dumps({"Version": "2012-10-17", "Statement": statements}), "endpoint policy")
    every = policy.parse('{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}', "identity policy")
    role = "arn:aws:iam::123456789012:role/app-1"
    caller = policy.Caller("arn:aws:sts::123456789012:assumed-role/app-1/s", "123456789012", role)
    context = {"aws:SourceVpce": "vpce-1", "aws:PrincipalArn": role}
    resource = f"arn:aws:s3:::bucket-{STATEMENTS - 1}/key"
    request = policy.Request("s3:GetObject", resource, caller, "123456789012", context)
    asked = policy.Policies(identity=(policy.Attached(every, None),), endpoint=policy.Attached(compiled, "vpce-1"))
    assert policy.evaluate(request, asked)
    cost = median(lambda: policy.evaluate(request, asked), 2_000)
    print(f"a decision by an endpoint policy of {STATEMENTS} statements: {cost:.0f} us (goal 50)")


if __name__ == "__main__":
    policies()
    imports()
    growth()
    client_vpn()
    shares()
