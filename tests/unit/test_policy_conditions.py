"""Condition operators: tables of what holds."""

from datetime import datetime, timezone
from ipaddress import ip_address

import pytest

from mockvpce.policy import Request, parse
from mockvpce.policy.documents import values_of
from mockvpce.policy.operators import NAMES

MISSING = object()
ARN = "arn:aws:iam::111122223333:role/a/b"


def holds(operator, wanted, given=MISSING, version="2012-10-17", **others):
    """Whether a statement with one condition on `k:x` applies."""
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {operator: {"k:X": wanted}}}
    policy = parse({"Version": version, "Statement": statement}, "identity policy")
    context = {f"k:{name}": value for name, value in others.items()} | ({} if given is MISSING else {"K:x": given})
    return policy.find(Request("s3:GetObject", context=context)).allow is not None


TABLE = [
    ("StringEquals", "a", "a", True),
    ("StringEquals", "a", "A", False),
    ("StringEquals", ["b", "a"], "a", True),
    ("StringEquals", "a*", "ab", False),
    ("StringEquals", "a*", "a*", True),
    ("StringEquals", 5, "5", True),
    ("StringEquals", True, True, True),
    ("StringEquals", [], "a", False),
    ("StringNotEquals", "a", "b", True),
    ("StringNotEquals", ["a", "b"], "b", False),
    ("StringNotEquals", [], "b", True),
    ("StringEqualsIgnoreCase", "John", "jOHN", True),
    ("StringNotEqualsIgnoreCase", "John", "jOHN", False),
    ("StringNotEqualsIgnoreCase", "John", "Jon", True),
    ("StringLike", "a?c*", "abcd", True),
    ("StringLike", "a?c*", "ac", False),
    ("StringLike", "A*", "abc", False),
    ("StringNotLike", ["a*", "b*"], "bc", False),
    ("StringNotLike", ["a*", "b*"], "cd", True),
    ("NumericEquals", "10", "10.0", True),
    ("NumericEquals", 10, 10, True),
    ("NumericEquals", "1e1", 10, True),
    ("NumericNotEquals", "10", "11", True),
    ("NumericLessThan", "10", "10", False),
    ("NumericLessThan", "10", "-5", True),
    ("NumericLessThan", "9", "10", False),
    ("NumericLessThanEquals", "10", "10", True),
    ("NumericGreaterThan", "9", "10", True),
    ("NumericGreaterThanEquals", "10.5", "10.4", False),
    ("NumericEquals", "ten", "ten", False),
    ("NumericEquals", "10", "ten", False),
    ("NumericEquals", "NaN", "NaN", False),
    ("NumericNotEquals", "10", "ten", True),
    ("DateEquals", "2026-01-02T03:04:05Z", "2026-01-02T04:04:05+01:00", True),
    ("DateEquals", "2026-01-02T03:04:05Z", "2026-01-01T21:34:05-05:30", True),
    ("DateEquals", "2026-01-02", "2026-01-02T00:00:00Z", True),
    ("DateEquals", "2026", datetime(2026, 1, 1, tzinfo=timezone.utc), True),
    ("DateEquals", "1767225600", "2026-01-01T00:00:00Z", True),
    ("DateNotEquals", "2026-01-01", "2026-01-02", True),
    ("DateLessThan", "2026-01-01", "2025-12-31T23:59:59.999Z", True),
    ("DateLessThanEquals", "2026-01-01", "2026-01-01", True),
    ("DateGreaterThan", "2026-01-01T00:00Z", "2026-01-01T00:00:01Z", True),
    ("DateGreaterThanEquals", "2026-02-30", "2027-01-01", False),
    ("DateGreaterThan", "2026-01-01", "9" * 40, False),
    ("Bool", "true", True, True),
    ("Bool", True, "TRUE", True),
    ("Bool", "false", True, False),
    ("Bool", "yes", "yes", False),
    ("BinaryEquals", "QmluYXJ5", b"Binary", True),
    ("BinaryEquals", "QmluYXJ5", "QmluYXJ5", True),
    ("BinaryEquals", "QmluYXJ5", b"binary", False),
    ("BinaryEquals", "?", "?", False),
    ("IpAddress", "203.0.113.0/24", "203.0.113.9", True),
    ("IpAddress", "203.0.113.9", ip_address("203.0.113.9"), True),
    ("IpAddress", "203.0.113.7/24", "203.0.113.9", True),
    ("IpAddress", "203.0.113.0/24", "203.0.114.9", False),
    ("IpAddress", "2001:db8::/32", "2001:db8:0:1::5", True),
    ("IpAddress", "0.0.0.0/0", "2001:db8::1", False),
    ("IpAddress", "203.0.113.0/24", "203.0.112.255", False),
    ("IpAddress", "::/0", "10.0.0.1", False),
    ("IpAddress", "203.0.113.0/24", "nowhere", False),
    ("NotIpAddress", "203.0.113.0/24", "nowhere", True),
    ("IpAddress", "203.0.113.0/33", "203.0.113.9", False),
    ("NotIpAddress", ["203.0.113.0/24", "10.0.0.0/8"], "10.1.1.1", False),
    ("NotIpAddress", "203.0.113.0/24", "10.1.1.1", True),
    ("ArnEquals", "arn:aws:iam::111122223333:role/*", ARN, True),
    ("ArnLike", "arn:aws:iam::*:role/a/?", ARN, True),
    ("ArnLike", "arn:aws:iam::*role/a/b", ARN, False),
    ("ArnLike", "arn:aws:*:role/a/b", ARN, False),
    ("ArnLike", "*", ARN, True),
    ("ArnLike", "*", "no arn", False),
    ("ArnNotEquals", "arn:aws:iam::111122223333:role/*", ARN, False),
    ("ArnNotLike", "arn:aws:iam::444455556666:role/*", ARN, True),
    ("Null", "true", MISSING, True),
    ("Null", "false", MISSING, False),
    ("Null", True, "x", False),
    ("Null", False, "x", True),
    ("Null", "true", [], True),
    ("Null", "true", "", True),
    ("stringequals", "a", "a", True),
]


