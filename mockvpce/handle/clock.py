"""The clock of the mock, as a test holds it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from mockvpce.engine.clock import step_of

if TYPE_CHECKING:
    from mockvpce.activation.runtime import Activation


class Clock:
    """The clock of the mock, as a test moves it."""

    def __init__(self, activation: Activation) -> None:
        self._activation = activation

    def now(self) -> datetime:
        """The present instant of the mock: timezone-aware UTC, with milliseconds."""
        return self._activation.runtime.world.clock.now()

    def advance(self, step: timedelta | float | None = None, /, **units: float) -> datetime:
        """Move the clock forward by a `timedelta`, seconds, or `timedelta` keywords (`days=7`); gives the new instant.

        What falls due on the way happens in its order, functions of `call_later` among it. A step that is negative, not
        finite or out of the calendar is a `ValueError` and changes nothing; without any it is a `TypeError`.
        """
        return self._activation.runtime.passing.advance(step_of(step, **units))

    def call_later(self, delay: timedelta | float, function: Callable[..., object], *arguments: Any) -> None:
        """Call a function when the clock of the mock is `delay` (a `timedelta` or seconds) further on.

        It is called by each function that moves the clock: `advance`, a sleep with `sleep="clock"`, a fault's delay. Its
        exceptions are theirs. The end of the mock forgets it.
        """
        self._activation.runtime.passing.call_later(delay, function, *arguments)
