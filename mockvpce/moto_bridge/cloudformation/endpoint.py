"""`AWS::EC2::VPCEndpoint`. Which property can change in place is in the CloudFormation template reference."""

from __future__ import annotations

import json
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

_INBOUND_ONLY = {"OnlyInboundResolver": True, "AllResolvers": False}
"""What CloudFormation says in words; `NotSpecified` leaves it to AWS."""


class VpcEndpointType(StackResource):
    """An endpoint. Private DNS names are off unless the template asks for them, other than in the API."""

    type_name = "AWS::EC2::VPCEndpoint"
    attributes = frozenset({"CreationTimestamp", "DnsEntries", "Id", "NetworkInterfaceIds"})
    replacing = frozenset(
        {"VpcId", "ServiceName", "ServiceRegion", "VpcEndpointType", "ResourceConfigurationArn", "ServiceNetworkArn"}
    )

    @classmethod
    def create(cls, home: Home, properties: Properties) -> str:
        """Request it."""
        made = cls.ask(
            home,
            "CreateVpcEndpoint",
            VpcId=properties.get("VpcId"),
            VpcEndpointType=properties.get("VpcEndpointType"),
            ServiceName=properties.get("ServiceName"),
            ServiceRegion=properties.get("ServiceRegion"),
            ResourceConfigurationArn=properties.get("ResourceConfigurationArn"),
            ServiceNetworkArn=properties.get("ServiceNetworkArn"),
            RouteTableIds=properties.get("RouteTableIds"),
            SubnetIds=properties.get("SubnetIds"),
            SecurityGroupIds=properties.get("SecurityGroupIds"),
            PolicyDocument=_policy(properties),
            PrivateDnsEnabled=_private_dns(properties),
            IpAddressType=properties.get("IpAddressType"),
            DnsOptions=_dns_options(properties),
            TagSpecifications=tag_specifications("vpc-endpoint", properties),
        )
        endpoint_id = str(made["VpcEndpoint"]["VpcEndpointId"])
        cls.hasten(endpoint_id)
        return endpoint_id

    def change(self, properties: Properties) -> None:
        """Modify what differs; one request, as there can be only one at a time."""
        before, endpoint = self.properties, self._describe()
        groups = [group["GroupId"] for group in endpoint.get("Groups", ())]
        wanted_groups = properties.get("SecurityGroupIds") or groups
        had_policy, policy = _policy(before), _policy(properties)
        changes = {
            **difference("RouteTableIds", endpoint.get("RouteTableIds", ()), properties.get("RouteTableIds") or ()),
            **difference("SubnetIds", endpoint.get("SubnetIds", ()), properties.get("SubnetIds") or ()),
            **difference("SecurityGroupIds", groups, wanted_groups),
            "PolicyDocument": policy if policy != had_policy else None,
            "ResetPolicy": True if had_policy and not policy else None,
            "PrivateDnsEnabled": _changed(_private_dns(before), _private_dns(properties)),
            "IpAddressType": _changed(before.get("IpAddressType"), properties.get("IpAddressType")),
            "DnsOptions": _changed(_dns_options(before), _dns_options(properties)),
        }
        if any(value is not None for value in changes.values()):
            self.ask(self.home, "ModifyVpcEndpoint", VpcEndpointId=self.id, **changes)

    def remove(self) -> None:
        """Delete it, unless it is gone."""
        if self.exists:
            self.ask(self.home, "DeleteVpcEndpoints", VpcEndpointIds=[self.id])

    def attribute(self, name: str) -> Any:
        """DNS entries are `zone id:name`; the instant of creation is text."""
        if name == "Id":
            return self.id
        endpoint = self._describe()
        if name == "DnsEntries":
            return [f"{entry['HostedZoneId']}:{entry['DnsName']}" for entry in endpoint.get("DnsEntries", ())]
        if name == "CreationTimestamp":
            return endpoint[name].strftime("%a %b %d %H:%M:%S UTC %Y")
        return list(endpoint.get(name, ()))

    def _describe(self) -> Mapping[str, Any]:
        described = self.ask(self.home, "DescribeVpcEndpoints", VpcEndpointIds=[self.id])
        endpoint: Mapping[str, Any] = described["VpcEndpoints"][0]
        return endpoint


def _changed(before: Any, after: Any) -> Any:
    return None if before == after else after


def _policy(properties: Properties) -> str | None:
    """A template has the policy as an object or as text."""
    policy = properties.get("PolicyDocument")
    return policy if policy is None or isinstance(policy, str) else json.dumps(policy, separators=(",", ":"))


def _private_dns(properties: Properties) -> bool | None:
    asked = properties.get("PrivateDnsEnabled")
    if asked is None:
        return False if properties.get("VpcEndpointType") == "Interface" else None
    return truth(asked)


def _dns_options(properties: Properties) -> dict[str, Any] | None:
    given = properties.get("DnsOptions")
    if not given:
        return None
    options = {name: value for name, value in given.items() if name != "PrivateDnsOnlyForInboundResolverEndpoint"}
    inbound_only = _INBOUND_ONLY.get(given.get("PrivateDnsOnlyForInboundResolverEndpoint", ""))
    if inbound_only is not None:
        options["PrivateDnsOnlyForInboundResolverEndpoint"] = inbound_only
    return options
