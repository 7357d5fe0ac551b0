"""What a name answers: private zones and endpoint names by the longest suffix, then names of instances, then public DNS."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_network
from typing import TYPE_CHECKING

from mockvpce.data import prefix_lists, regions, stable
from mockvpce.engine import forwarding
from mockvpce.network import reverse
from mockvpce.network.balancers import answers_names
from mockvpce.network.path import Answer
from mockvpce.network.ports import holds, is_rfc1918

if TYPE_CHECKING:
    from mockvpce.engine.topology import (
        Balancer,
        HostedZone,
        InterfaceNode,
        Record,
        ResolverRule,
        Topology,
        VpcNode,
    )
    from mockvpce.engine.world import World

_PUBLIC_NAME = re.compile(r"ec2-(\d+-\d+-\d+-\d+)\.(compute-1|[a-z0-9-]+\.compute)\.amazonaws\.com")
_PRIVATE_NAME = re.compile(r"ip-(\d+-\d+-\d+-\d+)\.(ec2\.internal|[a-z0-9-]+\.compute\.internal)")
_RESOURCE_NAME = re.compile(r"(i-[0-9a-f]+)\.(ec2\.internal|[a-z0-9-]+\.compute\.internal)")
_OURS = re.compile(r"(\.vpce|\.elb\.[a-z0-9-]+|-\d+\.[a-z0-9-]+\.elb)\.amazonaws\.com(\.cn)?$")
"""Names of endpoints, network and application balancers, of which the mock knows all that there are."""
_CHAIN_LIMIT = 8
PUBLIC = "public"


def resolve(world: World, name: str, vpc_id: str = "", *, inbound: bool = False, host: bool = False) -> Answer:
    """What the Amazon resolver of a VPC answers, or public DNS without one.

    A `host` of the VPC asks the servers that the VPC's DHCP options name; `inbound`: the question comes by an endpoint.
    """
    asked = name.rstrip(".").lower()
    resolver = Resolver(world, vpc_id, inbound=inbound)
    if host and resolver.vpc is not None:
        other = resolver.elsewhere(asked)
        if other is not None:
            return other
    return resolver.asked(asked, ())


class Resolver:
    """One question from one VPC."""

    def __init__(self, world: World, vpc_id: str, *, inbound: bool, depth: int = 0) -> None:
        self.world = world
        self.topology: Topology = world.platform.topology
        self.vpc: VpcNode | None = self.topology.vpc(vpc_id) if vpc_id else None
        self.vpc_id = vpc_id
        self.inbound = inbound
        self.depth = depth

    def asked(self, name: str, chain: tuple[str, ...]) -> Answer:
        """The answer of the VPC's resolver, if it has one."""
        if self.vpc is not None and not self.vpc.dns_support:
            reason = f"enableDnsSupport is off in {self.vpc.id}: its resolver answers nothing"
            return Answer(name=name, chain=chain, reason=reason)
        return self.answer(name, chain)

    def elsewhere(self, name: str) -> Answer | None:
        """What a server answers that DHCP options name in place of Amazon's; None where it is Amazon's."""
        servers = self.topology.name_servers(self.vpc_id)
        if not servers or any(self._is_amazon(one) for one in servers):
            return None
        for server in servers:
            inbound = self.topology.inbound_at(server)
            if inbound is not None:
                return Resolver(self.world, inbound.vpc_id, inbound=True, depth=1).asked(name, ())
        reason = f"the DHCP options of {self.vpc_id} name {', '.join(servers)}, of which nothing is known here"
        return Answer(name=name, reason=reason)

    def _is_amazon(self, server: str) -> bool:
        first = next((one for one in self.vpc.cidrs if ":" not in one), "") if self.vpc is not None else ""
        own = str(ip_network(first)[2]) if first else ""
        return server.lower() in ("amazonprovideddns", "169.254.169.253", "fd00:ec2::253", own)

    def answer(self, name: str, chain: tuple[str, ...]) -> Answer:
        """The answer to a name that a chain of CNAMEs led to: the longest domain that holds it answers alone.

        Of equal ones a resolver rule comes first, then private zones and endpoints, then Amazon's own names.
        """
        if len(chain) > _CHAIN_LIMIT:
            return Answer(name=chain[0], chain=chain, reason="the CNAMEs go round in circles")
        rule, zone = self._rule(name), self._private_zone(name)
        best = max(self._private_names(name), key=lambda one: (len(one.name), one.wildcard), default=None)
        amazon = self._amazon_domain(name)
        lengths = [len(one) for one in (best and best.name, zone and zone.name, amazon) if one]
        if rule is not None and rule.forwards and len(rule.domain) >= max(lengths, default=0):
            return self._forward(rule, name, chain)
        if amazon and len(amazon) == max(lengths) and lengths.count(len(amazon)) == 1:
            return self._amazon(name, chain) or self._public(name, chain)
        if zone is not None and (best is None or len(zone.name) > len(best.name)):
            return self._from_zone(zone, name, chain)
        if best is not None:
            return self._from_name(best, name, chain)
        return self._public(name, chain)

    def _private_names(self, name: str) -> list[forwarding.Name]:
        """The names of endpoints that this VPC alone sees, which takes both of its DNS attributes."""
        if self.vpc is None or not self.vpc.dns_hostnames:
            return []
        return [one for one in self._brought(name) if one.vpc_id]

    def _rule(self, name: str) -> ResolverRule | None:
        if self.vpc is None:
            return None
        holding = [one for one in self.topology.resolver_rules(self.vpc_id) if _within(name, one.domain)]
        return max(holding, key=lambda one: len(one.domain), default=None)

    def _forward(self, rule: ResolverRule, name: str, chain: tuple[str, ...]) -> Answer:
        """Ask the servers that a rule names: inbound endpoints answer as the resolver of their VPC."""
        for target in rule.targets:
            inbound = self.topology.inbound_at(target)
            if inbound is not None and self.depth < _CHAIN_LIMIT:
                found = Resolver(self.world, inbound.vpc_id, inbound=True, depth=self.depth + 1).asked(name, chain)
                return found.by_way_of(f"forwarded by {rule.id} to {inbound.id}")
        reason = f"forwarded by {rule.id} to {', '.join(rule.targets)}, of which nothing is known here"
        return Answer(name=name, source=rule.id, chain=chain, reason=reason)

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
            below = name == zone.name or any(one.name.endswith("." + name) for one in zone.records)
            return Answer(name=name, nxdomain=not below, source=zone.id, chain=chain, reason=f"{reason} has no {name}")
        addresses: list[str] = []
        wanted = ("A", "AAAA") if reverse.address_of(name) is None else ("PTR",)
        for record in records:
            if record.type == "CNAME" and record.values:
                return self.answer(record.values[0].rstrip(".").lower(), (*chain, name))
            if record.type not in wanted:
                continue
            if record.alias:
                followed = self.answer(record.alias, (*chain, name))
                addresses.extend(one for one in followed if (":" in one) == (record.type == "AAAA"))
            addresses.extend(one.rstrip(".") for one in record.values)
        return Answer(addresses, name=name, source=zone.id, chain=chain, reason=reason)

    # names of Amazon's ---------------------------------------------------------------------------------------------

    def _amazon_domain(self, name: str) -> str:
        """The domain of the resolver's own rule for a name of Amazon's hosts; empty for other names."""
        private, public = _PRIVATE_NAME.fullmatch(name), _PUBLIC_NAME.fullmatch(name)
        address = reverse.address_of(name)
        if address is not None:
            return reverse.zone_of(address, self.vpc.cidrs) if self.vpc is not None else ""
        private = private or _RESOURCE_NAME.fullmatch(name)
        if private is not None:
            return private[2]
        return f"{public[2]}.amazonaws.com" if public is not None else "localhost" if name == "localhost" else ""

    def _amazon(self, name: str, chain: tuple[str, ...]) -> Answer | None:
        private, public = _PRIVATE_NAME.fullmatch(name), _PUBLIC_NAME.fullmatch(name)
        address = reverse.address_of(name)
        if address is not None:
            return self._reverse(name, address, chain)
        resource = _RESOURCE_NAME.fullmatch(name)
        if resource is not None:
            return self._instance(name, resource[1], resource[2], chain)
        if name == "localhost":
            return Answer(["127.0.0.1"], name=name, chain=chain, reason="every resolver knows it")
        if private is not None:
            return self._private_host(name, private[1].replace("-", "."), private[2], chain)
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

    def _instance(self, name: str, instance_id: str, domain: str, chain: tuple[str, ...]) -> Answer:
        """The address of an instance whose name is its id, where its subnet gives such names."""
        found = next(iter(self.topology.interfaces_of(instance_id) or ()), None)
        subnet = None if found is None else self.topology.subnet(found.subnet_id)
        if self.vpc is None or not self.vpc.dns_hostnames:
            reason = "only VPCs with DNS host names know it"
        elif found is None or subnet is None or domain != reverse.domain_of(found.home[1]):
            reason = "no instance has that name"
        elif found.vpc_id != self.vpc_id and not self._shares(found.vpc_id):
            reason = "it is of another VPC, and no peering shares its names"
        elif not subnet.names_resources:
            reason = f"{subnet.id} gives instances no names by their ids: EnableResourceNameDnsARecordOnLaunch is off"
        else:
            return Answer([one for one in (found.address(4),) if one], name=name, source=found.id, chain=chain)
        return Answer(name=name, nxdomain=True, chain=chain, reason=reason)

    def _reverse(self, name: str, address: str, chain: tuple[str, ...]) -> Answer:
        """The name that the resolver has for a private address, which it makes of the address."""
        vpc = self.vpc
        if vpc is None or not vpc.dns_hostnames:
            reason = "only VPCs with DNS host names know names of private addresses"
            return Answer(name=name, nxdomain=True, chain=chain, reason=reason)
        owner = vpc if any(holds(one, address) for one in vpc.cidrs) else self._peer_with(address) or vpc
        found = self.topology.interface_at(owner.id, address)
        shown = reverse.private_name(owner.home[1], address)
        return Answer([shown], name=name, source=found.id if found else PUBLIC, chain=chain, reason="its private name")

    def _peer_with(self, address: str) -> VpcNode | None:
        """The VPC with an address whose names a peering shares with this one."""
        holding = (one for one in self.topology.vpcs_in(None) if any(holds(cidr, address) for cidr in one.cidrs))
        return next((one for one in holding if self._shares(one.id)), None)

    def _private_host(self, name: str, address: str, domain: str, chain: tuple[str, ...]) -> Answer:
        """The address that a private name is written with, where the resolver knows such names."""
        region = "us-east-1" if domain == "ec2.internal" else domain.partition(".")[0]
        if self.vpc is None or not self.vpc.dns_hostnames:
            reason = "only VPCs with DNS host names know it"
        elif not _is_address(address):
            reason = "it is no address"
        elif self.vpc.home[1] == region and (is_rfc1918(address) or any(holds(one, address) for one in self.vpc.cidrs)):
            found = self.topology.interface_at(self.vpc.id, address)
            return Answer([address], name=name, source=found.id if found else PUBLIC, chain=chain)
        else:
            owners = (one for one in self.topology.vpcs_in(region) if any(holds(cidr, address) for cidr in one.cidrs))
            if any(self._shares(one.id) for one in owners):
                return Answer([address], name=name, source=PUBLIC, chain=chain, reason="the name of a peer's host")
            reason = "it is of another Region or of addresses that are not private, and no peering shares it"
        return Answer(name=name, nxdomain=True, chain=chain, reason=reason)

    def _shares(self, owner: str) -> bool:
        return any(True for _ in forwarding.shared_names(self.world, self.vpc_id, owner))

    def _sees_private(self, interface: InterfaceNode) -> bool:
        """Whether an interface's public name has its private address here: in its VPC, or by a peering's option."""
        if interface.vpc_id == self.vpc_id:
            return True
        return self._shares(interface.vpc_id)

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
            return self._nodes(balancer, name, chain)
        address = reverse.address_of(name)
        interface = self.topology.public_interface(address) if address is not None else None
        if address is not None and interface is not None and address in interface.public.values():
            shown = reverse.public_name(interface.home[1], address)
            return Answer([shown], name=name, source=interface.id, chain=chain, reason="its public name")
        host = _PUBLIC_NAME.fullmatch(name)
        if host is not None and _is_address(written := host[1].replace("-", ".")):
            return Answer(
                [written], name=name, source=PUBLIC, chain=chain, reason="the address that it is written with"
            )
        if name.endswith((".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".on.aws")) and not _OURS.search(name):
            return Answer([_service_address(name)], name=name, source=PUBLIC, chain=chain, reason="a service of AWS's")
        return Answer(name=name, nxdomain=True, chain=chain, reason="no zone that is asked has it")

    def _nodes(self, balancer: Balancer, name: str, chain: tuple[str, ...]) -> Answer:
        """The addresses of a load balancer's nodes: public ones where it faces the internet."""
        zone = name.partition(".")[0] if name != balancer.dns_name else ""
        addresses: list[str] = []
        for interface in map(self.topology.interface, balancer.nodes.values()):
            subnet = None if interface is None else self.topology.subnet(interface.subnet_id)
            if interface is None or subnet is None or zone not in ("", subnet.zone):
                continue
            if zone or answers_names(balancer, subnet.zone):
                shown = [interface.public.get(one, one) for one in interface.addresses]
                addresses.extend(shown if balancer.scheme == "internet-facing" else interface.addresses)
        return Answer(addresses, name=name, source=PUBLIC, chain=chain, reason=f"nodes of {balancer.arn}")


def _within(name: str, domain: str) -> bool:
    return not domain or name == domain or name.endswith("." + domain)


def _is_address(text: str) -> bool:
    return all(int(part) < 256 for part in text.split("."))


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
    """A public address for an AWS service: from its prefix list where it has one."""
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
