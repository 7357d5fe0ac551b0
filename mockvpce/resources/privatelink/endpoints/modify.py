"""ModifyVpcEndpoint: all that speaks against a change is found before anything is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mockvpce.engine.operation import operation
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.endpoints import placement, policy
from mockvpce.resources.privatelink.endpoints import private_dns as dns
from mockvpce.resources.privatelink.endpoints.endpoint import (
    DELETING,
    EXPIRED,
    FAILED,
    GATEWAY,
    GATEWAY_LOAD_BALANCER,
    INTERFACE,
    REJECTED,
    VpcEndpoint,
)
from mockvpce.resources.privatelink.endpoints.reconcile import reconcile
from mockvpce.resources.privatelink.lookups import own_endpoint
from mockvpce.resources.privatelink.services import service_details
from mockvpce.resources.privatelink.services.service_details import ServiceDetail

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.platform import Vpc

_ENDED = (DELETING, REJECTED, EXPIRED, FAILED)


@dataclass(slots=True)
class Change:
    """What a request asks for, and what the endpoint is to be after it."""

    endpoint: VpcEndpoint
    vpc: Vpc
    offer: ServiceDetail | None
    tables: list[str]
    subnets: list[str]
    groups: list[str]
    addresses: dict[str, tuple[str | None, str | None]]
    policy: str
    ip_address_type: str
    record_type: str
    private_dns: bool
    inbound_only: bool | None
    prefix_lists: tuple[str, ...]


@operation
def modify_vpc_endpoint(
    call: Call,
    *,
    vpc_endpoint_id: str,
    reset_policy: bool = False,
    policy_document: str | None = None,
    add_route_table_ids: Sequence[str] = (),
    remove_route_table_ids: Sequence[str] = (),
    add_subnet_ids: Sequence[str] = (),
    remove_subnet_ids: Sequence[str] = (),
    add_security_group_ids: Sequence[str] = (),
    remove_security_group_ids: Sequence[str] = (),
    ip_address_type: str | None = None,
    dns_options: Mapping[str, Any] | None = None,
    private_dns_enabled: bool | None = None,
    subnet_configurations: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Change an endpoint."""
    endpoint = own_endpoint(call, vpc_endpoint_id)
    _check_state(endpoint)
    placement.check_forms(
        [*add_route_table_ids, *remove_route_table_ids],
        [*add_subnet_ids, *remove_subnet_ids],
        [*add_security_group_ids, *remove_security_group_ids],
    )
    vpc = placement.find_vpc(call, endpoint.vpc_id)
    change = _unchanged(call, endpoint, vpc)
    _plan_tables(call, change, add_route_table_ids, remove_route_table_ids)
    _plan_groups(call, change, add_security_group_ids, remove_security_group_ids)
    _plan_policy(change, policy_document, reset=reset_policy)
    _plan_subnets(call, change, add_subnet_ids, remove_subnet_ids, subnet_configurations, ip_address_type)
    _plan_names(call, change, dns_options or {}, private_dns_enabled)
    _carry_out(call, change)
    return {"Return": True}


def _check_state(endpoint: VpcEndpoint) -> None:
    if endpoint.requester_managed:
        raise errors.REQUESTER_MANAGED(service=endpoint.service_name)
    if endpoint.state in _ENDED:
        raise errors.ENDPOINT_STATE(id=endpoint.id, state=endpoint.state)
    if endpoint.modifying:
        raise errors.MODIFY_IN_PROGRESS()


def _unchanged(call: Call, endpoint: VpcEndpoint, vpc: Vpc) -> Change:
    found = service_details.find(call, endpoint.service_name, endpoint.service_region) if endpoint.service_name else []
    offer = next((one for one in found if one.type == endpoint.endpoint_type), None)
    return Change(
        endpoint,
        vpc,
        offer or _offer_of(call, endpoint),
        list(endpoint.route_table_ids),
        list(endpoint.subnet_ids),
        list(endpoint.group_ids),
        dict(endpoint.addresses),
        endpoint.policy,
        endpoint.ip_address_type,
        endpoint.record_ip_type,
        endpoint.private_dns,
        endpoint.inbound_only,
        endpoint.prefix_list_ids,
    )


def _offer_of(call: Call, endpoint: VpcEndpoint) -> ServiceDetail | None:
    """The service of a connection that has outlived its permission."""
    service = service_details.service_of(call.world, endpoint.service_id)
    return None if service is None else service_details.of_service(service)


def _plan_tables(call: Call, change: Change, add: Sequence[str], remove: Sequence[str]) -> None:
    if (add or remove) and change.endpoint.endpoint_type != GATEWAY:
        raise errors.ROUTE_TABLES_NOT_GATEWAY()
    for table in remove:
        if call.platform.routes.table_vpc(call.home, table) is None:
            raise errors.ROUTE_TABLE_UNKNOWN(id=table)
        _take_off(change.tables, table, "Route table", change.endpoint)
    placement.check_route_tables(call, change.vpc.id, add)
    new = [table for table in dict.fromkeys(add) if table not in change.endpoint.route_table_ids]
    placement.check_routes_free(call, new, change.prefix_lists)
    change.tables.extend(table for table in new if table not in change.tables)


def _take_off(present: list[str], one: str, thing: str, endpoint: VpcEndpoint) -> None:
    if one not in present:
        raise errors.NOT_ASSOCIATED(thing=thing, id=one, endpoint=endpoint.id)
    present.remove(one)


