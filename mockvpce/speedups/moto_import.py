"""moto's EC2 models, imported without what hardly any test asks for.

While they are imported, moto makes three sessions to ask for the Regions of a partition each, and reads ninety files of
instance types that are offered somewhere. Here the sessions share what they parse, and a file is read when it is asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, SupportsIndex

from mockvpce.patching import Patches

_MODULE = "moto.ec2.models.instance_types"
_OFFERINGS = "instance_type_offerings/"


class Offerings(list[dict[str, Any]]):
    """The instance types that a Region or zone offers, read from moto's file at the first look after the import.

    While moto is imported, it looks empty.
    """

    def __init__(self, read: Callable[[], list[dict[str, Any]]], location_type: str) -> None:
        super().__init__()
        self._read: Callable[[], list[dict[str, Any]]] | None = read
        self._location_type = location_type
        self.waits = True

    def _filled(self) -> list[dict[str, Any]]:
        read = self._read
        if read is not None and not self.waits:
            found = [{**one, "LocationType": self._location_type} for one in read()]
            if self._read is not None:
                self[:] = found
                self._read = None
        return self

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return list.__iter__(self._filled())

    def __reversed__(self) -> Iterator[dict[str, Any]]:
        return list.__reversed__(self._filled())

    def __len__(self) -> int:
        return list.__len__(self._filled())

    def __getitem__(self, index: Any) -> Any:
        return list.__getitem__(self._filled(), index)

    def __contains__(self, one: object) -> bool:
        return list.__contains__(self._filled(), one)

    def __eq__(self, other: object) -> bool:
        return list.__eq__(self._filled(), other)

    def __add__(self, other: Any) -> Any:
        return list.__add__(list(self), other)

    def __repr__(self) -> str:
        return list.__repr__(self._filled())

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        """A copy is a plain list."""
        return list, (list(iter(self)),)

    __hash__ = None


class _Postponed:
    """Takes the place of moto's function that reads files, for as long as one module is imported."""

    def __init__(self, part: Patches) -> None:
        from moto.utilities import utils

        self._load = utils.load_resource
        self._made: list[Offerings] = []
        part.on_undo(self._take_back)
        part.when_imported(_MODULE, lambda _: self._done())
        part.replace(utils, "load_resource", self.load_resource, "speed: a file is read when it is asked for")

    def load_resource(self, *place: str) -> Any:
        """The content of a file, or a promise of it. The place ends in a path, before which moto 5.1.0 names a package."""
        path = place[-1].replace("\\", "/")
        if _OFFERINGS not in path:
            return self._load(*place)
        self._made.append(Offerings(partial(self._load, *place), path.split("/")[-2]))
        return self._made[-1]

    def _done(self) -> None:
        for one in self._made:
            one.waits = False

    def _take_back(self) -> None:
        """Modules that were imported meanwhile have the function by name."""
        for name, module in list(sys.modules.items()):
            if name.startswith("moto.") and vars(module).get("load_resource") == self.load_resource:
                module.__dict__["load_resource"] = self._load


def _postpone(part: Patches) -> None:
    _Postponed(part)


def _share_files(part: Patches) -> None:
    from mockvpce.speedups import botocore_clients, botocore_files

    botocore_files.apply(part)
    botocore_clients.apply(part)


@contextmanager
def quickly() -> Iterator[None]:
    """Import moto's EC2 models within this; nothing, where they have been imported."""
    if _MODULE in sys.modules:
        yield
        return
    patches = Patches()
    try:
        patches.attempt(_share_files, "the speed-up of sessions while moto is imported")
        patches.attempt(_postpone, "the speed-up of instance types")
        yield
    finally:
        patches.undo()
