"""The internet as a source: addresses that stand for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from typing import TYPE_CHECKING

from mockvpce.network.places import SOMEWHERE
from mockvpce.network.ports import PRIVATE, block, holds, is_private, version

if TYPE_CHECKING:
    from mockvpce.engine.topology import InterfaceNode, Topology

_SOMEWHERE_IPV6 = "2001:db8::1"
_TRIED = 4
"""How many addresses of a block are looked at for one that nobody has."""


def sources(topology: Topology, target: InterfaceNode | None, family: int) -> Iterator[str]:
    """Public addresses, one of each set that the filters and routes in front of a target tell apart; any one first.

    Addresses that somebody of the mock's has are not the internet's.
    """
    first = SOMEWHERE if family == 4 else _SOMEWHERE_IPV6
    yield first
    if target is None:
        return
    taken = _taken(topology) if family == 6 else ()
    seen = {first}
    for cidr in _blocks(topology, target):
        if version(cidr) != family:
            continue
        network = block(cidr)
        inside = range(int(network.network_address), int(network.broadcast_address) + 1)
        for numbers in (inside[:_TRIED], (inside[-1] + 1,)):
            texts = (text for text in (_public(one, family) for one in numbers) if text)
            free = (text for text in texts if not any(holds(one, text) for one in taken))
            text = next((one for one in free if topology.public_interface(one) is None), "")
            if text and text not in seen:
                seen.add(text)
                yield text


def _taken(topology: Topology) -> list[str]:
    """The IPv6 blocks of all VPCs."""
    return [cidr for vpc in topology.vpcs_in(None) for cidr in vpc.cidrs if version(cidr) == 6]


def _public(number: int, family: int) -> str:
    """The address of a number, if hosts of the internet may have it."""
    if number >= 1 << (32 if family == 4 else 128):
        return ""
    address = ip_address(number) if family == 4 else ip_address(number.to_bytes(16, "big"))
    if address.is_multicast or address.is_unspecified or address.is_loopback or is_private(str(address)):
        return ""
    return str(address)


def _blocks(topology: Topology, target: InterfaceNode) -> Iterator[str]:
    yield from PRIVATE
    for group in map(topology.group, target.group_ids):
        for rule in group.ingress if group is not None else ():
            if rule.cidr:
                yield rule.cidr
            elif rule.prefix_list_id:
                yield from topology.prefix_list(target.home, rule.prefix_list_id)
    subnet = topology.subnet(target.subnet_id)
    if subnet is None:
        return
    acl, table = topology.acl(subnet), topology.route_table(subnet)
    if acl is not None:
        yield from (entry.cidr for entry in acl.entries if entry.cidr)
    for route in table.routes if table is not None else ():
        if route.destination.startswith("pl-"):
            yield from topology.prefix_list(target.home, route.destination)
        elif route.destination:
            yield route.destination
