"""botocore's data files, parsed once a process, into plain dictionaries.

botocore parses each file anew for each session, and into ordered dictionaries of its own making: three times the time, and
two and a half times the objects for every later garbage collection to go through. Plain dictionaries keep their order too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from botocore.exceptions import DataNotFoundError
from botocore.loaders import JSONFileLoader, Loader, instance_cache

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
    """Reads botocore's own data files once a process. Nobody may change what it returns."""

    def load_file(self, file_path: str) -> Any:
        """The parsed file; None if there is none."""
        if not file_path.startswith(Loader.BUILTIN_DATA_PATH):
            return super().load_file(file_path)
        found = _parsed.get(file_path)
        if found is None:
            found = super().load_file(file_path)
            if found is not None:
                _parsed[file_path] = found
        return found


class SharingLoader(Loader):  # type: ignore[misc] # botocore has no types
    """A loader that merges additions into copies of what they reach, so that files can be shared.

    It does not list all services to see whether one of them is there, as botocore does: that takes a look at two thousand
    folders.
    """

    def __init__(self, plain: Loader) -> None:
        """A loader like another, which may have files of its own kind."""
        self.__dict__.update(plain.__dict__)
        if type(plain.file_loader) is JSONFileLoader:
            self.file_loader = SharedDataFiles()

    @instance_cache  # type: ignore[untyped-decorator] # botocore has no types
    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Any:
        """The model of a service, such as `service-2` or `paginators-1`, as botocore's method has it."""
        find = getattr(self, "_find_extras", None)
        if find is None:
            self.file_loader = DataFiles()
        if find is None or not self._has(service_name, type_name):
            return super().load_service_model(service_name, type_name, api_version)
        version = api_version or self.determine_latest_version(service_name, type_name)
        model = self.load_data(os.path.join(service_name, version, type_name))
        for extra in find(service_name, type_name, version):
            model = merged(model, extra.get("merge", {}))
        return model

    def _has(self, service_name: str, type_name: str) -> bool:
        try:
            self.list_api_versions(service_name, type_name)
        except DataNotFoundError:
            return False
        return True


def merged(base: Mapping[str, Any], addition: Mapping[str, Any]) -> dict[str, Any]:
    """A dictionary with an addition; neither of them is changed, and what the addition does not reach is not copied."""
    result = dict(base)
    for key, value in addition.items():
        known = result.get(key)
        result[key] = merged(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return result


@cache
def shared_loader() -> Loader:
    """The loader of this package."""
    return SharingLoader(Loader())
