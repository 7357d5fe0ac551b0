"""How connected clients take part in the data plane: by which interface their packets come into a VPC."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from mockvpce.engine.forwarding import (
    Dropped,
    Entrance,
    Guest,
    Onward,
    Outside,
    Packet,
    Refused,
    Way,
    behind,
    enters,
    forwards,
    hosts,
)
from mockvpce.resources.client_vpn.access import network_of, route_for, rules_for
from mockvpce.resources.client_vpn.connection import ClientVpnConnection, open_connections
from mockvpce.resources.client_vpn.endpoint import ClientVpnEndpoint
from mockvpce.resources.client_vpn.route import LOCAL
from mockvpce.resources.client_vpn.target_network import TargetNetwork
from mockvpce.resources.client_vpn.transit import AVAILABLE as ATTACHED
from mockvpce.resources.client_vpn.transit import attachment_of

if TYPE_CHECKING:
    from mockvpce.engine.world import World

NOT_AUTHORIZED = "MOCKVPCE_CLIENT_VPN_NOT_AUTHORIZED"
NO_ROUTE = "NO_ROUTE_TO_DESTINATION"


@hosts(ClientVpnConnection)
def _client(world: World, connection: ClientVpnConnection) -> Guest:
    """A client, which asks the VPC's resolver where the endpoint says so."""
    endpoint = world.table(ClientVpnEndpoint).get(connection.endpoint_id)
    servers = endpoint.options.dns_servers if endpoint is not None else ()
    vpc_id = endpoint.options.vpc_id if endpoint is not None else ""
    vpc = world.platform.networks.find_vpc(vpc_id) if vpc_id and connection.is_open else None
    resolver = vpc is not None and any(_is_resolver(vpc.cidrs[0], one) for one in servers)
    return Guest(connection.address, connection.is_open, vpc_id if resolver else "", connection.ipv6)


def _is_resolver(primary: str, address: str) -> bool:
    return ip_address(address) == ip_network(primary)[2]


@enters(ClientVpnConnection)
def _enter(world: World, connection: ClientVpnConnection, destination: str, source: str) -> Way:
    """By rule and route to the interface of an association, whose address the packets then have."""
    del source
    if ":" in destination and _other_client(world, connection, destination):
        # AWS documents that clients do not reach each other by IPv6
        return Refused(connection.endpoint_id, "NO_POSSIBLE_DESTINATION", {"Destination": {"Id": destination}})
    endpoint = world.table(ClientVpnEndpoint).get(connection.endpoint_id)
    route = route_for(world, connection, destination)
    if route is None and endpoint is not None and endpoint.options.split_tunnel:
        return Outside("internet")
    rules = rules_for(world, connection, destination)
    if rules.passed is None:
        shown = [{"DestinationCidr": one.destination, "GroupId": one.group} for one in rules.deciding]
        return Refused(connection.endpoint_id, NOT_AUTHORIZED, {"AuthorizationRules": shown})
    if route is None:
        return Refused(connection.endpoint_id, NO_ROUTE, {"Destination": {"Id": destination}})
    whom = rules.passed.group or "everybody"
    said = f"rule {rules.passed.destination} for {whom}; route {route.destination} to {route.target}"
    if route.target == LOCAL:
        return _to_client(world, connection, destination, said)
    if not route.target:
        return _to_gateway(world, connection, destination, said)
    network = network_of(world, route)
    if network is None or not network.interface_id:
        return Refused(connection.endpoint_id, NO_ROUTE, {"Destination": {"Id": destination}})
    return Entrance(connection.endpoint_id, network.interface_id, said)


def _to_gateway(world: World, connection: ClientVpnConnection, destination: str, said: str) -> Way:
    """By the endpoint's attachment, with the client's own address."""
    attachment = attachment_of(world, connection.endpoint_id)
    if attachment is None or attachment.state != ATTACHED:
        return Refused(connection.endpoint_id, NO_ROUTE, {"Destination": {"Id": destination}})
    network = world.table(TargetNetwork).get(connection.network_id)
    zone = network.zone if network is not None else ""
    return Entrance(connection.endpoint_id, "", said, attachment.id, zone)


@forwards(ClientVpnEndpoint)
def _from_gateway(world: World, endpoint: ClientVpnEndpoint, packet: Packet) -> Onward:
    """A transit gateway leads to the client that has the address."""
    connected = any(packet.destination in (one.address, one.ipv6) for one in open_connections(world, endpoint.id))
    return Outside("outside") if connected else Dropped("NO_POSSIBLE_DESTINATION")


def _to_client(world: World, connection: ClientVpnConnection, destination: str, said: str) -> Way:
    if _other_client(world, connection, destination):
        return Entrance(connection.endpoint_id, "", said)
    return Refused(connection.endpoint_id, "NO_POSSIBLE_DESTINATION", {"Destination": {"Id": destination}})


def _other_client(world: World, connection: ClientVpnConnection, address: str) -> bool:
    """Whether a client of the endpoint has an address."""
    return any(address in (one.address, one.ipv6) for one in open_connections(world, connection.endpoint_id))


@behind(TargetNetwork)
def _at_interface(world: World, network: TargetNetwork, subnet_id: str, packet: Packet) -> Onward:
    """The interface answers clients' packets only."""
    del world, network, subnet_id, packet
    return Dropped("NO_POSSIBLE_DESTINATION")
