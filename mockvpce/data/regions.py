"""AWS's regions: partition, DNS domains, availability zones, and the hosted zone of the endpoints' DNS names.

A region that the data does not know but that is named as AWS names regions (botocore may be newer than this package) is
answered by the rules that the others follow: three zones, its partition's domains, a made-up but constant hosted zone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mockvpce.data import stable, tables

_SHAPE = re.compile(r"(?:af|ap|ca|cn|eu|eusc|il|me|mx|sa|us)(?:-[a-z]+){1,2}-\d{1,2}")
_PARTITION_GROUPS = {"aws": "commercial", "aws-cn": "china", "aws-us-gov": "govcloud"}
_DIRECTIONS = ("north", "south", "central", "east", "west")


@dataclass(frozen=True, slots=True)
class Region:
    """One region. `remote_zone_ids` are the zones from which services of other regions can be reached."""

    name: str
    partition: str
    groups: frozenset[str]
    zone_ids: tuple[str, ...]
    remote_zone_ids: tuple[str, ...]
    hosted_zone_id: str


@dataclass(frozen=True, slots=True)
class Domains:
    """The domains of one partition: `dns` (amazonaws.com), `api` (dual stack), `on` (registries), `sagemaker`."""

    dns: str
    api: str
    on: str
    sagemaker: str


@lru_cache(maxsize=1)
def _known() -> dict[str, Region]:
    return {row["region"]: _from_row(row) for row in tables.read("regions.tsv")}


def _from_row(row: dict[str, str]) -> Region:
    name = row["region"]
    zones = tables.listed(row["zone_ids"])
    closed = tables.listed(row["no_remote_access"])
    return Region(
        name=name,
        partition=row["partition"],
        groups=frozenset((name, *row["groups"].split())),
        zone_ids=zones,
        remote_zone_ids=tuple(zone for zone in zones if zone not in closed),
        hosted_zone_id=row["hosted_zone"] if row["hosted_zone"] != "-" else stable.hosted_zone("hosted-zone", name),
    )


@lru_cache(maxsize=1)
def _domains() -> dict[str, Domains]:
    return {
        row["partition"]: Domains(row["dns"], row["api"], row["on"], row["sagemaker"])
        for row in tables.read("partitions.tsv")
    }


def is_known(name: str) -> bool:
    """Whether a name is one of `regions()`."""
    return name in _known()


def is_region(name: str) -> bool:
    """Whether a name is a region's: one of `regions()`, or one made as AWS makes them."""
    return name in _known() or _SHAPE.fullmatch(name) is not None


@lru_cache(maxsize=256)
def describe(region: str) -> Region:
    """Everything known of a region. A name that no region can have is a `ValueError`."""
    known = _known().get(region)
    if known is not None:
        return known
    if not is_region(region):
        raise ValueError(f"not the name of an AWS region: {region!r}")
    partition = partition_of(region)
    zones = tuple(f"{_zone_stem(region)}-az{number}" for number in (1, 2, 3))
    groups = frozenset((region, _PARTITION_GROUPS.get(partition, "commercial")))
    return Region(region, partition, groups, zones, zones, stable.hosted_zone("hosted-zone", region))


def _zone_stem(region: str) -> str:
    first, *_, last = region.split("-")
    area = "usg" if region.startswith("us-gov-") else first
    return area + "".join(direction[0] for direction in _DIRECTIONS if direction in region) + last


def regions() -> tuple[str, ...]:
    """The names of all known regions: commercial, China and GovCloud, in the order of their names."""
    return tuple(sorted(_known()))


def partition_of(region: str) -> str:
    """`aws`, `aws-cn` or `aws-us-gov`; `aws` for what is not known to be elsewhere."""
    known = _known().get(region)
    if known is not None:
        return known.partition
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


def domains(region: str) -> Domains:
    """The domains under which the services of a region are named."""
    return _domains()[partition_of(region)]


def dns_suffix(region: str) -> str:
    """`amazonaws.com`, or `amazonaws.com.cn` in China."""
    return domains(region).dns


def zone_ids(region: str) -> tuple[str, ...]:
    """The availability zone ids of a region (`use1-az1`, ...)."""
    return describe(region).zone_ids


def remote_access_zone_ids(region: str) -> tuple[str, ...]:
    """The zones of a region in which an endpoint can reach a service of another region."""
    return describe(region).remote_zone_ids


def hosted_zone_id(region: str) -> str:
    """The hosted zone of the regional and zonal DNS names of a region's endpoint services."""
    return describe(region).hosted_zone_id


def region_of(service_name: str) -> str | None:
    """The region written in a service name, AWS's or a customer's; None where there is none (`com.amazonaws.iam`)."""
    return next((part for part in service_name.split(".") if is_region(part)), None)
