"""Lifecycles as tables: which event moves which state where, and what happens of itself after how long.

A table changes nothing: `World.apply` is the only writer of a resource's state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

GONE = ""
"""The target of a row after which the resource is in no answer any more."""


@dataclass(frozen=True, slots=True)
class Row:
    """`event` moves a resource from `source` to `target`.

    With `after`, the event happens of itself that long after `source` was entered. `deadline` marks a time-out that every
    timing waits for (a request that expires, a deleted object that disappears); without it the event is something that
    AWS does as soon as it can, which `instant` timing does not wait for.
    """

    event: str
    source: str
    target: str
    after: timedelta | None = None
    deadline: bool = False


_FORCE = "force "
_NONE: Mapping[str, str] = MappingProxyType({})


def forced(sources: Iterable[str], targets: Iterable[str]) -> list[Row]:
    """Rows by which a test puts a resource into a state that AWS reaches for reasons of its own."""
    states = list(sources)
    return [Row(force(target), source, target) for target in targets for source in states if source != target]


def force(state: str) -> str:
    """The event that forces a resource into a state."""
    return _FORCE + state


class IllegalTransition(Exception):  # noqa: N818 - the name says what is wrong
    """The lifecycle has no row for this event in the resource's state."""

    def __init__(self, resource_id: str, state: str, event: str) -> None:
        super().__init__(f"{resource_id} is {state}: no {event}")
        self.resource_id = resource_id
        self.state = state
        self.event = event


class Lifecycle:
    """The states of a class of resources and the events between them.

    `unforced` says why a test cannot put a resource into a state, by AWS's word for it; by the empty word, why into none.
    """

    __slots__ = ("_automatic", "_targets", "rows", "unforced")

    def __init__(self, rows: Iterable[Row], *, unforced: Mapping[str, str] = _NONE) -> None:
        self.rows: tuple[Row, ...] = tuple(rows)
        self.unforced: Mapping[str, str] = unforced
        self._targets = {(row.source, row.event): row.target for row in self.rows}
        self._automatic: dict[str, tuple[Row, ...]] = {}
        for row in self.rows:
            if row.after is not None:
                self._automatic[row.source] = (*self._automatic.get(row.source, ()), row)

    @property
    def states(self) -> frozenset[str]:
        """Every state that a resource of this kind can be seen in."""
        return frozenset(state for row in self.rows for state in (row.source, row.target) if state != GONE)

    def target(self, state: str, event: str) -> str | None:
        """Where `event` leads from a state; None where it cannot happen."""
        return self._targets.get((state, event))

    def automatic(self, state: str) -> tuple[Row, ...]:
        """The rows that happen of themselves some time after a state was entered."""
        return self._automatic.get(state, ())

    def forcible(self, state: str) -> tuple[str, ...]:
        """The states into which a resource in `state` can be forced."""
        return tuple(row.target for row in self.rows if row.source == state and row.event.startswith(_FORCE))
