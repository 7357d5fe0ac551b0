"""`Snapshot`: a topology as it was, to be gone back to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockvpce.engine.placements import Known
    from mockvpce.moto_bridge.snapshots import MotoSnapshot


@dataclass(frozen=True, slots=True, repr=False)
class Snapshot:
    """A topology, to be gone back to: all of ours, and what moto holds of EC2, load balancers and hosted zones.

    It is plain data: it outlives its mock, and other mocks of the process can start from it (`mock_vpce(start=snapshot)`).
    """

    world: bytes
    picture: MotoSnapshot
    placements: Known
    """Of the credentials that clients were made with: they stay good."""
