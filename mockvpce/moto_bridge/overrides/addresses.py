"""Private addresses of moto's interfaces: each is free, and that of a NAT gateway lies in its subnet.

moto draws an address of the subnet's block at random, so that it may be one that AWS keeps or another interface has. A NAT
gateway's interface gets any address of 10.0.0.0/8, the VPC's default group, and says nothing of whom it belongs to.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from moto.ec2.models import EC2Backend

from mockvpce.moto_bridge.footprint.interfaces import free_ipv4, is_free_ipv4


def wrap_addresses(wrap: Callable[..., None]) -> None:
    """Let moto's interfaces have addresses as AWS gives them."""
    interfaces, nats = EC2Backend.create_network_interface, EC2Backend.create_nat_gateway
    wrap(EC2Backend, "create_network_interface", _with_free_address(interfaces), "no two interfaces share an address")
    wrap(EC2Backend, "create_nat_gateway", _inside_subnet(nats), "a NAT gateway has an address of its subnet")


def _with_free_address(original: Callable[..., Any]) -> Callable[..., Any]:
    """Hold each address in the subnet's register, and draw again what moto drew where it may not be had."""

    @functools.wraps(original)
    def create_network_interface(backend: Any, subnet: Any, private_ip_address: Any, *args: Any, **kwargs: Any) -> Any:
        eni = original(backend, subnet, private_ip_address, *args, **kwargs)
        asked = private_ip_address or (args[0] if args else kwargs.get("private_ip_addresses"))
        address = eni.private_ip_address
        if address and not asked and not is_free_ipv4(eni.subnet, address):
            _move(eni, free_ipv4(eni.subnet) or address)
        if eni.private_ip_address:
            eni.subnet._subnet_ips.setdefault(eni.private_ip_address, eni)  # noqa: SLF001 - moto's register
        return eni

    return create_network_interface


def _inside_subnet(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def create_nat_gateway(backend: Any, *args: Any, **kwargs: Any) -> Any:
        nat = original(backend, *args, **kwargs)
        eni = nat._eni  # noqa: SLF001 - moto has no public reading
        register = eni.subnet._subnet_ips  # noqa: SLF001 - moto's register
        register.pop(eni.private_ip_address, None)
        _move(eni, free_ipv4(eni.subnet) or eni.private_ip_address)
        register[eni.private_ip_address] = eni
        nat.private_ip = eni.private_ip_address
        for address in nat.address_set:
            address["privateIp"] = eni.private_ip_address
        eni._group_set = []  # noqa: SLF001 - moto's `group_set` adds the default group to an empty one at creation only
        eni.description = f"Interface for NAT Gateway {nat.id}"
        eni.interface_type = "nat_gateway"
        eni.requester_managed = True
        eni.status = "in-use"
        eni.nat_gateway_id = nat.id
        return nat

    return create_nat_gateway


def _move(eni: Any, address: str) -> None:
    """Give an interface another primary address."""
    for one in eni.private_ip_addresses:
        if one["PrivateIpAddress"] == eni.private_ip_address:
            one["PrivateIpAddress"] = address
    eni.private_ip_address = address
