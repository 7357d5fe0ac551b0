"""A picture as data: nodes in groups, edges between them, each with what it says and the look of its state.

It knows nothing of AWS, of moto, or of the languages that it is written in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

Look = Literal["plain", "good", "waiting", "bad", "ending", "faint", "marked"]
"""How a thing is drawn: by its state, or, where a way is marked, whether it is on the way."""


@dataclass(frozen=True, slots=True)
class Node:
    """A thing without anything inside. `lines` are what it says, the first its name."""

    id: str
    kind: str
    lines: tuple[str, ...]
    inside: str = ""
    """The id of the group that it stands in; empty for none."""
    state: str = ""
    look: Look = "plain"
    brief: str = ""
    """What to call it where many are told in one line; without it the first line."""
    count: int = 1
    """How many alike it stands for."""
    within: tuple[tuple[str, int], ...] = ()
    """What is in those that it stands for: kinds, and how many of each."""


@dataclass(frozen=True, slots=True)
class Group:
    """A thing with others inside."""

    id: str
    kind: str
    lines: tuple[str, ...]
    inside: str = ""
    look: Look = "plain"
    brief: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from one node or group to another. `name` and `state` are what it says."""

    source: str
    target: str
    name: str = ""
    state: str = ""
    look: Look = "plain"
    arrow: bool = True
    dashed: bool = False

    @property
    def text(self) -> str:
        """What it says, in one line."""
        return ": ".join(part for part in (self.name, self.state) if part)


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it. An edge to what is not in it is refused."""

    title: str
    groups: tuple[Group, ...] = ()
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()

    def __post_init__(self) -> None:
        known = {one.id for one in self.things}
        strays = {end for edge in self.edges for end in (edge.source, edge.target)} - known
        strays |= {one.inside for one in self.things} - known - {""}
        if strays:
            raise ValueError(f"not in the picture: {', '.join(map(repr, sorted(strays)))}")

    @property
    def things(self) -> tuple[Node | Group, ...]:
        """Groups and nodes."""
        return (*self.groups, *self.nodes)

    def children(self) -> Mapping[str, tuple[list[Group], list[Node]]]:
        """What stands in each group, in order; under the empty id what stands in none."""
        found: dict[str, tuple[list[Group], list[Node]]] = {"": ([], [])}
        for group in self.groups:
            found[group.id] = ([], [])
        for group in self.groups:
            found[group.inside][0].append(group)
        for node in self.nodes:
            found[node.inside][1].append(node)
        return found

    def around(self, ids: Iterable[str]) -> frozenset[str]:
        """The ids and those of all groups around them."""
        above = {one.id: one.inside for one in self.things}
        found: set[str] = set()
        for one in ids:
            here = one
            while here and here not in found:
                found.add(here)
                here = above.get(here, "")
        return frozenset(found)

    def outermost(self) -> Mapping[str, str]:
        """The group that is around everything else of each thing; of one that stands in none, the thing itself."""
        above = {one.id: one.inside for one in self.things}
        found = {}
        for one in above:
            here = one
            while above[here]:
                here = above[here]
            found[one] = here
        return found

    def within(self, ids: Iterable[str]) -> frozenset[str]:
        """The ids and those of all that stands in these groups."""
        children = self.children()
        found: set[str] = set()
        left = list(ids)
        while left:
            one = left.pop()
            found.add(one)
            groups, nodes = children.get(one, ((), ()))
            left.extend(group.id for group in groups)
            found.update(node.id for node in nodes)
        return frozenset(found)

    def without(self, ids: frozenset[str]) -> Picture:
        """The picture without some of its things, all that stands in them, and the edges that end there."""
        gone = self.within(ids)
        return replace(
            self,
            groups=tuple(one for one in self.groups if one.id not in gone),
            nodes=tuple(one for one in self.nodes if one.id not in gone),
            edges=tuple(one for one in self.edges if one.source not in gone and one.target not in gone),
        )
