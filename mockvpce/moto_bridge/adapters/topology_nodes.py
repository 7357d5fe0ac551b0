"""One object of moto's as a node of `engine.topology`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mockvpce.engine.topology import AclEntryNode, InterfaceNode, RuleNode, SubnetNode
from mockvpce.moto_bridge.compat import peers_of
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
RUNNING = ("pending", "running")
"""The states of an instance that carries traffic."""


def home_of(backend: Any) -> Home:
    return backend.account_id, backend.region_name


def ipv6_blocks(vpc: Any) -> list[str]:
    return [one["cidr_block"] for one in vpc.get_cidr_block_association_set(ipv6=True)]


def subnet_blocks(subnet: Any) -> tuple[str, ...]:
    ipv4 = None if subnet.ipv6_native else subnet.cidr_block
    return tuple(block for block in (ipv4, ipv6_block(subnet)) if block)


def subnet_node(backend: Any, subnet: Any) -> SubnetNode:
    zone, zone_id = subnet.availability_zone, subnet.availability_zone_id
    return SubnetNode(subnet.id, home_of(backend), subnet.vpc_id, zone, zone_id, subnet_blocks(subnet))


def addresses_of(eni: Any) -> tuple[str, ...]:
    private = [one["PrivateIpAddress"] for one in eni.private_ip_addresses]
    primary = [eni.private_ip_address] if eni.private_ip_address else []
    ipv6 = [one if isinstance(one, str) else one["Ipv6Address"] for one in eni.ipv6_addresses]
    return tuple(dict.fromkeys((*primary, *private, *ipv6)))


def interface_node(home: Home, eni: Any) -> InterfaceNode:
    instance = eni.instance
    owner = getattr(eni, "managed_for", "") or (instance.id if instance is not None else "")
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


def acl_entry(entry: Any) -> AclEntryNode:
    first, last = entry.port_range_from, entry.port_range_to
    return AclEntryNode(
        number=int(entry.rule_number),
        egress=str(entry.egress).lower() == "true",
        allow=entry.rule_action == "allow",
        protocol=str(entry.protocol),
        cidr=entry.cidr_block or entry.ipv6_cidr_block or "",
        from_port=None if first is None else int(first),
        to_port=None if last is None else int(last),
    )


def default_rules(group: Any, ingress: tuple[RuleNode, ...]) -> tuple[RuleNode, ...]:
    """The inbound rule from itself that AWS gives each default group, and moto does not."""
    if group.name != "default" or any(rule.group_id == group.id for rule in ingress):
        return ()
    return (RuleNode("", "-1", None, None, group_id=group.id),)


def rules_of(rule: Any) -> Iterator[RuleNode]:
    """A rule of moto's, once for each of its peers."""
    protocol = str(rule.ip_protocol).lower()
    for cidr, group, prefix_list in peers_of(rule):
        yield RuleNode(rule.id, protocol, rule.from_port, rule.to_port, cidr, group, prefix_list)
