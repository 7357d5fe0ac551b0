"""What moto's load balancers lack: ARNs that name their type, and the interfaces that AWS makes, one in each subnet."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from inspect import signature
from typing import TYPE_CHECKING, Any

from moto.ec2.utils import random_eip_association_id
from moto.elbv2 import models as elbv2
from moto.elbv2.models import ELBv2Backend

from mockvpce.engine.platform import ManagedInterface
from mockvpce.moto_bridge.compat import balancer_address_type, balancer_type

if TYPE_CHECKING:
    from mockvpce.engine.world import World

_KINDS = {
    "application": ("app", "interface"),
    "network": ("net", "network_load_balancer"),
    "gateway": ("gwy", "gateway_load_balancer"),
}
"""Type of a balancer -> what descriptions call it, and the type of its interfaces."""
OWNER = "amazon-elb"
DESCRIPTION = "ELB "
"""How the descriptions of such interfaces begin."""
_type: ContextVar[str | None] = ContextVar("type", default=None)
"""Of the balancer that is being created."""


def nodes_of(balancer: Any) -> dict[str, str]:
    """Subnet -> the balancer's interface in it, to be read and changed."""
    found: dict[str, str] = vars(balancer).setdefault("mockvpce_nodes", {})
    return found


def wrap_balancers(world: World, wrap: Callable[..., None]) -> None:
    """Let balancers have interfaces from their creation to their deletion."""
    wrap(
        elbv2,
        "make_arn_for_load_balancer",
        _naming(elbv2.make_arn_for_load_balancer),
        "ARNs say net and gwy, not app alone",
    )
    why = "load balancers have interfaces"
    wrap(ELBv2Backend, "create_load_balancer", _creating(world, ELBv2Backend.create_load_balancer), why)
    wrap(ELBv2Backend, "delete_load_balancer", _deleting(world, ELBv2Backend.delete_load_balancer), why)
    wrap(ELBv2Backend, "set_subnets", _changing(world, ELBv2Backend.set_subnets), why)
    wrap(ELBv2Backend, "set_security_groups", _changing(world, ELBv2Backend.set_security_groups), why)


def _naming(original: Callable[..., str]) -> Callable[..., str]:
    @functools.wraps(original)
    def make_arn_for_load_balancer(*args: Any, **kwargs: Any) -> str:
        label, _ = _KINDS.get(_type.get() or "", _KINDS["application"])
        return original(*args, **kwargs).replace(":loadbalancer/app/", f":loadbalancer/{label}/", 1)

    return make_arn_for_load_balancer


def _creating(world: World, original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def create_load_balancer(backend: Any, *args: Any, **kwargs: Any) -> Any:
        given = signature(original).bind(backend, *args, **kwargs).arguments
        token = _type.set(given.get("loadbalancer_type"))
        try:
            balancer = original(backend, *args, **kwargs)
        finally:
            _type.reset(token)
        mapped = {one["SubnetId"]: one for one in given.get("subnet_mappings") or ()}
        _place(world, backend, balancer, mapped)
        return balancer

    return create_load_balancer


def _deleting(world: World, original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def delete_load_balancer(backend: Any, arn: str) -> Any:
        balancer = backend.load_balancers.get(arn)
        result = original(backend, arn)
        if balancer is not None:
            for subnet_id in list(nodes_of(balancer)):
                _remove(world, backend, balancer, subnet_id)
        return result

    return delete_load_balancer


def _changing(world: World, original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def change(backend: Any, arn: str, *args: Any, **kwargs: Any) -> Any:
        result = original(backend, arn, *args, **kwargs)
        balancer = backend.load_balancers.get(arn)
        if balancer is not None:
            _place(world, backend, balancer, {})
        return result

    return change


def _place(world: World, backend: Any, balancer: Any, mapped: Mapping[str, Mapping[str, Any]]) -> None:
    """Let the interfaces be those of the balancer's subnets and groups."""
    nodes = nodes_of(balancer)
    home = (backend.account_id, backend.region_name)
    groups = _groups(backend, balancer)
    wanted = {subnet.id for subnet in balancer.subnets}
    for subnet_id in list(nodes):
        if subnet_id not in wanted:
            _remove(world, backend, balancer, subnet_id)
        else:
            world.platform.interfaces.set_groups(home, nodes[subnet_id], groups)
    label, kind = _KINDS.get(balancer_type(balancer), _KINDS["application"])
    for subnet in balancer.subnets:
        if subnet.id in nodes:
            continue
        mapping = mapped.get(subnet.id, {})
        wish = ManagedInterface(
            owner_id=balancer.arn,
            subnet_id=subnet.id,
            description=f"{DESCRIPTION}{label}/{balancer.name}/{balancer.arn.rpartition('/')[2]}",
            interface_type=kind,
            requester_id=OWNER,
            attached_by=OWNER,
            group_ids=groups,
            ipv4=mapping.get("PrivateIPv4Address"),
            wants_ipv6=balancer_address_type(balancer) != "ipv4",
            public=balancer.scheme != "internal" and label != "gwy",
        )
        nodes[subnet.id] = made = world.platform.interfaces.create(home, wish).id
        if mapping.get("AllocationId"):
            _address(backend.ec2_backend, made, mapping["AllocationId"])


def _groups(backend: Any, balancer: Any) -> tuple[str, ...]:
    """The groups of the interfaces; an application load balancer without any has the VPC's default group."""
    groups = tuple(balancer.security_groups or ())
    if groups or balancer_type(balancer) != "application":
        return groups
    known = backend.ec2_backend.groups.get(balancer.vpc_id, {}).values()
    return tuple(group.id for group in known if group.name == "default")


def _address(ec2: Any, interface_id: str, allocation_id: str) -> None:
    """Give an interface an Elastic IP address in place of the one that AWS lent it."""
    for elastic in ec2.addresses:
        if elastic.allocation_id == allocation_id:
            eni = ec2.enis[interface_id]
            elastic.eni, elastic.association_id = eni, random_eip_association_id()
            eni.public_ip = elastic.public_ip


def _remove(world: World, backend: Any, balancer: Any, subnet_id: str) -> None:
    interface_id = nodes_of(balancer).pop(subnet_id)
    for elastic in backend.ec2_backend.addresses:
        if elastic.eni is not None and elastic.eni.id == interface_id:
            elastic.eni = elastic.association_id = None
    world.platform.interfaces.delete((backend.account_id, backend.region_name), interface_id)
