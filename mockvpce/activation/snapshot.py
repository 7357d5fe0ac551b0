"""`Snapshot`: a topology as it was, to be gone back to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from mockvpce.engine.placements import Known
    from mockvpce.engine.world import WorldSnapshot
    from mockvpce.moto_bridge.footprint.stand_ins import Signed
    from mockvpce.moto_bridge.snapshots import MotoSnapshot


_SHOWN = 12


@dataclass(frozen=True, slots=True, repr=False)
class Snapshot:
    """Everything at one moment: the resources of this package, and moto's state of every service in use.

    It does not change, and outlives its mock: other mocks of the process can start from it (`mock_vpce(start=snapshot)`).
    """

    world: WorldSnapshot
    picture: MotoSnapshot
    stand_ins: Signed
    placements: Known
    """Of the credentials that clients were made with: they stay good."""
    time: datetime
    count: int

    def __repr__(self) -> str:
        """One line: the mock's time, the number of our resources, and the services that moto has state of."""
        services = ", ".join(self.picture.services[:_SHOWN])
        more = " ..." if len(self.picture.services) > _SHOWN else ""
        known = f"{self.count} resources, and moto's {services or 'nothing'}{more}"
        return f"<Snapshot of {self.time:%Y-%m-%d %H:%M:%S}: {known}>"

    def __copy__(self) -> Snapshot:
        return self

    def __deepcopy__(self, _: object) -> Snapshot:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a snapshot belongs to its process: each process, pytest-xdist's too, takes one of its own")
