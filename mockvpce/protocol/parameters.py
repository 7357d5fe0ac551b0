"""Reads the parameters of an EC2 query request: the flattened form becomes what a boto3 caller would have written.

Driven by shapes alone. A shape is compiled once; reading then walks each name of the form down the compiled shape, so
the cost grows with the form's size and never with the model's. Values are converted, not judged: see `validation`.

Source: the `ec2` protocol in Smithy and in botocore's serializer (lists are always flattened, blobs are base64).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, TypeAlias

from botocore.model import ListShape, Shape, StructureShape

from mockvpce.protocol.model import query_name

_PROTOCOL_NAMES = frozenset({"Action", "Version", "AWSAccessKeyId", "Timestamp", "SecurityToken", "Expires"})
_PROTOCOL_PREFIXES = ("Signature", "X-Amz-", "x-amz-")
_MAX_INDEX_DIGITS = 9

_BY_PLACE = frozenset({"VpnTunnelOptionsSpecificationsList"})
"""Lists in which an element's place has a meaning: an empty structure before another one counts, though it has no name."""
_PLACES = 9
"""The most elements of such a list that are filled in."""


class MalformedValue(ValueError):  # noqa: N818 -- the name already says what is wrong
    """A value that cannot be read as the type its parameter has. `path` is the name on the wire: `Filter.1.Value.2`."""

    def __init__(self, path: str, value: str, type_name: str) -> None:
        super().__init__(path, value, type_name)
        self.path = path
        self.value = value
        self.type_name = type_name

    def __str__(self) -> str:
        return f"{self.path}={self.value!r} is no {self.type_name}"


class UnknownParameters(ValueError):  # noqa: N818 -- the name already says what is wrong
    """Names in the form that neither the operation's input nor the protocol explains."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(names)
        self.names = names

    def __str__(self) -> str:
        return f"the operation has no parameters {', '.join(self.names)}"


Convert: TypeAlias = Callable[[str], Any]


class _Scalar:
    __slots__ = ("convert", "type_name")

    def __init__(self, type_name: str) -> None:
        self.type_name = type_name
        self.convert: Convert | None = _CONVERTERS[type_name]

    def read(self, path: str, value: str) -> Any:
        if self.convert is None:
            return value
        try:
            return self.convert(value)
        except (ValueError, OverflowError, TypeError, IndexError):  # the last two: email.utils on odd dates
            raise MalformedValue(path, value, self.type_name) from None


class _List:
    __slots__ = ("by_place", "element")

    def __init__(self, by_place: bool) -> None:
        self.by_place = by_place
        self.element: _Node


class _Structure:
    __slots__ = ("members",)

    def __init__(self) -> None:
        self.members: dict[str, tuple[str, _Node]] = {}
        """Name on the wire to the member's name and node."""


_Node: TypeAlias = _Scalar | _List | _Structure


class _Form:
    """One reading of a form: where the values go, and the lists whose elements still lie in dictionaries by index."""

    __slots__ = ("open_lists", "parameters", "unknown")

    def __init__(self) -> None:
        self.parameters: dict[str, Any] = {}
        self.open_lists: list[tuple[dict[Any, Any], Any, bool]] = []
        self.unknown: list[str] = []

    def place(self, node: _Node, name: str, value: str) -> None:
        """Walk `name` down from `node`, making the containers on the way, and put the value where it ends."""
        container: dict[Any, Any] = self.parameters
        key: Any = None
        target: _Node = node
        for segment in name.split("."):
            if key is not None:
                container = self._open(container, key, target)
            if isinstance(target, _Structure) and segment in target.members:
                key, target = target.members[segment]
            elif isinstance(target, _List) and _is_index(segment):
                key, target = int(segment), target.element
            else:
                self._explain(name)
                return
        self._put(container, key, target, name, value)

    def _open(self, container: dict[Any, Any], key: Any, target: _Node) -> dict[Any, Any]:
        opened: dict[Any, Any] | None = container.get(key)
        if opened is None and not isinstance(target, _Scalar):
            opened = container[key] = {}
            if isinstance(target, _List):
                self.open_lists.append((container, key, target.by_place))
        return opened if isinstance(opened, dict) else {}

    def _put(self, container: dict[Any, Any], key: Any, target: _Node, name: str, value: str) -> None:
        if isinstance(target, _Scalar):
            container[key] = target.read(name, value)
        elif value:
            raise MalformedValue(name, value, "list" if isinstance(target, _List) else "structure")
        else:
            # Not sent by botocore, but by clients of the older query protocol: an empty list or structure.
            self._open(container, key, target)

    def _explain(self, name: str) -> None:
        if name not in _PROTOCOL_NAMES and not name.startswith(_PROTOCOL_PREFIXES):
            self.unknown.append(name)

    def close_lists(self) -> None:
        """Turn dictionaries by index into lists, innermost first."""
        for container, key, by_place in reversed(self.open_lists):
            elements = container[key]
            if by_place:
                for index in range(1, min(max(elements, default=0), _PLACES)):
                    elements.setdefault(index, {})
            container[key] = [elements[index] for index in sorted(elements)]


