"""The authorization policy of an endpoint: a Cedar document that decides on each connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mockvpce.engine.lifecycle import GONE, Lifecycle, Row, forced
from mockvpce.engine.operation import operation
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import follows, resource
from mockvpce.protocol.errors import MISSING_PARAMETER
from mockvpce.resources.client_vpn import cedar, errors
from mockvpce.resources.client_vpn.connection import ClientVpnConnection, open_connections
from mockvpce.resources.client_vpn.endpoint import (
    DIRECTORY,
    FEDERATED,
    MUTUAL,
    ClientVpnEndpoint,
    changeable_endpoint,
    own_endpoint,
)

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World

DOCUMENT = 10_000
"""The most bytes of a document (Administrator Guide, considerations of device posture)."""
CHANGE = timedelta(seconds=30)
"""How long a policy is `creating`, `updating` or `deleting` [I]."""

CREATING = "creating"
UPDATING = "updating"
ACTIVE = "active"
FAILED = "failed"
DELETING = "deleting"


@resource(
    type="client-vpn-authorization-policy",
    shown_by="GetClientVpnEndpointAuthorizationPolicy",
    follows=True,
)
@dataclass(slots=True, kw_only=True, eq=False)
class AuthorizationPolicy(Resource):
    """The policy of an endpoint as requested last, and the part of it that is in effect."""

    document: str
    description: str = ""
    shadow: bool = False
    effective: str = ""
    effective_shadow: bool = False

    lifecycle = Lifecycle(
        [
            *(Row("settle", one, ACTIVE, after=CHANGE) for one in (CREATING, UPDATING)),
            *(Row("update", one, UPDATING) for one in (CREATING, UPDATING, ACTIVE, FAILED)),
            *(Row("delete", one, DELETING) for one in (CREATING, UPDATING, ACTIVE, FAILED)),
            Row("vanish", DELETING, GONE, after=CHANGE),
            *forced((CREATING, UPDATING, ACTIVE, FAILED), (CREATING, UPDATING, ACTIVE, FAILED, DELETING)),
        ]
    )

    @property
    def endpoint_id(self) -> str:
        """The endpoint."""
        return self.id.partition("/")[0]

    @property
    def homes(self) -> tuple[Home, ...]:
        """It is seen as a part of its endpoint only."""
        return ()


def policy_id(endpoint_id: str) -> str:
    """The id of an endpoint's policy."""
    return f"{endpoint_id}/authorization-policy"


# what it decides -----------------------------------------------------------------------------------------------------


def refusal_of(world: World, endpoint: ClientVpnEndpoint, connection: ClientVpnConnection) -> tuple[str, bool]:
    """Why the policy refuses a connection, empty where it does not; and whether that is for the log alone."""
    policy = world.table(AuthorizationPolicy).get(policy_id(endpoint.id))
    if policy is None or not policy.effective or policy.state == DELETING:
        return "", False
    connection.evaluated = world.clock.now()
    who = connection.user or connection.common_name
    allowed, reason = cedar.allows(policy.effective, who, endpoint.id, _context(endpoint, connection))
    return ("" if allowed else f"the authorization policy of {endpoint.id}: {reason}"), policy.effective_shadow


def _context(endpoint: ClientVpnEndpoint, connection: ClientVpnConnection) -> dict[str, Any]:
    """What policies may ask for. Names of members other than `memberOf` are inferred [I]."""
    identity = {"username": connection.user, "memberOf": list(connection.groups)}
    known: Mapping[str, tuple[str, Mapping[str, Any]]] = {
        FEDERATED: ("saml", identity),
        DIRECTORY: ("active-directory", identity),
        MUTUAL: ("mutual-authentication", {"commonName": connection.common_name}),
    }
    trusted = {one["TrustProviderType"] for one in endpoint.options.trust_providers}
    return {
        "connection": {"endpointId": endpoint.id, "connectionId": connection.id},
        **dict(known[one["Type"]] for one in endpoint.options.authentication),
        **{name: signals for name, signals in connection.device.items() if name in trusted},
    }


@follows(AuthorizationPolicy)
def _follow(world: World, policy: AuthorizationPolicy) -> None:
    """A policy that takes effect decides on those who are connected too."""
    if policy.state != ACTIVE:
        return
    policy.effective, policy.effective_shadow = policy.document, policy.shadow
    endpoint = world.table(ClientVpnEndpoint).get(policy.endpoint_id)
    if endpoint is None or cedar.library() is None:
        return
    for connection in list(open_connections(world, endpoint.id)):
        reason, shadow = refusal_of(world, endpoint, connection)
        if reason and not shadow:
            world.apply(connection, "end")


# modify, get, delete -------------------------------------------------------------------------------------------------


@operation
def modify_client_vpn_endpoint_authorization_policy(
    call: Call,
    *,
    client_vpn_endpoint_id: str,
    policy_document: str | None = None,
    description: str | None = None,
    shadow_mode: str | None = None,
) -> dict[str, Any]:
    """Give an endpoint a policy, or change what the request names of the one that it has."""
    endpoint = changeable_endpoint(call, client_vpn_endpoint_id)
    if policy_document is not None:
        _check(policy_document)
    policy = call.world.table(AuthorizationPolicy).get(policy_id(endpoint.id))
    if policy is not None and policy.state == DELETING:
        raise errors.POLICY_STATE(state=policy.state)
    if policy is None:
        if policy_document is None:
            raise MISSING_PARAMETER(name="PolicyDocument")
        policy = AuthorizationPolicy(
            id=policy_id(endpoint.id),
            account=call.account,
            region=call.region,
            created=call.world.clock.now(),
            document=policy_document,
        )
        call.world.add(policy)
        call.world.begin(policy, CREATING)
    else:
        call.world.apply(policy, "update")
    policy.document = policy.document if policy_document is None else policy_document
    policy.description = policy.description if description is None else description
    policy.shadow = policy.shadow if shadow_mode is None else shadow_mode == "enabled"
    return {"Status": policy.state}


def _check(document: str) -> None:
    if len(document.encode()) > DOCUMENT:
        raise errors.POLICY_TOO_LONG(limit=DOCUMENT)
    problem = cedar.problem_in(document)
    if problem:
        raise errors.BAD_POLICY(problem=problem)


def _policy(call: Call, endpoint_id: str) -> AuthorizationPolicy:
    policy = call.world.table(AuthorizationPolicy).get(policy_id(endpoint_id))
    if policy is None:
        raise errors.POLICY_UNKNOWN(id=endpoint_id)
    return policy


@operation
def get_client_vpn_endpoint_authorization_policy(call: Call, *, client_vpn_endpoint_id: str) -> dict[str, Any]:
    """The policy as it was asked for last."""
    endpoint = own_endpoint(call, client_vpn_endpoint_id)
    policy = _policy(call, endpoint.id)
    shown = {
        "ClientVpnEndpointId": endpoint.id,
        "PolicyDocument": policy.document,
        "ShadowMode": "enabled" if policy.shadow else "disabled",
        "Status": policy.state,
    }
    return shown | ({"Description": policy.description} if policy.description else {})


@operation
def delete_client_vpn_endpoint_authorization_policy(call: Call, *, client_vpn_endpoint_id: str) -> dict[str, Any]:
    """Delete the policy, which decides nothing from here on."""
    endpoint = changeable_endpoint(call, client_vpn_endpoint_id)
    policy = _policy(call, endpoint.id)
    if call.world.can(policy, "delete"):
        call.world.apply(policy, "delete")
    return {"Status": policy.state}
