"""The operations of Site-to-Site VPN: see `scenarios`."""

from scenario import Scenario

CUSTOMER = {"CustomerGatewayId": "cgw"}
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
}

VPN_WAITERS = {
    "CustomerGatewayAvailable": ("consumer", lambda g: {"CustomerGatewayIds": [g.vpn.idle_customer]}),
}
