"""The resources of private connectivity, one family a file or folder. Families meet in the world, never in an import."""

from __future__ import annotations

from importlib import import_module

FAMILIES = ("peering", "prefix_lists", "privatelink", "tags")


def load() -> None:
    """Register the operations of every family."""
    for family in FAMILIES:
        import_module(f"{__name__}.{family}")
