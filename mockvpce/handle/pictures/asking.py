"""`aws.diagram()`: the picture of this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockvpce.handle.pictures.diagram import Diagram
from mockvpce.handle.pictures.marking import marked
from mockvpce.handle.pictures.survey import survey
from mockvpce.network.path import Path

if TYPE_CHECKING:
    from mockvpce.activation.runtime import Runtime


def diagram(runtime: Runtime, path: Path | None = None) -> Diagram:
    """What there is, drawn; with a path, the way of its packet."""
    if path is not None and not isinstance(path, Path):
        raise TypeError(f"a diagram marks a Path, as aws.reach gives it, not {path!r}")
    world = runtime.world
    with world.lock:
        world.settle()
        picture = survey(runtime)
    if path is None:
        return Diagram(picture)
    drawn, on_the_way = marked(picture, path)
    return Diagram(drawn, on_the_way, few=1)
