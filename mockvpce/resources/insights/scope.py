"""A Network Access Scope: which ways through a network are wanted, and which are not looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Any

from mockvpce.engine.lifecycle import GONE, Lifecycle, Row
from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import resource
from mockvpce.protocol.filters import Filters
from mockvpce.resources.insights import errors

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

EXISTING = "existing"
_LAST_PORT = 65535
_TYPES = frozenset(
    {
        *(f"AWS::EC2::{one}" for one in ("InternetGateway", "VPNGateway", "NatGateway", "TransitGatewayAttachment")),
        *(f"AWS::EC2::{one}" for one in ("VPCEndpoint", "VPCEndpointService", "VPCPeeringConnection")),
        *(f"AWS::EC2::{one}" for one in ("NetworkInterface", "Instance", "SecurityGroup", "Subnet", "VPC")),
        "AWS::ElasticLoadBalancing::LoadBalancer",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "AWS::NetworkFirewall::NetworkFirewall",
    }
)
"""The types that a resource statement names."""


@resource(
    type="network-insights-access-scope",
    prefix="nis",
    malformed=errors.SCOPE_MALFORMED,
    unknown=errors.SCOPE_UNKNOWN,
    shown_by="DescribeNetworkInsightsAccessScopes",
)
@dataclass(slots=True, kw_only=True, eq=False)
class NetworkInsightsAccessScope(Resource):
    """A scope with its match conditions and exclusions."""

    matches: tuple[Mapping[str, Any], ...]
    excludes: tuple[Mapping[str, Any], ...]

    lifecycle = Lifecycle([Row("delete", EXISTING, GONE)], unforced={"": "a scope of AWS's has none"})


def scope_view(call: Call, scope: NetworkInsightsAccessScope) -> dict[str, Any]:
    """A scope as answers show it."""
    return {
        "NetworkInsightsAccessScopeId": scope.id,
        "NetworkInsightsAccessScopeArn": call.arn(scope.type, scope.id),
        "CreatedDate": scope.created,
        "UpdatedDate": scope.created,
        "Tags": call.tag_list(scope.id),
    }


def content_view(scope: NetworkInsightsAccessScope) -> dict[str, Any]:
    """The conditions of a scope."""
    return {
        "NetworkInsightsAccessScopeId": scope.id,
        "MatchPaths": [deepcopy(dict(one)) for one in scope.matches],
        "ExcludePaths": [deepcopy(dict(one)) for one in scope.excludes],
    }


def _check(condition: Mapping[str, Any], *, excludes: bool) -> None:
    through = condition.get("ThroughResources") or ()
    if through and (not excludes or len(through) != 1):
        raise errors.THROUGH_IN_MATCH()
    statements = [condition[end] for end in ("Source", "Destination") if condition.get(end) is not None]
    if not statements and not through:
        raise errors.EMPTY_STATEMENT()
    for statement in statements:
        if not statement.get("PacketHeaderStatement") and not statement.get("ResourceStatement"):
            raise errors.EMPTY_STATEMENT()
        header = statement.get("PacketHeaderStatement") or {}
        _check_header(header)
        for end in ("Source", "Destination"):
            if header.get(f"{end}Addresses") and header.get(f"{end}PrefixLists"):
                raise errors.EXCLUDED(one=f"{end}Addresses", other=f"{end}PrefixLists")
    for statement in (*statements, *through):
        _check_resources(statement.get("ResourceStatement") or {})


def _check_resources(resources: Mapping[str, Any]) -> None:
    if resources and bool(resources.get("Resources")) == bool(resources.get("ResourceTypes")):
        raise errors.EMPTY_RESOURCES()
    for kind in resources.get("ResourceTypes") or ():
        if kind not in _TYPES:
            raise errors.BAD_TYPE(value=kind)


def _check_header(header: Mapping[str, Any]) -> None:
    """Addresses are blocks of IPv4, ports are `443` or `1024-65535`."""
    for end in ("Source", "Destination"):
        for cidr in header.get(f"{end}Addresses") or ():
            if not _is_block(cidr):
                raise errors.BAD_BLOCK(value=cidr, name=f"{end}Addresses")
        for ports in header.get(f"{end}Ports") or ():
            first, dash, last = ports.partition("-")
            numbers = [first, last] if dash else [first]
            if not all(one.isdecimal() for one in numbers) or not int(first) <= int(numbers[-1]) <= _LAST_PORT:
                raise errors.BAD_PORT(value=ports, name=f"{end}Ports")


def _is_block(text: str) -> bool:
    try:
        IPv4Network(text, strict=False)
    except ValueError:
        return False
    return True


@operation(creates=NetworkInsightsAccessScope)
def create_network_insights_access_scope(
    call: Call,
    *,
    match_paths: Sequence[Mapping[str, Any]] | None = None,
    exclude_paths: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Keep a scope, which needs a match condition."""
    if not match_paths:
        raise errors.NO_MATCH()
    for condition in match_paths:
        _check(condition, excludes=False)
    for condition in exclude_paths or ():
        _check(condition, excludes=True)
    made = call.create(
        NetworkInsightsAccessScope, EXISTING, matches=tuple(match_paths), excludes=tuple(exclude_paths or ())
    )
    return {
        "NetworkInsightsAccessScope": scope_view(call, made),
        "NetworkInsightsAccessScopeContent": content_view(made),
    }


FILTERS: Filters[NetworkInsightsAccessScope] = Filters({}, unknown=lambda name: errors.FILTER_UNKNOWN(name=name))


@operation(lists=NetworkInsightsAccessScope, filters=FILTERS, page=(1, 100))
def describe_network_insights_access_scopes(
    call: Call,
    *,
    network_insights_access_scope_ids: Sequence[str] | None = None,
    filters: Sequence[Mapping[str, Any]] | None = None,
) -> Listing[NetworkInsightsAccessScope]:
    """The caller's scopes."""
    views = {"NetworkInsightsAccessScopes": scope_view}
    return call.listing(NetworkInsightsAccessScope, network_insights_access_scope_ids, filters, views)


@operation
def get_network_insights_access_scope_content(call: Call, *, network_insights_access_scope_id: str) -> dict[str, Any]:
    """The conditions of a scope."""
    scope = call.own(NetworkInsightsAccessScope, network_insights_access_scope_id)
    return {"NetworkInsightsAccessScopeContent": content_view(scope)}
