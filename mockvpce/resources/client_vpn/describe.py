"""DescribeClientVpnEndpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.protocol.filters import Field, Filters
from mockvpce.resources.client_vpn import errors
from mockvpce.resources.client_vpn.endpoint import (
    ClientVpnEndpoint,
    ConnectHandler,
    Logging,
    Options,
    handler_id,
    moment,
)
from mockvpce.resources.client_vpn.transit import attachment_of, zones_view

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

PORTAL = "https://self-service.clientvpn.amazonaws.com/endpoints/{id}"

FILTERS: Filters[ClientVpnEndpoint] = Filters(
    {
        "endpoint-id": Field(lambda endpoint: endpoint.id, "id"),
        "transport-protocol": lambda endpoint: endpoint.options.transport_protocol,
    },
    unknown=lambda name: errors.FILTER_UNKNOWN(name=name),
)


@operation(lists=ClientVpnEndpoint, filters=FILTERS, page=(5, 1000))
def describe_client_vpn_endpoints(
    call: Call,
    *,
    client_vpn_endpoint_ids: Sequence[str] | None = None,
    filters: Sequence[Mapping[str, Any]] | None = None,
) -> Listing[ClientVpnEndpoint]:
    """The caller's endpoints; a deleted one for a while."""
    return call.listing(ClientVpnEndpoint, client_vpn_endpoint_ids, filters, {"ClientVpnEndpoints": endpoint_view})


def endpoint_view(call: Call, endpoint: ClientVpnEndpoint) -> dict[str, Any]:
    """An endpoint as answers show it. Its name has a wildcard here, other than in the answer of Create."""
    shown: dict[str, Any] = {
        "ClientVpnEndpointId": endpoint.id,
        "Status": {"Code": endpoint.state},
        "CreationTime": moment(endpoint.created),
        "DnsName": f"*.{endpoint.dns_name}",
        **_options_view(endpoint.options),
        "AssociatedTargetNetworks": [],
        "ClientConnectOptions": _handler_view(call, endpoint),
        "Tags": call.tag_list(endpoint.id),
    }
    if endpoint.deleted:
        shown["DeletionTime"] = moment(endpoint.deleted)
    if endpoint.options.self_service:
        shown["SelfServicePortalUrl"] = PORTAL.format(id=endpoint.id)
    attachment = attachment_of(call.world, endpoint.id)
    if attachment is not None:
        shown["TransitGatewayConfiguration"] = zones_view(call.world, attachment)
    return shown


def _options_view(options: Options) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "DnsServers": list(options.dns_servers),
        "SplitTunnel": options.split_tunnel,
        "VpnProtocol": "openvpn",
        "TransportProtocol": options.transport_protocol,
        "VpnPort": options.port,
        "ServerCertificateArn": options.server_certificate_arn,
        "AuthenticationOptions": [
            {key: value if isinstance(value, str) else dict(value) for key, value in one.items()}
            for one in options.authentication
        ],
        "ConnectionLogOptions": _logging_view(options.logging),
        "ClientLoginBannerOptions": {"Enabled": bool(options.banner)},
        "ClientRouteEnforcementOptions": {"Enforced": options.enforces_routes},
        "DisconnectOnSessionTimeout": options.disconnects,
        "EndpointIpAddressType": options.endpoint_addresses,
        "TrafficIpAddressType": options.traffic_addresses,
        "SessionTimeoutHours": options.session_hours,
        "SecurityGroupIds": list(options.group_ids),
    }
    if options.banner:
        shown["ClientLoginBannerOptions"]["BannerText"] = options.banner
    if options.trust_providers:
        shown["DevicePostureOptions"] = {"TrustProviders": [dict(one) for one in options.trust_providers]}
    given = {"Description": options.description, "ClientCidrBlock": options.client_cidr, "VpcId": options.vpc_id}
    return shown | {key: value for key, value in given.items() if value}


def _logging_view(logging: Logging) -> dict[str, Any]:
    shown: dict[str, Any] = {"Enabled": bool(logging.group)}
    if logging.group:
        shown |= {"CloudwatchLogGroup": logging.group, "CloudwatchLogStream": logging.stream}
    if logging.policy_context is not None:
        shown["IncludeAuthorizationPolicyContext"] = logging.policy_context
    return shown


def _handler_view(call: Call, endpoint: ClientVpnEndpoint) -> dict[str, Any]:
    handler = call.world.table(ConnectHandler).get(handler_id(endpoint.id))
    arn = endpoint.options.handler_arn
    shown: dict[str, Any] = {"Enabled": bool(arn)}
    if arn:
        shown["LambdaFunctionArn"] = arn
    if handler is not None:
        shown["Status"] = {"Code": handler.state}
    return shown
