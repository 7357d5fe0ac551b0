"""moto's Route 53 zones as the resolver reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mockvpce.engine.topology import HostedZone, Record, VpcNode
from mockvpce.moto_bridge.adapters.route53 import route53_zones
from mockvpce.moto_bridge.compat import type_of


def private_zones(vpc: VpcNode) -> Sequence[HostedZone]:
    """The private zones that are associated with a VPC."""
    return [
        _zone(zone)
        for zone in route53_zones()
        if zone.private_zone
        and any(one.get("vpc_id") == vpc.id and one.get("vpc_region") in (vpc.home[1], None) for one in zone.vpcs)
    ]


def public_zones() -> Iterator[HostedZone]:
    """All public zones."""
    return (_zone(zone) for zone in route53_zones() if not zone.private_zone)


def _zone(zone: Any) -> HostedZone:
    return HostedZone(zone.id, _plain(zone.name), tuple(map(_record, zone.rrsets)))


def _record(record: Any) -> Record:
    alias = record.alias_target or {}
    values = tuple(str(one) for one in record.records or ())
    return Record(_plain(record.name), type_of(record), values, _plain(str(alias.get("DNSName") or "")))


def _plain(name: str) -> str:
    return name.replace("\\052", "*").rstrip(".").lower()
