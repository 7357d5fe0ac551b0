"""botocore's data files, looked for and parsed once a process instead of once a session while a mock is active.

Each session keeps a loader of its own, with its own search paths. What was found is shared between loaders that look in the
same places, and what was parsed of botocore's own files with all.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import boto3.session
import botocore.session
from botocore.loaders import JSONFileLoader, Loader
from botocore.loaders import create_loader as create_plain_loader

from mockvpce.patching import Patches
from mockvpce.protocol.data_files import SharedDataFiles

_OF_BOTO3 = frozenset({str(Path(boto3.session.__file__).parent / "data")})
"""Where boto3 has its resources, and nothing that is added to a service."""

_parsed: dict[tuple[str, ...], dict[Any, Any]] = {}


class SharingLoader(Loader):  # type: ignore[misc] # botocore has no types
    """A loader that finds what another one with the same search paths has parsed."""

    def __init__(self, plain: Loader) -> None:
        members = dict(plain.__dict__)
        members.pop("_cache", None)
        if type(members.get("file_loader")) is JSONFileLoader:
            members["file_loader"] = SharedDataFiles(self, _OF_BOTO3)
        self.__dict__.update(members)

    @property
    def _cache(self) -> dict[Any, Any]:
        return _parsed.setdefault(tuple(self.search_paths), {})

    @_cache.setter
    def _cache(self, value: dict[Any, Any]) -> None:
        """botocore gives each loader an empty cache of its own."""


def create_loader(search_path_string: str | None = None) -> SharingLoader:
    """Takes the place of botocore's function of that name."""
    return SharingLoader(create_plain_loader(search_path_string))


def apply(patches: Patches) -> None:
    """Let sessions share what they find."""
    patches.replace(botocore.session, "create_loader", create_loader, "speed: data files parsed once")
