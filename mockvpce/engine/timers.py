"""What is to happen of itself, and how soon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

LATER = datetime.max.replace(tzinfo=timezone.utc)
"""When a timer is due that waits for something else than an instant."""


@dataclass(slots=True, order=True)
class Timer:
    """A transition that becomes due."""

    due: datetime
    number: int
    resource_id: str = field(compare=False)
    event: str = field(compare=False)
    generation: int = field(compare=False)
    soon: bool = field(compare=False)
    describes: int = field(default=0, compare=False)
    """How many more times the resource's type is to be described first."""


@dataclass(frozen=True, slots=True)
class Progression:
    """How fast a test wants resources of one type to move on, in place of the mock's timing."""

    delay: timedelta = timedelta()
    describes: int = 0


Progressions = Callable[[str], Progression | None]
"""Resource type -> its pace, None where the timing decides."""


def describes(operation: str, resource_type: str) -> bool:
    """Whether an operation shows resources of a type: `DescribeVpcEndpoints` those of `vpc-endpoint`."""
    name = "".join(part.capitalize() for part in resource_type.split("-"))
    return operation in (f"Describe{name}s", f"Describe{name}Configurations")
