"""Connections of clients to an endpoint: how they end, and the operations that show and end them."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from mockvpce.engine.lifecycle import GONE, Lifecycle, Row, forced
from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import follows, resource
from mockvpce.protocol.filters import OWN_ID, Field, Filters
from mockvpce.resources.client_vpn import errors
from mockvpce.resources.client_vpn.endpoint import ClientVpnEndpoint, own_endpoint

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World

TERMINATION = timedelta(seconds=10)
"""How long a connection is `terminating` [I]."""
MEMORY = timedelta(minutes=60)
"""How long a terminated connection is shown (DescribeClientVpnConnections)."""
AT_ONCE = 5
"""The most connections of one user that one request terminates."""

ACTIVE = "active"
TERMINATING = "terminating"
TERMINATED = "terminated"
FAILED_TO_TERMINATE = "failed-to-terminate"
OPEN = (ACTIVE, FAILED_TO_TERMINATE)


@resource(
    type="client-vpn-connection",
    prefix="cvpn-connection",
    unknown=errors.CONNECTION_UNKNOWN,
    shown_by="DescribeClientVpnConnections",
    follows=True,
)
@dataclass(slots=True, kw_only=True, eq=False)
class ClientVpnConnection(Resource):
    """A client that is or was connected. `ends` is when its session is over, by the endpoint's timeout."""

    endpoint_id: str
    network_id: str
    address: str
    ipv6: str = ""
    user: str = ""
    groups: tuple[str, ...] = ()
    common_name: str = ""
    established: datetime
    ended: datetime | None = None
    device: Mapping[str, Any] = field(default_factory=dict)
    """What trust providers say of the client's device, by provider."""
    postures: tuple[str, ...] = ()
    """What the client connect handler says of the client's device."""
    evaluated: datetime | None = None
    """When the authorization policy has decided last."""

    lifecycle: ClassVar[Lifecycle] = Lifecycle(
        [
            *(Row("terminate", one, TERMINATING) for one in OPEN),
            Row("finish", TERMINATING, TERMINATED, after=TERMINATION),
            *(Row("end", one, TERMINATED) for one in (*OPEN, TERMINATING)),
            Row("review", ACTIVE, ACTIVE),
            Row("vanish", TERMINATED, GONE, after=MEMORY, deadline=True),
            *forced((*OPEN, TERMINATING), (*OPEN, TERMINATING, TERMINATED)),
        ]
    )

    @property
    def homes(self) -> tuple[Home, ...]:
        """It is seen as a part of its endpoint only."""
        return ()

    @property
    def is_open(self) -> bool:
        """Whether packets go through it."""
        return self.state in OPEN

    @classmethod
    def indexes(cls) -> Mapping[str, Callable[[ClientVpnConnection], Iterable[Hashable]]]:
        """By endpoint, and by endpoint and state."""
        return {"endpoint": lambda one: (one.endpoint_id,), "state": lambda one: ((one.endpoint_id, one.state),)}


def open_connections(world: World, endpoint_id: str) -> Iterator[ClientVpnConnection]:
    """The clients of an endpoint that are connected now."""
    table = world.table(ClientVpnConnection)
    for state in OPEN:
        yield from table.where("state", (endpoint_id, state))


# how they end --------------------------------------------------------------------------------------------------------


@follows(ClientVpnConnection)
def _follow(world: World, connection: ClientVpnConnection) -> None:
    endpoint = world.table(ClientVpnEndpoint).get(connection.endpoint_id)
    if connection.state == ACTIVE and endpoint is not None:
        _set_end(world, endpoint, connection)
    elif connection.state == TERMINATED:
        over = connection.established + session_length(endpoint) if endpoint is not None else None
        now = world.clock.now()
        connection.ended = now if over is None else min(now, over)
        if endpoint is not None:
            write_log(world, endpoint, connection)


def session_length(endpoint: ClientVpnEndpoint) -> timedelta:
    """How long a session lasts."""
    return timedelta(hours=endpoint.options.session_hours)


def _set_end(world: World, endpoint: ClientVpnEndpoint, connection: ClientVpnConnection) -> None:
    """Let the session end in time; where the endpoint does not disconnect, the client signs in again by itself."""
    now = world.clock.now()
    while connection.established + session_length(endpoint) <= now and not endpoint.options.disconnects:
        connection.established += session_length(endpoint)
    left = connection.established + session_length(endpoint) - now
    event = "end" if endpoint.options.disconnects else "review"
    world.schedule(connection, event, max(left, timedelta()), soon=False)


def review_sessions(world: World, endpoint_id: str) -> None:
    """The endpoint's timeout has changed."""
    for connection in list(world.table(ClientVpnConnection).where("state", (endpoint_id, ACTIVE))):
        world.apply(connection, "review")


def end_sessions(world: World, endpoint_id: str, network_id: str = "") -> None:
    """Disconnect every client, or those that came in through one network."""
    for connection in list(open_connections(world, endpoint_id)):
        if network_id in ("", connection.network_id):
            world.apply(connection, "end")


# log -----------------------------------------------------------------------------------------------------------------


def moment(instant: datetime | None) -> str:
    """An instant as connections show it; a dash where it is not known."""
    return "-" if instant is None else f"{instant:%Y-%m-%d %H:%M:%S}"


