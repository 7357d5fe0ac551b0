"""Authorization rules: which groups of users may reach which networks."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mockvpce.engine.lifecycle import GONE, Lifecycle, Row, forced
from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import resource
from mockvpce.protocol.filters import Filters
from mockvpce.resources.client_vpn import errors
from mockvpce.resources.client_vpn.blocks import read_block
from mockvpce.resources.client_vpn.endpoint import changeable_endpoint, own_endpoint

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.resource import Home

QUOTA = ("L-9A1BC94B", 200)
"""Rules of one endpoint: code and default."""
CHANGE = timedelta(minutes=1)
"""How long a rule is `authorizing` or `revoking`: minutes are recorded, up to ten."""
GROUP_ID = 255
"""The most characters of a group's id."""

AUTHORIZING = "authorizing"
ACTIVE = "active"
FAILED = "failed"
REVOKING = "revoking"


@resource(type="client-vpn-authorization-rule", shown_by="DescribeClientVpnAuthorizationRules", follows=True)
@dataclass(slots=True, kw_only=True, eq=False)
class AuthorizationRule(Resource):
    """A rule; no group means every client. AWS gives it no id; ours names endpoint, destination and group."""

    endpoint_id: str
    destination: str
    group: str = ""
    description: str = ""

    lifecycle = Lifecycle(
        [
            Row("authorize", AUTHORIZING, ACTIVE, after=CHANGE),
            *(Row("revoke", one, REVOKING) for one in (AUTHORIZING, ACTIVE, FAILED)),
            Row("vanish", REVOKING, GONE, after=CHANGE),
            *forced((AUTHORIZING, ACTIVE, FAILED), (AUTHORIZING, ACTIVE, FAILED, REVOKING)),
        ]
    )

    @property
    def homes(self) -> tuple[Home, ...]:
        """It is seen as a part of its endpoint only."""
        return ()

    @classmethod
    def indexes(cls) -> Mapping[str, Callable[[AuthorizationRule], Iterable[Hashable]]]:
        """By endpoint."""
        return {"endpoint": lambda one: (one.endpoint_id,)}


def rule_id(endpoint_id: str, destination: str, group: str) -> str:
    """The id of a rule."""
    return f"{endpoint_id}/rule/{destination}/{group}"


# authorize, revoke ---------------------------------------------------------------------------------------------------


@operation
def authorize_client_vpn_ingress(
    call: Call,
    *,
    client_vpn_endpoint_id: str,
    target_network_cidr: str,
    access_group_id: str | None = None,
    authorize_all_groups: bool | None = None,
    description: str | None = None,
) -> dict[str, Any]:
    """Let a group, or everybody, reach a network. The endpoint needs no association for that."""
    group = _group(access_group_id, authorize_all_groups, errors.RULE_WITHOUT_GROUP(), "AuthorizeAllGroups")
    endpoint = changeable_endpoint(call, client_vpn_endpoint_id)
    destination = str(read_block(target_network_cidr, "TargetNetworkCidr"))
    table = call.world.table(AuthorizationRule)
    if table.get(rule_id(endpoint.id, destination, group)) is not None:
        raise errors.DUPLICATE_RULE()
    call.check_quota(QUOTA, len(table.where("endpoint", endpoint.id)), errors.RULE_LIMIT)
    rule = AuthorizationRule(
        id=rule_id(endpoint.id, destination, group),
        account=call.account,
        region=call.region,
        created=call.world.clock.now(),
        endpoint_id=endpoint.id,
        destination=destination,
        group=group,
        description=description or "",
    )
    call.add(rule, AUTHORIZING)
    return {"Status": {"Code": rule.state}}


def _group(group: str | None, everybody: bool | None, missing: Exception, name: str) -> str:
    """The group of a request, empty for everybody. Asked before the endpoint is looked up, as recorded."""
    if group and everybody:
        raise errors.GROUP_AND_EVERYBODY(name=name)
    if not group and not everybody:
        raise missing
    if group and len(group) > GROUP_ID:
        raise errors.LONG_GROUP_ID()
    return group or ""


@operation
def revoke_client_vpn_ingress(
    call: Call,
    *,
    client_vpn_endpoint_id: str,
    target_network_cidr: str,
    access_group_id: str | None = None,
    revoke_all_groups: bool | None = None,
) -> dict[str, Any]:
    """Take a rule away. RevokeAllGroups means the rule for everybody, and leaves those of groups."""
    group = _group(access_group_id, revoke_all_groups, errors.REVOCATION_WITHOUT_GROUP(), "RevokeAllGroups")
    endpoint = changeable_endpoint(call, client_vpn_endpoint_id)
    destination = str(read_block(target_network_cidr, "TargetNetworkCidr"))
    rule = call.world.table(AuthorizationRule).get(rule_id(endpoint.id, destination, group))
    if rule is None:
        raise errors.RULE_UNKNOWN()
    if call.world.can(rule, "revoke"):
        call.world.apply(rule, "revoke")
    return {"Status": {"Code": rule.state}}


# describe ------------------------------------------------------------------------------------------------------------

FILTERS: Filters[AuthorizationRule] = Filters(
    {
        "description": lambda one: one.description or None,
        "destination-cidr": lambda one: one.destination,
        "group-id": lambda one: one.group,
    },
    unknown=lambda name: errors.FILTER_UNKNOWN(name=name),
)


@operation(lists=AuthorizationRule, filters=FILTERS, page=(5, 1000))
def describe_client_vpn_authorization_rules(
    call: Call,
    *,
    client_vpn_endpoint_id: str,
    filters: Sequence[Mapping[str, Any]] | None = None,
) -> Listing[AuthorizationRule]:
    """The rules of an endpoint."""
    endpoint = own_endpoint(call, client_vpn_endpoint_id)
    within = ("endpoint", endpoint.id)
    return call.listing(AuthorizationRule, None, filters, {"AuthorizationRules": _rule_view}, within=within)


def _rule_view(_: Call, rule: AuthorizationRule) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "ClientVpnEndpointId": rule.endpoint_id,
        "GroupId": rule.group,
        "AccessAll": not rule.group,
        "DestinationCidr": rule.destination,
        "Status": {"Code": rule.state},
    }
    if rule.description:
        shown["Description"] = rule.description
    return shown
