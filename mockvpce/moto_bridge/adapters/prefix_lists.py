"""What of moto's refers to prefix lists, as `engine.platform` describes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from mockvpce.moto_bridge.compat import peers_of, routes_of
from mockvpce.moto_bridge.footprint.transit_attachments import is_shared

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.moto_bridge.backends import Backends


class MotoPrefixLists:
    """Route tables and security groups, by the lists that they name."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends

    def references(self, region: str, list_id: str) -> Sequence[tuple[str, str]]:
        return [
            (one, account)
            for (account, where), backend in self._backends.every_ec2()
            if where == region
            for one in _users(backend, list_id)
        ]

    def shares(self, arn: str, owner: Home, account: str) -> bool:
        return is_shared(arn, *owner, account)


def _users(backend: Any, list_id: str) -> Iterator[str]:
    for table in backend.route_tables.values():
        if any(getattr(route.destination_prefix_list, "id", "") == list_id for route in routes_of(table).values()):
            yield table.id
    for groups in backend.groups.values():
        for group in groups.values():
            rules = (*group.ingress_rules, *group.egress_rules)
            if any(named == list_id for rule in rules for _, _, named in peers_of(rule)):
                yield group.id
