"""The clock of the mock, as a test holds it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockvpce.activation.runtime import Runtime


class TestClock:
    """The clock of the mock, as a test moves it."""

    __test__ = False

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def now(self) -> datetime:
        """The present instant of the mock: timezone-aware UTC, with milliseconds."""
        return self._runtime.world.clock.now()

    def advance(self, step: timedelta | float | None = None, /, **units: float) -> datetime:
        """Move the clock forward by a `timedelta`, seconds, or `timedelta` keywords (`days=7`); gives the new instant.

        What falls due on the way happens in its order, before the next request is answered.
        """
        world = self._runtime.world
        with world.lock:
            now = world.clock.advance(step, **units)
            world.settle()
            return now
