"""Writes a picture in DOT, the language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mockvpce.handle.pictures.colors import LOOKS, colors_of, width_of
from mockvpce.handle.pictures.picture import Edge, Group, Node, Picture

_FONT = 'fontname="Helvetica,Arial,sans-serif", fontsize=11'
_SHAPES: Mapping[str, str] = {
    "endpoint": 'shape=box, style="rounded,filled"',
    "service": 'shape=component, style="filled"',
    "load balancer": 'shape=box3d, style="filled"',
    "VPN gateway": 'shape=box, peripheries=2, style="filled"',
    "transit gateway": 'shape=box, peripheries=2, style="filled"',
    "VPN site": 'shape=tab, style="filled"',
    "Client VPN": 'shape=tab, style="filled"',
}
_BOX = 'shape=box, style="filled"'
_LONGEST = 60
_IN_A_ROW = 3
_ESCAPES = {ord("\\"): "\\\\", ord('"'): '\\"', ord("&"): "&amp;"}
"""Graphviz reads the entities of HTML in labels, too."""


def quoted(lines: Iterable[str]) -> str:
    """A label of several lines, in quotes."""
    cleaned = (" ".join("".join(one if one.isprintable() else " " for one in line).split()) for line in lines if line)
    cut = (line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…" for line in cleaned)
    return '"' + "\\n".join(line.translate(_ESCAPES) for line in cut) + '"'


def write(picture: Picture) -> str:
    """The text of the graph; it ends with a newline."""
    return "\n".join(_Writer(picture).lines()) + "\n"


class _Writer:
    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._children = picture.children()
        self._groups = {group.id: f"cluster{number}" for number, group in enumerate(picture.groups)}
        self._nodes = {node.id: f"n{number}" for number, node in enumerate(picture.nodes)}

    def lines(self) -> Iterator[str]:
        yield "digraph {"
        yield "  graph [rankdir=LR, compound=true, newrank=true, nodesep=0.3, ranksep=1, splines=spline]"
        yield f"  graph [{_FONT}, tooltip={quoted([self._picture.title])}]"
        yield f'  node [{_FONT}, margin="0.15,0.08"]'
        yield f"  edge [{_FONT}]"
        yield from self._inside("", 1)
        for number, edge in enumerate(self._picture.edges):
            yield from (f"  {line}" for line in self._edge(edge, f"e{number}"))
        yield from (f"  {line}" for line in self._order())
        if all(edge.look != "marked" for edge in self._picture.edges):
            yield from (f"  {line}" for line in self._rows())
        yield "}"

    def _rows(self) -> Iterator[str]:
        """Lines that nobody sees: groups that nothing joins stand side by side, where Graphviz would pile them up."""
        joined = {end for edge in self._picture.edges for end in (edge.source, edge.target)}
        for groups, _ in self._children.values():
            leaves = [one for one in groups if not self._children[one.id][0] and one.id not in joined]
            for number in range(len(leaves)):
                if number % _IN_A_ROW:
                    before = self._anchor(leaves[number - 1].id)
                    ends = (self._anchor(leaves[number].id), *self._standing(leaves[number]))
                    yield from (f"{before} -> {end} [style=invis]" for end in ends)

    def _standing(self, group: Group) -> Iterator[str]:
        return (self._nodes[node.id] for node in self._children[group.id][1])

    def _order(self) -> Iterator[str]:
        """Lines that nobody sees: whatever an account has stands on the same side of those that connect to it."""
        account_of = self._picture.outermost()
        joined = {
            account_of[edge.target]: edge.source
            for edge in self._picture.edges
            if edge.arrow and account_of[edge.source] != account_of[edge.target]
        }
        for group in self._picture.groups:
            source = joined.get(account_of[group.id])
            if source is not None:
                yield f"{self._end(source, '')[0]} -> {self._anchor(group.id)} [style=invis]"

    def _inside(self, group_id: str, depth: int) -> Iterator[str]:
        groups, nodes = self._children[group_id]
        indent = "  " * depth
        for node in nodes:
            yield indent + self._node(node)
        for group in groups:
            area, border, text = colors_of(group)
            yield f"{indent}subgraph {self._groups[group.id]} {{"
            yield f'{indent}  label={quoted(group.lines)}; labeljust=l; style="rounded,filled"'
            yield f'{indent}  fillcolor="{area}"; color="{border}"; fontcolor="{text}"; margin=12'
            yield f'{indent}  {self._anchor(group.id)} [shape=point, style=invis, width=0.01, label=""]'
            yield from self._inside(group.id, depth + 1)
            yield f"{indent}}}"

    def _node(self, node: Node) -> str:
        area, border, text = colors_of(node)
        shape = _SHAPES.get(node.kind.rpartition(" ")[2]) or _SHAPES.get(node.kind, _BOX)
        told = f'fillcolor="{area}", color="{border}", fontcolor="{text}"'
        return f"{self._nodes[node.id]} [label={quoted((*node.lines, node.state))}, {shape}, {told}]"

    def _anchor(self, group_id: str) -> str:
        """A point in the group: Graphviz joins nodes only, and cuts an edge where a group begins."""
        return f"in_{self._groups[group_id]}"

    def _edge(self, edge: Edge, name: str) -> Iterator[str]:
        """What an edge of a group says is a node of its own, since Graphviz lays such labels over each other."""
        _, color, ink = LOOKS[edge.look]
        told = f'color="{color}", penwidth={width_of(edge.look)}' + (", style=dashed" if edge.dashed else "")
        source, tail = self._end(edge.source, "ltail")
        target, head = self._end(edge.target, "lhead")
        arrow = "" if edge.arrow else ", dir=none"
        text = quoted([edge.name, edge.state])
        if not edge.text or not (tail or head):
            label = f', label={text}, fontcolor="{ink}"' if edge.text else ""
            yield f"{source} -> {target} [{told}{arrow}{label}{tail}{head}]"
            return
        yield f'{name} [label={text}, shape=plaintext, margin="0.05,0.02", fontcolor="{ink}"]'
        yield f"{source} -> {name} [{told}, dir=none{tail}]"
        yield f"{name} -> {target} [{told}{arrow}{head}]"

    def _end(self, end: str, cut: str) -> tuple[str, str]:
        """The node that an edge ends at, and the attribute that cuts it at a group."""
        if end in self._groups:
            return self._anchor(end), f", {cut}={self._groups[end]}"
        return self._nodes[end], ""
