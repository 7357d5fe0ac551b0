"""Writes a picture as a Mermaid flowchart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mockvpce.handle.pictures.colors import LOOKS, colors_of, width_of
from mockvpce.handle.pictures.picture import Group, Look, Node, Picture

_SHAPES: Mapping[str, tuple[str, str]] = {
    "endpoint": ("(", ")"),
    "service": ("{{", "}}"),
    "load balancer": ("[/", "\\]"),
    "VPN gateway": ("[[", "]]"),
    "transit gateway": ("[[", "]]"),
    "VPN site": ("([", "])"),
    "Client VPN": ("([", "])"),
}
_SETTINGS = '%%{init: {"flowchart": {"wrappingWidth": 500}}}%%'
"""No line broken within an id."""
_BLANK = '" "'
_LONGEST = 60
_ESCAPES = {ord(character): f"#{ord(character)};" for character in '"#&<>`\\'}


def escaped(text: str) -> str:
    """A line of a label: no character of it means anything to Mermaid or to HTML."""
    line = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return (line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…").translate(_ESCAPES)


def label(lines: tuple[str, ...]) -> str:
    """A label in quotes."""
    return '"' + "<br/>".join(escaped(line) for line in lines if line) + '"'


def write(picture: Picture) -> str:
    """The text of the flowchart; it ends with a newline."""
    writer = _Writer(picture)
    return "\n".join(writer.lines()) + "\n"


class _Writer:
    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._children = picture.children()
        self._ids = {
            one.id: f"{'g' if isinstance(one, Group) else 'n'}{number}" for number, one in enumerate(picture.things)
        }

    def lines(self) -> Iterator[str]:
        yield "flowchart LR"
        yield f"  {_SETTINGS}"
        yield f"  accTitle: {escaped(self._picture.title)}"
        yield from self._inside("", 1)
        for edge in self._picture.edges:
            arrow = ("-.->" if edge.dashed else "-->") if edge.arrow else ("-.-" if edge.dashed else "---")
            text = f"|{label((edge.name, edge.state))}|" if edge.text else ""
            yield f"  {self._ids[edge.source]} {arrow}{text} {self._ids[edge.target]}"
        yield from self._colors()

    def _inside(self, group_id: str, depth: int) -> Iterator[str]:
        groups, nodes = self._children[group_id]
        indent = "  " * depth
        for node in nodes:
            yield indent + self._node(node)
        for group in groups:
            yield f"{indent}subgraph {self._ids[group.id]}[{_BLANK}]"
            yield f"{indent}  {self._title(group)}[{label(group.lines)}]"
            yield from self._inside(group.id, depth + 1)
            yield f"{indent}end"

    def _title(self, group: Group) -> str:
        """What a group says is a node in it: Mermaid lays titles under the boxes of inner groups."""
        return f"t{self._ids[group.id]}"

    def _node(self, node: Node) -> str:
        before, after = _SHAPES.get(node.kind.rpartition(" ")[2]) or _SHAPES.get(node.kind, ("[", "]"))
        return f"{self._ids[node.id]}{before}{label((*node.lines, node.state))}{after}"

    def _colors(self) -> Iterator[str]:
        looks: dict[Look, list[str]] = {}
        for node in self._picture.nodes:
            looks.setdefault(node.look, []).append(self._ids[node.id])
        for look, ids in looks.items():
            area, border, text = LOOKS[look]
            yield f"  classDef {look} fill:{area},stroke:{border},color:{text}"
            yield f"  class {','.join(ids)} {look}"
        for group in self._picture.groups:
            area, border, text = colors_of(group)
            yield f"  style {self._ids[group.id]} fill:{area},stroke:{border},color:{text}"
            yield f"  style {self._title(group)} fill:none,stroke:none,color:{text},font-weight:bold"
        lines: dict[Look, list[str]] = {}
        for number, edge in enumerate(self._picture.edges):
            lines.setdefault(edge.look, []).append(str(number))
        for look, numbers in lines.items():
            told = f"stroke:{LOOKS[look][1]},stroke-width:{width_of(look)}px"
            yield f"  linkStyle {','.join(numbers)} {told}"
