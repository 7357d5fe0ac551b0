"""What a test has asked of the data plane, for the report of a failing one."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockvpce.handle.aws import Aws
    from mockvpce.network.decision import Decision
    from mockvpce.network.path import Answer, Path

    T = TypeVar("T", Path, Answer, Decision)

_KEPT = 50
_LINES = 8
when_a_mock_fails: dict[object, Callable[[Aws], None]] = {}
"""What is called, by who wants it, with the handle of a mock that an exception ends, before it ends."""
_answers: deque[Path | Answer | Decision] = deque(maxlen=_KEPT)


def note(answer: T) -> T:
    """Remember an answer, and give it back."""
    _answers.append(answer)
    return answer


def forget() -> None:
    """Another test begins."""
    _answers.clear()


def told() -> str:
    """The last answer in full, after a line for each of the latest false ones before it; empty where nothing was asked."""
    if not _answers:
        return ""
    *earlier, last = _answers
    false = list(dict.fromkeys(repr(one) for one in earlier if not one))
    return "\n".join([*false[-_LINES:], str(last)])


def blocked() -> Path | None:
    """The last answer, where it is a path that does not reach its end."""
    from mockvpce.network.path import Path  # noqa: PLC0415 - the data plane is loaded when something is asked of it

    last = _answers[-1] if _answers else None
    return last if isinstance(last, Path) and not last else None
