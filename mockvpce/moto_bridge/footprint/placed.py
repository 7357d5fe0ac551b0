"""What of moto's is really ours: the endpoints' interfaces and prefix list routes in its dictionaries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mockvpce.moto_bridge.adapters.platform import EndpointName
from mockvpce.moto_bridge.compat import routes_of
from mockvpce.moto_bridge.footprint.interfaces import ManagedNetworkInterface

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.moto_bridge.backends import Backends


@dataclass(slots=True)
class Saved:
    """Interfaces with their members, and routes, by home."""

    interfaces: list[tuple[Home, ManagedNetworkInterface, dict[str, Any]]] = field(default_factory=list)
    routes: list[tuple[Home, str, str, Any]] = field(default_factory=list)


class Placed:
    """Takes note of them, removes them, puts them back."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends

    def take(self) -> Saved:
        """Note all of them as they are."""
        taken = Saved()
        for home, backend in self._backends.every_ec2():
            for eni in backend.enis.values():
                if isinstance(eni, ManagedNetworkInterface):
                    members = {**eni.__dict__, "_group_set": list(eni._group_set)}  # noqa: SLF001 - our own class
                    taken.interfaces.append((home, eni, members))
            for table in backend.route_tables.values():
                for key, route in routes_of(table).items():
                    if isinstance(route.gateway, EndpointName):
                        taken.routes.append((home, table.id, key, route))
        return taken

    def remove(self) -> None:
        """Take all of them out of moto."""
        taken = self.take()
        for home, eni, _ in taken.interfaces:
            self._backends.ec2(home).enis.pop(eni.id, None)
            if eni.private_ip_address:
                eni.subnet._subnet_ips.pop(eni.private_ip_address, None)  # noqa: SLF001 - moto's register of addresses
        for home, table_id, key, _ in taken.routes:
            routes_of(self._backends.ec2(home).route_tables[table_id]).pop(key, None)

    def put_back(self, taken: Saved) -> None:
        """Make moto have just those that were noted; one whose subnet or table is gone stays away."""
        self.remove()
        for home, eni, members in taken.interfaces:
            backend = self._backends.ec2(home)
            if any(eni.subnet.id in subnets for subnets in backend.subnets.values()):
                eni.__dict__.update(members)
                backend.enis[eni.id] = eni
                if eni.private_ip_address:
                    eni.subnet._subnet_ips[eni.private_ip_address] = eni  # noqa: SLF001 - see remove
        for home, table_id, key, route in taken.routes:
            table = self._backends.ec2(home).route_tables.get(table_id)
            if table is not None:
                routes_of(table)[key] = route