_IN_EVERY_FORM = ("Action", "Version")


def read_parameters(shape: StructureShape | None, form: Mapping[str, str]) -> dict[str, Any]:
    """The parameters of a request whose input is `shape`, keyed as a boto3 caller writes them.

    Integers, floats, booleans, blobs (bytes) and timestamps (tz-aware) get their Python types. Indexes of lists may
    come in any order and with gaps. Raises `MalformedValue` for the first value that cannot be converted, else
    `UnknownParameters` for all names that nothing explains.
    """
    root = _compiled(shape)
    reading = _Form()
    for name, value in form.items():
        if name not in _IN_EVERY_FORM or name in root.members:
            reading.place(root, name, value)
    if reading.unknown:
        raise UnknownParameters(tuple(reading.unknown))
    if reading.open_lists:
        reading.close_lists()
    return reading.parameters


@cache
def _compiled(shape: StructureShape | None) -> _Structure:
    return _Structure() if shape is None else _compile_structure(shape, {})


def _compile(shape: Shape, structures: dict[str, _Structure]) -> _Node:
    if isinstance(shape, StructureShape):
        return _compile_structure(shape, structures)
    if isinstance(shape, ListShape):
        node = _List(shape.name in _BY_PLACE)
        node.element = _compile(shape.member, structures)
        return node
    if shape.type_name not in _CONVERTERS:
        raise TypeError(f"{shape.name}: the EC2 protocol has no {shape.type_name} in requests")
    return _Scalar(shape.type_name)


def _compile_structure(shape: StructureShape, structures: dict[str, _Structure]) -> _Structure:
    # A structure's node depends on nothing but its name, and is known before its members are: shapes may be recursive.
    known = structures.get(shape.name)
    if known is not None:
        return known
    node = structures[shape.name] = _Structure()
    for member_name, member in shape.members.items():
        entry = (member_name, _compile(member, structures))
        # botocore leaves a member without a locationName as it is written; every other client capitalises it.
        node.members.setdefault(member_name, entry)
        node.members[query_name(member_name, member)] = entry
    return node


def _is_index(segment: str) -> bool:
    return segment.isdigit() and segment.isascii() and len(segment) <= _MAX_INDEX_DIGITS


# values ---------------------------------------------------------------------------------------------------------------

_INTEGER = re.compile(r"[+-]?[0-9]{1,19}")
_FLOAT = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|NaN|-?Infinity")
_ISO_8601 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:[Zz]|([+-])(\d\d):?(\d\d))?)?",
    re.ASCII,
)


def _boolean(text: str) -> bool:
    lowered = text.lower()
    if lowered not in {"true", "false"}:
        raise ValueError
    return lowered == "true"


def _integer(text: str) -> int:
    if _INTEGER.fullmatch(text) is None:
        raise ValueError
    return int(text)


def _float(text: str) -> float:
    if _FLOAT.fullmatch(text) is None:
        raise ValueError
    return float(text)


def _blob(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _timestamp(text: str) -> datetime:
    """ISO 8601 (UTC unless it says otherwise), seconds since 1970, or the date format of mail and HTTP headers."""
    if _FLOAT.fullmatch(text) is not None:
        return datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=float(text))
    match = _ISO_8601.fullmatch(text)
    if match is None:
        parsed = parsedate_to_datetime(text)
        return parsed if parsed.tzinfo is not None else parsed.replace(tzinfo=timezone.utc)
    year, month, day, hour, minute, second, fraction, sign, offset_hours, offset_minutes = match.groups("0")
    zone = timedelta(hours=int(offset_hours), minutes=int(offset_minutes))
    return datetime(
        int(year),
        int(month),
        int(day),
        int(hour),
        int(minute),
        int(second),
        int(fraction[:6].ljust(6, "0")),
        tzinfo=timezone(-zone if sign == "-" else zone),
    )


_CONVERTERS: dict[str, Convert | None] = {
    "string": None,
    "character": None,
    "boolean": _boolean,
    "integer": _integer,
    "long": _integer,
    "float": _float,
    "double": _float,
    "blob": _blob,
    "timestamp": _timestamp,
}
