"""Has Graphviz draw a picture."""

from __future__ import annotations

from mockvpce.handle.pictures import dot
from mockvpce.handle.pictures.picture import Picture


def draw(picture: Picture, form: str) -> bytes:
    """The picture in a form that Graphviz knows, such as `svg`.

    An `ImportError` names the extra that is missing, a `RuntimeError` the program.
    """
    try:
        import graphviz
    except ImportError as missing:
        raise ImportError(
            "to draw a diagram takes the extra: pip install 'mockvpce[diagram]'", name="graphviz"
        ) from missing
    try:
        drawn: bytes = graphviz.Source(dot.write(picture), encoding="utf-8").pipe(format=form, quiet=True)
    except graphviz.ExecutableNotFound as missing:
        raise RuntimeError(
            "to draw a diagram takes Graphviz's program `dot` on the PATH: graphviz.org/download"
        ) from missing
    return drawn
