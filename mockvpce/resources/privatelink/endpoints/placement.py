"""Checks of the VPC, subnets, groups and route tables that an endpoint names. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Any

from mockvpce.data import prefix_lists
from mockvpce.engine.call_log import advise
from mockvpce.engine.resource_types import check_ids
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.services.service_details import ServiceDetail, remote_zone_ids

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.platform import Subnet, Vpc


def find_vpc(call: Call, vpc_id: str) -> Vpc:
    """The VPC, which has to exist."""
    check_ids([vpc_id], "vpc", errors.VPC_MALFORMED)
    vpc = call.platform.networks.vpc(call.home, vpc_id)
    if vpc is None:
        raise errors.VPC_UNKNOWN(id=vpc_id)
    return vpc


def named_subnets(ids: Iterable[str], configurations: Iterable[Mapping[str, Any]]) -> list[str]:
    """The subnets of a request: those it lists, and those it has a configuration for."""
    configured = [one["SubnetId"] for one in configurations if one.get("SubnetId")]
    return list(dict.fromkeys([*ids, *configured]))


def check_forms(route_tables: Iterable[str] = (), subnets: Iterable[str] = (), groups: Iterable[str] = ()) -> None:
    """Refuse ids that have not the form of one."""
    check_ids(route_tables, "rtb", errors.ROUTE_TABLE_MALFORMED)
    check_ids(subnets, "subnet", errors.SUBNET_MALFORMED)
    check_ids(groups, "sg", errors.GROUP_MALFORMED)


def check_route_tables(call: Call, vpc_id: str, tables: Iterable[str]) -> None:
    """Route tables have to exist, in the endpoint's VPC."""
    for table in tables:
        its_vpc = call.platform.routes.table_vpc(call.home, table)
        if its_vpc is None:
            raise errors.ROUTE_TABLE_UNKNOWN(id=table)
        if its_vpc != vpc_id:
            raise errors.ROUTE_TABLE_OF_OTHER_VPC(id=table, vpc=vpc_id)


def check_routes_free(call: Call, tables: Iterable[str], lists: Sequence[str]) -> None:
    """A table has one route at the most to a prefix list."""
    for table in tables:
        routes = call.platform.routes.to_prefix_lists(call.home, table)
        for prefix_list in lists:
            if prefix_list in routes:
                advise(f"{routes[prefix_list]} has put it there")
                raise errors.ROUTE_EXISTS(table=table, list=prefix_list)


def find_subnets(call: Call, vpc_id: str, ids: Iterable[str]) -> list[Subnet]:
    """Subnets, which have to exist, in the endpoint's VPC."""
    found = []
    for subnet_id in ids:
        subnet = call.platform.networks.subnet(call.home, subnet_id)
        if subnet is None:
            raise errors.SUBNET_UNKNOWN(id=subnet_id)
        if subnet.vpc_id != vpc_id:
            raise errors.SUBNET_OF_OTHER_VPC(id=subnet_id, vpc=vpc_id)
        found.append(subnet)
    return found


def check_zones(
    call: Call, offer: ServiceDetail | None, subnets: Sequence[Subnet], present: Sequence[Subnet] = ()
) -> None:
    """One subnet a zone, in zones that the service has."""
    taken = {subnet.zone_id: subnet.id for subnet in present}
    for subnet in subnets:
        if subnet.zone_id in taken:
            advise(f"{taken[subnet.zone_id]} is in {subnet.zone}, too")
            raise errors.ZONE_TWICE(subnet=subnet.id)
        taken[subnet.zone_id] = subnet.id
        if offer is None:
            continue
        if offer.region != call.region:
            remote = remote_zone_ids(call)
            if subnet.zone_id not in remote:
                raise errors.ZONE_NOT_REMOTE(zones=", ".join(remote))
        elif subnet.zone_id not in offer.zone_ids:
            advise(f"{subnet.id} is in {subnet.zone} ({subnet.zone_id}), the service in {', '.join(offer.zone_ids)}")
            raise errors.ZONE_NOT_SERVED(service=offer.name, subnet=subnet.id)


