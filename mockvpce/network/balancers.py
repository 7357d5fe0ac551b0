"""Through a load balancer: its listener, its node in a zone, a healthy target."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING

from mockvpce.network.filters import Flow, group_ports
from mockvpce.network.ports import NONE, Ports, common, union

if TYPE_CHECKING:
    from mockvpce.engine import forwarding
    from mockvpce.engine.resource import Home
    from mockvpce.engine.topology import Balancer, Listener, SubnetNode, Target
    from mockvpce.network.walk import Walk

_PROTOCOLS = {"tcp": ("TCP", "TLS", "TCP_UDP", "HTTP", "HTTPS"), "udp": ("UDP", "TCP_UDP")}


def through_service(walk: Walk, home: Home, step: forwarding.ToBalancers) -> None:
    """From an endpoint to one of the service's load balancers with a node in the zone."""
    walk.hop(home, step.service_id)
    found = [one for one in map(walk.topology.balancer, step.balancer_arns) if one is not None]
    for balancer in found:
        for subnet in map(walk.topology.subnet, balancer.subnet_ids):
            if subnet is not None and step.zone_id in ("", subnet.zone_id):
                through(walk, balancer, subnet, private_link=True)
                return
    walk.stop(home, step.service_id, "NO_POSSIBLE_DESTINATION", Component=step.service_id)


def through(walk: Walk, balancer: Balancer, subnet: SubnetNode, *, private_link: bool = False) -> None:
    """From a node to the targets: true for the ports of listeners whose target answers."""
    if balancer.group_ids and (balancer.checks_private_link or not private_link):
        _check_groups(walk, balancer)
    spoken = _PROTOCOLS.get(walk.flow.protocol, ())
    open_ports: Ports = NONE
    first: tuple[Listener, Target] | None = None
    listening: Ports = NONE
    empty = False
    for listener in balancer.listeners:
        here = common(walk.ports, ((listener.port, listener.port),))
        if listener.protocol not in spoken or not here:
            continue
        listening = union(listening, here)
        target = choose_target(balancer, listener, subnet)
        if target is None:
            empty = True
            continue
        open_ports = union(open_ports, here)
        first = first or (listener, target)
    if first is None:
        code = "ELBV2_LISTENER_HAS_NO_TG" if empty else "ELBV2_LISTENERS_MISMATCH"
        if empty and not balancer.cross_zone and any(one.targets for one in balancer.listeners):
            code = "ELBV2_NO_TARGETS_IN_AZ"
        walk.stop(balancer.home, balancer.arn, code, LoadBalancerArn=balancer.arn)
        return
    listener, target = first
    walk.hop(balancer.home, balancer.arn, f"{listener.protocol} {listener.port} to {target.address}:{target.port}")
    _to_target(walk, balancer, subnet, target, open_ports)


def choose_target(balancer: Balancer, listener: Listener, subnet: SubnetNode) -> Target | None:
    """A target that the node sends to: a healthy one, of its own zone unless cross-zone; all, when none is healthy."""
    known = [one for one in listener.targets if one.interface_id]
    pool = [one for one in known if one.healthy] or known
    if not balancer.cross_zone:
        pool = [one for one in pool if one.zone == subnet.zone]
    return pool[0] if pool else None


def _check_groups(walk: Walk, balancer: Balancer) -> None:
    groups = [one for one in map(walk.topology.group, balancer.group_ids) if one is not None]
    rules = [rule for group in groups for rule in group.ingress]
    sees = walk.flow.groups.__contains__
    passed, _ = group_ports(rules, walk.flow, walk.flow.source, walk.ports, sees, walk.listed(balancer.home))
    if passed:
        walk.ports = passed
        return
    group = groups[0] if groups else None
    walk.blocks.append(
        walk.components.block(
            balancer.home,
            group.id if group is not None else balancer.arn,
            "ENI_SG_RULES_MISMATCH",
            "ingress",
            LoadBalancerArn=balancer.arn,
            SecurityGroups=[walk.components.component(one.home, one.id) for one in groups],
        )
    )


def node_address(subnet: SubnetNode) -> str:
    """A stand-in for the private address of a balancer's node, which moto does not keep: the last one of the subnet."""
    network = ip_network(subnet.cidrs[0])
    return str(network[network.num_addresses - 2])


def _to_target(walk: Walk, balancer: Balancer, subnet: SubnetNode, target: Target, ports: Ports) -> None:
    """The second connection, from the node to the target; the question's ports are the listeners'."""
    interface = walk.topology.interface(target.interface_id)
    if interface is None:
        return
    walk.leg_start = subnet
    walk.flow = Flow(node_address(subnet), target.address, walk.flow.protocol, frozenset(balancer.group_ids))
    walk.ports = ((target.port, target.port),)
    walk.from_subnet(subnet, first=True)
    walk.ports = ports
