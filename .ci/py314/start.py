"""Runs pytest in the interpreter that run.mjs started; the last value is its exit code."""

import importlib.abc
import importlib.machinery
import os
import sys
import types
from typing import ClassVar

sys.path[:0] = ["/site", "/project/.ci/py314"]
os.chdir("/project")
import certificates  # noqa: E402 the path to it is set above
import event_loop  # noqa: E402 the same

ABSENT = ("cryptography", "openapi_spec_validator")
"""Packages that moto imports with few uses, and that are not built for this platform or need another that is not."""

PARTS = {
    "cryptography.exceptions": "InvalidSignature",
    "cryptography.hazmat.primitives.asymmetric.ec": "generate_private_key",
    "cryptography.hazmat.primitives.serialization": "load_pem_private_key",
    "cryptography.x509": None,
    "cryptography.x509.oid": "NameOID",
}
"""The modules that certificates.py stands for, and the one name that each has of it; x509 has them all."""


class AnyName(type):
    """Gives a class every attribute."""

    def __getattr__(cls, name: str) -> type["Absent"]:
        if name.startswith("__"):
            raise AttributeError(name)
        return AnyName(name, (Absent,), {})


class Absent(metaclass=AnyName):
    """Any class, function or value of theirs: it can be called and subclassed, and does nothing."""

    def __init__(self, *_: object, **__: object) -> None: ...

    def __getattr__(self, name: str) -> type["Absent"]:
        return getattr(type(self), name)


class AbsentModule(types.ModuleType):
    """Any module of theirs."""

    __path__: ClassVar[list[str]] = []

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        part = f"{self.__name__}.{name}"
        return importlib.import_module(part) if part in PARTS else AnyName(name, (Absent,), {})


class AbsentPackages(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Lets moto import them."""

    def find_spec(
        self, name: str, _path: object = None, _target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name.partition(".")[0] not in ABSENT:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return AbsentModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        if module.__name__ in PARTS:
            only = PARTS[module.__name__]
            for name in vars(certificates):
                if not name.startswith("_") and only in (None, name):
                    setattr(module, name, getattr(certificates, name))


sys.meta_path.insert(0, AbsentPackages())
event_loop.use()

import pytest  # noqa: E402 the path to it is set above

int(pytest.main(["-p", "no:cacheprovider", *given]))  # noqa: F821 run.mjs gives pytest's arguments
