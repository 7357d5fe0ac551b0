"""What CloudFormation's public resource schemas say of the types of a network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from mockvpce.data import tables


@dataclass(slots=True)
class Node:
    """A property, an item of a list, or all properties of a type."""

    kind: str
    """`string`, `integer`, `number`, `boolean`, `array`, `object`, or `json` where anything goes."""
    says: frozenset[str] = frozenset()
    """`required`, `create-only`, `read-only`."""
    enum: frozenset[str] = frozenset()
    members: dict[str, Node] = field(default_factory=dict)
    items: Node | None = None

    @property
    def required(self) -> Iterator[str]:
        """The members that have to be given."""
        return (name for name, one in self.members.items() if "required" in one.says)


@cache
def properties_of(type_name: str) -> Node | None:
    """The properties of a type; None of a type that is no part of a network."""
    rows = _rows().get(type_name)
    if rows is None:
        return None
    root = Node("object")
    for row in rows:
        node = Node(row["kind"], frozenset(tables.listed(row["says"])), frozenset(tables.listed(row["enum"], "|")))
        _put(root, row["path"], node)
    return root


def create_only(type_name: str) -> frozenset[str]:
    """The properties whose change makes another resource."""
    root = properties_of(type_name) or Node("object")
    return frozenset(name for name, one in root.members.items() if "create-only" in one.says)


def replaces_within(type_name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether properties differ in a member of an object that only creation can set."""
    root = properties_of(type_name)
    return root is not None and any(
        _differs(node, before.get(name) or {}, after.get(name) or {})
        for name, node in root.members.items()
        if node.kind == "object"
    )


def _differs(node: Node, before: Any, after: Any) -> bool:
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        return False
    for name, one in node.members.items():
        if before.get(name) != after.get(name) and "create-only" in one.says:
            return True
        if one.kind == "object" and _differs(one, before.get(name) or {}, after.get(name) or {}):
            return True
    return False


def has_tags(type_name: str) -> bool:
    """Whether resources of a type have tags of EC2, which follow those of their stack; without a known schema they do."""
    root = properties_of(type_name)
    return root is None or (type_name.startswith("AWS::EC2::") and "Tags" in root.members)


def _put(root: Node, path: str, node: Node) -> None:
    """Give a property its place; what is above it has come before it."""
    *above, last = path.replace("[]", ".[]").split(".")
    at = root
    for step in above:
        below = at.items if step == "[]" else at.members[step]
        assert below is not None  # noqa: S101 - the rows of a type are in order
        at = below
    if last == "[]":
        at.items = node
    else:
        at.members[last] = node


@cache
def _rows() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in tables.read("stack_schemas.tsv"):
        found.setdefault(row["type"], []).append(row)
    return found
