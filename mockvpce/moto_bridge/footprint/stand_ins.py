"""The guest book: our resources signed into moto's own dictionaries, where moto looks for them.

moto looks there when a route names a target, when something is tagged, in the Resource Groups Tagging API and in
CloudFormation. No code here reads the book. A guest holds nothing of the resource that can change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moto.ec2.models.core import TaggedEC2Resource

from mockvpce.engine.resource import Resource
from mockvpce.engine.world import Observer

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World
    from mockvpce.moto_bridge.backends import Backends


class StandIn(TaggedEC2Resource):  # type: ignore[misc] # moto has no types for mypy here
    """Stands for one of our resources among moto's objects of one account and Region."""

    def __new__(cls, *_: object) -> StandIn:
        """moto's own lists every object for its dashboard, where ours are shown from the world."""
        return object.__new__(cls)

    def __init__(self, backends: Backends, home: Home, resource: Resource) -> None:
        self._backends = backends
        self._home = home
        self.id = resource.id
        self.owner_id = resource.account
        self.endpoint_type = str(getattr(resource, "endpoint_type", ""))
        """What older moto asks for in place of `vpc_endpoint_type`."""

    @property
    def ec2_backend(self) -> Any:
        """The backend that it is in, whichever moto has now."""
        return self._backends.ec2(self._home)

    def get_filter_value(self, filter_name: str, method_name: str | None = None) -> Any:
        """Asked by moto's DeleteVpc for the VPCs that a gateway is attached to, after our guard has let the VPC go."""
        return () if filter_name == "attachment.vpc-id" else super().get_filter_value(filter_name, method_name)

    @property
    def physical_resource_id(self) -> str:
        """What CloudFormation calls the resource."""
        return self.id

    @property
    def vpc_endpoint_type(self) -> str:
        """Asked when a route names an endpoint."""
        return self.endpoint_type


Places = dict[tuple["Home", str], dict[str, StandIn]]
"""By home and the place that moto has for them: id -> stand-in."""
_UNSIGNED: tuple[str, tuple[Home, ...]] = ("", ())


@dataclass(frozen=True, slots=True)
class Signed:
    """All stand-ins that there were."""

    places: Places
    homes: dict[str, tuple[str, tuple[Home, ...]]]
    """Id -> place and homes."""


class StandIns(Observer):
    """Signs resources in when they come into the world, and out when they leave."""

    def __init__(self, world: World, backends: Backends) -> None:
        self._world = world
        self._backends = backends
        self._places: Places = {}
        self._homes: dict[str, tuple[str, tuple[Home, ...]]] = {}

    def added(self, resource: Resource) -> None:
        page = resource.declared.moto
        if not page:
            return
        homes = resource.homes
        self._homes[resource.id] = (page, homes)
        for home in homes:
            made = StandIn(self._backends, home, resource)
            place = self._places.get((home, page))
            if place is None:
                place = self._places[home, page] = {}
            place[resource.id] = getattr(self._backends.ec2(home), page)[resource.id] = made

    def removed(self, resource: Resource) -> None:
        self._sign_out(resource.id)
        for home in resource.homes:
            self._world.platform.tags.drop(home, resource.id)
        for part in resource.parts(self._world.get):
            self._world.platform.tags.drop(part.home, part.id)

    def moved(self, resource: Resource) -> None:
        _, homes = self._homes.get(resource.id, _UNSIGNED)
        left = set(homes).difference(resource.homes)
        self._sign_out(resource.id)
        self.added(resource)
        for home in left:
            self._world.platform.tags.drop(home, resource.id)

    def replaced(self) -> None:
        kinds = self._world.state.kinds
        for resource_id in [one for one in self._homes if one not in kinds]:
            self._sign_out(resource_id)
        if len(self._homes) < len(kinds):
            for resource in self._world.glance():
                if resource.id not in self._homes:
                    self.added(resource)

    def snapshot(self) -> Signed:
        """All that there are, to be given to `put_back`."""
        return Signed({place: one.copy() for place, one in self._places.items()}, self._homes.copy())

    def put_back(self, signed: Signed) -> None:
        """Sign in all that there were, where moto has none of ours."""
        self._places = {place: one.copy() for place, one in signed.places.items()}
        self._homes = signed.homes.copy()
        for (home, page), stand_ins in self._places.items():
            getattr(self._backends.ec2(home), page).update(stand_ins)

    def forget(self) -> None:
        """moto has dropped its dictionaries with all guests in them."""
        self._places.clear()
        self._homes.clear()

    def _sign_out(self, resource_id: str) -> None:
        page, homes = self._homes.pop(resource_id, _UNSIGNED)
        for home in homes:
            self._places[home, page].pop(resource_id, None)
            getattr(self._backends.ec2(home), page).pop(resource_id, None)
