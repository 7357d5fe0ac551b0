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
    truth,
    truth_or_none,
)
from mockvpce.resources.vpn.tunnel_options import LISTS

_TEXTS = (
    "LocalIpv4NetworkCidr",
    "RemoteIpv4NetworkCidr",
    "LocalIpv6NetworkCidr",
    "RemoteIpv6NetworkCidr",
    "OutsideIpAddressType",
    "TransportTransitGatewayAttachmentId",
    "TunnelBandwidth",
    "TunnelInsideIpVersion",
)
_BOOLEANS = ("EnableAcceleration", "StaticRoutesOnly")
_NUMBERS = frozenset(
    {
        "Phase1LifetimeSeconds",
        "Phase2LifetimeSeconds",
        "RekeyMarginTimeSeconds",
        "RekeyFuzzPercentage",
        "ReplayWindowSize",
        "DPDTimeoutSeconds",
    }
)
_GATEWAYS = ("CustomerGatewayId", "VpnGatewayId", "TransitGatewayId")
"""What ModifyVpnConnection changes, one at a time."""


def _tunnel(given: Mapping[str, Any]) -> dict[str, Any]:
    """A tunnel's options as requests have them: templates may write numbers and booleans as text."""
    return {name: _option(name, value) for name, value in given.items()}


def _option(name: str, value: Any) -> Any:
    if name in _NUMBERS:
        return int(value)
    if name in LISTS and "DHGroup" in name:
        return [{"Value": int(one["Value"])} for one in value]
    if name == "EnableTunnelLifecycleControl":
        return truth(value)
    if name == "LogOptions":
        logs = value.get("CloudwatchLogOptions") or value.get("CloudWatchLogOptions") or {}
        return {"CloudWatchLogOptions": {key: _log_option(key, one) for key, one in logs.items()}}
    return value


def _log_option(name: str, value: Any) -> Any:
    return truth(value) if name.endswith("LogEnabled") else value


def _options(properties: Properties) -> dict[str, Any] | None:
    given: dict[str, Any] = {name: properties[name] for name in _TEXTS if properties.get(name)}
    given |= {name: truth_or_none(properties[name]) for name in _BOOLEANS if properties.get(name) is not None}
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
            {"Type", "PreSharedKeyStorage", "VpnConcentratorId", "VpnTunnelOptionsSpecifications", *_TEXTS, *_BOOLEANS}
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
