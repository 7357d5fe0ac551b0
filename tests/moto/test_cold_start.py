"""The first calls of a process, made at once by several threads: each way in, in processes that are new."""

import subprocess
import sys
from textwrap import dedent

import pytest

pytestmark = pytest.mark.needs_processes

BEGINNING = """
    import threading
    from concurrent.futures import ThreadPoolExecutor
    from mockvpce import mock_vpce

    def at_once(*calls):
        barrier = threading.Barrier(len(calls))
        def run(call):
            barrier.wait()
            return call()
        with ThreadPoolExecutor(len(calls)) as pool:
            for done in [pool.submit(run, call) for call in calls]:
                done.result()

    def endpoint(ec2):
        try:
            ec2.create_vpc_endpoint(VpcId="vpc-0123456789abcdef0", ServiceName="com.amazonaws.us-east-1.s3")
        except ec2.exceptions.ClientError as error:
            assert error.response["Error"]["Code"] == "InvalidVpcId.NotFound", error
"""

STORIES = {
    "client": """
        with mock_vpce(region="us-east-1") as aws:
            one, other = aws.client("ec2"), aws.client("ec2")
            at_once(lambda: endpoint(one), other.describe_vpcs)
    """,
    "wire": """
        with mock_vpce(region="us-east-1", wire=True) as aws:
            one, other = aws.client("ec2"), aws.client("ec2")
            at_once(lambda: endpoint(one), other.describe_vpcs, other.describe_vpc_endpoints)
    """,
    "two accounts": """
        with mock_vpce(region="us-east-1") as aws:
            homes = [("000000000001", "us-east-1"), ("000000000002", "us-west-2")]
            clients = [aws.client("ec2", account=account, region=region) for account, region in homes]
            at_once(*(one.describe_vpcs for one in clients), *(one.describe_vpc_endpoints for one in clients))
    """,
    "reset": """
        with mock_vpce(region="us-east-1") as aws:
            one, other = aws.client("ec2"), aws.client("ec2")
            at_once(aws.reset, other.describe_vpcs, lambda: one.describe_vpc_endpoints())
    """,
    "every family": """
        def customer(ec2):
            ec2.create_customer_gateway(Type="ipsec.1", IpAddress="203.0.113.1")
            assert len(ec2.describe_customer_gateways()["CustomerGateways"]) == 1
        def listed(ec2):
            ec2.create_managed_prefix_list(PrefixListName="offices", AddressFamily="IPv4", MaxEntries=1)
            assert ec2.describe_managed_prefix_lists()["PrefixLists"][0]["PrefixListName"] == "offices"
        with mock_vpce(region="us-east-1") as aws:
            ec2 = [aws.client("ec2") for _ in range(6)]
            at_once(
                lambda: customer(ec2[0]),
                lambda: listed(ec2[1]),
                lambda: ec2[2].create_vpn_gateway(Type="ipsec.1"),
                lambda: ec2[3].describe_client_vpn_endpoints(),
                lambda: ec2[4].describe_network_insights_paths(),
                lambda: ec2[5].describe_vpc_peering_connections(),
                lambda: aws.client("s3", at="internet").list_buckets(),
                lambda: aws.allows("s3:ListAllMyBuckets", "*"),
            )
    """,
    "nested": """
        def nested():
            with mock_vpce(region="us-east-1") as inner:
                inner.client("ec2").describe_vpcs()
        with mock_vpce(region="us-east-1") as aws:
            one = aws.client("ec2")
            at_once(nested, one.describe_vpc_endpoints, one.describe_vpcs)
    """,
}


@pytest.mark.parametrize("story", STORIES)
def test_first_calls_in_several_threads_end(story):
    program = dedent(BEGINNING) + dedent(STORIES[story])
    for _ in range(4):
        subprocess.run([sys.executable, "-c", program], check=True, timeout=120)
