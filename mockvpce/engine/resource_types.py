"""`@resource`: a resource type is declared once, on its dataclass, and everything general follows from the declaration.

Tags and the tagging API, the stand-in among moto's objects, forced states, id checks, coverage and filters read the
registry. What is forgotten or misspelt is a `TypeError` when the package loads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from mockvpce.engine.resource import Resource

if TYPE_CHECKING:
    from mockvpce.engine.world import World
    from mockvpce.protocol.errors import ErrorSpec

K = TypeVar("K", bound=type[Resource])
R = TypeVar("R", bound=Resource)
Follow = Callable[["World", R], None]

_REST = re.compile(r"[0-9a-z]+")
_NO_PARTS: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True, eq=False)
class ResourceType:
    """The declaration of one class of resources."""

    kind: type[Resource]
    type: str
    prefix: str = ""
    moto: str = ""
    malformed: ErrorSpec | None = None
    unknown: ErrorSpec | None = None
    shown_by: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=lambda: _NO_PARTS)
    follows: bool = False
    follow: Callable[[World, Any], None] | None = None

    def has_form(self, value: str) -> bool:
        """Whether a value has the form of an id of this type."""
        return is_id(value, self.prefix)


class TypeRegistry:
    """Every declared resource type."""

    def __init__(self) -> None:
        self._by_type: dict[str, ResourceType] = {}
        self._by_prefix: dict[str, ResourceType] = {}
        self._part_types: dict[str, str] = {}
        self._moto: dict[str, ResourceType] = {}

    def add(self, declared: ResourceType) -> None:
        """Take a declaration in; a type, prefix or place in moto that is taken is a `TypeError` that names its holder."""
        for holders, key, what in (
            (self._by_type, declared.type, "type"),
            (self._by_prefix, declared.prefix, "id prefix"),
            (self._moto, declared.moto, "place in moto"),
        ):
            if key and (holder := holders.get(key)) is not None:
                raise TypeError(f"{declared.kind.__name__}: {what} {key!r} belongs to {holder.kind.__name__}")
        for prefix in declared.parts:
            if prefix in self._part_types or prefix in self._by_prefix:
                raise TypeError(f"{declared.kind.__name__}: id prefix {prefix!r} of a part is taken")
        self._by_type[declared.type] = declared
        if declared.prefix:
            self._by_prefix[declared.prefix] = declared
        if declared.moto:
            self._moto[declared.moto] = declared
        self._part_types.update(declared.parts)

    def __iter__(self) -> Iterator[ResourceType]:
        return iter(self._by_type.values())

    def get(self, resource_type: str) -> ResourceType | None:
        """The declaration of a type by the name that tags and ARNs have for it."""
        return self._by_type.get(resource_type)

    def of_id(self, some_id: str) -> ResourceType | None:
        """The declaration that an id belongs to by its prefix."""
        return self._by_prefix.get(some_id.rpartition("-")[0])

    def type_of_id(self, some_id: str) -> str:
        """The resource type that an id's prefix stands for, parts included; empty where it is none of these."""
        prefix = some_id.rpartition("-")[0]
        declared = self._by_prefix.get(prefix)
        return declared.type if declared is not None else self._part_types.get(prefix, "")

    def places(self) -> Iterator[str]:
        """The attributes of moto's EC2 backend that hold stand-ins."""
        return iter(self._moto)

    def check_complete(self) -> None:
        """Refuse a declaration whose `@follows` function was never loaded."""
        for declared in self:
            if declared.follows and declared.follow is None:
                raise TypeError(
                    f"{declared.kind.__name__} is declared with follows=True, and no @follows function is loaded"
                )

    def check_places(self, moto_backend: object) -> None:
        """Refuse a declaration whose place in moto's backend does not exist."""
        for place, declared in self._moto.items():
            if not hasattr(moto_backend, place):
                raise TypeError(f"{declared.kind.__name__}: {type(moto_backend).__name__} of moto has no {place!r}")


types = TypeRegistry()
"""The registry of this process."""


def resource(
    *,
    type: str,  # noqa: A002 - what tags and ARNs call it
    prefix: str = "",
    moto: str = "",
    malformed: ErrorSpec | None = None,
    unknown: ErrorSpec | None = None,
    shown_by: str | Iterable[str] = (),
    parts: Mapping[str, str] | None = None,
    follows: bool = False,
) -> Callable[[K], K]:
    """Declare a dataclass of resources.

    * `type`: the resource type of tags and ARNs; `prefix`: that of its ids.
    * `moto`: the attribute of moto's EC2 backend in which moto's own code looks such resources up.
    * `malformed`, `unknown`: the errors, with a place for `id`, for an id of another form and for one nobody sees.
    * `shown_by`: the Describe operations that show it; moto's state transitions count these.
    * `parts`: id prefix -> type of what has tags of its own without being a resource.
    * `follows`: a function marked `@follows` brings in line what depends on the state.
    """

    def declare(kind: K) -> K:
        shown = (shown_by,) if isinstance(shown_by, str) else tuple(shown_by)
        declared = ResourceType(kind, type, prefix, moto, malformed, unknown, shown, parts or _NO_PARTS, follows)
        types.add(declared)
        kind.type = type
        kind.declared = declared
        return kind

    return declare


def follows(kind: type[R]) -> Callable[[Follow[R]], Follow[R]]:
    """Call the function after every transition of a class of resources, the last one included."""

    def register(function: Follow[R]) -> Follow[R]:
        declared = kind.declared
        if not declared.follows:
            raise TypeError(f"{kind.__name__} is not declared with follows=True")
        if declared.follow is not None:
            raise TypeError(f"{kind.__name__} is followed by {declared.follow.__qualname__} already")
        declared.follow = function
        return function

    return register


def is_id(value: str, prefix: str) -> bool:
    """Whether a value has the form of an id with that prefix: EC2 asks for no more than letters and digits."""
    return value.startswith(f"{prefix}-") and _REST.fullmatch(value, len(prefix) + 1) is not None


def check_ids(values: Iterable[str], prefix: str, malformed: ErrorSpec) -> None:
    """Refuse the first value that does not have the form of an id."""
    for value in values:
        if not is_id(value, prefix):
            raise malformed(id=value)
