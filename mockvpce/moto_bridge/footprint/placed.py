"""The objects that this package has placed in moto's dictionaries: the endpoints' interfaces and prefix list routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockvpce.moto_bridge.adapters.routes import EndpointName
from mockvpce.moto_bridge.compat import routes_of
from mockvpce.moto_bridge.footprint.interfaces import ManagedNetworkInterface

if TYPE_CHECKING:
    from mockvpce.moto_bridge.backends import Backends


def remove_placed(backends: Backends) -> None:
    """Take all of them out of moto."""
    for _, backend in backends.every_ec2():
        for eni in [one for one in backend.enis.values() if isinstance(one, ManagedNetworkInterface)]:
            del backend.enis[eni.id]
            if eni.private_ip_address:
                eni.subnet._subnet_ips.pop(eni.private_ip_address, None)  # noqa: SLF001 - moto's register of addresses
        for table in backend.route_tables.values():
            routes = routes_of(table)
            for key in [key for key, route in routes.items() if isinstance(route.gateway, EndpointName)]:
                del routes[key]
