"""What our resources have to say when something of moto's is to be changed.

A family guards an action of EC2 or of a neighbouring service (`DeleteVpc`, `CreateRoute`, `DeleteLoadBalancer`): its
function runs before moto's, and refuses by raising an `EC2Error`. After-functions run when moto is done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockvpce.engine.world import Home, World

Guard = Callable[["World", "Home", Mapping[str, Any]], None]

_before: dict[str, list[Guard]] = {}
_after: dict[str, list[Guard]] = {}


def guard(action: str) -> Callable[[Guard], Guard]:
    """Run the function before `action`; it is given the world, the caller's home and the action's arguments."""

    def register(function: Guard) -> Guard:
        _before.setdefault(action, []).append(function)
        return function

    return register


def after(action: str) -> Callable[[Guard], Guard]:
    """Run the function once `action` has succeeded."""

    def register(function: Guard) -> Guard:
        _after.setdefault(action, []).append(function)
        return function

    return register


def check(world: World, action: str, home: Home, arguments: Mapping[str, Any]) -> None:
    """Ask every guard of an action."""
    for function in _before.get(action, ()):
        function(world, home, arguments)


def follow(world: World, action: str, home: Home, arguments: Mapping[str, Any]) -> None:
    """Tell every after-function of an action."""
    for function in _after.get(action, ()):
        function(world, home, arguments)
