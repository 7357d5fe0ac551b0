"""What CloudFormation's functions take: checked before anything is made of a template, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_IN_TEXT = re.compile(r"\$\{([^!}][^}]*|)\}")
_VARIABLE = re.compile(r"[\w.:&]+", re.ASCII)
_FUNCTION = (dict,)
_SCALAR = (str, int, float, bool)


def _is_text(value: Any) -> bool:
    """A text, or a function that may give one."""
    return isinstance(value, (*_SCALAR, *_FUNCTION))


def _is_list(value: Any) -> bool:
    return isinstance(value, list | dict)


def _are(*wanted: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Whether a list has these items."""
    return lambda given: (
        isinstance(given, list)
        and len(given) == len(wanted)
        and all(one(item) for one, item in zip(wanted, given, strict=True))
    )


def _is_index(value: Any) -> bool:
    return isinstance(value, dict | int) or (isinstance(value, str) and value.isdigit())


def _is_delimiter(value: Any) -> bool:
    return isinstance(value, str)


def _is_separator(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _is_attribute(value: Any) -> bool:
    return _is_name(value) or isinstance(value, dict)


def _anything(_: Any) -> bool:
    return True


def _is_pattern(given: Any) -> bool:
    return isinstance(given, str) or _are(lambda one: isinstance(one, str), lambda one: isinstance(one, dict))(given)


def _are_names(pattern: str) -> bool:
    """Whether what stands in `${...}` is a name; after `!` anything goes."""
    return all(_VARIABLE.fullmatch(one.strip()) for one in _IN_TEXT.findall(pattern))


def _is_path(given: Any) -> bool:
    return isinstance(given, list) and len(given) in (3, 4) and all(_is_text(one) for one in given)


def _is_block(given: Any) -> bool:
    return isinstance(given, list) and len(given) in (2, 3) and all(_is_text(one) for one in given)


def _some(low: int, high: int) -> Callable[[Any], bool]:
    return lambda given: isinstance(given, list) and low <= len(given) <= high


_MANY = "Template error: every {name} object requires a list of at least 2 and at most 10 boolean parameters."
_VARIABLES = (
    "Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, "
    "and colons"
)
TAKES: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "Ref": (_is_attribute, "Template error: every Ref object must have a single String value."),
    "Fn::GetAtt": (
        _are(_is_attribute, _is_attribute),
        "Template error: every Fn::GetAtt object requires two non-empty parameters, "
        "the resource name and the resource attribute",
    ),
    "Fn::Sub": (
        _is_pattern,
        "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as "
        "first argument, and an optional second argument to specify a mapping of values to replace in the string",
    ),
    "Fn::Join": (
        _are(_is_delimiter, _is_list),
        "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings "
        "to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.",
    ),
    "Fn::Select": (
        _are(_is_index, _is_list),
        "Template error: Fn::Select requires a list argument with two elements: an integer index and a list",
    ),
    "Fn::Split": (
        _are(_is_separator, _is_text),
        "Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be "
        "split or a function that returns a string to be split.",
    ),
    "Fn::FindInMap": (
        _is_path,
        "Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute "
        "for return value",
    ),
    "Fn::If": (
        _are(_is_name, _anything, _anything),
        "Template error: Fn::If requires a list argument with the first element being a condition",
    ),
    "Fn::Cidr": (
        _is_block,
        "Template error: every Fn::Cidr object requires an IP address block, a count, and the number of subnet bits",
    ),
    "Fn::GetAZs": (_is_text, "Template error: every Fn::GetAZs object must have a single String value."),
    "Fn::ImportValue": (_is_text, "Template error: every Fn::ImportValue object must have a single String value."),
    "Fn::Base64": (_is_text, "Template error: every Fn::Base64 object must have a String-typed value."),
    "Fn::Length": (_is_list, "Template error: every Fn::Length object requires a list"),
    "Fn::Equals": (_some(2, 2), "Template error: every Fn::Equals object requires a list of 2 string parameters."),
    "Fn::Not": (_some(1, 1), "Template error: every Fn::Not object requires one boolean parameter."),
    "Fn::And": (_some(2, 10), _MANY.format(name="Fn::And")),
    "Fn::Or": (_some(2, 10), _MANY.format(name="Fn::Or")),
}
"""Function -> what it takes, and what CloudFormation says of anything else."""


def wrong(node: Any) -> Iterator[str]:
    """What is wrong with the arguments of functions in a part of a template."""
    if isinstance(node, list):
        for one in node:
            yield from wrong(one)
    elif isinstance(node, Mapping):
        for name, given in node.items():
            taken = TAKES.get(name)
            if taken is not None and not (taken[0](given) and len(node) == 1):
                yield taken[1]
            elif name == "Fn::Sub" and not _are_names(given if isinstance(given, str) else given[0]):
                yield _VARIABLES
            else:
                yield from wrong(given)
