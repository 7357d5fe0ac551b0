"""The colors of pictures, whatever they are written in."""

from __future__ import annotations

from collections.abc import Mapping

from mockvpce.handle.pictures.picture import Group, Look, Node

Colors = tuple[str, str, str]
"""Of the area, of its border, of the text."""
LOOKS: Mapping[Look, Colors] = {
    "plain": ("#f6f8fa", "#57606a", "#1f2328"),
    "good": ("#dafbe1", "#1a7f37", "#0b3d1a"),
    "waiting": ("#fff1c2", "#9a6700", "#4d3300"),
    "bad": ("#ffe2e0", "#cf222e", "#5c0a11"),
    "ending": ("#e7e9ec", "#6e7781", "#424a53"),
    "faint": ("#ffffff", "#c4cad1", "#6e7781"),
    "marked": ("#ddf0ff", "#0969da", "#0a3069"),
}
"""Dark text on a light area whatever the page's own colors, in contrast enough to be read."""
_GROUPS: Mapping[str, Colors] = {
    "account": ("#fbfcfd", "#8c959f", "#1f2328"),
    "VPC": ("#f3effc", "#8250df", "#3b1e72"),
    "subnet": ("#eaf3fb", "#218bff", "#0a3069"),
}


def colors_of(one: Node | Group) -> Colors:
    """A thing's colors: a group without a state has those of its kind."""
    if isinstance(one, Group) and one.look == "plain":
        return _GROUPS.get(one.kind, LOOKS["plain"])
    return LOOKS[one.look]


def width_of(look: Look) -> int:
    """How thick a line is, in pixels."""
    return 3 if look in ("marked", "bad") else 2
