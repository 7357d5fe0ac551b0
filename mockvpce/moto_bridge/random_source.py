"""moto's own source of random values, for tests that want the same ids in every run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from moto.moto_api._internal import mock_random

if TYPE_CHECKING:
    from mockvpce.engine.world import World


def seed(value: int | str | None) -> None:
    """Start moto's sequence anew; None makes it unpredictable again."""
    mock_random.seed(value)


def random_resource_id(size: int = 8) -> str:
    """The hex digits of a moto id: those that moto would draw, in a third of the time.

    `random.choice` of sixteen takes five bits and draws again if they say more; so does this.
    """
    digits: list[str] = []
    while len(digits) < size:
        drawn = mock_random.getrandbits(5)
        if drawn < 16:
            digits.append("0123456789abcdef"[drawn])
    return "".join(digits)


def followed_by(world: World, set_seed: Callable[..., None]) -> Callable[..., None]:
    """moto's own way to seed (`/moto-api/seed?a=42`), which our ids follow."""

    def set_both_seeds(a: Any = None) -> None:
        set_seed(a)
        with world.lock:
            world.ids.seed(a)

    return set_both_seeds
