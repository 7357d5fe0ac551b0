"""Folds what repeats: things of one kind and state with the same neighbors become one that says how many they are."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace

from mockvpce.handle.pictures.picture import Edge, Group, Look, Node, Picture

FEW = 3
"""So many alike are still drawn one by one."""
_NAMED = 3
"""So many names a folded thing tells."""


def folded(picture: Picture, keep: frozenset[str] = frozenset(), few: int = FEW) -> Picture:
    """The picture with whatever there are more than `few` of, side by side and alike, drawn once; `keep` stays itself."""
    around = picture.around(keep)
    for inside in _innermost_first(picture):
        for alike in _alike(picture, inside, around, few):
            picture = _fold(picture, alike)
    return picture


def _alike(picture: Picture, inside: str, keep: frozenset[str], few: int) -> list[list[Node | Group]]:
    """The members of a group that are folded. A node that stands for many already stays, since it says what is in it."""
    children = picture.children()
    ends = _ends(picture)
    groups, nodes = children[inside]
    both: tuple[Node | Group, ...] = (*nodes, *groups)
    sorted_out: dict[Hashable, list[Node | Group]] = {}
    for one in both:
        if one.id not in keep:
            sorted_out.setdefault(_shape(one, children, ends), []).append(one)
    return [alike for alike in sorted_out.values() if len(alike) > few]


def _innermost_first(picture: Picture) -> Iterable[str]:
    above = {group.id: group.inside for group in picture.groups}

    def depth(group_id: str) -> int:
        return 0 if not group_id else 1 + depth(above[group_id])

    return sorted(("", *above), key=depth, reverse=True)


def _ends(picture: Picture) -> Mapping[str, list[tuple[str, str, Look]]]:
    """Each thing's neighbors: which way, who, and how the edge looks."""
    found: dict[str, list[tuple[str, str, Look]]] = {}
    for edge in picture.edges:
        found.setdefault(edge.source, []).append(("to", edge.target, edge.look))
        found.setdefault(edge.target, []).append(("from", edge.source, edge.look))
    return found


def _shape(
    one: Node | Group,
    children: Mapping[str, tuple[list[Group], list[Node]]],
    ends: Mapping[str, list[tuple[str, str, Look]]],
) -> Hashable:
    """What two folded things have in common: kind, state, contents, and the account at the other end."""
    neighbors = tuple(sorted(set(ends.get(one.id, ()))))
    if isinstance(one, Node):
        return one.kind, one.state, one.look, neighbors
    groups, nodes = children[one.id]
    inside: tuple[Node | Group, ...] = (*groups, *nodes)
    inner = sorted(repr(_shape(each, children, ends)) for each in inside)
    return one.kind, one.look, neighbors, tuple(inner)


def _fold(picture: Picture, alike: list[Node | Group]) -> Picture:
    first = alike[0]
    ids = {one.id for one in alike}
    gone = picture.within(ids)
    inner = [one for one in picture.nodes if one.id in gone]
    count = sum(one.count if isinstance(one, Node) else 1 for one in alike)
    within = _within(inner, ids)
    node = Node(
        first.id,
        first.kind,
        (f"{count} {_plural(first.kind)}", *_names(alike, count), *_contents(within)),
        first.inside,
        first.state if isinstance(first, Node) else "",
        first.look,
        count=count,
        within=tuple(within.items()),
    )
    moved = dict.fromkeys(gone, first.id)
    rest = picture.nodes
    at = next((number for number, one in enumerate(rest) if one.id in gone), len(rest))
    kept = [one for one in rest if one.id not in gone]
    before = sum(1 for one in rest[:at] if one.id not in gone)
    return replace(
        picture,
        groups=tuple(one for one in picture.groups if one.id not in gone),
        nodes=(*kept[:before], node, *kept[before:]),
        edges=_joined(picture.edges, moved),
    )


def _joined(edges: Iterable[Edge], moved: Mapping[str, str]) -> tuple[Edge, ...]:
    """The edges between what is left; several that have become one say how many they were."""
    found: dict[tuple[object, ...], list[Edge]] = {}
    for edge in edges:
        source, target = moved.get(edge.source, edge.source), moved.get(edge.target, edge.target)
        if source == target and (edge.source in moved or edge.target in moved):
            continue
        folds = edge.source in moved or edge.target in moved
        key = (source, target, edge.look, edge.dashed, None if folds else edge.text)
        found.setdefault(key, []).append(replace(edge, source=source, target=target))
    return tuple(_several(one) for one in found.values())


def _several(edges: list[Edge]) -> Edge:
    """One for all, with their number where they had names."""
    first = edges[0]
    if len(edges) == 1 or not any(edge.name for edge in edges):
        return first
    return replace(
        first, name=f"{len(edges)} of them", state=first.state if len({one.state for one in edges}) == 1 else ""
    )


def _names(alike: list[Node | Group], count: int) -> Iterable[str]:
    if any(isinstance(one, Node) and one.count > 1 for one in alike):
        return
    named = [one.brief or one.lines[0] for one in alike[:_NAMED]]
    yield ", ".join(named)
    if count > _NAMED:
        yield f"and {count - _NAMED} more"


def _within(inner: list[Node], ids: set[str]) -> Mapping[str, int]:
    """What is in the things that are folded, and in those that were folded before: how many of each kind."""
    counts: dict[str, int] = {}
    for node in inner:
        found = dict(node.within)
        if node.id not in ids:
            found[node.kind] = found.get(node.kind, 0) + node.count
        for kind, many in found.items():
            counts[kind] = counts.get(kind, 0) + many
    return counts


def _contents(within: Mapping[str, int]) -> Iterable[str]:
    if within:
        yield "in them " + ", ".join(f"{many} {_plural(kind) if many > 1 else kind}" for kind, many in within.items())


def _plural(kind: str) -> str:
    return f"{kind[:-1]}ies" if kind.endswith("y") and kind[-2] not in "aeo" else f"{kind}s"
