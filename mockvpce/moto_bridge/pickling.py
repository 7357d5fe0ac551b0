"""How moto's objects are pickled: all their references to each other are kept, and what can't be copied stays itself.

Backends and images are not copied but named, and found again; stand-ins never change, and stay themselves.
"""

from __future__ import annotations

import io
import pickle
from collections import defaultdict
from collections.abc import Callable
from itertools import islice
from types import FunctionType
from typing import Any

from moto.core.base_backend import BaseBackend
from moto.ec2.models.amis import Ami
from moto.ec2.models.subnets import Subnet

from mockvpce.moto_bridge.footprint.stand_ins import StandIn

Place = tuple[str, str, str]
"""Kind, account and Region of a backend."""


_KEPT = "kept"


def dump(value: Any, place_of: Callable[[Any], Place | None]) -> tuple[bytes, list[Any]]:
    """A value in bytes, and the parts that are kept as objects: locks, threads, private keys, functions without a name."""
    buffer = io.BytesIO()
    pickler = _Pickler(buffer, place_of)
    pickler.dump(value)
    return buffer.getvalue(), pickler.kept


def load(pickled: bytes, kept: list[Any], find: Callable[[tuple[Any, ...]], Any]) -> Any:
    """The value again; `find` gives what was named: `("backend", place)`, `("image", id, place)`."""
    return _Unpickler(io.BytesIO(pickled), kept, find).load()


_copyable: dict[type, bool] = {}


def _can_be_copied(value: Any) -> bool:
    """Whether pickle knows what to do with objects of a class; asked once a class."""
    kind = type(value)
    known = _copyable.get(kind)
    if known is None:
        try:
            value.__reduce_ex__(pickle.HIGHEST_PROTOCOL)
        except Exception:  # whatever a class says to that, it says no
            known = False
        else:
            known = True
        _copyable[kind] = known
    return known


def _recall(number: int) -> Any:
    """Stands in pickled bytes for something that stays itself."""
    raise LookupError(number)


class _Pickler(pickle.Pickler):
    def __init__(self, buffer: io.BytesIO, place_of: Callable[[Any], Place | None]) -> None:
        super().__init__(buffer, pickle.HIGHEST_PROTOCOL)
        self._place_of = place_of
        self.kept: list[Any] = []

    def persistent_id(self, value: Any) -> Any:
        if isinstance(value, BaseBackend):
            place = self._place_of(value)
            return None if place is None else ("backend", place)
        if isinstance(value, StandIn):
            self.kept.append(value)
            return (_KEPT, len(self.kept) - 1)
        if isinstance(value, Ami):
            return ("image", value.id, self._place_of(value.ec2_backend))
        return None

    def reducer_override(self, value: Any) -> Any:
        """What pickle would do otherwise, or not at all."""
        if isinstance(value, type):
            return NotImplemented
        if isinstance(value, defaultdict) and type(value) is not defaultdict:
            return _blank_dict, (type(value),), (vars(value), value.default_factory, dict(value)), None, None, _set_dict
        if isinstance(value, Subnet) and "_subnet_ip_generator" in value.__dict__:
            members = {name: one for name, one in value.__dict__.items() if name != "_subnet_ip_generator"}
            return _blank_subnet, (), members, None, None, _set_subnet
        if isinstance(value, FunctionType):
            return self._keep(value) if "<" in value.__qualname__ else NotImplemented
        if isinstance(value, BaseBackend) or not _can_be_copied(value):
            return self._keep(value)
        return NotImplemented

    def _keep(self, value: Any) -> tuple[Any, ...]:
        self.kept.append(value)
        return _recall, (len(self.kept) - 1,)


class _Unpickler(pickle.Unpickler):
    def __init__(self, buffer: io.BytesIO, kept: list[Any], find: Callable[[tuple[Any, ...]], Any]) -> None:
        super().__init__(buffer)
        self._kept = kept
        self._find = find

    def find_class(self, module: str, name: str) -> Any:
        if name == _recall.__name__ and module == __name__:
            return self._kept.__getitem__
        return super().find_class(module, name)

    def persistent_load(self, name: Any) -> Any:
        return self._kept[name[1]] if name[0] == _KEPT else self._find(name)


def _blank_dict(kind: type[defaultdict[Any, Any]]) -> defaultdict[Any, Any]:
    """Without its own constructor, whose parameters pickle can't know."""
    return kind.__new__(kind)


def _set_dict(made: defaultdict[Any, Any], state: tuple[dict[str, Any], Any, dict[Any, Any]]) -> None:
    members, made.default_factory, items = state
    vars(made).update(members)
    dict.update(made, items)


def _blank_subnet() -> Subnet:
    return Subnet.__new__(Subnet)


def _set_subnet(subnet: Subnet, members: dict[str, Any]) -> None:
    """Older moto hands out a subnet's addresses by a generator, which can't be in a picture; a new one goes on."""
    subnet.__dict__.update(members)
    subnet._subnet_ip_generator = islice(subnet.cidr.hosts(), 3, None)  # noqa: SLF001 - as moto makes it
