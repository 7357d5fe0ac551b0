"""ModifyVpnConnection and ModifyVpnConnectionOptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mockvpce.engine.operation import operation
from mockvpce.protocol.errors import MISSING_PARAMETER, ErrorSpec
from mockvpce.resources.vpn import errors, quotas
from mockvpce.resources.vpn.connection import VpnConnection, connection_view
from mockvpce.resources.vpn.creation import (
    blocks_taken,
    check_bandwidth,
    check_gateway,
    check_virtual,
    network_cidrs,
    transit_gateway,
    usable_customer,
)
from mockvpce.resources.vpn.customer_gateway import CustomerGateway
from mockvpce.resources.vpn.gateway import VpnGateway, usable_gateway
from mockvpce.resources.vpn.states import AVAILABLE, DELETED
from mockvpce.resources.vpn.tunnels import propagate, show_attachment

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call


def available(call: Call, connection_id: str, unknown: ErrorSpec) -> VpnConnection:
    """The connection of that id, which is available; operations differ in the error for an unknown one, recorded."""
    connection = call.world.table(VpnConnection).seen_from(call.home, connection_id)
    if connection is None:
        raise unknown(id=connection_id)
    if connection.state != AVAILABLE:
        raise errors.CONNECTION_STATE(id=connection_id, state=connection.state)
    return connection


def modify(call: Call, connection: VpnConnection, tunnels: slice = slice(None)) -> dict[str, Any]:
    """Replace tunnels, which are down meanwhile; the answer."""
    for one in connection.tunnels[tunnels]:
        one.replacing = True
    connection.document = ""
    call.world.apply(connection, "modify")
    return {"VpnConnection": connection_view(call, connection)}


@operation
def modify_vpn_connection(
    call: Call,
    *,
    vpn_connection_id: str,
    transit_gateway_id: str | None = None,
    customer_gateway_id: str | None = None,
    vpn_gateway_id: str | None = None,
) -> dict[str, Any]:
    """Move a connection to another gateway, on either side; its addresses and keys stay."""
    connection = available(call, vpn_connection_id, errors.CONNECTION_UNKNOWN_BARE)
    given = {
        "transitGatewayId": transit_gateway_id,
        "customerGatewayId": customer_gateway_id,
        "vpnGatewayId": vpn_gateway_id,
    }
    names = [name for name, value in given.items() if value]
    if not names:
        raise MISSING_PARAMETER(name="vpnGatewayId")
    if len(names) > 1:
        raise errors.TWO_GATEWAYS(one=names[-1], other=names[0])
    if customer_gateway_id:
        _change_customer(call, connection, usable_customer(call, customer_gateway_id))
    elif vpn_gateway_id:
        _to_virtual(call, connection, usable_gateway(call, vpn_gateway_id))
    else:
        _to_transit(call, connection, str(transit_gateway_id))
    return modify(call, connection)


def _change_customer(call: Call, connection: VpnConnection, customer: CustomerGateway) -> None:
    gateway = call.world.table(VpnGateway).get(connection.gateway_id)
    if gateway is not None:
        if ":" in customer.ip_address:
            raise errors.ONLY_TRANSIT(what="A customer gateway with an IPv6 address")
        check_gateway(call, customer, gateway, connection.id)
    connection.customer_id, connection.customer_asn = customer.id, customer.asn
    connection.customer_address, connection.certificate_arn = customer.ip_address, customer.certificate_arn


def _to_virtual(call: Call, connection: VpnConnection, gateway: VpnGateway) -> None:
    if gateway.id == connection.gateway_id:
        return
    customer = call.own(CustomerGateway, connection.customer_id)
    check_virtual(
        accelerated=connection.accelerated,
        version=connection.version,
        outside_type=connection.outside_type,
        bandwidth=connection.bandwidth,
        address=customer.ip_address,
    )
    check_gateway(call, customer, gateway, connection.id)
    for tunnel in connection.tunnels:
        if tunnel.inside in blocks_taken(call, gateway.id):
            raise errors.INSIDE_CIDR_IN_USE(cidr=tunnel.inside)
    quotas.check_gateway(call, quotas.ON_GATEWAY, gateway.id)
    _leave(call, connection)
    connection.gateway_id, connection.aws_asn = gateway.id, gateway.asn


def _to_transit(call: Call, connection: VpnConnection, gateway_id: str) -> None:
    gateway = transit_gateway(call, gateway_id)
    if gateway.id == connection.transit_id:
        return
    if connection.routes:
        raise errors.HAS_STATIC_ROUTES(id=connection.id)
    _leave(call, connection)
    connection.transit_id, connection.aws_asn = gateway.id, gateway.asn
    connection.attachment_id = call.world.ids.resource("tgw-attach")


def _leave(call: Call, connection: VpnConnection) -> None:
    """The connection's present gateway has it no more."""
    left = connection.gateway_id
    if connection.attachment_id:
        show_attachment(call.world, connection, DELETED)
    connection.gateway_id = connection.transit_id = connection.concentrator_id = ""
    connection.attachment_id = connection.attachment_state = ""
    call.world.moved(connection)
    if left:
        propagate(call.world, call.home, left)


@operation
def modify_vpn_connection_options(
    call: Call,
    *,
    vpn_connection_id: str,
    local_ipv4_network_cidr: str | None = None,
    remote_ipv4_network_cidr: str | None = None,
    local_ipv6_network_cidr: str | None = None,
    remote_ipv6_network_cidr: str | None = None,
    tunnel_bandwidth: str | None = None,
) -> dict[str, Any]:
    """Change the networks that a connection is between, or its bandwidth: both tunnels are replaced."""
    call.own(VpnConnection, vpn_connection_id)
    connection = available(call, vpn_connection_id, errors.CONNECTION_UNKNOWN)
    given = {
        "LocalIpv4NetworkCidr": local_ipv4_network_cidr,
        "RemoteIpv4NetworkCidr": remote_ipv4_network_cidr,
        "LocalIpv6NetworkCidr": local_ipv6_network_cidr,
        "RemoteIpv6NetworkCidr": remote_ipv6_network_cidr,
    }
    local, remote = network_cidrs(given, connection.version)
    if tunnel_bandwidth:
        if tunnel_bandwidth == "large" and connection.gateway_id:
            raise errors.ONLY_TRANSIT(what="Large tunnel bandwidth")
        check_bandwidth(call, tunnel_bandwidth, connection.customer_address, accelerated=connection.accelerated)
        if tunnel_bandwidth == "large" != connection.bandwidth:
            quotas.check_kinds(call, ["large"])
    connection.local_cidr = connection.local_cidr if local is None else local
    connection.remote_cidr = connection.remote_cidr if remote is None else remote
    connection.bandwidth = tunnel_bandwidth or connection.bandwidth
    return modify(call, connection)
