"""Backends of moto's that were reset, built again only when somebody looks at them.

When its last mock ends, moto builds each backend in use anew, default VPC and subnets, managed policies and all, and then
lets go of it. A backend that somebody still holds wakes up at the first look, and is as empty as moto would have left it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from moto.core.base_backend import BaseBackend

_plain: Callable[[Any], None] = BaseBackend.reset


def put_on() -> None:
    """Let backends sleep when they are reset from now on."""
    BaseBackend.reset = fall_asleep


def take_off() -> None:
    """Let moto build them at once again."""
    BaseBackend.reset = _plain


def fall_asleep(backend: Any) -> None:
    """Forget everything, and build nothing yet."""
    kind: Any = type(backend)
    known = vars(backend)
    kept = {name: known[name] for name in ("region_name", "account_id")}
    backend.__dict__ = kept
    backend.__class__ = _asleep(kind)


@cache
def _asleep(kind: Any) -> Any:
    """The class of sleeping backends of a class. It is a subclass, and goes by the same name."""

    def wake(backend: Any) -> None:
        known = object.__getattribute__(backend, "__dict__")
        object.__setattr__(backend, "__class__", kind)
        backend.__init__(known["region_name"], known["account_id"])

    def look(backend: Any, name: str) -> Any:
        if name in _ASLEEP:
            return object.__getattribute__(backend, name)
        wake(backend)
        return getattr(backend, name)

    def change(backend: Any, name: str, value: Any) -> None:
        wake(backend)
        setattr(backend, name, value)

    members = {"__getattribute__": look, "__setattr__": change, "reset": _sleep_on, "__module__": kind.__module__}
    return type(kind)(kind.__name__, (kind,), members)


_ASLEEP = frozenset({"__class__", "__dict__", "reset"})
"""What a sleeping backend tells of itself."""


def _sleep_on(backend: Any) -> None:
    """It is empty already."""
