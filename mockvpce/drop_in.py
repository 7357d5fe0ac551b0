"""`install`: plain `mock_aws` answers private connectivity as `mock_vpce` does, for as long as a mock of moto's is active.

Nothing of boto3 or moto is imported here: moto's class of mocks is found when it is there, or when it is imported later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

from mockvpce.importing import WhenImported

if TYPE_CHECKING:
    from mockvpce.stage import Act

_MODULE = "moto.core.models"
_aside: ContextVar[bool] = ContextVar("aside", default=False)


@contextmanager
def standing_aside() -> Iterator[None]:
    """Begin a mock of moto's that `mock_vpce` has brought along: it opens the stage by itself."""
    token = _aside.set(True)
    try:
        yield
    finally:
        _aside.reset(token)


class DropIn:
    """Opens the stage when moto's outermost mock starts, and closes it when that stops. Counting stays moto's."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = options
        self._import = WhenImported("moto.core.models", self._wrap)
        self._kind: Any = None
        self._methods: dict[str, Callable[..., None]] = {}
        self._act: Act | None = None

    def put_on(self) -> None:
        """Wrap moto's class of mocks, at once or as soon as it is imported."""
        self._import.wait()

    def take_off(self) -> None:
        """Leave the next mock to moto; one that is active keeps the stage until it stops."""
        self._import.give_up()
        if self._act is None:
            self._unwrap()

    def _wrap(self, module: ModuleType) -> None:
        kind = self._kind = module.MockAWS
        start, stop = kind._enable_patching, kind._disable_patching  # noqa: SLF001 - called for the outermost mock only
        self._methods = {"_enable_patching": start, "_disable_patching": stop}

        def enable(mock: Any, reset: bool = True) -> None:
            start(mock, reset=reset)
            self._open(reset)

        def disable(mock: Any, remove_data: bool) -> None:
            self._close(remove_data)
            stop(mock, remove_data)

        kind._enable_patching, kind._disable_patching = enable, disable  # noqa: SLF001 - see above

    def _unwrap(self) -> None:
        for name, method in self._methods.items():
            setattr(self._kind, name, method)
        self._methods.clear()

    def _open(self, reset: bool) -> None:
        from mockvpce.stage import Options, stage

        if _installed is self and not _aside.get():
            self._act = stage().enter(Options(**self._options), reset=reset)

    def _close(self, remove_data: bool) -> None:
        from mockvpce.stage import stage

        act, self._act = self._act, None
        if act is not None:
            stage().leave(act, remove_data=remove_data)
            if _installed is not self:
                self._unwrap()


_installed: DropIn | None = None


def install(
    *,
    timing: Literal["instant", "aws", "manual"] = "instant",
    quotas: bool | Mapping[str, int] = True,
    seed: int | str | None = None,
    wire: bool = False,
    early_clients: bool = True,
) -> None:
    """Let moto's `mock_aws` (decorator, class, context manager, started by hand) use this package, from the next mock on.

    The options are those of `mock_vpce`. Mocks that nest count as moto has it: the outermost decides, and an inner one
    takes nothing back. Installing again changes the options.
    """
    global _installed  # noqa: PLW0603 - one a process, as there is one moto
    uninstall()
    _installed = DropIn(
        {"timing": timing, "quotas": quotas, "seed": seed, "wire": wire, "early_clients": early_clients}
    )
    _installed.put_on()


def uninstall() -> None:
    """Undo `install`, from the next mock on; without it, nothing."""
    global _installed
    installed, _installed = _installed, None
    if installed is not None:
        installed.take_off()
