"""What moto works out again for each answer, remembered.

For every member of every object it writes, moto looks for the names under which the value may be found. They depend on the
member and on the class of the object alone, and finding them is half of what a long listing of any service costs. For every
request it lists the methods of the class that answers.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, TypeAlias

from moto.core import responses
from moto.core.utils import method_names_from_class

from mockvpce.patching import Patches
from mockvpce.protocol.data_files import SharingLoader
from mockvpce.speedups.moto_xml import Documents

try:
    from moto.core import loaders, serialize, utils
except ImportError:  # older moto, such as 5.1.0, writes its answers with templates
    serialize = None

_CONTEXT = {"obj", "key", "shape", "operation_model", "service_model", "key_path"}
_MISSING = object()


def create_loader() -> Any:
    """moto's loader of service models, which has additions of its own, with the files that the process has read."""
    loader = loaders.create_loader()
    return type("Loader", (SharingLoader, type(loader)), {})(loader)


Transform: TypeAlias = Callable[[Any], Any]
"""A change that moto makes to a value, by the end of the path that leads to it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the value of one member is found in objects of one class."""

    names: tuple[str, ...]
    subscripted: bool
    nested: bool

    def find(self, value: Any) -> Any:
        """The member's value; None if there is none."""
        if self.nested:
            values = (utils.get_value(value, name, _MISSING) for name in self.names)
            return next((one for one in values if one is not _MISSING), None)
        if type(value) is dict:
            for name in self.names:
                found = value.get(name, _MISSING)
                if found is not _MISSING:
                    return found
        elif self.subscripted:
            for name in self.names:
                with suppress(KeyError, IndexError, TypeError, AttributeError):
                    return value[name]
        else:
            for name in self.names:
                found = getattr(value, name, _MISSING)
                if found is not _MISSING:
                    return found
        return None


class Reader:
    """Looks values up for one answer that moto writes."""

    def __init__(self, picker: Any, plans: dict[Any, Plan]) -> None:
        self._picker = picker
        self._plans = plans
        self._transforms: dict[str, list[tuple[str, Transform]]] = {}
        for ending, transform in picker.response_transformers.items():
            self._transforms.setdefault(ending.rpartition(".")[2], []).append((ending, transform))

    def read(self, serializer: Any, value: Any, key: str, shape: Any) -> Any:
        """What moto's picker would find."""
        sort = type(value), getattr(value, "Meta", None), shape, key
        plan = self._plans.get(sort)
        if plan is None:
            plan = self._plans[sort] = self._plan(serializer, value, key, shape)
        found = plan.find(value)
        for ending, transform in self._transforms.get(key, ()):
            if f"{'.'.join(serializer.path)}.{key}".endswith(ending):
                return transform(found)
        return found

    def _plan(self, serializer: Any, value: Any, key: str, shape: Any) -> Plan:
        model = serializer.operation_model
        context = serialize.AttributePickerContext(value, key, shape, model, model.service_model, "")
        names = tuple(dict.fromkeys(self._picker.get_possible_keys(context)))
        return Plan(names, hasattr(value, "__getitem__"), any("." in name for name in names))


class Serializing:
    """Overrides how moto's serializers look values up and write documents while it is applied."""

    def __init__(self) -> None:
        self._plans: dict[type, dict[Any, Plan]] = {}
        self._method_names = cache(method_names_from_class)
        self._documents = None if serialize is None else Documents(serialize.xmltodict)

    def apply(self, patches: Patches) -> None:
        """Remember."""
        self._method_names.cache_clear()
        why = "speed: moto works it out once"
        patches.replace(responses, "method_names_from_class", self._method_names, why)
        if self._documents is None:
            return
        patches.replace(utils, "create_loader", create_loader, why)
        patches.replace(serialize, "xmltodict", self._documents, "speed: plain documents written directly")
        if {one.name for one in fields(serialize.AttributePickerContext)} != _CONTEXT:
            return
        plain = serialize.ResponseSerializer.get_value
        reader_of = self._reader_of

        def get_value(serializer: Any, value: Any, key: str, shape: Any) -> Any:
            picker = getattr(serializer, "_value_picker", None)
            if picker is None:
                return plain(serializer, value, key, shape)
            try:
                reader = picker.reader
            except AttributeError:
                reader = picker.reader = reader_of(picker)
            if reader is None:
                return plain(serializer, value, key, shape)
            return reader.read(serializer, value, key, shape)

        patches.replace(serialize.ResponseSerializer, "get_value", get_value, why)

    def _reader_of(self, picker: Any) -> Reader | None:
        """A reader for an answer that moto is about to write; None if its picker has a way of its own."""
        kind = type(picker)
        if kind not in (serialize.AttributePicker, serialize.XFormedAttributePicker):
            return None
        if picker.alias_providers is not serialize.DEFAULT_ALIAS_PROVIDERS:
            return None
        if not all("." in ending for ending in picker.response_transformers):
            return None
        return Reader(picker, self._plans.setdefault(kind, {}))


def apply(patches: Patches) -> None:
    """Let moto's answers be written by what is remembered."""
    _serializing().apply(patches)


@cache
def _serializing() -> Serializing:
    """What is kept from one mock to the next."""
    return Serializing()
