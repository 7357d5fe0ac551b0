"""How answers show endpoints, connections, services and what is on offer: the keys that AWS sends in each state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mockvpce.data import regions
from mockvpce.resources.privatelink.endpoints.endpoint import (
    GATEWAY,
    GATEWAY_LOAD_BALANCER,
    INTERFACE,
    LATTICE,
    SERVICE_NETWORK,
    VpcEndpoint,
    dns_entries,
)

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call


def endpoint_view(call: Call, endpoint: VpcEndpoint, *, created: bool = False) -> dict[str, Any]:
    """An endpoint as DescribeVpcEndpoints shows it, or as CreateVpcEndpoint does (`created`)."""
    kind = endpoint.endpoint_type
    shown: dict[str, Any] = {
        "VpcEndpointId": endpoint.id,
        "VpcEndpointType": kind,
        "VpcId": endpoint.vpc_id,
        "State": endpoint.wire_state,
        "RequesterManaged": endpoint.requester_managed,
        "NetworkInterfaceIds": list(endpoint.interfaces.values()),
        "SubnetIds": list(endpoint.subnet_ids),
        "CreationTimestamp": endpoint.created.replace(microsecond=0) if kind == GATEWAY else endpoint.created,
        "OwnerId": endpoint.account,
    }
    if endpoint.service_name:
        shown["ServiceName"] = endpoint.service_name
        shown["ServiceRegion"] = endpoint.service_region
    if kind == GATEWAY_LOAD_BALANCER:
        shown["IpAddressType"] = endpoint.ip_address_type
    else:
        _show_network(call, endpoint, shown)
    if kind in (GATEWAY, INTERFACE) and not (created and kind == INTERFACE):
        shown["PolicyDocument"] = endpoint.policy
    if endpoint.failure is not None:
        shown["LastError"] = {"Code": endpoint.failure[0], "Message": endpoint.failure[1]}
        shown["FailureReason"] = endpoint.failure[1]
    if endpoint.payers:
        shown["PayerResponsibilities"] = payer_list(endpoint)
    tags = call.tag_list(endpoint.id)
    if tags or not created:
        shown["Tags"] = tags
    return shown


def _show_network(call: Call, endpoint: VpcEndpoint, shown: dict[str, Any]) -> None:
    """Members of all types but GatewayLoadBalancer."""
    kind = endpoint.endpoint_type
    upper = kind in LATTICE
    shown["Groups"] = [_group(call, group_id) for group_id in endpoint.group_ids]
    shown["IpAddressType"] = endpoint.ip_address_type.upper() if upper else endpoint.ip_address_type
    shown["DnsOptions"] = _dns_options(endpoint)
    shown["PrivateDnsEnabled"] = endpoint.private_dns
    if upper:
        key = "ServiceNetworkArn" if kind == SERVICE_NETWORK else "ResourceConfigurationArn"
        shown[key] = endpoint.target_arn
        shown["DnsEntries"] = []
        return
    shown["RouteTableIds"] = [
        table for table in endpoint.route_table_ids if call.platform.routes.table_vpc(call.home, table) is not None
    ]
    shown["DnsEntries"] = dns_entries(endpoint, regions.hosted_zone_id(endpoint.service_region))


def _dns_options(endpoint: VpcEndpoint) -> dict[str, Any]:
    options: dict[str, Any] = {"DnsRecordIpType": endpoint.record_ip_type}
    if endpoint.inbound_only is not None:
        options["PrivateDnsOnlyForInboundResolverEndpoint"] = endpoint.inbound_only
    if endpoint.dns_preference is not None:
        options["PrivateDnsPreference"] = endpoint.dns_preference
    if endpoint.dns_domains is not None:
        options["PrivateDnsSpecifiedDomains"] = list(endpoint.dns_domains)
    return options


def _group(call: Call, group_id: str) -> dict[str, str]:
    name = call.group_names.get(group_id)
    if name is None:
        group = call.platform.groups.get(call.home, group_id)
        name = call.group_names[group_id] = group.name if group is not None else ""
    return {"GroupId": group_id, "GroupName": name}


def payer_list(endpoint: VpcEndpoint) -> list[dict[str, str]]:
    """Who pays for what, where it was settled."""
    return [{"Scope": scope, "PayerResponsibilityType": payer} for scope, payer in endpoint.payers.items()]


def connection_view(call: Call, endpoint: VpcEndpoint, balancers: tuple[str, list[str]]) -> dict[str, Any]:
    """A connection as the owner of the service sees it. `balancers` is the key and the ARNs of its load balancers."""
    key, arns = balancers
    shown: dict[str, Any] = {
        "ServiceId": endpoint.service_id,
        "VpcEndpointId": endpoint.id,
        "VpcEndpointOwner": endpoint.account,
        "VpcEndpointState": endpoint.wire_state,
        "CreationTimestamp": endpoint.created,
        "IpAddressType": endpoint.ip_address_type,
        "VpcEndpointConnectionId": endpoint.connection_id,
        "VpcEndpointRegion": endpoint.region,
        "Tags": call.tag_list(endpoint.connection_id),
        key: arns,
    }
    entries = dns_entries(endpoint, regions.hosted_zone_id(endpoint.service_region))
    if endpoint.endpoint_type == INTERFACE:
        shown["DnsEntries"] = entries
    return shown
