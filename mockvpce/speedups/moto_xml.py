"""The documents that moto's serializers write: those of xmltodict, in a fraction of the time.

Only what moto's answers consist of is written here, plain names with objects, lists, text and numbers; anything else, and
whatever is to be indented, is left to xmltodict.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_NAME = re.compile(r"[A-Za-z_][\w.-]*")


class UnusualError(Exception):
    """Something that only xmltodict writes."""


class Documents:
    """Takes the place of the module `xmltodict` where moto's serializers look for it."""

    def __init__(self, xmltodict: Any) -> None:
        self.replaced = xmltodict
        self._names: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.replaced, name)

    def unparse(self, input_dict: Mapping[str, Any], **options: Any) -> Any:
        """The document of one element and all that is in it."""
        try:
            if len(input_dict) != 1 or options.get("pretty") or not options.keys() <= _KNOWN:
                raise UnusualError
            for name, value in input_dict.items():
                if isinstance(value, list):
                    raise UnusualError
                element = self._element(name, value, short=options.get("short_empty_elements", False))
        except UnusualError:
            return self.replaced.unparse(input_dict, **options)
        return _DECLARATION + element if options.get("full_document", True) else element

    def _element(self, name: str, value: Any, *, short: bool) -> str:
        if name not in self._names:
            self._learn(name)
        if isinstance(value, list):
            if any(isinstance(one, list) for one in value):
                raise UnusualError
            return "".join([self._element(name, one, short=short) for one in value])
        attributes = ""
        if isinstance(value, dict):
            if "@xmlns" in value:
                attributes, value = _namespace(value)
            content = "".join([self._element(key, inner, short=short) for key, inner in value.items()])
        else:
            content = escape(_text(value))
        if content or not short:
            return f"<{name}{attributes}>{content}</{name}>"
        return f"<{name}{attributes}/>"

    def _learn(self, name: Any) -> None:
        """Accept a plain name, for all documents to come."""
        if type(name) is not str or _NAME.fullmatch(name) is None:
            raise UnusualError
        self._names.add(name)


_KNOWN = {"full_document", "short_empty_elements", "pretty"}


def _namespace(value: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The attribute of an element's namespace, and the element without it."""
    if type(value["@xmlns"]) is not str:
        raise UnusualError
    rest = {name: one for name, one in value.items() if name != "@xmlns"}
    return f" xmlns={quoteattr(value['@xmlns'])}", rest


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if type(value) in (int, float):
        return str(value)
    raise UnusualError
