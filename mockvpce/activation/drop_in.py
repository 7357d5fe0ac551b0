"""`install`: plain `mock_aws` answers private connectivity as `mock_vpce` does, for as long as a moto mock is active.

Nothing of boto3 or moto is imported here: moto's class of mocks is found when it is there, or when it is imported later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

from mockvpce.activation.options import Options
from mockvpce.patching import Patches, WhenImported

if TYPE_CHECKING:
    from mockvpce.activation.runtime import Activation

_MODULE = "moto.core.models"
_aside: ContextVar[bool] = ContextVar("aside", default=False)


@contextmanager
def standing_aside() -> Iterator[None]:
    """Start a moto mock on behalf of `mock_vpce`, which opens the stage itself."""
    token = _aside.set(True)
    try:
        yield
    finally:
        _aside.reset(token)


class DropIn:
    """Opens the stage when moto's outermost mock or a moto server starts, and closes it when that stops.

    Counting stays moto's.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._patches = Patches()
        self._imports = (
            WhenImported("moto.core.models", self._wrap_mocks),
            WhenImported("moto.moto_server.threaded_moto_server", self._wrap_servers),
        )
        self._acts: dict[object, Activation] = {}

    def put_on(self) -> None:
        """Wrap moto's classes, at once or as soon as they are imported."""
        for one in self._imports:
            one.wait()

    def take_off(self) -> None:
        """Leave the next mock to moto; an active one goes on until it stops."""
        for one in self._imports:
            one.give_up()
        if not self._acts:
            self._patches.undo()

    def _wrap_mocks(self, module: ModuleType) -> None:
        kind = module.MockAWS
        start, stop = kind._enable_patching, kind._disable_patching  # noqa: SLF001 - moto has no events

        def enable(mock: Any, reset: bool = True) -> None:
            """Called for the outermost mock only."""
            from mockvpce.speedups import moto_responses

            if _aside.get():
                start(mock, reset=reset)
                return
            if self._options.speeds_up:
                moto_responses.enable(partial(start, mock), reset=reset)
            else:
                start(mock, reset=reset)
            self._open(kind, reset=reset)

        def disable(mock: Any, remove_data: bool) -> None:
            try:
                stop(mock, remove_data)
            finally:
                self._close(kind, remove_data=remove_data)

        self._replace(kind, "_enable_patching", enable)
        self._replace(kind, "_disable_patching", disable)

    def _wrap_servers(self, module: ModuleType) -> None:
        kind = module.ThreadedMotoServer
        start, stop = kind.start, kind.stop

        def serve(server: Any) -> None:
            self._open(server, reset=False)
            start(server)

        def end(server: Any) -> None:
            stop(server)
            self._close(server, remove_data=False)

        self._replace(kind, "start", serve)
        self._replace(kind, "stop", end)

    def _replace(self, kind: Any, name: str, value: Callable[..., Any]) -> None:
        self._patches.replace(kind, name, value, "moto's own mocks and servers bring this package along")

    def _open(self, opener: object, *, reset: bool) -> None:
        from mockvpce.activation import load

        if _installed is self:
            self._acts[opener] = load(self._options).enter(self._options, reset=reset)

    def _close(self, opener: object, *, remove_data: bool) -> None:
        from mockvpce.activation.runtime import runtime

        act = self._acts.pop(opener, None)
        if act is not None:
            runtime().leave(act, remove_data=remove_data)
            if _installed is not self and not self._acts:
                self._patches.undo()

    def activation(self) -> Activation | None:
        """That of the mock or server that has opened the stage last."""
        return next(reversed(self._acts.values()), None)


_installed: DropIn | None = None


def activation() -> Activation | None:
    """The activation of the moto mock or server that uses this package now."""
    return None if _installed is None else _installed.activation()


def install(
    *,
    timing: Literal["instant", "aws", "manual"] = "instant",
    quotas: bool | Mapping[str, int] = True,
    seed: int | str | None = None,
    wire: bool = False,
    early_clients: bool = True,
    speedups: bool = True,
) -> None:
    """Let moto's `mock_aws` (decorator, class, context manager, started by hand) use this package, from the next mock on.

    So does a `ThreadedMotoServer` that starts from now on. The options are those of `mock_vpce`. Mocks that nest count as
    moto has it: the outermost decides, and an inner one takes nothing back. Installing again changes the options.
    """
    global _installed  # noqa: PLW0603 - one a process, as there is one moto
    options = Options(
        timing=timing, quotas=quotas, seed=seed, wire=wire, early_clients=early_clients, speedups=speedups
    )
    uninstall()
    _installed = DropIn(options)
    _installed.put_on()


def uninstall() -> None:
    """Undo `install`, from the next mock on. Without an `install` before, it changes nothing."""
    global _installed
    installed, _installed = _installed, None
    if installed is not None:
        installed.take_off()
