"""Time that passes: everything due on the way happens in its order, and so does what a test wants done at some instant."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from inspect import iscoroutinefunction
from itertools import count
from typing import Any

from mockvpce.engine.clock import step_of
from mockvpce.engine.world import World


@dataclass(slots=True, order=True)
class Appointment:
    """A function, and when it is to be called."""

    due: datetime
    number: int
    function: Callable[..., object] = field(compare=False)
    arguments: tuple[Any, ...] = field(compare=False)


class Passing:
    """Moves the clock of a world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._appointments: list[Appointment] = []
        self._numbers = count()

    def call_later(self, delay: timedelta | float, function: Callable[..., object], *arguments: Any) -> None:
        """Have a function called when the clock gets there, in the thread that moves it."""
        if not callable(function):
            raise TypeError(f"call_later takes a function after the delay, got {function!r}")
        if iscoroutinefunction(function):
            raise TypeError(f"call_later calls a plain function, and nobody would await {function!r}")
        whole = step_of(delay)
        with self._world.lock:
            due = self._world.clock.after(whole)
            heapq.heappush(self._appointments, Appointment(due, next(self._numbers), function, arguments))

    def forget(self) -> None:
        """Call nothing any more."""
        self._appointments.clear()

    def advance(self, step: timedelta) -> datetime:
        """Move the clock forward; gives the new instant.

        Due transitions are settled before a function is called, and the function holds none of our locks.
        """
        left = step
        with self._world.lock:
            self._world.clock.check(step)
        while True:
            with self._world.lock:
                now = self._world.clock.now()
                first = self._next_before(now + left)
                move = left if first is None else min(left, max(first.due - now, timedelta()))
                left -= move
                now = self._world.clock.advance(move)
                self._world.settle()
            if first is None:
                return now
            first.function(*first.arguments)

    def _next_before(self, instant: datetime) -> Appointment | None:
        waiting = self._appointments
        return heapq.heappop(waiting) if waiting and waiting[0].due <= instant else None
