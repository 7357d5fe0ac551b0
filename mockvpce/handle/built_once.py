"""A mock that is built once: put aside between tests, and begun again from what was built."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from mockvpce.handle.calls import Calls
from mockvpce.handle.leftovers import Leftovers
from mockvpce.handle.mock import Mock

if TYPE_CHECKING:
    from mockvpce.activation.snapshot import Snapshot
    from mockvpce.handle.aws import Aws
    from mockvpce.handle.mock import Running


class BuiltOnce:
    """One mock with one handle, which is active at times. Each time it begins with what was there at the last `keep`.

    It may lie upon another one: while it is active, that one's handle works on the same.
    """

    def __init__(self, options: Mapping[str, Any], below: BuiltOnce | None = None) -> None:
        """`options` are those of `mock_vpce`."""
        self.below = below
        self.kept: Snapshot | None = None if below is None else below.kept
        nested = {"nested": "fresh"} if below is None else {"nested": "shared", "start": None}
        self._mock = Mock(**{**options, **nested, "leftovers": "allow"})
        self._running: Running | None = None
        self._is_tidy = options.get("leftovers") == "fail"
        self._leftovers: Leftovers | None = None

    @property
    def running(self) -> Running:
        """Itself as a mock that has begun, and may have ended."""
        assert self._running is not None, "it has begun"  # noqa: S101 - narrows the type
        return self._running

    @property
    def aws(self) -> Aws:
        """The handle, always the same."""
        return self.running.aws

    def chain(self) -> list[BuiltOnce]:
        """Those that it lies upon, the widest first, and itself."""
        return [*(self.below.chain() if self.below else ()), self]

    def begin(self) -> None:
        """Let it be active, and those that it lies upon."""
        with ExitStack() as undo:
            for one in self.chain():
                undo.callback(one.start().end)
            if self.kept is not None:
                self.aws.restore(self.kept)
            undo.pop_all()

    def start(self) -> Running:
        """Let it be active, by itself and as empty as a mock begins."""
        self._running = running = self._mock.begin(again=self._running)
        self.follow_log()
        return running

    def follow_log(self) -> None:
        """Calls are written down in another list from now on."""
        self.aws.calls = Calls(self.running.activation.runtime.calls.calls)

    def keep(self) -> None:
        """What there is now is what it begins with from now on."""
        self.kept = self.aws.snapshot()

    def forget_events(self) -> None:
        """No calls so far, and no faults that are still to come: a test begins."""
        runtime = self.running.activation.runtime
        self._leftovers = Leftovers(runtime.world) if self._is_tidy else None
        runtime.calls.begin()
        for one in self.chain():
            runtime.faults.forget(one.running.activation)
            one.follow_log()

    def end(self) -> None:
        """Put it aside, and those that it lies upon.

        A fault that was never used is an `AssertionError`, and what a test has left behind where `leftovers` is `fail`.
        """
        leftovers, self._leftovers = self._leftovers, None
        complaints = leftovers.complaints() if leftovers is not None else []
        with ExitStack() as ending:
            for one in self.chain():
                ending.callback(one.running.end)
        if complaints and sys.exc_info()[0] is None:
            raise AssertionError(complaints[0])
