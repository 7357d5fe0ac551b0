"""moto's own source of random values, for tests that want the same ids in every run."""

from __future__ import annotations

from moto.moto_api._internal import mock_random


def seed(value: int | str | None) -> None:
    """Start moto's sequence anew; None makes it unpredictable again."""
    mock_random.seed(value)
