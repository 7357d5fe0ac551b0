"""An event loop without sockets: nothing from outside can wake it, so it waits for its own timers alone."""

import asyncio
import time

_sleep = time.sleep


class TimersOnly(asyncio.BaseEventLoop):
    """Runs tasks and timers."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = self

    def select(self, timeout: float | None) -> list[object]:
        """Wait as a selector does that nothing is registered with."""
        if timeout is None:
            raise RuntimeError("every task waits, and nothing can wake them")
        _sleep(timeout)
        return []

    def _process_events(self, events: list[object]) -> None: ...

    def _write_to_self(self) -> None: ...


class Policy(asyncio.events._AbstractEventLoopPolicy):  # noqa: SLF001 its public name is deprecated
    """Gives each thread, of which there is one, such a loop."""

    _loop: asyncio.AbstractEventLoop | None = None

    def get_event_loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            raise RuntimeError("there is no current event loop")
        return self._loop

    def set_event_loop(self, loop: asyncio.AbstractEventLoop | None) -> None:
        self._loop = loop

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return TimersOnly()


def use() -> None:
    """Put it in the place of the loop of JavaScript, which can't be waited for."""
    asyncio.events._set_running_loop(None)  # noqa: SLF001 there is no public way
    asyncio.events._set_event_loop_policy(Policy())  # noqa: SLF001 the public one is deprecated
