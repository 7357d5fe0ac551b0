"""`sleep="clock"`: loops that poll move the mock's clock instead of waiting."""

import asyncio
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta, timezone
from time import sleep as nap

import pytest
from botocore.config import Config
from freezegun import freeze_time

from mockvpce import mock_vpce

REAL = time.sleep, time.time, time.monotonic, asyncio.sleep


@pytest.fixture(autouse=True)
def nothing_is_left():
    yield
    assert (time.sleep, time.time, time.monotonic, asyncio.sleep) == REAL
    assert nap is REAL[0]


@pytest.fixture
def aws():
    with mock_vpce(timing="aws", region="us-east-1") as handle:
        yield handle


def endpoint(aws):
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    ec2.create_vpc_endpoint(
        VpcId=vpc,
        ServiceName="com.amazonaws.us-east-1.sqs",
        VpcEndpointType="Interface",
        SubnetIds=[subnet],
        PrivateDnsEnabled=False,
    )
    return lambda: ec2.describe_vpc_endpoints()["VpcEndpoints"][0]["State"]


@pytest.mark.parametrize("stray", [None, 5, object], ids=str)
def test_what_stands_among_the_modules_may_be_no_module(monkeypatch, stray):
    monkeypatch.setitem(sys.modules, "stray", stray)
    with mock_vpce(timing="aws"):
        assert time.sleep is not REAL[0]


@pytest.mark.parametrize("sleep", ["attribute", "name"])
def test_a_loop_that_polls_ends_at_once(aws, sleep):
    sleep = time.sleep if sleep == "attribute" else nap
    state = endpoint(aws)
    began, wall, polls = aws.clock.now(), REAL[2](), 0
    while state() != "available":
        sleep(1)
        polls += 1
        assert polls < 1000
    assert polls > 5
    assert aws.clock.now() - began >= timedelta(seconds=polls)
    assert REAL[2]() - wall < polls


def test_a_loop_with_a_deadline_ends(aws):
    end, turns = time.time() + 600, 0
    while time.time() < end:
        time.sleep(5)
        turns += 1
    assert 119 <= turns <= 120
    end = time.monotonic() + 60
    while time.monotonic() < end:
        time.sleep(30)
    assert time.time() - REAL[1]() > 659


def test_the_clock_and_the_time_agree(aws):
    time.sleep(3600)
    assert abs(aws.clock.now() - datetime.fromtimestamp(time.time(), timezone.utc)) < timedelta(seconds=5)


def test_waiters_and_retries_do_not_wait(aws):
    endpoint(aws)
    ec2 = aws.client("ec2", config=Config(retries={"mode": "standard", "total_max_attempts": 5}))
    aws.fail("DescribeVpcs", code="RequestLimitExceeded", times=4)
    ec2.describe_vpcs()
    peer = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    made = ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=peer)["VpcPeeringConnection"]
    waiter = ec2.get_waiter("vpc_peering_connection_exists")
    waiter.wait(VpcPeeringConnectionIds=[made["VpcPeeringConnectionId"]])


def test_tasks_wake_in_the_order_of_time(aws):
    woken = []

    async def one(name, *delays):
        for delay in delays:
            await asyncio.sleep(delay)
            woken.append((name, round((aws.clock.now() - began).total_seconds())))

    async def main():
        await asyncio.gather(one("a", 30, 30), one("b", 20, 20), one("c", 100))
        return await asyncio.sleep(1, "result")

    began = aws.clock.now()
    assert asyncio.run(main()) == "result"
    assert woken == [("b", 20), ("a", 30), ("b", 40), ("a", 60), ("c", 100)]


def test_a_cancelled_task_does_not_hold_the_others(aws):
    async def main():
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(asyncio.sleep(1000), timeout=5)
        await asyncio.sleep(10)

    asyncio.run(main())


@pytest.mark.needs_threads
def test_other_threads_wait_for_the_clock(aws):
    woken = []

    def work():
        time.sleep(60)
        woken.append(aws.clock.now())

    began = aws.clock.now()
    thread = threading.Thread(target=work)
    thread.start()
    aws.clock.advance(30)
    assert not woken
    thread.join(30)
    assert woken
    assert woken[0] - began >= timedelta(seconds=60)


def test_a_sleep_is_real_where_it_should_be():
    with mock_vpce(timing="aws", sleep="real"):
        assert time.sleep is REAL[0]
    with mock_vpce():
        assert time.sleep is REAL[0]
    with mock_vpce(sleep="clock") as aws:
        before = aws.clock.now()
        time.sleep(1000)
        assert aws.clock.now() - before >= timedelta(seconds=1000)
    with pytest.raises(ValueError, match="sleep is None, 'real' or 'clock', got 'fast'"):
        mock_vpce(sleep="fast")


def test_bad_sleeps_are_those_of_python(aws):
    with pytest.raises(ValueError, match="non-negative"):
        time.sleep(-1)
    with pytest.raises(TypeError):
        time.sleep("1")
    time.sleep(0)


def test_time_that_was_frozen_before_the_mock():
    with freeze_time("2030-01-01") as frozen, mock_vpce(timing="aws") as aws:
        time.sleep(60)
        assert aws.clock.now() == datetime(2030, 1, 1, 0, 1, tzinfo=timezone.utc)
        frozen.tick(60)
        assert aws.clock.now() == datetime(2030, 1, 1, 0, 2, tzinfo=timezone.utc)


def test_time_that_is_frozen_inside_the_mock(aws):
    with freeze_time("2040-01-01"):
        time.sleep(60)
        assert aws.clock.now() >= datetime(2040, 1, 1, 0, 1, tzinfo=timezone.utc)
    time.sleep(60)


def test_a_traveller_in_time():
    machine = pytest.importorskip("time_machine", reason="pip install time-machine")
    with machine.travel("2030-01-01T00:00:00+00:00", tick=False), mock_vpce(timing="aws") as aws:
        time.sleep(60)
        assert aws.clock.now() == datetime(2030, 1, 1, 0, 1, tzinfo=timezone.utc)
    with mock_vpce(timing="aws") as aws, machine.travel("2040-01-01T00:00:00+00:00", tick=False):
        time.sleep(60)
        assert aws.clock.now() == datetime(2040, 1, 1, 0, 1, tzinfo=timezone.utc)


@pytest.mark.needs_processes
def test_a_mock_without_it_loads_no_asyncio():
    code = "import sys\nfrom mockvpce import mock_vpce\nassert 'asyncio' not in sys.modules\n"
    subprocess.run([sys.executable, "-c", code], check=True)
