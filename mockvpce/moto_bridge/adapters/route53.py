"""moto's hosted zones, as `engine.platform` describes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from mockvpce.engine.operation import partition_of
from mockvpce.moto_bridge.compat import type_of

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home


class MotoHostedZones:
    """Route 53, imported when it is first asked for, as moto does itself."""

    def conflicting(self, home: Home, vpc_id: str, domains: Iterable[str]) -> Sequence[str]:
        _, region = home
        wanted = {domain.removeprefix("*.").rstrip("."): domain for domain in domains}
        return [
            wanted[zone.name.rstrip(".")]
            for zone in route53_zones()
            if zone.private_zone
            and zone.name.rstrip(".") in wanted
            and any(one.get("vpc_id") == vpc_id and one.get("vpc_region") in (region, None) for one in zone.vpcs)
        ]

    def name(self, home: Home, zone_id: str) -> str | None:
        from moto.route53.models import route53_backends

        account, region = home
        zone = route53_backends[account][partition_of(region)].zones.get(zone_id.rsplit("/", 1)[-1])
        return None if zone is None else str(zone.name)

    def txt_records(self, domain: str) -> Sequence[str]:
        name = domain.rstrip(".").lower()
        return [
            str(value).strip('"')
            for zone in route53_zones()
            if not zone.private_zone
            for record in zone.rrsets
            if type_of(record) == "TXT" and record.name.rstrip(".").lower() == name
            for value in record.records
        ]


def route53_zones() -> Iterable[Any]:
    """Every hosted zone of every account."""
    from moto.route53.models import route53_backends

    for partitions in list(route53_backends.values()):
        for backend in list(partitions.values()):
            yield from backend.zones.values()
