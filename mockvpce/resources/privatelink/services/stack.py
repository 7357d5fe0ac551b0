"""`AWS::EC2::VPCEndpointService`, its permissions, and notifications about connections.

Which property can change in place is in the CloudFormation template reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockvpce.engine.stacks import (
    Properties,
    Requests,
    StackType,
    declare,
    difference,
    its_id,
    removing,
    tag_specifications,
)

# services ------------------------------------------------------------------------------------------------------------


def _create_service(requests: Requests, properties: Properties) -> str:
    """Request it; who pays is a request of its own, and a service for which it fails is taken back."""
    made = requests.ask(
        "CreateVpcEndpointServiceConfiguration",
        AcceptanceRequired=properties.get("AcceptanceRequired"),
        NetworkLoadBalancerArns=properties.get("NetworkLoadBalancerArns"),
        GatewayLoadBalancerArns=properties.get("GatewayLoadBalancerArns"),
        SupportedIpAddressTypes=properties.get("SupportedIpAddressTypes"),
        SupportedRegions=properties.get("SupportedRegions"),
        TagSpecifications=tag_specifications("vpc-endpoint-service", properties),
    )
    service_id = str(made["ServiceConfiguration"]["ServiceId"])
    try:
        _settle_payer(requests, service_id, properties)
    except Exception:
        requests.ask("DeleteVpcEndpointServiceConfigurations", ServiceIds=[service_id])
        raise
    return service_id


def _change_service(requests: Requests, service_id: str, before: Properties, after: Properties) -> None:
    """Modify what differs from the service as it is."""
    described = requests.ask("DescribeVpcEndpointServiceConfigurations", ServiceIds=[service_id])
    service: Mapping[str, Any] = described["ServiceConfigurations"][0]
    regions = [region["Region"] for region in service.get("SupportedRegions", ())]
    types = service.get("SupportedIpAddressTypes", ())
    changes = {
        **_balancers("NetworkLoadBalancerArns", service, after),
        **_balancers("GatewayLoadBalancerArns", service, after),
        **difference("SupportedIpAddressTypes", types, after.get("SupportedIpAddressTypes") or types),
        **difference("SupportedRegions", regions, after.get("SupportedRegions") or regions),
    }
    acceptance = after.get("AcceptanceRequired")
    if acceptance != service["AcceptanceRequired"]:
        changes["AcceptanceRequired"] = acceptance
    if any(value is not None for value in changes.values()):
        requests.ask("ModifyVpcEndpointServiceConfiguration", ServiceId=service_id, **changes)
    if after.get("PayerResponsibility") != before.get("PayerResponsibility"):
        _settle_payer(requests, service_id, after)


_remove_service = removing("DeleteVpcEndpointServiceConfigurations", "ServiceIds", listed=True)


def _balancers(name: str, service: Mapping[str, Any], properties: Properties) -> dict[str, Any]:
    return difference(name, service.get(name, ()), properties.get(name) or ())


def _settle_payer(requests: Requests, service_id: str, properties: Properties) -> None:
    payer = properties.get("PayerResponsibility")
    if payer is not None:
        operation = "ModifyVpcEndpointServicePayerResponsibility"
        requests.ask(operation, ServiceId=service_id, PayerResponsibility=payer)


declare(
    StackType(
        name="AWS::EC2::VPCEndpointService",
        create=_create_service,
        change=_change_service,
        remove=_remove_service,
        attributes={"ServiceId": its_id},
    )
)

# permissions, which are known by the id of their service --------------------------------------------------------------


def _create_permissions(requests: Requests, properties: Properties) -> str:
    service_id = str(properties.get("ServiceId") or "")
    _permit(requests, service_id, (), properties.get("AllowedPrincipals") or ())
    return service_id


def _change_permissions(requests: Requests, service_id: str, before: Properties, after: Properties) -> None:
    """Allow and forbid what differs between the templates; what others have allowed stays."""
    _permit(requests, service_id, before.get("AllowedPrincipals") or (), after.get("AllowedPrincipals") or ())


def _remove_permissions(requests: Requests, service_id: str, properties: Properties) -> None:
    """Forbid what the template has allowed."""
    if requests.exists(service_id):
        _permit(requests, service_id, properties.get("AllowedPrincipals") or (), ())


def _permit(requests: Requests, service_id: str, before: Any, after: Any) -> None:
    changes: dict[str, Any] = difference("AllowedPrincipals", before, after)
    if not before or any(value is not None for value in changes.values()):
        requests.ask("ModifyVpcEndpointServicePermissions", ServiceId=service_id or None, **changes)


declare(
    StackType(
        name="AWS::EC2::VPCEndpointServicePermissions",
        create=_create_permissions,
        change=_change_permissions,
        remove=_remove_permissions,
        replacing=frozenset({"ServiceId"}),
    )
)

# notifications -------------------------------------------------------------------------------------------------------


def _create_notification(requests: Requests, properties: Properties) -> str:
    made = requests.ask(
        "CreateVpcEndpointConnectionNotification",
        ServiceId=properties.get("ServiceId"),
        VpcEndpointId=properties.get("VPCEndpointId"),
        ConnectionNotificationArn=properties.get("ConnectionNotificationArn"),
        ConnectionEvents=properties.get("ConnectionEvents"),
    )
    return str(made["ConnectionNotification"]["ConnectionNotificationId"])


def _change_notification(requests: Requests, notification_id: str, before: Properties, after: Properties) -> None:
    names = ("ConnectionNotificationArn", "ConnectionEvents")
    changes = {name: after.get(name) for name in names if after.get(name) != before.get(name)}
    if changes:
        operation = "ModifyVpcEndpointConnectionNotification"
        requests.ask(operation, ConnectionNotificationId=notification_id, **changes)


_remove_notification = removing("DeleteVpcEndpointConnectionNotifications", "ConnectionNotificationIds", listed=True)


declare(
    StackType(
        name="AWS::EC2::VPCEndpointConnectionNotification",
        create=_create_notification,
        change=_change_notification,
        remove=_remove_notification,
        attributes={"VPCEndpointConnectionNotificationId": its_id},
        replacing=frozenset({"ServiceId", "VPCEndpointId"}),
    )
)
