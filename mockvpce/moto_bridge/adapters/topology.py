"""moto's EC2 state as `engine.topology` describes it, read when asked.

Interfaces are found by address through an index, whose every hit is checked.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any

from mockvpce.data import prefix_lists
from mockvpce.engine import forwarding, propagation
from mockvpce.engine.topology import (
    AclNode,
    AttachmentNode,
    Balancer,
    GatewayNode,
    GroupNode,
    InterfaceNode,
    NatNode,
    RouteNode,
    RouteTableNode,
    SubnetNode,
    TransitRoute,
    VpcNode,
)
from mockvpce.moto_bridge.adapters import (
    topology_balancers,
    topology_default,
    topology_resolver,
    topology_transit,
    topology_zones,
)
from mockvpce.moto_bridge.adapters.topology_addresses import Addresses
from mockvpce.moto_bridge.adapters.topology_kept import Kept, Moments, remembered
from mockvpce.moto_bridge.adapters.topology_nodes import (
    NESTED,
    PLACES,
    RUNNING,
    acl_entries,
    group_node,
    home_of,
    interface_node,
    ipv6_blocks,
    place_ids,
    route_node,
    subnet_blocks,
    subnet_node,
)
from mockvpce.moto_bridge.compat import acl_associations_of, associations_of, cidr_blocks_of, routes_of

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World
    from mockvpce.moto_bridge.backends import Backends


class MotoTopology(Moments):
    """Reads moto's EC2 backends of all accounts and Regions."""

    def __init__(self, world: World, backends: Backends) -> None:
        self._world = world
        self._backends = backends
        self._kept = Kept()
        self._homes: dict[str, tuple[Home, Any]] = {}
        """Where the store is that held an id when it was asked for last, and the store."""
        self._table_of: dict[str, str] = {}
        self._acl_of: dict[str, tuple[str, str]] = {}
        self._addresses = Addresses(backends)
        self._instances: dict[str, Any] = {}
        backends.reset_listener.listeners.append(self._forget)

    def _find(self, some_id: str) -> tuple[Home, Any] | None:
        known = self._homes.get(some_id)
        if known is not None and (found := known[1].get(some_id)) is not None:
            return known[0], found
        for home, store in self._stores(some_id):
            found = store.get(some_id)
            if found is not None:
                self._homes[some_id] = home, store
                return home, found
        return None

    def _stores(self, some_id: str) -> Iterator[tuple[Home, dict[str, Any]]]:
        """The dictionaries of moto's that may hold an id."""
        prefix = some_id.rpartition("-")[0]
        place, nested = PLACES.get(prefix), NESTED.get(prefix)
        for home, backend in self._backends.every_ec2():
            if place is not None:
                yield home, getattr(backend, place)
            elif nested is not None:
                yield from ((home, one) for one in list(getattr(backend, nested).values()))

    def exists(self, resource_id: str) -> bool:
        return self.home_of(resource_id) is not None

    @remembered
    def home_of(self, resource_id: str) -> Home | None:
        ours = self._world.get(resource_id)
        if ours is not None:
            return ours.homes[0] if ours.homes else (ours.account, ours.region)
        if resource_id.startswith("i-"):
            instance = self._instance(resource_id)
            return None if instance is None else home_of(instance.ec2_backend)
        if resource_id.startswith(("subnet-", "sg-")):
            node = self.subnet(resource_id) if resource_id.startswith("subnet-") else self.group(resource_id)
            return None if node is None else node.home
        found = self._find(resource_id)
        if found is None:
            implied = topology_default.named(self._backends, resource_id) if resource_id.startswith("igw-") else None
            return None if implied is None else implied.home
        return found[0]

    def place_ids(self) -> Iterator[str]:
        return itertools.chain.from_iterable(place_ids(backend) for _, backend in self._backends.every_ec2())

    def tags(self, home: Home, resource_id: str) -> Mapping[str, str]:
        return self._world.platform.tags.of(home, resource_id)

    @remembered
    def vpc(self, vpc_id: str) -> VpcNode | None:
        found = self._find(vpc_id)
        if found is None:
            return None
        home, vpc = found
        blocks = (*cidr_blocks_of(vpc), *ipv6_blocks(vpc))
        support, names = (str(one).lower() == "true" for one in (vpc.enable_dns_support, vpc.enable_dns_hostnames))
        return VpcNode(vpc.id, home, tuple(dict.fromkeys(blocks)), support, names)

    @remembered
    def subnet(self, subnet_id: str) -> SubnetNode | None:
        found = self._find(subnet_id)
        return None if found is None else subnet_node(*found)

    @remembered
    def subnet_at(self, vpc_id: str, address: str) -> SubnetNode | None:
        found = self._find(vpc_id)
        if found is None:
            return None
        backend = self._backends.ec2(found[0])
        wanted = ip_address(address)
        for subnets in backend.subnets.values():
            for subnet in subnets.values():
                if subnet.vpc_id == vpc_id and any(wanted in ip_network(one) for one in subnet_blocks(subnet)):
                    return subnet_node(found[0], subnet)
        return None

    @remembered
    def interface(self, interface_id: str) -> InterfaceNode | None:
        found = self._find(interface_id)
        return None if found is None else interface_node(*found)

    @remembered
    def interface_at(self, vpc_id: str, address: str) -> InterfaceNode | None:
        for found in map(self.interface, self._addresses.inside(vpc_id, address)):
            if found is not None and found.vpc_id == vpc_id and address in found.addresses:
                return found
        return None

    @remembered
    def public_interface(self, address: str) -> InterfaceNode | None:
        for found in map(self.interface, self._addresses.public(address)):
            if found is not None and (address in found.public.values() or address in found.addresses):
                return found
        return None

    def forget_addresses(self) -> None:
        self._addresses.forget()

    def _forget(self) -> None:
        """moto has dropped its objects: let go of them too."""
        for kept in (self._kept, self._homes, self._table_of, self._acl_of, self._addresses, self._instances):
            kept.clear()

    @remembered
    def interfaces_of(self, instance_id: str) -> Sequence[InterfaceNode] | None:
        instance = self._instance(instance_id)
        if instance is None:
            return None
        if instance._state.name == "terminated":  # noqa: SLF001 - moto has no public reading
            return ()
        home = home_of(instance.ec2_backend)
        return [interface_node(home, instance.nics[index]) for index in sorted(instance.nics)]

    def interfaces_in(self, home: Home) -> Iterator[InterfaceNode]:
        for eni in list(self._backends.ec2(home).enis.values()):
            yield interface_node(home, eni)

    def _instance(self, instance_id: str) -> Any:
        kept = self._instances.get(instance_id)
        if kept is not None and any(kept.ec2_backend.enis.get(nic.id) is nic for nic in kept.nics.values()):
            return kept
        self._instances = {
            instance.id: instance
            for _, backend in self._backends.every_ec2()
            for reservation in backend.reservations.values()
            for instance in reservation.instances
        }
        return self._instances.get(instance_id)

    # routes and filters --------------------------------------------------------------------------------------------

    @remembered
    def route_table(self, subnet: SubnetNode) -> RouteTableNode | None:
        tables = self._backends.ec2(subnet.home).route_tables
        known = tables.get(self._table_of.get(subnet.id, ""))
        if known is not None and subnet.id in associations_of(known).values():
            return self._table(subnet.home, known)
        main = None
        for table in tables.values():
            if table.vpc_id != subnet.vpc_id:
                continue
            if subnet.id in associations_of(table).values():
                self._table_of[subnet.id] = table.id
                return self._table(subnet.home, table)
            if table.main_association_id is not None:
                main = table
        return None if main is None else self._table(subnet.home, main)

    @remembered
    def edge_table(self, gateway: GatewayNode) -> RouteTableNode | None:
        for table in self._backends.ec2(gateway.home).route_tables.values():
            if gateway.id in associations_of(table).values():
                return self._table(gateway.home, table)
        return None

    def _table(self, home: Home, table: Any) -> RouteTableNode:
        found = routes_of(table).values()
        routes = self._kept.value(("table", table.id), found, lambda: tuple(map(route_node, found)))
        brought = tuple(
            RouteNode(destination, gateway_id, "GatewayId", propagation.ORIGIN.lower())
            for gateway_id, destinations in propagation.of_table(self._world, table.id).items()
            for destination in destinations
        )
        implied = topology_default.routes(home, self._backends.ec2(home), table, routes)
        return RouteTableNode(table.id, home, table.vpc_id, routes + brought + implied)

    def with_state(self, table: RouteTableNode, route: RouteNode) -> RouteNode:
        return replace(route, black_hole=True) if self._is_black_hole(table, route.target) else route

    def _is_black_hole(self, table: RouteTableNode, target: str) -> bool:
        if target == "local":
            return False
        ours = self._world.get(target)
        if ours is not None:
            return not ours.carries_traffic
        if target.startswith(("pcx-", "vpce-", "vgw-")):
            return True
        if target.startswith("i-"):
            instance = self._instance(target)
            return instance is None or instance._state.name not in RUNNING  # noqa: SLF001 - moto has no public reading
        if target.startswith("igw-"):
            gateway = self.gateway(target)
            return gateway is None or gateway.vpc_id != table.vpc_id
        if target.startswith("eni-"):
            interface = self.interface(target)
            return interface is None or not (interface.owner_id and interface.running)
        found = self._find(target)
        return found is None or (target.startswith("nat-") and found[1].state != "available")

    @remembered
    def acl(self, subnet: SubnetNode) -> AclNode | None:
        acls = self._backends.ec2(subnet.home).network_acls
        acl_id, association_id = self._acl_of.get(subnet.id, ("", ""))
        known = acls.get(acl_id)
        association = None if known is None else acl_associations_of(known).get(association_id)
        if association is not None and association.subnet_id == subnet.id:
            return self._acl(subnet, known)
        for acl in acls.values():
            for association_id, association in acl_associations_of(acl).items():
                if association.subnet_id == subnet.id:
                    self._acl_of[subnet.id] = acl.id, association_id
                    return self._acl(subnet, acl)
        return None

    def _acl(self, subnet: SubnetNode, acl: Any) -> AclNode:
        vpc = self.vpc(subnet.vpc_id)
        six = vpc is not None and any(":" in one for one in vpc.cidrs)
        entries = acl.network_acl_entries
        kept = self._kept.value(("acl", acl.id, six), entries, lambda: acl_entries(acl, ipv6=six))
        return AclNode(acl.id, subnet.home, acl.vpc_id, kept)

    @remembered
    def group(self, group_id: str) -> GroupNode | None:
        found = self._find(group_id)
        if found is None:
            return None
        group = found[1]
        rules = [*group.ingress_rules, *group.egress_rules]
        return self._kept.value(("group", group_id), rules, functools.partial(group_node, *found))

    @remembered
    def groups_of(self, interface: InterfaceNode) -> Sequence[GroupNode]:
        return [group for group in map(self.group, interface.group_ids) if group is not None]

    @remembered
    def prefix_list(self, home: Home, list_id: str) -> Sequence[str]:
        for entry in prefix_lists.prefix_lists(home[1]):
            if entry.id == list_id:
                return entry.cidrs
        return [one.cidr for one in getattr(self._world.get(list_id), "entries", ())]

    # gateways ------------------------------------------------------------------------------------------------------

    @remembered
    def gateway(self, gateway_id: str) -> GatewayNode | None:
        found = self._find(gateway_id)
        if found is None:
            return topology_default.named(self._backends, gateway_id) if gateway_id.startswith("igw-") else None
        home, gateway = found
        if gateway_id.startswith("eigw-"):
            return GatewayNode(gateway_id, home, gateway.vpc_id)
        return GatewayNode(gateway_id, home, gateway.vpc.id if gateway.vpc is not None else "")

    @remembered
    def internet_gateway_of(self, vpc_id: str) -> GatewayNode | None:
        vpc = self._find(vpc_id)
        if vpc is None:
            return None
        for gateway in self._backends.ec2(vpc[0]).internet_gateways.values():
            if gateway.vpc is not None and gateway.vpc.id == vpc_id:
                return GatewayNode(gateway.id, vpc[0], vpc_id)
        return topology_default.gateway_of(vpc[0], self._backends.ec2(vpc[0]), vpc_id)

    @remembered
    def nat_gateway(self, nat_id: str) -> NatNode | None:
        found = self._find(nat_id)
        if found is None:
            return None
        home, nat = found
        eni = nat._eni  # noqa: SLF001 - moto has no public reading
        address, public = eni.private_ip_address, eni.public_ip
        if nat.connectivity_type == "private":
            public = None
        available = nat.state == "available"
        return NatNode(nat.id, home, nat.vpc_id, nat.subnet_id, eni.id, address, public, available)

    @remembered
    def attachment(self, attachment_id: str) -> AttachmentNode | None:
        found = self._find(attachment_id)
        return None if found is None else topology_transit.attachment(self._backends, *found)

    @remembered
    def attachment_of(self, gateway_id: str, vpc_id: str) -> AttachmentNode | None:
        attached = topology_transit.attached(self._backends, vpc_id)
        found = next((one for one in attached if one.transit_gateway_id == gateway_id), None)
        return None if found is None else self.attachment(found.id)

    @remembered
    def has_attachment(self, vpc_id: str) -> bool:
        return any(True for _ in topology_transit.attached(self._backends, vpc_id))

    def peer_attachment(self, attachment: AttachmentNode) -> AttachmentNode | None:
        found = self._find(attachment.id)
        peer = None if found is None else topology_transit.peer_of(found[1], attachment.gateway_id)
        gateway = None if peer is None else self._find(peer)
        if found is None or gateway is None:
            return None
        return topology_transit.attachment(self._backends, gateway[0], found[1], gateway[1].id)

    @remembered
    def transit_routes(self, table_id: str) -> Sequence[TransitRoute]:
        found = self._find(table_id)
        if found is None:
            return ()
        return list(topology_transit.routes(self._backends.ec2(found[0]), found[1], self._blocks_of))

    def _blocks_of(self, resource_id: str) -> Iterable[str]:
        node = self.vpc(resource_id)
        return node.cidrs if node is not None else forwarding.announced(self._world, resource_id)

    # what other services hold --------------------------------------------------------------------------------------

    @remembered
    def balancer(self, arn: str) -> Balancer | None:
        return topology_balancers.balancer(self, arn)

    def balancer_called(self, dns_name: str) -> Balancer | None:
        return topology_balancers.balancer_called(self, dns_name)

    private_zones = staticmethod(topology_zones.private_zones)
    public_zones = staticmethod(topology_zones.public_zones)

    resolver_rules = staticmethod(topology_resolver.rules)
    resolver_endpoint = staticmethod(topology_resolver.endpoint)
    inbound_at = staticmethod(topology_resolver.inbound_at)

    def name_servers(self, vpc_id: str) -> Sequence[str]:
        found = self._find(vpc_id)
        return () if found is None else topology_resolver.name_servers(found[1])

    def vpcs_in(self, region: str | None) -> Iterator[VpcNode]:
        for home, backend in self._backends.every_ec2():
            if region in (None, home[1]):
                yield from (node for node in map(self.vpc, list(backend.vpcs)) if node is not None)
