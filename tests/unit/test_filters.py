"""Filter values with wildcards."""

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockvpce.protocol.filters import Condition

HOSTILE = [("*a*a*a*a*a*a*a*a*b", "a" * 60), ("*" * 10 + "b", "a" * 60), ("*?*?*?*?*?*?*?*b", "a" * 255)]


@pytest.mark.needs_processes
@pytest.mark.parametrize(("pattern", "value"), HOSTILE)
def test_no_value_makes_matching_slow(pattern, value):
    program = f"from mockvpce.protocol.filters import Condition\nprint(Condition([{pattern!r}]).holds({value!r}))"
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=20)
    assert finished.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("pattern", "value", "holds"),
    [
        ("*", "", True),
        ("a*", "a", True),
        ("*a", "ba", True),
        ("a*a", "a", False),
        ("a*a", "aa", True),
        ("?", "", False),
        ("a?c", "a\nc", True),
        ("\\*", "*", True),
        ("\\*", "a", False),
        ("a\\", "a\\", True),
        ("*ab*ab", "ab", False),
        ("*ab*ab", "abab", True),
        ("**", "anything", True),
    ],
)
def test_wildcards(pattern, value, holds):
    assert Condition([pattern]).holds(value) is holds


@given(st.text("ab*?\\", max_size=6), st.text("ab*?\\", max_size=6))
def test_agrees_with_a_regular_expression(pattern, value):
    parts, characters = [], iter(pattern)
    for one in characters:
        known = {"*": ".*", "?": "."}.get(one)
        parts.append(known or re.escape(next(characters, "\\") if one == "\\" else one))
    assert Condition([pattern]).holds(value) is (re.fullmatch("".join(parts), value, re.DOTALL) is not None)
