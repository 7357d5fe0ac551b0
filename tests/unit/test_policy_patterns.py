"""Wildcards and variables of policies."""

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockvpce.policy.patterns import Variable, arn_glob, glob, resolved, tokens_of

HOSTILE = [("*a*a*a*a*a*a*a*a*b", "a" * 2000), ("*?*?*?*?*?*?*?*b", "a" * 2000), ("*a?a?a?a?a?a?b*c", "a" * 2000)]


def tokens(pattern):
    return tokens_of(pattern, wildcards=True, variables=False)


@pytest.mark.needs_processes
@pytest.mark.parametrize(("pattern", "value"), HOSTILE)
def test_no_pattern_makes_matching_slow(pattern, value):
    program = (
        "from mockvpce.policy.patterns import glob, tokens_of\n"
        f"print(glob(tokens_of({pattern!r}, wildcards=True, variables=False))({value!r}))"
    )
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=20)
    assert finished.stdout.strip() == "False"


@given(st.text("ab*?\n", max_size=8), st.text("ab\n", max_size=10))
def test_a_pattern_agrees_with_a_regular_expression(pattern, value):
    expression = "".join({"*": ".*", "?": "."}.get(one) or re.escape(one) for one in pattern)
    assert glob(tokens(pattern))(value) is (re.fullmatch(expression, value, re.DOTALL) is not None)


@pytest.mark.parametrize(
    ("pattern", "value", "matches"),
    [
        ("*a?b*", "aaaab", True),
        ("*a?b*c", "acacab-c", False),
        ("*?ab?c*", "ab.abxabycz", True),
        ("*a?b", "axbaab", True),
        ("???", "abc", True),
        ("*??*", "a", False),
        ("*", "", True),
        ("a*a", "a", False),
    ],
)
def test_a_run_with_gaps_is_found_behind_one_that_only_begins_like_it(pattern, value, matches):
    assert glob(tokens(pattern))(value) is matches


@given(st.text("ab*?:", max_size=16), st.text("ab:", max_size=16))
def test_an_arn_is_matched_component_by_component(pattern, value):
    parts, given = pattern.split(":", 5), value.split(":", 5)
    expected = len(given) == 6 and (
        pattern == "*"
        or (len(parts) == 6 and all(glob(tokens(part))(one) for part, one in zip(parts, given, strict=True)))
    )
    assert arn_glob(tokens(pattern))(value) is expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("plain", ("plain",)),
        ("", ()),
        ("a/${aws:UserName}/b", ("a/", Variable("aws:username", None), "/b")),
        ("${aws:PrincipalTag/team, 'all of us'}", (Variable("aws:principaltag/team", "all of us"),)),
        ("${aws:PrincipalTag/team,''}", (Variable("aws:principaltag/team", ""),)),
        ("${*}${?}${$}", ("*", "?", "$")),
        ("${aws:UserName", ("${aws:UserName",)),
        ("${}", ("${}",)),
        ("$${a:b}", ("$", Variable("a:b", None))),
    ],
)
def test_variables_are_found(text, found):
    assert tokens_of(text, wildcards=False, variables=True) == found


@pytest.mark.parametrize(
    ("text", "value", "matches"),
    [
        ("home/${a:b}/*", "home/ann/x", True),
        ("home/${a:b}/*", "home/bob/x", False),
        ("home/${A:B}", "home/ann", True),
        ("home/${a:star}", "home/anything", False),
        ("home/${a:star}", "home/*", True),
        ("home/${a:none, 'all'}", "home/all", True),
        ("home/${a:several, 'all'}", "home/all", True),
        ("home/${*}", "home/x", False),
        ("home/${*}", "home/*", True),
    ],
)
def test_values_of_variables_are_no_wildcards(text, value, matches):
    known = resolved(
        tokens_of(text, wildcards=True, variables=True), {"a:b": ("ann",), "a:star": ("*",), "a:several": ("x", "y")}
    )
    assert glob(known)(value) is matches


@pytest.mark.parametrize("text", ["${a:none}", "x${a:several}"])
def test_a_variable_without_one_value_leaves_no_text(text):
    assert resolved(tokens_of(text, wildcards=True, variables=True), {"a:several": ("x", "y")}) is None


def test_a_variable_may_stand_for_a_whole_arn():
    known = resolved(tokens_of("${a:b}", wildcards=True, variables=True), {"a:b": ("arn:aws:iam::1:role/*",)})
    assert arn_glob(known)("arn:aws:iam::1:role/*")
    assert not arn_glob(known)("arn:aws:iam::1:role/x")
