"""Sets of ports, and blocks of addresses as text."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Ports = tuple[tuple[int, int], ...]
"""Ranges of ports, both ends included, sorted and apart."""

ALL: Ports = ((0, 65535),)
EPHEMERAL: Ports = ((1024, 65535),)
"""The ports that clients and NAT gateways send from, to which answers come back."""
NONE: Ports = ()


def common(one: Ports, other: Ports) -> Ports:
    """The ports in both sets."""
    if one == ALL:
        return other
    if other == ALL:
        return one
    found = [(max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) <= min(b, d)]
    return tuple(sorted(found))


def without(one: Ports, other: Ports) -> Ports:
    """The ports in the first set only."""
    for first, last in other:
        parts = []
        for a, b in one:
            if last < a or b < first:
                parts.append((a, b))
                continue
            if a < first:
                parts.append((a, first - 1))
            if last < b:
                parts.append((last + 1, b))
        one = tuple(parts)
    return one


def union(one: Ports, other: Ports) -> Ports:
    """The ports in either set, ranges that touch joined."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted((*one, *other)):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def said(ports: Ports, most: int = 3) -> str:
    """Ports in words: `22, 80-90`; of more than `most` ranges the first ones, and how many there are."""
    shown = [str(first) if first == last else f"{first}-{last}" for first, last in ports[:most]]
    return ", ".join(shown) + (f" and {len(ports) - most} more" if len(ports) > most else "")


@lru_cache(maxsize=65536)
def block(cidr: str) -> IPv4Network | IPv6Network:
    """A block, parsed once."""
    return ip_network(cidr, strict=False)


@lru_cache(maxsize=65536)
def holds(cidr: str, address: str) -> bool:
    """Whether an address lies in a block; never across families."""
    return ip_address(address) in block(cidr)


PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7", "fe80::/10")


def is_rfc1918(address: str) -> bool:
    """Whether an IPv4 address is one of RFC 1918's."""
    return any(holds(one, address) for one in PRIVATE[:3])


def is_private(address: str) -> bool:
    """Whether an address has no meaning on the internet: RFC 1918, RFC 6598, and IPv6's local blocks."""
    return any(holds(one, address) for one in PRIVATE)


def version(address: str) -> int:
    """4 or 6."""
    return 6 if ":" in address else 4
