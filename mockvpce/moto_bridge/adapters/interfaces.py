"""The network interfaces that we make in moto, as `engine.platform` describes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from moto.ec2.utils import random_public_ip

from mockvpce.engine.platform import Interface, ManagedInterface
from mockvpce.moto_bridge.adapters.networks import subnet_of
from mockvpce.moto_bridge.footprint.interfaces import (
    ManagedNetworkInterface,
    addressed_interface,
    count_free_ipv4,
    draw_ipv6,
    free_ipv4,
    is_free_ipv4,
    is_in_ipv6_block,
    is_managed,
)

if TYPE_CHECKING:
    from mockvpce.engine.ids import Ids
    from mockvpce.engine.resource import Home
    from mockvpce.moto_bridge.backends import Backends

NO_ADDRESS = "0.0.0.0"  # noqa: S104 - nothing is bound: what an interface without an IPv4 address has for a moment


class MotoInterfaces:
    """Interfaces that AWS manages for resources, and the addresses of subnets."""

    def __init__(self, backends: Backends, ids: Ids, forget_addresses: Callable[[], None]) -> None:
        self._backends = backends
        self._ids = ids
        self._forget_addresses = forget_addresses

    def address_is_free(self, home: Home, subnet_id: str, address: str) -> bool:
        subnet = subnet_of(self._backends, home, subnet_id)
        if subnet is None:
            return False
        if ":" not in address:
            return is_free_ipv4(subnet, address)
        enis = self._backends.ec2(home).enis.values()
        return is_in_ipv6_block(subnet, address) and not any(address in eni.ipv6_addresses for eni in enis)

    def has_free_address(self, home: Home, subnet_id: str) -> bool:
        subnet = subnet_of(self._backends, home, subnet_id)
        return subnet is not None and free_ipv4(subnet) is not None

    def free_addresses(self, home: Home, subnet_id: str) -> int:
        subnet = subnet_of(self._backends, home, subnet_id)
        return 0 if subnet is None else count_free_ipv4(subnet)

    def create(self, home: Home, wish: ManagedInterface) -> Interface:
        backend = self._backends.ec2(home)
        subnet = subnet_of(self._backends, home, wish.subnet_id)
        ipv4 = (wish.ipv4 or free_ipv4(subnet)) if wish.wants_ipv4 else None
        ipv6 = (wish.ipv6 or draw_ipv6(subnet, self._ids)) if wish.wants_ipv6 else None
        # moto insists on an IPv4 address while it makes an interface; an IPv6-only one loses it again below
        placed = replace(wish, ipv4=ipv4 or NO_ADDRESS, ipv6=ipv6)
        eni = ManagedNetworkInterface(backend, subnet, placed, self._ids.resource("ela-attach"))
        if ipv4 is None:
            eni.set_ipv4(None)
        else:
            subnet._subnet_ips[ipv4] = eni  # noqa: SLF001 - moto's register of addresses
        if wish.public:
            eni.public_ip = random_public_ip()
        backend.enis[eni.id] = eni
        return eni.view()

    def get(self, home: Home, interface_id: str) -> Interface | None:
        eni = self._managed(home, interface_id)
        return None if eni is None else eni.view()

    def is_managed(self, home: Home, interface_id: str) -> bool:
        return is_managed(self._backends.ec2(home), interface_id)

    def of_address(self, home: Home, association_id: str | None, public_ip: str | None) -> str | None:
        return addressed_interface(self._backends.ec2(home), association_id, public_ip)

    def set_groups(self, home: Home, interface_id: str, group_ids: Sequence[str]) -> None:
        eni = self._managed(home, interface_id)
        if eni is not None:
            eni.set_groups(self._backends.ec2(home), group_ids)

    def set_addresses(self, home: Home, interface_id: str, wish: ManagedInterface) -> None:
        self._forget_addresses()
        eni = self._managed(home, interface_id)
        if eni is None:
            return
        if not wish.wants_ipv6:
            eni.ipv6_addresses = []
        elif not eni.ipv6_addresses:
            address = draw_ipv6(eni.subnet, self._ids)
            eni.ipv6_addresses = [address] if address else []
        if not wish.wants_ipv4 and eni.private_ip_address:
            eni.subnet.del_subnet_ip(eni.private_ip_address)
            eni.set_ipv4(None)
        elif wish.wants_ipv4 and not eni.private_ip_address:
            address = free_ipv4(eni.subnet)
            eni.set_ipv4(address)
            eni.subnet._subnet_ips[address] = eni  # noqa: SLF001 - moto's register of addresses

    def delete(self, home: Home, interface_id: str) -> None:
        eni = self._backends.ec2(home).enis.pop(interface_id, None)
        if eni is not None and eni.private_ip_address:
            eni.subnet.del_subnet_ip(eni.private_ip_address)
            eni.subnet._unused_ips.discard(eni.private_ip_address)  # noqa: SLF001 - else moto gives it out twice

    def _managed(self, home: Home, interface_id: str) -> ManagedNetworkInterface | None:
        eni = self._backends.ec2(home).enis.get(interface_id)
        return eni if isinstance(eni, ManagedNetworkInterface) else None
