"""The endpoint services that AWS itself offers, as DescribeVpcEndpointServices lists them in a region."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from mockvpce.data import regions, stable, tables
from mockvpce.data.regions import region_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["AS_OF", "OURS", "Catalogue", "ServiceEntry", "find", "region_of", "services"]

AS_OF = "2025-10-14"
"""The day of AWS's own list of us-east-1 that the names were last held against."""

_COMMON = "com.amazonaws.{region}."
_CHINESE = "cn.com.amazonaws.{region}."


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """One service of AWS in one region. Equal for ever: nothing in it depends on the process or on time."""

    name: str
    service_id: str
    type: str
    region: str
    zone_ids: tuple[str, ...]
    base_dns_names: tuple[str, ...]
    private_dns_names: tuple[str, ...]
    policy_supported: bool
    ip_address_types: tuple[str, ...]
    cross_region: bool

    @property
    def private_dns_name(self) -> str | None:
        """What AWS shows as PrivateDnsName: the first of the private names."""
        return self.private_dns_names[0] if self.private_dns_names else None


@dataclass(frozen=True, slots=True)
class _Offer:
    """A row of services.tsv: a service and the regions that have it."""

    name: str
    type: str
    where: tables.Where
    chinese_prefix: bool
    policy: bool
    ip_address_types: tuple[str, ...]
    cross_region: bool
    base: tuple[str, ...]
    private: tuple[str, ...]
    closed_zones: frozenset[str]


@lru_cache(maxsize=1)
def _offers() -> tuple[_Offer, ...]:
    closed = {row["name"]: frozenset(tables.listed(row["zone_ids"])) for row in tables.read("closed_zones.tsv")}
    return tuple(_offer(row, closed.get(row["name"], frozenset())) for row in tables.read("services.tsv"))


def _offer(row: dict[str, str], closed_zones: frozenset[str]) -> _Offer:
    short = row["name"].removeprefix("~")
    label = ".".join(reversed(short.split("."))) if row["base"] == "=" else row["base"]
    private = label if row["private"] == "=" else row["private"]
    return _Offer(
        name=_COMMON + short if row["name"].startswith("~") else short,
        type=row["type"],
        where=tables.where(row["where"]),
        chinese_prefix=row["prefix"] == "cn",
        policy=row["policy"] == "yes",
        ip_address_types=tables.listed(row["ip"]),
        cross_region=row["cross_region"] == "yes",
        base=_complete(label, ".{region}.vpce.{dns}"),
        private=_complete(private, ".{region}.{dns}"),
        closed_zones=closed_zones,
    )


def _complete(cell: str, ending: str) -> tuple[str, ...]:
    """The name templates of a cell; a bare label is given the ending."""
    items = tables.listed(cell.replace("{id}", "{id}.{region}.vpce.{dns}"), " ")
    return tuple(item if "{" in item else item + ending for item in items)


@lru_cache(maxsize=1)
def _recorded_ids() -> dict[tuple[str, str, str], str]:
    return {
        (row["region"], row["name"], row["type"]): row["service_id"] for row in tables.read("recorded_services.tsv")
    }


def _entry(offer: _Offer, region: regions.Region, domains: Mapping[str, str]) -> ServiceEntry:
    template = offer.name
    if offer.chinese_prefix and region.partition == "aws-cn":
        template = template.replace(_COMMON, _CHINESE)
    name = template.replace("{region}", region.name)
    key = (region.name, name, offer.type)
    service_id = _recorded_ids().get(key) or stable.resource_id("vpce-svc", *key)
    words = {"id": service_id, "region": region.name, **domains}
    return ServiceEntry(
        name=name,
        service_id=service_id,
        type=offer.type,
        region=region.name,
        zone_ids=tuple(zone for zone in region.zone_ids if zone not in offer.closed_zones),
        base_dns_names=tuple(item.format_map(words) for item in offer.base),
        private_dns_names=tuple(item.format_map(words) for item in offer.private),
        policy_supported=offer.policy,
        ip_address_types=offer.ip_address_types,
        cross_region=offer.cross_region,
    )


@lru_cache(maxsize=128)
def services(region: str) -> tuple[ServiceEntry, ...]:
    """AWS's services in a region, in the order of their names; Gateway before Interface where a name has both.

    Empty for what is not a region's name.
    """
    if not regions.is_region(region):
        return ()
    place = regions.describe(region)
    of_partition = regions.domains(region)
    domains = {field: getattr(of_partition, field) for field in of_partition.__slots__}
    entries = [_entry(offer, place, domains) for offer in _offers() if offer.where.covers(place.groups)]
    return tuple(sorted(entries, key=lambda entry: (entry.name, entry.type)))


@lru_cache(maxsize=128)
def _by_name(region: str) -> Mapping[str, tuple[ServiceEntry, ...]]:
    found: dict[str, tuple[ServiceEntry, ...]] = {}
    for entry in services(region):
        found[entry.name] = (*found.get(entry.name, ()), entry)
    return MappingProxyType(found)


def find(region: str, name: str) -> tuple[ServiceEntry, ...]:
    """AWS's services of that exact name in a region, one for each type; empty if the region has none."""
    return _by_name(region).get(name, ())


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """The AWS services of a mock: this package's catalogue, or for some Regions a list that AWS printed."""

    listed: Mapping[str, tuple[ServiceEntry, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def services(self, region: str) -> tuple[ServiceEntry, ...]:
        """AWS's services in a Region, as the function of that name gives them."""
        return self.listed[region] if region in self.listed else services(region)

    def find(self, region: str, name: str) -> tuple[ServiceEntry, ...]:
        """AWS's services of that exact name in a Region, as the function of that name gives them."""
        if region in self.listed:
            return tuple(entry for entry in self.listed[region] if entry.name == name)
        return find(region, name)


OURS = Catalogue()
"""Nothing but what this package knows."""