def write_log(
    world: World, endpoint: ClientVpnEndpoint, connection: ClientVpnConnection | None, refusal: str = "", user: str = ""
) -> None:
    """Write what happened into the endpoint's log: a connection that began or ended, or a `refusal`."""
    logging = endpoint.options.logging
    if not logging.group:
        return
    entry = dict.fromkeys(_LOGGED, "NA")
    entry |= {
        "connection-log-type": "connection-attempt",
        "connection-attempt-status": "failed" if refusal else "successful",
        "connection-attempt-failure-reason": refusal or "NA",
        "connection-reset-status": "NA",
        "client-vpn-endpoint-id": endpoint.id,
        "transport-protocol": endpoint.options.transport_protocol,
        "port": str(endpoint.options.port),
        "connection-last-update-time": moment(world.clock.now()),
    }
    if user:
        entry["username"] = user
    if connection is not None:
        entry |= {
            "connection-id": connection.id,
            "connection-start-time": moment(connection.established),
            "client-ip": connection.address,
            "common-name": connection.common_name or "NA",
            "username": connection.user or "NA",
        }
        if connection.ended is not None:
            entry |= {"connection-log-type": "connection-reset", "connection-reset-status": "NA"}
            entry["connection-end-time"] = moment(connection.ended)
    world.platform.services.write_log(
        (endpoint.account, endpoint.region), logging.group, logging.stream, json.dumps(entry)
    )


_LOGGED = (
    "connection-log-type",
    "connection-attempt-status",
    "connection-reset-status",
    "connection-attempt-failure-reason",
    "connection-id",
    "client-vpn-endpoint-id",
    "transport-protocol",
    "connection-start-time",
    "connection-last-update-time",
    "client-ip",
    "common-name",
    "device-type",
    "device-ip",
    "port",
    "ingress-bytes",
    "egress-bytes",
    "ingress-packets",
    "egress-packets",
    "connection-end-time",
    "username",
)
"""The keys of a log entry, in their order (Administrator Guide, connection logging)."""


# describe, terminate -------------------------------------------------------------------------------------------------

FILTERS: Filters[ClientVpnConnection] = Filters(
    {"connection-id": Field(lambda one: one.id, OWN_ID), "username": lambda one: one.user or None},
    unknown=lambda name: errors.FILTER_UNKNOWN(name=name),
)


@operation(lists=ClientVpnConnection, filters=FILTERS, page=(5, 1000))
def describe_client_vpn_connections(
    call: Call,
    *,
    client_vpn_endpoint_id: str,
    filters: Sequence[Mapping[str, Any]] | None = None,
) -> Listing[ClientVpnConnection]:
    """The clients that are connected, and those that were in the last hour."""
    endpoint = own_endpoint(call, client_vpn_endpoint_id)
    within = ("endpoint", endpoint.id)
    return call.listing(ClientVpnConnection, None, filters, {"Connections": _connection_view}, within=within)


def _connection_view(call: Call, connection: ClientVpnConnection) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "ClientVpnEndpointId": connection.endpoint_id,
        "Timestamp": moment(call.world.clock.now()),
        "ConnectionId": connection.id,
        "ConnectionEstablishedTime": moment(connection.established),
        **dict.fromkeys(("IngressBytes", "EgressBytes", "IngressPackets", "EgressPackets"), "0"),
        "ClientIp": connection.address,
        "Status": {"Code": connection.state},
        "ConnectionEndTime": moment(connection.ended),
        "PostureComplianceStatuses": list(connection.postures),
    }
    if connection.user:
        shown["Username"] = connection.user
    if connection.ipv6:
        shown["ClientIpv6Address"] = connection.ipv6
    if connection.common_name:
        shown["CommonName"] = connection.common_name
    if connection.evaluated is not None:
        shown["AuthorizationPolicyLastEvaluatedTime"] = moment(connection.evaluated)
    return shown


@operation
def terminate_client_vpn_connections(
    call: Call, *, client_vpn_endpoint_id: str, connection_id: str | None = None, username: str | None = None
) -> dict[str, Any]:
    """Disconnect one client, or all of one user, of whom there may be five."""
    if not connection_id and not username:
        raise errors.CONNECTION_MISSING()
    endpoint = own_endpoint(call, client_vpn_endpoint_id)
    wanted = list(open_connections(call.world, endpoint.id))
    if connection_id:
        wanted = [one for one in wanted if one.id == connection_id]
        if not wanted:
            raise errors.CONNECTION_UNKNOWN(id=connection_id)
    if username:
        wanted = [one for one in wanted if one.user == username]
        if not wanted:
            raise errors.USER_UNKNOWN()
    if len(wanted) > AT_ONCE:
        raise errors.TOO_MANY_CONNECTIONS(limit=AT_ONCE)
    answer: dict[str, Any] = {
        "ClientVpnEndpointId": endpoint.id,
        "ConnectionStatuses": [_terminate(call.world, one) for one in wanted],
    }
    return answer | ({"Username": username} if username else {})


def _terminate(world: World, connection: ClientVpnConnection) -> dict[str, Any]:
    before = connection.state
    world.apply(connection, "terminate")
    return {
        "ConnectionId": connection.id,
        "PreviousStatus": {"Code": before},
        "CurrentStatus": {"Code": connection.state},
    }
