"""What a test has asked of the data plane, for the report of a failing one."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from mockvpce.network.decision import Decision
    from mockvpce.network.path import Answer, Path

    T = TypeVar("T", Path, Answer, Decision)

_KEPT = 50
_LINES = 8
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
