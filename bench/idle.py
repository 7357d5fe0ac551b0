"""What the author's tools cost a call that does not use them: the log, faults, placed clients, sleeping by the clock.

Each line has the same call without and with the tool, by turns in one process, so that a busy machine slows down both.
Times are those of the processor.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from botocore.client import BaseClient
from conftest import REGION, default_vpc

from mockvpce import mock_vpce
from mockvpce.engine.call_log import CallLog
from mockvpce.engine.clock import Clock
from mockvpce.gateways.recording import Recorder

TURNS = 60
CALLS = 50
LOG_GOAL = 2.0
"""Microseconds that a call may cost to be written down."""


def each(call: Callable[[], Any]) -> float:
    """Microseconds of one call of many."""
    begin = time.thread_time()
    for _ in range(CALLS):
        call()
    return (time.thread_time() - begin) * 1e6 / CALLS


def compare(call: Callable[[], Any], tool: Callable[[], AbstractContextManager[Any]]) -> tuple[float, float]:
    """Microseconds without a tool, and how many more with it: medians of what turns differ by."""
    plain, more = [], []
    for _ in range(TURNS):
        without = each(call)
        with tool():
            more.append(each(call) - without)
        plain.append(without)
    return statistics.median(plain), statistics.median(more)


@contextmanager
def unrecorded() -> Iterator[None]:
    """Calls as they are without the recorder, which has no switch of its own."""
    recorded = BaseClient._make_api_call
    plain = next(cell.cell_contents for cell in recorded.__closure__ if callable(cell.cell_contents))
    BaseClient._make_api_call = plain
    try:
        yield
    finally:
        BaseClient._make_api_call = recorded


def log(ec2: Any) -> float:
    """Microseconds that writing a call down takes by itself, whatever the call takes."""
    written = CallLog(Clock())
    written.limit = 10_000
    answer: dict[str, Any] = {}
    recorder = Recorder(written, lambda _: "123456789012")
    make = recorder._recorded(lambda *_: answer)
    return statistics.median(each(lambda: make(ec2, "DescribeVpcEndpoints", answer)) for _ in range(TURNS))


def show(what: str, plain: float, more: float) -> None:
    """One line."""
    print(f"{what}: {more:+.1f} us on a call of {plain:.0f} us ({more / plain:+.1%})")


def main() -> None:
    """Measure and print."""
    with mock_vpce(region=REGION) as aws:
        ec2 = aws.client("ec2")
        default_vpc(ec2)
        print(f"a call written down: {log(ec2):.2f} us (goal {LOG_GOAL})")

        def call() -> Any:
            return ec2.describe_vpc_endpoints(VpcEndpointIds=[])

        for _ in range(5):
            each(call)
        plain, more = compare(call, unrecorded)
        show("calls recorded, with what keeping their results costs", plain + more, -more)
        show("nothing, twice", *compare(call, nullcontext))
        show(
            "a fault of another operation",
            *compare(call, lambda: aws.fail("CreateVpc", code="VpcLimitExceeded", probability=0.5)),
        )
        show("a recording", *compare(call, aws.recording))
    for sleep in ("real", "clock"):
        with mock_vpce(region=REGION, timing="aws", sleep=sleep) as aws:
            describe = aws.client("ec2").describe_vpc_endpoints
            for _ in range(5):
                each(describe)
            cost = statistics.median(each(describe) for _ in range(TURNS))
            print(f'sleep="{sleep}": {cost:.0f} us a call')


if __name__ == "__main__":
    main()
