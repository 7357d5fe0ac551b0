"""Every resource of every account and Region: by id, through indexes, with its pending transitions.

The world knows nothing of requests and nothing of moto. A `Table` holds one class of resources, and its indexes answer
what filters ask most without a scan. `apply` and `begin` are the only writers of a resource's state.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from mockvpce.engine.clock import Clock
from mockvpce.engine.copying import duplicate
from mockvpce.engine.ids import Ids
from mockvpce.engine.lifecycle import GONE, IllegalTransition, force
from mockvpce.engine.resource import Home, Resource
from mockvpce.engine.tables import Table
from mockvpce.engine.timers import AT_ONCE, LATER, Progression, Progressions, Timer

if TYPE_CHECKING:
    from mockvpce.data.catalogue import Catalogue
    from mockvpce.engine.platform import Platform

Timing = Literal["instant", "aws", "manual"]
Quotas = bool | Mapping[str, int]
"""Whether AWS's quotas hold; a mapping of quota codes (`L-…`) to values raises or lowers some of them."""

R = TypeVar("R", bound=Resource)
S = TypeVar("S")


class Observer:
    """Is told which resources come and go. The bridge to moto derives from it."""

    def added(self, resource: Resource) -> None:
        """`resource` is in the world now."""

    def removed(self, resource: Resource) -> None:
        """`resource` is no longer in the world."""

    def moved(self, resource: Resource) -> None:
        """`resource` is seen from other homes now."""

    def replaced(self) -> None:
        """The whole state is another one."""


@dataclass(frozen=True, slots=True)
class FirstUse:
    """The first request with a ClientToken: what must not differ in the next, its result, and until when that counts."""

    fingerprint: bytes
    result: bytes
    until: datetime


@dataclass(slots=True, eq=False)
class State:
    """What a snapshot keeps: all that requests can change."""

    tables: dict[type[Resource], Table[Any]] = field(default_factory=dict)
    kinds: dict[str, type[Resource]] = field(default_factory=dict)
    """Of every id, in the order of creation."""
    timers: list[Timer] = field(default_factory=list)
    waiting: int = 0
    """How many of the timers wait to see descriptions."""
    tokens: dict[tuple[str, ...], FirstUse] = field(default_factory=dict)
    singles: dict[type, Any] = field(default_factory=dict)
    number: int = 0

    def copy(self) -> State:
        """The same again; what happens to one does not happen to the other. Resources are copied once they are asked for."""
        return State(
            {kind: table.copy() for kind, table in self.tables.items()},
            self.kinds.copy(),
            duplicate(self.timers),
            self.waiting,
            self.tokens.copy(),
            {kind: deepcopy(one) for kind, one in self.singles.items()},
            self.number,
        )


@dataclass(frozen=True, slots=True)
class WorldSnapshot:
    """A state that is never changed, the clock and the sequence of ids."""

    state: State
    offset: timedelta
    ids: object


