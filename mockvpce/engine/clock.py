"""The one place that asks what time it is, and in which zone the machine is.

A clock counts from the wall clock until a test moves it: `advance` adds an offset, so time goes on at its normal pace from
the new instant. It never goes back by itself: while the wall clock is behind what was last seen, the clock stands still.
Instants are timezone-aware UTC datetimes, cut to milliseconds as EC2 prints them.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from email.utils import formatdate

from dateutil.tz import tzutc

UTC = tzutc()
_BEGINNING = datetime.min.replace(tzinfo=UTC)


def zone_names() -> tuple[str, str]:
    """What the machine's own time zone is called, without and with daylight saving: `time.tzset` may change it."""
    return time.tzname


class Clock:
    """A clock that a test can move forward."""

    __slots__ = ("_date", "_date_second", "_latest", "_offset")

    def __init__(self) -> None:
        self._offset = timedelta()
        self._latest = _BEGINNING
        self._date_second = 0
        self._date = ""

    def now(self) -> datetime:
        """The present instant in UTC with millisecond precision."""
        instant = datetime.now(timezone.utc) + self._offset
        instant = instant.replace(microsecond=instant.microsecond // 1000 * 1000, tzinfo=UTC)
        if instant < self._latest:
            return self._latest
        self._latest = instant
        return instant

    def advance(self, step: timedelta | float | None = None, /, **units: float) -> datetime:
        """Move the clock forward and return the new instant.

        `step` is a `timedelta` or a number of seconds; `units` are `timedelta`'s own keywords (`days=7`, `minutes=3`).
        A step backwards is a `ValueError`: states that were reached are not taken back.
        """
        whole = step if isinstance(step, timedelta) else timedelta(seconds=step or 0)
        whole += timedelta(**units)
        if whole < timedelta():
            raise ValueError(f"the clock moves forward only, got {whole}")
        self._offset += whole
        return self.now()

    @property
    def offset(self) -> timedelta:
        """How far the clock is ahead of the wall clock."""
        return self._offset

    @offset.setter
    def offset(self, value: timedelta) -> None:
        self._offset = value
        self._latest = _BEGINNING

    def http_date(self) -> str:
        """The wall clock's time as the Date header of an answer has it."""
        second = int(time.time())
        if second != self._date_second:
            self._date, self._date_second = formatdate(second, usegmt=True), second
        return self._date
