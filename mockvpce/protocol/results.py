"""Results as botocore's parser would give them, without the XML in between.

`normalise` is what a caller in the same process gets, and what `wire` writes: so the two ways cannot differ. It checks
as it copies, so that a misspelt key or a value of the wrong type is an error and never silently lost.

What a round trip through XML changes, and this therefore changes too: members that are None are not sent, datetimes
come back in UTC with milliseconds, subclasses of str and int become plain, characters that XML cannot carry become
U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timezone, tzinfo
from functools import cache, lru_cache
from typing import Any, TypeAlias

from botocore.model import ListShape, MapShape, Shape, StructureShape
from botocore.utils import parse_timestamp

from mockvpce.protocol.kept import Kept, KeptList
from mockvpce.protocol.model_additions import MEMBERS

Copy: TypeAlias = Callable[[Any], Any]
"""Checks one value and copies it; raises `UnknownMember` or `WrongType` with a path relative to the value."""


class _Misfit(ValueError):  # noqa: N818 -- its public subclasses say what is wrong
    """A result that does not fit its shape. `path` leads to the structure or value: `VpcEndpoints[].Groups`."""

    def __init__(self, path: str, *rest: Any) -> None:
        super().__init__(path, *rest)
        self.path = path

    def within(self, member: str) -> None:
        """Put `member` before the path, on the error's way up."""
        separator = "." if self.path and not self.path.startswith("[") else ""
        self.path = f"{member}{separator}{self.path}"


class UnknownMember(_Misfit):
    """A result has a key that its shape does not know."""

    def __init__(self, path: str, key: Any) -> None:
        super().__init__(path, key)
        self.key = key

    def __str__(self) -> str:
        return f"{self.path or 'the result'} has no member {self.key!r}"


class WrongType(_Misfit):
    """A result has a value whose Python type does not fit its shape; `type_name` is the model's type."""

    def __init__(self, path: str, value: Any, type_name: str) -> None:
        super().__init__(path, value, type_name)
        self.value = value
        self.type_name = type_name

    def __str__(self) -> str:
        return f"{self.path or 'the result'} is a {self.type_name} in the model, but got {self.value!r}"


def normalise(shape: StructureShape | None, result: Mapping[str, Any]) -> dict[str, Any]:
    """A fresh deep copy of `result`, equal to what botocore's parser makes of `wire.write_result`'s answer.

    Raises `UnknownMember` or `WrongType` if the result does not fit the shape. Datetimes must be tz-aware. `None`
    stands for an absent member. Members come in the model's order.
    """
    return _compiled(shape)(result)  # type: ignore[no-any-return] # the copy of a structure is a dict


def check_result(shape: StructureShape | None, result: Mapping[str, Any]) -> None:
    """Raise `UnknownMember` or `WrongType` if the result does not fit the shape."""
    _compiled(shape)(result)


class Copied(list[Any]):
    """The elements of a listing, each copied as soon as it was shown: what is made to be shown then lives no longer."""


@cache
def element_copy(shape: StructureShape, member: str) -> Copy:
    """What makes an element of `Copied` for the list `member` of a result."""
    copy = _compile(shape.members[member].member, {})

    def copy_element(value: Any) -> Any:
        if type(value) is Kept:
            return value
        try:
            return copy(value)
        except _Misfit as misfit:
            misfit.within(f"{member}[]")
            raise

    return copy_element


@cache
def _compiled(shape: StructureShape | None) -> Copy:
    return _structure_of([], frozenset()) if shape is None else _compile(shape, {})


def _compile(shape: Shape, structures: dict[str, Copy]) -> Copy:
    if isinstance(shape, StructureShape):
        return _compile_structure(shape, structures)
    if isinstance(shape, ListShape):
        element_copy = _compile(shape.member, structures)
        return _list_of_strings if element_copy is _string else _list_of(element_copy)
    if isinstance(shape, MapShape):
        return _map_of(_compile(shape.key, structures), _compile(shape.value, structures))
    if shape.type_name == "timestamp":
        return _timestamp_in(shape.serialization.get("timestampFormat", "iso8601"))
    return _SCALARS[shape.type_name]


_Plan: TypeAlias = list[tuple[str, type | None, Copy]]
"""For each member its name, the type whose values need no copy (of str: the printable ones), and what copies others."""


def _compile_structure(shape: StructureShape, structures: dict[str, Copy]) -> Copy:
    known = structures.get(shape.name)
    if known is not None:
        return known
    plan: _Plan = []
    # Filled after the structure is known by its name: shapes may be recursive.
    copy = structures[shape.name] = _structure_of(plan, MEMBERS.get(shape.name, frozenset()).union(shape.members))
    for name, member in shape.members.items():
        member_copy = _compile(member, structures)
        if member.serialization.get("flattened"):
            member_copy = _none_if_empty(member_copy)
        plan.append((name, _AS_IT_IS.get(member.type_name), member_copy))
    return copy


