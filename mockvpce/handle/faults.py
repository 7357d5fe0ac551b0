"""`aws.fail`: what a test orders to go wrong, checked when it is ordered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from math import isfinite
from typing import Any

from botocore.exceptions import BotoCoreError

from mockvpce.engine.faults import ANY, Order
from mockvpce.engine.operation import registry
from mockvpce.handle.arguments import checked_account, checked_condition
from mockvpce.handle.error_codes import look_up
from mockvpce.handle.operations import named, nearest, split
from mockvpce.handle.placed import checked_region

Condition = Callable[[Mapping[str, Any]], object]


def order_of(
    operation: str,
    code: str | None,
    message: str | None,
    *,
    service: str,
    account: str | None,
    region: str | None,
    when: Condition | None,
    times: int | None,
    after: int,
    probability: float,
    delay: timedelta | float | None,
    exception: type[Exception] | Exception | None,
    status: int | None,
    strict: bool,
) -> Order:
    """The order, or a `ValueError` or `TypeError` for what can't happen."""
    of, name = split(operation, service)
    name = named(of or "ec2", name)
    _check_what(code, exception, delay)
    _check_how_often(times, after, probability)
    checked_condition(when)
    known_status, known_message = (400, "") if code is None else look_up(of or "ec2", code, checks=status is None)
    if message is not None and not isinstance(message, str):
        raise TypeError(f"message is text, got {message!r}")
    checked_account(account)
    checked_region(region)
    if status is not None and not (isinstance(status, int) and 300 <= status <= 599):
        raise ValueError(f"status is an HTTP status from 300 to 599, got {status!r}")
    return Order(
        service=of or "ec2",
        operation=name,
        code=code,
        message=known_message if message is None else message,
        status=status or known_status,
        exception=exception,
        delay=_duration(delay),
        account=account,
        region=region,
        when=when,
        times=times,
        after=after,
        probability=probability,
        strict=strict,
    )


def injected(operation: str, code: str, message: str, *, status: int, times: int) -> Order:
    """The order that `inject_error` stands for: EC2 operations that this package answers."""
    if operation != ANY and operation not in registry:
        near = nearest(str(operation), registry) or "; aws.fail takes those of all services"
        raise ValueError(f"{operation!r} is not an operation that mockvpce answers{near}")
    for option, value in (("code", code), ("message", message)):
        if not isinstance(value, str):
            raise TypeError(f"{option} is text, got {value!r}")
    if not isinstance(status, int) or not 300 <= status <= 599:
        raise ValueError(f"status is an HTTP status from 300 to 599, got {status!r}")
    _check_how_often(times, 0, 1)
    return Order(
        service="ec2",
        operation=operation,
        code=code,
        message=message or f"{code} was ordered by the test",
        status=status,
        only=frozenset(registry) if operation == ANY else None,
        times=times,
        strict=False,
    )


def _check_what(code: str | None, exception: object, delay: object) -> None:
    if code is None and exception is None and delay is None:
        raise TypeError("say what goes wrong: code=, exception= or delay=")
    if code is not None and exception is not None:
        raise TypeError("a request ends in an error code or in an exception: give code= or exception=, not both")
    if code is not None and not (isinstance(code, str) and code):
        raise TypeError(f"code is text such as 'RequestLimitExceeded', got {code!r}")
    kind = exception if isinstance(exception, type) else type(exception)
    if exception is not None and not issubclass(kind, BotoCoreError):
        raise TypeError(
            f"exception is one of botocore.exceptions, such as ConnectTimeoutError, got {exception!r}; for an error of"
            " AWS's give its code="
        )


def _check_how_often(times: int | None, after: int, probability: float) -> None:
    if times is not None and (isinstance(times, bool) or not isinstance(times, int) or times < 1):
        raise ValueError(f"times is a number from 1, or None for ever, got {times!r}")
    if isinstance(after, bool) or not isinstance(after, int) or after < 0:
        raise ValueError(f"after is the number of requests that pass first, from 0, got {after!r}")
    if isinstance(probability, bool) or not isinstance(probability, int | float) or not 0 < probability <= 1:
        raise ValueError(f"probability is above 0 and at most 1, got {probability!r}")


def _duration(delay: timedelta | float | None) -> timedelta:
    is_one = isinstance(delay, timedelta | int | float | None) and not isinstance(delay, bool)
    if not is_one or (isinstance(delay, float) and not isfinite(delay)):
        raise TypeError(f"delay is a timedelta or a number of seconds, got {delay!r}")
    whole = delay if isinstance(delay, timedelta) else timedelta(seconds=delay or 0)
    if whole < timedelta():
        raise ValueError(f"delay is a duration, got {delay!r}")
    return whole
