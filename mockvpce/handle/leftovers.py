"""What a test has made and left behind, of all that AWS goes on charging for or others depend on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockvpce.engine.resource import Resource
    from mockvpce.engine.world import World

_KINDS = frozenset(
    {
        "client-vpn-endpoint",
        "customer-gateway",
        "vpc-endpoint",
        "vpc-endpoint-service",
        "vpc-peering-connection",
        "vpn-concentrator",
        "vpn-connection",
        "vpn-gateway",
    }
)
_GONE = {"vpc-peering-connection": {"deleted", "deleting", "expired", "failed", "rejected"}}
"""States in which nobody can delete it any more, and that are no longer anybody's."""
_DELETED = {"deleted", "deleting"}


class Leftovers:
    """Knows what was there at the beginning."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._before = frozenset(world.state.kinds)

    def complaints(self) -> list[str]:
        """A line with all that is there besides; none where nothing is."""
        world = self._world
        with world.lock:
            world.settle_all()
            left = [one for one in world.every() if self._is_left(one)]
            told = [self._told(one) for one in sorted(left, key=lambda one: one.seq)]
        return [f"left behind: {'; '.join(told)}"] if told else []

    def _is_left(self, resource: Resource) -> bool:
        if resource.type not in _KINDS or resource.id in self._before:
            return False
        return resource.code not in _GONE.get(resource.type, _DELETED)

    def _told(self, resource: Resource) -> str:
        home = next(iter(resource.homes))
        name = self._world.platform.topology.tags(home, resource.id).get("Name")
        called = f' "{name}"' if name else ""
        return f"{resource.id}{called} ({resource.type}, {resource.code}, {home[0]} in {home[1]})"
