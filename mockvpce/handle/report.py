"""What the report of a failing test says about its mock: the last calls, and what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockvpce.engine.call_log import shortened
from mockvpce.handle.outline import NOTHING

if TYPE_CHECKING:
    from mockvpce.engine.call_log import Call
    from mockvpce.handle.aws import Aws

_CALLS = 12
_ERRORS = 5
_LENGTH = 200
_LINES = 60


def calls(aws: Aws) -> str:
    """The last calls, and before them the last ones that ended in an error; the message of each error below its call."""
    made = list(aws.calls)
    earlier, last = made[:-_CALLS], made[-_CALLS:]
    errors = [one for one in earlier if one.error is not None][-_ERRORS:]
    lines = [line for call in errors for line in _lines(call)]
    left_out = len(earlier) - len(errors)
    if left_out:
        lines.append(f"... {left_out} more ...")
    return "\n".join([*lines, *(line for call in last for line in _lines(call))])


def tree(aws: Aws) -> str:
    """`aws.describe()`, as far as it is short enough to be read; empty where there is nothing."""
    told = aws.describe()
    lines = told.splitlines()
    if told == NOTHING:
        return ""
    if len(lines) > _LINES:
        lines = [*lines[:_LINES], f"... {len(lines) - _LINES} more lines: print(aws)"]
    return "\n".join(lines)


def _lines(call: Call) -> list[str]:
    lines = [shortened(str(call), _LENGTH)]
    if call.error is not None:
        lines.append(f"    {shortened(str(call.error), _LENGTH)}")
    return lines
