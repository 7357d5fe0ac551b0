"""The operations of Site-to-Site VPN: see `scenarios`."""

from scenario import Scenario

CUSTOMER = {"CustomerGatewayId": "cgw"}
GATEWAY = {"VpnGatewayId": "vgw"}
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
    "CustomerGatewayAvailable": ("consumer", lambda g: {"CustomerGatewayIds": [g.vpn.idle_customer]}),
}
