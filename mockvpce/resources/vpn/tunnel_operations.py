"""Operations on one tunnel: its options, its certificate, its replacement, its status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mockvpce.engine.operation import operation
from mockvpce.resources.vpn import errors, maintenance, secret
from mockvpce.resources.vpn import tunnel_options as tunnel_checks
from mockvpce.resources.vpn.connection import Tunnel, VpnConnection
from mockvpce.resources.vpn.creation import STORAGES, check_inside_blocks
from mockvpce.resources.vpn.maintenance import LIFECYCLE_CONTROL
from mockvpce.resources.vpn.modification import available, modify
from mockvpce.resources.vpn.states import AVAILABLE, MODIFYING

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

_NEGOTIATED: Mapping[str, tuple[str, Any]] = {
    "Phase1EncryptionAlgorithm": ("Phase1EncryptionAlgorithms", "AES128"),
    "Phase2EncryptionAlgorithm": ("Phase2EncryptionAlgorithms", "AES128"),
    "Phase1IntegrityAlgorithm": ("Phase1IntegrityAlgorithms", "SHA1"),
    "Phase2IntegrityAlgorithm": ("Phase2IntegrityAlgorithms", "SHA1"),
    "Phase1DHGroup": ("Phase1DHGroupNumbers", 2),
    "Phase2DHGroup": ("Phase2DHGroupNumbers", 2),
    "IkeVersion": ("IKEVersions", "ikev1"),
}
"""What a device that is set up by the configuration document agrees on, where the options do not say otherwise."""


@operation
def modify_vpn_tunnel_options(
    call: Call,
    *,
    vpn_connection_id: str,
    vpn_tunnel_outside_ip_address: str,
    tunnel_options: Mapping[str, Any] | None = None,
    skip_tunnel_replacement: bool | None = None,
    pre_shared_key_storage: str | None = None,
) -> dict[str, Any]:
    """Change options of one tunnel, which is replaced; the others stay as they are."""
    connection = available(call, vpn_connection_id, errors.CONNECTION_UNKNOWN_BARE)
    tunnel = connection.tunnel_at(vpn_tunnel_outside_ip_address)
    given = tunnel_options or {}
    _check(call, connection, tunnel, given, pre_shared_key_storage, skip=bool(skip_tunnel_replacement))
    _change(call, connection, tunnel, given, pre_shared_key_storage)
    position = connection.tunnels.index(tunnel)
    replaced = slice(0) if skip_tunnel_replacement else slice(position, position + 1)
    if not tunnel.options.get(LIFECYCLE_CONTROL):
        maintenance.done(call.world, connection, tunnel)
    return modify(call, connection, replaced)


def _check(
    call: Call, connection: VpnConnection, tunnel: Tunnel, given: Mapping[str, Any], storage: str | None, *, skip: bool
) -> None:
    if storage is not None and storage not in STORAGES:
        raise errors.BAD_VALUE(value=storage, name="preSharedKeyStorage")
    if skip and set(given) != {LIFECYCLE_CONTROL}:
        raise errors.SKIP_REPLACEMENT()
    if skip and not given[LIFECYCLE_CONTROL] and maintenance.pending(call.world, connection, tunnel) is not None:
        raise errors.MAINTENANCE_PENDING(address=tunnel.address)
    tunnel_checks.check(
        given,
        version=connection.version,
        static=connection.static,
        has_address=bool(connection.customer_address),
        before=tunnel.options,
    )
    check_inside_blocks(call, [given], connection.gateway_id, connection.transit_id, tunnel)


def _change(
    call: Call, connection: VpnConnection, tunnel: Tunnel, given: Mapping[str, Any], storage: str | None
) -> None:
    if given.get("TunnelInsideCidr") is not None:
        tunnel.inside = tunnel_checks.inside_block(given["TunnelInsideCidr"])
    tunnel.inside_ipv6 = given.get("TunnelInsideIpv6Cidr") or tunnel.inside_ipv6
    tunnel.key = given.get("PreSharedKey") or tunnel.key
    tunnel.options = {**tunnel.options, **tunnel_checks.kept(given)}
    tunnel.logs = tunnel_checks.kept_logs(given, tunnel.logs)
    if storage == secret.STORAGE:
        secret.keep(call, connection, [tunnel])
    elif storage is not None:
        tunnel.in_secret = False
    secret.write(call.world, connection)


@operation
def modify_vpn_tunnel_certificate(
    call: Call, *, vpn_connection_id: str, vpn_tunnel_outside_ip_address: str
) -> dict[str, Any]:
    """Give a tunnel that is authenticated by certificates another one."""
    connection = available(call, vpn_connection_id, errors.CONNECTION_UNKNOWN_VALUE)
    tunnel = connection.tunnel_at(vpn_tunnel_outside_ip_address)
    if not connection.certificate_arn:
        raise errors.NO_CERTIFICATE(id=connection.id)
    tunnel.certificate += 1
    position = connection.tunnels.index(tunnel)
    return modify(call, connection, slice(position, position + 1))


@operation
def replace_vpn_tunnel(
    call: Call,
    *,
    vpn_connection_id: str,
    vpn_tunnel_outside_ip_address: str,
    apply_pending_maintenance: bool | None = None,
) -> dict[str, Any]:
    """Replace a tunnel, which is down meanwhile; maintenance that is pending is applied with it."""
    connection = available(call, vpn_connection_id, errors.CONNECTION_UNKNOWN_BARE)
    tunnel = connection.tunnel_at(vpn_tunnel_outside_ip_address)
    if apply_pending_maintenance:
        tunnel.replaced = call.world.clock.now()
        maintenance.done(call.world, connection, tunnel)
    position = connection.tunnels.index(tunnel)
    modify(call, connection, slice(position, position + 1))
    return {"Return": True}


@operation
def get_vpn_tunnel_replacement_status(
    call: Call, *, vpn_connection_id: str, vpn_tunnel_outside_ip_address: str
) -> dict[str, Any]:
    """The maintenance of a tunnel."""
    connection = call.world.table(VpnConnection).seen_from(call.home, vpn_connection_id)
    if connection is None:
        raise errors.CONNECTION_UNKNOWN_BARE(id=vpn_connection_id)
    tunnel = connection.tunnel_at(vpn_tunnel_outside_ip_address)
    due = maintenance.pending(call.world, connection, tunnel)
    details: dict[str, Any] = {"PendingMaintenance": "None"}
    if due is not None:
        details = {"PendingMaintenance": "Available", "MaintenanceAutoAppliedAfter": due.due}
    if tunnel.replaced is not None:
        details["LastMaintenanceApplied"] = tunnel.replaced
    shown = {
        "VpnConnectionId": connection.id,
        "CustomerGatewayId": connection.customer_id,
        "VpnTunnelOutsideIpAddress": tunnel.address,
        "MaintenanceDetails": details,
        "TransitGatewayId": connection.transit_id,
        "VpnGatewayId": connection.gateway_id,
    }
    return {name: value for name, value in shown.items() if value}


@operation
def get_active_vpn_tunnel_status(
    call: Call, *, vpn_connection_id: str, vpn_tunnel_outside_ip_address: str
) -> dict[str, Any]:
    """Whether a tunnel is provisioned, and what its ends have agreed on while it is up."""
    connection = call.own(VpnConnection, vpn_connection_id)
    tunnel = connection.tunnel_at(vpn_tunnel_outside_ip_address)
    ready = connection.state in (AVAILABLE, MODIFYING) and not tunnel.replacing
    shown: dict[str, Any] = {"ProvisioningStatus": "available" if ready else "pending"}
    if ready and tunnel.has_ipsec:
        for name, (option, default) in _NEGOTIATED.items():
            listed = tunnel.options.get(option)
            shown[name] = listed[0]["Value"] if listed else default
    return {"ActiveVpnTunnelStatus": shown}
