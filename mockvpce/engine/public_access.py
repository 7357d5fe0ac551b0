"""VPC Block Public Access: whether an account's VPCs in a Region may talk with the internet.

Like route propagation it belongs to moto's gateways, and moto has no place for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World

OFF, BIDIRECTIONAL, INGRESS = "off", "block-bidirectional", "block-ingress"


@dataclass(slots=True)
class PublicAccess:
    """Account and Region -> the mode that was set last, and when."""

    modes: dict[Home, tuple[str, datetime]] = field(default_factory=dict)


def mode_of(world: World, home: Home) -> str:
    """What is blocked in an account and Region."""
    found = world.state.singles.get(PublicAccess)
    return OFF if found is None else found.modes.get(home, (OFF, None))[0]


def blocks(world: World, home: Home, *, outbound_only: bool) -> bool:
    """Whether a packet may not pass a gateway to the internet.

    `outbound_only`: it passes a NAT gateway or an egress-only internet gateway, by which only outbound connections go.
    """
    mode = mode_of(world, home)
    return mode == BIDIRECTIONAL or (mode == INGRESS and not outbound_only)
