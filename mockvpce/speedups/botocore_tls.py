"""The TLS contexts of botocore's clients, three a client, made when a connection needs one: a mocked call opens none."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from botocore.httpsession import URLLib3Session

from mockvpce.patching import Patches

_turn = threading.Lock()


class LazyContext:
    """Stands for the context that a function makes, which is made at the first look at it."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Any]) -> None:
        object.__setattr__(self, "_make", make)
        object.__setattr__(self, "_made", None)

    def __getattr__(self, name: str) -> Any:
        return getattr(_context_of(self), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(_context_of(self), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(_context_of(self), name)

    @property  # type: ignore[misc] # of an object it is read only, for all that `object` promises
    def __class__(self) -> type:
        """For `isinstance`."""
        return type(_context_of(self))


def _context_of(lazy: LazyContext) -> Any:
    made = object.__getattribute__(lazy, "_made")
    if made is None:
        with _turn:
            made = object.__getattribute__(lazy, "_made")
            if made is None:
                made = object.__getattribute__(lazy, "_make")()
                object.__setattr__(lazy, "_made", made)
    return made


def apply(patches: Patches) -> None:
    """Let sessions make their contexts later."""
    make = URLLib3Session._get_ssl_context  # noqa: SLF001 - the one place where botocore makes them
    patches.replace(
        URLLib3Session,
        "_get_ssl_context",
        lambda session: LazyContext(lambda: make(session)),
        "speed: no TLS context before there is a connection",
    )
