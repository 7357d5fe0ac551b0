"""Speed-ups of botocore and moto. None of them changes an answer, and each can be left out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockvpce.patching import Patches

_MODULES = (
    "botocore_files",
    "botocore_clients",
    "botocore_config",
    "botocore_credentials",
    "botocore_endpoints",
    "botocore_parsers",
    "botocore_requests",
    "botocore_tls",
    "moto_backends",
    "moto_serializer",
)


def apply(patches: Patches) -> None:
    """Apply all that fits the installed botocore and moto."""
    for name in _MODULES:

        def apply_one(part: Patches, name: str = name) -> None:
            import_module(f"{__name__}.{name}").apply(part)

        patches.attempt(apply_one, f"the speed-up {name}")
