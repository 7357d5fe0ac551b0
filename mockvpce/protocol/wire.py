"""The server's side of the EC2 query protocol: parameters read from a form, results and errors written as XML.

Driven by shapes alone, each compiled once. A result is brought into its final form by `results.normalise` before it is
written, which also checks it.

Source: the `ec2` protocol in Smithy and in botocore's parser; the error envelope is that of the EC2 API reference.
"""

from __future__ import annotations

import base64
import html
import math
from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from typing import Any, TypeAlias

from botocore.model import ListShape, MapShape, Shape, StructureShape

from mockvpce.protocol.kept import Kept
from mockvpce.protocol.parameters import MalformedValue, UnknownParameters, read_parameters
from mockvpce.protocol.results import Copied, UnknownMember, WrongType, check_result, normalise

__all__ = [
    "MalformedValue",
    "UnknownMember",
    "UnknownParameters",
    "WrongType",
    "check_result",
    "normalise",
    "read_parameters",
    "write_error",
    "write_result",
]

NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

Emit: TypeAlias = Callable[[Any, Callable[[str], None]], None]
"""Appends one value, in its element or elements, to the document."""


def write_result(
    operation_name: str,
    shape: StructureShape | None,
    result: Mapping[str, Any],
    request_id: str,
    namespace: str = NAMESPACE,
) -> str:
    """The XML of a successful answer, in EC2's layout.

    Raises `UnknownMember` or `WrongType` if the result does not fit the shape. An operation without output answers
    `<return>true</return>`, as EC2 does.
    """
    parts = [
        f'{_DECLARATION}<{operation_name}Response xmlns="{html.escape(namespace)}">',
        f"<requestId>{_string(request_id)}</requestId>",
    ]
    kept = _lists_of_kept(result)
    members = normalise(shape, {name: value for name, value in result.items() if name not in kept} if kept else result)
    if shape is None:
        parts.append("<return>true</return>")
    else:
        emitters, append = _compiled(shape), parts.append
        for name, value in members.items():
            emitters[name](value, append)
        for name, value in kept.items():
            _emit_kept(shape.members[name], name, value, append)
    parts.append(f"</{operation_name}Response>")
    return "".join(parts)


_LISTS = (list, Copied)


def _lists_of_kept(result: Any) -> dict[str, list[Any]]:
    """The members that have structures which are kept."""
    if type(result) is not dict:
        return {}
    lists = {name: value for name, value in result.items() if type(value) in _LISTS}
    return {name: value for name, value in lists.items() if any(type(one) is Kept for one in value)}


def _emit_kept(shape: ListShape, name: str, value: list[Any], append: Callable[[str], None]) -> None:
    """Append a list of structures of which some are kept, as text too."""
    element = shape.member
    emit = _emit_element(element)

    def text(one: dict[str, Any]) -> str:
        parts: list[str] = []
        emit(normalise(element, one), parts.append)
        return "".join(parts)

    tag = shape.serialization.get("name", name)
    append(f"<{tag}>")
    for one in value:
        append(one.text(text) if type(one) is Kept else text(one))
    append(f"</{tag}>")


@cache
def _emit_element(shape: StructureShape) -> Emit:
    return _structure_in(shape.serialization.get("name", "member"), _compile_members(shape, {}))


def write_error(code: str, message: str, request_id: str) -> str:
    """The XML of a refusal, in EC2's envelope."""
    return (
        f"{_DECLARATION}<Response><Errors><Error><Code>{_string(code)}</Code><Message>{_string(message)}</Message>"
        f"</Error></Errors><RequestID>{_string(request_id)}</RequestID></Response>"
    )


_Members: TypeAlias = dict[str, Emit]
"""What emits each member of a structure, by the member's name."""


@cache
def _compiled(shape: StructureShape) -> _Members:
    return _compile_members(shape, {})


