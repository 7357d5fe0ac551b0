"""What AWS chooses for a new connection: outside addresses, inside CIDR blocks, pre-shared keys."""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from mockvpce.resources.vpn import errors
from mockvpce.resources.vpn.tunnel_options import is_reserved

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.platform import TransitGateway

_FIRST_BYTES = (3, 13, 18, 34, 35, 44, 52)
"""Where the Regions' addresses of VPN endpoints lie (recorded documents and AWS's published address ranges)."""
_ACCELERATED = (75, 99)
"""Those of Global Accelerator."""
_KEY_LENGTH = 32


def numeric(address: str) -> tuple[int, int]:
    """The order of addresses in answers."""
    if ":" in address:
        return 6, int(ip_address(address))
    first, second, third, fourth = map(int, address.split("."))
    return 4, first << 24 | second << 16 | third << 8 | fourth


def outside_addresses(
    call: Call, taken: Collection[str], kind: str, transit: TransitGateway | None, *, accelerated: bool
) -> list[str]:
    """Two outside addresses that no tunnel has, in the order of numbers."""
    found: list[str] = []
    while len(found) < 2:
        drawn = _draw(call, kind, transit, accelerated=accelerated)
        if drawn not in taken and drawn not in found:
            found.append(drawn)
    return sorted(found, key=numeric)


def _draw(call: Call, kind: str, transit: TransitGateway | None, *, accelerated: bool) -> str:
    number = call.world.ids.number
    if kind == "Ipv6":
        return str(ip_address((0x2600_1F00 << 96) | number(1 << 64)))
    if kind == "PrivateIpv4":
        blocks = [one for one in transit.cidrs if ":" not in one] if transit is not None else []
        if not blocks:
            raise errors.NO_PRIVATE_CIDR(id=transit.id if transit is not None else "")
        block = ip_network(blocks[number(len(blocks))], strict=False)
        return str(block[1 + number(block.num_addresses - 2)])
    firsts = _ACCELERATED if accelerated else _FIRST_BYTES
    rest, host = divmod(number(len(firsts) * 254 << 16), 254)
    return f"{firsts[rest >> 16]}.{rest >> 8 & 255}.{rest & 255}.{host + 1}"


def inside_block(call: Call, taken: Collection[str]) -> str:
    """An inside CIDR block that the gateway does not use."""
    while True:
        number = 4 * call.world.ids.number(1 << 14)
        block = f"169.254.{number >> 8}.{number & 255}/30"
        if not is_reserved(block) and block not in taken:
            return block


def inside_ipv6_block(call: Call, taken: Collection[str]) -> str:
    """An IPv6 inside CIDR block that the gateway does not use."""
    while True:
        block = f"{ip_address((0xFD << 120) | (call.world.ids.number(1 << 62) << 2))}/126"
        if block not in taken:
            return block


def pre_shared_key(call: Call) -> str:
    """A key, which does not begin with a zero."""
    while True:
        key = call.world.ids.key(_KEY_LENGTH)
        if not key.startswith("0"):
            return key
