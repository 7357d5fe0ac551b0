"""What follows from an association: an interface in the subnet, routes, the state of the endpoint; and from a deletion."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

from mockvpce.engine.lifecycle import GONE
from mockvpce.engine.platform import ManagedInterface
from mockvpce.engine.resource_types import follows
from mockvpce.resources.client_vpn.authorization_policy import AuthorizationPolicy, policy_id
from mockvpce.resources.client_vpn.connection import ClientVpnConnection, end_sessions
from mockvpce.resources.client_vpn.endpoint import (
    AVAILABLE,
    DELETED,
    DELETING,
    ROLE,
    ClientVpnEndpoint,
    ConnectHandler,
    handler_id,
)
from mockvpce.resources.client_vpn.revocation import ACTIVE as REVOCATIONS_ACTIVE
from mockvpce.resources.client_vpn.revocation import RevocationList, list_id
from mockvpce.resources.client_vpn.route import ACTIVE as ROUTE_ACTIVE
from mockvpce.resources.client_vpn.route import AUTOMATIC, ClientVpnRoute, new_route, route_id
from mockvpce.resources.client_vpn.rule import ACTIVE as RULE_ACTIVE
from mockvpce.resources.client_vpn.rule import AuthorizationRule
from mockvpce.resources.client_vpn.target_network import (
    ASSOCIATED,
    ASSOCIATION_FAILED,
    DISASSOCIATED,
    DISASSOCIATING,
    TargetNetwork,
    held_networks,
)
from mockvpce.resources.client_vpn.transit import attachment_of

if TYPE_CHECKING:
    from mockvpce.engine.resource import Resource
    from mockvpce.engine.world import World


@follows(TargetNetwork)
def reconcile(world: World, network: TargetNetwork) -> None:
    """Bring the interface and the endpoint in line with the state of an association."""
    endpoint = world.table(ClientVpnEndpoint).get(network.endpoint_id)
    if network.state == ASSOCIATED and endpoint is not None:
        _place_interface(world, endpoint, network)
        _add_routes(world, endpoint, network)
    else:
        end_sessions(world, network.endpoint_id, network.id)
    if network.state in (ASSOCIATION_FAILED, DISASSOCIATED):
        _free_interface(world, network)
        _drop(world, (ClientVpnRoute,), "target", (network.endpoint_id, network.subnet_id))
        if endpoint is not None and endpoint.options.split_tunnel:
            end_sessions(world, endpoint.id)
    if endpoint is not None:
        _move(world, endpoint)


def _move(world: World, endpoint: ClientVpnEndpoint) -> None:
    """The endpoint is available from its first association on, until its last one has ended."""
    states = {one.state for one in held_networks(world, endpoint.id)}
    if ASSOCIATED in states:
        if world.can(endpoint, "associate"):
            world.apply(endpoint, "associate")
    elif DISASSOCIATING not in states and world.can(endpoint, "disassociate"):
        world.apply(endpoint, "disassociate")


def _place_interface(world: World, endpoint: ClientVpnEndpoint, network: TargetNetwork) -> None:
    if not network.subnet_id or network.interface_id:
        return
    wish = ManagedInterface(
        owner_id=network.id,
        subnet_id=network.subnet_id,
        description="ClientVPN Endpoint resource",
        interface_type="interface",
        requester_id=ROLE[0],  # that answers name it is inferred [I]
        group_ids=endpoint.options.group_ids,
        wants_ipv6=endpoint.options.traffic_addresses != "ipv4",
        public=True,
    )
    network.interface_id = world.platform.interfaces.create(network.home, wish).id


def _free_interface(world: World, network: TargetNetwork) -> None:
    if network.interface_id:
        world.platform.interfaces.delete(network.home, network.interface_id)
        network.interface_id = ""


def _add_routes(world: World, endpoint: ClientVpnEndpoint, network: TargetNetwork) -> None:
    """Route the blocks that the VPC has now through the subnet; later ones come with an association made after them."""
    vpc = world.platform.networks.vpc(network.home, network.vpc_id)
    if vpc is None:
        return
    traffic = endpoint.options.traffic_addresses
    blocks = (*(vpc.cidrs if traffic != "ipv6" else ()), *(vpc.ipv6_cidrs if traffic != "ipv4" else ()))
    for block in blocks:
        if world.table(ClientVpnRoute).get(route_id(endpoint.id, network.subnet_id, block)) is None:
            new_route(world, endpoint, network.subnet_id, block, origin=AUTOMATIC, description="Default Route")


@follows(AuthorizationRule)
def _follow_rule(world: World, rule: AuthorizationRule) -> None:
    """A change of the rules disconnects the clients, once it is in effect."""
    if rule.state in (RULE_ACTIVE, GONE):
        end_sessions(world, rule.endpoint_id)


@follows(ClientVpnRoute)
def _follow_route(world: World, route: ClientVpnRoute) -> None:
    """With a split tunnel the clients have the routes, and connect again for new ones."""
    endpoint = world.table(ClientVpnEndpoint).get(route.endpoint_id)
    if endpoint is not None and endpoint.options.split_tunnel and route.state in (ROUTE_ACTIVE, GONE):
        end_sessions(world, endpoint.id)


@follows(RevocationList)
def _follow_revocations(world: World, revoked: RevocationList) -> None:
    """A new list disconnects the clients, once it is in effect."""
    if revoked.state == REVOCATIONS_ACTIVE:
        revoked.effective = revoked.imported
        end_sessions(world, revoked.endpoint_id)


@follows(ClientVpnEndpoint)
def _follow(world: World, endpoint: ClientVpnEndpoint) -> None:
    """Rules and routes go with their endpoint. One that a test deletes leaves its networks; clients have one that works."""
    if endpoint.state in (DELETING, DELETED):
        for network in list(held_networks(world, endpoint.id)):
            if world.can(network, "disassociate"):
                world.apply(network, "disassociate")
        attachment = attachment_of(world, endpoint.id)
        if attachment is not None and world.can(attachment, "delete"):
            world.apply(attachment, "delete")
    if endpoint.state != AVAILABLE:
        end_sessions(world, endpoint.id)
    if endpoint.state == DELETED:
        endpoint.deleted = world.clock.now()
        _drop(world, (ClientVpnRoute, AuthorizationRule), "endpoint", endpoint.id)
    elif endpoint.state == GONE:
        _drop(world, (TargetNetwork, ClientVpnConnection), "endpoint", endpoint.id)
        parts = (
            world.table(ConnectHandler).get(handler_id(endpoint.id)),
            world.table(RevocationList).get(list_id(endpoint.id)),
            world.table(AuthorizationPolicy).get(policy_id(endpoint.id)),
        )
        for part in parts:
            if part is not None:
                world.remove(part)


def _drop(world: World, kinds: Iterable[type[Resource]], index: str, key: Hashable) -> None:
    for kind in kinds:
        for one in list(world.table(kind).where(index, key)):
            world.remove(one)


def set_groups(world: World, endpoint: ClientVpnEndpoint) -> None:
    """Put the interfaces of all associations into the endpoint's groups."""
    for network in held_networks(world, endpoint.id):
        if network.interface_id:
            world.platform.interfaces.set_groups(network.home, network.interface_id, endpoint.options.group_ids)
