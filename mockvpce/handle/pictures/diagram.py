"""`Diagram`: a picture of what there was, which a notebook shows by itself."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Mapping
from typing import Any

from mockvpce.handle.pictures import drawing, mermaid
from mockvpce.handle.pictures.folding import FEW, folded
from mockvpce.handle.pictures.picture import Picture


class Diagram:
    """A picture of private connectivity: immutable, equal to any other that shows the same; it outlives its mock.

    `str` and `.mermaid` are the text of a Mermaid flowchart, which GitHub, GitLab and many editors draw. SVG and PNG take
    the extra `mockvpce[diagram]` and Graphviz's program `dot`: without them an `ImportError` and a `RuntimeError` say so.
    """

    __slots__ = ("_picture", "mermaid")

    mermaid: str

    def __init__(self, picture: Picture, keep: frozenset[str] = frozenset(), few: int = FEW) -> None:
        object.__setattr__(self, "_picture", folded(picture, keep, few))
        object.__setattr__(self, "mermaid", mermaid.write(self._picture))

    _picture: Picture

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Diagram does not change: {name}")

    def __bool__(self) -> bool:
        """Whether there is anything in it."""
        return bool(self._picture.nodes or self._picture.groups)

    def __str__(self) -> str:
        return self.mermaid

    def __repr__(self) -> str:
        shown = len(self._picture.nodes) + len(self._picture.groups)
        return f"<Diagram of {shown} things and {len(self._picture.edges)} connections>"

    def __eq__(self, other: object) -> bool:
        return self.mermaid == other.mermaid if isinstance(other, Diagram) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.mermaid)

    def svg(self) -> str:
        """The picture as an SVG document."""
        return drawing.draw(self._picture, "svg").decode()

    def png(self) -> bytes:
        """The picture as a PNG image."""
        return drawing.draw(self._picture, "png")

    def save(self, file: str | os.PathLike[str]) -> pathlib.Path:
        """Write a file, by its suffix: `.mmd` (Mermaid), `.svg`, `.png`; gives its path. Others are a `ValueError`."""
        path = pathlib.Path(file)
        suffix = path.suffix.lower()
        if suffix not in (".mmd", ".svg", ".png"):
            raise ValueError(f"{str(path)!r}: the suffix of a diagram is .mmd, .svg or .png")
        path.write_bytes(self.mermaid.encode() if suffix == ".mmd" else drawing.draw(self._picture, suffix[1:]))
        return path

    def _repr_mimebundle_(self, **_: Any) -> Mapping[str, str]:
        """What notebooks show: the SVG where it can be drawn here, else Mermaid, which JupyterLab draws by itself."""
        shown = {"text/vnd.mermaid": self.mermaid, "text/plain": self.mermaid}
        try:
            return {"image/svg+xml": self.svg(), **shown}
        except (ImportError, RuntimeError):
            return shown
