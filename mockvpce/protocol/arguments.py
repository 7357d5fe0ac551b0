"""The arguments of a boto3 call as a server would read them, without the form in between.

Equal to what `parameters.read_parameters` makes of the form that botocore writes for arguments that its own checks let
pass. Whatever is not plainly so is `Odd`: the form has the last word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeAlias

from botocore.model import ListShape, Shape, StructureShape


class Odd(Exception):  # noqa: N818 - no error: somebody else has to read these
    """Arguments that botocore may refuse, or writes otherwise than they are."""


Read: TypeAlias = Callable[[Any], Any]
"""Gives a value as it is read, a new object where it may be changed; `_NOTHING` for what leaves no trace in a form."""
_NOTHING = object()
_MOST = 10**19
"""Integers of more digits are not read."""


def read_arguments(shape: StructureShape | None, arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments, in new containers. Raises `Odd` where the form has to be written and read."""
    read = _compiled(shape)(arguments)
    return {} if read is _NOTHING else read


@cache
def _compiled(shape: StructureShape | None) -> Read:
    return _structure_of({}, ()) if shape is None else _compile_structure(shape, {})


def _compile(shape: Shape, structures: dict[str, Read]) -> Read:
    if isinstance(shape, StructureShape):
        return _compile_structure(shape, structures)
    smallest = shape.metadata.get("min", 0)
    if isinstance(shape, ListShape):
        element = _compile(shape.member, structures)
        return _texts(smallest) if element is _text else _list_of(element, smallest)
    if shape.serialization.get("hostLabel") or shape.serialization.get("jsonvalue"):
        return _odd
    read = _SCALARS.get(shape.type_name, _odd)
    return _of_size(read, smallest) if "min" in shape.metadata else read


def _compile_structure(shape: StructureShape, structures: dict[str, Read]) -> Read:
    known = structures.get(shape.name)
    if known is not None:
        return known
    if shape.is_document_type or shape.is_tagged_union:
        return _odd
    members: dict[str, Read] = {}
    # Filled after the structure is known by its name: shapes may be recursive.
    read = structures[shape.name] = _structure_of(members, tuple(shape.required_members))
    for name, member in shape.members.items():
        members[name] = _compile(member, structures)
    return read


def _structure_of(members: Mapping[str, Read], required: tuple[str, ...]) -> Read:
    def read(value: Any) -> Any:
        if type(value) is not dict:
            raise Odd
        made = {}
        for name, item in value.items():
            member = members.get(name)
            if member is None:
                raise Odd
            found = member(item)
            if found is not _NOTHING:
                made[name] = found
        for name in required:
            if name not in value:
                raise Odd
        return made or _NOTHING

    return read


def _list_of(element: Read, smallest: int) -> Read:
    def read(value: Any) -> Any:
        if (type(value) is not list and type(value) is not tuple) or len(value) < smallest:
            raise Odd
        made = [element(one) for one in value]
        if _NOTHING in made:  # its place may count
            raise Odd
        return made or _NOTHING

    return read


def _texts(smallest: int) -> Read:
    def read(value: Any) -> Any:
        if (type(value) is not list and type(value) is not tuple) or len(value) < smallest:
            raise Odd
        for one in value:
            if type(one) is not str or not one.isascii():
                raise Odd
        return list(value) or _NOTHING

    return read


def _of_size(scalar: Read, smallest: int) -> Read:
    def read(value: Any) -> Any:
        found = scalar(value)
        if (len(found) if type(found) is str else found) < smallest:
            raise Odd
        return found

    return read


def _odd(_value: Any) -> Any:
    raise Odd


def _text(value: Any) -> Any:
    if type(value) is str and value.isascii():
        return value
    raise Odd


def _integer(value: Any) -> Any:
    if type(value) is int and -_MOST < value < _MOST:
        return value
    raise Odd


def _boolean(value: Any) -> Any:
    if type(value) is bool:
        return value
    raise Odd


_SCALARS: dict[str, Read] = {"string": _text, "integer": _integer, "long": _integer, "boolean": _boolean}
