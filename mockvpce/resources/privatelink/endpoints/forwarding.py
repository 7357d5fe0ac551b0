"""How an endpoint takes part in the data plane: what lies behind it, and the names it brings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mockvpce.engine.forwarding import (
    BackToSubnet,
    Carrier,
    Dropped,
    Name,
    Onward,
    Packet,
    ToBalancers,
    ToService,
    behind,
    carries,
    forwards,
    names,
)
from mockvpce.resources.privatelink.endpoints.endpoint import (
    AVAILABLE,
    GATEWAY,
    GATEWAY_LOAD_BALANCER,
    PARTIAL,
    VpcEndpoint,
)
from mockvpce.resources.privatelink.services.service import EndpointService

if TYPE_CHECKING:
    from mockvpce.engine.world import World

_ENDPOINT = re.compile(r"vpce-[0-9a-f]+")
_VERSIONS = {"ipv4": (4,), "ipv6": (6,), "dualstack": (4, 6), "service-defined": (4, 6)}


@forwards(VpcEndpoint)
def _routed(world: World, endpoint: VpcEndpoint, packet: Packet) -> Onward:
    del world
    if not endpoint.carries_traffic:
        return Dropped("BAD_STATE", endpoint.code)
    if endpoint.endpoint_type == GATEWAY:
        inside = endpoint.vpc_id == packet.vpc_id
        return ToService(endpoint.service_name) if inside else Dropped("NO_ROUTE_TO_DESTINATION")
    if endpoint.endpoint_type == GATEWAY_LOAD_BALANCER:
        return BackToSubnet(endpoint.subnet_ids[0])
    return Dropped("NO_ROUTE_TO_DESTINATION")


@behind(VpcEndpoint)
def _connected(world: World, endpoint: VpcEndpoint, subnet_id: str, packet: Packet) -> Onward:
    del packet
    if not endpoint.carries_traffic:
        return Dropped("BAD_STATE", endpoint.code)
    if not endpoint.service_id:
        return ToService(endpoint.service_name)
    service = world.table(EndpointService).get(endpoint.service_id)
    if service is None:
        return Dropped("NO_POSSIBLE_DESTINATION")
    if endpoint.endpoint_type == GATEWAY_LOAD_BALANCER:
        return BackToSubnet(subnet_id)
    pinned = endpoint.pinned.get(subnet_id)
    subnet = world.platform.networks.subnet(endpoint.homes[0], subnet_id)
    zone_id = "" if subnet is None or endpoint.is_remote else subnet.zone_id
    return ToBalancers(service.id, (pinned,) if pinned else tuple(service.balancer_arns), zone_id)


@carries(VpcEndpoint)
def _carrier(world: World, endpoint: VpcEndpoint) -> Carrier:
    del world
    account, region = endpoint.homes[0]
    return Carrier(endpoint.id, account, region, endpoint.vpc_id, endpoint.policy)


@names
def _names(world: World, vpc_id: str, asked: str) -> Iterator[Name]:
    endpoints = world.table(VpcEndpoint)
    named = _ENDPOINT.search(asked)
    if named is not None and (endpoint := endpoints.get(named[0])) is not None:
        yield from _own_names(endpoint)
    vpc = world.platform.networks.find_vpc(vpc_id) if vpc_id else None
    if vpc is None:
        return
    home = (vpc.account, vpc.region)
    for domain in _suffixes(asked):
        for written in (domain, f"*.{domain}"):
            for endpoint in endpoints.where("private-name", (home, vpc_id, written)):
                if endpoint.state in (AVAILABLE, PARTIAL) and not _stays_public(endpoint, written):
                    yield _private(endpoint, written)


def _stays_public(endpoint: VpcEndpoint, written: str) -> bool:
    """An endpoint of IPv4 alone leaves S3's names for both families to public DNS [R]."""
    return endpoint.ip_address_type == "ipv4" and ".dualstack." in written


def _suffixes(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.partition(".")[2]


def _private(endpoint: VpcEndpoint, written: str) -> Name:
    record = "ipv4" if endpoint.record_ip_type == "service-defined" else endpoint.record_ip_type
    return Name(
        written.removeprefix("*."),
        endpoint.id,
        tuple(endpoint.interfaces.values()),
        _VERSIONS.get(record, (4,)),
        vpc_id=endpoint.vpc_id,
        wildcard=written.startswith("*.") or endpoint.service_name.endswith((".s3", ".execute-api")),
        inbound_only=bool(endpoint.inbound_only),
    )


def _own_names(endpoint: VpcEndpoint) -> Iterator[Name]:
    """The public names under vpce.amazonaws.com, whose addresses are private."""
    if endpoint.state not in (AVAILABLE, PARTIAL) or not endpoint.base_name:
        return
    versions = _VERSIONS.get(endpoint.record_ip_type, (4,))
    below = endpoint.service_name.endswith(".s3")
    stem = f"{endpoint.id}-{endpoint.label}"
    every = tuple(endpoint.interfaces.values())
    yield Name(f"{stem}.{endpoint.base_name}", endpoint.id, every, versions, wildcard=below)
    if not endpoint.is_remote:
        for subnet, interface in endpoint.interfaces.items():
            zonal = f"{stem}-{endpoint.zones[subnet]}.{endpoint.base_name}"
            yield Name(zonal, endpoint.id, (interface,), versions, wildcard=below)
