"""What a Describe operation returns: what to show, and how; the pipeline takes one page of it."""

from __future__ import annotations

import base64
import binascii
import heapq
import sys
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from mockvpce.engine.resource import Resource
from mockvpce.protocol.errors import BAD_NEXT_TOKEN, EC2Error
from mockvpce.protocol.filters import OWN_ID, Condition, Filters, Query
from mockvpce.protocol.results import Copied

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.tables import Table
    from mockvpce.protocol.results import Copy

T = TypeVar("T")
R = TypeVar("R", bound=Resource)


class Listing(Generic[T]):
    """Items in a stable order, the views of them under each key of the answer, and what each page has beside them."""

    __slots__ = ("_after", "beside", "views")

    def __init__(
        self,
        items: Sequence[T] | Callable[[int], Iterator[tuple[int, T]]],
        views: Mapping[str, Callable[[T], Any]],
        beside: Mapping[str, Any] | None = None,
    ) -> None:
        """`items` is a sequence, or gives (position, item) pairs from after a position; positions grow."""
        self._after = items if callable(items) else _positions(items)
        self.views = views
        self.beside = beside or {}

    def page(
        self, operation: str, size: int | None, token: str | None, copy_of: Callable[[str], Copy]
    ) -> tuple[dict[str, Any], str | None]:
        """One page, and the token of the next where there is one. `copy_of` gives what copies the elements of a member."""
        pairs = self._after(_read_token(operation, token) if token else 0)
        taken = list(pairs if size is None else islice(pairs, size + 1))
        following = None
        if size is not None and len(taken) > size:
            del taken[size:]
            following = _write_token(operation, taken[-1][0])
        shown: dict[str, Any] = {}
        for key, view in self.views.items():
            copy = copy_of(key)
            shown[key] = Copied([copy(view(item)) for _, item in taken])
        return {**self.beside, **shown}, following


def _positions(items: Sequence[T]) -> Callable[[int], Iterator[tuple[int, T]]]:
    return lambda after: iter(enumerate(islice(items, after, None), after + 1))


def _write_token(operation: str, position: int) -> str:
    return base64.urlsafe_b64encode(f"{operation}/{position}".encode()).decode()


def _read_token(operation: str, token: str) -> int:
    try:
        name, _, text = base64.urlsafe_b64decode(token.encode()).decode().partition("/")
        position = int(text)
    except (binascii.Error, ValueError):
        raise BAD_NEXT_TOKEN(token=token) from None
    if name != operation or not 0 < position <= sys.maxsize:
        raise BAD_NEXT_TOKEN(token=token)
    return position


def select(
    call: Call,
    kind: type[R],
    *,
    ids: Sequence[str] | None,
    filters: Sequence[Mapping[str, Any]] | None,
    table: Filters[R],
    not_found: Callable[[str], EC2Error],
    within: tuple[str, Hashable] | None = None,
) -> Callable[[int], Iterator[tuple[int, R]]]:
    """The resources of `kind` that the caller sees, by id or filter, for a `Listing`.

    An id that the caller does not see fails the request. Filters whose field has an index start from there. `within` is an
    index and a key of it: no others than these are listed, and the caller sees them all.
    """
    query = table.read(filters or (), call.tags_of)
    if ids:
        seen = [_seen(call, kind, one, not_found, within) for one in dict.fromkeys(ids)]
        found: list[R] = sorted(filter(query.accepts, seen), key=_seq)
        return lambda after: ((resource.seq, resource) for resource in found if resource.seq > after)

    def pairs(after: int) -> Iterator[tuple[int, R]]:
        candidates = _candidates(call, kind, query, after, within)
        if query.tests:
            candidates = filter(query.accepts, candidates)
        return ((resource.seq, resource) for resource in candidates)

    return pairs


def _seen(
    call: Call,
    kind: type[R],
    resource_id: str,
    not_found: Callable[[str], EC2Error],
    within: tuple[str, Hashable] | None,
) -> R:
    resources = call.world.table(kind)
    if within is None:
        resource = resources.seen_from(call.home, resource_id)
    else:
        resource = resources.get(resource_id)
        if resource is not None and resource not in resources.where(*within):
            resource = None
    if resource is None:
        raise not_found(resource_id)
    return resource


def _candidates(
    call: Call, kind: type[R], query: Query[R], after: int, within: tuple[str, Hashable] | None
) -> Iterable[R]:
    resources = call.world.table(kind)
    if within is not None:
        return resources.where(*within).after(after)
    if query.index is not None and query.index[0] == OWN_ID:
        return _seen_after(call, resources, map(str, query.index[1]), after)
    if query.index is None and query.tagged is not None:
        return _seen_after(call, resources, _tagged(call, *query.tagged), after)
    if query.index is None:
        return resources.at(call.home).after(after)
    name, values = query.index
    shelves = [resources.where(name, (call.home, value)).after(after) for value in values]
    return shelves[0] if len(shelves) == 1 else heapq.merge(*shelves, key=_seq)


def _tagged(call: Call, key: str, condition: Condition) -> Iterable[str]:
    """The ids that have a tag of that key with a value that is asked for; without a key, a tag whose key is."""
    tags = call.platform.tags
    return tags.having(call.home, key, condition) if key else tags.having_a_key(call.home, condition)


def _seen_after(call: Call, resources: Table[R], ids: Iterable[str], after: int) -> list[R]:
    """Those of the ids that are of this class and that the caller sees, in their order."""
    found = (resources.seen_from(call.home, one) for one in ids)
    return sorted((one for one in found if one is not None and one.seq > after), key=_seq)


def _seq(resource: Resource) -> int:
    return resource.seq
