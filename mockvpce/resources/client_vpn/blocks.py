"""CIDR blocks of routes and authorization rules."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network

from mockvpce.resources.client_vpn import errors

Network = IPv4Network | IPv6Network


def read_block(value: str, name: str) -> Network:
    """The block that a parameter stands for, IPv4 or IPv6; one with host bits is refused."""
    try:
        if "/" not in value:
            raise ValueError
        return ip_network(value)
    except ValueError:
        raise errors.BAD_CIDR(value=value, name=name) from None


def overlap(one: Network, other: Network) -> bool:
    """Whether two blocks, of any versions, have an address in common."""
    return one.version == other.version and one.overlaps(other)
