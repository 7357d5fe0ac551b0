"""The log of AWS calls: caller, operation, and result. It knows neither requests nor botocore's classes.

A record holds what the caller already has, by reference; what costs time to work out is worked out when it is asked for.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from mockvpce.engine.clock import instant_of

if TYPE_CHECKING:
    from mockvpce.engine.clock import Clock
    from mockvpce.network.path import Path

_log = logging.getLogger("mockvpce")
_LINE = 200


class Call:
    """One AWS call: service, operation, caller, time, and result.

    `parameters` and `result` are the caller's own objects, not copies. `error` is what the call raised, `code` the AWS
    code of it. A call that botocore retried is one call with `attempts` above 1. `path` and `decision` say how the request
    of a placed client got there.
    """

    account = ""
    result: Mapping[str, Any] | None = None
    attempts = 0
    number = 0
    """Its place among the calls that a server has answered, from 1; 0 for a call of this process."""
    admitted = False
    """Whether it has been decided that it may go on, or may not."""
    path: Path | None = None
    decision: Any = None
    advice = ""
    """What a refusal does not say: what can be done, or what stands in the way. It becomes a note of the exception."""
    _error: Exception | None = None

    def __init__(
        self, service: str, operation: str, region: str, parameters: Mapping[str, Any], stamp: tuple[float, timedelta]
    ) -> None:
        self.service = service
        self.operation = operation
        self.region = region
        self.parameters = parameters
        self._stamp = stamp

    @property
    def time(self) -> datetime:
        """When the call began, on the clock of the mock: timezone-aware UTC, with milliseconds."""
        return instant_of(self._stamp)

    @property
    def error(self) -> Exception | None:
        """What the call raised, without its traceback."""
        return self._error

    @property
    def code(self) -> str | None:
        """The AWS code of the error; the name of its class where the call did not reach AWS."""
        if self._error is None:
            return None
        response = getattr(self._error, "response", None)
        if isinstance(response, Mapping):
            return str(response.get("Error", {}).get("Code", ""))
        return type(self._error).__name__

    def __repr__(self) -> str:
        return f"<Call {shortened(str(self), _LINE - 8)}>"

    def __str__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.parameters.items())
        tries = f" ({self.attempts} attempts)" if self.attempts > 1 else ""
        ended = f" -> {self.code}" if self._error is not None else ""
        return f"{self.service}:{self.operation}({given}) by {self.account} in {self.region}{ended}{tries}"


def shortened(text: str, length: int) -> str:
    """One line of at most `length` characters: what is too much in the middle becomes an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    end = length // 3
    return f"{line[: length - end - 1]}…{line[-end:]}"


flight: ContextVar[Call | None] = ContextVar("flight", default=None)
"""The call that this thread or task is making through a client of this process."""


def advise(text: str) -> None:
    """Add a note to the error of the call that is being refused: AWS's text stays as it is."""
    call = flight.get()
    if call is not None:
        call.advice = text


class CallLog:
    """The calls of one mock, from its beginning, and the listeners."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.calls: list[Call] = []
        self._recordings: list[list[Call]] = []
        self.limit: int | None = None
        """How many calls are kept, the latest ones; None: all."""

    def begin(self, limit: int | None = None) -> None:
        """Begin an empty log. A list of earlier calls that somebody holds stays as it is."""
        self.calls, self._recordings, self.limit = [], [], limit

    def set_aside(self) -> tuple[list[Call], list[list[Call]]]:
        """Begin an empty log, and give what `put_back` takes."""
        aside = self.calls, self._recordings
        self.begin(self.limit)
        return aside

    def put_back(self, aside: tuple[list[Call], list[list[Call]]]) -> None:
        """Go on with the log that was set aside."""
        self.calls, self._recordings = aside

    def new(self, service: str, operation: str, region: str, parameters: Mapping[str, Any]) -> Call:
        """A call that begins now, not yet in the log."""
        return Call(service, operation, region, parameters, self._clock.stamp())

    def add(self, call: Call) -> None:
        """A call has ended."""
        self.calls.append(call)
        if self._recordings:
            for recording in self._recordings:
                recording.append(call)
        if self.limit is not None and len(self.calls) > self.limit:
            del self.calls[: len(self.calls) // 2]
        if _log.isEnabledFor(logging.DEBUG):
            _log.debug("%s", shortened(str(call), _LINE))

    def refused(self, call: Call, error: Exception) -> None:
        """A call has ended in an exception; the log keeps a copy of it, without the frames that it came through."""
        call._error = detached(error)  # noqa: SLF001 - read-only for everybody else
        if _is_unanswered(error):
            name = f"{call.service}:{call.operation}"
            unanswered[name] = unanswered.get(name, 0) + 1
        self.add(call)

    @contextmanager
    def recording(self) -> Iterator[list[Call]]:
        """The calls of all threads that end within the block."""
        recorded: list[Call] = []
        self._recordings.append(recorded)
        try:
            yield recorded
        finally:
            self._recordings = [one for one in self._recordings if one is not recorded]


unanswered: dict[str, int] = {}
"""How many calls of each operation have found nobody to answer them, in all mocks of this process."""


def _is_unanswered(error: Exception) -> bool:
    """Whether an error says that neither this package nor moto knows the operation."""
    text = str(error)
    return (
        (isinstance(error, NotImplementedError) and text.endswith("has not been implemented"))
        or text.endswith("Not yet implemented")
        or "Neither mockvpce nor moto" in text
    )


def detached(error: Exception) -> Exception:
    """The same error without traceback, cause and context, whose frames would keep the caller's variables alive."""
    response = getattr(error, "response", None)
    if isinstance(response, Mapping) and hasattr(error, "operation_name"):
        made: Exception = type(error)(response, error.operation_name)
        return made
    try:
        return copy(error)
    except Exception:  # an exception of another library, whose constructor can't be known
        return RuntimeError(f"{type(error).__name__}: {error}")
