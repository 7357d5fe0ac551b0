"""`AWS::EC2::VPCEndpoint`. Which property can change in place is in the CloudFormation template reference.

Private DNS names are off unless the template asks for them, other than in the API.
"""

from __future__ import annotations

import json
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

_INBOUND_ONLY = {"OnlyInboundResolver": True, "AllResolvers": False}
"""What CloudFormation says in words; `NotSpecified` leaves it to AWS."""


def _create(requests: Requests, properties: Properties) -> str:
    made = requests.ask(
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
    requests.hasten(endpoint_id)
    return endpoint_id


def _change(requests: Requests, endpoint_id: str, before: Properties, after: Properties) -> None:
    """Modify what differs; one request, as there can be only one at a time."""
    endpoint = _describe(requests, endpoint_id)
    groups = [group["GroupId"] for group in endpoint.get("Groups", ())]
    had_policy, policy = _policy(before), _policy(after)
    changes = {
        **difference("RouteTableIds", endpoint.get("RouteTableIds", ()), after.get("RouteTableIds") or ()),
        **difference("SubnetIds", endpoint.get("SubnetIds", ()), after.get("SubnetIds") or ()),
        **difference("SecurityGroupIds", groups, after.get("SecurityGroupIds") or groups),
        "PolicyDocument": policy if policy != had_policy else None,
        "ResetPolicy": True if had_policy and not policy else None,
        "PrivateDnsEnabled": _changed(_private_dns(before), _private_dns(after)),
        "IpAddressType": _changed(before.get("IpAddressType"), after.get("IpAddressType")),
        "DnsOptions": _changed(_dns_options(before), _dns_options(after)),
    }
    if any(value is not None for value in changes.values()):
        requests.ask("ModifyVpcEndpoint", VpcEndpointId=endpoint_id, **changes)


_remove = removing("DeleteVpcEndpoints", "VpcEndpointIds", listed=True)


def _describe(requests: Requests, endpoint_id: str) -> Mapping[str, Any]:
    described = requests.ask("DescribeVpcEndpoints", VpcEndpointIds=[endpoint_id])
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
    return bool(asked)


def _dns_options(properties: Properties) -> dict[str, Any] | None:
    given = properties.get("DnsOptions")
    if not given:
        return None
    options = {name: value for name, value in given.items() if name != "PrivateDnsOnlyForInboundResolverEndpoint"}
    inbound_only = _INBOUND_ONLY.get(given.get("PrivateDnsOnlyForInboundResolverEndpoint", ""))
    if inbound_only is not None:
        options["PrivateDnsOnlyForInboundResolverEndpoint"] = inbound_only
    return options


def _created(requests: Requests, endpoint_id: str) -> str:
    return f"{_describe(requests, endpoint_id)['CreationTimestamp']:%a %b %d %H:%M:%S UTC %Y}"


def _entries(requests: Requests, endpoint_id: str) -> list[str]:
    entries = _describe(requests, endpoint_id).get("DnsEntries", ())
    return [f"{entry['HostedZoneId']}:{entry['DnsName']}" for entry in entries]


def _interfaces(requests: Requests, endpoint_id: str) -> list[str]:
    return list(_describe(requests, endpoint_id).get("NetworkInterfaceIds", ()))


declare(
    StackType(
        name="AWS::EC2::VPCEndpoint",
        create=_create,
        change=_change,
        remove=_remove,
        attributes={
            "CreationTimestamp": _created,
            "DnsEntries": _entries,
            "Id": its_id,
            "NetworkInterfaceIds": _interfaces,
        },
        replacing=frozenset(
            {
                "VpcId",
                "ServiceName",
                "ServiceRegion",
                "VpcEndpointType",
                "ResourceConfigurationArn",
                "ServiceNetworkArn",
            }
        ),
    )
)
