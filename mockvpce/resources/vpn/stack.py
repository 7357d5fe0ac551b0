"""`AWS::EC2::CustomerGateway`, `VPNGateway`, `VPCGatewayAttachment` and `VPNGatewayRoutePropagation`."""

from __future__ import annotations

from typing import Any

from mockvpce.engine.stacks import Properties, Requests, StackType, declare, its_id, removing, tag_specifications


def _whole(value: Any) -> int | None:
    """An integer that the type's schema has as any number."""
    return None if value is None else int(value)


# customer gateways ---------------------------------------------------------------------------------------------------


def _create_customer_gateway(requests: Requests, properties: Properties) -> str:
    made = requests.ask(
        "CreateCustomerGateway",
        Type=properties.get("Type"),
        BgpAsn=properties.get("BgpAsn"),
        BgpAsnExtended=_whole(properties.get("BgpAsnExtended")),
        IpAddress=properties.get("IpAddress"),
        CertificateArn=properties.get("CertificateArn"),
        DeviceName=properties.get("DeviceName"),
        TagSpecifications=tag_specifications("customer-gateway", properties),
    )
    return str(made["CustomerGateway"]["CustomerGatewayId"])


_remove_customer_gateway = removing("DeleteCustomerGateway", "CustomerGatewayId")


declare(
    StackType(
        name="AWS::EC2::CustomerGateway",
        create=_create_customer_gateway,
        remove=_remove_customer_gateway,
        attributes={"CustomerGatewayId": its_id},
        replacing=frozenset({"Type", "BgpAsn", "BgpAsnExtended", "IpAddress", "CertificateArn", "DeviceName"}),
    )
)

# virtual private gateways --------------------------------------------------------------------------------------------


def _create_gateway(requests: Requests, properties: Properties) -> str:
    made = requests.ask(
        "CreateVpnGateway",
        Type=properties.get("Type"),
        AmazonSideAsn=properties.get("AmazonSideAsn"),
        TagSpecifications=tag_specifications("vpn-gateway", properties),
    )
    return str(made["VpnGateway"]["VpnGatewayId"])


_remove_gateway = removing("DeleteVpnGateway", "VpnGatewayId")


declare(
    StackType(
        name="AWS::EC2::VPNGateway",
        create=_create_gateway,
        remove=_remove_gateway,
        attributes={"VPNGatewayId": its_id},
        replacing=frozenset({"Type", "AmazonSideAsn"}),
    )
)

# attachments ---------------------------------------------------------------------------------------------------------


def _attach(requests: Requests, properties: Properties) -> str:
    gateway_id, vpc_id = str(properties["VpnGatewayId"]), str(properties.get("VpcId"))
    with requests.world.lock:
        requests.ask("AttachVpnGateway", VpnGatewayId=gateway_id, VpcId=vpc_id)
        requests.hasten(f"{gateway_id}/{vpc_id}")
    return f"VGW|{vpc_id}"


def _detach(requests: Requests, _: str, properties: Properties) -> None:
    gateway_id, vpc_id = str(properties["VpnGatewayId"]), str(properties["VpcId"])
    attachment = requests.world.get(f"{gateway_id}/{vpc_id}")
    if attachment is not None and attachment.state in ("attaching", "attached"):
        requests.ask("DetachVpnGateway", VpnGatewayId=gateway_id, VpcId=vpc_id)
        requests.hasten(attachment.id)


def _attach_instead(requests: Requests, attachment_id: str, before: Properties, after: Properties) -> None:
    if before["VpnGatewayId"] != after["VpnGatewayId"]:
        _detach(requests, attachment_id, before)
        _attach(requests, after)


declare(
    StackType(
        name="AWS::EC2::VPCGatewayAttachment",
        create=_attach,
        change=_attach_instead,
        remove=_detach,
        attributes={"AttachmentType": lambda _, attachment_id: attachment_id.partition("|")[0]},
        replacing=frozenset({"VpcId"}),
        concerns=lambda properties: bool(properties.get("VpnGatewayId")),
    )
)

# route propagation ---------------------------------------------------------------------------------------------------


def _tables(properties: Properties) -> list[str]:
    return [str(one) for one in properties.get("RouteTableIds") or ()]


def _enable(requests: Requests, properties: Properties) -> str:
    gateway_id = str(properties.get("VpnGatewayId"))
    for table_id in _tables(properties):
        requests.ask("EnableVgwRoutePropagation", GatewayId=gateway_id, RouteTableId=table_id)
    return f"{gateway_id}|propagation"


def _change(requests: Requests, _: str, before: Properties, after: Properties) -> None:
    had, wanted = str(before["VpnGatewayId"]), str(after["VpnGatewayId"])
    for table_id in _tables(after):
        requests.ask("EnableVgwRoutePropagation", GatewayId=wanted, RouteTableId=table_id)
    _disable(requests, had, [one for one in _tables(before) if had != wanted or one not in _tables(after)])


def _disable(requests: Requests, gateway_id: str, table_ids: list[str]) -> None:
    for table_id in table_ids:
        if requests.exists(gateway_id) and requests.world.platform.routes.table_vpc(requests.home, table_id):
            requests.ask("DisableVgwRoutePropagation", GatewayId=gateway_id, RouteTableId=table_id)


declare(
    StackType(
        name="AWS::EC2::VPNGatewayRoutePropagation",
        create=_enable,
        change=_change,
        remove=lambda requests, _, properties: _disable(requests, str(properties["VpnGatewayId"]), _tables(properties)),
        attributes={"Id": its_id},
    )
)
