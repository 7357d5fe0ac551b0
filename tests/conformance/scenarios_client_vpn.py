"""The operations of Client VPN: see `scenarios`."""

from scenario import Scenario

ENDPOINT = {"ClientVpnEndpointId": "cvpn-endpoint"}
TAGS = {"tag:number": "Tags[?Key=='number'].Value", "tag-key": "Tags[].Key"}

CLIENT_VPN = {
    "CreateClientVpnEndpoint": Scenario(
        "consumer",
        lambda g: g.client_vpn.wish("172.30.0.0/16"),
        new_id="ClientVpnEndpointId",
        other={"SplitTunnel": True},
    ),
    "ModifyClientVpnEndpoint": Scenario(
        "consumer", lambda g: {"ClientVpnEndpointId": g.client_vpn.endpoint, "Description": "other"}, ids=ENDPOINT
    ),
    "DeleteClientVpnEndpoint": Scenario("consumer", lambda g: {"ClientVpnEndpointId": g.client_vpn.idle}, ids=ENDPOINT),
    "DescribeClientVpnEndpoints": Scenario(
        "consumer",
        ids={"ClientVpnEndpointIds": "cvpn-endpoint"},
        fields={
            "endpoint-id": "ClientVpnEndpointId",
            "transport-protocol": "TransportProtocol",
            **TAGS,
        },
    ),
}
