"""Security groups and network ACLs: which ports of a packet they let pass, and the rule or entry that says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from mockvpce.engine.topology import AclEntryNode, AclNode, RuleNode
from mockvpce.network.ports import ALL, NONE, Ports, common, holds, union, without

_NAMES = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "all": "-1"}
ICMP = {"icmp": (8, 0), "icmpv6": (128, 129)}
"""The types of an echo request and its reply, which stand where other protocols have ports."""


@dataclass(frozen=True, slots=True)
class Flow:
    """The packet that is followed. `groups`: what group references may see of its source."""

    source: str
    destination: str
    protocol: str
    groups: frozenset[str] = frozenset()

    def turned(self) -> Flow:
        """The packet that answers this one."""
        return Flow(self.destination, self.source, self.protocol)

    def from_(self, source: str) -> Flow:
        """The packet with another source, whose groups nobody sees."""
        return replace(self, source=source, groups=frozenset())

    def to(self, destination: str) -> Flow:
        """The packet with another destination."""
        return replace(self, destination=destination)


@lru_cache(maxsize=1024)
def protocol_name(protocol: str | int) -> str:
    """A protocol as the walker names it: `tcp`, or the number of one without a name."""
    text = str(protocol).lower()
    return _NAMES.get(text, text)


def _range(protocol: str, first: int | None, last: int | None) -> Ports:
    if protocol in ICMP:
        return ALL if first is None or first < 0 else ((first, first),)
    if first is None or first < 0:
        return ALL
    return ((first, first if last is None else last),)


def group_ports(
    rules: Iterable[RuleNode],
    flow: Flow,
    peer: str,
    ports: Ports,
    refers: Callable[[str], bool],
    listed: Callable[[str], Iterable[str]],
) -> tuple[Ports, RuleNode | None]:
    """The ports that any rule lets pass, and the first such rule. `peer` is the far address."""
    passed, first = NONE, None
    for rule in rules:
        name = protocol_name(rule.protocol)
        if name not in ("-1", flow.protocol):
            continue
        if rule.cidr:
            matches = holds(rule.cidr, peer)
        elif rule.group_id:
            matches = refers(rule.group_id)
        else:
            matches = any(holds(one, peer) for one in listed(rule.prefix_list_id))
        if not matches:
            continue
        hit = ports if name == "-1" else common(ports, _range(name, rule.from_port, rule.to_port))
        if hit:
            passed, first = union(passed, hit), first or rule
            if passed == ports:
                break
    return passed, first


def acl_ports(
    acl: AclNode, flow: Flow, peer: str, ports: Ports, *, egress: bool
) -> tuple[Ports, AclEntryNode | None, AclEntryNode | None]:
    """The ports that the entries let pass, the first entry that allows some, and the first that denies some."""
    left, passed = ports, NONE
    allowing = denying = None
    for entry in acl.entries:
        if entry.egress != egress or not entry.cidr:
            continue
        name = protocol_name(entry.protocol)
        if name not in ("-1", flow.protocol) or not holds(entry.cidr, peer):
            continue
        hit = left if name == "-1" else common(left, _range(name, entry.from_port, entry.to_port))
        if not hit:
            continue
        if entry.allow:
            passed, allowing = union(passed, hit), allowing or entry
        else:
            denying = denying or entry
        left = without(left, hit)
        if not left:
            break
    return passed, allowing, denying
