"""What is to happen of itself, and how soon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

LATER = datetime.max.replace(tzinfo=timezone.utc)
"""When a timer is due that waits for something else than an instant."""
AT_ONCE = datetime.min.replace(tzinfo=timezone.utc)
"""When a timer is due that waits for nothing: whatever the clock says."""


@dataclass(slots=True, order=True)
class Timer:
    """A transition that becomes due."""

    due: datetime
    number: int
    resource_id: str = field(compare=False)
    event: str = field(compare=False)
    generation: int = field(compare=False)
    soon: bool = field(compare=False)
    since: datetime = field(compare=False)
    """When the state was entered that the transition leaves."""
    describes: int = field(default=0, compare=False)
    """How many more times the resource's type is to be described first."""


@dataclass(frozen=True, slots=True)
class Progression:
    """How fast a test wants resources of one type to move on, in place of the mock's timing."""

    delay: timedelta = timedelta()
    describes: int = 0


Progressions = Callable[[str], Progression | None]
"""Resource type -> its pace, None where the timing decides."""
