"""The prefix lists that AWS manages: the addresses of its services in a region."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from mockvpce.data import regions, stable, tables

_REGIONAL = "com.amazonaws.{region}."


@dataclass(frozen=True, slots=True)
class PrefixListEntry:
    """One list. `family` is "IPv4" or "IPv6", as AddressFamily says it; an `id` is unique within its region only."""

    id: str
    name: str
    family: str
    cidrs: tuple[str, ...]


@lru_cache(maxsize=1)
def _kinds() -> tuple[tuple[dict[str, str], tables.Where], ...]:
    return tuple((row, tables.where(row["where"])) for row in tables.read("prefix_lists.tsv"))


@lru_cache(maxsize=1)
def _recorded() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["region"], row["name"]): row for row in tables.read("recorded_prefix_lists.tsv")}


def _entry(kind: dict[str, str], region: str) -> PrefixListEntry:
    name = kind["name"].replace("~", _REGIONAL).replace("{region}", region)
    known = _recorded().get((region, kind["name"]), {})
    list_id = known.get("id", "-")
    if list_id == "-":
        list_id = stable.resource_id("pl", region, name, digits=int(kind["digits"]))
    cidrs = tables.listed(known.get("cidrs", "-")) or tables.listed(_stand_in(kind["cidrs"], region, name))
    return PrefixListEntry(list_id, name, kind["family"], cidrs)


def _stand_in(template: str, region: str, name: str) -> str:
    byte = stable.number("cidr", region, name) % 256
    return template.format(byte=byte, quad=byte // 4 * 4, hex=f"{byte:02x}")


@lru_cache(maxsize=128)
def prefix_lists(region: str) -> tuple[PrefixListEntry, ...]:
    """The lists that AWS manages in a region, in the order of their names. Empty for what is not a region's name."""
    if not regions.is_region(region):
        return ()
    groups = regions.describe(region).groups
    entries = [_entry(kind, region) for kind, where in _kinds() if where.covers(groups)]
    return tuple(sorted(entries, key=lambda entry: entry.name))


def of_gateway_service(region: str, service_name: str) -> tuple[PrefixListEntry, ...]:
    """The lists that a gateway endpoint of that service routes: IPv4 first, then IPv6 where the service has it."""
    prefix = _REGIONAL.replace("{region}", region)
    short = service_name.removeprefix(prefix)
    if short == service_name:
        return ()
    names = (service_name, f"{prefix}ipv6.{short}")
    return tuple(entry for name in names for entry in prefix_lists(region) if entry.name == name)
