"""Actions of Amazon EC2. What it describes has no resources; what it changes are those that the call names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockvpce.network.actions.call import Asked, tag_keys, tags_of
from mockvpce.network.authorization import Operation

_ID = re.compile(r"([a-z][a-z-]*)-[0-9a-f]{8,17}")
_TYPES: Mapping[str, str] = {
    "acl": "network-acl",
    "ami": "image",
    "cgw": "customer-gateway",
    "cvpn-endpoint": "client-vpn-endpoint",
    "dopt": "dhcp-options",
    "eipalloc": "elastic-ip",
    "eni": "network-interface",
    "i": "instance",
    "igw": "internet-gateway",
    "lt": "launch-template",
    "nat": "natgateway",
    "nia": "network-insights-analysis",
    "nip": "network-insights-path",
    "pcx": "vpc-peering-connection",
    "pl": "prefix-list",
    "rtb": "route-table",
    "sg": "security-group",
    "sgr": "security-group-rule",
    "snap": "snapshot",
    "subnet": "subnet",
    "tgw": "transit-gateway",
    "tgw-attach": "transit-gateway-attachment",
    "tgw-rtb": "transit-gateway-route-table",
    "vgw": "vpn-gateway",
    "vol": "volume",
    "vpc": "vpc",
    "vpce": "vpc-endpoint",
    "vpce-svc": "vpc-endpoint-service",
    "vpn": "vpn-connection",
}
"""Type in ARNs by prefix of an id."""
_MADE: Mapping[str, str] = {
    "AllocateAddress": "elastic-ip",
    "CreateClientVpnEndpoint": "client-vpn-endpoint",
    "CreateCustomerGateway": "customer-gateway",
    "CreateInternetGateway": "internet-gateway",
    "CreateNatGateway": "natgateway",
    "CreateNetworkAcl": "network-acl",
    "CreateNetworkInterface": "network-interface",
    "CreateRouteTable": "route-table",
    "CreateSecurityGroup": "security-group",
    "CreateSubnet": "subnet",
    "CreateVolume": "volume",
    "CreateVpc": "vpc",
    "CreateVpcEndpoint": "vpc-endpoint",
    "CreateVpcEndpointServiceConfiguration": "vpc-endpoint-service",
    "CreateVpcPeeringConnection": "vpc-peering-connection",
    "CreateVpnConnection": "vpn-connection",
    "CreateVpnGateway": "vpn-gateway",
    "RunInstances": "instance",
}
"""Type of what an operation makes."""
_WITHOUT_RESOURCES = ("Describe", "Get", "Search", "List", "Export")


def ec2(asked: Asked) -> Iterable[Operation]:
    """The actions of a call of EC2."""
    if asked.operation.startswith(_WITHOUT_RESOURCES):
        return [asked.on("*")]
    tags: dict[str, str] = {}
    for one in asked.entries("TagSpecifications"):
        tags.update(tags_of(one.get("Tags")) if isinstance(one, Mapping) else {})
    keys = tag_keys(tags or tags_of(asked.parameters.get("Tags")))
    if asked.operation == "CreateVpcEndpoint" and asked.text("ServiceName"):
        keys["ec2:VpceServiceName"] = asked.text("ServiceName")
    made = _MADE.get(asked.operation)
    found = [asked.arn(f"{made}/*")] if made else []
    found += [arn for value in asked.parameters.values() for arn in _named(asked, value)]
    return [asked.on(resource, keys=keys) for resource in dict.fromkeys(found)] or [asked.on("*", keys=keys)]


def _named(asked: Asked, value: Any) -> Iterator[str]:
    """The resources whose ids a parameter has, whatever its shape."""
    if isinstance(value, str):
        match = _ID.fullmatch(value)
        kind = None if match is None else _TYPES.get(match[1])
        if kind is not None:
            yield asked.arn(f"{kind}/{value}")
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _named(asked, one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _named(asked, one)
