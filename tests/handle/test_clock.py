"""The clock of the handle: what it refuses, and what it calls."""

import math
from datetime import timedelta

import pytest

from mockvpce import mock_vpce


@pytest.fixture
def aws():
    with mock_vpce(timing="aws", region="us-east-1") as handle:
        yield handle


@pytest.mark.parametrize(
    ("arguments", "keywords", "error", "text"),
    [
        ((), {}, TypeError, "say how far"),
        ((math.nan,), {}, ValueError, "finite"),
        ((math.inf,), {}, ValueError, "finite"),
        ((), {"days": math.nan}, ValueError, "finite"),
        ((), {"days": 1e12}, ValueError, "within the calendar"),
        ((), {"days": 3_000_000}, ValueError, "the clock ends with the year 9000"),
        ((-1,), {}, ValueError, "forward only"),
        (("1",), {}, TypeError, "a number of seconds, got '1'"),
        ((), {"fortnights": 1}, TypeError, "fortnights"),
    ],
)
def test_a_bad_step_changes_nothing(aws, arguments, keywords, error, text):
    offset = aws._runtime.world.clock.offset
    with pytest.raises(error, match=text):
        aws.clock.advance(*arguments, **keywords)
    assert aws._runtime.world.clock.offset == offset
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")


def test_functions_are_called_in_their_order_at_their_instant(aws):
    began, seen = aws.clock.now(), []

    def note(name):
        seen.append((name, round((aws.clock.now() - began).total_seconds())))

    aws.clock.call_later(20, note, "b")
    aws.clock.call_later(timedelta(seconds=10), note, "a")
    aws.clock.call_later(20, lambda: aws.clock.call_later(5, note, "d"))
    aws.clock.call_later(3600, note, "never")
    aws.clock.advance(9)
    assert seen == []
    aws.clock.advance(minutes=1)
    assert seen == [("a", 10), ("b", 20), ("d", 25)]
    assert round((aws.clock.now() - began).total_seconds()) == 69


def test_a_function_sees_what_was_due_before(aws):
    ec2 = aws.client("ec2")
    one, two = (ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"] for cidr in ("10.0.0.0/16", "10.1.0.0/16"))
    ec2.create_vpc_peering_connection(VpcId=one, PeerVpcId=two)

    def state():
        return ec2.describe_vpc_peering_connections()["VpcPeeringConnections"][0]["Status"]["Code"]

    seen = []
    aws.clock.call_later(timedelta(days=6), lambda: seen.append(state()))
    aws.clock.call_later(timedelta(days=8), lambda: seen.append(state()))
    aws.clock.advance(days=9)
    assert seen == ["pending-acceptance", "expired"]


def test_what_a_function_raises_reaches_who_moves_the_clock(aws):
    aws.clock.call_later(1, lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        aws.clock.advance(2)
    aws.clock.advance(2)


@pytest.mark.parametrize("delay", [-1, math.nan, "1"])
def test_a_bad_delay_is_refused(aws, delay):
    with pytest.raises((TypeError, ValueError)):
        aws.clock.call_later(delay, print)
    with pytest.raises(TypeError, match="takes a function"):
        aws.clock.call_later(1, None)


def test_the_end_of_the_mock_forgets():
    called = []
    with mock_vpce() as aws:
        aws.clock.call_later(1, called.append, 1)
    with mock_vpce() as aws:
        aws.clock.advance(5)
    assert called == []


def test_a_fault_s_delay_moves_it_too(aws):
    called = []
    aws.clock.call_later(5, called.append, 1)
    aws.fail("DescribeVpcs", delay=10)
    aws.client("ec2").describe_vpcs()
    assert called == [1]
