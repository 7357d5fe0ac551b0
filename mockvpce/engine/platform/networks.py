"""VPCs, subnets and the zones that an account sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from mockvpce.engine.resource import Home


@dataclass(frozen=True, slots=True)
class Vpc:
    """A VPC. `cidrs` are its IPv4 blocks, the primary first; `ipv6_cidrs` its IPv6 blocks."""

    id: str
    account: str
    region: str
    cidrs: tuple[str, ...]
    ipv6_cidrs: tuple[str, ...]
    dns_support: bool
    dns_hostnames: bool
    dedicated: bool = False
    """Whether its instances run on hardware of their own by default."""


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnet. `cidr` is None where it is IPv6 only, `ipv6_cidr` where it has no IPv6 block."""

    id: str
    vpc_id: str
    zone: str
    zone_id: str
    cidr: str | None
    ipv6_cidr: str | None


class Networks(Protocol):
    """VPCs, subnets and the zones that an account sees."""

    def vpc(self, home: Home, vpc_id: str) -> Vpc | None:
        """The VPC of that id in an account and Region, None where there is none."""
        ...

    def find_vpc(self, vpc_id: str) -> Vpc | None:
        """The VPC of that id, of whatever account and Region."""
        ...

    def subnet(self, home: Home, subnet_id: str) -> Subnet | None:
        """The subnet of that id."""
        ...

    def subnet_owner(self, region: str, subnet_id: str) -> str | None:
        """The account whose subnet it is, of all accounts in a Region."""
        ...

    def zones(self, home: Home) -> Sequence[tuple[str, str]]:
        """(name, id) of each Availability Zone as the account sees them."""
        ...
