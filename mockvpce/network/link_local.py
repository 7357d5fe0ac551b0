"""What each subnet has beside its hosts: Amazon's resolver, instance metadata, time and licenses, and reserved addresses.

No route, network ACL or security group stops packets to these services.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

from mockvpce.network.ports import block, version

if TYPE_CHECKING:
    from mockvpce.engine.topology import SubnetNode, VpcNode

RESOLVER, METADATA, TIME, LICENSES = "resolver", "instance metadata", "time", "license activation"
_SERVICES = {
    "169.254.169.253": RESOLVER,
    "fd00:ec2::253": RESOLVER,
    "169.254.169.254": METADATA,
    "fd00:ec2::254": METADATA,
    "169.254.169.123": TIME,
    "fd00:ec2::123": TIME,
    "169.254.169.250": LICENSES,
    "169.254.169.251": LICENSES,
}
_PORTS = {RESOLVER: (53, ("tcp", "udp")), METADATA: (80, ("tcp",)), TIME: (123, ("udp",)), LICENSES: (1688, ("tcp",))}


def service_at(vpc: VpcNode, address: str) -> str:
    """The service that hosts of a VPC have at an address; empty for other addresses."""
    return RESOLVER if address == _resolver_of(vpc.cidrs) else _SERVICES.get(address, "")


@lru_cache(maxsize=256)
def _resolver_of(cidrs: tuple[str, ...]) -> str:
    """The third address of a VPC's first IPv4 block; empty without one."""
    first = next((one for one in cidrs if version(one) == 4), None)
    return "" if first is None else str(block(first)[2])


def speaks(vpc: VpcNode, service: str, protocol: str) -> int | None:
    """The port on which a service answers a protocol in a VPC; None where it does not."""
    port, protocols = _PORTS[service]
    if service == RESOLVER and not vpc.dns_support:
        return None
    return port if protocol in protocols else None


def is_reserved(subnet: SubnetNode, address: str) -> bool:
    """Whether AWS keeps an address of a subnet: the first four and the last of each block."""
    number = int(ip_address(address))
    for cidr in subnet.cidrs:
        network = block(cidr)
        first, last = int(network.network_address), int(network.broadcast_address)
        if version(cidr) == version(address) and first <= number <= last:
            return number - first < 4 or number == last
    return False
