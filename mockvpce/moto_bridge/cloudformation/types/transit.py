"""Attachments, route tables and routes of transit gateways."""

from __future__ import annotations

from typing import Any

from mockvpce.engine.stacks import Properties, Requests, StackType, declare
from mockvpce.moto_bridge.cloudformation import schema
from mockvpce.moto_bridge.cloudformation.api import ask
from mockvpce.moto_bridge.cloudformation.types.rows import Row, tag_afterwards, unless_gone

# attachments ---------------------------------------------------------------------------------------------------------


def _change(requests: Requests, attachment_id: str, before: Properties, after: Properties) -> None:
    had, wanted = before.get("SubnetIds", []), after.get("SubnetIds", [])
    changed = {
        "AddSubnetIds": [one for one in wanted if one not in had] or after.get("AddSubnetIds") or None,
        "RemoveSubnetIds": [one for one in had if one not in wanted] or after.get("RemoveSubnetIds") or None,
        "Options": after.get("Options") if after.get("Options") != before.get("Options") else None,
    }
    if any(value is not None for value in changed.values()):
        ask(requests, "ModifyTransitGatewayVpcAttachment", TransitGatewayAttachmentId=attachment_id, **changed)


for _name in ("TransitGatewayAttachment", "TransitGatewayVpcAttachment"):
    Row(
        name=f"AWS::EC2::{_name}",
        create="CreateTransitGatewayVpcAttachment",
        made="TransitGatewayVpcAttachment.TransitGatewayAttachmentId",
        delete="DeleteTransitGatewayVpcAttachment",
        by="TransitGatewayAttachmentId",
        ids=("Id",),
        once=tag_afterwards,
        change=_change,
    ).declare()

# route tables --------------------------------------------------------------------------------------------------------

Row(
    name="AWS::EC2::TransitGatewayRouteTable",
    create="CreateTransitGatewayRouteTable",
    made="TransitGatewayRouteTable.TransitGatewayRouteTableId",
    delete="DeleteTransitGatewayRouteTable",
    by="TransitGatewayRouteTableId",
    tagged="transit-gateway-route-table",
    ids=("TransitGatewayRouteTableId",),
).declare()


def _declare_link(name: str, create: str, delete: str, by: tuple[str, ...], more: tuple[str, ...] = ()) -> None:
    """A type without an id of its own: the members `by` tell which it is, `more` are needed to make it."""

    def place(properties: Properties) -> dict[str, Any]:
        return {member: properties[member] for member in by}

    def make(requests: Requests, properties: Properties) -> str:
        others = {member: properties[member] for member in more if member in properties}
        ask(requests, create, **place(properties), **others)
        return "|".join(place(properties).values())

    def remove(requests: Requests, _: str, properties: Properties) -> None:
        with unless_gone():
            ask(requests, delete, **place(properties))

    declare(StackType(name=name, create=make, remove=remove, replacing=schema.create_only(name)))


_TABLE = "TransitGatewayRouteTableId"
_declare_link(
    "AWS::EC2::TransitGatewayRoute",
    "CreateTransitGatewayRoute",
    "DeleteTransitGatewayRoute",
    (_TABLE, "DestinationCidrBlock"),
    more=("TransitGatewayAttachmentId", "Blackhole"),
)
_declare_link(
    "AWS::EC2::TransitGatewayRouteTableAssociation",
    "AssociateTransitGatewayRouteTable",
    "DisassociateTransitGatewayRouteTable",
    (_TABLE, "TransitGatewayAttachmentId"),
)
_declare_link(
    "AWS::EC2::TransitGatewayRouteTablePropagation",
    "EnableTransitGatewayRouteTablePropagation",
    "DisableTransitGatewayRouteTablePropagation",
    (_TABLE, "TransitGatewayAttachmentId"),
)
