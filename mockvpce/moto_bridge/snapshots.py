"""Pictures of what moto holds of every service in use, and going back to one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moto.core.base_backend import BackendDict, BaseBackend
from moto.ec2.models import EC2Backend
from moto.moto_api._internal import mock_random

from mockvpce.engine.resource_types import types
from mockvpce.moto_bridge import pickling
from mockvpce.moto_bridge.backends import ResetListener
from mockvpce.moto_bridge.footprint.stand_ins import StandIn
from mockvpce.moto_bridge.set_aside import besides
from mockvpce.speedups.moto_amis import LazyImages

if TYPE_CHECKING:
    from mockvpce.moto_bridge.backends import Backends
    from mockvpce.moto_bridge.pickling import Place

_NOT_AWS = ("moto_api", "moto_api._internal")
"""What moto keeps for itself: its recorder, its settings."""


@dataclass(frozen=True, slots=True, repr=False)
class MotoSnapshot:
    """What moto held."""

    pickled: bytes
    """Members of each backend by its place, and of each dictionary of backends by its kind."""
    kept: list[Any]
    dictionaries: dict[str, Any]
    places: frozenset[Place]
    images: dict[Place, dict[str, Any] | None]
    random: Any
    """Where moto's sequence of random values was, so that no id is drawn twice."""

    @property
    def services(self) -> list[str]:
        """The moto services that it has."""
        return sorted({one.service_name for one in self.dictionaries.values()})


class MotoSnapshots:
    """Takes pictures and puts them back."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends

    def take(self) -> MotoSnapshot:
        """A picture of everything as it is."""
        members: dict[Place, dict[str, Any]] = {}
        images: dict[Place, dict[str, Any] | None] = {}
        places: dict[int, Place] = {}
        dictionaries = _in_use()
        for place, backend in _every_backend(dictionaries):
            places[id(backend)] = place
            members[place] = {name: value for name, value in vars(backend).items() if name != "amis"}
            for attribute in types.places() if isinstance(backend, EC2Backend) else ():
                held = members[place][attribute]
                members[place][attribute] = {key: one for key, one in held.items() if not isinstance(one, StandIn)}
            if "amis" in vars(backend):
                amis = vars(backend)["amis"]
                images[place] = None if isinstance(amis, LazyImages) else dict(amis)
        more = {kind: besides(one) for kind, one in dictionaries.items()}
        pickled, kept = pickling.dump((members, more), lambda backend: places.get(id(backend)))
        return MotoSnapshot(pickled, kept, dictionaries, frozenset(members), images, mock_random.getstate())

    def put_back(self, picture: MotoSnapshot) -> None:
        """Make moto hold what it held; backends that are newer than the picture are dropped."""
        self._empty(picture)
        known = picture.dictionaries

        def backend_at(place: Place) -> Any:
            kind, account, region = place
            return known[kind][account][region]

        def find(name: tuple[Any, ...]) -> Any:
            if name[0] == "backend":
                return backend_at(name[1])
            return backend_at(name[2]).amis.get(name[1])

        members, more = pickling.load(picture.pickled, picture.kept, find)
        for kind, held in more.items():
            for name, values in besides(known[kind]).items():
                values.clear()
                values.update(held[name])
        for place, held in members.items():
            backend = backend_at(place)
            lazy = vars(backend).get("amis")
            vars(backend).clear()
            vars(backend).update(held)
            if place in picture.images:
                images = picture.images[place]
                is_unread = images is None and isinstance(lazy, LazyImages)
                vars(backend)["amis"] = lazy if is_unread else dict(images or lazy or {})
        self._backends.forget()
        mock_random.setstate(picture.random)

    def _empty(self, picture: MotoSnapshot) -> None:
        """Let go of what the picture does not have, and of what does more at its end than to forget."""
        now = _in_use()
        for place, backend in list(_every_backend(now)):
            is_more_than_forgotten = type(backend).reset is not BaseBackend.reset  # S3's closes its objects' files
            if is_more_than_forgotten:
                backend.reset()
            if is_more_than_forgotten or place not in picture.places:
                kind, account, region = place
                dict.pop(now[kind][account], region)


def _in_use() -> dict[str, Any]:
    """moto's dictionaries of backends that have any, by their kind."""
    instances: list[Any] = list(BackendDict._instances)  # noqa: SLF001 - moto has no other list of what is in use
    found = [one for one in instances if not isinstance(one, ResetListener) and one.service_name not in _NOT_AWS]
    return {f"{one.backend.__module__}.{one.backend.__qualname__}": one for one in found}


def _every_backend(dictionaries: dict[str, Any]) -> Iterator[tuple[Place, Any]]:
    for kind, dictionary in dictionaries.items():
        for account, regions in list(dict.items(dictionary)):
            for region, backend in list(dict.items(regions)):
                yield (kind, account, region), backend
