"""Doing something to a module as soon as somebody imports it, without importing it oneself."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any, cast


class WhenImported:
    """A finder of modules, without the base class of finders, which takes longer to import than all of this package.

    Calls a function with the module, at once where it has been imported.
    """

    def __init__(self, name: str, then: Callable[[ModuleType], None]) -> None:
        self._name = name
        self._then = then

    def wait(self) -> None:
        """Begin to wait for the import."""
        module = sys.modules.get(self._name)
        if module is None:
            sys.meta_path.insert(0, cast("Any", self))
        else:
            self._then(module)

    def give_up(self) -> None:
        """Wait no longer."""
        if self in sys.meta_path:
            sys.meta_path.remove(cast("Any", self))

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module's own spec, whose loader calls the function when it is done."""
        if fullname != self._name:
            return None
        self.give_up()
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                load(module)
                self._then(module)

            spec.loader.exec_module = exec_module  # type: ignore[method-assign] # of this one loader object only
        return spec
