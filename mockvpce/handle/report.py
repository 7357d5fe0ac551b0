"""What the report of a failing test says about its mock: the last calls, the stacks that failed, and what there is."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mockvpce.engine.call_log import shortened
from mockvpce.handle.outline import NOTHING

if TYPE_CHECKING:
    from mockvpce.engine.call_log import Call
    from mockvpce.handle.aws import Aws

_CALLS = 12
_ERRORS = 5
_LENGTH = 200
_MESSAGE = 400
_LINES = 60
_OPENING = re.compile(r"An error occurred \(.*?\) when calling the \w+ operation(?: \(reached max retries: \d+\))?: ")
"""What botocore puts before each message of AWS's; the line of the call says it already."""
_DRAWN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""A ClientToken that botocore has drawn by itself."""


@dataclass(slots=True)
class _Line:
    """A call, or several that look the same one after the other."""

    call: Call
    text: str
    times: int = 1

    def lines(self, before: _Line | None) -> Iterator[str]:
        """The call, its home where that is another one than that of the line before, and the message of its error."""
        call = self.call
        home = call.account, call.region
        where = "" if before is not None and home == (before.call.account, before.call.region) else " by {} in {}"
        times = f" ({self.times} times)" if self.times > 1 else ""
        yield f"{self.text}{where.format(*home)}{_ended(call)}{times}"
        if call.error is not None:
            yield f"    {shortened(_OPENING.sub('', str(call.error)), _MESSAGE)}"


def calls(aws: Aws) -> str:
    """The last calls, and before them the last ones that ended in an error; the message of each error below its call."""
    folded = _folded(list(aws.calls))
    earlier, last = folded[:-_CALLS], folded[-_CALLS:]
    errors = [one for one in earlier if one.call.error is not None][-_ERRORS:]
    left_out = sum(one.times for one in earlier) - sum(one.times for one in errors)
    shown = [*errors, *last]
    lines = [f"... {left_out} earlier"] if left_out else []
    for before, one in zip([None, *shown], shown, strict=False):
        lines.extend(one.lines(before))
    return "\n".join(lines)


def _folded(made: list[Call]) -> list[_Line]:
    """The calls, those that look the same one after the other in one: a loop that polls fills no page."""
    lines: list[_Line] = []
    for call in made:
        text = shortened(f"{call.service}:{call.operation}({_given(call.parameters)})", _LENGTH)
        last = lines[-1] if lines else None
        if last is not None and last.text == text and _is_alike(last.call, call):
            last.times += 1
        else:
            lines.append(_Line(call, text))
    return lines


def _is_alike(one: Call, other: Call) -> bool:
    return (one.account, one.region, _ended(one), str(one.error)) == (
        other.account,
        other.region,
        _ended(other),
        str(other.error),
    )


def _ended(call: Call) -> str:
    ended = f" -> {call.code}" if call.error is not None else ""
    return f"{ended} ({call.attempts} attempts)" if call.attempts > 1 else ended


def _given(parameters: Mapping[str, Any]) -> str:
    """The parameters, without tokens that nobody has chosen; tags as they are said."""
    shown = []
    for name, value in parameters.items():
        if name == "ClientToken" and _DRAWN.fullmatch(str(value)):
            continue
        shown.append(f"{name}={_tags(value) if name == 'TagSpecifications' else repr(value)}")
    return ", ".join(shown)


def _tags(specifications: Any) -> str:
    try:
        tags = [f"{tag['Key']}={tag['Value']}" for one in specifications for tag in one["Tags"]]
    except (KeyError, TypeError):  # a request of a wrong form is shown as it is
        return repr(specifications)
    return f"[{', '.join(tags)}]"


def stacks() -> str:
    """Why resources of stacks failed; empty where none did."""
    if "moto.cloudformation.models" not in sys.modules:
        return ""
    from mockvpce.moto_bridge.cloudformation.events import failures  # noqa: PLC0415 - only where there are stacks

    return "\n".join(failures())


def tree(aws: Aws) -> str:
    """`aws.describe()`, as far as it is short enough to be read; empty where there is nothing."""
    told = aws.describe()
    lines = told.splitlines()
    if told == NOTHING:
        return ""
    if len(lines) > _LINES:
        lines = [*lines[:_LINES], f"... {len(lines) - _LINES} more lines: print(aws)"]
    return "\n".join(lines)
