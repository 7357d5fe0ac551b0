"""AWS services that are newer than the catalogue, added by a test."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from mockvpce.data import catalogue, prefix_lists, regions, stable
from mockvpce.resources.privatelink.endpoints.endpoint import GATEWAY, INTERFACE
from mockvpce.resources.privatelink.services.service_details import (
    CUSTOMER_PREFIX,
    AddedServices,
    added_services,
    catalogue_of,
)

if TYPE_CHECKING:
    from mockvpce.engine.world import World

_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_FAMILIES = ("ipv4", "ipv6")


def add_service(
    world: World,
    name: str,
    *,
    region: str,
    service_type: str,
    private_dns_names: Iterable[str] | None,
    base_dns_names: Iterable[str] | None,
    zone_ids: Iterable[str] | None,
    policy_supported: bool,
    ip_address_types: Iterable[str],
    cross_region: bool,
) -> str:
    """Add a service of AWS to the list of one Region and return its id; `ValueError` for what no service can be."""
    _check(world, name, region, service_type)
    base_dns_names = _several("base_dns_names", base_dns_names)
    private_dns_names = _several("private_dns_names", private_dns_names)
    zone_ids = _several("zone_ids", zone_ids)
    zones = regions.zone_ids(region) if zone_ids is None else _among(zone_ids, regions.zone_ids(region), "zone_ids")
    families = _among(ip_address_types, _FAMILIES, "ip_address_types")
    label = ".".join(reversed(name.partition(f".{region}.")[2].split("."))) or name.rpartition(".")[2]
    dns = regions.dns_suffix(region)
    gateway = service_type == GATEWAY
    if base_dns_names is None:
        base_dns_names = (f"{label}.{region}.{dns}" if gateway else f"{label}.{region}.vpce.{dns}",)
    if private_dns_names is None:
        private_dns_names = () if gateway else (f"{label}.{region}.{dns}",)
    entry = catalogue.ServiceEntry(
        name=name,
        service_id=stable.resource_id("vpce-svc", region, name, service_type),
        type=service_type,
        region=region,
        zone_ids=zones,
        base_dns_names=tuple(base_dns_names),
        private_dns_names=tuple(private_dns_names),
        policy_supported=policy_supported,
        ip_address_types=families,
        cross_region=cross_region,
    )
    world.single(AddedServices).append(entry)
    return entry.service_id


def _check(world: World, name: str, region: str, service_type: str) -> None:
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name.startswith(CUSTOMER_PREFIX):
        raise ValueError(f"not the name of a service of AWS's, such as com.amazonaws.{region}.new: {name!r}")
    if not regions.is_region(region):
        raise ValueError(f"not the name of an AWS region: {region!r}")
    if service_type not in (INTERFACE, GATEWAY):
        raise ValueError(f"AWS offers services as Interface or Gateway, got {service_type!r}")
    if service_type == GATEWAY and not prefix_lists.of_gateway_service(region, name):
        raise ValueError(f"a Gateway service needs a prefix list of its name, and {region} has none for {name!r}")
    present = [*catalogue_of(world).find(region, name), *added_services(world)]
    if any((entry.name, entry.type, entry.region) == (name, service_type, region) for entry in present):
        raise ValueError(f"{region} has {name!r} as {service_type} already")


def _several(what: str, values: Iterable[str] | None) -> tuple[str, ...] | None:
    """The values; one text alone would be taken for its letters."""
    if isinstance(values, str):
        raise TypeError(f"{what} are several, got {values!r}: write [{values!r}]")
    if values is None:
        return None
    found = tuple(values)
    for one in found:
        if not isinstance(one, str) or not one:
            raise TypeError(f"{what} are texts, got {one!r}")
    return found


def _among(values: Iterable[str], allowed: tuple[str, ...], what: str) -> tuple[str, ...]:
    chosen = tuple(values)
    wrong = [value for value in chosen if value not in allowed]
    if wrong or not chosen:
        raise ValueError(f"{what} are among {', '.join(allowed)}, got {chosen!r}")
    return chosen
