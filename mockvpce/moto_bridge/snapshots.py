"""Pictures of what moto holds of a topology, and going back to one: EC2, load balancers, hosted zones.

A picture is made with pickle, which keeps all references between moto's objects. Backends themselves, images and our guests
are not in it but named in it, and found again when the picture is put back.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any

from moto.core.base_backend import BaseBackend
from moto.ec2.models.amis import Ami
from moto.ec2.models.subnets import Subnet
from moto.moto_api._internal import mock_random

from mockvpce.engine.resource_types import types
from mockvpce.moto_bridge.footprint.stand_ins import StandIn
from mockvpce.speedups.moto_amis import LazyImages

if TYPE_CHECKING:
    from mockvpce.engine.world import World
    from mockvpce.moto_bridge.backends import Backends

SERVICES = ("ec2", "elbv2", "route53")
"""The services of which a picture is taken; all others keep what they have."""

Place = tuple[str, str, str]
"""Service, account and Region of a backend."""


@dataclass(frozen=True, slots=True)
class MotoSnapshot:
    """What moto held."""

    members: bytes
    images: dict[Place, dict[str, Any] | None]
    random: Any
    """Where moto's sequence of random values was, so that no id is drawn twice."""


class MotoSnapshots:
    """Takes pictures and puts them back."""

    def __init__(self, world: World, backends: Backends) -> None:
        self._world = world
        self._backends = backends

    def take(self) -> MotoSnapshot:
        """A picture of everything as it is."""
        members: dict[Place, dict[str, Any]] = {}
        images: dict[Place, dict[str, Any] | None] = {}
        places: dict[int, Place] = {}
        for place, backend in _every_backend():
            places[id(backend)] = place
            members[place] = {name: value for name, value in backend.__dict__.items() if name != "amis"}
            for attribute in types.places() if place[0] == "ec2" else ():
                held = members[place][attribute]
                members[place][attribute] = {key: one for key, one in held.items() if not isinstance(one, StandIn)}
            if "amis" in backend.__dict__:
                amis = backend.__dict__["amis"]
                images[place] = None if isinstance(amis, LazyImages) else dict(amis)
        buffer = io.BytesIO()
        _Pickler(buffer, places).dump(members)
        return MotoSnapshot(buffer.getvalue(), images, mock_random.getstate())

    def put_back(self, picture: MotoSnapshot) -> None:
        """Make moto hold what it held; backends that are newer than the picture are emptied by being dropped."""
        members = _Unpickler(io.BytesIO(picture.members), self._world).load()
        for (service, account, region), _ in list(_every_backend()):
            if (service, account, region) not in members:
                dict.pop(_backends_of(service)[account], region)
        for place, held in members.items():
            backend = _backend(place)
            images = picture.images.get(place)
            lazy = backend.__dict__.get("amis")
            backend.__dict__.clear()
            backend.__dict__.update(held)
            if place in picture.images:
                backend.__dict__["amis"] = (
                    lazy if images is None and isinstance(lazy, LazyImages) else dict(images or lazy)
                )
        self._backends.forget()
        mock_random.setstate(picture.random)


def _blank_subnet() -> Subnet:
    return Subnet.__new__(Subnet)


class _Pickler(pickle.Pickler):
    def __init__(self, buffer: io.BytesIO, places: dict[int, Place]) -> None:
        super().__init__(buffer, pickle.HIGHEST_PROTOCOL)
        self._places = places

    def reducer_override(self, value: Any) -> Any:
        """Older moto hands out a subnet's addresses by a generator, which can't be in a picture; a new one goes on."""
        if isinstance(value, Subnet) and "_subnet_ip_generator" in value.__dict__:
            members = {name: one for name, one in value.__dict__.items() if name != "_subnet_ip_generator"}
            return _blank_subnet, (), members, None, None, _set_subnet
        return NotImplemented

    def persistent_id(self, value: Any) -> Any:
        if isinstance(value, BaseBackend):
            return ("backend", self._places.get(id(value)))
        if isinstance(value, StandIn):
            backend = value.ec2_backend
            return ("guest", value.id, ("ec2", backend.account_id, backend.region_name))
        if isinstance(value, Ami):
            return ("image", value.id, ("ec2", value.ec2_backend.account_id, value.ec2_backend.region_name))
        return None


def _set_subnet(subnet: Subnet, members: dict[str, Any]) -> None:
    subnet.__dict__.update(members)
    subnet._subnet_ip_generator = islice(subnet.cidr.hosts(), 3, None)  # noqa: SLF001 - as moto makes it


class _Unpickler(pickle.Unpickler):
    def __init__(self, buffer: io.BytesIO, world: World) -> None:
        super().__init__(buffer)
        self._world = world

    def persistent_load(self, name: Any) -> Any:
        if name[0] == "backend":
            return None if name[1] is None else _backend(name[1])
        if name[0] == "image":
            return _backend(name[2]).amis.get(name[1])
        resource = self._world.get(name[1])
        return None if resource is None else StandIn(_backend(name[2]), resource)


@cache
def _backends_of(service: str) -> Any:
    return getattr(import_module(f"moto.{service}.models"), f"{service}_backends")


def _backend(place: Place) -> Any:
    service, account, region = place
    return _backends_of(service)[account][region]


def _every_backend() -> Iterator[tuple[Place, Any]]:
    for service in SERVICES:
        for account, regions in list(dict.items(_backends_of(service))):
            for region, backend in list(dict.items(regions)):
                yield (service, account, region), backend
