"""Marks the way of a packet in a picture: hop by hop, and where it is blocked. What has nothing to do with it fades."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from mockvpce.handle.pictures.picture import Edge, Group, Look, Node, Picture
from mockvpce.network.words import WORDS

if TYPE_CHECKING:
    from mockvpce.network.path import Block, Hop, Path

_INSIDE_A_VPC = frozenset({"network-interface", "instance", "security-group", "network-acl", "route-table", "subnet"})
"""What a packet meets between two crossings of a VPC's border."""


@dataclass(slots=True)
class _Step:
    """A thing on the way, and what blocks there."""

    node: str
    block: Block | None = None


def marked(picture: Picture, path: Path) -> tuple[Picture, frozenset[str]]:
    """The picture with the way in it, and the ids of all that is on the way."""
    marker = _Marker(picture, path)
    marker.walk()
    return marker.picture(), frozenset(marker.looks)


class _Marker:
    def __init__(self, picture: Picture, path: Path) -> None:
        self._base = replace(picture, edges=())
        self._path = path
        self._known = {one.id: one for one in picture.things}
        self._added: dict[str, Node] = {}
        self._edges: list[Edge] = []
        self.looks: dict[str, Look] = {}

    def walk(self) -> None:
        """Draw the way there; the way back where it is that which is blocked."""
        path = self._path
        source, destination = self._ends()
        blocks = [block for block in path.blocks if not block.back]
        self._draw(source, [*self._steps(path.hops, blocks, "there")], destination, "")
        behind = [block for block in path.blocks if block.back]
        if behind and not blocks:
            self._draw(destination, [*self._steps(path.back, behind, "back")], source, "back ")

    def picture(self) -> Picture:
        """The way, and the VPCs that it passes; the rest of them faint, without what leads elsewhere."""
        base = self._base
        around = base.around(self.looks) | base.around(node.inside for node in self._added.values())
        passed = around & {one.id for one in base.groups if one.inside}
        near = around | {one.id for one in base.things if base.around([one.id]) & passed}
        kept = base.without(frozenset(one.id for one in base.things if one.id not in near))
        nodes = [self._shown(node) for node in kept.nodes]
        groups = [one if one.id in around else replace(one, look="faint") for one in kept.groups]
        return Picture(
            str(self._path).partition("\n")[0], tuple(groups), (*nodes, *self._added.values()), tuple(self._edges)
        )

    def _shown(self, node: Node) -> Node:
        look = self.looks.get(node.id)
        return replace(node, look="faint", state="") if look is None else replace(node, look=look)

    # the things on the way -------------------------------------------------------------------------------------------

    def _ends(self) -> tuple[str, str]:
        path = self._path
        return self._end("source", path.source, path.names[0]), self._end(
            "destination", path.destination, path.names[1]
        )

    def _end(self, role: str, place: str, name: str | None) -> str:
        hops = self._path.hops
        number = 0 if role == "source" else len(hops) - 1
        if hops and hops[number].id == place:
            return self._place(hops[number], f"there {number}")
        known = self._known.get(place)
        if isinstance(known, Node):
            return place
        inside = place if isinstance(known, Group) else ""
        address = self._path.address if role == "destination" and self._path.address != place else ""
        return self._add(Node(role, "place", _lines(name, place, address or "", role), inside, look="marked"))

    def _steps(self, hops: Sequence[Hop], blocks: Sequence[Block], way: str) -> Iterator[_Step]:
        left = list(blocks)
        places = _places(hops, self._known)
        for number, (hop, place) in enumerate(zip(hops, places, strict=True)):
            block = next((one for one in left if one.id == hop.id), None)
            if block is not None:
                left.remove(block)
            yield _Step(self._thing(hop, place, f"{way} {number}"), block)
        for block in left:
            inside = block.id if isinstance(self._known.get(block.id), Group) else self._last(places, block)
            node = Node(f"{way} {block.code}", block.type, _lines(block.name, block.id, block.type), inside)
            known = isinstance(self._known.get(block.id), Node)
            yield _Step(block.id if known else self._add(node), block)

    def _last(self, places: Sequence[str], block: Block) -> str:
        home = f"{block.account}/{block.region}"
        return places[-1] if places and places[-1] else home if home in self._known else ""

    def _thing(self, hop: Hop, place: str, key: str) -> str:
        """Where the hop stands in the picture: an interface in the place of what it belongs to."""
        drawn = self._place(hop, "")
        if drawn:
            return drawn
        return self._add(Node(key, hop.type, _lines(hop.name, hop.id, hop.type, hop.rule or ""), place, look="marked"))

    def _place(self, hop: Hop, otherwise: str) -> str:
        owner = hop.detail.get("AttachedTo") or {}
        for some_id in (owner.get("Id", ""), hop.id):
            if isinstance(self._known.get(some_id), Node):
                return str(some_id)
        return otherwise

    def _add(self, node: Node) -> str:
        self._added[node.id] = node
        return node.id

    # drawing ---------------------------------------------------------------------------------------------------------

    def _draw(self, first: str, steps: list[_Step], last: str, way: str) -> None:
        """Number the edges up to the first block; what lies behind it fades, since no packet comes there."""
        before: _Step | None = None
        blocked = False
        number = 0
        ending = [] if any(step.node == last for step in steps) else [_Step(last)]
        for step in (_Step(first), *steps, *ending):
            if before is not None and before.node != step.node:
                number += 1
                look: Look = "faint" if blocked else "marked"
                self._edges.append(Edge(before.node, step.node, f"{way}{number}", "", look, dashed=blocked))
            self._mark(step, fades=blocked and step.node not in (first, last))
            blocked = blocked or step.block is not None
            before = step

    def _mark(self, step: _Step, *, fades: bool) -> None:
        block = step.block
        look: Look = "bad" if block is not None else "faint" if fades else "marked"
        if look != "bad" and self.looks.get(step.node, "faint") != "faint":
            look = self.looks[step.node]
        self.looks[step.node] = look
        node = self._added.get(step.node)
        if node is None and block is None:
            return
        if node is None:
            node = self._move(step.node)
        told = node.lines if block is None else (*node.lines, f"BLOCKED {block.code}", WORDS.get(block.code, ""))
        self._added[step.node] = replace(node, lines=told, look=look)

    def _move(self, node_id: str) -> Node:
        """Take a node of the picture over, to change it."""
        found = next(one for one in self._base.nodes if one.id == node_id)
        self._base = replace(self._base, nodes=tuple(one for one in self._base.nodes if one is not found))
        return found


