"""VPC Block Public Access: whether an account's VPCs in a Region may talk with the internet.

Like route propagation it belongs to moto's gateways, and moto has no place for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World

OFF, BIDIRECTIONAL, INGRESS = "off", "block-bidirectional", "block-ingress"
ALL_TRAFFIC, EGRESS = "allow-bidirectional", "allow-egress"


@dataclass(slots=True)
class PublicAccess:
    """What is blocked, and what is excluded from that."""

    modes: dict[Home, tuple[str, datetime]] = field(default_factory=dict)
    """Account and Region -> the mode that was set last, and when."""
    exclusions: dict[str, dict[str, str]] = field(default_factory=dict)
    """VPC or subnet -> the modes of the exclusions that have an effect, by their ids."""


def mode_of(world: World, home: Home) -> str:
    """What is blocked in an account and Region."""
    found = world.state.singles.get(PublicAccess)
    return OFF if found is None else found.modes.get(home, (OFF, None))[0]


def blocks(world: World, home: Home, within: Iterable[str], *, outbound_only: bool, from_inside: bool) -> bool:
    """Whether a packet may not pass a gateway to the internet.

    * `within`: its VPC and subnet, which may be excluded.
    * `outbound_only`: it passes a NAT gateway or an egress-only internet gateway, by which only outbound connections go.
    * `from_inside`: the connection that it belongs to began in the VPC.
    """
    mode = mode_of(world, home)
    if mode == OFF or (mode == INGRESS and outbound_only):
        return False
    excluded = world.single(PublicAccess).exclusions
    modes = {one for some_id in within for one in excluded.get(some_id, {}).values()}
    if ALL_TRAFFIC in modes:
        return False
    return not (mode == BIDIRECTIONAL and from_inside and EGRESS in modes)
