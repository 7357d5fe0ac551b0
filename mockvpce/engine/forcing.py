"""States that AWS reaches for its own reasons: a test forces them, by way of the lifecycle."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from mockvpce.engine.resource_types import types

if TYPE_CHECKING:
    from mockvpce.engine.resource import Resource
    from mockvpce.engine.world import World


def force_state(world: World, resource_id: str, state: str, *, code: str | None, message: str | None) -> None:
    """Put a resource into a state that its lifecycle has a forced row for; anything else is a `ValueError`.

    Capitals do not count, since AWS has `Pending` here and `pending` there. `code` and `message` are why, for resources
    that say why they failed.
    """
    for name, value in (("resource_id", resource_id), ("state", state)):
        if not isinstance(value, str):
            raise TypeError(f"{name} is text, got {value!r}")
    world.settle()
    resource = world.get(resource_id)
    if resource is None:
        raise ValueError(_unknown(world, resource_id))
    if (code or message) and not hasattr(resource, "failure"):
        raise ValueError(f"{resource_id} does not say why it failed, so it takes neither code nor message")
    if resource.code.casefold() != state.casefold():
        possible = {one.casefold(): one for one in resource.lifecycle.forcible(resource.state)}
        target = possible.get(state.casefold())
        if target is None:
            raise ValueError(_refusal(resource, state))
        world.force(resource, target)
    if code or message:
        resource.failure = (code or "InternalError", message or "An internal error has occurred")  # type: ignore[attr-defined] # checked above


def _unknown(world: World, resource_id: str) -> str:
    """Why there is nothing of an id: another id is near, or its type is not one that has states here."""
    near = get_close_matches(resource_id, list(world.state.kinds), n=3, cutoff=0.7)
    if near:
        return f"there is nothing of the id {resource_id!r}; near are {', '.join(near)}"
    if types.of_id(resource_id.partition("/")[0]) is None:
        known = ", ".join(sorted(f"{one.prefix}-…" for one in types if one.prefix))
        return f"there is nothing of the id {resource_id!r} that can be put into a state; there can be for {known}"
    return f"there is nothing of the id {resource_id!r}"


def _refusal(resource: Resource, state: str) -> str:
    """Why a resource cannot be put into a state."""
    lifecycle = resource.lifecycle
    reasons = lifecycle.unforced
    if "" in reasons:
        return f"{resource.id} cannot be put into a state: {reasons['']}"
    possible = sorted(set(lifecycle.forcible(resource.state)))
    if not possible:
        return f"{resource.id} is {resource.code!r} for good: it cannot be made {state!r}"
    said = f"{resource.id} is {resource.code!r} and can be made {', '.join(possible)}, got {state!r}"
    for word, reason in reasons.items():
        if word.casefold() == state.casefold():
            return f"{said}: {reason}"
    origins = sorted({one.partition("/")[0] for one in lifecycle.states if state in lifecycle.forcible(one)})
    if origins:
        return f"{said}, which only one that is {' or '.join(origins)} can be"
    return said
