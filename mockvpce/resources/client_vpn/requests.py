"""Creating, modifying and deleting endpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mockvpce.engine.operation import operation
from mockvpce.resources.client_vpn import errors
from mockvpce.resources.client_vpn.connection import end_sessions, review_sessions
from mockvpce.resources.client_vpn.endpoint import (
    APPLIED,
    APPLYING,
    HANDLER_ROLE,
    LIVE,
    QUOTA,
    ROLE,
    ClientVpnEndpoint,
    ConnectHandler,
    Options,
    changeable_endpoint,
    handler_id,
)
from mockvpce.resources.client_vpn.options import (
    CHANGEABLE,
    authentication,
    changeable,
    client_block,
    dns_servers,
    modified_dns_servers,
    placement,
)
from mockvpce.resources.client_vpn.reconcile import set_groups
from mockvpce.resources.client_vpn.target_network import held_networks
from mockvpce.resources.client_vpn.transit import attach, attachment_of, first_state, read_wish

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call


# create --------------------------------------------------------------------------------------------------------------


@operation(creates=ClientVpnEndpoint, reads=CHANGEABLE)
def create_client_vpn_endpoint(
    call: Call,
    *,
    authentication_options: Sequence[Mapping[str, Any]],
    client_cidr_block: str | None = None,
    dns_servers: Sequence[str] = (),
    transport_protocol: str = "udp",
    vpc_id: str | None = None,
    security_group_ids: Sequence[str] = (),
    endpoint_ip_address_type: str = "ipv4",
    traffic_ip_address_type: str = "ipv4",
    transit_gateway_configuration: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """An endpoint that leads nowhere yet; to a transit gateway it leads in a while."""
    if transit_gateway_configuration and (vpc_id or security_group_ids):
        raise errors.TRANSIT_GATEWAY_AND_VPC()
    options = Options(
        client_cidr=client_block(client_cidr_block, traffic_ip_address_type),
        authentication=authentication(call, authentication_options),
        transport_protocol=transport_protocol,
        endpoint_addresses=endpoint_ip_address_type,
        traffic_addresses=traffic_ip_address_type,
        dns_servers=_servers(dns_servers),
        **changeable(call),
        **_first_placement(call, vpc_id, security_group_ids),
    )
    wish = None
    if transit_gateway_configuration:
        wish = read_wish(call, transit_gateway_configuration, options.client_cidr)
    call.check_quota(QUOTA, _count(call), errors.ENDPOINT_LIMIT)
    endpoint = call.create(ClientVpnEndpoint, first_state(wish, call.account), options=options)
    if wish is not None:
        attach(call, endpoint, wish)
    _begin(call, endpoint)
    return {
        "ClientVpnEndpointId": endpoint.id,
        "Status": {"Code": endpoint.state},
        "DnsName": endpoint.dns_name,
    }


_servers = dns_servers
"""The function, whose name a parameter has too."""


def _first_placement(call: Call, vpc_id: str | None, group_ids: Sequence[str]) -> Mapping[str, Any]:
    if vpc_id:
        return placement(call, vpc_id, group_ids)
    if group_ids:
        raise errors.GROUPS_WITHOUT_VPC()
    return {}


def _count(call: Call) -> int:
    table = call.world.table(ClientVpnEndpoint)
    return sum(len(table.where("state", (call.home, state))) for state in LIVE)


def _open_log(call: Call, endpoint: ClientVpnEndpoint) -> None:
    """Make the log stream, under a name that AWS would choose where the request has none."""
    logging = endpoint.options.logging
    if not logging.group:
        return
    if not logging.stream:
        label = call.world.ids.base62(12)
        stream = f"{endpoint.id}-{endpoint.region}-{call.world.clock.now():%Y/%m/%d}-{label}"
        logging = endpoint.options.logging = replace(logging, stream=stream)
    call.platform.services.write_log(call.home, logging.group, logging.stream)


def _begin(call: Call, endpoint: ClientVpnEndpoint) -> None:
    """Make what a new endpoint brings: the service's role, its log stream, the state of its handler."""
    call.platform.services.link_role(call.home, *ROLE)
    _open_log(call, endpoint)
    handler = ConnectHandler(
        id=handler_id(endpoint.id), account=endpoint.account, region=endpoint.region, created=endpoint.created
    )
    _link_handler(call, endpoint)
    call.world.add(handler)
    call.world.begin(handler, APPLYING if endpoint.options.handler_arn else APPLIED)


