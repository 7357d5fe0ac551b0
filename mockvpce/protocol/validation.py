"""Input checked against botocore's model: what is required, known, of the right type and within its limits.

Nothing but the model is asked; rules that AWS keeps outside of it (ids that exist, members that exclude each other)
belong to the operations. A shape is compiled once; checking a valid request then costs a few microseconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, Literal, TypeAlias

from botocore.model import ListShape, Shape, StructureShape
from botocore.utils import parse_to_aware_datetime

from mockvpce.protocol.model import Operation, query_name

Kind: TypeAlias = Literal["missing", "unknown", "type", "enum", "range", "length", "pattern"]

_FIRST_REPORTED: dict[Kind, int] = {"missing": 0, "unknown": 1}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one value of a request."""

    kind: Kind
    member: str
    """The innermost member as a boto3 caller writes it: `ResourceType`; of an element the list's: `VpcEndpointIds`."""
    path: str
    """Where it is on the wire: `TagSpecification.1.ResourceType`."""
    value: Any
    """The offending value; None if it is missing."""
    shape: Shape | None
    """The model's shape of the value; None if the member is unknown."""

    @property
    def reason(self) -> str:
        """What is wrong, as a sentence without the value."""
        return _REASONS[self.kind](self.shape)


def check(operation: Operation, parameters: Mapping[str, Any]) -> Problem | None:
    """The first problem of parameters keyed as a boto3 caller writes them; missing before unknown before bad ones."""
    problems = _compiled(operation.input)(parameters)
    if not problems:
        return None
    return min(problems, key=lambda problem: _FIRST_REPORTED.get(problem.kind, 2))


_MAY_BE_EMPTY = frozenset({("ModifyVpnTunnelOptionsRequest", "TunnelOptions")})
"""Required structures that AWS takes empty (documented for each), which the wire does not tell from left out."""

Problems: TypeAlias = Collection[Problem]
Rule: TypeAlias = Callable[[Any], Problems]
"""Finds the problems of one value; their paths are relative to it, and members unnamed if the value itself is wrong."""


@cache
def _compiled(shape: StructureShape | None) -> Rule:
    return _compile_structure(shape, {}) if shape is not None else _structure_of(None, {}, {})


def _compile(shape: Shape, structures: dict[str, Rule]) -> Rule:
    if isinstance(shape, StructureShape):
        return _compile_structure(shape, structures)
    if isinstance(shape, ListShape):
        return _list_of(shape, _compile(shape.member, structures))
    return _scalar(shape)


_Members: TypeAlias = dict[str, tuple[str, type | None, Rule]]
"""By name, a member's name on the wire, the type whose values are all valid, and the rule for the others."""


def _compile_structure(shape: StructureShape, structures: dict[str, Rule]) -> Rule:
    known = structures.get(shape.name)
    if known is not None:
        return known
    members: _Members = {}
    required = {name: shape.members[name] for name in shape.required_members if (shape.name, name) not in _MAY_BE_EMPTY}
    # Filled after the structure is known by its name: shapes may be recursive.
    rule = structures[shape.name] = _structure_of(shape, required, members)
    for name, member in shape.members.items():
        free = None if _has_limits(member) else _FREE.get(member.type_name)
        members[name] = (query_name(name, member), free, _compile(member, structures))
    return rule


def _structure_of(shape: StructureShape | None, required: Mapping[str, Shape], members: _Members) -> Rule:
    def check_structure(value: Any) -> Problems:
        if type(value) is not dict and not isinstance(value, Mapping):
            return (_bad("type", value, shape),)
        problems = [
            Problem("missing", name, members[name][0], None, required[name]) for name in required if name not in value
        ]
        for name, item in value.items():
            known = members.get(name)
            if known is None:
                problems.append(Problem("unknown", str(name), str(name), item, None))
                continue
            wire_name, free, rule = known
            if type(item) is not free and (found := rule(item)):
                problems.extend(_placed(problem, wire_name, name) for problem in found)
        return problems

    return check_structure


def _list_of(shape: ListShape, rule: Rule) -> Rule:
    too_long_or_short = _outside(shape)
    free = None if _has_limits(shape.member) else _FREE.get(shape.member.type_name)

    def check_list(value: Any) -> Problems:
        if not isinstance(value, (list, tuple)):
            return (_bad("type", value, shape),)
        if too_long_or_short(len(value)):
            return (_bad("length", value, shape),)
        problems: list[Problem] = []
        for index, item in enumerate(value, 1):
            if type(item) is not free and (found := rule(item)):
                problems.extend(_placed(problem, str(index), "") for problem in found)
        return problems

    return check_list


