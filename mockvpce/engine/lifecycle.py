"""Lifecycles as tables: which event moves which state where, and what happens of itself after how long."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from mockvpce.engine.world import Resource, World

R = TypeVar("R", bound="Resource")

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


def forced(sources: Iterable[str], targets: Iterable[str]) -> list[Row]:
    """Rows by which a test puts a resource into a state that AWS reaches for reasons of its own."""
    return [Row(_FORCE + target, source, target) for target in targets for source in sources if source != target]


class IllegalTransition(Exception):  # noqa: N818 - the name says what is wrong
    """The lifecycle has no row for this event in the resource's state."""

    def __init__(self, resource: Resource, event: str) -> None:
        super().__init__(f"{resource.id} is {resource.state}: no {event}")
        self.resource = resource
        self.event = event


class Lifecycle(Generic[R]):
    """The only writer of its resources' `state`."""

    def __init__(self, rows: Iterable[Row], *, follow: Callable[[World, R], None] | None = None) -> None:
        """`follow` brings what depends on the state (interfaces, names, routes) in line after every transition."""
        self.rows = tuple(rows)
        self._targets = {(row.source, row.event): row.target for row in self.rows}
        self._automatic: dict[str, tuple[Row, ...]] = {}
        for row in self.rows:
            if row.after is not None:
                self._automatic[row.source] = (*self._automatic.get(row.source, ()), row)
        self._follow = follow

    @property
    def states(self) -> frozenset[str]:
        """Every state that a resource of this kind can be seen in."""
        return frozenset(state for row in self.rows for state in (row.source, row.target) if state != GONE)

    def allows(self, resource: R, event: str) -> bool:
        """Whether `event` can happen to the resource in its present state."""
        return (resource.state, event) in self._targets

    def forcible(self, resource: R) -> tuple[str, ...]:
        """The states that `force` can put the resource into."""
        return tuple(row.target for row in self.rows if row.source == resource.state and row.event.startswith(_FORCE))

    def force(self, world: World, resource: R, state: str) -> None:
        """Put the resource into a state, by the row that the table has for it."""
        self.apply(world, resource, _FORCE + state)

    def followed_by(self, follow: Callable[[World, R], None]) -> None:
        """Set what is called after every transition, for a module that needs the lifecycle itself."""
        self._follow = follow

    def begin(self, world: World, resource: R, state: str) -> None:
        """Give a new resource, already added to the world, its first state."""
        self._enter(world, resource, state)

    def apply(self, world: World, resource: R, event: str) -> None:
        """Move the resource; raises `IllegalTransition` where the table has no such row."""
        target = self._targets.get((resource.state, event))
        if target is None:
            raise IllegalTransition(resource, event)
        self._enter(world, resource, target)

    def _enter(self, world: World, resource: R, state: str) -> None:
        resource.state = state
        resource.generation += 1
        if state == GONE:
            world.remove(resource)
        for row in self._automatic.get(state, ()):
            if row.after is not None:
                world.schedule(resource, row.event, row.after, soon=not row.deadline)
        if self._follow is not None:
            self._follow(world, resource)
