"""CreateVpcEndpoint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mockvpce.engine.call_log import advise
from mockvpce.engine.operation import operation
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.endpoints import placement, policy, quotas
from mockvpce.resources.privatelink.endpoints import private_dns as dns
from mockvpce.resources.privatelink.endpoints.endpoint import (
    AVAILABLE,
    GATEWAY,
    GATEWAY_LOAD_BALANCER,
    INTERFACE,
    PENDING,
    PENDING_ACCEPTANCE,
    VpcEndpoint,
)
from mockvpce.resources.privatelink.endpoints.lattice import find_target
from mockvpce.resources.privatelink.endpoints.view import endpoint_view
from mockvpce.resources.privatelink.services import notices, service_details
from mockvpce.resources.privatelink.services.service_details import ServiceDetail

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.platform import Subnet, Vpc


@dataclass(slots=True)
class Request:
    """What a request asks for, as far as it needs no looking up."""

    vpc: Vpc
    type: str
    service_name: str = ""
    target_arn: str = ""
    route_tables: Sequence[str] = ()
    subnet_ids: Sequence[str] = ()
    groups: Sequence[str] = ()
    configurations: Sequence[Mapping[str, Any]] = ()
    policy: str | None = None
    private_dns: bool | None = None
    ip_address_type: str = "ipv4"
    dns_options: Mapping[str, Any] = field(default_factory=dict)


@operation(
    creates=VpcEndpoint, refuse={"VpcEndpointType": errors.TYPE_INVALID, "ResourceType": errors.TAG_TYPE_INVALID}
)
def create_vpc_endpoint(
    call: Call,
    *,
    vpc_id: str,
    vpc_endpoint_type: str = GATEWAY,
    service_name: str = "",
    policy_document: str | None = None,
    route_table_ids: Sequence[str] = (),
    subnet_ids: Sequence[str] = (),
    security_group_ids: Sequence[str] = (),
    ip_address_type: str = "ipv4",
    dns_options: Mapping[str, Any] | None = None,
    private_dns_enabled: bool | None = None,
    subnet_configurations: Sequence[Mapping[str, Any]] = (),
    service_network_arn: str = "",
    resource_configuration_arn: str = "",
    service_region: str | None = None,
) -> dict[str, Any]:
    """Create an endpoint of any type."""
    subnet_ids = placement.named_subnets(subnet_ids, subnet_configurations)
    placement.check_forms(route_table_ids, subnet_ids, security_group_ids)
    request = Request(
        vpc=placement.find_vpc(call, vpc_id),
        type=vpc_endpoint_type,
        service_name=service_name,
        target_arn=service_network_arn or resource_configuration_arn,
        route_tables=list(dict.fromkeys(route_table_ids)),
        subnet_ids=subnet_ids,
        groups=list(dict.fromkeys(security_group_ids)),
        configurations=subnet_configurations,
        policy=policy_document,
        private_dns=private_dns_enabled,
        ip_address_type=ip_address_type,
        dns_options=dns_options or {},
    )
    if vpc_endpoint_type in (GATEWAY, INTERFACE, GATEWAY_LOAD_BALANCER):
        _check_members(request)
        offer = _find_offer(call, request, service_region or call.region)
        return _create(call, _checked_endpoint(call, request, offer), offer)
    endpoint = _checked_lattice_endpoint(call, request, service_network_arn, resource_configuration_arn)
    return _create(call, endpoint, None)


def _create(call: Call, endpoint: VpcEndpoint, offer: ServiceDetail | None) -> dict[str, Any]:
    """The last check, and the answer."""
    quotas.check_endpoints(call, endpoint.vpc_id, endpoint.endpoint_type)
    _bring_to_life(call, endpoint, offer)
    return {"VpcEndpoint": endpoint_view(call, endpoint, created=True)}


def _find_offer(call: Call, request: Request, region: str) -> ServiceDetail:
    """The service, in the type that is asked for."""
    if request.target_arn:
        raise errors.PARAMETER_NOT_FOR_TYPE(
            parameter="ResourceConfigurationArn or ServiceNetworkArn", type=request.type
        )
    if not request.service_name:
        raise errors.SERVICE_NAME_MISSING()
    found = service_details.find(call, request.service_name, region)
    if not found:
        raise service_details.unknown(call, request.service_name, region)
    for offer in found:
        if offer.type == request.type:
            return offer
    if request.type == GATEWAY:
        advise(f"VpcEndpointType is Gateway where it is not given; the service has {found[0].type!r}")
    raise errors.TYPE_MISMATCH(type=request.type, offered=", ".join(offer.type for offer in found))


def _checked_endpoint(call: Call, request: Request, offer: ServiceDetail) -> VpcEndpoint:
    """The endpoint that is asked for, once nothing speaks against it."""
    if request.type == GATEWAY_LOAD_BALANCER and len(request.subnet_ids) != 1:
        raise errors.ONE_SUBNET_ONLY()
    subnets = _checked_network(call, request, offer)
    if request.policy is not None:
        if not offer.policy_supported:
            raise errors.POLICY_UNSUPPORTED(service=offer.name)
        policy.check_policy(request.policy)
    names = _checked_names(call, request, offer)
    addresses = placement.read_addresses(call, request.configurations, request.subnet_ids)
    placement.check_room(call, subnets, addresses, request.ip_address_type)
    endpoint = _blank(call, request)
    endpoint.service_name = offer.name
    endpoint.service_region = offer.region
    if offer.is_customers:
        endpoint.service_id, endpoint.provider = offer.service_id, (offer.owner, offer.region)
    endpoint.policy = request.policy or policy.default_policy(request.type)
    endpoint.private_dns = names.private_dns
    endpoint.inbound_only = names.inbound_only
    endpoint.record_ip_type = names.record_type
    endpoint.addresses = dict(addresses.wanted)
    endpoint.base_name = offer.base_names[0] if offer.base_names else ""
    endpoint.private_names = offer.private_names
    if request.type == GATEWAY:
        lists = placement.prefix_list_ids(offer.name, call.region, request.ip_address_type)
        placement.check_routes_free(call, request.route_tables, lists)
        endpoint.prefix_list_ids = lists
    if offer.payer:
        endpoint.payers["vpc-endpoint-charges"] = "vpc-endpoint-service-account"
    return endpoint


def _check_members(request: Request) -> None:
    """Refuse members that the type asked for does not have, whatever types the service has [R for subnets]."""
    if request.route_tables and request.type != GATEWAY:
        raise errors.ROUTE_TABLES_NOT_GATEWAY()
    if request.subnet_ids and request.type == GATEWAY:
        raise errors.SUBNETS_ON_GATEWAY()
    if request.groups and request.type != INTERFACE:
        raise errors.GROUPS_NOT_INTERFACE()
    dns.check_options(request.type, request.dns_options)
    if request.type != GATEWAY_LOAD_BALANCER:
        return
    for parameter, given in (
        ("SubnetConfigurations", bool(request.configurations)),
        ("PolicyDocument", request.policy is not None),
        ("PrivateDnsEnabled", bool(request.private_dns)),
        ("DnsOptions", bool(request.dns_options)),
    ):
        if given:
            raise errors.PARAMETER_NOT_FOR_TYPE(parameter=parameter, type=request.type)


def _checked_network(call: Call, request: Request, offer: ServiceDetail | None) -> list[Subnet]:
    placement.check_route_tables(call, request.vpc.id, request.route_tables)
    subnets = placement.find_subnets(call, request.vpc.id, request.subnet_ids)
    placement.check_groups(call, request.vpc.id, request.groups)
    placement.check_zones(call, offer, subnets)
    placement.check_address_type(offer, request.ip_address_type, subnets)
    return subnets


def _checked_names(call: Call, request: Request, offer: ServiceDetail) -> dns.Names:
    if request.type == GATEWAY_LOAD_BALANCER:
        return dns.Names(private_dns=False, inbound_only=None, record_type=request.ip_address_type)
    wanted = request.private_dns
    private = request.type == INTERFACE and (dns.default_private_dns(offer) if wanted is None else wanted)
    inbound = dns.inbound_only(call, request.vpc, offer, request.dns_options, private_dns=private)
    if private:
        dns.check_private_dns(call, request.vpc, offer)
    record = dns.record_type(request.type, request.ip_address_type, request.dns_options, request.vpc, offer.name)
    return dns.Names(private, inbound, record)


def _checked_lattice_endpoint(call: Call, request: Request, network_arn: str, resource_arn: str) -> VpcEndpoint:
    """A Resource or ServiceNetwork endpoint, once nothing speaks against it."""
    if request.service_name:
        raise errors.PARAMETER_NOT_FOR_TYPE(parameter="ServiceName", type=request.type)
    if request.route_tables:
        raise errors.ROUTE_TABLES_NOT_GATEWAY()
    if request.policy is not None:
        raise errors.PARAMETER_NOT_FOR_TYPE(parameter="PolicyDocument", type=request.type)
    arn = find_target(call, request.type, network_arn, resource_arn)
    subnets = _checked_network(call, request, None)
    addresses = placement.read_addresses(call, request.configurations, request.subnet_ids)
    placement.check_room(call, subnets, addresses, request.ip_address_type)
    endpoint = _blank(call, request)
    endpoint.target_arn = arn
    endpoint.private_dns = bool(request.private_dns)
    endpoint.addresses = dict(addresses.wanted)
    endpoint.record_ip_type = str(request.dns_options.get("DnsRecordIpType") or request.ip_address_type)
    endpoint.dns_preference = request.dns_options.get("PrivateDnsPreference")
    domains = request.dns_options.get("PrivateDnsSpecifiedDomains")
    if domains is None and endpoint.dns_preference in ("ALL_DOMAINS", "VERIFIED_DOMAINS_ONLY"):
        domains = ["*"]
    endpoint.dns_domains = domains
    return endpoint


def _blank(call: Call, request: Request) -> VpcEndpoint:
    """An endpoint with what every type has."""
    groups = list(request.groups)
    if not groups and request.type not in (GATEWAY, GATEWAY_LOAD_BALANCER):
        default = call.platform.groups.default(call.home, request.vpc.id)
        groups = [default.id] if default is not None else []
    return call.new(
        VpcEndpoint,
        vpc_id=request.vpc.id,
        endpoint_type=request.type,
        service_name="",
        service_region=call.region,
        route_table_ids=list(request.route_tables),
        subnet_ids=list(request.subnet_ids),
        group_ids=groups,
        ip_address_type=request.ip_address_type,
        label=call.world.ids.base36(8),
    )


def _bring_to_life(call: Call, endpoint: VpcEndpoint, offer: ServiceDetail | None) -> None:
    """Put the endpoint into the world, in the state that AWS begins with."""
    if endpoint.service_id:
        endpoint.connection_id = call.world.ids.resource("vpce-con")
    if endpoint.endpoint_type == GATEWAY:
        state = AVAILABLE
    elif offer is not None and offer.acceptance_required:
        state = PENDING_ACCEPTANCE
    elif not endpoint.subnet_ids and endpoint.endpoint_type == INTERFACE:
        state = AVAILABLE
    else:
        state = PENDING
    call.add(endpoint, state)
    notices.send(call.world, endpoint, "Connect")
