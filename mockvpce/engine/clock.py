"""The one place that asks what time it is, and in which zone the machine is.

A clock counts from the wall clock until a test moves it: `advance` adds an offset, so time goes on at its normal pace from
the new instant. It never goes back by itself: while the wall clock is behind what was last seen, the clock stands still.
Instants are timezone-aware UTC datetimes, cut to milliseconds as EC2 prints them.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from email.utils import formatdate
from time import time as wall_time  # which a mock does not replace, as it replaces that of the module for who sleeps

from dateutil.tz import tzutc

UTC = tzutc()
_BEGINNING = datetime.min.replace(tzinfo=UTC)


_UNITS = ("weeks", "days", "hours", "minutes", "seconds", "milliseconds", "microseconds")
_LAST = datetime(9000, 1, 1, tzinfo=UTC)
_END = datetime.max.replace(tzinfo=timezone.utc)
"""Where the clock ends: what is due in a while has a date still."""


def step_of(step: timedelta | float | None = None, /, **units: float) -> timedelta:
    """A step of the clock: a `timedelta` or a number of seconds, and `timedelta`'s own keywords (`days=7`, `minutes=3`).

    None at all, or what is no number, is a `TypeError`; a step backwards, NaN or an infinite one is a `ValueError`, since
    states that were reached are not taken back.
    """
    if step is None and not units:
        raise TypeError("say how far the clock is to go: seconds, a timedelta, or keywords such as minutes=5")
    if isinstance(step, str | bool) or not isinstance(step, timedelta | int | float | None):
        raise TypeError(f"a step of the clock is a timedelta or a number of seconds, got {step!r}")
    unknown = units.keys() - _UNITS
    if unknown:
        raise TypeError(f"a step of the clock has {', '.join(_UNITS)}, got {', '.join(sorted(unknown))}")
    try:
        whole = (step if isinstance(step, timedelta) else timedelta(seconds=step or 0)) + timedelta(**units)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"a step of the clock is finite, and within the calendar: {error}") from None
    if whole < timedelta():
        raise ValueError(f"the clock moves forward only, got {whole.total_seconds():g} seconds")
    return whole


def zone_names() -> tuple[str, str]:
    """What the machine's own time zone is called, without and with daylight saving: `time.tzset` may change it."""
    return time.tzname


def instant_of(stamp: tuple[float, timedelta]) -> datetime:
    """The instant of a stamp, in UTC with millisecond precision."""
    seconds, offset = stamp
    return _in_milliseconds(datetime.fromtimestamp(seconds, timezone.utc) + offset)


def _in_milliseconds(instant: datetime) -> datetime:
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000, tzinfo=UTC)


def _sum(instant: datetime, delay: timedelta) -> datetime:
    return instant + delay if delay < _END - instant else _END


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
        instant = _in_milliseconds(_sum(datetime.now(timezone.utc), self._offset))
        if instant < self._latest:
            return self._latest
        self._latest = instant
        return instant

    def stamp(self) -> tuple[float, timedelta]:
        """The present instant for `instant_of`, taken in a fraction of the time of `now`."""
        return wall_time(), self._offset

    def advance(self, step: timedelta | float | None = None, /, **units: float) -> datetime:
        """Move the clock forward and return the new instant.

        `step` and `units` are those of `step_of`; a step that is refused changes nothing.
        """
        whole = step_of(step, **units)
        self.check(whole)
        self._offset += whole
        return self.now()

    def check(self, whole: timedelta) -> None:
        """A `ValueError` for a step that leads out of the calendar."""
        now = self.now()
        if whole and whole > _LAST - now:
            raise ValueError(
                f"the clock ends with the year {_LAST.year}: it is {now:%Y-%m-%d}, and {whole} are too many"
            )

    def after(self, delay: timedelta, instant: datetime | None = None) -> datetime:
        """The instant after a delay, from `instant` or from now on; the last one of the calendar where there is none."""
        return _sum(instant or self.now(), delay)

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
        second = int(wall_time())
        if second != self._date_second:
            self._date, self._date_second = formatdate(second, usegmt=True), second
        return self._date
