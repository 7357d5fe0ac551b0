"""Security group rules that name a group of another VPC: how the two VPCs are linked, for as long as the rule stands.

The rules themselves are moto's. This is what AWS shows of them and moto has no place for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World

LINK_GONE = "deleted"
"""The status of a link that nobody sees any more."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a rule of a group of `vpc_id` says of a group of another VPC."""

    vpc_id: str
    peer_vpc_id: str
    link: str
    """The id of the resource that joins the VPCs."""

    def status(self, world: World) -> str:
        """The state of the link, as AWS names it."""
        resource = world.get(self.link)
        return LINK_GONE if resource is None else resource.code


class GroupReferences(dict[tuple["Home", str, str], Reference]):
    """By home and id of the naming group and id of the named one."""


def _all(world: World) -> GroupReferences:
    return world.single(GroupReferences)


def remember(world: World, home: Home, group_id: str, referenced_id: str, reference: Reference) -> None:
    """Keep what links the group to the one that a rule of its names."""
    _all(world)[home, group_id, referenced_id] = reference


def find(world: World, home: Home, group_id: str, referenced_id: str) -> Reference | None:
    """What links the two groups; None within a VPC."""
    return _all(world).get((home, group_id, referenced_id))


def naming(world: World, referenced_id: str) -> list[tuple[Home, str, Reference]]:
    """Who names a group: home and id of the naming group, and the link."""
    return [(home, group_id, found) for (home, group_id, named), found in _all(world).items() if named == referenced_id]


def relink(world: World, one: str, other: str, link: str) -> None:
    """Let references between two VPCs go over another link from now on."""
    known = _all(world)
    for key, reference in known.items():
        if {reference.vpc_id, reference.peer_vpc_id} == {one, other}:
            known[key] = replace(reference, link=link)


def exist(world: World) -> bool:
    """Whether there are any."""
    return bool(_all(world))