def check_groups(call: Call, vpc_id: str, groups: Iterable[str]) -> None:
    """Security groups have to exist, in the endpoint's VPC."""
    for group_id in groups:
        group = call.platform.groups.get(call.home, group_id)
        if group is None:
            raise errors.GROUP_UNKNOWN(id=group_id)
        if group.vpc_id != vpc_id:
            raise errors.GROUP_OF_OTHER_VPC()


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses asked for in SubnetConfigurations, by subnet."""

    wanted: Mapping[str, tuple[str | None, str | None]]


def read_addresses(
    call: Call,
    configurations: Sequence[Mapping[str, Any]],
    subnet_ids: Sequence[str],
    interfaces: Mapping[str, str] | None = None,
) -> Addresses:
    """Check SubnetConfigurations: subnets of the endpoint, addresses that are free in them, or already the endpoint's."""
    wanted: dict[str, tuple[str | None, str | None]] = {}
    for configuration in configurations:
        subnet_id = configuration.get("SubnetId", "")
        if subnet_id not in subnet_ids:
            raise errors.SUBNET_NOT_LISTED(subnet=subnet_id)
        own = call.platform.interfaces.get(call.home, (interfaces or {}).get(subnet_id, ""))
        ipv4, ipv6 = configuration.get("Ipv4"), configuration.get("Ipv6")
        for address, present, family in (
            (ipv4, own.ipv4 if own else None, IPv4Address),
            (ipv6, own.ipv6 if own else None, IPv6Address),
        ):
            if address is not None and address != present and not _is_usable(call, subnet_id, address, family):
                raise errors.ADDRESS_NOT_FREE(address=address, subnet=subnet_id)
        wanted[subnet_id] = (ipv4, None if ipv6 is None else str(IPv6Address(ipv6)))
    return Addresses(wanted)


def _is_usable(call: Call, subnet_id: str, address: str, family: type[IPv4Address | IPv6Address]) -> bool:
    try:
        plain = str(family(address))
    except ValueError:
        return False
    return call.platform.interfaces.address_is_free(call.home, subnet_id, plain)


def check_room(call: Call, subnets: Iterable[Subnet], addresses: Addresses, ip_address_type: str) -> None:
    """Each subnet has to have a free address where none was asked for by name."""
    interfaces = call.platform.interfaces
    for subnet in subnets:
        wanted = addresses.wanted.get(subnet.id, (None, None))[0]
        if ip_address_type != "ipv6" and wanted is None and not interfaces.has_free_address(call.home, subnet.id):
            raise errors.NO_FREE_ADDRESS(subnet=subnet.id)


def check_address_type(offer: ServiceDetail | None, ip_address_type: str, subnets: Iterable[Subnet]) -> None:
    """The service and every subnet have to have the address families that are asked for."""
    needed = {"ipv4": {"ipv4"}, "ipv6": {"ipv6"}, "dualstack": {"ipv4", "ipv6"}}[ip_address_type]
    if offer is not None and not needed <= set(offer.ip_address_types):
        raise errors.ADDRESS_TYPE_MISMATCH(type=ip_address_type, thing=f"the service {offer.name}")
    for subnet in subnets:
        families = {family for family, block in (("ipv4", subnet.cidr), ("ipv6", subnet.ipv6_cidr)) if block}
        if not needed <= families or (ip_address_type == "ipv6" and "ipv4" in families):
            raise errors.ADDRESS_TYPE_MISMATCH(type=ip_address_type, thing=f"the subnet {subnet.id}")


def prefix_list_ids(service_name: str, region: str, ip_address_type: str) -> tuple[str, ...]:
    """The prefix lists that a gateway endpoint routes."""
    families = {"ipv4": ("IPv4",), "ipv6": ("IPv6",), "dualstack": ("IPv4", "IPv6")}[ip_address_type]
    lists = prefix_lists.of_gateway_service(region, service_name)
    return tuple(entry.id for entry in lists if entry.family in families)
