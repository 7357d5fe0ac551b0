"""What EC2's model has learned since the lowest supported botocore (1.40.0), as far as private connectivity goes.

With an older botocore these operations and members do not exist for the caller either: an operation is not registered, a
parameter can't be given, and what answers would say under such a key is dropped, as that botocore would drop it.

Source: the EC2 models of botocore 1.40.0 and 1.44.5, compared.
"""

from __future__ import annotations

from collections.abc import Mapping

OPERATIONS = frozenset(
    {
        "AcceptTransitGatewayClientVpnAttachment",
        "CreateVpnConcentrator",
        "DeleteClientVpnEndpointAuthorizationPolicy",
        "DeleteTransitGatewayClientVpnAttachment",
        "DeleteVpnConcentrator",
        "DescribeVpnConcentrators",
        "GetClientVpnEndpointAuthorizationPolicy",
        "ModifyClientVpnEndpointAuthorizationPolicy",
        "ModifyVpcEndpointPayerResponsibility",
        "RejectTransitGatewayClientVpnAttachment",
    }
)

MEMBERS: Mapping[str, frozenset[str]] = {
    "AcceptVpcEndpointConnectionsRequest": frozenset({"TransitGatewayAttachmentIds"}),
    "ActiveVpnTunnelStatus": frozenset({"Phase1AdditionalKeyExchanges", "Phase2AdditionalKeyExchanges"}),
    "AddedPrincipal": frozenset({"PermissionType"}),
    "AllowedPrincipal": frozenset({"PermissionType"}),
    "AssociateClientVpnTargetNetworkRequest": frozenset({"AvailabilityZone", "AvailabilityZoneId"}),
    "ClientVpnConnection": frozenset({"AuthorizationPolicyLastEvaluatedTime", "ClientIpv6Address"}),
    "ClientVpnEndpoint": frozenset(
        {"DevicePostureOptions", "EndpointIpAddressType", "TrafficIpAddressType", "TransitGatewayConfiguration"}
    ),
    "ClientVpnRoute": frozenset({"TransitGatewayAttachmentId"}),
    "CloudWatchLogOptions": frozenset({"BgpLogEnabled", "BgpLogGroupArn", "BgpLogOutputFormat"}),
    "CloudWatchLogOptionsSpecification": frozenset({"BgpLogEnabled", "BgpLogGroupArn", "BgpLogOutputFormat"}),
    "ConnectionLogOptions": frozenset({"IncludeAuthorizationPolicyContext"}),
    "ConnectionLogResponseOptions": frozenset({"IncludeAuthorizationPolicyContext"}),
    "CreateClientVpnEndpointRequest": frozenset(
        {"DevicePostureOptions", "EndpointIpAddressType", "TrafficIpAddressType", "TransitGatewayConfiguration"}
    ),
    "CreateVpcPeeringConnectionRequest": frozenset({"RequesterPeeringConnectionOptions"}),
    "CreateVpnConnectionRequest": frozenset({"VpnConcentratorId"}),
    "DnsOptions": frozenset({"PrivateDnsPreference", "PrivateDnsSpecifiedDomains"}),
    "DnsOptionsSpecification": frozenset({"PrivateDnsPreference", "PrivateDnsSpecifiedDomains"}),
    "Explanation": frozenset({"TransitGatewayPolicyTable", "TransitGatewayPolicyTableEntry"}),
    "ManagedPrefixList": frozenset({"IpamPrefixListResolverSyncEnabled", "IpamPrefixListResolverTargetId"}),
    "ModifyClientVpnEndpointRequest": frozenset({"DevicePostureOptions", "TransitGatewayConfiguration"}),
    "ModifyManagedPrefixListRequest": frozenset({"IpamPrefixListResolverSyncEnabled"}),
    "ModifyVpcEndpointServicePermissionsRequest": frozenset({"PermissionType"}),
    "ModifyVpnConnectionOptionsRequest": frozenset({"TunnelBandwidth"}),
    "ModifyVpnTunnelOptionsSpecification": frozenset({"Phase1AdditionalKeyExchanges", "Phase2AdditionalKeyExchanges"}),
    "PathComponent": frozenset({"TransitGatewayPolicyTableEntry"}),
    "PeeringConnectionOptions": frozenset({"AllowMultipathResilience", "MultipathResilienceMode"}),
    "PeeringConnectionOptionsRequest": frozenset({"AllowMultipathResilience", "MultipathResilienceMode"}),
    "RejectVpcEndpointConnectionsRequest": frozenset({"TransitGatewayAttachmentIds"}),
    "ServiceConfiguration": frozenset({"AvailabilityZoneIds"}),
    "ServiceDetail": frozenset({"AvailabilityZoneIds"}),
    "TargetNetwork": frozenset({"AvailabilityZoneIds", "AvailabilityZones"}),
    "TunnelOption": frozenset({"Phase1AdditionalKeyExchanges", "Phase2AdditionalKeyExchanges"}),
    "VpcEndpoint": frozenset({"PayerResponsibilities"}),
    "VpcEndpointConnection": frozenset(
        {"PayerResponsibilities", "TransitGatewayAttachmentId", "TransitGatewayAttachmentOwner"}
    ),
    "VpcPeeringConnection": frozenset({"MultipathResilienceStatus"}),
    "VpcPeeringConnectionOptionsDescription": frozenset({"AllowMultipathResilience", "MultipathResilienceMode"}),
    "VpnConnection": frozenset({"VpnConcentratorId"}),
    "VpnConnectionOptions": frozenset({"TunnelBandwidth"}),
    "VpnConnectionOptionsSpecification": frozenset({"TunnelBandwidth"}),
    "VpnTunnelOptionsSpecification": frozenset({"Phase1AdditionalKeyExchanges", "Phase2AdditionalKeyExchanges"}),
}
"""By shape, its newer members. Shapes that are new as a whole need no row: nothing leads to them."""
