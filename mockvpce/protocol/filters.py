"""The filters of Describe operations, as EC2 reads them.

Values of one filter are alternatives, filters add up. `*` stands for any characters, `?` for one, a backslash takes either
its meaning; case counts. Source: EC2 user guide, "List and filter using the CLI and API".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any, Generic, TypeVar

from mockvpce.protocol.errors import MISSING_PARAMETER, EC2Error

R = TypeVar("R")
Value = str | bool | Iterable[str] | None
Tags = Callable[[str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Field(Generic[R]):
    """One filter: how to read its value from a resource, and the index that answers it where there is one."""

    read: Callable[[R], Value]
    index: str | None = None
    """Name of an index of the resource's class, whose keys are (home, value); `OWN_ID` where the value is its id."""


OWN_ID = "id"
"""The index of every class: a resource by its own id."""


class Pattern:
    """A value with wildcards.

    The runs between its asterisks have a fixed length each, so that taking the leftmost place for every run is right and
    no value makes matching slow.
    """

    __slots__ = ("_first", "_last", "_middle", "_open")

    def __init__(self, runs: Sequence[tuple[str, int]]) -> None:
        """`runs` are regular expressions without repetition, each with its length, between which anything may stand."""
        first, *rest = runs
        self._open = bool(rest)
        self._first = re.compile(first[0], re.DOTALL)
        *middle, last = rest or [first]
        self._middle = [re.compile(text, re.DOTALL) for text, length in middle if length]
        self._last = re.compile(last[0], re.DOTALL), last[1]

    def matches(self, value: str) -> bool:
        """Whether the whole value has this form."""
        if not self._open:
            return self._first.fullmatch(value) is not None
        found = self._first.match(value)
        if found is None:
            return False
        at = found.end()
        for run in self._middle:
            found = run.search(value, at)
            if found is None:
                return False
            at = found.end()
        last, length = self._last
        return len(value) - length >= at and last.fullmatch(value, len(value) - length) is not None


@lru_cache(maxsize=4096)
def _pattern(value: str) -> Pattern | None:
    """The compiled form of a value with wildcards; None for a plain one."""
    if not any(character in value for character in "*?\\"):
        return None
    runs: list[list[str]] = [[]]
    characters = iter(value)
    for character in characters:
        if character == "*":
            runs.append([])
        elif character == "?":
            runs[-1].append(".")
        elif character == "\\":
            runs[-1].append(re.escape(next(characters, "\\")))
        else:
            runs[-1].append(re.escape(character))
    return Pattern([("".join(run), len(run)) for run in runs])


class Condition:
    """The values of one filter, ready to be compared."""

    __slots__ = ("_patterns", "plain", "values")

    def __init__(self, values: Sequence[str]) -> None:
        self.values = frozenset(value for value in values if _pattern(value) is None)
        self._patterns = [pattern for pattern in map(_pattern, values) if pattern is not None]
        self.plain = not self._patterns

    def holds(self, value: str) -> bool:
        return value in self.values or (not self.plain and any(pattern.matches(value) for pattern in self._patterns))

    def accepts(self, value: Value) -> bool:
        """Whether the value, or one of several, is asked for."""
        if value is None:
            return False
        if isinstance(value, str):
            return self.holds(value)
        if isinstance(value, bool):
            return self.holds("true" if value else "false")
        return any(self.holds(one) for one in value)


class Filters(Generic[R]):
    """The filter table of one Describe operation."""

    def __init__(
        self,
        fields: Mapping[str, Field[R] | Callable[[R], Value]],
        *,
        unknown: Callable[[str], EC2Error],
        id_of: Callable[[Any], str] = attrgetter("id"),
        tag_values: bool = False,
    ) -> None:
        """`unknown` makes the error for a name that the table lacks. `tag:` and `tag-key` need no entry.

        `tag_values`: the operation documents `tag-value` too, the value of any tag.
        """
        self.fields: dict[str, Field[R]] = {
            name: field if isinstance(field, Field) else Field(field) for name, field in fields.items()
        }
        self._unknown = unknown
        self._id_of = id_of
        self._tag_values = tag_values

    def read(self, filters: Sequence[Mapping[str, Any]], tags: Tags | None = None) -> Query[R]:
        """Check the names of a request's filters and make them ready."""
        query: Query[R] = Query()
        for given in filters:
            name = given.get("Name")
            if not name:
                raise MISSING_PARAMETER(name="Filter.Name")
            condition = Condition(given.get("Values", ()))
            field = self.fields.get(name)
            if field is not None:
                query.tests.append((field.read, condition))
                if field.index is not None and condition.plain and query.index is None:
                    query.index = (field.index, tuple(condition.values))
            elif tags is not None and (name == "tag-key" or name.startswith("tag:")):
                query.tests.append((_tag_reader(name, lambda resource: tags(self._id_of(resource))), condition))
                if query.tagged is None:
                    query.tagged = name.partition(":")[2], condition
            elif tags is not None and name == "tag-value" and self._tag_values:
                query.tests.append((lambda resource: list(tags(self._id_of(resource)).values()), condition))
            else:
                raise self._unknown(name)
        return query


def _tag_reader(name: str, tags_of: Callable[[Any], Mapping[str, str]]) -> Callable[[Any], Value]:
    if name == "tag-key":
        return tags_of
    key = name[len("tag:") :]
    return lambda resource: tags_of(resource).get(key)


class Query(Generic[R]):
    """Filters of one request."""

    __slots__ = ("index", "tagged", "tests")

    def __init__(self) -> None:
        self.tests: list[tuple[Callable[[R], Value], Condition]] = []
        self.index: tuple[str, tuple[Hashable, ...]] | None = None
        self.tagged: tuple[str, Condition] | None = None
        """A tag's key, and the values of which it must have one; without a key, the keys of which there must be one."""

    def accepts(self, resource: R) -> bool:
        """Whether the resource passes all filters."""
        for read, condition in self.tests:  # noqa: SIM110 - a generator for each resource would take twice as long
            if not condition.accepts(read(resource)):
                return False
        return True
