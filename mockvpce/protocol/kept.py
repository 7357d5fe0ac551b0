"""Structures of results that are shown again and again and never change: checked, copied and written once."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import is_
from typing import Any


class Kept(dict[str, Any]):
    """A structure that nobody changes. What is derived from it is made once, by the first caller."""

    __slots__ = ("_fresh", "_text")

    def __init__(self, members: Mapping[str, Any]) -> None:
        super().__init__(members)
        self._fresh: Callable[[], Any] | None = None
        self._text: str | None = None

    def fresh(self, normalise: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
        """A copy, deep and plain, of what `normalise` makes of the structure."""
        if self._fresh is None:
            self._fresh = _copies_of(normalise(dict(self)))
        copied: dict[str, Any] = self._fresh()
        return copied

    def text(self, write: Callable[[dict[str, Any]], str]) -> str:
        """What `write` makes of the structure."""
        if self._text is None:
            self._text = write(dict(self))
        return self._text


class KeptList:
    """Copies of a list of structures that are kept, all at once where the list is the one of the last time.

    What the list has but once in the interpreter's own format, the names of members and much else, is read but once.
    """

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: tuple[list[Kept], Callable[[], list[dict[str, Any]]] | None] = ([], None)

    def fresh(
        self, items: Sequence[Kept], normalise: Callable[[dict[str, Any]], dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """A copy, deep and plain, of what `normalise` makes of each."""
        known, copy = self._known
        if len(items) != len(known) or not all(map(is_, items, known)):
            self._known = list(items), None
            return [one.fresh(normalise) for one in items]
        if copy is None:
            copy = _reader(known, normalise)
            self._known = known, copy
        return copy()


def _reader(
    items: list[Kept], normalise: Callable[[dict[str, Any]], dict[str, Any]]
) -> Callable[[], list[dict[str, Any]]]:
    copied = [one.fresh(normalise) for one in items]
    try:
        return partial(marshal.loads, marshal.dumps(copied))
    except ValueError:  # there is more in it than texts, numbers and containers
        return lambda: [one.fresh(normalise) for one in items]


def _copies_of(value: Any) -> Callable[[], Any]:
    """What makes deep copies of a value, without looking at its strings and numbers again."""
    if type(value) is dict:
        return _copies_of_dict(value)
    inner = [_copies_of(one) if isinstance(one, dict | list) else None for one in value]
    if not any(inner):
        return value.copy  # type: ignore[no-any-return] # of a list
    return lambda: [one if copy is None else copy() for one, copy in zip(value, inner, strict=True)]


def _copies_of_dict(value: dict[str, Any]) -> Callable[[], Any]:
    inner = [(name, _copies_of(one)) for name, one in value.items() if isinstance(one, dict | list)]

    def copy() -> dict[str, Any]:
        copied = value.copy()
        for name, copy_member in inner:
            copied[name] = copy_member()
        return copied

    return copy
