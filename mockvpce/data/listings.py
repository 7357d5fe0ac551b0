"""Reads what `aws ec2 describe-vpc-endpoint-services` prints: AWS's own list of its services, of any Region."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from mockvpce.data import catalogue, regions, stable
from mockvpce.data.catalogue import Catalogue, ServiceEntry

Listing = Mapping[str, tuple[ServiceEntry, ...]]
"""AWS's services by Region."""
_AWS = "amazon"


def catalogue_of(paths: tuple[str, ...]) -> Catalogue:
    """The services that the package knows, with those of the files in their place; `ValueError` as of `read`."""
    return _catalogue(paths, tuple(os.stat(path).st_mtime_ns for path in paths))


@lru_cache(maxsize=16)
def _catalogue(paths: tuple[str, ...], changed: tuple[int, ...]) -> Catalogue:
    """One object for the same files, by which answers are kept."""
    del changed
    return Catalogue(read(paths))


def read(paths: Sequence[str | os.PathLike[str]]) -> Listing:
    """The services of the files, by Region. Several files of one Region, such as the pages of an answer, are put together.

    `ValueError` for a file that is no such answer, naming it and what it lacks.
    """
    found: dict[str, dict[tuple[str, str], ServiceEntry]] = {}
    for path in paths:
        text = os.fspath(path)
        for entry in _entries(text, os.stat(text).st_mtime_ns):
            found.setdefault(entry.region, {})[entry.name, entry.type] = entry
    return {region: tuple(entry for _, entry in sorted(entries.items())) for region, entries in found.items()}


@lru_cache(maxsize=32)
def _entries(path: str, changed: int) -> tuple[ServiceEntry, ...]:
    """The services of a file as it was when it changed last."""
    del changed
    try:
        answer = json.loads(Path(path).read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is no JSON, as aws ec2 describe-vpc-endpoint-services prints it: {error}") from None
    details = answer.get("ServiceDetails") if isinstance(answer, Mapping) else None
    if not isinstance(details, list):
        raise ValueError(f"{path} has no list ServiceDetails, as aws ec2 describe-vpc-endpoint-services prints it")
    owned = [one for one in details if isinstance(one, Mapping) and one.get("Owner", _AWS) == _AWS]
    common = Counter(filter(None, (_region_in(one) for one in owned))).most_common(1)
    if not common:
        raise ValueError(f"{path} names no service of AWS in a Region")
    try:
        return tuple(_entry(one, common[0][0]) for one in owned)
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
        raise ValueError(f"{path} has a service that is not as AWS shows it: {error!r}") from None


def _region_in(detail: Mapping[str, Any]) -> str | None:
    return detail.get("ServiceRegion") or regions.region_of(str(detail.get("ServiceName")))


def _entry(detail: Mapping[str, Any], usual: str) -> ServiceEntry:
    """A service. Names without a Region are of the Region that the others are of."""
    name, kind = detail["ServiceName"], detail["ServiceType"][0]["ServiceType"]
    region = _region_in(detail) or usual
    known = next((one for one in catalogue.find(region, name) if one.type == kind), None)
    private = [one["PrivateDnsName"] for one in detail.get("PrivateDnsNames", ())]
    if not private and detail.get("PrivateDnsName"):
        private = [detail["PrivateDnsName"]]
    return ServiceEntry(
        name=name,
        service_id=detail.get("ServiceId") or stable.resource_id("vpce-svc", region, name, kind),
        type=kind,
        region=region,
        zone_ids=_zones(detail, region),
        base_dns_names=tuple(detail.get("BaseEndpointDnsNames", ())),
        private_dns_names=tuple(private),
        policy_supported=bool(detail.get("VpcEndpointPolicySupported")),
        ip_address_types=tuple(detail.get("SupportedIpAddressTypes") or ("ipv4",)),
        cross_region=known is not None and known.cross_region,
    )


def _zones(detail: Mapping[str, Any], region: str) -> tuple[str, ...]:
    """The ids of its zones. A zone's name means another zone in each account: its letter stands for its place among ids."""
    if detail.get("AvailabilityZoneIds"):
        return tuple(sorted(detail["AvailabilityZoneIds"]))
    all_zones = regions.zone_ids(region)
    indexes = [ord(name[-1]) - ord("a") for name in detail.get("AvailabilityZones", ())]
    return tuple(all_zones[index] for index in indexes if index < len(all_zones)) or all_zones


_COMPARED = ("base_dns_names", "private_dns_names", "policy_supported", "ip_address_types", "zone_ids")


def differences(listing: Listing) -> list[str]:
    """What AWS's lists say otherwise than this package, a line each; the Regions in the order of their names."""
    lines: list[str] = []
    for region, entries in sorted(listing.items()):
        theirs = {(entry.name, entry.type): entry for entry in entries}
        ours = {(entry.name, entry.type): entry for entry in catalogue.services(region)}
        for key in sorted(theirs.keys() | ours.keys()):
            words = f"{region}: {key[0]} ({key[1]})"
            if key not in ours:
                lines.append(f"{words}: only AWS has it")
            elif key not in theirs:
                lines.append(f"{words}: only mockvpce has it")
            else:
                lines.extend(f"{words}: {text}" for text in _otherwise(ours[key], theirs[key]))
    return lines


def _otherwise(ours: ServiceEntry, theirs: ServiceEntry) -> list[str]:
    found = [(name, getattr(ours, name), getattr(theirs, name)) for name in _COMPARED]
    return [f"{name} {_shown(own)}, AWS {_shown(aws)}" for name, own, aws in found if _set(own) != _set(aws)]


def _shown(value: object) -> str:
    return (" ".join(map(str, value)) or "none") if isinstance(value, tuple) else str(value)


def _set(value: object) -> object:
    return frozenset(value) if isinstance(value, tuple) else value
