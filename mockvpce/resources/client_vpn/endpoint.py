"""A Client VPN endpoint: what clients connect to, and how they sign in."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from mockvpce.data import regions
from mockvpce.engine.lifecycle import GONE, Lifecycle, Row, forced
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import resource
from mockvpce.resources.client_vpn import errors

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.resource import Home

QUOTA = ("L-8EA77D34", 5)
"""Client VPN endpoints in a Region: code and default."""
DELETION = timedelta(minutes=1)
"""How long an endpoint is `deleting`; Terraform waits up to five minutes."""
MEMORY = timedelta(minutes=1)
"""How long a deleted endpoint is still shown [I]."""
HANDLER_CHANGE = timedelta(seconds=30)
"""How long a change of the connect handler is `applying` [I]."""

PENDING_ASSOCIATE = "pending-associate"
PENDING = "pending"
AVAILABLE = "available"
DELETING = "deleting"
DELETED = "deleted"
LIVE = (PENDING_ASSOCIATE, PENDING, AVAILABLE, DELETING)

MUTUAL = "certificate-authentication"
DIRECTORY = "directory-service-authentication"
FEDERATED = "federated-authentication"


ROLE = ("AWSServiceRoleForClientVPN", "clientvpn.amazonaws.com")
"""The role that is linked to the service, which the first endpoint of an account brings; and the service."""
HANDLER_ROLE = ("AWSServiceRoleForClientVPNConnections", "clientvpn-connections.amazonaws.com")
"""The one by which connect handlers are called, which the first of them brings."""


@dataclass(frozen=True, slots=True)
class Logging:
    """Where connections are logged; no group where they are not."""

    group: str = ""
    stream: str = ""
    policy_context: bool | None = None


@dataclass(slots=True, kw_only=True)
class Options:
    """What a request may say of an endpoint. All of it but the first five can be modified."""

    client_cidr: str = ""
    authentication: tuple[Mapping[str, Any], ...] = ()
    transport_protocol: str = "udp"
    endpoint_addresses: str = "ipv4"
    traffic_addresses: str = "ipv4"

    server_certificate_arn: str = ""
    logging: Logging = field(default_factory=Logging)
    dns_servers: tuple[str, ...] = ()
    port: int = 443
    description: str = ""
    split_tunnel: bool = False
    vpc_id: str = ""
    group_ids: tuple[str, ...] = ()
    self_service: bool = True
    handler_arn: str = ""
    session_hours: int = 24
    banner: str = ""
    enforces_routes: bool = False
    disconnects: bool = True
    trust_providers: tuple[Mapping[str, str], ...] = ()


@resource(
    type="client-vpn-endpoint",
    prefix="cvpn-endpoint",
    unknown=errors.ENDPOINT_UNKNOWN,
    shown_by="DescribeClientVpnEndpoints",
    follows=True,
)
@dataclass(slots=True, kw_only=True, eq=False)
class ClientVpnEndpoint(Resource):
    """An endpoint. An id of another form is one that does not exist, as recorded."""

    options: Options
    deleted: datetime | None = None

    lifecycle = Lifecycle(
        [
            Row("accept", PENDING, PENDING_ASSOCIATE),
            Row("associate", PENDING_ASSOCIATE, AVAILABLE),
            Row("disassociate", AVAILABLE, PENDING_ASSOCIATE),
            *(Row("delete", state, DELETING) for state in (PENDING_ASSOCIATE, PENDING)),
            Row("finish", DELETING, DELETED, after=DELETION),
            Row("vanish", DELETED, GONE, after=MEMORY, deadline=True),
            *forced((PENDING, PENDING_ASSOCIATE, AVAILABLE), LIVE),
            *forced(LIVE, (DELETED,)),
        ]
    )

    @property
    def home(self) -> Home:
        """Where the endpoint is."""
        return self.account, self.region

    @property
    def dns_name(self) -> str:
        """The name that clients connect to, below a label of their own."""
        return f"{self.id}.prod.clientvpn.{self.region}.{regions.dns_suffix(self.region)}"

    @classmethod
    def indexes(cls) -> Mapping[str, Callable[[ClientVpnEndpoint], Iterable[Hashable]]]:
        """By state, for the quota; by what filters ask."""
        return {
            "state": lambda one: ((one.home, one.state),),
            "id": lambda one: ((one.home, one.id),),
        }


APPLYING = "applying"
APPLIED = "applied"


@resource(type="client-vpn-endpoint-connect-handler")
@dataclass(slots=True, kw_only=True, eq=False)
class ConnectHandler(Resource):
    """The state of an endpoint's client connect options."""

    lifecycle = Lifecycle(
        [
            Row("change", APPLIED, APPLYING),
            Row("apply", APPLYING, APPLIED, after=HANDLER_CHANGE),
            *forced((APPLIED, APPLYING), (APPLIED, APPLYING)),
        ]
    )

    @property
    def homes(self) -> tuple[Home, ...]:
        """It is seen as a part of its endpoint only."""
        return ()


def handler_id(endpoint_id: str) -> str:
    """The id of the state of an endpoint's connect handler."""
    return f"{endpoint_id}/client-connect"


def moment(instant: datetime) -> str:
    """An instant as endpoints show it: text, in seconds, without a zone."""
    return f"{instant:%Y-%m-%dT%H:%M:%S}"


def own_endpoint(call: Call, endpoint_id: str) -> ClientVpnEndpoint:
    """The caller's endpoint of that id; one that is deleted exists for DescribeClientVpnEndpoints only."""
    endpoint = call.own(ClientVpnEndpoint, endpoint_id)
    if endpoint.state == DELETED:
        raise errors.ENDPOINT_UNKNOWN(id=endpoint_id)
    return endpoint


def changeable_endpoint(call: Call, endpoint_id: str) -> ClientVpnEndpoint:
    """The caller's endpoint of that id, which is gone to all that would change it once it is being deleted [I]."""
    endpoint = own_endpoint(call, endpoint_id)
    if endpoint.state == DELETING:
        raise errors.ENDPOINT_UNKNOWN(id=endpoint_id)
    return endpoint