def _places(hops: Sequence[Hop], known: Any) -> list[str]:
    """The subnet or VPC in which each hop is drawn: a filter stands with what the packet meets before and after it."""
    found = [_place_of(hop, known) for hop in hops]
    borders = [-1, *(number for number, hop in enumerate(hops) if hop.type not in _INSIDE_A_VPC), len(hops)]
    for first, last in pairwise(borders):
        between = range(first + 1, last)
        vpc = next((_vpc_of(hops[number], known) for number in between if _vpc_of(hops[number], known)), "")
        for number in between:
            found[number] = found[number] or vpc or _home_of(hops[number], known)
    return found


def _place_of(hop: Hop, known: Any) -> str:
    subnet = (hop.detail.get("Subnet") or {}).get("Id", "")
    return subnet if subnet in known else _vpc_of(hop, known)


def _vpc_of(hop: Hop, known: Any) -> str:
    vpc = (hop.detail.get("Vpc") or {}).get("Id", "")
    return vpc if vpc in known else ""


def _home_of(hop: Hop, known: Any) -> str:
    home = f"{hop.account}/{hop.region}"
    return home if home in known else ""


def _lines(name: str | None, some_id: str, *more: str) -> tuple[str, ...]:
    shown = (name, some_id, *more) if name else (some_id, *more)
    return tuple(line for line in shown if line)
