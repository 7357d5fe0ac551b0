"""moto's tags of EC2's resources, found by key and value without a look at each resource.

moto keeps a dictionary of dictionaries, and changes it in many places. One of these takes its place in a backend once tags
are looked for; it is the same to whoever reads or changes it, and notes what changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, SupportsIndex

if TYPE_CHECKING:
    from mockvpce.protocol.filters import Condition

_ABSENT: Any = object()


class TagsOf(dict[str, str]):
    """The tags of one resource."""

    __slots__ = ("_id", "_store", "number")

    def __init__(self, store: TagStore, resource_id: str, tags: Mapping[str, str]) -> None:
        super().__init__()
        self._store = store
        self._id = resource_id
        self.number = store.next_number()
        """Grows from one resource to the next."""
        self.update(tags)

    def __setitem__(self, key: str, value: str) -> None:
        self._forget(key)
        super().__setitem__(key, value)
        self._store.note(self._id, key, value)

    def __delitem__(self, key: str) -> None:
        self._forget(key)
        super().__delitem__(key)

    def _forget(self, key: str) -> None:
        before = self.get(key, _ABSENT)
        if before is not _ABSENT:
            self._store.forget(self._id, key, before)

    def pop(self, key: str, default: Any = _ABSENT) -> Any:
        """As `dict.pop`."""
        self._forget(key)
        return super().pop(key) if default is _ABSENT else super().pop(key, default)

    def popitem(self) -> tuple[str, str]:
        """As `dict.popitem`."""
        key = next(reversed(self), None)
        if key is None:
            return super().popitem()  # refuses
        return key, self.pop(key)

    def setdefault(self, key: str, default: Any = None) -> Any:
        """As `dict.setdefault`."""
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, *given: Any, **more: Any) -> None:
        """As `dict.update`."""
        for key, value in dict(*given, **more).items():
            self[key] = value

    def __ior__(self, other: Any) -> TagsOf:  # type: ignore[override,misc] # as `dict`'s own, which has more overloads
        self.update(other)
        return self

    def clear(self) -> None:
        """As `dict.clear`."""
        for key in list(self):
            del self[key]


class TagStore(dict[str, dict[str, str]]):
    """Id -> tags, of all resources of an account and Region."""

    def __init__(self, tags: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__()
        self._ids: dict[str, dict[str, dict[str, None]]] = {}
        """Key -> value -> the ids that have it."""
        self._number = 0
        for resource_id, of_one in tags.items():
            self[resource_id] = dict(of_one)

    def having(self, key: str, values: Condition) -> list[str]:
        """The ids that have a tag of that key with a value that is asked for, in the order in which they came."""
        found = self._ids.get(key, {})
        wanted: Iterable[str] = values.values & found.keys() if values.plain else filter(values.holds, found)
        return self._in_order({one for value in wanted for one in found[value]})

    def having_a_key(self, keys: Condition) -> list[str]:
        """The ids that have a tag of a key that is asked for, in the order in which they came."""
        wanted: Iterable[str] = keys.values & self._ids.keys() if keys.plain else filter(keys.holds, self._ids)
        return self._in_order({one for key in wanted for ids in self._ids[key].values() for one in ids})

    def _in_order(self, ids: set[str]) -> list[str]:
        return sorted(ids, key=lambda one: self[one].number)  # type: ignore[attr-defined] # all that is in here is `TagsOf`

    # kept by the tags of each resource

    def next_number(self) -> int:
        """One more."""
        self._number += 1
        return self._number

    def note(self, resource_id: str, key: str, value: str) -> None:
        """A resource has a tag now."""
        self._ids.setdefault(key, {}).setdefault(_text(value), {})[resource_id] = None

    def forget(self, resource_id: str, key: str, value: str) -> None:
        """A resource no longer has a tag."""
        values, text = self._ids[key], _text(value)
        values[text].pop(resource_id, None)
        if not values[text]:
            del values[text]
        if not values:
            del self._ids[key]

    # as a `defaultdict` of dictionaries

    def __missing__(self, resource_id: str) -> dict[str, str]:
        self[resource_id] = {}
        return self[resource_id]

    def __setitem__(self, resource_id: str, tags: dict[str, str]) -> None:
        given = dict(tags)
        self.pop(resource_id, None)
        super().__setitem__(resource_id, TagsOf(self, resource_id, given))

    def __delitem__(self, resource_id: str) -> None:
        if resource_id in self:
            self[resource_id].clear()
        super().__delitem__(resource_id)

    def pop(self, resource_id: str, default: Any = _ABSENT) -> Any:
        """As `dict.pop`; gives tags that are nobody's any more."""
        if resource_id not in self:
            return super().pop(resource_id) if default is _ABSENT else default
        tags = dict(self[resource_id])
        del self[resource_id]
        return tags

    def popitem(self) -> tuple[str, dict[str, str]]:
        """As `dict.popitem`."""
        resource_id = next(reversed(self), None)
        if resource_id is None:
            return super().popitem()  # refuses
        return resource_id, self.pop(resource_id)

    def setdefault(self, resource_id: str, default: Any = None) -> Any:
        """As `dict.setdefault`."""
        if resource_id not in self:
            self[resource_id] = default or {}
        return self[resource_id]

    def update(self, *given: Any, **more: Any) -> None:
        """As `dict.update`."""
        for resource_id, tags in dict(*given, **more).items():
            self[resource_id] = tags

    def clear(self) -> None:
        """As `dict.clear`."""
        for resource_id in list(self):
            del self[resource_id]

    def plain(self) -> defaultdict[str, dict[str, str]]:
        """As moto keeps it."""
        return defaultdict(dict, {one: dict(tags) for one, tags in self.items()})

    copy = plain
    __copy__ = plain

    def __deepcopy__(self, _: Any) -> defaultdict[str, dict[str, str]]:
        return self.plain()

    def __reduce_ex__(self, _: SupportsIndex) -> Any:
        return defaultdict, (dict, {one: dict(tags) for one, tags in self.items()})


def _text(value: Any) -> str:
    """A value as filters ask for it; moto takes what a template has."""
    return value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
