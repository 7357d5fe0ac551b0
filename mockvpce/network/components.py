"""Hops and blocks as AWS writes them: path components and explanations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from mockvpce.engine.operation import partition_of
from mockvpce.engine.resource_types import types
from mockvpce.network.filters import ICMP, protocol_name
from mockvpce.network.path import Block, Hop

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.topology import AclEntryNode, InterfaceNode, RouteNode, RuleNode
    from mockvpce.engine.world import World

_KEPT = 8192
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


@lru_cache(maxsize=_KEPT)
def type_of(some_id: str) -> str:
    """The resource type of an id, as tags spell it."""
    return _TYPES.get(some_id.rpartition("-")[0]) or types.type_of_id(some_id) or "host"


@lru_cache(maxsize=_KEPT)
def arn_of(home: Home, some_id: str) -> str:
    """The ARN of an EC2 resource; an ARN is its own."""
    if some_id.startswith("arn:"):
        return some_id
    kind = type_of(some_id)
    return f"arn:{partition_of(home[1])}:ec2:{home[1]}:{home[0]}:{kind}/{some_id}"


_hops: dict[tuple[object, ...], Hop] = {}
"""Hops that were made before: values, so that paths share them. Each holds what its key names by identity."""


@lru_cache(maxsize=_KEPT)
def _component(home: Home, some_id: str, name: str | None) -> dict[str, str]:
    shown = {"Id": some_id, "Arn": arn_of(home, some_id)}
    return shown | {"Name": name} if name else shown


class Components:
    """Makes hops and blocks of one question, with the Name tags of what they name."""

    def __init__(self, world: World) -> None:
        self._all_tags = world.platform.tags.all
        self._tags: dict[Home, Mapping[str, Mapping[str, str]]] = {}
        self._known: dict[str, dict[str, str]] = {}
        self._interfaces: dict[str, Hop] = {}

    def name(self, home: Home, some_id: str) -> str | None:
        """The Name tag."""
        tags = self._tags.get(home)
        if tags is None:
            tags = self._tags[home] = self._all_tags(home) if home[1] else {}
        own = tags.get(some_id)
        return own.get("Name") if own else None

    def component(self, home: Home, some_id: str) -> dict[str, str]:
        """`{Id, Arn, Name?}`."""
        shown = self._known.get(some_id)
        if shown is None:
            shown = self._known[some_id] = _component(home, some_id, self.name(home, some_id))
        return shown

    def hop(self, home: Home, some_id: str, rule: str | None = None, **detail: Any) -> Hop:
        """A component that let the packet on."""
        component = self.component(home, some_id)
        key = (some_id, id(component), rule, *detail, *map(id, detail.values()))
        hop = _hops.get(key)
        if hop is None:
            shown = {"Component": component, **detail}
            if len(_hops) >= _KEPT:
                _hops.clear()
            hop = _hops[key] = Hop(some_id, type_of(some_id), component.get("Name"), *home, rule, shown)
        return hop

    def interface(self, interface: InterfaceNode) -> Hop:
        """An interface that a packet passes."""
        made = self._interfaces.get(interface.id)
        if made is None:
            home, owner = interface.home, interface.owner_id
            detail = {"AttachedTo": self.component(home, owner)} if owner else {}
            detail["Subnet"] = self.component(home, interface.subnet_id)
            detail["Vpc"] = self.component(home, interface.vpc_id)
            made = self._interfaces[interface.id] = self.hop(home, interface.id, None, **detail)
        return made

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


Shown = tuple[dict[str, Any], str]
"""A member of a path component, and the same in one line."""


@lru_cache(maxsize=_KEPT)
def acl_rule(entry: AclEntryNode) -> Shown:
    """`AclRule` of a path component."""
    name = protocol_name(entry.protocol)
    shown: dict[str, Any] = {
        "Cidr": entry.cidr,
        "Egress": entry.egress,
        "Protocol": "all" if name == "-1" else name,
        "RuleAction": "allow" if entry.allow else "deny",
        "RuleNumber": entry.number,
    }
    if name not in ("-1", *ICMP) and entry.from_port is not None and entry.to_port is not None:
        shown["PortRange"] = {"From": entry.from_port, "To": entry.to_port}
    what = f"entry {entry.number} {shown['RuleAction']}s {'egress' if entry.egress else 'ingress'}"
    return shown, _line(what, shown["Protocol"], shown.get("PortRange"), entry.cidr)


@lru_cache(maxsize=_KEPT)
def group_rule(rule: RuleNode, direction: Direction) -> Shown:
    """`SecurityGroupRule` of a path component."""
    name = protocol_name(rule.protocol)
    shown: dict[str, Any] = {"Direction": direction, "Protocol": "all" if name == "-1" else name}
    if rule.cidr:
        shown["Cidr"] = rule.cidr
    elif rule.group_id:
        shown["SecurityGroupId"] = rule.group_id
    else:
        shown["PrefixListId"] = rule.prefix_list_id
    if name not in ("-1", *ICMP) and rule.from_port is not None and rule.to_port is not None:
        shown["PortRange"] = {"From": rule.from_port, "To": rule.to_port}
    peer = rule.cidr or rule.group_id or rule.prefix_list_id
    return shown, _line(f"allows {direction}", shown["Protocol"], shown.get("PortRange"), peer)


@lru_cache(maxsize=_KEPT)
def table_route(route: RouteNode) -> Shown:
    """`RouteTableRoute` of a path component."""
    listed = route.destination.startswith("pl-")
    shown = {
        "DestinationPrefixListId" if listed else "DestinationCidr": route.destination,
        route.target_type: route.target,
        "Origin": route.origin,
        "State": "blackhole" if route.black_hole else "active",
    }
    words = f"{route.destination} to {route.target}"
    return shown, f"{words}, a black hole" if route.black_hole else words


def _line(what: str, protocol: str, ports: Mapping[str, int] | None, peer: str) -> str:
    """A rule or entry in words: `ingress tcp 443 from 10.0.0.0/16`."""
    first, last = (ports["From"], ports["To"]) if ports else (0, 0)
    span = "" if not ports else f" {first}" if first == last else f" {first}-{last}"
    return f"{what} {protocol}{span} {'to' if what.endswith('egress') else 'from'} {peer}"
