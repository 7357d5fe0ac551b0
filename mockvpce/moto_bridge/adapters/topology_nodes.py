"""A moto object as a node of `engine.topology`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mockvpce.engine.topology import AclEntryNode, GroupNode, InterfaceNode, RouteNode, RuleNode, SubnetNode
from mockvpce.moto_bridge.compat import is_default_acl, peers_of
from mockvpce.moto_bridge.footprint.interfaces import ipv6_block

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home

_TARGETS = (
    ("vpc_pcx", "VpcPeeringConnectionId"),
    ("nat_gateway", "NatGatewayId"),
    ("transit_gateway", "TransitGatewayId"),
    ("interface", "NetworkInterfaceId"),
    ("instance", "InstanceId"),
    ("egress_only_igw", "EgressOnlyInternetGatewayId"),
    ("carrier_gateway", "CarrierGatewayId"),
    ("gateway", "GatewayId"),
)
PLACES = {
    "vpc": "vpcs",
    "eni": "enis",
    "igw": "internet_gateways",
    "eigw": "egress_only_internet_gateways",
    "nat": "nat_gateways",
    "tgw": "transit_gateways",
    "tgw-attach": "transit_gateway_attachments",
    "tgw-rtb": "transit_gateways_route_tables",
    "rtb": "route_tables",
    "acl": "network_acls",
    "pl": "managed_prefix_lists",
}
"""Prefix of an id -> where a backend of moto's keeps what has it."""
NESTED = {"subnet": "subnets", "sg": "groups"}
"""The same of those that a backend keeps by zone and by VPC."""
RUNNING = ("pending", "running")
"""The states of an instance that carries traffic."""


def home_of(backend: Any) -> Home:
    return backend.account_id, backend.region_name


def place_ids(backend: Any) -> Iterator[str]:
    """What packets leave from, and the VPCs that names are asked in."""
    yield from backend.enis
    yield from (instance.id for one in backend.reservations.values() for instance in one.instances)
    yield from (subnet_id for subnets in backend.subnets.values() for subnet_id in subnets)
    yield from backend.vpcs


def ipv6_blocks(vpc: Any) -> list[str]:
    return [one["cidr_block"] for one in vpc.get_cidr_block_association_set(ipv6=True)]


def subnet_blocks(subnet: Any) -> tuple[str, ...]:
    ipv4 = None if subnet.ipv6_native else subnet.cidr_block
    return tuple(block for block in (ipv4, ipv6_block(subnet)) if block)


def subnet_node(home: Home, subnet: Any) -> SubnetNode:
    zone, zone_id = subnet.availability_zone, subnet.availability_zone_id
    named = getattr(subnet, "private_dns_name_options_on_launch", {}).get("EnableResourceNameDnsARecord")
    return SubnetNode(
        id=subnet.id,
        home=home,
        vpc_id=subnet.vpc_id,
        zone=zone,
        zone_id=zone_id,
        cidrs=subnet_blocks(subnet),
        names_resources=str(named).lower() == "true",
    )


def addresses_of(eni: Any) -> tuple[str, ...]:
    private = [one["PrivateIpAddress"] for one in eni.private_ip_addresses]
    primary = [eni.private_ip_address] if eni.private_ip_address else []
    ipv6 = [one if isinstance(one, str) else one["Ipv6Address"] for one in eni.ipv6_addresses]
    return tuple(dict.fromkeys((*primary, *private, *ipv6)))


def interface_node(home: Home, eni: Any) -> InterfaceNode:
    instance = eni.instance
    owner = getattr(eni, "managed_for", "") or getattr(eni, "nat_gateway_id", "")
    owner = owner or (instance.id if instance is not None else "")
    public = {}
    if eni.public_ip and eni.private_ip_address:
        public[eni.private_ip_address] = eni.public_ip
    return InterfaceNode(
        id=eni.id,
        home=home,
        subnet_id=eni.subnet.id,
        vpc_id=eni.subnet.vpc_id,
        addresses=addresses_of(eni),
        public=public,
        group_ids=tuple(sorted(group.id for group in eni.group_set)),
        source_dest_check=_checks(eni),
        owner_id=owner,
        running=instance is None or instance._state.name in RUNNING,  # noqa: SLF001 - moto has no public reading
    )


def _checks(eni: Any) -> bool:
    """moto keeps the attribute of an instance apart from that of its interface; AWS has one."""
    values = [eni.source_dest_check]
    if eni.instance is not None:
        values.append(eni.instance.source_dest_check)
    return all(str(value).lower() == "true" for value in values)


def target_of(route: Any) -> tuple[str, str]:
    for holder, member in _TARGETS:
        found = getattr(route, holder, None)
        if found is not None:
            return str(found.id), member
    return str(route.vpc_endpoint_id or ""), "GatewayId"


def route_node(route: Any) -> RouteNode:
    listed = route.destination_prefix_list
    destination = listed.id if listed is not None else route.destination_cidr_block
    destination = destination or route.destination_ipv6_cidr_block or ""
    if route.local:
        return RouteNode(destination, "local", "GatewayId", "createroutetable")
    target, member = target_of(route)
    origin = str(getattr(route, "origin", "") or "createroute").replace("-", "").lower()
    return RouteNode(destination, target, member, origin)


def acl_entry(entry: Any) -> AclEntryNode:
    first, last = entry.port_range_from, entry.port_range_to
    if str(entry.protocol) in _ICMP:
        first, last = entry.icmp_type, entry.icmp_code
    return AclEntryNode(
        number=int(entry.rule_number),
        egress=str(entry.egress).lower() == "true",
        allow=entry.rule_action == "allow",
        protocol=str(entry.protocol),
        cidr=entry.cidr_block or entry.ipv6_cidr_block or "",
        from_port=None if first is None else int(first),
        to_port=None if last is None else int(last),
    )


_ICMP = ("1", "58")
"""Protocols whose entries have a type and a code in place of ports."""
_IPV6_ENTRY, _EVERY_IPV6 = 101, "::/0"


def acl_entries(acl: Any, *, ipv6: bool) -> tuple[AclEntryNode, ...]:
    """The entries of an ACL in their order.

    AWS lets a VPC's default ACL pass all of IPv6, by entry 101, when the VPC gets an IPv6 block; moto does not.
    """
    entries = list(map(acl_entry, acl.network_acl_entries))
    if is_default_acl(acl) and ipv6 and not any(":" in entry.cidr for entry in entries):
        entries.extend(
            AclEntryNode(_IPV6_ENTRY, egress, True, "-1", _EVERY_IPV6, None, None) for egress in (True, False)
        )
    return tuple(sorted(entries, key=lambda entry: entry.number))


def group_node(home: Home, group: Any) -> GroupNode:
    ingress, egress = (
        tuple(rule for one in rules for rule in rules_of(one)) for rules in (group.ingress_rules, group.egress_rules)
    )
    return GroupNode(group.id, home, group.vpc_id or "", (*default_rules(group, ingress), *ingress), egress)


def default_rules(group: Any, ingress: tuple[RuleNode, ...]) -> tuple[RuleNode, ...]:
    """The inbound rule from itself that AWS gives each default group, and moto does not."""
    if group.name != "default" or any(rule.group_id == group.id for rule in ingress):
        return ()
    return (RuleNode("", "-1", None, None, group_id=group.id),)


def rules_of(rule: Any) -> Iterator[RuleNode]:
    """A moto rule, once for each of its peers."""
    protocol = str(rule.ip_protocol).lower()
    for cidr, group, prefix_list in peers_of(rule):
        yield RuleNode(rule.id, protocol, rule.from_port, rule.to_port, cidr, group, prefix_list)
