"""`AWS::EC2::CustomerGateway`, `VPNGateway` and `VPNGatewayRoutePropagation`."""

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
