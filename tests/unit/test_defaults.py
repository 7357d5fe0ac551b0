"""Defaults of dataclasses that every supported Python takes: 3.11 refuses what has no hash there, a mapping proxy too."""

import importlib
import pkgutil
from collections.abc import Mapping

import mockvpce


def classes():
    """Every class of the package's modules; `__main__` runs the command."""
    for found in pkgutil.walk_packages(mockvpce.__path__, "mockvpce."):
        if not found.name.endswith("__main__"):
            module = importlib.import_module(found.name)
            yield from (one for one in vars(module).values() if isinstance(one, type) and one.__module__ == found.name)


def test_no_default_is_a_mapping():
    fields = [(kind, one) for kind in classes() for one in getattr(kind, "__dataclass_fields__", {}).values()]
    assert len(fields) > 500
    assert [f"{kind.__qualname__}.{one.name}" for kind, one in fields if isinstance(one.default, Mapping)] == []
