"""After its end a mock's handle, clients and sessions refuse to work; `current()` finds the one that is active."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import boto3
import pytest
from moto import mock_aws

import mockvpce
from mockvpce import current, mock_vpce

HANDLE = {
    "client": lambda aws: aws.client("ec2"),
    "resource": lambda aws: aws.resource("ec2"),
    "session": lambda aws: aws.session(),
    "now": lambda aws: aws.clock.now(),
    "advance": lambda aws: aws.clock.advance(1),
    "settle": lambda aws: aws.settle(),
    "reset": lambda aws: aws.reset(),
    "snapshot": lambda aws: aws.snapshot(),
    "force_state": lambda aws: aws.force_state("vpce-1", "failed"),
    "inject_error": lambda aws: aws.inject_error("DescribeVpcEndpoints", "RequestLimitExceeded"),
    "add_service": lambda aws: aws.add_service("com.amazonaws.us-east-1.new"),
    "make_requester_managed": lambda aws: aws.make_requester_managed("vpce-1"),
    "resolve": lambda aws: aws.resolve("example.com"),
    "reach": lambda aws: aws.reach("internet", "203.0.113.1"),
    "allows": lambda aws: aws.allows("s3:GetObject"),
}
MADE_BEFORE = {
    "client": lambda aws: aws.client("ec2").describe_vpcs,
    "client of a session": lambda aws: aws.session().client("ec2").describe_vpc_endpoints,
    "client of another service": lambda aws: aws.client("s3").list_buckets,
    "session": lambda aws: partial(aws.session().client, "ec2"),
    "resource": lambda aws: partial(list, aws.resource("ec2").vpcs.all()),
    "paginator": lambda aws: partial(list, aws.client("ec2").get_paginator("describe_vpcs").paginate()),
    "waiter": lambda aws: partial(aws.client("ec2").get_waiter("vpc_available").wait, VpcIds=["vpc-1"]),
}


@pytest.fixture(params=["alone", "another one is active"])
def _other(request):
    if request.param == "alone":
        yield
    else:
        with mock_vpce():
            yield


@pytest.mark.usefixtures("_other")
@pytest.mark.parametrize("use", HANDLE.values(), ids=HANDLE)
def test_handle_refuses_after_its_mocks_end(use):
    with mock_vpce(region="us-east-1") as aws:
        pass
    with pytest.raises(RuntimeError, match="this mock_vpce has ended"):
        use(aws)


@pytest.mark.usefixtures("_other")
@pytest.mark.parametrize("make", MADE_BEFORE.values(), ids=MADE_BEFORE)
def test_what_the_handle_gave_refuses_after_its_mocks_end(make):
    with mock_vpce(region="us-east-1") as aws:
        call = make(aws)
    with pytest.raises(RuntimeError, match="this mock_vpce has ended"):
        call()


def test_handle_of_an_outer_mock_goes_on_after_an_inner_ones_end():
    with mock_vpce(region="us-east-1") as outer:
        client = outer.client("ec2")
        with mock_vpce() as inner:
            kept = inner.client("ec2", region="us-east-1")
        assert client.describe_vpc_endpoints()["VpcEndpoints"] == []
        assert outer.resolve("example.com") is not None
        with pytest.raises(RuntimeError, match="has ended"):
            kept.describe_vpcs()


def test_users_own_clients_are_their_own():
    with mock_vpce():
        client = boto3.client("ec2", "us-east-1")
    with mock_vpce():
        assert client.describe_vpc_endpoints()["VpcEndpoints"] == []


def test_current_is_the_innermost():
    with mock_vpce() as outer:
        assert current() is outer
        with mock_vpce() as inner:
            assert current() is inner
        assert current() is outer
    with pytest.raises(LookupError, match="no mock_vpce is active"):
        current()


@pytest.mark.needs_threads
def test_current_is_the_threads_own_else_the_newest():
    barrier = threading.Barrier(3)

    def own(_):
        with mock_vpce() as aws:
            barrier.wait()
            found = current() is aws
            barrier.wait()
            return found

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(own, range(3))) == [True] * 3
        with mock_vpce() as aws:
            assert pool.submit(current).result() is aws


def test_current_is_the_tasks_own():
    async def own():
        async with mock_vpce() as aws:
            await asyncio.sleep(0)
            found = current() is aws
            await asyncio.sleep(0)
            return found

    async def both():
        return await asyncio.gather(own(), own())

    assert asyncio.run(both()) == [True, True]


def test_current_in_a_decorated_function():
    @mock_vpce(region="eu-west-1")
    def run():
        return current().client("ec2").meta.region_name

    assert run() == "eu-west-1"


def test_current_under_a_drop_in():
    mockvpce.install()
    try:
        with mock_aws():
            assert current().client("ec2", region="us-east-1").describe_vpc_endpoints()["VpcEndpoints"] == []
            with mock_vpce() as inner:
                assert current() is inner
            aws = current()
        with pytest.raises(LookupError):
            current()
        with pytest.raises(RuntimeError, match="has ended"):
            aws.settle()
    finally:
        mockvpce.uninstall()