def _compile_members(shape: StructureShape, structures: dict[str, _Members]) -> _Members:
    known = structures.get(shape.name)
    if known is not None:
        return known
    # Known by its name before it is filled: shapes may be recursive.
    members = structures[shape.name] = {}
    for name, member in shape.members.items():
        members[name] = _compile(member.serialization.get("name", name), member, structures)
    return members


def _compile(tag: str, shape: Shape, structures: dict[str, _Members]) -> Emit:
    """What emits values of `shape` as elements called `tag`."""
    if isinstance(shape, StructureShape):
        return _structure_in(tag, _compile_members(shape, structures))
    flattened = shape.serialization.get("flattened", False)
    if isinstance(shape, ListShape):
        element_tag = tag if flattened else shape.member.serialization.get("name", "member")
        elements = _each(_compile(element_tag, shape.member, structures))
        return elements if flattened else _wrapped_in(tag, elements)
    if isinstance(shape, MapShape):
        key = _compile(shape.key.serialization.get("name", "key"), shape.key, structures)
        value = _compile(shape.value.serialization.get("name", "value"), shape.value, structures)
        entries = _each_entry(tag if flattened else "entry", key, value)
        return entries if flattened else _wrapped_in(tag, entries)
    return _scalar_in(tag, _text_of(shape))


def _structure_in(tag: str, members: _Members) -> Emit:
    def fields(value: dict[str, Any], append: Callable[[str], None]) -> None:
        for name, member in value.items():
            members[name](member, append)

    return _wrapped_in(tag, fields)


def _wrapped_in(tag: str, content: Emit) -> Emit:
    opening, closing, empty = f"<{tag}>", f"</{tag}>", f"<{tag}/>"

    def emit(value: Any, append: Callable[[str], None]) -> None:
        if not value:
            append(empty)
            return
        append(opening)
        content(value, append)
        append(closing)

    return emit


def _each(element: Emit) -> Emit:
    def emit(value: list[Any], append: Callable[[str], None]) -> None:
        for item in value:
            element(item, append)

    return emit


def _each_entry(tag: str, emit_key: Emit, emit_value: Emit) -> Emit:
    opening, closing = f"<{tag}>", f"</{tag}>"

    def emit(value: dict[str, Any], append: Callable[[str], None]) -> None:
        for key, item in value.items():
            append(opening)
            emit_key(key, append)
            emit_value(item, append)
            append(closing)

    return emit


def _scalar_in(tag: str, text: Callable[[Any], str]) -> Emit:
    opening, closing = f"<{tag}>", f"</{tag}>"

    def emit(value: Any, append: Callable[[str], None]) -> None:
        append(f"{opening}{text(value)}{closing}")

    return emit


# text of values -------------------------------------------------------------------------------------------------------


def _text_of(shape: Shape) -> Callable[[Any], str]:
    if shape.type_name == "timestamp":
        return _TIMESTAMPS[shape.serialization.get("timestampFormat", "iso8601").lower()]
    return _SCALARS[shape.type_name]


def _string(value: str) -> str:
    # A parser would turn a bare carriage return into a line feed.
    return html.escape(value, quote=False).replace("\r", "&#13;")


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _float(value: float) -> str:
    if math.isfinite(value):
        return repr(value)
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _blob(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _iso_8601(value: datetime) -> str:
    text = value.replace(tzinfo=None).isoformat(timespec="milliseconds" if value.microsecond else "seconds")
    return f"{text}Z"


def _unix_timestamp(value: datetime) -> str:
    seconds = value.timestamp()
    return f"{seconds:.3f}" if value.microsecond else str(int(seconds))


def _rfc_822(value: datetime) -> str:
    return format_datetime(value).replace("+0000", "GMT")


_TIMESTAMPS: dict[str, Callable[[datetime], str]] = {
    "iso8601": _iso_8601,
    "unixtimestamp": _unix_timestamp,
    "rfc822": _rfc_822,
}

_SCALARS: dict[str, Callable[[Any], str]] = {
    "string": _string,
    "character": _string,
    "integer": str,
    "long": str,
    "float": _float,
    "double": _float,
    "boolean": _boolean,
    "blob": _blob,
}
