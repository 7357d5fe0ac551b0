"""What our resources have to say when something that moto answers is to be changed.

A family guards an action of EC2 or of another service: its function runs before moto's and refuses by raising an
`EC2Error`; an after-function runs when moto is done. Functions take the call and, as keywords, members of the action's
input in snake case, under AWS's names; a member that the request lacks is None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any, TypeVar

from mockvpce.protocol import model

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

F = TypeVar("F", bound=Callable[..., None])
Action = tuple[str, str]
"""Service and action, as `("ec2", "DeleteVpc")`."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A function and the members of the action's input that it reads."""

    function: Callable[..., None]
    members: tuple[str, ...]


_before: dict[Action, list[Guard]] = {}
_after: dict[Action, list[Guard]] = {}


def guard(action: str, *, service: str = "ec2") -> Callable[[F], F]:
    """Run the function before `action` of a service; it refuses by raising an `EC2Error`."""
    return _register(_before, action, service)


def after(action: str, *, service: str = "ec2") -> Callable[[F], F]:
    """Run the function once `action` of a service has succeeded."""
    return _register(_after, action, service)


def _register(guards: dict[Action, list[Guard]], action: str, service: str) -> Callable[[F], F]:
    def register(function: F) -> F:
        members = tuple(
            name for name, one in signature(function).parameters.items() if one.kind is Parameter.KEYWORD_ONLY
        )
        if service == "ec2":
            _check_members(function, action, members)
        guards.setdefault((service, action), []).append(Guard(function, members))
        return function

    return register


def _check_members(function: Callable[..., None], action: str, members: tuple[str, ...]) -> None:
    """EC2's model is at hand; that of another service is held against moto's method when a mock first starts."""
    try:
        known = model.operation(action).member_of
    except model.UnknownOperation:
        raise TypeError(f"{function.__qualname__} guards {action}, which EC2 does not have") from None
    for name in members:
        if name not in known:
            raise TypeError(f"{function.__qualname__}: {name} is not a member of the input of {action}")


def guarded() -> Iterator[tuple[Action, frozenset[str]]]:
    """Every guarded action, with the members that its functions read."""
    for action in dict.fromkeys((*_before, *_after)):
        guards = (*_before.get(action, ()), *_after.get(action, ()))
        yield action, frozenset(member for one in guards for member in one.members)


def check(action: Action, call: Call) -> None:
    """Ask every guard of an action; `call.given` has the members by their names in snake case."""
    _ask(_before, action, call)


def follow(action: Action, call: Call) -> None:
    """Tell every after-function of an action."""
    _ask(_after, action, call)


def _ask(guards: dict[Action, list[Guard]], action: Action, call: Call) -> None:
    for one in guards.get(action, ()):
        members: dict[str, Any] = {name: call.given.get(name) for name in one.members}
        one.function(call, **members)
