"""What a request to `/mockvpce/` says: a JSON object, or the query of its address, checked before it is used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from urllib.parse import parse_qsl

_LONGEST = 1 << 20
"""Bytes of a body."""


class NotFoundError(LookupError):
    """What an address names is not there."""


@dataclass(frozen=True, slots=True)
class Field:
    """What a value has to be."""

    kind: type | tuple[type, ...]
    needed: bool = False

    def check(self, name: str, value: Any) -> Any:
        """The value; text of a query is read as what is wanted."""
        kinds = self.kind if isinstance(self.kind, tuple) else (self.kind,)
        if isinstance(value, bool) and bool not in kinds:
            raise ValueError(f"{name} is {_words(kinds)}, got {json.dumps(value)}")
        if not isinstance(value, kinds):
            raise ValueError(f"{name} is {_words(kinds)}, got {json.dumps(value)[:100]}")
        return value


_WORDS = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    type(None): "null",
}


def _words(kinds: tuple[type, ...]) -> str:
    return " or ".join(_WORDS[kind] for kind in kinds if not (kind is int and float in kinds))


@dataclass(frozen=True, slots=True)
class Fields:
    """What a request says, by name. A value of None is one that was not given, unless None means something."""

    values: Mapping[str, Any]

    def read(self, fields: Mapping[str, Field]) -> dict[str, Any]:
        """The values, or a `ValueError` for a name that is none, a missing one, and a value of another kind."""
        for name in self.values:
            if name not in fields:
                near = get_close_matches(name, fields, 1)
                hint = f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(fields) or 'none'}"
                raise ValueError(f"there is no field {name!r}{hint}")
        missing = [name for name, field in fields.items() if field.needed and name not in self.values]
        if missing:
            raise ValueError(f"{missing[0]} is missing")
        return {name: fields[name].check(name, value) for name, value in self.values.items()}


def of_query(query: str) -> Fields:
    """What the query of an address says: what reads as a number, true or false is one."""
    return Fields({name: _value(name, text) for name, text in parse_qsl(query, keep_blank_values=False)})


def _value(name: str, text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    return int(text) if text.isascii() and text.isdecimal() and name in ("after", "limit", "port") else text


def of_body(length: int, read: Any) -> Fields:
    """What a body says; an empty one says nothing."""
    if length > _LONGEST:
        raise ValueError(f"a body has at most {_LONGEST} bytes, got {length}")
    body = read(length)
    if not body.strip():
        return Fields({})
    try:
        said = json.loads(body)
    except ValueError as error:
        raise ValueError(f"the body is no JSON: {error}") from None
    except RecursionError:
        raise ValueError("the body is no JSON that can be read: it is nested too deeply") from None
    if not isinstance(said, dict):
        raise ValueError("the body is no JSON object")
    return Fields(said)
