"""Replacing attributes of other people's classes and modules, and doing something to a module once it is imported.

No other module sets an attribute of somebody else's object for the length of a mock. What one `Patches` has replaced is put
back as one, in reverse, whatever happens.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any, cast


class WhenImported:
    """A finder of modules, without the base class of finders, which takes longer to import than all of this package.

    Calls a function with the module, at once where it has been imported. `needs` is the extra of this package that brings
    what the module imports: an import that fails without it says so.
    """

    def __init__(self, name: str, then: Callable[[ModuleType], None], needs: str | None = None) -> None:
        self._name = name
        self._then = then
        self._needs = needs

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
        others = (
            finder.find_spec(fullname, path, target)
            for finder in tuple(sys.meta_path)
            if isinstance(finder, WhenImported)
        )
        spec = next(filter(None, others), None) or PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                try:
                    load(module)
                except ModuleNotFoundError as missing:
                    if self._needs is None:
                        raise
                    sys.meta_path.insert(0, cast("Any", self))
                    if isinstance(missing.__cause__, ModuleNotFoundError):
                        raise  # a module that this one imports has said it
                    raise ModuleNotFoundError(
                        f"{missing}. What needs it is an extra: pip install 'mockvpce[{self._needs}]'",
                        name=missing.name,
                    ) from missing
                self._then(module)

            spec.loader.exec_module = exec_module  # type: ignore[method-assign] # of this one loader object only
        return spec


@dataclass(frozen=True, slots=True)
class Patch:
    """An attribute that was replaced, and why."""

    target: str
    """Module and qualified name, as `moto.ec2.models:EC2Backend.delete_vpc`."""
    why: str


_INHERITED: Any = object()
MISSING = (AttributeError, ImportError, KeyError, TypeError)
"""How Python says that a name is not there, or takes something else than it did."""
_said: set[str] = set()


def say_once(what: str, missing: BaseException) -> None:
    """Log what is left out as botocore or moto differ from all releases so far."""
    if what not in _said:
        _said.add(what)
        logging.getLogger("mockvpce").warning("%s is left out: %s", what, missing)


def is_private_name(missing: AttributeError) -> bool:
    """Whether an attribute that somebody else's object lacks is one that it does not promise."""
    module = type(missing.obj).__module__ if missing.obj is not None else ""
    return (missing.name or "").startswith("_") and module.partition(".")[0] in (
        "aiobotocore",
        "boto3",
        "botocore",
        "moto",
    )


class Patches:
    """Attributes that are replaced until `undo`."""

    def __init__(self) -> None:
        self._replaced: list[tuple[Any, str, str]] = []
        self._undo: list[Callable[[], object]] = []

    def __iter__(self) -> Iterator[Patch]:
        return iter([Patch(_path_of(owner, name), why) for owner, name, why in self._replaced])

    def replace(self, owner: Any, name: str, value: Any, why: str) -> None:
        """Set an attribute of a class or module. Inherited names, class and static methods come back as they were."""
        own = vars(owner).get(name, _INHERITED)
        self._undo.append(partial(_put_back, owner, name, own))
        setattr(owner, name, _as_own(own, value))
        self._replaced.append((owner, name, why))

    def replace_all(self, made: Sequence[tuple[Any, str, Any, str]], before: Sequence[tuple[Any, str, Any]]) -> None:
        """Set many attributes, as `replace` does; `before` is what each owner has of its own there."""

        def put_back() -> None:
            for owner, name, own in reversed(before):
                _put_back(owner, name, own)

        self._undo.append(put_back)
        for owner, name, value, why in made:
            setattr(owner, name, value)
            self._replaced.append((owner, name, why))

    def attempt(self, apply: Callable[[Patches], None], what: str) -> None:
        """Apply what can be done without: where botocore or moto lacks a name that it needs, all of it is left out.

        That is said once a process, on the logger `mockvpce`.
        """
        part = Patches()
        self._undo.append(part.undo)
        try:
            apply(part)
        except MISSING as missing:
            part.undo()
            say_once(what, missing)
        self._replaced.extend(part._replaced)

    def when_imported(self, module: str, then: Callable[[ModuleType], None], needs: str | None = None) -> None:
        """Call a function with a module, at once or as soon as it is imported, unless `undo` comes first.

        `needs` is the extra that the module cannot be imported without.
        """
        waiting = WhenImported(module, then, needs)
        self._undo.append(waiting.give_up)
        waiting.wait()

    def on_undo(self, function: Callable[[], object]) -> None:
        """Call a function in its turn when all is undone, for what is no attribute."""
        self._undo.append(function)

    def undo(self) -> None:
        """Put everything back, in reverse; one that fails does not keep the others from it."""
        undo, self._undo, self._replaced = self._undo, [], []
        while undo:
            try:
                undo.pop()()
            except BaseException:  # noqa: PERF203 - the others are to be put back all the same
                if undo:
                    self._undo = undo
                    self.undo()
                raise


class SamePatches:
    """Replacements that are the same each time, and made once, as long as what they replace is the same."""

    def __init__(self, make: Callable[[Callable[[Any, str, Any, str], None]], None]) -> None:
        """`make` is called with what takes an owner, a name, the replacement and why; it reads nothing else of theirs."""
        self._make = make
        self._made: list[tuple[Any, str, Any, str]] = []
        self._before: dict[tuple[int, str], tuple[Any, str, Any, Any]] = {}
        """Identity of an owner and a name -> both, what the owner had there at first, and what was its own of that."""

    def apply(self, patches: Patches) -> None:
        """Replace all."""
        if self._made and self._is_as_before():
            patches.replace_all(self._made, [(owner, name, own) for owner, name, _, own in self._before.values()])
            return
        made: list[tuple[Any, str, Any, str]] = []
        before: dict[tuple[int, str], tuple[Any, str, Any, Any]] = {}
        self._made = []

        def replace(owner: Any, name: str, value: Any, why: str) -> None:
            own = vars(owner).get(name, _INHERITED)
            before.setdefault((id(owner), name), (owner, name, getattr(owner, name, _INHERITED), own))
            value = _as_own(own, value)
            made.append((owner, name, value, why))
            patches.replace(owner, name, value, why)

        self._make(replace)
        self._made, self._before = made, before

    def _is_as_before(self) -> bool:
        for owner, name, had, own in self._before.values():
            if vars(owner).get(name, _INHERITED) is not own:
                return False
            if own is _INHERITED and getattr(owner, name, _INHERITED) != had:
                return False
        return True


def _as_own(own: Any, value: Any) -> Any:
    """A replacement that is a class method where what it replaces is one."""
    return classmethod(value) if isinstance(own, classmethod) and not isinstance(value, classmethod) else value


def _put_back(owner: Any, name: str, own: Any) -> None:
    if own is not _INHERITED:
        setattr(owner, name, own)
    elif name in vars(owner):  # it was not set where a signal came in between
        delattr(owner, name)


def _path_of(owner: Any, name: str) -> str:
    if isinstance(owner, type):
        return f"{owner.__module__}:{owner.__qualname__}.{name}"
    return f"{_name_of(owner)}:{name}"


def _name_of(owner: Any) -> str:
    return str(getattr(owner, "__name__", None) or f"{type(owner).__module__}.{type(owner).__qualname__}()")
