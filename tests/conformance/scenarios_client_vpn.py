"""The operations of Client VPN: see `scenarios`."""

from scenario import Scenario

ENDPOINT = {"ClientVpnEndpointId": "cvpn-endpoint"}
POLICY = "permit(principal, action, resource);"
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
    "AssociateClientVpnTargetNetwork": Scenario(
        "consumer",
        lambda g: {"ClientVpnEndpointId": g.client_vpn.other, "SubnetId": g.client_vpn.free_subnet},
        ids={**ENDPOINT, "SubnetId": "subnet"},
        new_id="AssociationId",
        other={"SubnetId": "subnet-0123456789abcdef0"},
    ),
    "DisassociateClientVpnTargetNetwork": Scenario(
        "consumer",
        lambda g: {"ClientVpnEndpointId": g.client_vpn.endpoint, "AssociationId": g.client_vpn.associations[-1]},
        ids={**ENDPOINT, "AssociationId": "cvpn-assoc"},
    ),
    "DescribeClientVpnTargetNetworks": Scenario(
        "consumer",
        lambda g: {"ClientVpnEndpointId": g.client_vpn.endpoint},
        ids={**ENDPOINT, "AssociationIds": "cvpn-assoc"},
        fields={"association-id": "AssociationId", "target-network-id": "TargetNetworkId", "vpc-id": "VpcId"},
    ),
    "ApplySecurityGroupsToClientVpnTargetNetwork": Scenario(
        "consumer",
        lambda g: {
            "ClientVpnEndpointId": g.client_vpn.endpoint,
            "VpcId": g.client_vpn.vpc,
            "SecurityGroupIds": [g.client_vpn.group],
        },
        ids={**ENDPOINT, "VpcId": "vpc", "SecurityGroupIds": "sg"},
    ),
    "CreateClientVpnRoute": Scenario(
        "consumer",
        lambda g: {
            "ClientVpnEndpointId": g.client_vpn.endpoint,
            "DestinationCidrBlock": "10.201.0.0/16",
            "TargetVpcSubnetId": g.client_vpn.subnet,
        },
        ids=ENDPOINT,
        other={"DestinationCidrBlock": "10.202.0.0/16"},
    ),
    "DeleteClientVpnRoute": Scenario(
        "consumer",
        lambda g: {
            "ClientVpnEndpointId": g.client_vpn.endpoint,
            "DestinationCidrBlock": "0.0.0.0/0",
            "TargetVpcSubnetId": g.client_vpn.subnet,
        },
        ids={**ENDPOINT, "TargetVpcSubnetId": "subnet"},
    ),
    "DescribeClientVpnRoutes": Scenario(
        "consumer",
        lambda g: {"ClientVpnEndpointId": g.client_vpn.endpoint},
        ids=ENDPOINT,
        fields={"destination-cidr": "DestinationCidr", "origin": "Origin", "target-subnet": "TargetSubnet"},
    ),
    "AuthorizeClientVpnIngress": Scenario(
        "consumer",
        lambda g: {
            "ClientVpnEndpointId": g.client_vpn.endpoint,
            "TargetNetworkCidr": "10.0.0.0/16",
            "AuthorizeAllGroups": True,
        },
        ids=ENDPOINT,
        other={"TargetNetworkCidr": "10.1.0.0/16"},
    ),
    "RevokeClientVpnIngress": Scenario(
        "consumer",
        lambda g: {
            "ClientVpnEndpointId": g.client_vpn.endpoint,
            "TargetNetworkCidr": "10.0.0.0/16",
            "AccessGroupId": "group-0",
        },
        ids=ENDPOINT,
    ),
    "DescribeClientVpnAuthorizationRules": Scenario(
        "consumer",
        lambda g: {"ClientVpnEndpointId": g.client_vpn.endpoint},
        ids=ENDPOINT,
        fields={"description": "Description", "destination-cidr": "DestinationCidr", "group-id": "GroupId"},
    ),
    "ImportClientVpnClientCertificateRevocationList": Scenario(
        "consumer",
        lambda g: {
            "ClientVpnEndpointId": g.client_vpn.endpoint,
            "CertificateRevocationList": g.client_vpn.revocations,
        },
        ids=ENDPOINT,
    ),
    "ExportClientVpnClientCertificateRevocationList": Scenario(
        "consumer", lambda g: {"ClientVpnEndpointId": g.client_vpn.endpoint}, ids=ENDPOINT
    ),
    "ExportClientVpnClientConfiguration": Scenario(
        "consumer", lambda g: {"ClientVpnEndpointId": g.client_vpn.endpoint}, ids=ENDPOINT
    ),
    "DescribeClientVpnConnections": Scenario(
        "consumer",
        lambda g: {"ClientVpnEndpointId": g.client_vpn.endpoint},
        ids=ENDPOINT,
        fields={"connection-id": "ConnectionId", "username": "Username"},
    ),
    "TerminateClientVpnConnections": Scenario(
        "consumer",
        lambda g: {"ClientVpnEndpointId": g.client_vpn.endpoint, "ConnectionId": g.client_vpn.connections[0]},
        ids={**ENDPOINT, "ConnectionId": "cvpn-connection"},
    ),
    "ModifyClientVpnEndpointAuthorizationPolicy": Scenario(
        "consumer",
        lambda g: {"ClientVpnEndpointId": g.client_vpn.endpoint, "PolicyDocument": POLICY},
        ids=ENDPOINT,
        other={"ShadowMode": "enabled"},
    ),
    "GetClientVpnEndpointAuthorizationPolicy": Scenario(
        "consumer", lambda g: {"ClientVpnEndpointId": g.client_vpn.with_policy}, ids=ENDPOINT
    ),
    "DeleteClientVpnEndpointAuthorizationPolicy": Scenario(
        "consumer", lambda g: {"ClientVpnEndpointId": g.client_vpn.with_policy}, ids=ENDPOINT
    ),
    **{
        f"{verb}TransitGatewayClientVpnAttachment": Scenario(
            "consumer",
            lambda g: {"TransitGatewayAttachmentId": g.client_vpn.attachment},
            ids={"TransitGatewayAttachmentId": "tgw-attach"},
        )
        for verb in ("Accept", "Reject", "Delete")
    },
}
