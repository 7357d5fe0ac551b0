"""One packet, followed from where it starts until it is delivered or stopped.

A walk goes one way. Filters that stop the packet are noted and the walk goes on, so that all of them are found; a route,
gateway or device that stops it ends the walk. The ports that are left are narrowed filter by filter, so that one walk
answers for all ports of a question.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mockvpce.engine import forwarding
from mockvpce.network import balancers, checks, gateways, link_local
from mockvpce.network.components import Components, Direction, table_route
from mockvpce.network.filters import Flow
from mockvpce.network.ports import NONE, Ports, common, holds
from mockvpce.network.routes import choose

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.topology import GatewayNode, InterfaceNode, RouteNode, SubnetNode
    from mockvpce.engine.world import World
    from mockvpce.network.path import Block, Hop


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of the way on which the header stays the same.

    `end` is an interface's id, `address` for one that no interface has, or what the packet left the VPC for: `internet`,
    `service`, `outside`. Then `gateway` is what it left by.
    """

    flow: Flow
    start: InterfaceNode | SubnetNode | None
    end: str
    end_subnet: str = ""
    gateway: str = ""
    left_by: str = ""
    """The gateway by which the packet left a VPC for the internet, to come in again with the same header."""
    kept: bool = False
    """Whether the source is that of a client of the balancer at the start, to which the answers return."""


class PassedEnd(Exception):  # noqa: N818 - nothing has gone wrong
    """The packet has come to the component at which its way ends."""


