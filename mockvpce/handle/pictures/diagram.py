"""`Diagram`: a picture of what there was, which a notebook shows by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockvpce.handle.pictures import mermaid
from mockvpce.handle.pictures.folding import folded
from mockvpce.handle.pictures.picture import Picture


class Diagram:
    """A picture of private connectivity: immutable, equal to any other that shows the same; it outlives its mock.

    `str` and `.mermaid` are the text of a Mermaid flowchart, which GitHub, GitLab and many editors draw.
    """

    __slots__ = ("_picture", "mermaid")

    mermaid: str

    def __init__(self, picture: Picture, keep: frozenset[str] = frozenset()) -> None:
        object.__setattr__(self, "_picture", folded(picture, keep))
        object.__setattr__(self, "mermaid", mermaid.write(self._picture))

    _picture: Picture

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Diagram does not change: {name}")

    def __str__(self) -> str:
        return self.mermaid

    def __repr__(self) -> str:
        shown = len(self._picture.nodes) + len(self._picture.groups)
        return f"<Diagram of {shown} things and {len(self._picture.edges)} connections>"

    def __eq__(self, other: object) -> bool:
        return self.mermaid == other.mermaid if isinstance(other, Diagram) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.mermaid)

    def _repr_mimebundle_(self, **_: Any) -> Mapping[str, str]:
        """What JupyterLab shows: it draws Mermaid by itself."""
        return {"text/vnd.mermaid": self.mermaid, "text/plain": self.mermaid}
