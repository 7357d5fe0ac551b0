"""moto's Route 53 Resolver and DHCP options as names are looked up by: rules, inbound endpoints, name servers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mockvpce.engine.topology import ResolverEndpoint, ResolverRule

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home


def _every() -> Iterator[tuple[Home, Any]]:
    """The backends of the service, which nobody has if nobody has loaded it."""
    models = sys.modules.get("moto.route53resolver.models")
    if models is None:
        return
    for account, regions in list(models.route53resolver_backends.items()):
        for region, backend in list(regions.items()):
            yield (account, region), backend


def rules(vpc_id: str) -> Iterator[ResolverRule]:
    """The rules that are associated with a VPC, whichever account owns them."""
    for _, backend in _every():
        for association in backend.resolver_rule_associations.values():
            rule = backend.resolver_rules.get(association.resolver_rule_id)
            if association.vpc_id == vpc_id and rule is not None:
                targets = tuple(one.get("Ip") or one.get("Ipv6") or "" for one in rule.target_ips or ())
                domain = rule.domain_name.strip(".").lower()
                yield ResolverRule(rule.id, domain, rule.rule_type == "FORWARD", targets)


def endpoint(endpoint_id: str) -> ResolverEndpoint | None:
    """The resolver endpoint of an id."""
    for home, backend in _every():
        found = backend.resolver_endpoints.get(endpoint_id)
        if found is not None:
            return _view(home, found)
    return None


def inbound_at(address: str) -> ResolverEndpoint | None:
    """The inbound endpoint that answers at an address."""
    for home, backend in _every():
        for one in backend.resolver_endpoints.values():
            if one.direction == "INBOUND" and any(address in (ip.get("Ip"), ip.get("Ipv6")) for ip in one.ip_addresses):
                return _view(home, one)
    return None


def name_servers(vpc: Any) -> tuple[str, ...]:
    """The servers that a VPC's DHCP options name; none where they leave the choice to Amazon."""
    options = vpc.dhcp_options
    if options is None:
        return ()
    return tuple(options._options.get("domain-name-servers") or ())  # noqa: SLF001 - moto has no public reading


def _view(home: Home, one: Any) -> ResolverEndpoint:
    return ResolverEndpoint(one.id, home, one.host_vpc_id, one.direction == "INBOUND")
