"""Names of Availability Zones that differ between accounts, as in AWS, where only zone ids mean the same to all.

moto keeps one table of zones for everybody. While zones are shuffled, a backend reads a table of its account's from the
same attribute, and subnets are given the zone objects of that table. Nobody draws: an account's names follow from a hash
of account and Region, so they are the same in every run.
"""

from __future__ import annotations

import copy
import functools
import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend
from moto.ec2.models.subnets import SubnetBackend

from mockvpce.patching import Patches

if TYPE_CHECKING:
    from mockvpce.moto_bridge.backends import Backends

ZoneNames = Literal["same", "shuffled"]

_OF_ALL: Mapping[str, list[Any]] = RegionsAndZonesBackend.zones


@lru_cache(maxsize=512)
def _shuffled(account: str, region: str) -> tuple[Any, ...]:
    """The Region's zones, by name, with the ids that the account has them under."""
    zones = _OF_ALL.get(region, [])
    ids = [zone.zone_id for zone in zones]
    ids.sort(key=lambda one: hashlib.sha256(f"{account}/{region}/{one}".encode()).digest())
    renamed = []
    for zone, zone_id in zip(zones, ids, strict=True):
        own = copy.copy(zone)
        own.zone_id = zone_id
        renamed.append(own)
    return tuple(renamed)


class _ZonesOfAccount:
    """Stands in for moto's class attribute: the class has everybody's zones, a backend those of its account."""

    def __get__(self, backend: Any, owner: type) -> Mapping[str, Any]:
        if backend is None:
            return _OF_ALL
        return {backend.region_name: list(_shuffled(backend.account_id, backend.region_name))}


class Zones:
    """Shuffles zone names, and takes it back."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends
        self._patches = Patches()

    def choose(self, names: ZoneNames) -> None:
        """Have zone names the same in all accounts, or shuffled; subnets that are there follow."""
        wanted = names == "shuffled"
        if wanted == any(self._patches):
            return
        if wanted:
            why = "zone names of an account's own"
            create = _in_zone_of_account(SubnetBackend.create_subnet)
            self._patches.replace(SubnetBackend, "create_subnet", create, why)
            self._patches.replace(RegionsAndZonesBackend, "zones", _ZonesOfAccount(), why)
        else:
            self._patches.undo()
        for _, backend in self._backends.every_ec2():
            for subnets in backend.subnets.values():
                for subnet in subnets.values():
                    _rename(backend, subnet)


def _rename(backend: Any, subnet: Any) -> None:
    """Give a subnet the zone object that its account has under the same name."""
    for zone in backend.zones.get(backend.region_name, ()):
        if zone.name == subnet.availability_zone:
            subnet._availability_zone = zone  # noqa: SLF001 - moto has no way to say this


def _in_zone_of_account(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def create_subnet(
        backend: Any,
        vpc_id: str,
        cidr_block: str,
        ipv6_cidr_block: str | None = None,
        availability_zone: str | None = None,
        availability_zone_id: str | None = None,
        **options: Any,
    ) -> Any:
        if availability_zone_id and not availability_zone:
            zones = backend.zones.get(backend.region_name, ())
            named = next((zone.name for zone in zones if zone.zone_id == availability_zone_id), None)
            if named is not None:
                availability_zone, availability_zone_id = named, None
        subnet = original(
            backend, vpc_id, cidr_block, ipv6_cidr_block, availability_zone, availability_zone_id, **options
        )
        _rename(backend, subnet)
        return subnet

    return create_subnet
