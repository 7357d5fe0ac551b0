"""moto's load balancers as the data plane reads them: listeners, target groups, the health of targets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mockvpce.engine.topology import Balancer, Listener, Target
from mockvpce.moto_bridge.compat import balancer_type, target_of
from mockvpce.moto_bridge.footprint.balancers import nodes_of

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.moto_bridge.adapters.topology import MotoTopology

_ENFORCED = "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"


def _every() -> Iterator[tuple[Home, Any]]:
    from moto.elbv2.models import elbv2_backends

    for account, regions in list(elbv2_backends.items()):
        for region, backend in list(regions.items()):
            yield (account, region), backend


def balancer(topology: MotoTopology, arn: str) -> Balancer | None:
    """The load balancer of an ARN."""
    for home, backend in _every():
        if arn in backend.load_balancers:
            return _view(topology, home, backend, backend.load_balancers[arn])
    return None


def balancer_called(topology: MotoTopology, dns_name: str) -> Balancer | None:
    """The load balancer of a DNS name, the name of one of its zones too."""
    zonal = dns_name.partition(".")[2]
    for home, backend in _every():
        for one in backend.load_balancers.values():
            if one.dns_name.lower() in (dns_name, zonal):
                return _view(topology, home, backend, one)
    return None


def _view(topology: MotoTopology, home: Home, backend: Any, one: Any) -> Balancer:
    kind = balancer_type(one)
    attributes = one.attrs
    crosses = str(attributes.get("load_balancing.cross_zone.enabled", kind == "application")).lower() == "true"
    return Balancer(
        arn=one.arn,
        home=home,
        type=kind,
        vpc_id=one.vpc_id,
        dns_name=one.dns_name.lower(),
        scheme=one.scheme or "internet-facing",
        nodes=dict(nodes_of(one)),
        cross_zone=crosses or kind == "application",
        group_ids=tuple(one.security_groups or ()),
        checks_private_link=str(getattr(one, _ENFORCED, "on")) != "off",
        listeners=tuple(_listener(topology, backend, listener) for listener in one.listeners.values()),
    )


def _listener(topology: MotoTopology, backend: Any, listener: Any) -> Listener:
    actions = list(listener.default_actions)
    for rule in listener.rules.values():
        actions.extend(rule.actions)
    arns = dict.fromkeys(arn for action in actions for arn in _arns(action.data))
    groups = [backend.target_groups[arn] for arn in arns if arn in backend.target_groups]
    return Listener(
        int(listener.port),
        listener.protocol,
        tuple(tuple(_targets(topology, backend, group)) for group in groups),
        answers=any(action.type in ("redirect", "fixed-response") for action in actions),
    )


def _arns(action: Any) -> Iterator[str]:
    if action.get("TargetGroupArn"):
        yield action["TargetGroupArn"]
        return
    for group in (action.get("ForwardConfig") or {}).get("TargetGroups", ()):
        yield group["TargetGroupArn"]


def _targets(topology: MotoTopology, backend: Any, group: Any) -> Iterator[Target]:
    keeps = _keeps_source(group)
    for given in group.targets.values():
        named, port = target_of(given)
        port = port or int(group.port or 0)
        healthy = group.health_for(given, backend.ec2_backend).status == "healthy"
        if named.startswith("arn:"):
            yield from _behind(topology, named, port)
            continue
        if named.startswith("i-"):
            interfaces = topology.interfaces_of(named) or ()
            interface = interfaces[0] if interfaces else None
        else:
            interface = topology.interface_at(group.vpc_id, named)
        if interface is None:
            inside = not named.startswith("i-") and topology.subnet_at(group.vpc_id, named) is None
            yield Target(named, port, healthy and inside, "", keeps, inside)
            continue
        subnet = topology.subnet(interface.subnet_id)
        address = interface.addresses[0] if named.startswith("i-") else named
        yield Target(address, port, healthy and interface.running, "" if subnet is None else subnet.zone, keeps)


def _behind(topology: MotoTopology, arn: str, port: int) -> Iterator[Target]:
    """The nodes of an application load balancer that stands behind a network one."""
    behind = balancer(topology, arn)
    for interface in map(topology.interface, behind.nodes.values() if behind is not None else ()):
        subnet = None if interface is None else topology.subnet(interface.subnet_id)
        if interface is not None and subnet is not None:
            yield Target(interface.addresses[0], port, True, subnet.zone)


def _keeps_source(group: Any) -> bool:
    """By the attribute, else as AWS has it: UDP always, instances of TCP and TLS groups too; HTTP never."""
    if group.protocol in ("UDP", "TCP_UDP"):
        return True
    if group.protocol not in ("TCP", "TLS"):
        return False
    written = group.attributes.get("preserve_client_ip.enabled")
    return group.target_type == "instance" if written is None else str(written).lower() == "true"
