"""Load balancers of every kind, their target groups and listeners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockvpce.engine.stacks import Properties, Requests, StackType, declare, its_id, tags_in
from mockvpce.moto_bridge.cloudformation import schema
from mockvpce.moto_bridge.cloudformation.api import Answer, ask, members_of
from mockvpce.moto_bridge.cloudformation.types.rows import at, unless_gone

_SPACE = "AWS::ElasticLoadBalancingV2::"


def _ask(requests: Requests, operation: str, **parameters: Any) -> Answer:
    return ask(requests, operation, "elbv2", **parameters)


def _given(operation: str, properties: Properties) -> dict[str, Any]:
    """The properties that an operation has under the same name."""
    known = members_of(operation, "elbv2")
    return {name: value for name, value in properties.items() if name in known and value != []}


def _retag(requests: Requests, arn: str, before: Properties, after: Properties) -> None:
    had, wanted = tags_in(before), tags_in(after)
    new = [{"Key": key, "Value": value} for key, value in wanted.items() if had.get(key) != value]
    gone = [key for key in had if key not in wanted]
    if new:
        _ask(requests, "AddTags", ResourceArns=[arn], Tags=new)
    if gone:
        _ask(requests, "RemoveTags", ResourceArns=[arn], TagKeys=gone)


def _changed(name: str, before: Properties, after: Properties) -> Any:
    """The new value of a property; None where it is the old one."""
    return after.get(name) if after.get(name) != before.get(name) else None


def _described(operation: str, member: str, path: str, within: str) -> Callable[[Requests, str], Any]:
    return lambda requests, arn: at(_ask(requests, operation, **{member: [arn]}), f"{within}.0.{path}")


# load balancers ------------------------------------------------------------------------------------------------------


def _create_balancer(requests: Requests, properties: Properties) -> str:
    made = _ask(requests, "CreateLoadBalancer", **_given("CreateLoadBalancer", properties))
    arn = str(at(made, "LoadBalancers.0.LoadBalancerArn"))
    _set_attributes(requests, arn, {}, properties)
    return arn


def _set_attributes(requests: Requests, arn: str, before: Properties, after: Properties) -> None:
    attributes = _changed("LoadBalancerAttributes", before, after)
    if attributes:
        _ask(requests, "ModifyLoadBalancerAttributes", LoadBalancerArn=arn, Attributes=attributes)


def _change_balancer(requests: Requests, arn: str, before: Properties, after: Properties) -> None:
    _set_attributes(requests, arn, before, after)
    subnets, mappings = _changed("Subnets", before, after), _changed("SubnetMappings", before, after)
    if subnets or mappings:
        _ask(requests, "SetSubnets", LoadBalancerArn=arn, Subnets=subnets, SubnetMappings=mappings)
    if groups := _changed("SecurityGroups", before, after):
        _ask(requests, "SetSecurityGroups", LoadBalancerArn=arn, SecurityGroups=groups)
    if kind := _changed("IpAddressType", before, after):
        _ask(requests, "SetIpAddressType", LoadBalancerArn=arn, IpAddressType=kind)
    _retag(requests, arn, before, after)


def _remove_balancer(requests: Requests, arn: str, _: Properties) -> None:
    with unless_gone():
        _ask(requests, "DeleteLoadBalancer", LoadBalancerArn=arn)


def _balancer(path: str) -> Callable[[Requests, str], Any]:
    return _described("DescribeLoadBalancers", "LoadBalancerArns", path, "LoadBalancers")


declare(
    StackType(
        name=f"{_SPACE}LoadBalancer",
        create=_create_balancer,
        change=_change_balancer,
        remove=_remove_balancer,
        attributes={
            "CanonicalHostedZoneID": _balancer("CanonicalHostedZoneId"),
            "DNSName": _balancer("DNSName"),
            "LoadBalancerArn": its_id,
            "LoadBalancerFullName": lambda _, arn: arn.partition("loadbalancer/")[2],
            "LoadBalancerName": _balancer("LoadBalancerName"),
            "SecurityGroups": lambda requests, arn: _balancer("SecurityGroups")(requests, arn) or [],
        },
        replacing=schema.create_only(f"{_SPACE}LoadBalancer"),
        named="Name",
    )
)

# target groups -------------------------------------------------------------------------------------------------------


def _create_group(requests: Requests, properties: Properties) -> str:
    made = _ask(requests, "CreateTargetGroup", **_given("CreateTargetGroup", properties))
    arn = str(at(made, "TargetGroups.0.TargetGroupArn"))
    _set_group(requests, arn, {}, properties)
    return arn


def _set_group(requests: Requests, arn: str, before: Properties, after: Properties) -> None:
    """The attributes and targets of a group."""
    attributes = _changed("TargetGroupAttributes", before, after)
    if attributes:
        _ask(requests, "ModifyTargetGroupAttributes", TargetGroupArn=arn, Attributes=attributes)
    had, wanted = before.get("Targets", []), after.get("Targets", [])
    if new := [one for one in wanted if one not in had]:
        _ask(requests, "RegisterTargets", TargetGroupArn=arn, Targets=new)
    if gone := [one for one in had if one not in wanted]:
        _ask(requests, "DeregisterTargets", TargetGroupArn=arn, Targets=gone)


def _change_group(requests: Requests, arn: str, before: Properties, after: Properties) -> None:
    had, wanted = _given("ModifyTargetGroup", before), _given("ModifyTargetGroup", after)
    changed = {name: value for name, value in wanted.items() if had.get(name) != value}
    if changed:
        _ask(requests, "ModifyTargetGroup", TargetGroupArn=arn, **changed)
    _set_group(requests, arn, before, after)
    _retag(requests, arn, before, after)


def _remove_group(requests: Requests, arn: str, _: Properties) -> None:
    with unless_gone():
        _ask(requests, "DeleteTargetGroup", TargetGroupArn=arn)


def _group(path: str) -> Callable[[Requests, str], Any]:
    return _described("DescribeTargetGroups", "TargetGroupArns", path, "TargetGroups")


declare(
    StackType(
        name=f"{_SPACE}TargetGroup",
        create=_create_group,
        change=_change_group,
        remove=_remove_group,
        attributes={
            "LoadBalancerArns": lambda requests, arn: _group("LoadBalancerArns")(requests, arn) or [],
            "TargetGroupArn": its_id,
            "TargetGroupFullName": lambda _, arn: arn.rpartition(":")[2],
            "TargetGroupName": _group("TargetGroupName"),
        },
        replacing=schema.create_only(f"{_SPACE}TargetGroup"),
        named="Name",
    )
)

# listeners -----------------------------------------------------------------------------------------------------------


def _create_listener(requests: Requests, properties: Properties) -> str:
    made = _ask(requests, "CreateListener", **_given("CreateListener", properties))
    return str(at(made, "Listeners.0.ListenerArn"))


def _change_listener(requests: Requests, arn: str, before: Properties, after: Properties) -> None:
    had, wanted = _given("ModifyListener", before), _given("ModifyListener", after)
    if had != wanted:
        _ask(requests, "ModifyListener", ListenerArn=arn, **wanted)
    _retag(requests, arn, before, after)


def _remove_listener(requests: Requests, arn: str, _: Properties) -> None:
    with unless_gone():
        _ask(requests, "DeleteListener", ListenerArn=arn)


declare(
    StackType(
        name=f"{_SPACE}Listener",
        create=_create_listener,
        change=_change_listener,
        remove=_remove_listener,
        attributes={"ListenerArn": its_id},
        replacing=schema.create_only(f"{_SPACE}Listener"),
    )
)
