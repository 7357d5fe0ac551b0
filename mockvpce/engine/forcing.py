"""States that AWS reaches for reasons of its own, at a test's word and by way of the lifecycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockvpce.engine.world import World


def force_state(world: World, resource_id: str, state: str, *, code: str | None, message: str | None) -> None:
    """Put a resource into a state that its lifecycle has a forced row for; anything else is a `ValueError`.

    `code` and `message` are why, for resources that say why they failed.
    """
    world.settle()
    resource = world.get(resource_id)
    if resource is None:
        raise ValueError(f"there is nothing of the id {resource_id!r}")
    if (code or message) and not hasattr(resource, "failure"):
        raise ValueError(f"{resource_id} does not say why it failed, so it takes neither code nor message")
    if resource.state != state:
        possible = resource.lifecycle.forcible(resource.state)
        if state not in possible:
            offered = ", ".join(sorted(possible)) or "nothing else"
            raise ValueError(f"{resource_id} is {resource.state!r} and can be made {offered}, got {state!r}")
        world.force(resource, state)
    if code or message:
        resource.failure = (code or "InternalError", message or "An internal error has occurred")  # type: ignore[attr-defined] # checked above
