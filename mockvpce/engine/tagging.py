"""What can be tagged: each of our resources under its id, and the parts that resources announce."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mockvpce.engine.resource_types import types

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home, Part
    from mockvpce.engine.world import World


def type_of(world: World, home: Home, tagged_id: str) -> str | None:
    """The resource type of an id as seen from `home`; None where it is not one of our resources."""
    resource = world.get(tagged_id)
    if resource is not None:
        return resource.type if home in resource.homes else None
    prefix = tagged_id.rpartition("-")[0]
    for kind, table in world.state.tables.items():
        if prefix not in kind.declared.parts:
            continue
        for holder in table:
            parts: Iterable[Part] = holder.parts(world.get)
            for part in parts:
                if part.id == tagged_id and part.home == home:
                    return part.type
    return None


def every(world: World, home: Home) -> Iterator[tuple[str, str]]:
    """Id and type of all that is seen from `home`."""
    for kind, table in world.state.tables.items():
        for resource in table.at(home):
            yield resource.id, resource.type
        if not kind.declared.parts:
            continue
        for holder in table:
            yield from ((part.id, part.type) for part in holder.parts(world.get) if part.home == home)


def type_of_stored(world: World, tagged_id: str) -> str | None:
    """The type of an id that has tags, by its prefix where it is a part."""
    resource = world.get(tagged_id)
    if resource is not None:
        return resource.type
    return types.type_of_id(tagged_id) or None
