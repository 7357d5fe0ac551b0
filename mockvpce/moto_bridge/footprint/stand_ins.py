"""The guest book: our resources signed into moto's own dictionaries, where moto looks for them.

moto looks there when a route names a target, when something is tagged, in the Resource Groups Tagging API and in
CloudFormation. Nothing of ours reads the book. A guest holds nothing of the resource that can change.
"""

from __future__ import annotations

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

    def __init__(self, backend: Any, resource: Resource) -> None:
        self.ec2_backend = backend
        self.id = resource.id
        self.owner_id = resource.account
        self.endpoint_type = str(getattr(resource, "endpoint_type", ""))
        """What older moto asks for in place of `vpc_endpoint_type`."""

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


_UNSIGNED: tuple[str, tuple[Home, ...]] = ("", ())


class StandIns(Observer):
    """Signs resources in when they come into the world, and out when they leave."""

    def __init__(self, world: World, backends: Backends) -> None:
        self._world = world
        self._backends = backends
        self._signed: dict[str, tuple[str, tuple[Home, ...]]] = {}

    def added(self, resource: Resource) -> None:
        page = resource.declared.moto
        if not page:
            return
        homes = resource.homes
        for home in homes:
            backend = self._backends.ec2(home)
            getattr(backend, page)[resource.id] = StandIn(backend, resource)
        self._signed[resource.id] = (page, homes)

    def removed(self, resource: Resource) -> None:
        self._sign_out(resource.id)
        for home in resource.homes:
            self._world.platform.tags.drop(home, resource.id)
        for part in resource.parts(self._world.get):
            self._world.platform.tags.drop(part.home, part.id)

    def moved(self, resource: Resource) -> None:
        _, homes = self._signed.get(resource.id, _UNSIGNED)
        left = set(homes).difference(resource.homes)
        self._sign_out(resource.id)
        self.added(resource)
        for home in left:
            self._world.platform.tags.drop(home, resource.id)

    def replaced(self) -> None:
        for resource_id in list(self._signed):
            self._sign_out(resource_id)
        for resource in self._world.glance():
            self.added(resource)

    def forget(self) -> None:
        """moto has dropped its dictionaries with all guests in them."""
        self._signed.clear()

    def _sign_out(self, resource_id: str) -> None:
        page, homes = self._signed.pop(resource_id, _UNSIGNED)
        for home in homes:
            getattr(self._backends.ec2(home), page).pop(resource_id, None)
