"""One packet, followed from where it starts until it is delivered or stopped.

A walk goes one way. Filters that stop the packet are noted and the walk goes on, so that all of them are found; a route,
gateway or device that stops it ends the walk. The ports that are left are narrowed filter by filter, so that one walk
answers for all ports of a question.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mockvpce.engine import forwarding
from mockvpce.network import gateways
from mockvpce.network.components import Components, Direction, acl_rule, described, group_rule, table_route
from mockvpce.network.filters import Flow, acl_ports, group_ports
from mockvpce.network.ports import Ports, holds
from mockvpce.network.routes import choose

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.topology import InterfaceNode, RouteNode, SubnetNode
    from mockvpce.engine.world import World
    from mockvpce.network.path import Block, Hop

_LIMIT = 64
"""Devices that a packet may meet before it is taken to go round in circles."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of the way on which the header stays the same; `end` is an interface's id, `internet` or `service`."""

    flow: Flow
    start: InterfaceNode | SubnetNode | None
    end: str
    end_subnet: str = ""


class Walk:
    """The state of one walk."""

    def __init__(self, world: World, flow: Flow, ports: Ports, *, back: bool = False, unfiltered: bool = False) -> None:
        self.world = world
        self.topology = world.platform.topology
        self.components = Components(world)
        self.flow = flow
        self.ports = ports
        self.back = back
        self.unfiltered = unfiltered
        self.hops: list[Hop] = []
        self.blocks: list[Block] = []
        self.via: list[str] = []
        self.legs: list[Leg] = []
        self.leg_start: InterfaceNode | SubnetNode | None = None
        self.end: str = ""
        self.end_interface: InterfaceNode | None = None
        self.gateway_blocks: list[Block] = []
        self._met = 0

    # what happened -------------------------------------------------------------------------------------------------

    def hop(self, home: Home, some_id: str, rule: str | None = None, **detail: Any) -> None:
        """Note a component that let the packet on."""
        self.hops.append(self.components.hop(home, some_id, rule, **detail))
        if some_id.startswith(("pcx-", "igw-", "eigw-", "nat-", "vpce-", "tgw-", "vgw-", "vpn-")):
            self.via.append(some_id)

    def stop(self, home: Home, some_id: str, code: str, direction: Direction | None = None, **explanation: Any) -> None:
        """End the walk here."""
        self.gateway_blocks.append(self.components.block(home, some_id, code, direction, self.back, **explanation))

    def found(self) -> tuple[Block, ...]:
        """What stopped the packet: filters hide gateways and routes."""
        return tuple(self.blocks or self.gateway_blocks)

    def close_leg(self, end: str, subnet_id: str = "") -> None:
        """The header changes from here, or the packet is at its end."""
        self.legs.append(Leg(self.flow, self.leg_start, end, subnet_id))

    def listed(self, home: Home) -> Any:
        """The blocks of a prefix list, as an account and Region sees it."""
        return lambda list_id: self.topology.prefix_list(home, list_id)

    # leaving -------------------------------------------------------------------------------------------------------

    def from_interface(self, interface: InterfaceNode, *, first: bool = True) -> None:
        """The packet leaves an interface."""
        if first:
            self.leg_start = interface
        owner = self._owner(interface)
        subnet = self.topology.subnet(interface.subnet_id)
        if subnet is None:
            return
        self.hop(
            interface.home,
            interface.id,
            **owner,
            Subnet=self.components.component(interface.home, subnet.id),
            Vpc=self.components.component(interface.home, subnet.vpc_id),
        )
        if first and interface.source_dest_check and self.flow.source not in interface.addresses:
            self.stop(
                interface.home,
                interface.id,
                "ENI_SOURCE_DEST_CHECK_RESTRICTION",
                "egress",
                NetworkInterface=interface.id,
                Addresses=[self.flow.source],
            )
            return
        self._groups(interface, "egress", subnet)
        self.from_subnet(subnet)

    def _owner(self, interface: InterfaceNode) -> dict[str, Any]:
        if not interface.owner_id:
            return {}
        return {"AttachedTo": self.components.component(interface.home, interface.owner_id)}

    def from_subnet(self, subnet: SubnetNode, *, first: bool = False, skip_acl: bool = False) -> None:
        """The packet leaves a subnet, or stays in it."""
        if first:
            self.leg_start = subnet
        self._met += 1
        if self._met > _LIMIT:
            self.stop(subnet.home, subnet.id, "MOCKVPCE_LOOP", Vpc=subnet.vpc_id)
            return
        if any(holds(one, self.flow.destination) for one in subnet.cidrs):
            self.deliver(subnet.vpc_id, subnet.id)
            return
        if not skip_acl:
            self.acl(subnet, "egress")
        table, vpc = self.topology.route_table(subnet), self.topology.vpc(subnet.vpc_id)
        if table is None or vpc is None:
            return
        route = choose(table, vpc, self.flow.destination, self.listed(table.home))
        if route is None:
            self.stop(
                table.home,
                table.id,
                "NO_ROUTE_TO_DESTINATION",
                RouteTable=table.id,
                Vpc=vpc.id,
                Destination={"Id": self.flow.destination},
            )
            return
        shown = table_route(route)
        if route.black_hole:
            self.hop(table.home, table.id, described(shown), RouteTableRoute=shown)
            self.stop(table.home, table.id, "BAD_STATE_ROUTE", RouteTable=table.id, RouteTableRoute=shown, Vpc=vpc.id)
            return
        self.hop(
            table.home,
            table.id,
            described(shown),
            RouteTableRoute=shown,
            Vpc=self.components.component(vpc.home, vpc.id),
        )
        self.follow(route, subnet)

    def follow(self, route: RouteNode, subnet: SubnetNode) -> None:
        """The packet goes where a route says."""
        if route.target == "local":
            self.deliver(subnet.vpc_id, subnet.id)
        elif route.target.startswith(("eni-", "i-")):
            self._appliance(route.target, subnet.id)
        elif (known := gateways.BY_PREFIX.get(route.target.partition("-")[0])) is not None:
            known(self, route.target, subnet)
        else:
            self._resource(route.target, subnet)

    def _resource(self, target: str, subnet: SubnetNode) -> None:
        resource = self.world.get(target)
        flow = self.flow
        packet = forwarding.Packet(subnet.vpc_id, flow.source, flow.destination, flow.protocol)
        onward = None if resource is None else forwarding.onward(self.world, resource, packet)
        home = subnet.home if resource is None else resource.homes[0]
        if onward is None:
            self.stop(home, target, "MOCKVPCE_UNSUPPORTED_TARGET", Component={"Id": target})
            return
        gateways.onward(self, home, target, onward, subnet)

    # arriving ------------------------------------------------------------------------------------------------------

    def deliver(self, vpc_id: str, from_subnet: str) -> None:
        """The packet goes to whoever has its destination in the VPC."""
        interface = self.topology.interface_at(vpc_id, self.flow.destination)
        subnet_id = interface.subnet_id if interface is not None else ""
        subnet = (
            self.topology.subnet(subnet_id) if subnet_id else self.topology.subnet_at(vpc_id, self.flow.destination)
        )
        if subnet is None:
            home = self.topology.home_of(vpc_id) or ("", "")
            self.stop(home, vpc_id, "NO_POSSIBLE_DESTINATION", Vpc=vpc_id)
            return
        if subnet.id != from_subnet:
            self.acl(subnet, "ingress")
        if interface is None:
            self.end = self.flow.destination
            self.close_leg("address", subnet.id)
            return
        self.arrive(interface, subnet)

    def arrive(self, interface: InterfaceNode, subnet: SubnetNode) -> None:
        """The packet comes to an interface that has its destination."""
        self._groups(interface, "ingress", subnet)
        owner = self._owner(interface)
        self.hop(
            interface.home,
            interface.id,
            **owner,
            Subnet=self.components.component(interface.home, subnet.id),
            Vpc=self.components.component(interface.home, subnet.vpc_id),
        )
        if not interface.running:
            self.stop(interface.home, interface.id, "BAD_STATE", Component=interface.id, State="stopped")
            return
        self.end, self.end_interface = interface.id, interface
        self.close_leg(interface.id, subnet.id)
        resource = self.world.get(interface.owner_id) if interface.owner_id and not self.back else None
        if resource is None:
            return
        flow = self.flow
        packet = forwarding.Packet(subnet.vpc_id, flow.source, flow.destination, flow.protocol)
        onward = forwarding.beyond(self.world, resource, subnet.id, packet)
        if onward is not None:
            gateways.onward(self, resource.homes[0], resource.id, onward, subnet)

    def _appliance(self, target: str, from_subnet: str) -> None:
        """A route sends the packet through an instance's interface, whose address it does not have."""
        interfaces = self.topology.interfaces_of(target) if target.startswith("i-") else None
        interface = interfaces[0] if interfaces else self.topology.interface(target)
        subnet = None if interface is None else self.topology.subnet(interface.subnet_id)
        if interface is None or subnet is None:
            return
        if self.flow.destination in interface.addresses:
            self.deliver(subnet.vpc_id, from_subnet)
            return
        self.flow = Flow(self.flow.source, self.flow.destination, self.flow.protocol)
        if subnet.id != from_subnet:
            self.acl(subnet, "ingress")
        self._groups(interface, "ingress", subnet)
        if interface.source_dest_check or not interface.running or not interface.owner_id:
            code = "ENI_SOURCE_DEST_CHECK_RESTRICTION" if interface.source_dest_check else "BAD_STATE"
            self.stop(
                interface.home,
                interface.id,
                code,
                "ingress",
                NetworkInterface=interface.id,
                Addresses=[self.flow.destination],
            )
            return
        self.from_interface(interface, first=False)

    # filters -------------------------------------------------------------------------------------------------------

    def acl(self, subnet: SubnetNode, direction: Direction) -> None:
        """The packet meets the network ACL of a subnet."""
        acl = self.topology.acl(subnet)
        if acl is None or self.unfiltered:
            return
        egress = direction == "egress"
        peer = self.flow.destination if egress else self.flow.source
        passed, allowing, denying = acl_ports(acl, self.flow, peer, self.ports, egress=egress)
        if passed:
            self.ports = passed
            shown: dict[str, Any] = {} if allowing is None else {"AclRule": acl_rule(allowing)}
            self.hop(acl.home, acl.id, described(shown.get("AclRule", {})), **shown)
            return
        rule: dict[str, Any] = {} if denying is None else {"AclRule": acl_rule(denying)}
        self.hop(acl.home, acl.id, **rule)
        self.blocks.append(
            self.components.block(
                acl.home,
                acl.id,
                "SUBNET_ACL_RESTRICTION",
                direction,
                self.back,
                Acl=acl.id,
                Subnet=subnet.id,
                Vpc=subnet.vpc_id,
                **rule,
            )
        )

    def _groups(self, interface: InterfaceNode, direction: Direction, subnet: SubnetNode) -> None:
        groups = [one for one in map(self.topology.group, interface.group_ids) if one is not None]
        if not groups or self.unfiltered:
            return
        if self.back:
            self.hop(groups[0].home, groups[0].id)
            return
        ingress = direction == "ingress"
        rules = [rule for group in groups for rule in (group.ingress if ingress else group.egress)]
        peer = self.flow.source if ingress else self.flow.destination
        sees = self.flow.groups.__contains__ if ingress else self._refers(subnet)
        passed, rule = group_ports(rules, self.flow, peer, self.ports, sees, self.listed(interface.home))
        if passed:
            self.ports = passed
            holder = next((one for one in groups if rule in (one.ingress if ingress else one.egress)), groups[0])
            shown: dict[str, Any] = {} if rule is None else {"SecurityGroupRule": group_rule(rule, direction)}
            self.hop(holder.home, holder.id, described(shown.get("SecurityGroupRule", {})), **shown)
            return
        self.hop(groups[0].home, groups[0].id)
        empty = not any((*group.ingress, *group.egress) for group in groups)
        self.blocks.append(
            self.components.block(
                interface.home,
                groups[0].id,
                "SG_HAS_NO_RULES" if empty else "ENI_SG_RULES_MISMATCH",
                direction,
                NetworkInterface=interface.id,
                SecurityGroups=[self.components.component(one.home, one.id) for one in groups],
                Subnet=subnet.id,
                Vpc=subnet.vpc_id,
            )
        )

    def _refers(self, subnet: SubnetNode) -> Any:
        """Whether an outbound rule that names a group stands for the destination."""
        vpcs: list[str] | None = None

        def sees(group_id: str) -> bool:
            nonlocal vpcs
            if vpcs is None:
                vpcs = list(self._visible_vpcs(subnet))
            return any(
                (one := self.topology.interface_at(vpc, self.flow.destination)) is not None
                and group_id in one.group_ids
                for vpc in vpcs
            )

        return sees

    def _visible_vpcs(self, subnet: SubnetNode) -> Iterable[str]:
        """The VPC in which the destination lies, where references to its groups hold on the way there."""
        vpc, table = self.topology.vpc(subnet.vpc_id), self.topology.route_table(subnet)
        if vpc is None or table is None:
            return
        if any(holds(one, self.flow.destination) for one in subnet.cidrs):
            yield vpc.id
            return
        route = choose(table, vpc, self.flow.destination, self.listed(table.home))
        if route is not None and route.target == "local":
            yield vpc.id
        elif route is not None and (resource := self.world.get(route.target)) is not None:
            packet = forwarding.Packet(vpc.id, self.flow.source, self.flow.destination, self.flow.protocol)
            onward = forwarding.onward(self.world, resource, packet)
            if isinstance(onward, forwarding.IntoVpc) and onward.keeps_references:
                yield onward.vpc_id
