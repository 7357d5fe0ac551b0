"""Placed sessions: checked when they are made, so that no call finds out that a place or a role was misspelt."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, cast

from mockvpce.activation.checks import check_region
from mockvpce.engine.placements import Placement, here, region_here
from mockvpce.handle.access import home_at
from mockvpce.handle.arguments import checked_role
from mockvpce.handle.places import place_of
from mockvpce.network import callers, places

if TYPE_CHECKING:
    from mockvpce.activation.runtime import Activation
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World


def placement_at(
    world: World, at: Any, role: str | None, account: str | None, home: Home, region: str | None
) -> tuple[Placement | None, Home]:
    """What `at` and `role` mean, and the account and Region of the calls; `home` is what holds where nothing is told."""
    if at is None and role is None:
        return None, (account or home[0], region or home[1])
    place = None if at is None else checked_place(world, at)
    own = home_at(world, place, home[0], home[1])
    own = (account or own[0], region or own[1])
    role = checked_role(role)
    if role is None:
        return Placement(place), own
    arn = callers.role(world, own, role).behind
    assert arn is not None, "a role's session has the role behind it"  # noqa: S101 - narrows the type
    of_role = arn.split(":", 5)[4]
    if account is not None and account != of_role:
        raise ValueError(f"{role!r} is a role of account {of_role}, not of {account}: a role brings its own account")
    return Placement(place, arn), (of_role, own[1])


def given(at: Any) -> Any:
    """A place that has to be given: None is refused, as it often is an id that a test has missed."""
    if at is None:
        raise TypeError("a place is needed here, got None: for the internet write 'internet'")
    return at


def checked_place(world: World, at: Any) -> str:
    """The id of a place that packets can leave from."""
    place = place_of(at)
    if not isinstance(place, str) or not place:
        raise TypeError(
            f"a place is the id of an interface, an instance or a subnet, a public address or 'internet', got {at!r}"
        )
    site = places.site(world, place)
    if site.vpc_id == site.id:
        raise ValueError(f"{place!r} is a VPC: calls leave from an interface, an instance or a subnet of it")
    if places.is_address(place) and ip_address(place).is_private and not _documentation(place):
        raise ValueError(f"{place!r} is a private address, of no one VPC: name the interface or instance that has it")
    return place


def _documentation(address: str) -> bool:
    """Whether an address is of RFC 5737's or RFC 3849's blocks, which stand for public ones in tests."""
    return address.startswith(("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"))


def key_of(activation: Activation, placement: Placement | None, home: Home, *, whole: bool = False) -> str:
    """The access key of a placement's credentials: a session of its role, else that of the account's root.

    `whole`: a key that tells the place too, for clients that nobody can put a handler on.
    """
    from mockvpce.moto_bridge.overrides.access_keys import access_key_of, adopt

    plain = access_key_of(home[0])
    if placement is None or (placement.role is None and not whole):
        return plain
    told = placement if whole else Placement(None, placement.role)
    key = activation.runtime.placements.key(home[0], told)
    if placement.role is not None:
        adopt(key, placement.role, home)
    return key


@contextmanager
def calling_from(placement: Placement, region: str | None) -> Iterator[None]:
    """Let calls of this thread or task leave from a place, of clients in a Region unless they name one."""
    token, before = here.set(placement), region_here.set(region or region_here.get())
    try:
        yield
    finally:
        here.reset(token)
        region_here.reset(before)


def checked_region(region: Any) -> str | None:
    """The name of a Region, or None."""
    check_region(region)
    return cast("str | None", region)
