"""The condition operators of IAM, as a table. Source: IAM user guide, "Condition operators"."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from typing import Any

from mockvpce.policy.patterns import Wildcard, arn_glob, glob

Tokens = Sequence[str | Wildcard]
Test = Callable[[Any], bool]
Compare = Callable[[Any, Any], bool]

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_DATE = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})"
    r"(?:[Tt]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?)?)?"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Operator:
    """How values of the request are read, and what a value of the policy asks of them."""

    name: str
    test: Callable[[Tokens], Test]
    read: Callable[[str], Any] = str
    """None for a text that is no value of the operator's type: nothing is equal to it."""
    negated: bool = False
    wildcards: bool = False
    variables: bool = False


def _text(tokens: Tokens) -> str:
    return "".join(token.value if isinstance(token, Wildcard) else token for token in tokens)


def _never(value: object) -> bool:  # noqa: ARG001 - it has the form of every test
    return False


def _equal(tokens: Tokens) -> Test:
    return _text(tokens).__eq__


def _equal_ignoring_case(tokens: Tokens) -> Test:
    return _text(tokens).lower().__eq__


@lru_cache(maxsize=1024)
def number(text: str) -> Decimal | None:
    """A decimal number; None for anything else."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


@lru_cache(maxsize=1024)
def date(text: str) -> datetime | None:
    """A point in time, in ISO 8601 (the forms of W3C's note) or as seconds since 1970; None for anything else."""
    found = _DATE.fullmatch(text)
    try:
        if found is None:
            return _EPOCH + timedelta(seconds=float(text)) if _NUMBER.fullmatch(text) else None
        year, month, day, hour, minute, second, fraction, zone = found.groups()
        moment = datetime(
            int(year),
            int(month or 1),
            int(day or 1),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int((fraction or "").ljust(6, "0")[:6]),
            tzinfo=timezone.utc,
        )
        return moment - _offset(zone)
    except (ValueError, OverflowError):
        return None


def _offset(zone: str | None) -> timedelta:
    if zone is None or zone in "Zz":
        return timedelta()
    ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return -ahead if zone[0] == "-" else ahead


def _boolean(text: str) -> bool | None:
    return _BOOLEANS.get(text.lower())


def _binary(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


@lru_cache(maxsize=1024)
def _address(text: str) -> tuple[int, int] | None:
    """Version and number of an IP address."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return address.version, int(address)


def _within(tokens: Tokens) -> Test:
    try:
        network = ipaddress.ip_network(_text(tokens), strict=False)
    except ValueError:
        return _never
    version, first, last = network.version, int(network.network_address), int(network.broadcast_address)
    return lambda address: address[0] == version and first <= address[1] <= last


def _compared(read: Callable[[str], Any], compare: Compare) -> Callable[[Tokens], Test]:
    """A test against a value of the policy; one that can't be read holds for nothing."""

    def test(tokens: Tokens) -> Test:
        wanted = read(_text(tokens))
        return _never if wanted is None else lambda given: compare(given, wanted)

    return test


_ORDERS: tuple[tuple[str, Compare, bool], ...] = (
    ("Equals", operator.eq, False),
    ("NotEquals", operator.eq, True),
    ("LessThan", operator.lt, False),
    ("LessThanEquals", operator.le, False),
    ("GreaterThan", operator.gt, False),
    ("GreaterThanEquals", operator.ge, False),
)
NULL = "Null"
_ALL = (
    Operator("StringEquals", _equal, variables=True),
    Operator("StringNotEquals", _equal, negated=True, variables=True),
    Operator("StringEqualsIgnoreCase", _equal_ignoring_case, str.lower, variables=True),
    Operator("StringNotEqualsIgnoreCase", _equal_ignoring_case, str.lower, negated=True, variables=True),
    Operator("StringLike", glob, wildcards=True, variables=True),
    Operator("StringNotLike", glob, negated=True, wildcards=True, variables=True),
    *(Operator(f"Numeric{name}", _compared(number, compare), number, not_) for name, compare, not_ in _ORDERS),
    *(Operator(f"Date{name}", _compared(date, compare), date, not_) for name, compare, not_ in _ORDERS),
    Operator("Bool", _compared(_boolean, operator.eq), _boolean),
    Operator("BinaryEquals", _compared(_binary, operator.eq), _binary),
    Operator("IpAddress", _within, _address),
    Operator("NotIpAddress", _within, _address, negated=True),
    Operator("ArnEquals", arn_glob, wildcards=True, variables=True),
    Operator("ArnLike", arn_glob, wildcards=True, variables=True),
    Operator("ArnNotEquals", arn_glob, negated=True, wildcards=True, variables=True),
    Operator("ArnNotLike", arn_glob, negated=True, wildcards=True, variables=True),
    Operator(NULL, _compared(_boolean, operator.eq), _boolean),
)
OPERATORS = {row.name.lower(): row for row in _ALL}
"""Operators by their name in lower case, as case does not count in it [I]."""
NAMES = tuple(row.name for row in _ALL)