class Walk:
    """The state of one walk."""

    def __init__(
        self,
        world: World,
        flow: Flow,
        ports: Ports,
        components: Components,
        *,
        back: bool = False,
        tracked: frozenset[str] = frozenset(),
    ) -> None:
        self.world = world
        self.topology = world.platform.topology
        self.components = components
        self.flow = flow
        self.ports = ports
        self.back = back
        self.tracked = tracked
        """Interfaces whose groups have let the packet pass that this one answers."""
        self.hops: list[Hop] = []
        self.blocks: list[Block] = []
        self.via: list[str] = []
        self.legs: list[Leg] = []
        self.leg_start: InterfaceNode | SubnetNode | None = None
        self.leg_kept = False
        self.left_by = ""
        """The gateway by which the packet, or the one that it answers, left for the internet with the header it has."""
        self.until = ""
        self.end: str = ""
        self.end_subnet: str = ""
        self.met: dict[str, None] = {}
        """The interfaces that the packet has passed or come to."""
        self.arrived: set[str] = set()
        self.over_transit = False
        """Whether the packet came into the present VPC over a transit gateway."""
        self.gateway_blocks: list[Block] = []
        self.lent: dict[str, str] = {}
        """Addresses of machines outside AWS, of the present VPC's blocks, to the interfaces that take their answers."""
        self._been: frozenset[tuple[str, Flow]] = frozenset()

    # what happened -------------------------------------------------------------------------------------------------

    def hop(self, home: Home, some_id: str, rule: str | None = None, **detail: Any) -> None:
        """Note a component that let the packet on."""
        self.note(self.components.hop(home, some_id, rule, **detail))
        if self.until and self.until == detail.get("TransitGateway", {}).get("Id"):
            raise PassedEnd
        if some_id.startswith(("pcx-", "igw-", "eigw-", "nat-", "vpce-", "tgw-", "vgw-", "vpn-")):
            self.via.append(some_id)

    def note(self, hop: Hop) -> None:
        """Note a hop that is made, of a component that lies within a VPC."""
        self.hops.append(hop)
        if self.until and self.until == hop.id:
            raise PassedEnd

    def stop(self, home: Home, some_id: str, code: str, direction: Direction | None = None, **explanation: Any) -> None:
        """End the walk here."""
        self.gateway_blocks.append(self.components.block(home, some_id, code, direction, self.back, **explanation))

    def found(self) -> tuple[Block, ...]:
        """What stopped the packet: filters hide gateways and routes."""
        return tuple(dict.fromkeys(self.blocks or self.gateway_blocks))

    def close_leg(self, end: str, subnet_id: str = "", gateway: str = "") -> None:
        """The header changes from here, or the packet is at its end."""
        self.legs.append(Leg(self.flow, self.leg_start, end, subnet_id, gateway, self.left_by, self.leg_kept))
        self.leg_kept, self.left_by = False, ""

    def owners_met(self) -> set[str]:
        """What the interfaces belong to at which the packet has arrived."""
        met = map(self.topology.interface, self.arrived)
        return {one.owner_id for one in met if one is not None}

    def fork(self) -> Walk:
        """A walk that goes on from here by itself."""
        other = copy(self)
        other.hops, other.via, other.legs = [*self.hops], [*self.via], [*self.legs]
        other.blocks, other.gateway_blocks = [*self.blocks], [*self.gateway_blocks]
        other.met, other.arrived = dict(self.met), set(self.arrived)
        return other

    def adopt(self, other: Walk) -> None:
        """Have gone the way that a fork of this walk has gone."""
        vars(self).update(vars(other))

    def led_on(self) -> bool:
        """Whether a route led out of the VPC, to whatever end."""
        return any(one.code != "NO_ROUTE_TO_DESTINATION" for one in self.gateway_blocks) or bool(self.via)

    def count(self, some_id: str) -> bool:
        """Whether the packet comes to a device for the first time as it is now; else it goes round in circles."""
        here = (some_id, self.flow)
        if here in self._been:
            return False
        self._been = self._been | {here}
        return True

    def listed(self, home: Home) -> Any:
        """The blocks of a prefix list, as an account and Region sees it."""
        return lambda list_id: self.topology.prefix_list(home, list_id)

    # leaving -------------------------------------------------------------------------------------------------------

    def from_interface(self, interface: InterfaceNode, *, first: bool = True) -> None:
        """The packet leaves an interface."""
        if first:
            self.leg_start = interface
        subnet = self.topology.subnet(interface.subnet_id)
        if subnet is None:
            return
        self.note(self.components.interface(interface))
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
        if first and self.flow.destination in interface.addresses:
            self.end, self.end_subnet = interface.id, subnet.id
            self.arrived.add(interface.id)
            return
        if first and self._link_local(subnet):
            return
        self.met[interface.id] = None
        checks.meet_groups(self, interface, "egress", subnet)
        self.from_subnet(subnet)

    def _link_local(self, subnet: SubnetNode) -> bool:
        """Whether the packet is for a service that each subnet has, which ends its way here."""
        vpc = None if self.back else self.topology.vpc(subnet.vpc_id)
        service = "" if vpc is None else link_local.service_at(vpc, self.flow.destination)
        if vpc is None or not service:
            return False
        port = link_local.speaks(vpc, service, self.flow.protocol)
        self.ports = NONE if port is None else common(self.ports, ((port, port),))
        if not self.ports:
            self.stop(vpc.home, vpc.id, "NO_POSSIBLE_DESTINATION", Vpc=vpc.id)
            return True
        self.hop(vpc.home, vpc.id, f"{service} at {self.flow.destination}")
        self.end = service
        return True

    def from_subnet(self, subnet: SubnetNode, *, first: bool = False) -> None:
        """The packet leaves a subnet, or stays in it."""
        if first:
            self.leg_start = subnet
        if first and self._link_local(subnet):
            return
        if not self.count(subnet.id):
            self.stop(subnet.home, subnet.id, "MOCKVPCE_LOOP", Vpc=subnet.vpc_id)
            return
        if any(holds(one, self.flow.destination) for one in subnet.cidrs):
            self.deliver(subnet.vpc_id, subnet.id)
            return
        checks.meet_acl(self, subnet, "egress")
        table, vpc = self.topology.route_table(subnet), self.topology.vpc(subnet.vpc_id)
        if table is None or vpc is None:
            return
        route = choose(table, vpc, self.flow.destination, self.listed(table.home))
        if route is None:
            members: dict[str, Any] = {"RouteTable": table.id, "Vpc": vpc.id}
            members["Destination"] = {"Id": self.flow.destination}
            self.stop(table.home, table.id, "NO_ROUTE_TO_DESTINATION", **members)
            return
        route = self.topology.with_state(table, route)
        shown, words = table_route(route)
        if route.black_hole:
            self.hop(table.home, table.id, words, RouteTableRoute=shown)
            self.stop(table.home, table.id, "BAD_STATE_ROUTE", RouteTable=table.id, RouteTableRoute=shown, Vpc=vpc.id)
            return
        self.hop(
            table.home,
            table.id,
            words,
            RouteTableRoute=shown,
            Vpc=self.components.component(vpc.home, vpc.id),
        )
        self.follow(route, subnet)

    def enter(self, vpc_id: str, gateway: GatewayNode | None = None) -> None:
        """The packet comes into a VPC from a gateway, whose edge table, where it has one, may send it elsewhere first."""
        table = None if gateway is None else self.topology.edge_table(gateway)
        vpc = self.topology.vpc(vpc_id)
        route = (
            None if table is None or vpc is None else choose(table, vpc, self.flow.destination, self.listed(table.home))
        )
        if table is None or route is None or route.target == "local":
            self.deliver(vpc_id, "")
            return
        route = self.topology.with_state(table, route)
        shown, words = table_route(route)
        self.hop(table.home, table.id, words, RouteTableRoute=shown)
        if route.black_hole:
            self.stop(table.home, table.id, "BAD_STATE_ROUTE", RouteTable=table.id, RouteTableRoute=shown, Vpc=vpc_id)
        elif route.target.startswith(("eni-", "i-")):
            self._appliance(route.target, "")
        else:
            resource = self.world.get(route.target)
            onward = None if resource is None else forwarding.onward(self.world, resource, self._packet(vpc_id))
            if resource is not None and isinstance(onward, forwarding.BackToSubnet):
                gateways.inspect(self, resource.homes[0], resource.id, onward, "")
            else:
                self.stop(table.home, table.id, "MOCKVPCE_UNSUPPORTED_TARGET", Component={"Id": route.target})

    def _packet(self, vpc_id: str) -> forwarding.Packet:
        return forwarding.Packet(vpc_id, self.flow.source, self.flow.destination, self.flow.protocol)

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
        onward = None if resource is None else forwarding.onward(self.world, resource, self._packet(subnet.vpc_id))
        home = subnet.home if resource is None else resource.homes[0]
        if onward is None:
            self.stop(home, target, "MOCKVPCE_UNSUPPORTED_TARGET", Component={"Id": target})
            return
        gateways.onward(self, home, target, onward, subnet)

    # arriving ------------------------------------------------------------------------------------------------------

    def deliver(self, vpc_id: str, from_subnet: str) -> None:
        """The packet goes to the interface that has its destination address in the VPC."""
        interface = self.topology.interface_at(vpc_id, self.flow.destination)
        if interface is None and self.flow.destination in self.lent:
            interface = self.topology.interface(self.lent[self.flow.destination])
        subnet_id = interface.subnet_id if interface is not None else ""
        subnet = (
            self.topology.subnet(subnet_id) if subnet_id else self.topology.subnet_at(vpc_id, self.flow.destination)
        )
        if subnet is None:
            home = self.topology.home_of(vpc_id) or ("", "")
            self.stop(home, vpc_id, "NO_POSSIBLE_DESTINATION", Vpc=vpc_id)
            return
        if subnet.id != from_subnet:
            checks.meet_acl(self, subnet, "ingress")
        if interface is None and link_local.is_reserved(subnet, self.flow.destination):
            self.stop(subnet.home, subnet.id, "NO_POSSIBLE_DESTINATION", Component=subnet.id, Vpc=vpc_id)
            return
        if interface is None:
            self.end, self.end_subnet = self.flow.destination, subnet.id
            self.close_leg("address", subnet.id)
            return
        self.arrive(interface, subnet)

    def arrive(self, interface: InterfaceNode, subnet: SubnetNode) -> None:
        """The packet comes to an interface that has its destination."""
        self.met[interface.id] = None
        checks.meet_groups(self, interface, "ingress", subnet)
        self.note(self.components.interface(interface))
        if not interface.running:
            self.stop(interface.home, interface.id, "BAD_STATE", Component=interface.id, State="stopped")
            return
        if interface.owner_id.startswith("nat-") and not self.back:
            self.stop(interface.home, interface.owner_id, "NO_POSSIBLE_DESTINATION", Component=interface.owner_id)
            return
        self.end, self.end_subnet = interface.id, subnet.id
        self.arrived.add(interface.id)
        self.close_leg(interface.id, subnet.id)
        self._beyond(interface, subnet)

    def _beyond(self, interface: InterfaceNode, subnet: SubnetNode) -> None:
        """What lies behind an interface that AWS made."""
        if self.back or not interface.owner_id:
            return
        if interface.owner_id.startswith("arn:"):
            balancer = self.topology.balancer(interface.owner_id)
            if balancer is not None:
                balancers.through(self, balancer, interface, subnet)
            return
        resource = self.world.get(interface.owner_id)
        if resource is None:
            return
        onward = forwarding.beyond(self.world, resource, subnet.id, self._packet(subnet.vpc_id))
        if onward is not None:
            gateways.onward(self, interface.home, resource.id, onward, subnet)

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
            checks.meet_acl(self, subnet, "ingress")
        self.met[interface.id] = None
        checks.meet_groups(self, interface, "ingress", subnet)
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
