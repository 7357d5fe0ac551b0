"""Private hosted zones that AWS keeps for our resources: Route 53 tells of them only when asked by VPC."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockvpce.engine.world import World


@dataclass(frozen=True, slots=True)
class HiddenZone:
    """A zone: its id, its domain, and the service that keeps it."""

    id: str
    domain: str
    keeper: str


Source = Callable[["World", str, str], Iterator[HiddenZone]]

_sources: list[Source] = []


def source(function: Source) -> Source:
    """Ask this function, too, for the zones of an account's VPC."""
    _sources.append(function)
    return function


def of_vpc(world: World, account: str, vpc_id: str) -> Iterator[HiddenZone]:
    """All hidden zones of an account's VPC."""
    for function in _sources:
        yield from function(world, account, vpc_id)
