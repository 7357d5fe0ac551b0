"""Names of addresses: the question that a reverse name stands for, and what Amazon's servers know of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv6Address

from mockvpce.network.ports import block, holds

_IPV4 = re.compile(r"((?:\d{1,3}\.){4})in-addr\.arpa")
_IPV6 = re.compile(r"((?:[0-9a-f]\.){32})ip6\.arpa")
_OWN = ("10.0.0.0/8", *(f"172.{number}.0.0/16" for number in range(16, 32)), "192.168.0.0/16")
"""Blocks for whose reverse names each resolver has a rule of its own, besides those of its VPC."""


def address_of(name: str) -> str | None:
    """The address that a name of `in-addr.arpa` or `ip6.arpa` asks for; None for every other name."""
    four, six = _IPV4.fullmatch(name), _IPV6.fullmatch(name)
    if four is not None:
        parts = four[1].split(".")[3::-1]
        return ".".join(str(int(one)) for one in parts) if all(int(one) < 256 for one in parts) else None
    if six is not None:
        return str(IPv6Address(int(six[1].replace(".", "")[::-1], 16)))
    return None


def zone_of(address: str, cidrs: Iterable[str]) -> str:
    """The longest domain of the resolver's own that holds the reverse name of an IPv4 address; empty without one."""
    holding = [one for one in (*_OWN, *cidrs) if holds(one, address)]
    if not holding:
        return ""
    octets = max(-(-block(one).prefixlen // 8) for one in holding)
    return ".".join([*address.split(".")[:octets][::-1], "in-addr.arpa"])


def private_name(region: str, address: str) -> str:
    """The name of a private IPv4 address, as Amazon writes it."""
    return f"ip-{address.replace('.', '-')}.{domain_of(region)}"


def domain_of(region: str) -> str:
    """The domain of private names in a Region."""
    return "ec2.internal" if region == "us-east-1" else f"{region}.compute.internal"


def public_name(region: str, address: str) -> str:
    """The name of a public IPv4 address, as Amazon writes it."""
    domain = "compute-1" if region == "us-east-1" else f"{region}.compute"
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return f"ec2-{address.replace('.', '-')}.{domain}.{suffix}"
