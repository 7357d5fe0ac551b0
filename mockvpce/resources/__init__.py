"""The resources of private connectivity, one family a file or folder. Families meet in the world, never in an import."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

from mockvpce.engine.resource_types import types


def load() -> None:
    """Import every module of every family, which registers its operations and guards."""
    for module in walk_packages(__path__, f"{__name__}."):
        import_module(module.name)
    types.check_complete()
