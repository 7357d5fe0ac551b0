"""Route tables and the gateways that routes lead to."""

from __future__ import annotations

from typing import Any

from mockvpce.engine.stacks import Properties, Requests
from mockvpce.moto_bridge.cloudformation.api import ask
from mockvpce.moto_bridge.cloudformation.types.rows import Row

Row(
    name="AWS::EC2::RouteTable",
    create="CreateRouteTable",
    made="RouteTable.RouteTableId",
    delete="DeleteRouteTable",
    by="RouteTableId",
    tagged="route-table",
    ids=("RouteTableId",),
).declare()

Row(
    name="AWS::EC2::InternetGateway",
    create="CreateInternetGateway",
    made="InternetGateway.InternetGatewayId",
    delete="DeleteInternetGateway",
    by="InternetGatewayId",
    tagged="internet-gateway",
    ids=("InternetGatewayId",),
).declare()

Row(
    name="AWS::EC2::EgressOnlyInternetGateway",
    create="CreateEgressOnlyInternetGateway",
    made="EgressOnlyInternetGateway.EgressOnlyInternetGatewayId",
    delete="DeleteEgressOnlyInternetGateway",
    by="EgressOnlyInternetGatewayId",
    tagged="egress-only-internet-gateway",
    ids=("Id",),
).declare()

Row(
    name="AWS::EC2::NatGateway",
    create="CreateNatGateway",
    made="NatGateway.NatGatewayId",
    delete="DeleteNatGateway",
    by="NatGatewayId",
    tagged="natgateway",
    shown_by=("DescribeNatGateways", "NatGatewayIds", "NatGateways.0"),
    ids=("NatGatewayId",),
    attributes={
        "AutoProvisionZones": "AutoProvisionZones",
        "AutoScalingIps": "AutoScalingIps",
        "EniId": "NatGatewayAddresses.0.NetworkInterfaceId",
        "RouteTableId": "RouteTableId",
    },
).declare()

_TRANSIT_OPTIONS = (
    "AmazonSideAsn",
    "AutoAcceptSharedAttachments",
    "DefaultRouteTableAssociation",
    "DefaultRouteTablePropagation",
    "DnsSupport",
    "MulticastSupport",
    "SecurityGroupReferencingSupport",
    "TransitGatewayCidrBlocks",
    "VpnEcmpSupport",
)


def _options(properties: Properties) -> dict[str, Any]:
    return {name: properties[name] for name in _TRANSIT_OPTIONS if name in properties}


def _change_transit_gateway(requests: Requests, gateway_id: str, before: Properties, after: Properties) -> None:
    had = _options(before)
    options = {name: value for name, value in _options(after).items() if had.get(name) != value}
    blocks = options.pop("TransitGatewayCidrBlocks", None)
    if blocks is not None:
        old = had.get("TransitGatewayCidrBlocks", [])
        options["AddTransitGatewayCidrBlocks"] = [one for one in blocks if one not in old]
        options["RemoveTransitGatewayCidrBlocks"] = [one for one in old if one not in blocks]
    for name in ("AssociationDefaultRouteTableId", "PropagationDefaultRouteTableId"):
        if after.get(name) != before.get(name):
            options[name] = after.get(name)
    description = after.get("Description") if after.get("Description") != before.get("Description") else None
    if options or description is not None:
        ask(
            requests,
            "ModifyTransitGateway",
            TransitGatewayId=gateway_id,
            Description=description,
            Options=options or None,
        )


class _TransitGateway(Row):
    """Its properties are options of the operation."""

    def given(self, properties: Properties) -> dict[str, Any]:
        return {"Description": properties.get("Description"), "Options": _options(properties) or None}


_TransitGateway(
    name="AWS::EC2::TransitGateway",
    create="CreateTransitGateway",
    made="TransitGateway.TransitGatewayId",
    delete="DeleteTransitGateway",
    by="TransitGatewayId",
    tagged="transit-gateway",
    shown_by=("DescribeTransitGateways", "TransitGatewayIds", "TransitGateways.0"),
    ids=("Id",),
    attributes={
        "EncryptionSupportState": lambda *_: "disabled",
        "TransitGatewayArn": "TransitGatewayArn",
    },
    change=_change_transit_gateway,
).declare()
