"""Every resource of every account and Region: by id, through indexes, with its pending transitions.

The world knows nothing of requests and nothing of moto. Families add dataclasses derived from `Resource`; a `Table` holds
one class, and its indexes answer what filters ask most without a scan.
"""

from __future__ import annotations

import heapq
import pickle
import threading
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar, cast

from mockvpce.engine.clock import Clock
from mockvpce.engine.ids import Ids
from mockvpce.engine.tables import Table
from mockvpce.engine.timers import LATER, Progression, Progressions, Timer, describes

if TYPE_CHECKING:
    from mockvpce.engine.lifecycle import Lifecycle
    from mockvpce.engine.platform import Platform
    from mockvpce.engine.watching import Watcher
    from mockvpce.protocol.errors import ErrorSpec

Timing = Literal["instant", "aws", "manual"]
Quotas = bool | Mapping[str, int]
"""Whether AWS's quotas hold; a mapping of quota codes (`L-…`) to values raises or lowers some of them."""

Home = tuple[str, str]
"""(account, Region): the place from which a resource is seen."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that can be tagged without being a resource of its own: its id, its type, and who sees it."""

    id: str
    type: str
    home: Home


@dataclass(slots=True, kw_only=True, eq=False)
class Resource:
    """What every family's dataclass has: identity, owner, place, state."""

    id: str
    account: str
    region: str
    state: str = ""
    created: datetime
    seq: int = 0
    generation: int = 0

    type: ClassVar[str]
    """The resource type of tags and ARNs, such as `vpc-endpoint`."""

    lifecycle: ClassVar[Lifecycle[Any]]

    unknown: ClassVar[ErrorSpec | None] = None
    """The error for an `id` of this type that the caller does not see, where it is not spelt as most are."""

    part_types: ClassVar[Mapping[str, str]] = {}
    """Id prefix -> type of the parts that resources of this class have, such as `vpce-con` of an endpoint."""

    def parts(self, world: World) -> Iterable[Part]:
        """What of the resource has an id and tags of its own; a class that has `part_types` overrides this."""
        del world
        return ()

    @property
    def homes(self) -> tuple[Home, ...]:
        """Where the resource is seen; a resource with two sides overrides this."""
        return ((self.account, self.region),)

    @property
    def code(self) -> str:
        """The state as AWS names it. A lifecycle may tell more states apart, by what it writes after a slash."""
        return self.state.partition("/")[0]

    @property
    def carries_traffic(self) -> bool:
        """Whether a route to the resource is active; one that is not is a black hole."""
        return True

    @classmethod
    def indexes(cls) -> Mapping[str, Callable[[Any], Iterable[Hashable]]]:
        """Extra indexes: a name, and the keys under which a resource stands there."""
        return {}


R = TypeVar("R", bound=Resource)


@dataclass(slots=True, eq=False)
class State:
    """What a snapshot keeps: all that requests can change."""

    tables: dict[type[Resource], Table[Any]] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    timers: list[Timer] = field(default_factory=list)
    waiting: int = 0
    """How many of the timers wait to see descriptions."""
    tokens: dict[tuple[str, ...], tuple[bytes, bytes]] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    number: int = 0


class World:
    """The state of the mock. One lock guards it; every gateway holds it for the length of a request."""

    def __init__(self, *, timing: Timing = "instant", quotas: Quotas = True, seed: int | str | None = None) -> None:
        self.lock = threading.RLock()
        self.clock = Clock()
        self.ids = Ids(seed)
        self.timing: Timing = timing
        self.quotas: Quotas = quotas
        self.seed = seed
        self.state = State()
        self.watchers: list[Watcher] = []
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
        self.state.resources[resource.id] = resource
        for watcher in self.watchers:
            watcher.added(resource)

    def remove(self, resource: Resource) -> None:
        """Take a resource out of the world."""
        if self.state.resources.pop(resource.id, None) is None:
            return
        self.table(type(resource)).remove(resource)
        for watcher in self.watchers:
            watcher.removed(resource)

    def moved(self, resource: Resource) -> None:
        """Put a resource, whose homes or indexed members have changed, where it belongs now."""
        self.table(type(resource)).refresh(resource)
        for watcher in self.watchers:
            watcher.moved(resource)

    def get(self, resource_id: str) -> Resource | None:
        """The resource of that id, of whatever family."""
        return self.state.resources.get(resource_id)

    def quota(self, home: Home, code: str, default: int) -> int | None:
        """How many of something AWS allows in an account and Region; None where the test has switched quotas off."""
        if self.quotas is False:
            return None
        if isinstance(self.quotas, Mapping) and code in self.quotas:
            return self.quotas[code]
        return self.platform.quota(home, code, default)

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
        due = LATER if pace.describes else instant + pace.delay
        timer = Timer(due, self.state.number, resource.id, event, resource.generation, soon, pace.describes)
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
            resource = self.state.resources.get(timer.resource_id)
            if resource is None or describes(operation, resource.type):
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
        for timer in sorted(self.state.timers):
            if timer.resource_id == resource.id and timer.generation == resource.generation and timer.soon:
                self._happen(timer)

    def _happen(self, timer: Timer) -> None:
        resource = self.state.resources.get(timer.resource_id)
        if resource is None or resource.generation != timer.generation:
            return
        self._instant = min(timer.due, self.clock.now())
        try:
            resource.lifecycle.apply(self, resource, timer.event)
        finally:
            self._instant = None

    # the whole -----------------------------------------------------------------------------------------------------

    def snapshot(self) -> bytes:
        """All of the state, to be given to `restore`."""
        with self.lock:
            return pickle.dumps((self.state, self.clock.offset, self.ids.getstate()), pickle.HIGHEST_PROTOCOL)

    def restore(self, snapshot: bytes, before_watchers: Callable[[], None] | None = None) -> None:
        """Go back to the state of a snapshot, clock and id sequence included.

        `before_watchers` runs when the state is back, but nobody has been told yet.
        """
        with self.lock:
            self.state, self.clock.offset, state = pickle.loads(snapshot)  # noqa: S301 - our own bytes
            self.ids.setstate(state)
            if before_watchers is not None:
                before_watchers()
            for watcher in self.watchers:
                watcher.replaced()

    def clear(self) -> None:
        """Forget everything: no resources, the clock at the present, the id sequence at its seed."""
        with self.lock:
            self.wipe()
            for watcher in self.watchers:
                watcher.replaced()

    def wipe(self) -> None:
        """`clear` for who must not wait for the lock, and tells the watchers himself."""
        self.state = State()
        self.clock.offset = timedelta()
        if self.seed is not None:
            self.ids.seed(self.seed)
