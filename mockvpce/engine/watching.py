"""Who is told what comes into the world and what leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockvpce.engine.world import Resource


class Watcher:
    """Is told which resources come and go. The bridge to moto derives from it."""

    def added(self, resource: Resource) -> None:
        """`resource` is in the world now."""

    def removed(self, resource: Resource) -> None:
        """`resource` is no longer in the world."""

    def moved(self, resource: Resource) -> None:
        """`resource` is seen from other homes now."""

    def replaced(self) -> None:
        """The whole state is another one."""
