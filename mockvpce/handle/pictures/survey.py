"""Looks at what there is, and draws it: accounts and Regions, VPCs, subnets, and what connects them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from mockvpce.handle.pictures.picture import Edge, Group, Look, Node, Picture

if TYPE_CHECKING:
    from mockvpce.activation.runtime import Runtime
    from mockvpce.engine.resource import Home, Resource

_LOOKS: Mapping[Look, frozenset[str]] = {
    "good": frozenset({"available", "active", "running", "associated", "attached", "up"}),
    "waiting": frozenset({"pendingacceptance", "pending-acceptance", "pending", "pending-associate"})
    | {"provisioning", "initiating-request", "associating", "attaching", "modifying", "partial"},
    "bad": frozenset({"failed", "rejected", "expired", "association-failed", "down"}),
    "ending": frozenset(
        ["deleting", "detaching", "disassociating", "stopping", "stopped", "shutting-down", "terminating"]
    ),
}
_GONE = frozenset({"deleted", "detached", "disassociated", "terminated"})
"""States of what is still described and no longer there."""


def look_of(state: str) -> Look:
    """How a state is drawn."""
    return next((look for look, states in _LOOKS.items() if state.lower() in states), "plain")


def survey(runtime: Runtime) -> Picture:
    """The picture; a default VPC stands in it only where something of a test's own is in it."""
    return _Survey(runtime).picture()


