"""The JSON text of a policy as a tree in which every element knows its path and its position."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockvpce.policy import errors
from mockvpce.policy.errors import Fault, PolicyError

_DEPTH = 16
"""More than any element needs: a condition value stands six levels deep."""
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,300})(?:\.[0-9]{1,300})?(?:[eE][+-]?[0-9]{1,3})?(?![0-9.eE])")
_WORDS = {"true": True, "false": False, "null": None}
_STRINGS = json.JSONDecoder()


@dataclass(slots=True)
class Node:
    """An element: a dict or list of nodes, or the text of a string, number or boolean."""

    value: Any
    type: str
    path: str
    offset: int
    plain: Any
    """What `json.loads` gives for it."""
    source: Source
    name_offset: int = 0
    """Of its name, for the member of an object."""

    def name_error(self, fault: Fault, **values: object) -> PolicyError:
        """What is wrong with this member's name."""
        return self.source.error(fault, self.name_offset, self.path, **values)

    def error(self, fault: Fault, **values: object) -> PolicyError:
        """What is wrong with this element."""
        return self.source.error(fault, self.offset, self.path, **values)

    def members(self) -> Mapping[str, Node]:
        """The members of an object."""
        if self.type != "object":
            raise self.error(errors.WRONG_TYPE, expected="an object", found=self.type)
        members: Mapping[str, Node] = self.value
        return members

    def items(self) -> Iterator[Node]:
        """The elements of an array, or the one that stands without it."""
        return iter(self.value if self.type == "array" else (self,))

    def text(self) -> str:
        """The text of a string."""
        if self.type != "string":
            raise self.error(errors.WRONG_TYPE, expected="a string", found=self.type)
        return str(self.value)


class Source:
    """A document, as JSON text or as what `json.loads` gives."""

    def __init__(self, document: str | Mapping[str, Any]) -> None:
        self._located = isinstance(document, str)
        self._text = document if isinstance(document, str) else json.dumps(dict(document))

    def error(self, fault: Fault, offset: int, path: str, **values: object) -> PolicyError:
        """A fault at an offset of the text."""
        line = self._text.count("\n", 0, offset) + 1
        column = offset - self._text.rfind("\n", 0, offset)
        return PolicyError(fault.text.format(**values), path, (line, column) if self._located else None)

    def read(self) -> Node:
        """The whole document as one node."""
        node, offset = self._value(self._skip(0), "", 0)
        offset = self._skip(offset)
        if offset != len(self._text):
            raise self._syntax("nothing may follow the document", offset)
        return node

    def _syntax(self, problem: str, offset: int, path: str = "") -> PolicyError:
        return self.error(errors.NOT_JSON, offset, path, problem=problem)

    def _skip(self, offset: int) -> int:
        found = _SPACE.match(self._text, offset)
        return found.end() if found else offset

    def _value(self, offset: int, path: str, depth: int) -> tuple[Node, int]:
        if depth > _DEPTH:
            raise self.error(errors.TOO_DEEP, offset, path)
        first = self._text[offset : offset + 1]
        if first == "{":
            return self._object(offset, path, depth)
        if first == "[":
            return self._array(offset, path, depth)
        if first == '"':
            text, end = self._string(offset, path)
            return Node(text, "string", path, offset, text, self), end
        number = _NUMBER.match(self._text, offset)
        if number:
            return Node(number[0], "number", path, offset, json.loads(number[0]), self), number.end()
        for word, meaning in _WORDS.items():
            if self._text.startswith(word, offset):
                kind = "null" if meaning is None else "boolean"
                return Node(word, kind, path, offset, meaning, self), offset + len(word)
        raise self._syntax("expected a JSON value", offset, path)

    def _string(self, offset: int, path: str) -> tuple[str, int]:
        try:
            text, end = _STRINGS.raw_decode(self._text, offset)
        except json.JSONDecodeError as problem:
            raise self._syntax(problem.msg, problem.pos, path) from None
        return text, end

    def _object(self, start: int, path: str, depth: int) -> tuple[Node, int]:
        members: dict[str, Node] = {}
        offset = self._skip(start + 1)
        while not self._text.startswith("}", offset):
            if members:
                offset = self._after(",", offset, path)
            if not self._text.startswith('"', offset):
                raise self._syntax("expected a name in double quotes", offset, path)
            name, end = self._string(offset, path)
            if name in members:
                raise self.error(errors.DUPLICATE, offset, path, name=name)
            value_at = self._after(":", self._skip(end), path)
            inner = f"{path}.{name}" if path else name
            value, end = self._value(value_at, inner, depth + 1)
            value.name_offset = offset
            members[name] = value
            offset = self._skip(end)
        plain = {name: node.plain for name, node in members.items()}
        return Node(members, "object", path, start, plain, self), offset + 1

    def _array(self, start: int, path: str, depth: int) -> tuple[Node, int]:
        items: list[Node] = []
        offset = self._skip(start + 1)
        while not self._text.startswith("]", offset):
            if items:
                offset = self._after(",", offset, path)
            item, offset = self._value(offset, f"{path}[{len(items)}]", depth + 1)
            items.append(item)
            offset = self._skip(offset)
        return Node(items, "array", path, start, [item.plain for item in items], self), offset + 1

    def _after(self, mark: str, offset: int, path: str) -> int:
        if not self._text.startswith(mark, offset):
            raise self._syntax(f"expected {mark!r}", offset, path)
        return self._skip(offset + 1)
