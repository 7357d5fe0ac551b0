"""Writes a picture as a Mermaid flowchart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mockvpce.handle.pictures.picture import Group, Look, Node, Picture

Colors = tuple[str, str, str]
"""Of the area, of its border, of the text."""
COLORS: Mapping[Look, Colors] = {
    "plain": ("#f6f8fa", "#57606a", "#1f2328"),
    "good": ("#dafbe1", "#1a7f37", "#0b3d1a"),
    "waiting": ("#fff1c2", "#9a6700", "#4d3300"),
    "bad": ("#ffe2e0", "#cf222e", "#5c0a11"),
    "ending": ("#e7e9ec", "#6e7781", "#424a53"),
    "faint": ("#ffffff", "#c4cad1", "#6e7781"),
    "marked": ("#ddf0ff", "#0969da", "#0a3069"),
}
"""Dark text on a light area whatever the page's own colors, in contrast enough to be read."""
GROUP_COLORS: Mapping[str, Colors] = {
    "account": ("#fbfcfd", "#8c959f", "#1f2328"),
    "VPC": ("#f3effc", "#8250df", "#3b1e72"),
    "subnet": ("#eaf3fb", "#218bff", "#0a3069"),
}
_SHAPES: Mapping[str, tuple[str, str]] = {
    "endpoint": ("(", ")"),
    "service": ("{{", "}}"),
    "load balancer": ("[/", "\\]"),
    "VPN gateway": ("[[", "]]"),
    "transit gateway": ("[[", "]]"),
    "VPN site": ("([", "])"),
    "Client VPN": ("([", "])"),
}
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
        yield f"  accTitle: {escaped(self._picture.title)}"
        yield from self._inside("", 1)
        for edge in self._picture.edges:
            arrow = ("-.->" if edge.dashed else "-->") if edge.arrow else ("-.-" if edge.dashed else "---")
            text = f"|{label((edge.text,))}|" if edge.text else ""
            yield f"  {self._ids[edge.source]} {arrow}{text} {self._ids[edge.target]}"
        yield from self._colors()

    def _inside(self, group_id: str, depth: int) -> Iterator[str]:
        groups, nodes = self._children[group_id]
        indent = "  " * depth
        for node in nodes:
            yield indent + self._node(node)
        for group in groups:
            yield f"{indent}subgraph {self._ids[group.id]}[{label(group.lines)}]"
            yield from self._inside(group.id, depth + 1)
            yield f"{indent}end"

    def _node(self, node: Node) -> str:
        before, after = _SHAPES.get(node.kind.rpartition(" ")[2]) or _SHAPES.get(node.kind, ("[", "]"))
        return f"{self._ids[node.id]}{before}{label((*node.lines, node.state))}{after}"

    def _colors(self) -> Iterator[str]:
        looks: dict[Look, list[str]] = {}
        for node in self._picture.nodes:
            looks.setdefault(node.look, []).append(self._ids[node.id])
        for look, ids in looks.items():
            area, border, text = COLORS[look]
            yield f"  classDef {look} fill:{area},stroke:{border},color:{text}"
            yield f"  class {','.join(ids)} {look}"
        for group in self._picture.groups:
            colors = COLORS[group.look] if group.look != "plain" else GROUP_COLORS.get(group.kind, COLORS["plain"])
            area, border, text = colors
            yield f"  style {self._ids[group.id]} fill:{area},stroke:{border},color:{text}"
        lines: dict[Look, list[str]] = {}
        for number, edge in enumerate(self._picture.edges):
            lines.setdefault(edge.look, []).append(str(number))
        for look, numbers in lines.items():
            width = 3 if look in ("marked", "bad") else 2
            yield f"  linkStyle {','.join(numbers)} stroke:{COLORS[look][1]},stroke-width:{width}px"
