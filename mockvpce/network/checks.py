"""What lets a packet pass or not: the network ACL of a subnet, the security groups of an interface."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from mockvpce.engine import forwarding
from mockvpce.network.components import Direction, acl_rule, group_rule
from mockvpce.network.filters import acl_ports, group_ports
from mockvpce.network.ports import ALL, holds, said
from mockvpce.network.routes import choose

if TYPE_CHECKING:
    from mockvpce.engine.topology import InterfaceNode, SubnetNode
    from mockvpce.network.walk import Walk


def meet_acl(walk: Walk, subnet: SubnetNode, direction: Direction) -> None:
    """The packet meets the network ACL of a subnet."""
    acl = walk.topology.acl(subnet)
    if acl is None:
        return
    egress = direction == "egress"
    peer = walk.flow.destination if egress else walk.flow.source
    passed, allowing, denying = acl_ports(acl, walk.flow, peer, walk.ports, egress=egress)
    if passed:
        walk.ports = passed
        if allowing is not None:
            shown, words = acl_rule(allowing)
            walk.note(walk.components.hop(acl.home, acl.id, words, AclRule=shown))
        return
    rule: dict[str, Any] = {} if denying is None else {"AclRule": acl_rule(denying)[0]}
    words = _missing(walk, "entry", direction, peer) if denying is None else acl_rule(denying)[1]
    walk.hop(acl.home, acl.id, words, **rule)
    walk.blocks.append(
        walk.components.block(
            acl.home,
            acl.id,
            "SUBNET_ACL_RESTRICTION",
            direction,
            walk.back,
            Acl=acl.id,
            Subnet=subnet.id,
            Vpc=subnet.vpc_id,
            **rule,
        )
    )


def _missing(walk: Walk, what: str, direction: Direction, peer: str) -> str:
    """What nothing allows: `no rule allows ingress tcp 5432 from 10.0.1.4`."""
    ported = walk.flow.protocol in ("tcp", "udp") and walk.ports != ALL
    ports = " " + said(walk.ports) if ported else ""
    return (
        f"no {what} allows {direction} {walk.flow.protocol}{ports} {'from' if direction == 'ingress' else 'to'} {peer}"
    )


def meet_groups(walk: Walk, interface: InterfaceNode, direction: Direction, subnet: SubnetNode) -> None:
    """The packet meets the security groups of an interface."""
    groups = walk.topology.groups_of(interface)
    if not groups:
        return
    if walk.back and interface.id in walk.tracked:
        walk.note(walk.components.hop(groups[0].home, groups[0].id))
        return
    ingress = direction == "ingress"
    rules = [rule for group in groups for rule in (group.ingress if ingress else group.egress)]
    peer = walk.flow.source if ingress else walk.flow.destination
    sees = walk.flow.groups.__contains__ if ingress else _refers(walk, subnet)
    passed, rule = group_ports(rules, walk.flow, peer, walk.ports, sees, walk.listed(interface.home))
    if passed:
        walk.ports = passed
        holder = next((one for one in groups if rule in (one.ingress if ingress else one.egress)), groups[0])
        if rule is not None:
            shown, words = group_rule(rule, direction)
            walk.note(walk.components.hop(holder.home, holder.id, words, SecurityGroupRule=shown))
        return
    walk.hop(groups[0].home, groups[0].id, _missing(walk, "rule", direction, peer))
    empty = not any((*group.ingress, *group.egress) for group in groups)
    walk.blocks.append(
        walk.components.block(
            interface.home,
            groups[0].id,
            "SG_HAS_NO_RULES" if empty else "ENI_SG_RULES_MISMATCH",
            direction,
            walk.back,
            NetworkInterface=interface.id,
            SecurityGroups=[walk.components.component(one.home, one.id) for one in groups],
            Subnet=subnet.id,
            Vpc=subnet.vpc_id,
        )
    )


def _refers(walk: Walk, subnet: SubnetNode) -> Any:
    """Whether an outbound rule that names a group stands for the destination."""
    vpcs: list[str] | None = None

    def sees(group_id: str) -> bool:
        nonlocal vpcs
        if vpcs is None:
            vpcs = list(_visible_vpcs(walk, subnet))
        return any(
            (one := walk.topology.interface_at(vpc, walk.flow.destination)) is not None and group_id in one.group_ids
            for vpc in vpcs
        )

    return sees


def _visible_vpcs(walk: Walk, subnet: SubnetNode) -> Iterable[str]:
    """The VPC in which the destination lies, where references to its groups hold on the way there."""
    vpc, table = walk.topology.vpc(subnet.vpc_id), walk.topology.route_table(subnet)
    if vpc is None or table is None:
        return
    if any(holds(one, walk.flow.destination) for one in subnet.cidrs):
        yield vpc.id
        return
    route = choose(table, vpc, walk.flow.destination, walk.listed(table.home))
    if route is not None and route.target == "local":
        yield vpc.id
    elif route is not None and (resource := walk.world.get(route.target)) is not None:
        packet = forwarding.Packet(vpc.id, walk.flow.source, walk.flow.destination, walk.flow.protocol)
        onward = forwarding.onward(walk.world, resource, packet)
        if isinstance(onward, forwarding.IntoVpc) and onward.keeps_references:
            yield onward.vpc_id
