"""`AWS::EC2::ClientVpnEndpoint`, `ClientVpnTargetNetworkAssociation`, `ClientVpnAuthorizationRule` and `ClientVpnRoute`.

Which property can change in place is in the CloudFormation template reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockvpce.engine.stacks import Properties, Requests, StackType, declare, its_id
from mockvpce.resources.client_vpn.endpoint import DELETED, DELETING, ClientVpnEndpoint
from mockvpce.resources.client_vpn.route import DELETING as ROUTE_DELETING
from mockvpce.resources.client_vpn.route import ClientVpnRoute, route_id
from mockvpce.resources.client_vpn.rule import REVOKING, AuthorizationRule, rule_id
from mockvpce.resources.client_vpn.target_network import TargetNetwork, held_networks
from mockvpce.resources.client_vpn.transit import attachment_of

# endpoints -----------------------------------------------------------------------------------------------------------

_LEFT_OUT: Mapping[str, Any] = {
    "ClientConnectOptions": {"Enabled": False},
    "ClientLoginBannerOptions": {"Enabled": False},
    "ClientRouteEnforcementOptions": {"Enforced": False},
    "Description": "",
    "DevicePostureOptions": {"Enabled": False},
    "DisconnectOnSessionTimeout": True,
    "SelfServicePortal": "enabled",
    "SessionTimeoutHours": 24,
    "SplitTunnel": False,
    "VpnPort": 443,
}
"""What a property that a template has no more is set to."""


_SAME = (
    "ServerCertificateArn",
    "ConnectionLogOptions",
    "ClientConnectOptions",
    "ClientLoginBannerOptions",
    "ClientRouteEnforcementOptions",
    "Description",
    "DevicePostureOptions",
    "DisconnectOnSessionTimeout",
    "SelfServicePortal",
    "SessionTimeoutHours",
    "SplitTunnel",
    "VpnPort",
)


def _changeable(properties: Properties) -> dict[str, Any]:
    """What both requests have under the same name."""
    return {name: properties.get(name) for name in _SAME}


_FIXED = (
    "AuthenticationOptions",
    "ClientCidrBlock",
    "EndpointIpAddressType",
    "TrafficIpAddressType",
    "TransitGatewayConfiguration",
    "TransportProtocol",
    "TagSpecifications",
)


def _create(requests: Requests, properties: Properties) -> str:
    with requests.world.lock:
        made = requests.ask(
            "CreateClientVpnEndpoint",
            **_changeable(properties),
            **{name: properties.get(name) for name in (*_FIXED, "DnsServers", "VpcId", "SecurityGroupIds")},
        )
        endpoint_id = str(made["ClientVpnEndpointId"])
        attachment = attachment_of(requests.world, endpoint_id)
        if attachment is not None:
            requests.hasten(attachment.id)
            for network in list(held_networks(requests.world, endpoint_id)):
                requests.hasten(network.id)
    return endpoint_id


def _change(requests: Requests, endpoint_id: str, before: Properties, after: Properties) -> None:
    """Modify what differs."""
    had, wanted = _changeable(before), _changeable(after)
    changes = {
        name: _LEFT_OUT.get(name) if value is None else value for name, value in wanted.items() if value != had[name]
    }
    if before.get("DnsServers") != after.get("DnsServers"):
        servers = after.get("DnsServers") or []
        changes["DnsServers"] = {"CustomDnsServers": servers, "Enabled": True} if servers else {"Enabled": False}
    if any(before.get(name) != after.get(name) for name in ("VpcId", "SecurityGroupIds")) and after.get("VpcId"):
        changes |= {"VpcId": after["VpcId"], "SecurityGroupIds": after.get("SecurityGroupIds")}
    if changes:
        requests.ask("ModifyClientVpnEndpoint", ClientVpnEndpointId=endpoint_id, **changes)


def _is_alive(requests: Requests, endpoint_id: str) -> bool:
    """Whether there is an endpoint still: what belongs to one that is being deleted goes with it."""
    endpoint = requests.world.table(ClientVpnEndpoint).get(endpoint_id)
    return endpoint is not None and endpoint.state not in (DELETING, DELETED)


def _remove(requests: Requests, endpoint_id: str, _: Properties) -> None:
    if not _is_alive(requests, endpoint_id):
        return
    if attachment_of(requests.world, endpoint_id) is not None:
        for network in list(held_networks(requests.world, endpoint_id)):  # zones that came with the endpoint itself
            _disassociate(requests, network.id, {"ClientVpnEndpointId": endpoint_id})
    requests.ask("DeleteClientVpnEndpoint", ClientVpnEndpointId=endpoint_id)


declare(
    StackType(
        name="AWS::EC2::ClientVpnEndpoint",
        create=_create,
        change=_change,
        remove=_remove,
        attributes={"Id": its_id},
        replacing=frozenset(_FIXED),
    )
)

# target networks -----------------------------------------------------------------------------------------------------


def _associate(requests: Requests, properties: Properties) -> str:
    with requests.world.lock:
        made = requests.ask(
            "AssociateClientVpnTargetNetwork",
            ClientVpnEndpointId=properties.get("ClientVpnEndpointId"),
            SubnetId=properties.get("SubnetId"),
            AvailabilityZone=properties.get("AvailabilityZone"),
            AvailabilityZoneId=properties.get("AvailabilityZoneId"),
        )
        requests.hasten(made["AssociationId"])
    return str(made["AssociationId"])


def _disassociate(requests: Requests, association_id: str, properties: Properties) -> None:
    with requests.world.lock:
        network = requests.world.table(TargetNetwork).get(association_id)
        if network is None or not network.is_held:
            return
        requests.ask(
            "DisassociateClientVpnTargetNetwork",
            ClientVpnEndpointId=properties["ClientVpnEndpointId"],
            AssociationId=association_id,
        )
        requests.hasten(association_id)


declare(
    StackType(
        name="AWS::EC2::ClientVpnTargetNetworkAssociation",
        create=_associate,
        remove=_disassociate,
        attributes={"Id": its_id},
        replacing=frozenset({"AvailabilityZone", "AvailabilityZoneId", "ClientVpnEndpointId", "SubnetId"}),
    )
)

# authorization rules -------------------------------------------------------------------------------------------------


def _authorize(requests: Requests, properties: Properties) -> str:
    endpoint_id, cidr = properties.get("ClientVpnEndpointId"), properties.get("TargetNetworkCidr")
    group = properties.get("AccessGroupId")
    requests.ask(
        "AuthorizeClientVpnIngress",
        ClientVpnEndpointId=endpoint_id,
        TargetNetworkCidr=cidr,
        AccessGroupId=group,
        AuthorizeAllGroups=properties.get("AuthorizeAllGroups"),
        Description=properties.get("Description"),
    )
    requests.hasten(rule_id(str(endpoint_id), str(cidr), group or ""))
    return f"{endpoint_id}|{cidr}|{group or ''}"


def _revoke(requests: Requests, physical_id: str, _: Properties) -> None:
    endpoint_id, cidr, group = physical_id.split("|", 2)
    rule = requests.world.table(AuthorizationRule).get(rule_id(endpoint_id, cidr, group))
    if rule is None or rule.state == REVOKING or not _is_alive(requests, endpoint_id):
        return
    whom: dict[str, Any] = {"AccessGroupId": group} if group else {"RevokeAllGroups": True}
    requests.ask("RevokeClientVpnIngress", ClientVpnEndpointId=endpoint_id, TargetNetworkCidr=cidr, **whom)
    requests.hasten(rule.id)


declare(
    StackType(
        name="AWS::EC2::ClientVpnAuthorizationRule",
        create=_authorize,
        remove=_revoke,
        attributes={"Id": its_id},
        replacing=frozenset(
            {"AccessGroupId", "AuthorizeAllGroups", "ClientVpnEndpointId", "Description", "TargetNetworkCidr"}
        ),
    )
)

# routes --------------------------------------------------------------------------------------------------------------


def _create_route(requests: Requests, properties: Properties) -> str:
    key = {name: properties.get(name) for name in ("ClientVpnEndpointId", "TargetVpcSubnetId", "DestinationCidrBlock")}
    requests.ask("CreateClientVpnRoute", **key, Description=properties.get("Description"))
    names = [str(value or "") for value in key.values()]
    requests.hasten(route_id(*names))
    return "|".join(names)


def _delete_route(requests: Requests, physical_id: str, _: Properties) -> None:
    endpoint_id, target, destination = physical_id.split("|", 2)
    route = requests.world.table(ClientVpnRoute).get(route_id(endpoint_id, target, destination))
    if route is None or route.state == ROUTE_DELETING or not _is_alive(requests, endpoint_id):
        return
    requests.ask(
        "DeleteClientVpnRoute",
        ClientVpnEndpointId=endpoint_id,
        DestinationCidrBlock=destination,
        TargetVpcSubnetId=target or None,
    )
    requests.hasten(route.id)


declare(
    StackType(
        name="AWS::EC2::ClientVpnRoute",
        create=_create_route,
        remove=_delete_route,
        attributes={"Id": its_id},
        replacing=frozenset({"ClientVpnEndpointId", "Description", "DestinationCidrBlock", "TargetVpcSubnetId"}),
    )
)
