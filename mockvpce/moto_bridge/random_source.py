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


_DIGIT_OF_BYTE = bytes(ord("0123456789abcdef"[(byte >> 3) % 16]) for byte in range(256))
_DRAWN_AGAIN = bytes(range(128, 256))


def random_resource_id(size: int = 8) -> str:
    """The hex digits of a moto id: those that moto would draw, in half of the time.

    `random.choice` of sixteen takes five bits, the upper ones of a word, and draws again if they say more; so does this,
    with all the words at once that are needed in any case.
    """
    digits = b""
    while missing := size - len(digits):
        words = mock_random.getrandbits(32 * missing).to_bytes(4 * missing, "little")
        digits += words[3::4].translate(_DIGIT_OF_BYTE, _DRAWN_AGAIN)
    return digits.decode()


def followed_by(world: World, set_seed: Callable[..., None]) -> Callable[..., None]:
    """moto's own way to seed (`/moto-api/seed?a=42`), which our ids follow."""

    def set_both_seeds(a: Any = None) -> None:
        set_seed(a)
        with world.lock:
            world.ids.seed(a)

    return set_both_seeds
