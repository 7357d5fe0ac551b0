"""VPN connections with their two tunnels, and how answers show them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from mockvpce.engine.lifecycle import GONE, Lifecycle, Row, forced
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import resource
from mockvpce.resources.vpn import errors, tunnel_options
from mockvpce.resources.vpn.configuration import Side, TunnelSettings, write
from mockvpce.resources.vpn.states import AVAILABLE, DELETED, DELETING, MEMORY, MODIFYING, PENDING

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

PROVISIONING = timedelta(minutes=3)
"""From `pending` to `available`: 2 to 3.5 minutes were recorded."""
MODIFICATION = timedelta(minutes=5)
"""How long a connection is `modifying`: minutes, as AWS says."""
REMOVAL = timedelta(seconds=1)
"""The next description after a deletion was recorded to say `deleted`."""

UP, DOWN = "UP", "DOWN"
REDACTED = "REDACTED"
"""What the configuration document has for a key in Secrets Manager."""


@dataclass(slots=True, kw_only=True)
class Tunnel:
    """One of the two tunnels of a connection.

    `raised` is what the customer's device does, `status` what AWS shows of it: a tunnel that AWS is replacing is down.
    """

    address: str
    inside: str
    key: str
    changed: datetime
    inside_ipv6: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    logs: dict[str, Any] = field(default_factory=lambda: {"LogEnabled": False})
    in_secret: bool = False
    raised: bool = False
    replacing: bool = False
    announced: tuple[str, ...] = ()
    """The prefixes of the customer's BGP peer."""
    peers: bool = True
    """Whether the customer's BGP peer opens a session, where routing is dynamic."""
    status: str = DOWN
    certificate: int = 0
    """How many certificates it has had, where it is authenticated by them."""
    replaced: datetime | None = None

    @property
    def is_up(self) -> bool:
        """Whether it carries traffic."""
        return self.status == UP

    @property
    def has_ipsec(self) -> bool:
        """Whether its ends have agreed on keys, with or without a BGP session over it."""
        return self.raised and not self.replacing


