"""`AWS::EC2::VPNConnection` and `VPNConnectionRoute`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockvpce.engine.stacks import (
    Properties,
    Requests,
    StackType,
    declare,
    its_id,
    tag_specifications,
)

_SAME = (
    "EnableAcceleration",
    "StaticRoutesOnly",
    "LocalIpv4NetworkCidr",
    "RemoteIpv4NetworkCidr",
    "LocalIpv6NetworkCidr",
    "RemoteIpv6NetworkCidr",
    "OutsideIpAddressType",
    "TransportTransitGatewayAttachmentId",
    "TunnelBandwidth",
    "TunnelInsideIpVersion",
)
"""Options that requests have under the same name."""
_GATEWAYS = ("CustomerGatewayId", "VpnGatewayId", "TransitGatewayId")
"""What ModifyVpnConnection changes, one at a time."""


def _tunnel(given: Mapping[str, Any]) -> dict[str, Any]:
    """A tunnel's options as requests have them, which spell CloudWatch otherwise."""
    logs = given.get("LogOptions")
    if logs is None:
        return dict(given)
    options = logs.get("CloudwatchLogOptions") or logs.get("CloudWatchLogOptions") or {}
    return {**given, "LogOptions": {"CloudWatchLogOptions": options}}


def _options(properties: Properties) -> dict[str, Any] | None:
    given: dict[str, Any] = {name: properties[name] for name in _SAME if properties.get(name) not in (None, "")}
    tunnels = properties.get("VpnTunnelOptionsSpecifications")
    if tunnels:
        given["TunnelOptions"] = [_tunnel(one) for one in tunnels]
    return given or None


def _create(requests: Requests, properties: Properties) -> str:
    with requests.world.lock:
        made = requests.ask(
            "CreateVpnConnection",
            Type=properties.get("Type"),
            VpnConcentratorId=properties.get("VpnConcentratorId"),
            PreSharedKeyStorage=properties.get("PreSharedKeyStorage"),
            Options=_options(properties),
            TagSpecifications=tag_specifications("vpn-connection", properties),
            **{name: properties.get(name) for name in _GATEWAYS},
        )
        connection_id = str(made["VpnConnection"]["VpnConnectionId"])
        requests.hasten(connection_id)
    return connection_id


def _change(requests: Requests, connection_id: str, before: Properties, after: Properties) -> None:
    with requests.world.lock:
        for name in _GATEWAYS:
            if after.get(name) and after.get(name) != before.get(name):
                requests.ask("ModifyVpnConnection", VpnConnectionId=connection_id, **{name: after[name]})
                requests.hasten(connection_id)


def _remove(requests: Requests, connection_id: str, _: Properties) -> None:
    with requests.world.lock:
        if requests.exists(connection_id):
            requests.ask("DeleteVpnConnection", VpnConnectionId=connection_id)
            requests.hasten(connection_id)


declare(
    StackType(
        name="AWS::EC2::VPNConnection",
        create=_create,
        change=_change,
        remove=_remove,
        attributes={"VpnConnectionId": its_id},
        replacing=frozenset(
            {"Type", "PreSharedKeyStorage", "VpnConcentratorId", "VpnTunnelOptionsSpecifications", *_SAME}
        ),
    )
)

# static routes -------------------------------------------------------------------------------------------------------


def _add_route(requests: Requests, properties: Properties) -> str:
    connection_id, destination = str(properties.get("VpnConnectionId")), str(properties.get("DestinationCidrBlock"))
    with requests.world.lock:
        requests.ask("CreateVpnConnectionRoute", VpnConnectionId=connection_id, DestinationCidrBlock=destination)
        requests.hasten(f"{connection_id}|{destination}")
    return f"{destination}|{connection_id}"


def _take_route(requests: Requests, physical_id: str, _: Properties) -> None:
    destination, _bar, connection_id = physical_id.partition("|")
    with requests.world.lock:
        if requests.exists(f"{connection_id}|{destination}"):
            requests.ask("DeleteVpnConnectionRoute", VpnConnectionId=connection_id, DestinationCidrBlock=destination)
            requests.hasten(f"{connection_id}|{destination}")


declare(
    StackType(
        name="AWS::EC2::VPNConnectionRoute",
        create=_add_route,
        remove=_take_route,
        replacing=frozenset({"DestinationCidrBlock", "VpnConnectionId"}),
    )
)
