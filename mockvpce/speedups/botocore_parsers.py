"""EC2's answers, read by functions that are made once for each shape.

botocore's parser asks each shape again what it is, and takes each tag's namespace away by a regular expression: half of the
time that it takes to read an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

from botocore.model import ListShape, Shape, StructureShape
from botocore.parsers import EC2QueryParser

from mockvpce.patching import Patches

Read: TypeAlias = Callable[[Any, Any], Any]
"""Takes a parser and a node of the document, or a list of nodes with one tag."""
_UNUSUAL = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What comes of a document that is not as its shape says: botocore's own parser is to find out what it makes of that."""


class _NotReadError(Exception):
    """A shape has something that EC2's answers do not."""


def apply(patches: Patches) -> None:
    """Read by these functions."""
    plain = EC2QueryParser._parse_shape  # noqa: SLF001 - no public way

    def _parse_shape(parser: Any, shape: Any, node: Any) -> Any:
        if type(parser) is EC2QueryParser and isinstance(shape, StructureShape):
            read = _reader_of(shape)
            if read is not None:
                try:
                    return read(parser, node)
                except _UNUSUAL:
                    return plain(parser, shape, node)
        return plain(parser, shape, node)

    patches.replace(EC2QueryParser, "_parse_shape", _parse_shape, "speed: answers read by functions of their shapes")


_readers: WeakKeyDictionary[Any, Read | None] = WeakKeyDictionary()


def _reader_of(shape: StructureShape) -> Read | None:
    if shape not in _readers:
        try:
            _readers[shape] = _structure(shape, {})
        except _NotReadError:
            _readers[shape] = None
    return _readers[shape]


def _reader(shape: Shape, structures: dict[str, Read]) -> Read:
    if isinstance(shape, StructureShape):
        return _structure(shape, structures)
    if isinstance(shape, ListShape):
        element = _reader(shape.member, structures)
        return _flattened(element) if shape.serialization.get("flattened") else _list(element)
    if shape.type_name not in _SCALARS:
        raise _NotReadError
    return _SCALARS[shape.type_name]


def _structure(shape: StructureShape, structures: dict[str, Read]) -> Read:
    known = structures.get(shape.name)
    if known is not None:
        return known
    if shape.is_tagged_union or shape.metadata.get("exception"):
        raise _NotReadError
    plan: list[tuple[str, str, Read]] = []
    # Filled after the structure is known by its name: shapes may be recursive.
    read = structures[shape.name] = _members(plan)
    for name, member in shape.members.items():
        if not member.serialization.keys().isdisjoint({"location", "eventheader", "xmlAttribute"}):
            raise _NotReadError
        plan.append((name, _tag_of(name, member), _reader(member, structures)))
    return read


def _tag_of(name: str, shape: Shape) -> str:
    if isinstance(shape, ListShape) and shape.serialization.get("flattened"):
        of_element = shape.member.serialization.get("name")
        if of_element is not None:
            return str(of_element)
    return str(shape.serialization.get("name", name))


_local_names: dict[str, str] = {}
"""Tags without their namespaces."""


def _members(plan: list[tuple[str, str, Read]]) -> Read:
    def read(parser: Any, node: Any) -> dict[str, Any]:
        while type(node) is list:
            node = node[0]
        found: dict[str, Any] = {}
        for item in node:
            tag = item.tag
            local = _local_names.get(tag)
            if local is None:
                local = _local_names[tag] = parser._node_tag(item)  # noqa: SLF001 - no public way
            if local in found:
                before = found[local]
                found[local] = [*before, item] if type(before) is list else [before, item]
            else:
                found[local] = item
        parsed = {}
        for name, tag, read_member in plan:
            item = found.get(tag)
            if item is not None:
                parsed[name] = read_member(parser, item)
        return parsed

    return read


def _list(element: Read) -> Read:
    def read(parser: Any, node: Any) -> list[Any]:
        return [element(parser, item) for item in node]

    return read


def _flattened(element: Read) -> Read:
    def read(parser: Any, node: Any) -> list[Any]:
        return [element(parser, item) for item in (node if type(node) is list else [node])]

    return read


def _string(_parser: Any, node: Any) -> Any:
    return node.text or ""


def _boolean(_parser: Any, node: Any) -> bool:
    return bool(node.text == "true")


def _integer(_parser: Any, node: Any) -> int:
    return int(node.text)


def _float(_parser: Any, node: Any) -> float:
    return float(node.text)


def _timestamp(parser: Any, node: Any) -> Any:
    return parser._timestamp_parser(node.text or "")  # noqa: SLF001 - the parser's own


def _blob(parser: Any, node: Any) -> Any:
    return parser._blob_parser(node.text or "")  # noqa: SLF001 - the parser's own


_SCALARS: dict[str, Read] = {
    "string": _string,
    "character": _string,
    "boolean": _boolean,
    "integer": _integer,
    "long": _integer,
    "float": _float,
    "double": _float,
    "timestamp": _timestamp,
    "blob": _blob,
}
