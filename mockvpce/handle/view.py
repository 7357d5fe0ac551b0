"""The part of the handle that shows what there is: as a tree, and as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockvpce.handle.control import Control

if TYPE_CHECKING:
    from mockvpce.handle.pictures.diagram import Diagram
    from mockvpce.network.path import Path


class View(Control):
    """What there is, to be looked at."""

    def describe(self) -> str:
        """Show what exists as a tree by account, Region and VPC; `print(aws)` prints it.

        It has names and states, and says who has to accept what waits. Default VPCs with nothing in them are left out.
        """
        from mockvpce.handle.outline import outline

        world = self._runtime.world
        with world.lock:
            world.settle()
            return outline(self._runtime)

    def diagram(self, path: Path | None = None, /) -> Diagram:
        """Draw what exists: a `Diagram`, whose `str` is the text of a Mermaid flowchart.

        VPCs with their subnets, instances and endpoints, endpoint services, peerings, VPN sites and Client VPN, in the
        color of their state. What repeats is drawn once, with its number. Empty default VPCs are left out.

        A `path`, as `aws.reach` returns it, is marked: its hops in order, and where it is blocked. The rest fades.
        """
        from mockvpce.handle.pictures.asking import diagram

        return diagram(self._runtime, path)

    def __str__(self) -> str:
        return self.describe()
