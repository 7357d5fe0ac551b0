"""`aws.diagram()`: the picture of this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockvpce.handle.pictures.diagram import Diagram
from mockvpce.handle.pictures.survey import survey

if TYPE_CHECKING:
    from mockvpce.activation.runtime import Runtime


def diagram(runtime: Runtime) -> Diagram:
    """What there is, drawn."""
    world = runtime.world
    with world.lock:
        world.settle()
        return Diagram(survey(runtime))
