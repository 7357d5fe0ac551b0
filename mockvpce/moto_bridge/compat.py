"""What moto's releases call differently, from 5.1.0 on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from inspect import signature
from typing import Any


def routes_of(table: Any) -> dict[str, Any]:
    """The routes of a route table by moto's key, to be read and changed."""
    routes: dict[str, Any] = table.__dict__["_routes" if "_routes" in table.__dict__ else "routes"]
    return routes


def associations_of(table: Any) -> dict[str, str]:
    """The subnets and gateways that a route table is associated with, by the id of the association."""
    members = table.__dict__
    found: dict[str, str] = members["_associations" if "_associations" in members else "associations"]
    return found


def acl_associations_of(acl: Any) -> dict[str, Any]:
    """The associations of a network ACL by their ids, to be read and changed."""
    members = acl.__dict__
    found: dict[str, Any] = members["_associations" if "_associations" in members else "associations"]
    return found


def is_default_acl(acl: Any) -> bool:
    """Whether a network ACL is the one that its VPC began with; older moto has text there."""
    return acl.default in (True, "true")


def cidr_blocks_of(vpc: Any) -> list[str]:
    """The IPv4 and IPv6 blocks that are associated with a VPC, in the order of their association."""
    members = vpc.__dict__
    associations = members.get("_cidr_block_association_set", members.get("cidr_block_association_set"))
    return [one["cidr_block"] for one in associations.values() if one["cidr_block_state"]["state"] == "associated"]


def peers_of(rule: Any) -> Iterator[tuple[str, str, str]]:
    """Address block, group and prefix list of each peer of a rule, two of them empty.

    A rule has one peer in newer moto, any number before.
    """
    members = rule.__dict__
    if "ip_ranges" in members:
        ranges, groups = members["ip_ranges"], members["source_groups"]
        lists = [one.get("PrefixListId") for one in members["prefix_list_ids"]]
    else:
        ranges, groups, lists = [members["ip_range"]], [members["source_group"]], [members["prefix_list_id"]]
    for one in ranges:
        if one and (cidr := one.get("CidrIp") or one.get("CidrIpv6")):
            yield str(cidr), "", ""
    for one in groups:
        if one and one.get("GroupId"):
            yield "", str(one["GroupId"]), ""
    for prefix_list in lists:
        if prefix_list:
            yield "", "", str(prefix_list)


def type_of(record: Any) -> str:
    """The type of a Route 53 record set."""
    members = record.__dict__
    return str(members.get("type") or members.get("type_"))


def balancer_type(balancer: Any) -> str:
    """Whether a load balancer is `network`, `gateway` or `application`.

    Where it is not `type` that says so, CloudFormation writes its own resource type there.
    """
    members = balancer.__dict__
    return str(members.get("loadbalancer_type") or members["type"])


def balancer_address_type(balancer: Any) -> str:
    """The address families of a load balancer, such as `ipv4`."""
    members = balancer.__dict__
    return str(members.get("ip_address_type") or members.get("stack") or "ipv4")


def target_of(registered: Mapping[str, Any]) -> tuple[str, int]:
    """The id or address of a registered target, and its port; 0 for that of its group."""
    members = {name.lower(): value for name, value in registered.items()}
    return str(members["id"]), int(members.get("port") or 0)


def boundary_of(holder: Any) -> str:
    """ARN of the permissions boundary of a role or user; empty without one."""
    members = vars(holder)
    return str(members.get("permissions_boundary_arn") or members.get("permissions_boundary") or "")


def accepted(function: Callable[..., Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the keywords that the function takes in this release."""
    known = signature(function).parameters
    return {name: value for name, value in given.items() if name in known}


def tracked_by(kind: Any) -> list[Any]:
    """Every instance of a moto model, as its metaclass keeps them, to be read and changed."""
    tracked: list[Any] = kind.instances_tracked if hasattr(kind, "instances_tracked") else kind.instances
    return tracked
