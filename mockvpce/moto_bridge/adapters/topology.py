"""moto's EC2 state as `engine.topology` describes it, read when asked.

Interfaces are found by address through an index that each hit is checked against, so that it never tells of yesterday.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any

from mockvpce.data import prefix_lists
from mockvpce.engine import propagation
from mockvpce.engine.topology import (
    AclNode,
    AttachmentNode,
    Balancer,
    GatewayNode,
    GroupNode,
    HostedZone,
    InterfaceNode,
    NatNode,
    RouteNode,
    RouteTableNode,
    SubnetNode,
    TransitRoute,
    VpcNode,
)
from mockvpce.moto_bridge.adapters import topology_balancers, topology_zones
from mockvpce.moto_bridge.adapters.topology_nodes import (
    RUNNING,
    acl_entry,
    addresses_of,
    default_rules,
    home_of,
    interface_node,
    ipv6_blocks,
    rules_of,
    subnet_blocks,
    subnet_node,
    target_of,
)
from mockvpce.moto_bridge.compat import associations_of, cidr_blocks_of, routes_of, subnets_of

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World
    from mockvpce.moto_bridge.backends import Backends

_PLACES = {
    "vpc": "vpcs",
    "eni": "enis",
    "igw": "internet_gateways",
    "eigw": "egress_only_internet_gateways",
    "nat": "nat_gateways",
    "tgw": "transit_gateways",
    "tgw-attach": "transit_gateway_attachments",
    "tgw-rtb": "transit_gateways_route_tables",
    "rtb": "route_tables",
    "acl": "network_acls",
    "pl": "managed_prefix_lists",
}


class MotoTopology:
    """Reads moto's EC2 backends of all accounts and Regions."""

    def __init__(self, world: World, backends: Backends) -> None:
        self._world = world
        self._backends = backends
        self._at: dict[tuple[str, str], str] = {}
        self._public: dict[str, str] = {}
        self._instances: dict[str, Any] = {}

    # look-ups ------------------------------------------------------------------------------------------------------

    def _find(self, some_id: str) -> tuple[Home, Any] | None:
        place = _PLACES.get(some_id.rpartition("-")[0])
        if place is None:
            return None
        for home, backend in self._backends.every_ec2():
            found = getattr(backend, place).get(some_id)
            if found is not None:
                return home, found
        return None

    def exists(self, resource_id: str) -> bool:
        """Whether an id names something of moto's or of ours."""
        return self.home_of(resource_id) is not None

    def home_of(self, resource_id: str) -> Home | None:
        """The account and Region of whatever has that id."""
        ours = self._world.get(resource_id)
        if ours is not None:
            return ours.homes[0]
        if resource_id.startswith("i-"):
            instance = self._instance(resource_id)
            return None if instance is None else home_of(instance.ec2_backend)
        for reading in (self.subnet, self.group):
            node = reading(resource_id)
            if node is not None:
                return node.home
        found = self._find(resource_id)
        return None if found is None else found[0]

    def tags(self, home: Home, resource_id: str) -> Mapping[str, str]:
        return self._world.platform.tags(home, resource_id)

    def vpc(self, vpc_id: str) -> VpcNode | None:
        found = self._find(vpc_id)
        if found is None:
            return None
        home, vpc = found
        blocks = (*cidr_blocks_of(vpc), *ipv6_blocks(vpc))
        support, names = (str(one).lower() == "true" for one in (vpc.enable_dns_support, vpc.enable_dns_hostnames))
        return VpcNode(vpc.id, home, tuple(dict.fromkeys(blocks)), support, names)

    def subnet(self, subnet_id: str) -> SubnetNode | None:
        for _, backend in self._backends.every_ec2():
            for subnets in backend.subnets.values():
                if subnet_id in subnets:
                    return subnet_node(backend, subnets[subnet_id])
        return None

    def subnet_at(self, vpc_id: str, address: str) -> SubnetNode | None:
        found = self._find(vpc_id)
        if found is None:
            return None
        backend = self._backends.ec2(found[0])
        wanted = ip_address(address)
        for subnets in backend.subnets.values():
            for subnet in subnets.values():
                if subnet.vpc_id == vpc_id and any(wanted in ip_network(one) for one in subnet_blocks(subnet)):
                    return subnet_node(backend, subnet)
        return None

    # interfaces ----------------------------------------------------------------------------------------------------

    def interface(self, interface_id: str) -> InterfaceNode | None:
        found = self._find(interface_id)
        return None if found is None else interface_node(*found)

    def interface_at(self, vpc_id: str, address: str) -> InterfaceNode | None:
        for fresh in (False, True):
            if fresh:
                self._index()
            found = self.interface(self._at.get((vpc_id, address), ""))
            if found is not None and found.vpc_id == vpc_id and address in found.addresses:
                return found
        return None

    def public_interface(self, address: str) -> InterfaceNode | None:
        for fresh in (False, True):
            if fresh:
                self._index()
            found = self.interface(self._public.get(address, ""))
            if found is not None and (address in found.public.values() or address in found.addresses):
                return found
        return None

    def _index(self) -> None:
        self._at.clear()
        self._public.clear()
        for _, backend in self._backends.every_ec2():
            for eni in backend.enis.values():
                for address in addresses_of(eni):
                    self._at[eni.subnet.vpc_id, address] = eni.id
                    if ":" in address:
                        self._public[address] = eni.id
                if eni.public_ip:
                    self._public[eni.public_ip] = eni.id
            for elastic in backend.addresses:
                if elastic.eni is not None:
                    self._public[elastic.public_ip] = elastic.eni.id

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

    def route_table(self, subnet: SubnetNode) -> RouteTableNode | None:
        main = None
        for table in self._backends.ec2(subnet.home).route_tables.values():
            if table.vpc_id != subnet.vpc_id:
                continue
            if subnet.id in associations_of(table).values():
                return self._table(subnet.home, table)
            if table.main_association_id is not None:
                main = table
        return None if main is None else self._table(subnet.home, main)

    def edge_table(self, gateway: GatewayNode) -> RouteTableNode | None:
        for table in self._backends.ec2(gateway.home).route_tables.values():
            if gateway.id in associations_of(table).values():
                return self._table(gateway.home, table)
        return None

    def _table(self, home: Home, table: Any) -> RouteTableNode:
        routes = tuple(self._route(table, route) for route in routes_of(table).values())
        brought = tuple(
            RouteNode(destination, gateway_id, "GatewayId", propagation.ORIGIN.lower())
            for gateway_id, destinations in propagation.of_table(self._world, table.id).items()
            for destination in destinations
        )
        return RouteTableNode(table.id, home, table.vpc_id, routes + brought)

    def _route(self, table: Any, route: Any) -> RouteNode:
        listed = route.destination_prefix_list
        destination = listed.id if listed is not None else route.destination_cidr_block
        destination = destination or route.destination_ipv6_cidr_block or ""
        if route.local:
            return RouteNode(destination, "local", "GatewayId", "createroutetable")
        target, member = target_of(route)
        origin = str(getattr(route, "origin", "") or "createroute").replace("-", "").lower()
        return RouteNode(destination, target, member, origin, self._is_black_hole(table, route, target))

    def _is_black_hole(self, table: Any, route: Any, target: str) -> bool:
        ours = self._world.get(target)
        if ours is not None:
            return not ours.carries_traffic
        if target.startswith(("pcx-", "vpce-", "vgw-")):
            return True
        if target.startswith("i-"):
            return self._instance(target) is None or route.instance._state.name not in RUNNING  # noqa: SLF001 - see above
        found = self._find(target)
        if found is None:
            return True
        if target.startswith("igw-"):
            return found[1].vpc is None or found[1].vpc.id != table.vpc_id
        return target.startswith("nat-") and found[1].state != "available"

    def acl(self, subnet: SubnetNode) -> AclNode | None:
        for acl in self._backends.ec2(subnet.home).network_acls.values():
            if subnet.id in subnets_of(acl):
                entries = sorted(map(acl_entry, acl.network_acl_entries), key=lambda entry: entry.number)
                return AclNode(acl.id, subnet.home, acl.vpc_id, tuple(entries))
        return None

    def group(self, group_id: str) -> GroupNode | None:
        for home, backend in self._backends.every_ec2():
            for vpc_id, groups in backend.groups.items():
                group = groups.get(group_id)
                if group is not None:
                    ingress, egress = (
                        tuple(rule for one in rules for rule in rules_of(one))
                        for rules in (group.ingress_rules, group.egress_rules)
                    )
                    return GroupNode(group.id, home, vpc_id or "", (*default_rules(group, ingress), *ingress), egress)
        return None

    def prefix_list(self, home: Home, list_id: str) -> Sequence[str]:
        for entry in prefix_lists.prefix_lists(home[1]):
            if entry.id == list_id:
                return entry.cidrs
        found = self._find(list_id)
        if found is None:
            return ()
        entries = found[1].entries.get(found[1].version) or ()
        return [one["Cidr"] for one in entries]

    # gateways ------------------------------------------------------------------------------------------------------

    def gateway(self, gateway_id: str) -> GatewayNode | None:
        found = self._find(gateway_id)
        if found is None:
            return None
        home, gateway = found
        if gateway_id.startswith("eigw-"):
            return GatewayNode(gateway_id, home, gateway.vpc_id)
        return GatewayNode(gateway_id, home, gateway.vpc.id if gateway.vpc is not None else "")

    def internet_gateway_of(self, vpc_id: str) -> GatewayNode | None:
        vpc = self._find(vpc_id)
        if vpc is None:
            return None
        for gateway in self._backends.ec2(vpc[0]).internet_gateways.values():
            if gateway.vpc is not None and gateway.vpc.id == vpc_id:
                return GatewayNode(gateway.id, vpc[0], vpc_id)
        return None

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

    def attachment(self, attachment_id: str) -> AttachmentNode | None:
        found = self._find(attachment_id)
        if found is None:
            return None
        home, one = found
        association = one.association or {}
        return AttachmentNode(
            one.id,
            home,
            one.transit_gateway_id,
            one.resource_id,
            one.resource_type,
            tuple(getattr(one, "subnet_ids", ())),
            str(association.get("TransitGatewayRouteTableId", "") or association.get("transitGatewayRouteTableId", "")),
            one.state == "available",
        )

    def attachment_of(self, gateway_id: str, vpc_id: str) -> AttachmentNode | None:
        for _, backend in self._backends.every_ec2():
            for one in backend.transit_gateway_attachments.values():
                if one.transit_gateway_id == gateway_id and one.resource_id == vpc_id and one.state == "available":
                    return self.attachment(one.id)
        return None

    def transit_routes(self, table_id: str) -> Sequence[TransitRoute]:
        found = self._find(table_id)
        if found is None:
            return ()
        routes = []
        for cidr, route in found[1].routes.items():
            attachment = (route.get("transitGatewayAttachments") or {}).get("transitGatewayAttachmentId", "")
            active = route.get("state") == "active"
            routes.append(TransitRoute(cidr, attachment if active else "", str(route.get("type") or "static")))
        for one in found[1].route_table_propagation:
            node = self.vpc(one.resourceId)
            blocks = node.cidrs if node is not None else ()
            routes.extend(TransitRoute(cidr, one.transitGatewayAttachmentId, "propagated") for cidr in blocks)
        return routes

    # what other services hold --------------------------------------------------------------------------------------

    def balancer(self, arn: str) -> Balancer | None:
        return topology_balancers.balancer(self, arn)

    def balancer_called(self, dns_name: str) -> Balancer | None:
        return topology_balancers.balancer_called(self, dns_name)

    def private_zones(self, vpc: VpcNode) -> Sequence[HostedZone]:
        return topology_zones.private_zones(vpc)

    def public_zones(self) -> Iterator[HostedZone]:
        return topology_zones.public_zones()