RESETS = ("server_certificate_arn", "dns_servers", "split_tunnel", "port")
"""Options whose change disconnects clients (Administrator Guide, working with endpoints)."""


# modify --------------------------------------------------------------------------------------------------------------


@operation(reads=CHANGEABLE)
def modify_client_vpn_endpoint(
    call: Call,
    *,
    client_vpn_endpoint_id: str,
    dns_servers: Mapping[str, Any] | None = None,
    security_group_ids: Sequence[str] = (),
    vpc_id: str | None = None,
    transit_gateway_configuration: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Change what can be changed; what the request does not name stays."""
    endpoint = changeable_endpoint(call, client_vpn_endpoint_id)
    if transit_gateway_configuration:
        raise errors.TRANSIT_GATEWAY_FIXED()
    changes = changeable(call)
    if dns_servers:
        changes.update(modified_dns_servers(dns_servers))
    changes.update(_next_placement(call, endpoint, vpc_id, security_group_ids))
    before, endpoint.options = endpoint.options, replace(endpoint.options, **changes)
    if "logging" in changes:
        _open_log(call, endpoint)
    if endpoint.options.handler_arn != before.handler_arn:
        _change_handler(call, endpoint)
    if endpoint.options.group_ids != before.group_ids:
        set_groups(call.world, endpoint)
    _tell_clients(call, endpoint, before)
    return {"Return": True}


def _tell_clients(call: Call, endpoint: ClientVpnEndpoint, before: Options) -> None:
    """Disconnect the clients where they have to learn of a change; a shorter session may be over by now."""
    now = endpoint.options
    if any(getattr(now, name) != getattr(before, name) for name in RESETS):
        end_sessions(call.world, endpoint.id)
    elif (now.session_hours, now.disconnects) != (before.session_hours, before.disconnects):
        review_sessions(call.world, endpoint.id)


def _next_placement(
    call: Call, endpoint: ClientVpnEndpoint, vpc_id: str | None, group_ids: Sequence[str]
) -> Mapping[str, Any]:
    if (vpc_id or group_ids) and attachment_of(call.world, endpoint.id) is not None:
        raise errors.TRANSIT_GATEWAY_AND_VPC()
    if not vpc_id:
        if group_ids:
            raise errors.GROUPS_CHANGED_WITHOUT_VPC()
        return {}
    if vpc_id == endpoint.options.vpc_id and not group_ids:
        return {}
    if vpc_id != endpoint.options.vpc_id and any(held_networks(call.world, endpoint.id)):
        raise errors.VPC_IN_USE_BY_NETWORKS(id=endpoint.id)
    return placement(call, vpc_id, group_ids)


def _link_handler(call: Call, endpoint: ClientVpnEndpoint) -> None:
    if endpoint.options.handler_arn:
        call.platform.services.link_role(call.home, *HANDLER_ROLE)


def _change_handler(call: Call, endpoint: ClientVpnEndpoint) -> None:
    _link_handler(call, endpoint)
    handler = call.world.table(ConnectHandler).get(handler_id(endpoint.id))
    if handler is not None and call.world.can(handler, "change"):
        call.world.apply(handler, "change")


# delete --------------------------------------------------------------------------------------------------------------


@operation
def delete_client_vpn_endpoint(call: Call, *, client_vpn_endpoint_id: str) -> dict[str, Any]:
    """Delete an endpoint that leads nowhere."""
    endpoint = changeable_endpoint(call, client_vpn_endpoint_id)
    networks = [one.id for one in held_networks(call.world, endpoint.id)]
    if networks:
        raise errors.ENDPOINT_ASSOCIATED(associations=", ".join(networks))
    attachment = attachment_of(call.world, endpoint.id)
    if attachment is not None and call.world.can(attachment, "delete"):
        call.world.apply(attachment, "delete")
    call.world.apply(endpoint, "delete")
    return {"Status": {"Code": endpoint.state}}