class _Survey:
    def __init__(self, runtime: Runtime) -> None:
        self._topology = runtime.world.platform.topology
        self._backends = dict(sorted(runtime.backends.every_ec2(), key=lambda found: found[0]))
        self._resources = [one for one in runtime.world.every() if one.code.lower() not in _GONE]
        self._groups: dict[str, Group] = {}
        self._nodes: dict[str, Node] = {}
        self._edges: list[Edge] = []
        self._optional: set[str] = set()
        """Default VPCs, which are left out where they are empty and nothing leads to them."""

    def picture(self) -> Picture:
        for home, backend in self._backends.items():
            self._home(home, backend)
        draw: Mapping[str, Callable[[Any], None]] = {
            "vpc-endpoint-service": self._service,
            "vpc-endpoint": self._endpoint,
            "vpc-peering-connection": self._peering,
            "vpn-gateway": self._vpn_gateway,
            "customer-gateway": self._customer,
            "vpn-connection": self._vpn,
            "client-vpn-endpoint": self._client_vpn,
            "client-vpn-target-network": self._association,
        }
        for kind, function in draw.items():  # in this order, so that both ends of an edge are there before it is
            for resource in self._resources:
                if resource.type == kind:
                    function(resource)
        edges = tuple(edge for edge in self._edges if self._has(edge.source) and self._has(edge.target))
        whole = Picture("Private connectivity", tuple(self._groups.values()), tuple(self._nodes.values()), edges)
        return _without_empty(whole, self._optional)

    # what moto has ---------------------------------------------------------------------------------------------------

    def _home(self, home: Home, backend: Any) -> None:
        account, region = home
        place = f"{account}/{region}"
        self._groups[place] = Group(place, "account", (f"account {account}", region))
        for vpc in backend.vpcs.values():
            if str(vpc.is_default).lower() == "true":
                self._optional.add(vpc.id)
            name, cidr = self._called(home, vpc.id), vpc.cidr_block
            self._groups[vpc.id] = Group(vpc.id, "VPC", (*name, cidr), place, brief=_brief(name, cidr))
        subnets = [one for zone in backend.subnets.values() for one in zone.values()]
        for subnet in sorted(subnets, key=lambda one: ip_network(one.cidr_block)):
            name, cidr = self._called(home, subnet.id), subnet.cidr_block
            told = (*name, f"{cidr} {subnet.availability_zone}")
            self._groups[subnet.id] = Group(subnet.id, "subnet", told, subnet.vpc_id, brief=_brief(name, cidr))
        for instance in [one for made in backend.reservations.values() for one in made.instances]:
            state = str(instance._state.name)  # noqa: SLF001 - moto's own
            inside = str(getattr(instance, "subnet_id", "") or "")
            if state not in _GONE and inside in self._groups:
                name, address = self._called(home, instance.id), str(instance.private_ip or "")
                told = (*name, address)
                self._add(Node(instance.id, "instance", told, inside, state, look_of(state), _brief(name, address)))
        for gateway in backend.transit_gateways.values():
            self._node(gateway, "transit gateway", home, (), str(gateway.state))
        for attachment in backend.transit_gateway_attachments.values():
            if attachment.resource_type == "vpc":
                self._join(attachment.transit_gateway_id, attachment.resource_id, str(attachment.state), arrow=False)

    # what is ours ----------------------------------------------------------------------------------------------------

    def _service(self, service: Any) -> None:
        asks = "acceptance required" if service.acceptance_required else "accepts by itself"
        kind = f"{service.service_type} service"
        self._node(service, kind, service.homes[0], (kind, asks), service.code)
        for arn in service.balancer_arns:
            balancer = self._topology.balancer(arn)
            if balancer is None:
                continue
            subnets = list(balancer.nodes)
            inside = subnets[0] if len(subnets) == 1 else balancer.vpc_id
            if inside in self._groups:
                name = arn.rsplit("/", 2)[-2]
                self._add(Node(arn, "load balancer", (name, f"{balancer.type} load balancer"), inside))
                self._join(service.id, arn, service.code)

    def _endpoint(self, endpoint: Any) -> None:
        target = endpoint.service_name or endpoint.target_arn.rpartition("/")[2]
        owner = target.removeprefix(f"com.amazonaws.{endpoint.service_region}.")
        ours = endpoint.service_id in self._nodes
        kind = f"{endpoint.endpoint_type} endpoint"
        told = (kind, "" if ours else f"to {owner}")
        inside = endpoint.subnet_ids[0] if len(endpoint.subnet_ids) == 1 else endpoint.vpc_id
        self._node(endpoint, kind, endpoint.homes[0], told, endpoint.code, inside, "" if ours else owner)
        if ours:
            waits = endpoint.code == "pendingAcceptance"
            self._join(endpoint.id, endpoint.service_id, endpoint.code, "AcceptVpcEndpointConnections" if waits else "")

    def _peering(self, peering: Any) -> None:
        ends: list[str] = []
        for side in (peering.requester, peering.accepter):
            if side.vpc_id not in self._groups:
                told = (side.vpc_id, f"of {side.account} in {side.region}, not known here")
                self._add(Node(side.vpc_id, "VPC", told, "", "", "bad"))
            ends.append(side.vpc_id)
        name = self._called(peering.requester.home, peering.id)[0]
        self._join(ends[0], ends[1], peering.code, name, peering.code, arrow=peering.code == "pending-acceptance")

    def _vpn_gateway(self, gateway: Any) -> None:
        held = gateway.held
        inside = held.vpc_id if held is not None and held.vpc_id in self._groups else ""
        self._node(gateway, "VPN gateway", gateway.homes[0], ("virtual private gateway",), gateway.code, inside)

    def _customer(self, customer: Any) -> None:
        told = (*self._called(customer.homes[0], customer.id), customer.ip_address)
        self._add(Node(customer.id, "VPN site", told, "", customer.code, look_of(customer.code)))

    def _vpn(self, connection: Any) -> None:
        aws = connection.gateway_id or connection.transit_id or connection.concentrator_id
        tunnels = [tunnel.status for tunnel in connection.tunnels]
        name = self._called(connection.homes[0], connection.id)[0]
        told = f"{connection.code}, tunnels {'/'.join(tunnels)}"
        state = connection.code
        if state == "available" and tunnels:
            state = "up" if all(one == "UP" for one in tunnels) else "pending" if "UP" in tunnels else "down"
        self._join(connection.customer_id, aws, state, name, told, arrow=False)

    def _client_vpn(self, endpoint: Any) -> None:
        open_now = [
            one
            for one in self._resources
            if one.type == "client-vpn-connection" and getattr(one, "endpoint_id", "") == endpoint.id
        ]
        told = ("Client VPN", endpoint.options.client_cidr, f"{len(open_now)} connected" if open_now else "")
        self._node(endpoint, "Client VPN", endpoint.homes[0], told, endpoint.code)

    def _association(self, network: Any) -> None:
        self._join(network.endpoint_id, network.subnet_id or network.vpc_id, network.code, "", network.code)

    # drawing ---------------------------------------------------------------------------------------------------------

    def _called(self, home: Home, some_id: str) -> tuple[str, ...]:
        """The name, and the id below it; the id alone where there is none."""
        name = self._topology.tags(home, some_id).get("Name")
        return (name, some_id) if name else (some_id,)

    def _node(
        self,
        one: Resource | Any,
        kind: str,
        home: Home,
        told: Iterable[str],
        state: str,
        inside: str = "",
        brief: str = "",
    ) -> None:
        place = inside if inside in self._groups else "/".join(home)
        name = self._called(home, one.id)
        self._add(Node(one.id, kind, (*name, *told), place, state, look_of(state), brief or name[0]))

    def _add(self, node: Node) -> None:
        self._nodes.setdefault(node.id, node)

    def _join(
        self, source: str, target: str, state: str, name: str = "", told: str = "", *, arrow: bool = True
    ) -> None:
        self._edges.append(Edge(source, target, name, told, look_of(state), arrow))

    def _has(self, some_id: str) -> bool:
        return some_id in self._groups or some_id in self._nodes


def _brief(name: tuple[str, ...], otherwise: str) -> str:
    """The name, where there is one beside the id."""
    return name[0] if len(name) > 1 or not otherwise else otherwise


def _without_empty(picture: Picture, optional: set[str]) -> Picture:
    """The picture without default VPCs in which there is nothing, and without empty accounts."""
    ends = {end for edge in picture.edges for end in (edge.source, edge.target)}
    used = picture.around([*(one.id for one in picture.nodes), *ends])
    idle = {one.id for one in picture.groups if one.inside in optional and one.id not in used}
    picture = picture.without(frozenset(idle | (optional - used)))
    used = picture.around(one.id for one in picture.things if one.inside)
    used |= {end for edge in picture.edges for end in (edge.source, edge.target)}
    return picture.without(frozenset(one.id for one in picture.groups if not one.inside and one.id not in used))
