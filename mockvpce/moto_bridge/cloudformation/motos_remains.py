"""Parts of a VPC that moto leaves when their stack goes, so that the VPC, which they depend on, could not go either."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from moto.ec2.models import ec2_backends
from moto.ec2.models.elastic_ip_addresses import ElasticAddress
from moto.ec2.models.internet_gateways import InternetGateway
from moto.ec2.models.nat_gateways import NatGateway
from moto.ec2.models.route_tables import RouteTable
from moto.ec2.models.vpn_gateway import VPCGatewayAttachment

from mockvpce.patching import Patches

Remove = Callable[[Any, str], None]
_METHOD = "delete_from_cloudformation_json"


def apply(patches: Patches) -> None:
    """Take the place of moto's methods, which do nothing."""
    for kind, remove in _REMOVALS.items():
        if getattr(getattr(kind, _METHOD), "__isabstractmethod__", False):
            patches.replace(kind, _METHOD, classmethod(_removing(remove)), "moto leaves it when its stack goes")


def _removing(remove: Remove) -> Callable[..., None]:
    def delete(_: type, resource_name: str, definition: Mapping[str, Any], account_id: str, region_name: str) -> None:
        del definition
        remove(ec2_backends[account_id][region_name], resource_name)

    return delete


def _detach(backend: Any, vpc_id: str) -> None:
    """moto names an attachment by its VPC."""
    for gateway in list(backend.internet_gateways.values()):
        if gateway.vpc is not None and gateway.vpc.id == vpc_id:
            backend.detach_internet_gateway(gateway.id, vpc_id)


def _delete_gateway(backend: Any, gateway_id: str) -> None:
    if gateway_id in backend.internet_gateways:
        backend.delete_internet_gateway(gateway_id)


def _delete_nat(backend: Any, nat_id: str) -> None:
    if nat_id in backend.nat_gateways:
        backend.delete_nat_gateway(nat_id)


def _delete_table(backend: Any, table_id: str) -> None:
    if table_id in backend.route_tables:
        backend.delete_route_table(table_id)


def _release(backend: Any, public_ip: str) -> None:
    """A stack knows an Elastic IP by its address."""
    if any(one.public_ip == public_ip for one in backend.addresses):
        backend.release_address(address=public_ip)


_REMOVALS: Mapping[type[Any], Remove] = {
    ElasticAddress: _release,
    InternetGateway: _delete_gateway,
    NatGateway: _delete_nat,
    RouteTable: _delete_table,
    VPCGatewayAttachment: _detach,
}
"""moto's class -> what ends it."""