def _plan_groups(call: Call, change: Change, add: Sequence[str], remove: Sequence[str]) -> None:
    if not add and not remove:
        return
    if change.endpoint.endpoint_type in (GATEWAY, GATEWAY_LOAD_BALANCER):
        raise errors.GROUPS_NOT_INTERFACE()
    placement.check_groups(call, change.vpc.id, add)
    for group in remove:
        if call.platform.groups.get(call.home, group) is None:
            raise errors.GROUP_UNKNOWN(id=group)
        _take_off(change.groups, group, "Security group", change.endpoint)
    change.groups.extend(group for group in dict.fromkeys(add) if group not in change.groups)
    if not change.groups:
        raise errors.LAST_GROUP(endpoint=change.endpoint.id)


def _plan_policy(change: Change, document: str | None, *, reset: bool) -> None:
    if document is not None and reset:
        raise errors.POLICY_AND_RESET()
    if reset:
        change.policy = policy.default_policy(change.endpoint.endpoint_type)
    if document is None:
        return
    if change.endpoint.endpoint_type not in (GATEWAY, INTERFACE):
        raise errors.PARAMETER_NOT_FOR_TYPE(parameter="PolicyDocument", type=change.endpoint.endpoint_type)
    if change.offer is not None and not change.offer.policy_supported:
        raise errors.POLICY_UNSUPPORTED(service=change.offer.name)
    policy.check_policy(document)
    change.policy = document


def _plan_subnets(
    call: Call,
    change: Change,
    add: Sequence[str],
    remove: Sequence[str],
    configurations: Sequence[Mapping[str, Any]],
    ip_address_type: str | None,
) -> None:
    endpoint = change.endpoint
    if (add or remove or configurations) and endpoint.endpoint_type == GATEWAY:
        raise errors.SUBNETS_ON_GATEWAY()
    if (add or remove or configurations) and endpoint.endpoint_type == GATEWAY_LOAD_BALANCER:
        raise errors.SUBNET_FIXED()
    for subnet_id in remove:
        if call.platform.networks.subnet(call.home, subnet_id) is None:
            raise errors.SUBNET_UNKNOWN(id=subnet_id)
        _take_off(change.subnets, subnet_id, "Subnet", endpoint)
        change.addresses.pop(subnet_id, None)
    staying = placement.find_subnets(call, change.vpc.id, change.subnets)
    new = [one for one in dict.fromkeys(add) if one not in change.subnets]
    joining = placement.find_subnets(call, change.vpc.id, new)
    placement.check_zones(call, change.offer, joining, staying)
    change.subnets.extend(new)
    if ip_address_type is not None and ip_address_type != endpoint.ip_address_type:
        if endpoint.endpoint_type == GATEWAY and "ipv6" in (ip_address_type, endpoint.ip_address_type):
            raise errors.ADDRESS_TYPE_FIXED(old=endpoint.ip_address_type, new=ip_address_type)
        change.ip_address_type = ip_address_type
    placement.check_address_type(change.offer, change.ip_address_type, [*staying, *joining])
    addresses = placement.read_addresses(call, configurations, change.subnets, endpoint.interfaces)
    placement.check_room(call, joining, addresses, change.ip_address_type)
    change.addresses.update(addresses.wanted)
    if endpoint.endpoint_type == GATEWAY and change.ip_address_type != endpoint.ip_address_type:
        lists = placement.prefix_list_ids(endpoint.service_name, call.region, change.ip_address_type)
        placement.check_routes_free(call, change.tables, [one for one in lists if one not in endpoint.prefix_list_ids])
        change.prefix_lists = lists


def _plan_names(call: Call, change: Change, options: Mapping[str, Any], private_dns: bool | None) -> None:
    endpoint, offer = change.endpoint, change.offer
    if offer is None or endpoint.endpoint_type == GATEWAY_LOAD_BALANCER:
        if private_dns or options:
            raise errors.PARAMETER_NOT_FOR_TYPE(parameter="DnsOptions", type=endpoint.endpoint_type)
        return
    dns.check_options(endpoint.endpoint_type, options)
    interface = endpoint.endpoint_type == INTERFACE
    turned_on = bool(private_dns) and interface and not endpoint.private_dns
    if private_dns is not None and interface:
        change.private_dns = private_dns
    if turned_on or "PrivateDnsOnlyForInboundResolverEndpoint" in options:
        change.inbound_only = dns.inbound_only(call, change.vpc, offer, options, private_dns=change.private_dns)
    if turned_on:
        dns.check_private_dns(call, change.vpc, offer, endpoint)
    if options.get("DnsRecordIpType") or change.ip_address_type != endpoint.ip_address_type:
        kind = endpoint.endpoint_type
        change.record_type = dns.record_type(kind, change.ip_address_type, options, change.vpc, offer.name)


def _carry_out(call: Call, change: Change) -> None:
    endpoint, home = change.endpoint, call.home
    for table in endpoint.route_table_ids:
        for prefix_list in endpoint.prefix_list_ids:
            if table not in change.tables or prefix_list not in change.prefix_lists:
                call.platform.routes.drop_to_prefix_list(home, table, prefix_list, endpoint.id)
    if change.private_dns and not endpoint.private_dns and change.offer is not None:
        endpoint.private_names = change.offer.private_names
    endpoint.route_table_ids = change.tables
    endpoint.subnet_ids = change.subnets
    endpoint.group_ids = change.groups
    endpoint.addresses = change.addresses
    endpoint.policy = change.policy
    endpoint.ip_address_type = change.ip_address_type
    endpoint.record_ip_type = change.record_type
    endpoint.private_dns = change.private_dns
    endpoint.inbound_only = change.inbound_only
    endpoint.prefix_list_ids = change.prefix_lists
    call.world.table(VpcEndpoint).refresh(endpoint)
    if call.world.can(endpoint, "modify") and endpoint.endpoint_type != GATEWAY and endpoint.subnet_ids:
        endpoint.modifying = True
        call.world.apply(endpoint, "modify")
    else:
        reconcile(call.world, endpoint)
