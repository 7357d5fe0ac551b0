"""How the world keeps resources: in the order of their creation, by id, and under the keys of indexes.

A table can be copied at once, whatever its size: both share the resources and the shelves, and each copies what it is
about to give out or to change. So a copy is a picture that no later change reaches.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from mockvpce.engine.copying import duplicate

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home, Resource

R = TypeVar("R", bound="Resource")
Key = tuple[str, Hashable]
"""An index, and what is looked up in it."""


class Shelf:
    """Ids of resources in the order of their creation, from any of which reading can go on at once."""

    __slots__ = ("_items", "_order")

    def __init__(self) -> None:
        self._items: dict[int, str] = {}
        self._order: list[int] = []

    def add(self, resource: Resource) -> None:
        self._items[resource.seq] = resource.id
        position = bisect_left(self._order, resource.seq)
        if position == len(self._order):
            self._order.append(resource.seq)
            return
        if self._order[position] != resource.seq:  # else it was here before, and its place is still kept
            self._order.insert(position, resource.seq)
        if position < len(self._order) - 1:
            self._items = {seq: self._items[seq] for seq in self._order if seq in self._items}

    def discard(self, resource: Resource) -> None:
        self._items.pop(resource.seq, None)
        if len(self._order) > 2 * len(self._items) + 16:
            self._order = list(self._items)

    def after(self, seq: int) -> Iterator[str]:
        """The ids of those created after the one numbered `seq`; 0 gives all."""
        if not seq:
            yield from self._items.values()
            return
        items = self._items
        for position in range(bisect_right(self._order, seq), len(self._order)):
            found = items.get(self._order[position])
            if found is not None:
                yield found

    def copy(self) -> Shelf:
        made = Shelf()
        made._items, made._order = self._items.copy(), self._order.copy()
        return made

    def __contains__(self, seq: object) -> bool:
        return seq in self._items

    def __iter__(self) -> Iterator[str]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)


_EMPTY = Shelf()


class Selection(Generic[R]):
    """The resources of one shelf."""

    __slots__ = ("_shelf", "_table")

    def __init__(self, table: Table[R], shelf: Shelf) -> None:
        self._table = table
        self._shelf = shelf

    def after(self, seq: int) -> Iterator[R]:
        """The resources created after the one numbered `seq`; 0 gives all."""
        return map(self._table.__getitem__, self._shelf.after(seq))

    def __contains__(self, resource: Resource) -> bool:
        return resource.seq in self._shelf

    def __iter__(self) -> Iterator[R]:
        return map(self._table.__getitem__, self._shelf)

    def __len__(self) -> int:
        return len(self._shelf)


class Table(Generic[R]):
    """All resources of one class."""

    __slots__ = ("_by_id", "_indexes", "_keys", "_kind", "_own", "_own_shelves", "_shelves")

    def __init__(self, kind: type[R]) -> None:
        self._by_id: dict[str, R] = {}
        self._shelves: dict[Key, Shelf] = {}
        self._keys: dict[str, list[Key]] = {}
        self._kind = kind
        self._indexes = kind.indexes()
        self._own: set[str] | None = None
        """The ids of the resources that no copy shares; None before there was a copy."""
        self._own_shelves: set[Key] | None = None

    def copy(self) -> Table[R]:
        """The same again. Neither sees what happens to the other."""
        made = Table(self._kind)
        made._by_id, made._shelves, made._keys = self._by_id.copy(), self._shelves.copy(), self._keys.copy()
        made._own, made._own_shelves = set(), set()
        self._own, self._own_shelves = set(), set()
        return made

    @property
    def by_state(self) -> bool:
        """Whether an index depends on the state, so that every transition changes it."""
        return "state" in self._indexes

    def add(self, resource: R) -> None:
        self._by_id[resource.id] = resource
        if self._own is not None:
            self._own.add(resource.id)
        keys = self._keys[resource.id] = self._keys_of(resource)
        for key in keys:
            self._put_under(key, resource)

    def _keys_of(self, resource: R) -> list[Key]:
        keys: list[Key] = [("home", home) for home in resource.homes]
        for name, keys_of in self._indexes.items():
            keys.extend((name, key) for key in keys_of(resource))
        return keys

    def remove(self, resource: R) -> None:
        if self._by_id.pop(resource.id, None) is None:
            return
        for key in self._keys.pop(resource.id):
            self._take_from(key, resource)

    def _put_under(self, key: Key, resource: R) -> None:
        shelf = self._shelves.get(key)
        if shelf is None:
            shelf = self._shelves[key] = Shelf()
            if self._own_shelves is not None:
                self._own_shelves.add(key)
        self._changeable(key, shelf).add(resource)

    def _take_from(self, key: Key, resource: R) -> None:
        shelf = self._changeable(key, self._shelves[key])
        shelf.discard(resource)
        if not len(shelf):
            del self._shelves[key]

    def _changeable(self, key: Key, shelf: Shelf) -> Shelf:
        own = self._own_shelves
        if own is None or key in own:
            return shelf
        own.add(key)
        shelf = self._shelves[key] = shelf.copy()
        return shelf

    def refresh(self, resource: R) -> None:
        """Put a resource whose indexed members have changed where it belongs now."""
        before, now = self._keys[resource.id], self._keys_of(resource)
        for key in before:
            if key not in now:
                self._take_from(key, resource)
        for key in now:
            if key not in before:
                self._put_under(key, resource)
        self._keys[resource.id] = now

    def get(self, resource_id: str) -> R | None:
        resource = self._by_id.get(resource_id)
        if self._own is None or resource is None or resource_id in self._own:
            return resource
        return self._copied(resource)

    def _copied(self, resource: R) -> R:
        """A copy of this table's own in place of a resource that others share."""
        assert self._own is not None, "a resource is shared with a copy of the table"  # noqa: S101 - narrows the type
        self._own.add(resource.id)
        made = self._by_id[resource.id] = duplicate(resource)
        return made

    def glance(self, resource_id: str) -> R:
        """The resource of that id, for one who changes nothing of it and does not keep it."""
        return self._by_id[resource_id]

    def __getitem__(self, resource_id: str) -> R:
        resource = self._by_id[resource_id]
        if self._own is None or resource_id in self._own:
            return resource
        return self._copied(resource)

    def seen_from(self, home: Home, resource_id: str) -> R | None:
        """The resource of that id, where it can be seen from `home`."""
        resource = self.get(resource_id)
        return resource if resource is not None and home in resource.homes else None

    def at(self, home: Home) -> Selection[R]:
        """The resources seen from one account and Region."""
        return Selection(self, self._shelves.get(("home", home), _EMPTY))

    def where(self, index: str, key: Hashable) -> Selection[R]:
        """The resources that stand under `key` in an index of their class."""
        return Selection(self, self._shelves.get((index, key), _EMPTY))

    def __contains__(self, resource_id: object) -> bool:
        return resource_id in self._by_id

    def __iter__(self) -> Iterator[R]:
        return map(self.__getitem__, self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)
