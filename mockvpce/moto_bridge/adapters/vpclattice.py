"""VPC Lattice in moto: service networks, and what is associated with them.

moto has no resource configurations, and forgets which one a service network was associated with: that is noted here on
its association. moto 5.1.0 has no VPC Lattice at all; any service network then stands for one that exists, and leads
nowhere.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockvpce.engine.operation import partition_of

_NOTE = "mockvpce_resource"


def _models() -> Any:
    try:
        return importlib.import_module("moto.vpclattice.models")
    except ImportError:
        return None


def wrap_lattice(wrap: Callable[[type, str, Callable[..., Any]], None]) -> None:
    """Note the resource configuration of each association that is made with a service network."""
    kind = getattr(_models(), "VPCLatticeBackend", None)
    original = getattr(kind, "create_service_network_resource_association", None)
    if kind is None or original is None:
        return

    @functools.wraps(original)
    def create_service_network_resource_association(backend: Any, *args: Any, **kwargs: Any) -> Any:
        association = original(backend, *args, **kwargs)
        identifier = kwargs.get("resource_config_identifier") or args[0]
        setattr(association, _NOTE, _configuration_arn(backend, identifier))
        return association

    wrap(kind, original.__name__, create_service_network_resource_association)


def _configuration_arn(backend: Any, identifier: str) -> str:
    if identifier.startswith("arn:"):
        return identifier
    region, account = backend.region_name, backend.account_id
    return f"arn:{partition_of(region)}:vpc-lattice:{region}:{account}:resourceconfiguration/{identifier}"


class MotoLattice:
    """Service networks, with the ARNs of the resources and services that are associated with them."""

    def get(self, arn: str) -> Mapping[str, Any] | None:
        models = _models()
        if models is None:
            return {"arn": arn, "name": "", "resources": ()}
        parts = arn.split(":")
        if len(parts) < 6:
            return None
        backend = models.vpclattice_backends[parts[4]][parts[3]]
        for network in backend.service_networks.values():
            if network.arn == arn:
                return {"arn": arn, "name": network.name, "resources": tuple(_resources(backend, network.id))}
        return None


def _resources(backend: Any, network_id: str) -> Iterator[str]:
    for association in getattr(backend, "service_network_resource_associations", {}).values():
        if association.service_network_id == network_id and hasattr(association, _NOTE):
            yield getattr(association, _NOTE)
    for association in getattr(backend, "service_network_service_associations", {}).values():
        service = backend.services.get(association.service_id)
        if association.service_network_id == network_id and service is not None:
            yield service.arn
