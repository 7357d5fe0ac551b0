"""How the world keeps resources: in the order of their creation, by id, and under the keys of indexes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home, Resource

R = TypeVar("R", bound="Resource")


class Shelf(Generic[R]):
    """Resources in the order of their creation, from any of which reading can go on at once."""

    __slots__ = ("_items", "_order")

    def __init__(self) -> None:
        self._items: dict[int, R] = {}
        self._order: list[int] = []

    def add(self, resource: R) -> None:
        self._items[resource.seq] = resource
        position = bisect_left(self._order, resource.seq)
        if position == len(self._order):
            self._order.append(resource.seq)
            return
        if self._order[position] != resource.seq:  # else it was here before, and its place is still kept
            self._order.insert(position, resource.seq)
        if position < len(self._order) - 1:
            self._items = {seq: self._items[seq] for seq in self._order if seq in self._items}

    def discard(self, resource: R) -> None:
        self._items.pop(resource.seq, None)
        if len(self._order) > 2 * len(self._items) + 16:
            self._order = list(self._items)

    def after(self, seq: int) -> Iterator[R]:
        """The resources created after the one numbered `seq`; 0 gives all."""
        if not seq:
            yield from self._items.values()
            return
        items = self._items
        for position in range(bisect_right(self._order, seq), len(self._order)):
            resource = items.get(self._order[position])
            if resource is not None:
                yield resource

    def __contains__(self, resource: object) -> bool:
        return self._items.get(getattr(resource, "seq", 0)) is resource

    def __iter__(self) -> Iterator[R]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)


_EMPTY: Shelf[Any] = Shelf()


class Table(Generic[R]):
    """All resources of one class."""

    __slots__ = ("_by_id", "_indexes", "_keys", "_kind", "_shelves")

    def __init__(self, kind: type[R]) -> None:
        self._by_id: dict[str, R] = {}
        self._shelves: dict[tuple[str, Hashable], Shelf[R]] = {}
        self._keys: dict[str, list[tuple[str, Hashable]]] = {}
        self._kind = kind
        self._indexes = kind.indexes()

    @property
    def by_state(self) -> bool:
        """Whether an index depends on the state, so that every transition changes it."""
        return "state" in self._indexes

    def add(self, resource: R) -> None:
        self._by_id[resource.id] = resource
        keys = self._keys[resource.id] = self._keys_of(resource)
        for key in keys:
            self._shelves.setdefault(key, Shelf()).add(resource)

    def _keys_of(self, resource: R) -> list[tuple[str, Hashable]]:
        keys: list[tuple[str, Hashable]] = [("home", home) for home in resource.homes]
        for name, keys_of in self._indexes.items():
            keys.extend((name, key) for key in keys_of(resource))
        return keys

    def remove(self, resource: R) -> None:
        if self._by_id.pop(resource.id, None) is None:
            return
        for key in self._keys.pop(resource.id):
            self._take_from(key, resource)

    def _take_from(self, key: tuple[str, Hashable], resource: R) -> None:
        shelf = self._shelves[key]
        shelf.discard(resource)
        if not len(shelf):
            del self._shelves[key]

    def refresh(self, resource: R) -> None:
        """Put a resource whose indexed members have changed where it belongs now."""
        before, now = self._keys[resource.id], self._keys_of(resource)
        for key in before:
            if key not in now:
                self._take_from(key, resource)
        for key in now:
            if key not in before:
                self._shelves.setdefault(key, Shelf()).add(resource)
        self._keys[resource.id] = now

    def get(self, resource_id: str) -> R | None:
        return self._by_id.get(resource_id)

    def seen_from(self, home: Home, resource_id: str) -> R | None:
        """The resource of that id, where it can be seen from `home`."""
        resource = self._by_id.get(resource_id)
        return resource if resource is not None and home in resource.homes else None

    def at(self, home: Home) -> Shelf[R]:
        """The resources seen from one account and Region."""
        return self._shelves.get(("home", home), _EMPTY)

    def where(self, index: str, key: Hashable) -> Shelf[R]:
        """The resources that stand under `key` in an index of their class."""
        return self._shelves.get((index, key), _EMPTY)

    def __contains__(self, resource_id: object) -> bool:
        return resource_id in self._by_id

    def __iter__(self) -> Iterator[R]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    # Only plain data is pickled: the class finds its index functions again by itself.
    def __getstate__(self) -> tuple[object, ...]:
        return self._by_id, self._shelves, self._keys, self._kind

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._by_id, self._shelves, self._keys, self._kind = state
        self._indexes = self._kind.indexes()
