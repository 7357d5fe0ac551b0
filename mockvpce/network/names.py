"""What a name answers: private zones and endpoint names by the longest suffix, then names of instances, then public DNS."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_network
from typing import TYPE_CHECKING

from mockvpce.data import prefix_lists, regions, stable
from mockvpce.engine import forwarding
from mockvpce.network.balancers import node_address
from mockvpce.network.path import Answer

if TYPE_CHECKING:
    from mockvpce.engine.topology import HostedZone, InterfaceNode, Record, Topology, VpcNode
    from mockvpce.engine.world import World

_PUBLIC_NAME = re.compile(r"ec2-(\d+-\d+-\d+-\d+)\.(compute-1|[a-z0-9-]+\.compute)\.amazonaws\.com")
_PRIVATE_NAME = re.compile(r"ip-(\d+-\d+-\d+-\d+)\.(ec2\.internal|[a-z0-9-]+\.compute\.internal)")
_CHAIN_LIMIT = 8
PUBLIC = "public"


def resolve(world: World, name: str, vpc_id: str = "", *, inbound: bool = False) -> Answer:
    """What the Amazon resolver of a VPC answers, or public DNS without one."""
    asked = name.rstrip(".").lower()
    resolver = Resolver(world, vpc_id, inbound=inbound)
    vpc = resolver.vpc
    if vpc is not None and not vpc.dns_support:
        return Answer(name=asked, reason=f"enableDnsSupport is off in {vpc.id}: its resolver answers nothing")
    return resolver.answer(asked, ())


class Resolver:
    """One question from one VPC."""

    def __init__(self, world: World, vpc_id: str, *, inbound: bool) -> None:
        self.world = world
        self.topology: Topology = world.platform.topology
        self.vpc: VpcNode | None = self.topology.vpc(vpc_id) if vpc_id else None
        self.vpc_id = vpc_id
        self.inbound = inbound

    def answer(self, name: str, chain: tuple[str, ...]) -> Answer:
        """The answer to a name that a chain of CNAMEs led to."""
        if len(chain) > _CHAIN_LIMIT:
            return Answer(name=chain[0], chain=chain, reason="the CNAMEs go round in circles")
        found = [one for one in self._brought(name) if one.vpc_id]
        zone = self._private_zone(name)
        best = max(found, key=lambda one: len(one.name), default=None)
        if zone is not None and (best is None or len(zone.name) > len(best.name)):
            return self._from_zone(zone, name, chain)
        if best is not None:
            return self._from_name(best, name, chain)
        return self._amazon(name, chain) or self._public(name, chain)

    def _brought(self, name: str) -> Iterable[forwarding.Name]:
        for one in forwarding.names_seen(self.world, self.vpc_id, name):
            if one.inbound_only and not self.inbound:
                continue
            if one.name == name or name.endswith("." + one.name):
                yield one

    def _from_name(self, one: forwarding.Name, name: str, chain: tuple[str, ...]) -> Answer:
        if one.name != name and not one.wildcard:
            return Answer(
                name=name, nxdomain=True, source=one.source, chain=chain, reason=f"the zone {one.name} has no {name}"
            )
        addresses = [
            address
            for interface in map(self.topology.interface, one.interfaces)
            if interface is not None
            for version in one.versions
            if (address := interface.address(version)) is not None
        ]
        reason = f"{one.name} is a name of {one.source}"
        return Answer(addresses, name=name, source=one.source, chain=chain, reason=reason)

    # hosted zones --------------------------------------------------------------------------------------------------

    def _private_zone(self, name: str) -> HostedZone | None:
        if self.vpc is None or not (self.vpc.dns_support and self.vpc.dns_hostnames):
            return None
        return _longest(self.topology.private_zones(self.vpc), name)

    def _from_zone(self, zone: HostedZone, name: str, chain: tuple[str, ...]) -> Answer:
        reason = f"hosted zone {zone.id} ({zone.name})"
        records = [one for one in zone.records if one.name == name] or _wildcard(zone, name)
        if not records:
            below = any(one.name.endswith("." + name) for one in zone.records)
            return Answer(name=name, nxdomain=not below, source=zone.id, chain=chain, reason=f"{reason} has no {name}")
        addresses: list[str] = []
        for record in records:
            if record.type == "CNAME" and record.values:
                return self.answer(record.values[0].rstrip(".").lower(), (*chain, name))
            if record.type not in ("A", "AAAA"):
                continue
            if record.alias:
                followed = self.answer(record.alias, (*chain, name))
                wanted = record.type == "AAAA"
                addresses.extend(one for one in followed if (":" in one) == wanted)
            addresses.extend(record.values)
        return Answer(addresses, name=name, source=zone.id, chain=chain, reason=reason)

    # names of Amazon's ---------------------------------------------------------------------------------------------

    def _amazon(self, name: str, chain: tuple[str, ...]) -> Answer | None:
        private, public = _PRIVATE_NAME.fullmatch(name), _PUBLIC_NAME.fullmatch(name)
        if private is not None:
            address = private[1].replace("-", ".")
            if self.vpc is None or not self.vpc.dns_hostnames:
                return Answer(name=name, nxdomain=True, chain=chain, reason="only VPCs with DNS host names know it")
            found = self.topology.interface_at(self.vpc.id, address)
            return Answer([address], name=name, source=found.id if found else PUBLIC, chain=chain)
        if public is not None:
            address = public[1].replace("-", ".")
            interface = self.topology.public_interface(address)
            if interface is None:
                return None
            inside = self.vpc is not None and self._sees_private(interface)
            shown = next((one for one, its in interface.public.items() if its == address), address)
            reason = "the private address, inside the VPC" if inside else "the public address, outside the VPC"
            return Answer([shown if inside else address], name=name, source=interface.id, chain=chain, reason=reason)
        return None

    def _sees_private(self, interface: InterfaceNode) -> bool:
        """Whether an interface's public name has its private address here: in its VPC, or by a peering's option."""
        if interface.vpc_id == self.vpc_id:
            return True
        return any(True for _ in forwarding.shared_names(self.world, self.vpc_id, interface.vpc_id))

    # public DNS ----------------------------------------------------------------------------------------------------

    def _public(self, name: str, chain: tuple[str, ...]) -> Answer:
        for one in self._brought(name):
            if not one.vpc_id:
                return self._from_name(one, name, chain)
        zone = _longest(self.topology.public_zones(), name)
        if zone is not None:
            return self._from_zone(zone, name, chain)
        balancer = self.topology.balancer_called(name)
        if balancer is not None:
            subnets = [one for one in map(self.topology.subnet, balancer.subnet_ids) if one is not None]
            addresses = [node_address(one) for one in subnets]
            return Answer(addresses, name=name, source=PUBLIC, chain=chain, reason=f"nodes of {balancer.arn}")
        if name.endswith((".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".on.aws")):
            return Answer([_service_address(name)], name=name, source=PUBLIC, chain=chain, reason="a service of AWS's")
        return Answer(name=name, nxdomain=True, chain=chain, reason="no zone that is asked has it")


def _longest(zones: Iterable[HostedZone], name: str) -> HostedZone | None:
    matching = [one for one in zones if name == one.name or name.endswith("." + one.name)]
    return max(matching, key=lambda one: len(one.name), default=None)


def _wildcard(zone: HostedZone, name: str) -> list[Record]:
    """The records of the closest `*` above a name, unless a name in between exists."""
    rest = name
    while "." in rest and rest != zone.name:
        rest = rest.partition(".")[2]
        found = [one for one in zone.records if one.name == f"*.{rest}"]
        if found:
            return found
        if any(one.name == rest or one.name.endswith("." + rest) for one in zone.records):
            return []
    return []


def _service_address(name: str) -> str:
    """A public address for a service of AWS's: out of its prefix list where it has one."""
    region = next((part for part in name.split(".") if regions.is_region(part)), "us-east-1")
    for label, service in (("s3", "s3"), ("dynamodb", "dynamodb"), ("ddb", "dynamodb")):
        if label in name.split("."):
            for entry in prefix_lists.of_gateway_service(region, f"com.amazonaws.{region}.{service}"):
                if entry.family == "IPv4" and entry.cidrs:
                    return _inside(entry.cidrs[0], name)
    number = stable.number("address", region, name)
    return f"52.{94 + number % 2}.{number // 2 % 256}.{number // 512 % 254 + 1}"


def _inside(cidr: str, name: str) -> str:
    network = ip_network(cidr)
    return str(network[1 + stable.number("address", cidr, name) % max(1, network.num_addresses - 2)])
