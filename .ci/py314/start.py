"""Runs pytest in the interpreter that run.mjs started; the last value is its exit code."""

import importlib.abc
import importlib.machinery
import os
import sys
import types
from typing import ClassVar

sys.path.insert(0, "/site")
os.chdir("/project")


class AnyName(type):
    """Gives a class every attribute."""

    def __getattr__(cls, name: str) -> "Absent":
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent()


class Absent(metaclass=AnyName):
    """Any class, function or value of cryptography: it can be called and subclassed, and does nothing."""

    def __init__(self, *_: object, **__: object) -> None: ...

    def __call__(self, *_: object, **__: object) -> "Absent":
        return self

    def __getattr__(self, name: str) -> "Absent":
        if name.startswith("__"):
            raise AttributeError(name)
        return self


class AbsentModule(types.ModuleType):
    """Any module of cryptography."""

    __path__: ClassVar[list[str]] = []

    def __getattr__(self, name: str) -> type[Absent]:
        if name.startswith("__"):
            raise AttributeError(name)
        return AnyName(name, (Absent,), {})


class WithoutCryptography(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Lets moto import cryptography, which is not built for this platform; key pairs and certificates need it."""

    def find_spec(
        self, name: str, _path: object = None, _target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name.partition(".")[0] != "cryptography":
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return AbsentModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None: ...


sys.meta_path.insert(0, WithoutCryptography())

import pytest  # noqa: E402 the path to it is set above

int(pytest.main(["-p", "no:cacheprovider", *given]))  # noqa: F821 run.mjs gives pytest's arguments
