"""What follows from an endpoint: interfaces in its subnets, routes in its tables, names. Idempotent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mockvpce.engine.lifecycle import GONE
from mockvpce.engine.managed_zones import HiddenZone, source
from mockvpce.engine.platform import ManagedInterface
from mockvpce.engine.resource_types import follows
from mockvpce.resources.privatelink.endpoints.endpoint import (
    AVAILABLE,
    DELETED,
    DELETING,
    FAILED,
    GATEWAY,
    GATEWAY_LOAD_BALANCER,
    OPEN,
    PARTIAL,
    PENDING,
    SERVICE_NETWORK,
    VpcEndpoint,
)
from mockvpce.resources.privatelink.services.service import EndpointService

if TYPE_CHECKING:
    from mockvpce.engine.world import World


@follows(VpcEndpoint)
def reconcile(world: World, endpoint: VpcEndpoint) -> None:
    """Bring all that follows from the endpoint in line with what was asked for and with its state."""
    if endpoint.state != PENDING:
        endpoint.modifying = False
    if endpoint.state not in (FAILED, PARTIAL):
        endpoint.failure = None
    if endpoint.state in (DELETED, GONE):
        _free_interfaces(world, endpoint)
    if endpoint.endpoint_type == GATEWAY:
        _set_routes(world, endpoint)
        return
    if endpoint.state == DELETING:
        return
    if endpoint.state in OPEN and endpoint.endpoint_type != SERVICE_NETWORK:
        _set_interfaces(world, endpoint)
    if (
        endpoint.state in (AVAILABLE, PARTIAL)
        and endpoint.private_dns
        and endpoint.private_names
        and not endpoint.hosted_zone
    ):
        endpoint.hosted_zone = world.ids.hosted_zone()
    if not endpoint.private_dns:
        endpoint.hosted_zone = ""


def _set_routes(world: World, endpoint: VpcEndpoint) -> None:
    home = endpoint.homes[0]
    wanted = endpoint.route_table_ids if endpoint.state in OPEN else []
    for table in endpoint.route_table_ids:
        routes = world.platform.routes.to_prefix_lists(home, table)
        for prefix_list in endpoint.prefix_list_ids:
            if table in wanted and prefix_list not in routes:
                world.platform.routes.put_to_prefix_list(home, table, prefix_list, endpoint.id)
            elif table not in wanted:
                world.platform.routes.drop_to_prefix_list(home, table, prefix_list, endpoint.id)


REQUESTER_ID = "727180483921"
"""The AWS account that makes endpoint interfaces (recorded in 2020)."""


def wish_for(endpoint: VpcEndpoint, subnet_id: str) -> ManagedInterface:
    """The interface that an endpoint needs in one of its subnets."""
    ipv4, ipv6 = endpoint.addresses.get(subnet_id, (None, None))
    balanced = endpoint.endpoint_type == GATEWAY_LOAD_BALANCER
    return ManagedInterface(
        owner_id=endpoint.id,
        subnet_id=subnet_id,
        description=f"VPC Endpoint Interface {endpoint.id}",
        requester_id=REQUESTER_ID,
        interface_type="gateway_load_balancer_endpoint" if balanced else "vpc_endpoint",
        group_ids=tuple(endpoint.group_ids),
        ipv4=ipv4,
        ipv6=ipv6,
        wants_ipv4=endpoint.ip_address_type != "ipv6",
        wants_ipv6=endpoint.ip_address_type != "ipv4",
    )


def _set_interfaces(world: World, endpoint: VpcEndpoint) -> None:
    home = endpoint.homes[0]
    for subnet in list(endpoint.interfaces):
        if subnet not in endpoint.subnet_ids:
            world.platform.interfaces.delete(home, endpoint.interfaces.pop(subnet))
            endpoint.zones.pop(subnet, None)
            endpoint.addresses.pop(subnet, None)
            endpoint.pinned.pop(subnet, None)
    for subnet in endpoint.subnet_ids:
        wish = wish_for(endpoint, subnet)
        known = world.platform.interfaces.get(home, endpoint.interfaces.get(subnet, ""))
        if known is not None and not (wish.ipv4 in (None, known.ipv4) and wish.ipv6 in (None, known.ipv6)):
            world.platform.interfaces.delete(home, known.id)
            known = None
        if known is None:
            _place_interface(world, endpoint, wish)
            continue
        if known.group_ids != wish.group_ids:
            world.platform.interfaces.set_groups(home, known.id, wish.group_ids)
        if wish.wants_ipv6 != (known.ipv6 is not None) or wish.wants_ipv4 != (known.ipv4 is not None):
            world.platform.interfaces.set_addresses(home, known.id, wish)


def _place_interface(world: World, endpoint: VpcEndpoint, wish: ManagedInterface) -> None:
    home = endpoint.homes[0]
    subnet = world.platform.networks.subnet(home, wish.subnet_id)
    if subnet is None:
        return
    endpoint.interfaces[wish.subnet_id] = world.platform.interfaces.create(home, wish).id
    endpoint.zones[wish.subnet_id] = subnet.zone
    service = world.table(EndpointService).get(endpoint.service_id) if endpoint.service_id else None
    if service is not None and wish.subnet_id not in endpoint.pinned:
        balancers = service.balancers_in(world, subnet.zone_id)
        if balancers:
            endpoint.pinned[wish.subnet_id] = balancers[world.ids.number(len(balancers))]


def _free_interfaces(world: World, endpoint: VpcEndpoint) -> None:
    for interface_id in endpoint.interfaces.values():
        world.platform.interfaces.delete(endpoint.homes[0], interface_id)
    endpoint.interfaces.clear()
    endpoint.zones.clear()


@source
def _hidden_zones(world: World, account: str, vpc_id: str) -> Iterator[HiddenZone]:
    """The zones of private names. That Route 53 calls their keeper this is inferred [I]."""
    for endpoint in world.table(VpcEndpoint):
        if endpoint.account == account and endpoint.vpc_id == vpc_id and endpoint.hosted_zone:
            for domain in dict.fromkeys(name.removeprefix("*.") for name in endpoint.private_names):
                yield HiddenZone(endpoint.hosted_zone, domain, "vpce.amazonaws.com")