def _bad(kind: Kind, value: Any, shape: Shape | None) -> Problem:
    return Problem(kind, "", "", value, shape)


def _placed(problem: Problem, segment: str, member: str) -> Problem:
    """The problem as seen from one level up."""
    path = f"{segment}.{problem.path}" if problem.path else segment
    return replace(problem, path=path, member=problem.member or member)


# values ---------------------------------------------------------------------------------------------------------------


def _is_timestamp(value: Any) -> bool:
    if isinstance(value, datetime):
        return True
    try:
        parse_to_aware_datetime(value)
    except (ValueError, TypeError, AttributeError, OverflowError, RuntimeError):
        return False
    return True


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_float(value: Any) -> bool:
    return isinstance(value, (float, int, Decimal)) and not isinstance(value, bool)


def _is_string(value: Any) -> bool:
    return isinstance(value, str)


_ACCEPTS: dict[str, Callable[[Any], bool]] = {
    "string": _is_string,
    "character": _is_string,
    "integer": _is_integer,
    "long": _is_integer,
    "float": _is_float,
    "double": _is_float,
    "boolean": lambda value: isinstance(value, bool),
    "timestamp": _is_timestamp,
    "blob": lambda value: isinstance(value, (bytes, bytearray, str)) or hasattr(value, "read"),
}

_FREE: dict[str, type] = {"string": str, "integer": int, "long": int, "float": float, "double": float, "boolean": bool}


def _has_limits(shape: Shape) -> bool:
    return not shape.metadata.keys().isdisjoint({"enum", "min", "max", "pattern"})


def _scalar(shape: Shape) -> Rule:
    accepts = _ACCEPTS[shape.type_name]
    limits = _limits(shape)

    def check_scalar(value: Any) -> Problems:
        if not accepts(value):
            return (_bad("type", value, shape),)
        for kind, broken in limits:
            if broken(value):
                return (_bad(kind, value, shape),)
        return ()

    return check_scalar


def _limits(shape: Shape) -> tuple[tuple[Kind, Callable[[Any], bool]], ...]:
    """What the model demands of a value of the right type: kinds of problems, each with what finds it."""
    limits: list[tuple[Kind, Callable[[Any], bool]]] = []
    allowed = frozenset(shape.metadata.get("enum", ()))
    if shape.name == "Protocol":  # of Network Insights, which takes either case [D]
        allowed |= {value.upper() for value in allowed}
    if allowed:
        limits.append(("enum", lambda value: value not in allowed))
    if "min" in shape.metadata or "max" in shape.metadata:
        outside = _outside(shape)
        if shape.type_name in {"string", "character"}:
            limits.append(("length", lambda value: outside(len(value))))
        elif shape.type_name != "blob":
            limits.append(("range", outside))
    if (pattern := _pattern(shape)) is not None:
        limits.append(("pattern", lambda value: pattern.search(value) is None))
    return tuple(limits)


def _outside(shape: Shape) -> Callable[[Any], bool]:
    smallest = shape.metadata.get("min", float("-inf"))
    largest = shape.metadata.get("max", float("inf"))
    return lambda value: not smallest <= value <= largest


def _pattern(shape: Shape) -> re.Pattern[str] | None:
    try:
        return re.compile(shape.metadata["pattern"]) if "pattern" in shape.metadata else None
    except re.error:  # the model's dialect is Java's; what Python cannot read is not enforced
        return None


# reasons --------------------------------------------------------------------------------------------------------------


def _of(shape: Shape | None, name: str) -> Any:
    return shape.metadata.get(name) if shape is not None else None


def _bounds(shape: Shape | None) -> str:
    smallest, largest = _of(shape, "min"), _of(shape, "max")
    if largest is None:
        return f"at least {smallest}"
    return f"at most {largest}" if smallest is None else f"between {smallest} and {largest}"


_REASONS: dict[Kind, Callable[[Shape | None], str]] = {
    "missing": lambda _: "It is required.",
    "unknown": lambda _: "The operation has no such parameter.",
    "type": lambda shape: f"It must be of type {shape.type_name if shape is not None else 'structure'}.",
    "enum": lambda shape: f"It must be one of {', '.join(_of(shape, 'enum'))}.",
    "range": lambda shape: f"It must be {_bounds(shape)}.",
    "length": lambda shape: f"Its length must be {_bounds(shape)}.",
    "pattern": lambda shape: f"It must match {_of(shape, 'pattern')}.",
}
