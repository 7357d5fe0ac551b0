"""What the data plane's look-ups keep: values while moto's objects are the same, and answers for one question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")
S = TypeVar("S", bound="Moments")
_NOTHING: Any = object()


class Kept:
    """Values made of moto's objects, each used again while all members of the objects are the same.

    Comparing the members costs a tenth of making the value, and sees what changes an object without moto's knowledge.
    """

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], tuple[list[dict[str, Any]], Any]] = {}

    def value(self, key: tuple[object, ...], objects: Collection[Any], make: Callable[[], T]) -> T:
        """What `make` makes of the objects, which it gets from elsewhere."""
        members = [one.__dict__ for one in objects]
        found = self._made.get(key)
        if found is not None and found[0] == members:
            value: T = found[1]
            return value
        value = make()
        self._made[key] = [_copied(one) for one in members], value
        return value

    def clear(self) -> None:
        """Let go of all of it."""
        self._made.clear()


def _copied(value: Any) -> Any:
    """The value with containers of its own, so that a change within one of them is seen."""
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set)):
        return type(value)(map(_copied, value))
    return value


class Moments:
    """Remembers what it was asked for as long as one question lasts, in which nothing changes."""

    _memo: defaultdict[str, dict[object, Any]] | None = None

    @contextmanager
    def moment(self) -> Iterator[None]:
        """One question; a question within a question is part of it."""
        if self._memo is not None:
            yield
            return
        self._memo = defaultdict(dict)
        try:
            yield
        finally:
            self._memo = None


def remembered(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Ask the method once a moment for the same arguments; nodes are told apart by their ids."""
    name = method.__name__

    def reading(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        memo = self._memo
        if memo is None:
            return method(self, *args, **kwargs)
        first: Any = args[0]
        key = first if type(first) is str else getattr(first, "id", first)
        if len(args) > 1:
            key = (key, args[1:])
        values = memo[name]
        value: T = values.get(key, _NOTHING)
        if value is _NOTHING:
            value = values[key] = method(self, *args, **kwargs)
        return value

    reading.__name__, reading.__doc__ = name, method.__doc__
    return reading