class World:
    """The state of the mock. One lock guards it; every gateway holds it for the length of a request."""

    def __init__(self, *, timing: Timing = "instant", quotas: Quotas = True, seed: int | str | None = None) -> None:
        self.lock: threading.RLock = threading.RLock()
        self.clock: Clock = Clock()
        self.ids: Ids = Ids(seed)
        self.timing: Timing = timing
        self.quotas: Quotas = quotas
        self.seed = seed
        self.catalogue: Catalogue | None = None
        """AWS's services as the active mock has them; None for those that the package knows."""
        self.state: State = State()
        self.observers: list[Observer] = []
        self.pace: Progressions = lambda _: None
        self._instant: datetime | None = None
        self.platform: Platform = cast("Platform", None)

    # resources -----------------------------------------------------------------------------------------------------

    def table(self, kind: type[R]) -> Table[R]:
        """The table of one class of resources."""
        table = self.state.tables.get(kind)
        if table is None:
            table = self.state.tables[kind] = Table(kind)
        return table

    def add(self, resource: Resource) -> None:
        """Put a new resource into the world."""
        self.state.number += 1
        resource.seq = self.state.number
        self.table(type(resource)).add(resource)
        self.state.kinds[resource.id] = type(resource)
        for observer in self.observers:
            observer.added(resource)

    def remove(self, resource: Resource) -> None:
        """Take a resource out of the world."""
        if self.state.kinds.pop(resource.id, None) is None:
            return
        self.table(type(resource)).remove(resource)
        for observer in self.observers:
            observer.removed(resource)

    def moved(self, resource: Resource) -> None:
        """Put a resource, whose homes or indexed members have changed, where it belongs now."""
        self.table(type(resource)).refresh(resource)
        for observer in self.observers:
            observer.moved(resource)

    def get(self, resource_id: str) -> Resource | None:
        """The resource of that id, of whatever family."""
        kind = self.state.kinds.get(resource_id)
        return None if kind is None else self.state.tables[kind].get(resource_id)

    def every(self) -> Iterator[Resource]:
        """All resources, in the order of their creation."""
        tables = self.state.tables
        return (tables[kind][one] for one, kind in self.state.kinds.items())

    def glance(self) -> Iterator[Resource]:
        """As `every`, for one who changes nothing of them and keeps none."""
        tables = self.state.tables
        return (tables[kind].glance(one) for one, kind in self.state.kinds.items())

    @property
    def count(self) -> int:
        """How many resources there are."""
        return len(self.state.kinds)

    def single(self, kind: type[S]) -> S:
        """The one object of a class that belongs to the state without being a resource; made when first asked for."""
        found = self.state.singles.get(kind)
        if found is None:
            found = self.state.singles[kind] = kind()
        return cast("S", found)

    def quota(self, home: Home, code: str, default: int) -> int | None:
        """How many of something AWS allows in an account and Region; None where the test has switched quotas off."""
        if self.quotas is False:
            return None
        if isinstance(self.quotas, Mapping) and code in self.quotas:
            return self.quotas[code]
        return self.platform.quotas.value(home, code, default)

    # states --------------------------------------------------------------------------------------------------------

    def begin(self, resource: Resource, state: str) -> None:
        """Give a new resource, already added, its first state."""
        self._enter(resource, state)

    def can(self, resource: Resource, event: str) -> bool:
        """Whether `event` can happen to the resource in its present state."""
        return resource.lifecycle.target(resource.state, event) is not None

    def apply(self, resource: Resource, event: str) -> None:
        """Move the resource; raises `IllegalTransition` where its lifecycle has no such row."""
        target = resource.lifecycle.target(resource.state, event)
        if target is None:
            raise IllegalTransition(resource.id, resource.state, event)
        self._enter(resource, target)

    def force(self, resource: Resource, state: str) -> None:
        """Put the resource into a state, by the row that its lifecycle has for it."""
        self.apply(resource, force(state))

    def _enter(self, resource: Resource, state: str) -> None:
        resource.state = state
        resource.generation += 1
        if state == GONE:
            self.remove(resource)
        else:
            self.table(type(resource)).refresh_state(resource)
        for row in resource.lifecycle.automatic(state):
            if row.after is not None:
                self.schedule(resource, row.event, row.after, soon=not row.deadline)
        follow = resource.declared.follow
        if follow is not None:
            follow(self, resource)

    # time ----------------------------------------------------------------------------------------------------------

    def schedule(self, resource: Resource, event: str, delay: timedelta, *, soon: bool) -> None:
        """Let `event` happen to `resource` after `delay`, unless its state changes before.

        `soon` marks what AWS does of itself in seconds or minutes: `instant` timing does not wait for it. The delay counts
        from the instant of the transition that asks for it, even where the clock has gone further by now.
        """
        self.state.number += 1
        instant = self._instant or self.clock.now()
        pace = self.pace(resource.type) if soon else None
        if pace is None:
            pace = Progression(timedelta() if soon and self.timing == "instant" else delay)
        due = LATER if pace.describes else (self.clock.after(pace.delay, instant) if pace.delay else AT_ONCE)
        timer = Timer(due, self.state.number, resource.id, event, resource.generation, soon, instant, pace.describes)
        self.state.waiting += bool(pace.describes)
        heapq.heappush(self.state.timers, timer)

    def settle(self, operation: str = "") -> None:
        """Let everything happen that is due. Each request begins with this; `manual` timing leaves it to the test."""
        timers = self.state.timers
        if self.state.waiting and operation.startswith("Describe"):
            self._count(operation)
        if not timers or self.timing == "manual":
            return
        now = self.clock.now()
        while timers and timers[0].due <= now:
            self._happen(heapq.heappop(timers))

    def _count(self, operation: str) -> None:
        """One description more, for the timers that wait for some."""
        for timer in [one for one in self.state.timers if one.describes]:
            resource = self.get(timer.resource_id)
            if resource is None or operation in resource.declared.shown_by:
                timer.describes -= 1
                if not timer.describes:
                    self.state.waiting -= 1
                    self._happen(timer)

    def settle_all(self) -> None:
        """Let everything happen that AWS does of itself in a while, whatever the timing, and all that is due."""
        while True:
            now = self.clock.now()
            ready = sorted(timer for timer in self.state.timers if timer.soon or timer.due <= now)
            if not ready:
                return
            self.state.timers = [timer for timer in self.state.timers if not (timer.soon or timer.due <= now)]
            heapq.heapify(self.state.timers)
            for timer in ready:
                self._happen(timer)

    def hasten(self, resource: Resource) -> None:
        """Let what AWS does next of itself with this one resource happen now, for a caller that waits for it."""
        for timer in sorted(timer for timer in self.state.timers if timer.resource_id == resource.id):
            if timer.generation == resource.generation and timer.soon:
                self._happen(timer)

    def _happen(self, timer: Timer) -> None:
        resource = self.get(timer.resource_id)
        if resource is None or resource.generation != timer.generation:
            return
        now = self.clock.now()
        due = timer.since if timer.due == AT_ONCE else timer.due
        self._instant = min(due, now)
        try:
            self.apply(resource, timer.event)
        finally:
            self._instant = None

    # the whole -----------------------------------------------------------------------------------------------------

    def snapshot(self) -> WorldSnapshot:
        """All of the state, to be given to `restore`."""
        with self.lock:
            return WorldSnapshot(self.state.copy(), self.clock.offset, self.ids.getstate())

    def restore(self, snapshot: WorldSnapshot, before_observers: Callable[[], None] | None = None) -> None:
        """Go back to the state of a snapshot, clock and id sequence included.

        `before_observers` runs when the state is back, but nobody has been told yet.
        """
        with self.lock:
            self.put_back(snapshot.state.copy(), snapshot.offset, snapshot.ids, before_observers)

    def put_back(
        self, state: State, offset: timedelta, ids: object, before_observers: Callable[[], None] | None = None
    ) -> None:
        """Go back to a state that was set aside."""
        with self.lock:
            self.state, self.clock.offset = state, offset
            self.ids.setstate(ids)
            if before_observers is not None:
                before_observers()
            for observer in self.observers:
                observer.replaced()

    def clear(self) -> None:
        """Forget everything: no resources, the clock at the present, the id sequence at its seed."""
        with self.lock:
            self.wipe()
            for observer in self.observers:
                observer.replaced()

    def wipe(self) -> None:
        """`clear` without the lock and without telling the observers."""
        self.state = State()
        self.clock.offset = timedelta()
        if self.seed is not None:
            self.ids.seed(self.seed)
