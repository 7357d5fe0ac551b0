"""botocore's data files, parsed once a process, into plain dictionaries.

botocore parses each file anew for each session, and into ordered dictionaries of its own making: three times the time, and
two and a half times the objects for every later garbage collection to go through. Plain dictionaries keep their order too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import cache
from typing import Any

from botocore.loaders import JSONFileLoader, Loader

_parsed: dict[str, Any] = {}
"""By path without its ending, files of botocore's own."""


class DataFiles(JSONFileLoader):  # type: ignore[misc] # botocore has no types
    """Reads data files as botocore does."""

    def _load_file(self, full_path: str, open_method: Callable[..., Any]) -> Any:
        if not os.path.isfile(full_path):
            return None
        with open_method(full_path, "rb") as file:
            return json.load(file)


class SharedDataFiles(DataFiles):
    """Reads data files for one loader, and those of botocore's own once for all loaders like it.

    Loaders merge additions into what they have read. The ones that come with botocore are the same for all; a loader that
    may find others, as it searches elsewhere too, reads for itself alone.
    """

    def __init__(self, loader: Loader, also_searched: frozenset[str] = frozenset()) -> None:
        """`also_searched` are folders without additions."""
        self._loader = loader
        self._known = {loader.BUILTIN_DATA_PATH, *also_searched}

    def load_file(self, file_path: str) -> Any:
        """The parsed file; None if there is none."""
        if not file_path.startswith(self._loader.BUILTIN_DATA_PATH):
            return super().load_file(file_path)
        if any(path not in self._known and os.path.isdir(path) for path in self._loader.search_paths):
            return super().load_file(file_path)
        found = _parsed.get(file_path)
        if found is None:
            found = super().load_file(file_path)
            if found is not None:
                _parsed[file_path] = found
        return found


@cache
def shared_loader() -> Loader:
    """The loader of this package."""
    loader = Loader()
    loader.file_loader = SharedDataFiles(loader)
    return loader
