"""Network interfaces that AWS makes and manages for resources, and the addresses of subnets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from mockvpce.engine.resource import Home


@dataclass(frozen=True, slots=True)
class ManagedInterface:
    """What one of our resources asks of a network interface that AWS makes and manages for it.

    `requester_id` is who AWS says has made it, an account or the name of a service role; `attached_by` the owner of the
    attachment. `public`: it has a public IPv4 address too.
    """

    owner_id: str
    subnet_id: str
    description: str
    interface_type: str
    requester_id: str
    attached_by: str = "amazon-aws"
    group_ids: tuple[str, ...] = ()
    ipv4: str | None = None
    ipv6: str | None = None
    wants_ipv4: bool = True
    wants_ipv6: bool = False
    public: bool = False


@dataclass(frozen=True, slots=True)
class Interface:
    """A network interface that AWS manages for a resource, as it is."""

    id: str
    subnet_id: str
    ipv4: str | None
    ipv6: str | None
    group_ids: tuple[str, ...]


class Interfaces(Protocol):
    """Network interfaces that AWS makes and manages for resources, and the addresses of subnets."""

    def address_is_free(self, home: Home, subnet_id: str, address: str) -> bool:
        """Whether a new interface of the subnet can have this address: in its block, not reserved, not in use."""
        ...

    def has_free_address(self, home: Home, subnet_id: str) -> bool:
        """Whether the IPv4 block of a subnet has room for another interface."""
        ...

    def free_addresses(self, home: Home, subnet_id: str) -> int:
        """How many IPv4 addresses of a subnet are free."""
        ...

    def create(self, home: Home, wish: ManagedInterface) -> Interface:
        """Make the interface of a resource: requester managed, in use."""
        ...

    def get(self, home: Home, interface_id: str) -> Interface | None:
        """An interface as it is now."""
        ...

    def is_managed(self, home: Home, interface_id: str) -> bool:
        """Whether AWS manages that interface for a resource, ours or moto's."""
        ...

    def of_address(self, home: Home, association_id: str | None, public_ip: str | None) -> str | None:
        """The interface of an Elastic IP address, by the association or the address."""
        ...

    def set_groups(self, home: Home, interface_id: str, group_ids: Sequence[str]) -> None:
        """Put an interface into other security groups."""
        ...

    def set_addresses(self, home: Home, interface_id: str, wish: ManagedInterface) -> None:
        """Give an interface the address families that its endpoint asks for now."""
        ...

    def delete(self, home: Home, interface_id: str) -> None:
        """Delete an interface and free its addresses; nothing where it is gone."""
        ...
