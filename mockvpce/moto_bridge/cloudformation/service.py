"""`AWS::EC2::VPCEndpointService`, its permissions, and notifications about connections.

Which property can change in place is in the CloudFormation template reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mockvpce.moto_bridge.cloudformation.adapter import (
    Properties,
    StackResource,
    difference,
    tag_specifications,
    truth,
)

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home


class VpcEndpointServiceType(StackResource):
    """An endpoint service. Everything of it can change in place."""

    type_name = "AWS::EC2::VPCEndpointService"
    attributes = frozenset({"ServiceId"})

    @classmethod
    def create(cls, home: Home, properties: Properties) -> str:
        """Request it; who pays is a request of its own, and a service for which it fails is taken back."""
        made = cls.ask(
            home,
            "CreateVpcEndpointServiceConfiguration",
            AcceptanceRequired=_truth_or_none(properties.get("AcceptanceRequired")),
            NetworkLoadBalancerArns=properties.get("NetworkLoadBalancerArns"),
            GatewayLoadBalancerArns=properties.get("GatewayLoadBalancerArns"),
            SupportedIpAddressTypes=properties.get("SupportedIpAddressTypes"),
            SupportedRegions=properties.get("SupportedRegions"),
            TagSpecifications=tag_specifications("vpc-endpoint-service", properties),
        )
        service_id = str(made["ServiceConfiguration"]["ServiceId"])
        try:
            _settle_payer(cls, home, service_id, properties)
        except Exception:
            cls.ask(home, "DeleteVpcEndpointServiceConfigurations", ServiceIds=[service_id])
            raise
        return service_id

    def change(self, properties: Properties) -> None:
        """Modify what differs from the service as it is."""
        described = self.ask(self.home, "DescribeVpcEndpointServiceConfigurations", ServiceIds=[self.id])
        service: Mapping[str, Any] = described["ServiceConfigurations"][0]
        regions = [region["Region"] for region in service.get("SupportedRegions", ())]
        types = service.get("SupportedIpAddressTypes", ())
        changes = {
            **_balancers("NetworkLoadBalancerArns", service, properties),
            **_balancers("GatewayLoadBalancerArns", service, properties),
            **difference("SupportedIpAddressTypes", types, properties.get("SupportedIpAddressTypes") or types),
            **difference("SupportedRegions", regions, properties.get("SupportedRegions") or regions),
        }
        acceptance = _truth_or_none(properties.get("AcceptanceRequired"))
        if acceptance != service["AcceptanceRequired"]:
            changes["AcceptanceRequired"] = acceptance
        if any(value is not None for value in changes.values()):
            self.ask(self.home, "ModifyVpcEndpointServiceConfiguration", ServiceId=self.id, **changes)
        if properties.get("PayerResponsibility") != self.properties.get("PayerResponsibility"):
            _settle_payer(type(self), self.home, self.id, properties)

    def remove(self) -> None:
        """Delete it; AWS refuses while endpoints are connected."""
        if self.exists:
            self.ask(self.home, "DeleteVpcEndpointServiceConfigurations", ServiceIds=[self.id])

    def attribute(self, name: str) -> str:
        """`ServiceId`."""
        del name
        return self.id


class VpcEndpointServicePermissionsType(StackResource):
    """Who may connect to a service. `Ref` gives the service's id, by which the permissions are known."""

    type_name = "AWS::EC2::VPCEndpointServicePermissions"
    replacing = frozenset({"ServiceId"})

    @classmethod
    def create(cls, home: Home, properties: Properties) -> str:
        """Allow the principals."""
        service_id = str(properties.get("ServiceId") or "")
        _permit(cls, home, service_id, (), properties.get("AllowedPrincipals") or ())
        return service_id

    def change(self, properties: Properties) -> None:
        """Allow and forbid what differs between the templates; what others have allowed stays."""
        before, after = (one.get("AllowedPrincipals") or () for one in (self.properties, properties))
        _permit(type(self), self.home, self.id, before, after)

    def remove(self) -> None:
        """Forbid what the template has allowed."""
        if self.exists:
            _permit(type(self), self.home, self.id, self.properties.get("AllowedPrincipals") or (), ())


class VpcEndpointConnectionNotificationType(StackResource):
    """Messages to an SNS topic about the connections of a service or an endpoint."""

    type_name = "AWS::EC2::VPCEndpointConnectionNotification"
    attributes = frozenset({"VPCEndpointConnectionNotificationId"})
    replacing = frozenset({"ServiceId", "VPCEndpointId"})

    @classmethod
    def create(cls, home: Home, properties: Properties) -> str:
        """Request it."""
        made = cls.ask(
            home,
            "CreateVpcEndpointConnectionNotification",
            ServiceId=properties.get("ServiceId"),
            VpcEndpointId=properties.get("VPCEndpointId"),
            ConnectionNotificationArn=properties.get("ConnectionNotificationArn"),
            ConnectionEvents=properties.get("ConnectionEvents"),
        )
        return str(made["ConnectionNotification"]["ConnectionNotificationId"])

    def change(self, properties: Properties) -> None:
        """Other events, another topic."""
        names = ("ConnectionNotificationArn", "ConnectionEvents")
        changes = {name: properties.get(name) for name in names if properties.get(name) != self.properties.get(name)}
        if changes:
            self.ask(self.home, "ModifyVpcEndpointConnectionNotification", ConnectionNotificationId=self.id, **changes)

    def remove(self) -> None:
        """Delete it, unless it has gone with its service or endpoint."""
        if self.exists:
            self.ask(self.home, "DeleteVpcEndpointConnectionNotifications", ConnectionNotificationIds=[self.id])

    def attribute(self, name: str) -> str:
        """Its id."""
        del name
        return self.id


def _truth_or_none(value: Any) -> bool | None:
    return None if value is None else truth(value)


def _balancers(name: str, service: Mapping[str, Any], properties: Properties) -> dict[str, Any]:
    return difference(name, service.get(name, ()), properties.get(name) or ())


def _settle_payer(kind: type[StackResource], home: Home, service_id: str, properties: Properties) -> None:
    payer = properties.get("PayerResponsibility")
    if payer is not None:
        operation = "ModifyVpcEndpointServicePayerResponsibility"
        kind.ask(home, operation, ServiceId=service_id, PayerResponsibility=payer)


def _permit(kind: type[StackResource], home: Home, service_id: str, before: Any, after: Any) -> None:
    changes = difference("AllowedPrincipals", before, after)
    if not before or any(value is not None for value in changes.values()):
        kind.ask(home, "ModifyVpcEndpointServicePermissions", ServiceId=service_id or None, **changes)
