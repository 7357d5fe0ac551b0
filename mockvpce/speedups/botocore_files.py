"""botocore's data files, looked for and parsed once a process instead of once a session while a mock is active.

Each session keeps a loader of its own, with its own search paths. What was found is shared between loaders that look in the
same places, and what was parsed of botocore's own files is shared by all.
"""

from __future__ import annotations

from typing import Any

import botocore.session
from botocore.loaders import create_loader as create_plain_loader

from mockvpce.patching import Patches
from mockvpce.protocol.data_files import SharingLoader

_found: dict[tuple[str, ...], dict[Any, Any]] = {}


class SearchingLoader(SharingLoader):
    """A loader that finds what another one with the same search paths has found."""

    @property
    def _cache(self) -> dict[Any, Any]:
        return _found.setdefault(tuple(self.search_paths), {})

    @_cache.setter
    def _cache(self, value: dict[Any, Any]) -> None:
        """botocore gives each loader an empty cache of its own."""


def create_loader(search_path_string: str | None = None) -> SearchingLoader:
    """Takes the place of botocore's function of that name."""
    return SearchingLoader(create_plain_loader(search_path_string))


def apply(patches: Patches) -> None:
    """Let sessions share what they find."""
    patches.replace(botocore.session, "create_loader", create_loader, "speed: data files parsed once")