@resource(
    type="vpn-connection",
    prefix="vpn",
    moto="vpn_connections",
    unknown=errors.CONNECTION_UNKNOWN,
    shown_by="DescribeVpnConnections",
    follows=True,
)
@dataclass(slots=True, kw_only=True, eq=False)
class VpnConnection(Resource):
    """A Site-to-Site VPN connection; exactly one of the three gateways, or none."""

    customer_id: str
    customer_asn: int
    customer_address: str
    certificate_arn: str = ""
    gateway_id: str = ""
    transit_id: str = ""
    concentrator_id: str = ""
    attachment_id: str = ""
    """The transit gateway's attachment that the connection has brought with it."""
    attachment_state: str = ""
    aws_asn: int | None = None
    static: bool = False
    accelerated: bool = False
    version: str = "ipv4"
    outside_type: str = "PublicIpv4"
    transport_id: str = ""
    bandwidth: str = ""
    local_cidr: str = ""
    remote_cidr: str = ""
    secret_name: str = ""
    """The secret that has keys of the connection, or had."""
    key_arn: str = ""
    tunnels: list[Tunnel] = field(default_factory=list)
    routes: dict[str, str] = field(default_factory=dict)
    """Destination of each static route -> its state."""
    document: str = ""

    state_indexes = ("state", "lives", "kind", "used")
    lifecycle = Lifecycle(
        [
            Row("provision", PENDING, AVAILABLE, after=PROVISIONING),
            Row("modify", AVAILABLE, MODIFYING),
            Row("modified", MODIFYING, AVAILABLE, after=MODIFICATION),
            *(Row("delete", state, DELETING) for state in (PENDING, AVAILABLE, MODIFYING)),
            Row("finish", DELETING, DELETED, after=REMOVAL),
            Row("vanish", DELETED, GONE, after=MEMORY, deadline=True),
            *forced((PENDING, AVAILABLE, MODIFYING), (PENDING, MODIFYING, AVAILABLE, DELETING)),
            *forced((PENDING, AVAILABLE, MODIFYING, DELETING), (DELETED,)),
        ]
    )

    @property
    def is_live(self) -> bool:
        """Whether it uses its gateways still."""
        return self.state not in (DELETING, DELETED, GONE)

    @property
    def is_up(self) -> bool:
        """Whether one of the tunnels carries traffic."""
        return any(one.is_up for one in self.tunnels)

    @property
    def associated(self) -> bool:
        """Whether it is attached to a gateway in AWS."""
        return bool(self.gateway_id or self.transit_id or self.concentrator_id)

    @property
    def kinds(self) -> Iterator[str]:
        """The kinds of connections that have quotas of their own."""
        if not self.associated:
            yield "unassociated"
        if self.accelerated:
            yield "accelerated"
        if self.bandwidth == "large":
            yield "large"

    @property
    def carries_traffic(self) -> bool:
        """Whether packets pass."""
        return self.is_up

    @classmethod
    def indexes(cls) -> Mapping[str, Callable[[VpnConnection], Iterable[Hashable]]]:
        """The live ones, by gateway of either side; by state and gateway, as filters ask; by outside address."""
        return {
            "state": lambda one: ((one.homes[0], one.state),),
            "lives": lambda one: (one.homes[0],) if one.is_live else (),
            "kind": lambda one: ((one.homes[0], kind) for kind in one.kinds) if one.is_live else (),
            "used": lambda one: (
                tuple(filter(None, (one.customer_id, one.gateway_id, one.transit_id, one.concentrator_id)))
                if one.is_live
                else ()
            ),
            "gateway": lambda one: ((one.homes[0], one.gateway_id),),
            "customer": lambda one: ((one.homes[0], one.customer_id),),
            "transit": lambda one: ((one.homes[0], one.transit_id),),
            "outside": lambda one: (each.address for each in one.tunnels),
        }

    def tunnel_at(self, address: str) -> Tunnel:
        """The tunnel with an outside address."""
        for one in self.tunnels:
            if one.address == address:
                return one
        raise errors.TUNNEL_UNKNOWN(id=self.id, address=address)

    def prefixes_of(self, tunnel: Tunnel) -> tuple[str, ...]:
        """The prefixes that a tunnel leads to while it is up."""
        return tuple(self.static_destinations()) if self.static else tunnel.announced

    def static_destinations(self) -> Iterable[str]:
        """The destinations of the static routes that are in effect."""
        return (destination for destination, state in self.routes.items() if state == AVAILABLE)


# views ---------------------------------------------------------------------------------------------------------------


def created_view(call: Call, connection: VpnConnection) -> dict[str, Any]:
    """A connection as CreateVpnConnection shows it: neither Type nor VgwTelemetry, as recorded."""
    shown = _view(call, connection)
    if connection.state != DELETED:
        _show_association(connection, shown)
    return shown


def connection_view(call: Call, connection: VpnConnection) -> dict[str, Any]:
    """A connection as DescribeVpnConnections shows it; a deleted one has neither document nor telemetry."""
    shown = _view(call, connection)
    shown["Type"] = "ipsec.1"
    if connection.state != DELETED:
        _show_association(connection, shown)
        shown["VgwTelemetry"] = [_telemetry(connection, one) for one in connection.tunnels]
    return shown


def _view(call: Call, connection: VpnConnection) -> dict[str, Any]:
    """What every answer shows in every state."""
    shown: dict[str, Any] = {
        "Category": "VPN",
        "CustomerGatewayId": connection.customer_id,
        "Options": _options_view(connection),
        "Routes": [{"DestinationCidrBlock": one, "State": state} for one, state in connection.routes.items()],
        "State": connection.state,
        "VpnConnectionId": connection.id,
        "Tags": call.tag_list(connection.id),
    }
    if connection.gateway_id:
        shown["VpnGatewayId"] = connection.gateway_id
    if connection.transit_id:
        shown["TransitGatewayId"] = connection.transit_id
    if connection.concentrator_id:
        shown["VpnConcentratorId"] = connection.concentrator_id
    if connection.key_arn:
        shown["PreSharedKeyArn"] = connection.key_arn
    return shown


