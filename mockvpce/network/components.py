"""Hops and blocks as AWS writes them: path components and explanations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from mockvpce.engine.operation import partition_of
from mockvpce.engine.resource_types import types
from mockvpce.network.filters import protocol_name
from mockvpce.network.path import Block, Hop

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.topology import AclEntryNode, RouteNode, RuleNode
    from mockvpce.engine.world import World

Direction = Literal["ingress", "egress"]
_TYPES = {
    "acl": "network-acl",
    "eigw": "egress-only-internet-gateway",
    "eni": "network-interface",
    "i": "instance",
    "igw": "internet-gateway",
    "nat": "natgateway",
    "rtb": "route-table",
    "sg": "security-group",
    "subnet": "subnet",
    "tgw": "transit-gateway",
    "tgw-attach": "transit-gateway-attachment",
    "tgw-rtb": "transit-gateway-route-table",
    "vpc": "vpc",
}


def type_of(some_id: str) -> str:
    """The resource type of an id, as tags spell it."""
    return _TYPES.get(some_id.rpartition("-")[0]) or types.type_of_id(some_id) or "host"


def arn_of(home: Home, some_id: str) -> str:
    """The ARN of an EC2 resource; an ARN is its own."""
    if some_id.startswith("arn:"):
        return some_id
    kind = type_of(some_id)
    return f"arn:{partition_of(home[1])}:ec2:{home[1]}:{home[0]}:{kind}/{some_id}"


class Components:
    """Makes hops and blocks, with the Name tags of what they name."""

    def __init__(self, world: World) -> None:
        self._tags = world.platform.tags

    def name(self, home: Home, some_id: str) -> str | None:
        """The Name tag."""
        return self._tags(home, some_id).get("Name") if home[1] else None

    def component(self, home: Home, some_id: str) -> dict[str, str]:
        """`{Id, Arn, Name?}`."""
        shown = {"Id": some_id, "Arn": arn_of(home, some_id)}
        name = self.name(home, some_id)
        if name:
            shown["Name"] = name
        return shown

    def hop(self, home: Home, some_id: str, rule: str | None = None, **detail: Any) -> Hop:
        """A component that let the packet on."""
        shown = {"Component": self.component(home, some_id), **detail}
        return Hop(some_id, type_of(some_id), self.name(home, some_id), *home, rule, shown)

    def block(
        self,
        home: Home,
        some_id: str,
        code: str,
        direction: Direction | None = None,
        back: bool = False,
        **explanation: Any,
    ) -> Block:
        """A component that stopped the packet. Values of `explanation` that are ids become components."""
        shown: dict[str, Any] = {"ExplanationCode": code}
        if direction:
            shown["Direction"] = direction
        for key, value in explanation.items():
            if isinstance(value, str) and "-" in value and type_of(value) != "host":
                shown[key] = self.component(home, value)
            else:
                shown[key] = value
        return Block(some_id, type_of(some_id), self.name(home, some_id), *home, code, direction, back, shown)


def acl_rule(entry: AclEntryNode) -> dict[str, Any]:
    """`AclRule` of a path component."""
    name = protocol_name(entry.protocol)
    shown: dict[str, Any] = {
        "Cidr": entry.cidr,
        "Egress": entry.egress,
        "Protocol": "all" if name == "-1" else name,
        "RuleAction": "allow" if entry.allow else "deny",
        "RuleNumber": entry.number,
    }
    if name != "-1" and entry.from_port is not None and entry.to_port is not None:
        shown["PortRange"] = {"From": entry.from_port, "To": entry.to_port}
    return shown


def group_rule(rule: RuleNode, direction: Direction) -> dict[str, Any]:
    """`SecurityGroupRule` of a path component."""
    name = protocol_name(rule.protocol)
    shown: dict[str, Any] = {"Direction": direction, "Protocol": "all" if name == "-1" else name}
    if rule.cidr:
        shown["Cidr"] = rule.cidr
    elif rule.group_id:
        shown["SecurityGroupId"] = rule.group_id
    else:
        shown["PrefixListId"] = rule.prefix_list_id
    if name != "-1" and rule.from_port is not None and rule.to_port is not None:
        shown["PortRange"] = {"From": rule.from_port, "To": rule.to_port}
    return shown


def table_route(route: RouteNode) -> dict[str, Any]:
    """`RouteTableRoute` of a path component."""
    listed = route.destination.startswith("pl-")
    return {
        "DestinationPrefixListId" if listed else "DestinationCidr": route.destination,
        route.target_type: route.target,
        "Origin": route.origin,
        "State": "blackhole" if route.black_hole else "active",
    }


def described(members: Mapping[str, Any]) -> str:
    """A rule, entry or route in one line."""
    return ", ".join(f"{key} {value}" for key, value in members.items())
