"""Through a load balancer: its listener, its node in a zone, a healthy target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockvpce.network.filters import Flow, group_ports
from mockvpce.network.ports import NONE, Ports, common, union

if TYPE_CHECKING:
    from mockvpce.engine import forwarding
    from mockvpce.engine.resource import Home
    from mockvpce.engine.topology import Balancer, InterfaceNode, Listener, SubnetNode, Target
    from mockvpce.network.walk import Walk

_PROTOCOLS = {"tcp": ("TCP", "TLS", "TCP_UDP", "HTTP", "HTTPS"), "udp": ("UDP", "TCP_UDP", "QUIC", "TCP_QUIC")}


def through_service(walk: Walk, home: Home, step: forwarding.ToBalancers) -> None:
    """From an endpoint to one of the service's load balancers with a node in the zone."""
    walk.hop(home, step.service_id)
    found = [one for one in map(walk.topology.balancer, step.balancer_arns) if one is not None]
    for balancer in found:
        for interface in map(walk.topology.interface, balancer.nodes.values()):
            subnet = None if interface is None else walk.topology.subnet(interface.subnet_id)
            if interface is not None and subnet is not None and step.zone_id in ("", subnet.zone_id):
                if balancer.group_ids and balancer.checks_private_link:
                    _check_groups(walk, balancer)
                through(walk, balancer, interface, subnet, private_link=True)
                return
    walk.stop(home, step.service_id, "NO_POSSIBLE_DESTINATION", Component=step.service_id)


def through(
    walk: Walk, balancer: Balancer, node: InterfaceNode, subnet: SubnetNode, *, private_link: bool = False
) -> None:
    """From a node to the targets: true for the ports of listeners of which a target answers."""
    spoken = _PROTOCOLS.get(walk.flow.protocol, ())
    listening = [
        (listener, here)
        for listener in balancer.listeners
        if listener.protocol in spoken and (here := common(walk.ports, ((listener.port, listener.port),)))
    ]
    open_ports: Ports = NONE
    first: Walk | None = None
    for listener, here in listening:
        for way in _ways(walk, balancer, listener, node, subnet, private_link=private_link):
            if first is None or (first.found() and not way.found()):
                first = way
            if not way.found():
                open_ports = union(open_ports, here)
                break
    if first is None:
        _stop(walk, balancer, listening)
        return
    walk.adopt(first)
    walk.ports = open_ports or listening[0][1]


def _stop(walk: Walk, balancer: Balancer, listening: list[tuple[Listener, Ports]]) -> None:
    members = {"LoadBalancerArn": balancer.arn}
    if not listening:
        code = "ELBV2_LISTENERS_MISMATCH"
    elif any(listener.targets for listener, _ in listening) and not balancer.cross_zone:
        code = "ELBV2_NO_TARGETS_IN_AZ"
    else:
        code = "ELBV2_LISTENER_HAS_NO_TG"
    walk.stop(balancer.home, balancer.arn, code, None, **members)


def _ways(
    walk: Walk, balancer: Balancer, listener: Listener, node: InterfaceNode, subnet: SubnetNode, *, private_link: bool
) -> list[Walk]:
    """The walks to the targets that a node may send to."""
    ways = []
    if listener.answers:
        answered = walk.fork()
        answered.hop(balancer.home, balancer.arn, f"{listener.protocol} {listener.port}, answered by itself")
        ways.append(answered)
    for target in targets(balancer, listener, subnet.zone):
        way = walk.fork()
        where = f"{listener.protocol} {listener.port} to {target.address}:{target.port}"
        way.hop(balancer.home, balancer.arn, where)
        _to_target(way, balancer, node, target, private_link=private_link)
        ways.append(way)
        if not way.found():
            break
    return ways


def targets(balancer: Balancer, listener: Listener, zone: str) -> list[Target]:
    """The targets that a node sends to: the healthy ones, of its own zone unless cross-zone; all, when none is healthy."""
    known = [one for one in listener.targets if one.known]
    pool = [one for one in known if one.healthy] or known
    return pool if balancer.cross_zone else [one for one in pool if one.zone in ("", zone)]


def answers_names(balancer: Balancer, zone: str) -> bool:
    """Whether a node's address is among those of the balancer's name.

    A network load balancer leaves out a zone where a target group has no healthy target, unless all groups are without.
    """
    groups = [group for listener in balancer.listeners for group in listener.groups]
    if balancer.type != "network" or not any(target.healthy for group in groups for target in group):
        return True
    return all(
        any(target.healthy and (balancer.cross_zone or target.zone in ("", zone)) for target in group)
        for group in groups
    )


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


def _to_target(walk: Walk, balancer: Balancer, node: InterfaceNode, target: Target, *, private_link: bool) -> None:
    """The second connection, from the node to the target, on the target's port."""
    keeps = target.keeps_source and balancer.type == "network" and not private_link
    source = walk.flow.source if keeps else node.address(6 if ":" in target.address else 4)
    if source is None:
        return
    walk.leg_start, walk.leg_kept = node, keeps
    walk.flow = Flow(source, target.address, walk.flow.protocol, frozenset(node.group_ids))
    walk.ports = ((target.port, target.port),)
    walk.end = ""
    walk.from_interface(node, first=False)