def _show_association(connection: VpnConnection, shown: dict[str, Any]) -> None:
    shown["GatewayAssociationState"] = "associated" if connection.associated else "not-associated"
    shown["CustomerGatewayConfiguration"] = document_of(connection)


def _options_view(connection: VpnConnection) -> dict[str, Any]:
    version = "Ipv6" if connection.version == "ipv6" else "Ipv4"
    everything = "::/0" if connection.version == "ipv6" else "0.0.0.0/0"
    shown: dict[str, Any] = {
        "EnableAcceleration": connection.accelerated,
        "StaticRoutesOnly": connection.static,
        f"Local{version}NetworkCidr": connection.local_cidr or everything,
        f"Remote{version}NetworkCidr": connection.remote_cidr or everything,
        "OutsideIpAddressType": connection.outside_type,
        "TunnelInsideIpVersion": connection.version,
        "TunnelOptions": [_tunnel_view(one) for one in connection.tunnels],
    }
    if connection.transport_id:
        shown["TransportTransitGatewayAttachmentId"] = connection.transport_id
    if connection.bandwidth:
        shown["TunnelBandwidth"] = connection.bandwidth
    return shown


def _tunnel_view(tunnel: Tunnel) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "OutsideIpAddress": tunnel.address,
        "TunnelInsideCidr": tunnel.inside,
        "LogOptions": {"CloudWatchLogOptions": dict(tunnel.logs)},
    }
    if tunnel.options:
        shown |= tunnel_options.shown(tunnel.options)
    if tunnel.inside_ipv6:
        shown["TunnelInsideIpv6Cidr"] = tunnel.inside_ipv6
    if not tunnel.in_secret:
        shown["PreSharedKey"] = tunnel.key
    return shown


def _telemetry(connection: VpnConnection, tunnel: Tunnel) -> dict[str, Any]:
    count = len(connection.routes) if connection.static else len(tunnel.announced) if tunnel.is_up else 0
    shown = {
        "AcceptedRouteCount": count,
        "LastStatusChange": tunnel.changed,
        "OutsideIpAddress": tunnel.address,
        "Status": tunnel.status,
        "StatusMessage": "" if connection.static else _bgp_message(tunnel, count),
    }
    if connection.certificate_arn:
        shown["CertificateArn"] = certificate_of(connection, tunnel)
    return shown


def _bgp_message(tunnel: Tunnel, count: int) -> str:
    if tunnel.is_up:
        return f"{count} BGP ROUTES"
    return "IPSEC IS UP" if tunnel.has_ipsec else "IPSEC IS DOWN"


def certificate_of(connection: VpnConnection, tunnel: Tunnel) -> str:
    """The ARN of the certificate of the AWS end of a tunnel, which has another one after each change."""
    start, _, _ = connection.certificate_arn.rpartition("/")
    octets = "".join(f"{int(one):02x}" for one in tunnel.address.split(".")) if "." in tunnel.address else "0" * 8
    number = f"{octets}-{tunnel.certificate:04x}-4000-8000-{connection.id[-12:]}"
    return f"{start}/{number}"


def document_of(connection: VpnConnection) -> str:
    """The configuration document, written once for each change."""
    if not connection.document:
        connection.document = write(
            connection.id,
            connection.customer_id,
            connection.gateway_id,
            static=connection.static,
            tunnels=[_settings(connection, one) for one in connection.tunnels],
        )
    return connection.document


def _settings(connection: VpnConnection, tunnel: Tunnel) -> TunnelSettings:
    aws_asn = "" if connection.aws_asn is None else str(connection.aws_asn)
    return TunnelSettings(
        customer=Side(connection.customer_address, str(connection.customer_asn)),
        aws=Side(tunnel.address, aws_asn),
        inside=tunnel.inside,
        inside_ipv6=tunnel.inside_ipv6,
        key=REDACTED if tunnel.in_secret else tunnel.key,
    )
