"""moto's VPCs, subnets and zones, as `engine.platform` describes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mockvpce.engine.platform import Subnet, Vpc
from mockvpce.moto_bridge.compat import cidr_blocks_of
from mockvpce.moto_bridge.footprint.interfaces import ipv6_block

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.moto_bridge.backends import Backends


class MotoNetworks:
    """VPCs, subnets and zones."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends

    def vpc(self, home: Home, vpc_id: str) -> Vpc | None:
        vpc = self._backends.ec2(home).vpcs.get(vpc_id)
        return None if vpc is None else _vpc_view(home, vpc)

    def find_vpc(self, vpc_id: str) -> Vpc | None:
        for home, backend in self._backends.every_ec2():
            if vpc_id in backend.vpcs:
                return _vpc_view(home, backend.vpcs[vpc_id])
        return None

    def subnet(self, home: Home, subnet_id: str) -> Subnet | None:
        subnet = subnet_of(self._backends, home, subnet_id)
        if subnet is None:
            return None
        cidr = None if subnet.ipv6_native else subnet.cidr_block
        return Subnet(
            subnet.id, subnet.vpc_id, subnet.availability_zone, subnet.availability_zone_id, cidr, ipv6_block(subnet)
        )

    def subnet_owner(self, region: str, subnet_id: str) -> str | None:
        for home, _ in self._backends.every_ec2():
            if home[1] == region and subnet_of(self._backends, home, subnet_id) is not None:
                return home[0]
        return None

    def zones(self, home: Home) -> Sequence[tuple[str, str]]:
        backend = self._backends.ec2(home)
        return [(zone.name, zone.zone_id) for zone in backend.describe_availability_zones()]


def subnet_of(backends: Backends, home: Home, subnet_id: str) -> Any:
    """moto's subnet of that id in an account and Region, None where there is none."""
    for subnets in backends.ec2(home).subnets.values():
        if subnet_id in subnets:
            return subnets[subnet_id]
    return None


def _vpc_view(home: Home, vpc: Any) -> Vpc:
    blocks = cidr_blocks_of(vpc)
    return Vpc(
        vpc.id,
        home[0],
        home[1],
        tuple(block for block in blocks if ":" not in block),
        tuple(block for block in blocks if ":" in block),
        _truth(vpc.enable_dns_support),
        _truth(vpc.enable_dns_hostnames),
        vpc.instance_tenancy == "dedicated",
    )


def _truth(value: Any) -> bool:
    """moto keeps what ModifyVpcAttribute sent, which is text on the wire."""
    return value is True or str(value).lower() == "true"
