"""Copies of what the world keeps: plain values and collections of them, dataclasses, and resources.

What can't change is shared: a tuple or frozen dataclass whose parts are all shared is its own copy.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from types import FunctionType, NoneType
from typing import Any, TypeVar, cast

T = TypeVar("T")
Copier = Callable[[Any], Any]


def duplicate(value: T) -> T:
    """A copy that shares nothing that can change."""
    copier = _COPIERS.get(type(value), _UNKNOWN)
    if copier is None:
        return value
    if copier is _UNKNOWN:
        copier = _COPIERS[type(value)] = _copier_of(type(value))
        return duplicate(value)
    return cast("T", copier(value))


def _tuple(value: tuple[Any, ...]) -> tuple[Any, ...]:
    parts = [duplicate(one) for one in value]
    return value if all(map(_is, parts, value)) else tuple(parts)


def _is(one: object, other: object) -> bool:
    return one is other


def _UNKNOWN(value: Any) -> Any:  # noqa: N802 - a mark in the table, never called
    raise NotImplementedError(value)


_SHARED = (bool, bytes, date, datetime, float, int, str, timedelta, type, FunctionType, NoneType)
_ADDRESSES = (IPv4Address, IPv4Network, IPv6Address, IPv6Network)
_COPIERS: dict[type, Copier | None] = {
    **dict.fromkeys((*_SHARED, *_ADDRESSES)),
    tuple: _tuple,
    list: lambda value: [duplicate(one) for one in value],
    dict: lambda value: {key: duplicate(one) for key, one in value.items()},
    set: set,
    frozenset: None,
}
"""Class -> how to copy an object of it; None where it is its own copy."""


def _copier_of(kind: type) -> Copier | None:
    if issubclass(kind, (Enum, type)):
        return None
    if not is_dataclass(kind):
        return deepcopy
    names = [one.name for one in fields(kind)]
    is_frozen = kind.__dataclass_params__.frozen  # type: ignore[attr-defined] # every dataclass has it
    put = object.__setattr__ if is_frozen else setattr

    def copy(value: Any) -> Any:
        made = object.__new__(kind)
        is_same = is_frozen
        for name in names:
            before = getattr(value, name)
            now = duplicate(before)
            is_same = is_same and now is before
            put(made, name, now)
        return value if is_same else made

    return copy
