"""How the world keeps resources: in the order of their creation, by id, and under the keys of indexes.

A table can be copied at once, whatever its size: both share the resources and the shelves, and each copies what it is
about to give out or to change. So a copy is a picture that no later change reaches.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from mockvpce.engine.copying import duplicate

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home, Resource

R = TypeVar("R", bound="Resource")
Key = tuple[str, Hashable]
"""An index, and what is looked up in it."""
KeysOf = Callable[[Any], Iterable[Hashable]]
"""What gives the keys of a resource in an index."""


def _homes(resource: Resource) -> Iterable[Hashable]:
    return resource.homes


class Shelf:
    """Ids of resources in the order of their creation, from any of which reading can go on at once."""

    __slots__ = ("_items", "_order")

    def __init__(self) -> None:
        self._items: dict[int, str] = {}
        self._order: list[int] = []

    def add(self, resource: Resource) -> None:
        seq, order = resource.seq, self._order
        self._items[seq] = resource.id
        if not order or seq > order[-1]:
            order.append(seq)
            return
        position = bisect_left(order, seq)
        if order[position] != seq:  # else it was here before, and its place is still kept
            order.insert(position, seq)
        if position < len(order) - 1:
            self._items = {one: self._items[one] for one in order if one in self._items}

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

    __slots__ = ("_by_id", "_indexes", "_keys", "_kind", "_of_state", "_own", "_own_shelves", "_shelves")

    def __init__(self, kind: type[R]) -> None:
        self._by_id: dict[str, R] = {}
        self._shelves: dict[Key, Shelf] = {}
        self._keys: dict[str, Mapping[str, tuple[Hashable, ...]]] = {}
        """Of each resource the keys under which it stands, by index. They are replaced, never changed: copies share them."""
        self._kind = kind
        self._indexes: dict[str, KeysOf] = {"home": _homes, **kind.indexes()}
        self._of_state = {name: self._indexes[name] for name in ("home", *kind.state_indexes) if name in self._indexes}
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

    def add(self, resource: R) -> None:
        self._by_id[resource.id] = resource
        if self._own is not None:
            self._own.add(resource.id)
        keys = self._keys[resource.id] = {name: tuple(keys_of(resource)) for name, keys_of in self._indexes.items()}
        for name, under in keys.items():
            for key in under:
                self._put_under((name, key), resource)

    def remove(self, resource: R) -> None:
        if self._by_id.pop(resource.id, None) is None:
            return
        for name, under in self._keys.pop(resource.id).items():
            for key in dict.fromkeys(under):
                self._take_from((name, key), resource)

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
        self._refresh(resource, self._indexes)

    def refresh_state(self, resource: R) -> None:
        """Put a resource whose state has changed where it belongs now."""
        self._refresh(resource, self._of_state)

    def _refresh(self, resource: R, indexes: Mapping[str, KeysOf]) -> None:
        known = self._keys[resource.id]
        for name, keys_of in indexes.items():
            before, now = known[name], tuple(keys_of(resource))
            if now == before:
                continue
            for key in dict.fromkeys(before):
                if key not in now:
                    self._take_from((name, key), resource)
            for key in now:
                if key not in before:
                    self._put_under((name, key), resource)
            known = self._keys[resource.id] = {**known, name: now}

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
