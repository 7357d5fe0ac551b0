"""moto's load balancers as the data plane reads them: listeners, target groups, the health of targets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mockvpce.engine.topology import Balancer, Listener, Target
from mockvpce.moto_bridge.compat import balancer_type

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
    """The load balancer of a DNS name."""
    for home, backend in _every():
        for one in backend.load_balancers.values():
            if one.dns_name.lower() == dns_name:
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
        subnet_ids=tuple(subnet.id for subnet in one.subnets),
        cross_zone=crosses or kind == "application",
        group_ids=tuple(one.security_groups or ()),
        checks_private_link=str(getattr(one, _ENFORCED, "on")) != "off",
        listeners=tuple(_listener(topology, backend, listener) for listener in one.listeners.values()),
    )


def _listener(topology: MotoTopology, backend: Any, listener: Any) -> Listener:
    groups = [backend.target_groups.get(arn) for action in listener.default_actions for arn in _arns(action.data)]
    targets = tuple(target for group in groups if group is not None for target in _targets(topology, backend, group))
    return Listener(int(listener.port), listener.protocol, targets)


def _arns(action: Any) -> Iterator[str]:
    if action.get("TargetGroupArn"):
        yield action["TargetGroupArn"]
        return
    for group in (action.get("ForwardConfig") or {}).get("TargetGroups", ()):
        yield group["TargetGroupArn"]


def _targets(topology: MotoTopology, backend: Any, group: Any) -> Iterator[Target]:
    for given in group.targets.values():
        health = group.health_for(given, backend.ec2_backend).status
        named = given["Id"]
        port = int(given.get("Port") or group.port)
        if named.startswith("i-"):
            interfaces = topology.interfaces_of(named) or ()
            interface = interfaces[0] if interfaces else None
        else:
            interface = topology.interface_at(group.vpc_id, named)
        if interface is None:
            yield Target(named, port, False, "")
            continue
        subnet = topology.subnet(interface.subnet_id)
        healthy = health == "healthy" and interface.running
        address = interface.addresses[0] if named.startswith("i-") else named
        yield Target(address, port, healthy, "" if subnet is None else subnet.zone, interface.id)
