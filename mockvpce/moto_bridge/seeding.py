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


def followed_by(world: World, set_seed: Callable[..., None]) -> Callable[..., None]:
    """moto's own way to seed (`/moto-api/seed?a=42`), which our ids follow."""

    def set_both_seeds(a: Any = None) -> None:
        set_seed(a)
        with world.lock:
            world.ids.seed(a)

    return set_both_seeds