@pytest.mark.parametrize(("operator", "wanted", "given", "expected"), TABLE)
def test_operators(operator, wanted, given, expected):
    assert holds(operator, wanted, given) is expected


def test_the_table_has_every_operator():
    assert set(NAMES) <= {operator for operator, *_ in TABLE}


VALUES = {"Numeric": "1", "Date": "2026-01-01", "Bool": "true", "Binary": "QQ==", "IpAddress": "10.0.0.1", "Arn": ARN}
OPERATORS = sorted(set(NAMES) - {"Null"})


def a_value_of(operator):
    return next((value for name, value in VALUES.items() if operator.removeprefix("Not").startswith(name)), "a")


@pytest.mark.parametrize("operator", OPERATORS)
def test_a_missing_key_fails_what_wants_it_and_passes_what_does_not(operator):
    wanted = a_value_of(operator)
    assert holds(operator, wanted) is ("Not" in operator)
    assert holds(f"{operator}IfExists", wanted)
    assert not holds(f"ForAnyValue:{operator}", wanted)
    assert holds(f"ForAllValues:{operator}", wanted)
    assert holds(f"ForAnyValue:{operator}IfExists", wanted)


@pytest.mark.parametrize("operator", OPERATORS)
def test_if_exists_changes_nothing_for_a_key_that_is_there(operator):
    wanted = a_value_of(operator)
    for given in (wanted, "other", "2"):
        assert holds(operator, wanted, given) is holds(f"{operator}IfExists", wanted, given)


@pytest.mark.parametrize(
    ("operator", "wanted", "given", "expected"),
    [
        ("ForAnyValue:StringEquals", ["a", "b"], ["b", "z"], True),
        ("ForAnyValue:StringEquals", ["a", "b"], ["y", "z"], False),
        ("ForAnyValue:StringNotEquals", ["a", "b"], ["a", "z"], True),
        ("ForAnyValue:StringNotEquals", ["a", "b"], ["a", "b"], False),
        ("ForAllValues:StringEquals", ["a", "b"], ["a"], True),
        ("ForAllValues:StringEquals", ["a", "b"], ["a", "z"], False),
        ("ForAllValues:StringLike", ["key1*", "key2*"], ["key1x", "key2y"], True),
        ("ForAllValues:StringNotEquals", ["a", "b"], ["y", "z"], True),
        ("ForAllValues:StringNotEquals", ["a", "b"], ["a", "z"], False),
        ("ForAllValues:StringEquals", "a", [], True),
        ("ForAllValues:StringEquals", "a", "", True),
        ("ForAnyValue:StringEquals", "", "", False),
        ("forallvalues:NumericLessThan", 5, [1, 2], True),
        ("StringEquals", ["a", "b"], ["z", "b"], True),
        ("StringNotEquals", ["a", "b"], ["z", "b"], False),
    ],
)
def test_keys_with_several_values(operator, wanted, given, expected):
    assert holds(operator, wanted, given) is expected


@pytest.mark.parametrize(
    ("operator", "wanted", "given", "expected"),
    [
        ("StringEquals", "${k:name}", "ann", True),
        ("StringEquals", "${k:none, 'ann'}", "ann", True),
        ("StringEquals", ["${k:none}", "ann"], "ann", True),
        ("StringEquals", "${k:none}", "ann", False),
        ("StringNotEquals", "${k:none}", "ann", True),
        ("StringNotEquals", ["${k:none}", "ann"], "ann", False),
        ("StringNotLike", "${k:none}/*", "ann/x", True),
        ("ArnNotLike", "arn:aws:iam::${k:none}:role/*", ARN, True),
        ("ForAllValues:StringNotEquals", "${k:none}", ["ann", "bob"], True),
        ("StringNotEquals", "${k:name}", "bob", True),
        ("StringLike", "${k:name}/*", "ann/x", True),
        ("StringLike", "${k:star}", "ann", False),
        ("ArnLike", "arn:aws:iam::${k:account}:role/*", ARN, True),
        ("Bool", "${k:yes}", "true", False),
        ("NumericEquals", "${k:number}", "1", False),
    ],
)
def test_variables_in_conditions(operator, wanted, given, expected):
    others = {"name": "ann", "star": "*", "account": "111122223333", "yes": "true", "number": "1"}
    assert holds(operator, wanted, given, **others) is expected


def test_a_policy_of_2008_has_no_variables():
    assert not holds("StringEquals", "${k:name}", "ann", version="2008-10-17", name="ann")
    assert holds("StringEquals", "${k:name}", "${k:name}", version="2008-10-17", name="ann")


def test_conditions_add_up():
    condition = {"StringEquals": {"a:b": "1", "a:c": "2"}, "Bool": {"a:d": "true"}}
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}
    policy = parse({"Statement": statement}, "identity policy")
    right = {"a:b": "1", "a:c": "2", "a:d": True}
    assert policy.find(Request("s3:GetObject", context=right)).allow
    for key in right:
        assert not policy.find(Request("s3:GetObject", context=right | {key: "9"})).allow


def test_values_of_a_request_are_texts():
    assert values_of({"A:b": True, "a:N": 5, "a:none": None, "a:t": datetime(2026, 1, 1, tzinfo=timezone.utc)}) == {
        "a:b": ("true",),
        "a:n": ("5",),
        "a:t": ("2026-01-01T00:00:00+00:00",),
    }
