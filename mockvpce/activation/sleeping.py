"""`sleep="clock"`: sleeping moves the mock's clock instead of waiting.

`time.sleep` and `asyncio.sleep` are replaced, in the modules that have taken them by name too, and `time.time` and
`time.monotonic` run ahead by what was slept, so that a loop with a deadline ends.
"""

from __future__ import annotations

import asyncio
import heapq
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from mockvpce.engine.passing import Passing
from mockvpce.engine.world import World
from mockvpce.patching import Patch

_WHY = 'sleep="clock": the mock\'s clock moves instead'
_LOOK = 0.01
"""Seconds for which a thread waits before it looks at the clock again."""
_IDLE = 5
"""After as many looks at which nothing has moved, the test's own thread is taken for idle."""

Heap = list[tuple[datetime, int, Any]]


class Sleeping:
    """Replaces the functions, and keeps track of the sleeping threads and tasks."""

    def __init__(self, world: World, passing: Passing) -> None:
        self._world = world
        self._passing = passing
        self._plain: dict[str, Callable[..., Any]] = {}
        self._own: dict[str, Callable[..., Any]] = {}
        self._taken: list[tuple[dict[str, Any], str, Callable[..., Any], Callable[..., Any]]] = []
        self._thread = 0
        self._ahead = 0.0
        self._threads: Heap = []
        self._tasks: dict[Any, Heap] = {}
        self._numbers = count()
        self.lock: threading.RLock = threading.RLock()

    @property
    def replaced(self) -> list[Patch]:
        """What is replaced now."""
        return [Patch(name.replace(".", ":"), _WHY) for name in self._own]

    def choose(self, wanted: bool) -> None:
        """Start or stop replacing; the thread that starts is the test's own."""
        if wanted and not self._own:
            self._put_on()
        elif not wanted and self._own:
            self._take_off()

    def _put_on(self) -> None:
        self._thread, self._ahead = threading.get_ident(), 0.0
        plain_time, plain_monotonic = time.time, time.monotonic
        self._plain = {
            "time.sleep": time.sleep,
            "asyncio.sleep": asyncio.sleep,
            "time.time": plain_time,
            "time.monotonic": plain_monotonic,
        }
        self._own = {
            "time.sleep": self.sleep,
            "asyncio.sleep": self.sleep_in_task,
            "time.time": lambda: plain_time() + self._ahead,
            "time.monotonic": lambda: plain_monotonic() + self._ahead,
        }
        for name, own in self._own.items():
            module, _, attribute = name.partition(".")
            self._take(vars(sys.modules[module]), attribute, own)
        self._take_by_name()

    def _take(self, names: dict[str, Any], attribute: str, own: Callable[..., Any]) -> None:
        self._taken.append((names, attribute, names[attribute], own))
        names[attribute] = own

    def _take_by_name(self) -> None:
        """The sleeps of modules that have said `from time import sleep`."""
        sleeps = {id(self._plain[name]): self._own[name] for name in ("time.sleep", "asyncio.sleep")}
        for name, module in list(sys.modules.items()):
            names = getattr(module, "__dict__", None)  # anything may stand in sys.modules
            if name.partition(".")[0] in _LEFT_ALONE or type(names) is not dict:
                continue
            for attribute in [one for one, value in list(names.items()) if id(value) in sleeps]:
                self._take(names, attribute, sleeps[id(names[attribute])])

    def _take_off(self) -> None:
        """Restore the functions that are still ours: a library that froze the time meanwhile has restored its own."""
        for names, attribute, plain, own in reversed(self._taken):
            if names.get(attribute) is own:
                names[attribute] = plain
        self._taken, self._own = [], {}
        self._threads.clear()
        self._tasks.clear()

    # threads ---------------------------------------------------------------------------------------------------------

    def sleep(self, seconds: float, /) -> None:
        """Take the place of `time.sleep`."""
        whole = timedelta(seconds=seconds)
        if whole < timedelta():
            raise ValueError("sleep length must be non-negative")
        if not whole or not self._own:
            self._plain["time.sleep"](seconds)
        elif threading.get_ident() == self._thread:
            self._pass(whole)
        else:
            self._wait_in_thread(whole)

    def _pass(self, whole: timedelta) -> None:
        if whole > timedelta():
            self._passing.advance(whole)
            self._ahead += whole.total_seconds()

    def _wait_in_thread(self, whole: timedelta) -> None:
        """Wait until the clock gets there; where no thread moves it, the one that wakes first does."""
        mine = (self._world.clock.now() + whole, next(self._numbers), None)
        with self.lock:
            heapq.heappush(self._threads, mine)
        looks, seen = 0, self._world.clock.offset
        try:
            while self._own and self._world.clock.now() < mine[0]:
                self._plain["time.sleep"](_LOOK)
                offset = self._world.clock.offset
                looks, seen = (looks + 1, seen) if offset == seen else (0, offset)
                if looks >= _IDLE and self._threads and self._threads[0] == mine:
                    self._pass(mine[0] - self._world.clock.now())
        finally:
            with self.lock, suppress(ValueError):
                self._threads.remove(mine)
                heapq.heapify(self._threads)

    # tasks -----------------------------------------------------------------------------------------------------------

    async def sleep_in_task(self, delay: float, result: Any = None) -> Any:
        """Take the place of `asyncio.sleep`: tasks that sleep at once wake in the order of time."""
        if delay <= 0 or not self._own:
            return await self._plain["asyncio.sleep"](delay, result)
        loop = asyncio.get_running_loop()
        waiting = self._tasks.setdefault(loop, [])
        future = loop.create_future()
        due = self._world.clock.now() + timedelta(seconds=delay)
        heapq.heappush(waiting, (due, next(self._numbers), future))
        if len(waiting) == 1:
            loop.call_soon(self._wake_first, loop)
        await future
        return result

    def _wake_first(self, loop: Any) -> None:
        """Move the clock to the earliest wake-up once every task sleeps or waits."""
        waiting = self._tasks.get(loop)
        while waiting and waiting[0][2].done():  # the task was cancelled
            heapq.heappop(waiting)
        if not waiting:
            return
        if getattr(loop, "_ready", ()):  # others go first; a loop that does not tell has had its turn
            loop.call_soon(self._wake_first, loop)
            return
        left = waiting[0][0] - self._world.clock.now()
        timer = _next_timer(loop)
        if timer is not None and timer < left:
            self._pass(timer)
        else:
            self._pass(left)
            heapq.heappop(waiting)[2].set_result(None)
        if waiting:
            loop.call_soon(self._wake_first, loop)


def _next_timer(loop: Any) -> timedelta | None:
    """Seconds until the loop has something else to do: a time-out, a `call_later`. None for a loop that does not tell."""
    waiting = [handle.when() for handle in getattr(loop, "_scheduled", ()) if not handle.cancelled()]
    return timedelta(seconds=max(min(waiting) - loop.time(), 0)) if waiting else None


_LEFT_ALONE = sys.stdlib_module_names | {"_pytest", "pytest", "xdist", "execnet", "mockvpce"}
"""Packages whose own sleeps are not the code's under test."""