def _structure_of(plan: _Plan, names: frozenset[str]) -> Copy:
    def copy(value: Mapping[str, Any]) -> dict[str, Any]:
        if type(value) is not dict:
            return _copy_of_other(value, copy)
        copied: dict[str, Any] = {}
        get = value.get
        name = ""
        member: Any
        try:
            for name, plain, member_copy in plan:
                member = get(name)
                if member is None:
                    continue
                if type(member) is not plain or (plain is str and not member.isprintable()):  # type: ignore[attr-defined] # a str
                    member = member_copy(member)
                    if member is None:
                        continue
                copied[name] = member
        except _Misfit as misfit:
            misfit.within(name)
            raise
        if len(copied) != len(value):
            _refuse_unknown(value, names)
        return copied

    return copy


def _copy_of_other(value: Any, copy: Copy) -> dict[str, Any]:
    """The copy of a structure that is no plain dictionary."""
    if type(value) is Kept:
        return value.fresh(copy)
    if not isinstance(value, Mapping):
        raise WrongType("", value, "structure")
    return copy(dict(value))  # type: ignore[no-any-return] # the copy of a structure is a dict


def _refuse_unknown(value: Mapping[str, Any], names: frozenset[str]) -> None:
    for key in value:
        if key not in names:
            raise UnknownMember("", key)


def _list_of_strings(value: Any) -> list[str]:
    if type(value) is Copied:
        return list(value)
    if type(value) is not list and not isinstance(value, (list, tuple)):
        raise WrongType("", value, "list")
    try:
        return [item if type(item) is str and item.isprintable() else _string(item) for item in value]
    except _Misfit as misfit:
        misfit.within("[]")
        raise


def _list_of(element_copy: Copy) -> Copy:
    kept = KeptList()

    def copy(value: Any) -> list[Any]:
        if type(value) is Copied:
            if len(value) > 1 and set(map(type, value)) == {Kept}:
                return kept.fresh(value, element_copy)
            return [one.fresh(element_copy) if type(one) is Kept else one for one in value]
        if type(value) is not list and not isinstance(value, (list, tuple)):
            raise WrongType("", value, "list")
        try:
            return [element_copy(element) for element in value]
        except _Misfit as misfit:
            misfit.within("[]")
            raise

    return copy


def _map_of(key_copy: Copy, value_copy: Copy) -> Copy:
    def copy(value: Any) -> dict[Any, Any]:
        if not isinstance(value, Mapping):
            raise WrongType("", value, "map")
        try:
            return {key_copy(key): value_copy(element) for key, element in value.items()}
        except _Misfit as misfit:
            misfit.within("[]")
            raise

    return copy


def _none_if_empty(copy: Copy) -> Copy:
    """A flattened list or map has no element of its own, so an empty one leaves no trace."""
    return lambda value: copy(value) or None


# values ---------------------------------------------------------------------------------------------------------------

# XML 1.0 has no way to write these, not even as a reference.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise WrongType("", value, "string")
    # Printable text, nearly all of it, has none of the characters; asking for that is far cheaper than the search.
    return str.__str__(value) if value.isprintable() else in_xml(value)


@lru_cache(maxsize=256)
def in_xml(value: str) -> str:
    """The text as XML carries it. A policy has several lines, and is often the same for many resources."""
    if value.replace("\n", "").isprintable():  # far cheaper than the search, and true of nearly all documents
        return value
    return _NOT_IN_XML.sub("\ufffd", value)


def _integer(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise WrongType("", value, "integer")
    return int(value)


def _float(value: Any) -> float:
    if not isinstance(value, (float, int)) or isinstance(value, bool):
        raise WrongType("", value, "float")
    return float(value)


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise WrongType("", value, "boolean")
    return value


def _blob(value: Any) -> bytes:
    if not isinstance(value, (bytes, bytearray)):
        raise WrongType("", value, "blob")
    return bytes(value)


@cache
def _parsers_utc() -> tzinfo:
    """UTC as botocore's parser has it: tzutc(), but tzlocal() where the machine's own time zone is called UTC."""
    return parse_timestamp("2000-01-01T00:00:00Z").tzinfo or timezone.utc


def _timestamp_in(timestamp_format: str) -> Copy:
    # Only the date format of HTTP headers stops at seconds.
    utc_zone = _parsers_utc()
    unit = 1_000_000 if timestamp_format.lower() == "rfc822" else 1_000

    def copy(value: Any) -> datetime:
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise WrongType("", value, "timestamp (datetime with a time zone)")
        return as_parsed(value)

    @lru_cache(maxsize=1024, typed=True)
    def as_parsed(value: datetime) -> datetime:
        # timezone.utc is by far the most frequent, and astimezone ten times slower.
        utc = value if value.tzinfo is timezone.utc else value.astimezone(timezone.utc)
        return utc.replace(microsecond=utc.microsecond // unit * unit, tzinfo=utc_zone, fold=0)

    return copy


_AS_IT_IS: dict[str, type] = {
    "string": str,
    "character": str,
    "integer": int,
    "long": int,
    "float": float,
    "double": float,
    "boolean": bool,
}

_SCALARS: dict[str, Copy] = {
    "string": _string,
    "character": _string,
    "integer": _integer,
    "long": _integer,
    "float": _float,
    "double": _float,
    "boolean": _boolean,
    "blob": _blob,
}
