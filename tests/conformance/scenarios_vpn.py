"""The operations of Site-to-Site VPN: see `scenarios`."""

from scenario import Scenario

CUSTOMER = {"CustomerGatewayId": "cgw"}
GATEWAY = {"VpnGatewayId": "vgw"}
BARE = "InvalidVpnConnectionId"
CONNECTION = {"VpnConnectionId": "vpn"}
TAGS = {"tag:number": "Tags[?Key=='number'].Value", "tag-key": "Tags[].Key"}

VPN = {
    "CreateCustomerGateway": Scenario(
        "consumer",
        lambda _: {"Type": "ipsec.1", "IpAddress": "203.0.113.200"},
        new_id="CustomerGateway.CustomerGatewayId",
    ),
    "DeleteCustomerGateway": Scenario("consumer", lambda g: {"CustomerGatewayId": g.vpn.idle_customer}, ids=CUSTOMER),
    "DescribeCustomerGateways": Scenario(
        "consumer",
        ids={"CustomerGatewayIds": "cgw"},
        fields={
            "bgp-asn": "BgpAsn",
            "customer-gateway-id": "CustomerGatewayId",
            "ip-address": "IpAddress",
            "state": "State",
            "type": "Type",
            **TAGS,
        },
    ),
    "CreateVpnGateway": Scenario("consumer", lambda _: {"Type": "ipsec.1"}, new_id="VpnGateway.VpnGatewayId"),
    "DeleteVpnGateway": Scenario("consumer", lambda g: {"VpnGatewayId": g.vpn.idle_gateway}, ids=GATEWAY),
    "AttachVpnGateway": Scenario(
        "consumer",
        lambda g: {"VpnGatewayId": g.vpn.idle_gateway, "VpcId": g.vpn.free_vpc},
        ids=GATEWAY | {"VpcId": "vpc"},
    ),
    "DetachVpnGateway": Scenario(
        "consumer",
        lambda g: {"VpnGatewayId": g.vpn.gateway, "VpcId": g.place.vpc},
        ids=GATEWAY | {"VpcId": "vpc"},
    ),
    "DescribeVpnGateways": Scenario(
        "consumer",
        ids={"VpnGatewayIds": "vgw"},
        fields={
            "vpn-gateway-id": "VpnGatewayId",
            "state": "State",
            "type": "Type",
            "attachment.state": "VpcAttachments[].State",
            "attachment.vpc-id": "VpcAttachments[].VpcId",
            **TAGS,
        },
        without_value={
            "amazon-side-asn": "answers have a number",
            "availability-zone": "AWS does not show it, recorded",
        },
    ),
    "CreateVpnConnection": Scenario(
        "consumer",
        lambda g: {
            "Type": "ipsec.1",
            "CustomerGatewayId": g.vpn.idle_customer,
            "VpnGatewayId": g.vpn.idle_gateway,
            "Options": {"StaticRoutesOnly": True, "TunnelOptions": [{"DPDTimeoutAction": "none"}]},
        },
        ids=CUSTOMER | GATEWAY,
        new_id="VpnConnection.VpnConnectionId",
    ),
    "DeleteVpnConnection": Scenario("consumer", lambda g: {"VpnConnectionId": g.vpn.connection}, ids=CONNECTION),
    "DescribeVpnConnections": Scenario(
        "consumer",
        ids={"VpnConnectionIds": "vpn"},
        fields={
            "customer-gateway-configuration": "CustomerGatewayConfiguration",
            "customer-gateway-id": "CustomerGatewayId",
            "state": "State",
            "transit-gateway-id": "TransitGatewayId",
            "type": "Type",
            "vpn-connection-id": "VpnConnectionId",
            "vpn-gateway-id": "VpnGatewayId",
            "route.destination-cidr-block": "Routes[].DestinationCidrBlock",
            **TAGS,
        },
        without_value={
            "bgp-asn": "the customer gateway has it",
            "option.static-routes-only": "answers have a boolean",
        },
    ),
    "CreateVpnConnectionRoute": Scenario(
        "consumer",
        lambda g: {"VpnConnectionId": g.vpn.connection, "DestinationCidrBlock": "192.168.0.0/16"},
        ids=CONNECTION,
    ),
    "DeleteVpnConnectionRoute": Scenario(
        "consumer",
        lambda g: {"VpnConnectionId": g.vpn.connection, "DestinationCidrBlock": "172.20.0.0/16"},
        ids=CONNECTION,
    ),
    "ModifyVpnConnection": Scenario(
        "consumer",
        lambda g: {"VpnConnectionId": g.vpn.connection, "CustomerGatewayId": g.vpn.idle_customer},
        ids=CONNECTION | CUSTOMER,
        bad_id=BARE,
    ),
    "ModifyVpnConnectionOptions": Scenario(
        "consumer",
        lambda g: {"VpnConnectionId": g.vpn.connection, "LocalIpv4NetworkCidr": "192.168.0.0/16"},
        ids=CONNECTION,
    ),
    "ModifyVpnTunnelOptions": Scenario(
        "consumer",
        lambda g: {**g.vpn.tunnel, "TunnelOptions": {"ReplayWindowSize": 128}},
        ids=CONNECTION,
        bad_id=BARE,
    ),
    "ModifyVpnTunnelCertificate": Scenario(
        "consumer", lambda g: g.vpn.certified_tunnel, ids=CONNECTION, bad_id="InvalidParameterValue"
    ),
    "ReplaceVpnTunnel": Scenario("consumer", lambda g: g.vpn.tunnel, ids=CONNECTION, bad_id=BARE),
    "GetVpnTunnelReplacementStatus": Scenario("consumer", lambda g: g.vpn.tunnel, ids=CONNECTION, bad_id=BARE),
    "GetActiveVpnTunnelStatus": Scenario("consumer", lambda g: g.vpn.tunnel, ids=CONNECTION),
    "GetVpnConnectionDeviceTypes": Scenario("consumer"),
    "GetVpnConnectionDeviceSampleConfiguration": Scenario(
        "consumer",
        lambda g: {"VpnConnectionId": g.vpn.connection, "VpnConnectionDeviceTypeId": "754a6372"},
        ids=CONNECTION,
    ),
    "CreateVpnConcentrator": Scenario(
        "consumer",
        lambda g: {"Type": "ipsec.1", "TransitGatewayId": g.vpn.transit},
        ids={"TransitGatewayId": "tgw"},
        new_id="VpnConcentrator.VpnConcentratorId",
    ),
    "DeleteVpnConcentrator": Scenario(
        "consumer", lambda g: {"VpnConcentratorId": g.vpn.concentrator}, ids={"VpnConcentratorId": "vcn"}
    ),
    "DescribeVpnConcentrators": Scenario(
        "consumer",
        ids={"VpnConcentratorIds": "vcn"},
        fields={
            "state": "State",
            "transit-gateway-attachment-id": "TransitGatewayAttachmentId",
            "transit-gateway-id": "TransitGatewayId",
            "type": "Type",
            "vpn-concentrator-id": "VpnConcentratorId",
            **TAGS,
        },
    ),
    "EnableVgwRoutePropagation": Scenario(
        "consumer",
        lambda g: {"GatewayId": g.vpn.gateway, "RouteTableId": g.place.table},
        ids={"GatewayId": "vgw", "RouteTableId": "rtb"},
        bad_id="Gateway.NotAttached",
    ),
    "DisableVgwRoutePropagation": Scenario(
        "consumer",
        lambda g: {"GatewayId": g.vpn.gateway, "RouteTableId": g.vpn.table},
        ids={"GatewayId": "vgw", "RouteTableId": "rtb"},
        bad_id="Gateway.NotAttached",
    ),
}

VPN_WAITERS = {
    "VpnConnectionAvailable": ("consumer", lambda g: {"VpnConnectionIds": [g.vpn.connection]}),
    "VpnConnectionDeleted": ("consumer", lambda g: {"VpnConnectionIds": [g.vpn.deleted]}),
    "CustomerGatewayAvailable": ("consumer", lambda g: {"CustomerGatewayIds": [g.vpn.idle_customer]}),
}
