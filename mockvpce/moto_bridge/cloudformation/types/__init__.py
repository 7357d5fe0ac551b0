"""Types of a network that moto answers the operations of: each declared here, and made through those operations."""

from __future__ import annotations

import pkgutil
from importlib import import_module


def load() -> None:
    """Import every module of this folder, which declares its types."""
    for module in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
