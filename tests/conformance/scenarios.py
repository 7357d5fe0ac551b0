"""For every operation one valid request, and what the tests can't know by themselves. A new operation needs a row here."""

from collections.abc import Callable
from typing import Any

from scenario import Scenario
from scenarios_client_vpn import CLIENT_VPN
from scenarios_prefix_lists import PREFIX_LISTS
from scenarios_vpn import VPN, VPN_WAITERS

PEERING = {"VpcPeeringConnectionId": "pcx"}
SERVICE = {"ServiceId": "vpce-svc"}
PEERING_FIELDS = {
    "accepter-vpc-info.cidr-block": "AccepterVpcInfo.CidrBlock",
    "accepter-vpc-info.owner-id": "AccepterVpcInfo.OwnerId",
    "accepter-vpc-info.vpc-id": "AccepterVpcInfo.VpcId",
    "requester-vpc-info.cidr-block": "RequesterVpcInfo.CidrBlock",
    "requester-vpc-info.owner-id": "RequesterVpcInfo.OwnerId",
    "requester-vpc-info.vpc-id": "RequesterVpcInfo.VpcId",
    "status-code": "Status.Code",
    "status-message": "Status.Message",
    "vpc-peering-connection-id": "VpcPeeringConnectionId",
}

INSIGHTS_TAGS = {"tag:port": "Tags[?Key=='port'].Value", "tag-key": "Tags[].Key"}
MATCHES = [{"Destination": {"ResourceStatement": {"ResourceTypes": ["AWS::EC2::InternetGateway"]}}}]
INSIGHTS = {
    "CreateNetworkInsightsPath": Scenario(
        "consumer",
        lambda g: {"Source": g.near, "Destination": g.far, "Protocol": "tcp"},
        ids={"Source": "eni", "Destination": "eni"},
        bad_id="InvalidParameterValue",
        new_id="NetworkInsightsPath.NetworkInsightsPathId",
        other={"Protocol": "udp"},
    ),
    "DescribeNetworkInsightsPaths": Scenario(
        "consumer",
        ids={"NetworkInsightsPathIds": "nip"},
        fields={
            "source": "Source",
            "destination": "Destination",
            "protocol": "Protocol",
            "filter-at-source.source-address": "FilterAtSource.SourceAddress",
            "filter-at-source.destination-address": "FilterAtSource.DestinationAddress",
            "filter-at-destination.source-address": "FilterAtDestination.SourceAddress",
            "filter-at-destination.destination-address": "FilterAtDestination.DestinationAddress",
            **INSIGHTS_TAGS,
        },
        without_value={
            f"filter-at-{end}.{side}-port-range": "the value is written in its own way"
            for end in ("source", "destination")
            for side in ("source", "destination")
        },
    ),
    "DeleteNetworkInsightsPath": Scenario(
        "consumer", lambda g: {"NetworkInsightsPathId": g.lone_path}, ids={"NetworkInsightsPathId": "nip"}
    ),
    "StartNetworkInsightsAnalysis": Scenario(
        "consumer",
        lambda g: {"NetworkInsightsPathId": g.insights_path},
        ids={"NetworkInsightsPathId": "nip"},
        new_id="NetworkInsightsAnalysis.NetworkInsightsAnalysisId",
        other={"FilterInArns": ["arn:aws:ec2:us-east-1:222222222222:vpc-peering-connection/pcx-1"]},
    ),
    "DescribeNetworkInsightsAnalyses": Scenario(
        "consumer",
        ids={"NetworkInsightsAnalysisIds": "nia", "NetworkInsightsPathId": "nip"},
        fields={"status": "Status", **INSIGHTS_TAGS},
        without_value={"path-found": "answers have a boolean"},
    ),
    "DeleteNetworkInsightsAnalysis": Scenario(
        "consumer",
        lambda g: {"NetworkInsightsAnalysisId": g.insights_analysis},
        ids={"NetworkInsightsAnalysisId": "nia"},
    ),
    "CreateNetworkInsightsAccessScope": Scenario(
        "consumer",
        lambda _: {"MatchPaths": MATCHES},
        new_id="NetworkInsightsAccessScope.NetworkInsightsAccessScopeId",
        other={"ExcludePaths": MATCHES},
    ),
    "DescribeNetworkInsightsAccessScopes": Scenario(
        "consumer", ids={"NetworkInsightsAccessScopeIds": "nis"}, fields=INSIGHTS_TAGS
    ),
    "DeleteNetworkInsightsAccessScope": Scenario(
        "consumer",
        lambda g: {"NetworkInsightsAccessScopeId": g.lone_scope},
        ids={"NetworkInsightsAccessScopeId": "nis"},
    ),
    "GetNetworkInsightsAccessScopeContent": Scenario(
        "consumer", lambda g: {"NetworkInsightsAccessScopeId": g.scope}, ids={"NetworkInsightsAccessScopeId": "nis"}
    ),
    "StartNetworkInsightsAccessScopeAnalysis": Scenario(
        "consumer",
        lambda g: {"NetworkInsightsAccessScopeId": g.scope},
        ids={"NetworkInsightsAccessScopeId": "nis"},
        new_id="NetworkInsightsAccessScopeAnalysis.NetworkInsightsAccessScopeAnalysisId",
        other={"NetworkInsightsAccessScopeId": "nis-0123456789abcdef0"},
    ),
    "DescribeNetworkInsightsAccessScopeAnalyses": Scenario(
        "consumer",
        ids={"NetworkInsightsAccessScopeAnalysisIds": "nisa", "NetworkInsightsAccessScopeId": "nis"},
        fields=INSIGHTS_TAGS,
    ),
    "DeleteNetworkInsightsAccessScopeAnalysis": Scenario(
        "consumer",
        lambda g: {"NetworkInsightsAccessScopeAnalysisId": g.scope_analysis},
        ids={"NetworkInsightsAccessScopeAnalysisId": "nisa"},
    ),
    "GetNetworkInsightsAccessScopeAnalysisFindings": Scenario(
        "consumer",
        lambda g: {"NetworkInsightsAccessScopeAnalysisId": g.scope_analysis},
        ids={"NetworkInsightsAccessScopeAnalysisId": "nisa"},
    ),
    "EnableReachabilityAnalyzerOrganizationSharing": Scenario("consumer"),
    "CreateVpcBlockPublicAccessExclusion": Scenario(
        "consumer",
        lambda g: {"VpcId": g.place.vpc, "InternetGatewayExclusionMode": "allow-egress"},
        ids={"VpcId": "vpc"},
        new_id="VpcBlockPublicAccessExclusion.ExclusionId",
    ),
    "ModifyVpcBlockPublicAccessExclusion": Scenario(
        "consumer",
        lambda g: {"ExclusionId": g.excluded, "InternetGatewayExclusionMode": "allow-egress"},
        ids={"ExclusionId": "vpcbpa-exclude"},
    ),
    "DeleteVpcBlockPublicAccessExclusion": Scenario(
        "consumer", lambda g: {"ExclusionId": g.excluded}, ids={"ExclusionId": "vpcbpa-exclude"}
    ),
    "DescribeVpcBlockPublicAccessExclusions": Scenario(
        "consumer",
        ids={"ExclusionIds": "vpcbpa-exclude"},
        fields={
            "internet-gateway-exclusion-mode": "InternetGatewayExclusionMode",
            "resource-arn": "ResourceArn",
            "state": "State",
            "tag:number": "Tags[?Key=='number'].Value",
            "tag-key": "Tags[].Key",
            "tag-value": "Tags[].Value",
        },
    ),
    "DescribeVpcBlockPublicAccessOptions": Scenario("consumer"),
    "ModifyVpcBlockPublicAccessOptions": Scenario("consumer", lambda _: {"InternetGatewayBlockMode": "off"}),
}

SCENARIOS: dict[str, Scenario] = {
    "AcceptVpcEndpointConnections": Scenario(
        "provider",
        lambda g: {"ServiceId": g.service, "VpcEndpointIds": [g.waiting]},
        ids=SERVICE | {"VpcEndpointIds": "vpce"},
    ),
    "AcceptVpcPeeringConnection": Scenario("provider", lambda g: {"VpcPeeringConnectionId": g.asked}, ids=PEERING),
    "CreateTags": Scenario(
        "consumer",
        lambda g: {"Resources": [g.endpoint, g.place.vpc], "Tags": [{"Key": "a", "Value": "b"}]},
        ids={"Resources": "vpce"},
    ),
    "CreateVpcEndpoint": Scenario(
        "consumer",
        lambda g: {
            "VpcId": g.place.vpc,
            "ServiceName": "com.amazonaws.us-east-1.sns",
            "VpcEndpointType": "Interface",
            "SubnetIds": g.place.subnets,
            "SecurityGroupIds": [g.place.group],
        },
        ids={"VpcId": "vpc", "SubnetIds": "subnet", "SecurityGroupIds": "sg"},
        new_id="VpcEndpoint.VpcEndpointId",
        other={"PrivateDnsEnabled": False},
    ),
    "CreateVpcEndpointConnectionNotification": Scenario(
        "provider",
        lambda g: {
            "ServiceId": g.idle_service,
            "ConnectionNotificationArn": g.topic,
            "ConnectionEvents": ["Accept"],
        },
        ids=SERVICE,
        new_id="ConnectionNotification.ConnectionNotificationId",
        other={"ConnectionEvents": ["Reject"]},
    ),
    "CreateVpcEndpointServiceConfiguration": Scenario(
        "provider",
        lambda g: {"NetworkLoadBalancerArns": [g.free_balancer]},
        new_id="ServiceConfiguration.ServiceId",
        other={"AcceptanceRequired": False},
    ),
    "CreateVpcPeeringConnection": Scenario(
        "consumer",
        lambda g: {"VpcId": g.place.vpc, "PeerVpcId": g.home.vpc, "PeerOwnerId": g.provider.account},
        ids={"VpcId": "vpc"},
        new_id="VpcPeeringConnection.VpcPeeringConnectionId",
    ),
    "DeleteTags": Scenario(
        "consumer",
        lambda g: {"Resources": [g.waiting], "Tags": [{"Key": "number"}]},
        ids={"Resources": "vpce"},
        unchecked_ids=frozenset({"Resources"}),
    ),
    "DeleteVpcEndpointConnectionNotifications": Scenario(
        "provider",
        lambda g: {"ConnectionNotificationIds": [g.notification]},
        ids={"ConnectionNotificationIds": "vpce-nfn"},
        bad_id="InvalidConnectionNotification",
    ),
    "DeleteVpcEndpointServiceConfigurations": Scenario(
        "provider", lambda g: {"ServiceIds": [g.idle_service]}, ids={"ServiceIds": "vpce-svc"}
    ),
    "DeleteVpcEndpoints": Scenario(
        "consumer", lambda g: {"VpcEndpointIds": [g.endpoint]}, ids={"VpcEndpointIds": "vpce"}
    ),
    "DeleteVpcPeeringConnection": Scenario("consumer", lambda g: {"VpcPeeringConnectionId": g.peered}, ids=PEERING),
    "DescribeSecurityGroupReferences": Scenario(
        "provider", lambda g: {"GroupId": [g.home.group]}, ids={"GroupId": "sg"}
    ),
    "DescribeStaleSecurityGroups": Scenario("provider", lambda g: {"VpcId": g.home.vpc}, ids={"VpcId": "vpc"}),
    "DescribeTags": Scenario(
        "consumer",
        fields={
            "key": "Key",
            "resource-id": "ResourceId",
            "resource-type": "ResourceType",
            "value": "Value",
            "tag:number": "Key=='number' && Value || null",
        },
    ),
    "DescribeVpcEndpointAssociations": Scenario(
        "consumer",
        ids={"VpcEndpointIds": "vpce"},
        without_value=dict.fromkeys(
            (
                "vpc-endpoint-id",
                "associated-resource-accessibility",
                "association-id",
                "associated-resource-id",
                "service-network-arn",
                "resource-configuration-group-arn",
            ),
            "the lowest moto has no VPC Lattice to associate with",
        ),
        refused_filters={"service-network-resource-association-id": "only older models document it"},
    ),
    "DescribeVpcEndpointConnectionNotifications": Scenario(
        "provider",
        ids={"ConnectionNotificationId": "vpce-nfn"},
        bad_id="InvalidConnectionNotification",
        fields={
            "connection-notification-arn": "ConnectionNotificationArn",
            "connection-notification-id": "ConnectionNotificationId",
            "connection-notification-state": "ConnectionNotificationState",
            "connection-notification-type": "ConnectionNotificationType",
            "service-id": "ServiceId",
        },
        without_value={"vpc-endpoint-id": "these are notifications of a service"},
    ),
    "DescribeVpcEndpointConnections": Scenario(
        "provider",
        fields={
            "ip-address-type": "IpAddressType",
            "service-id": "ServiceId",
            "vpc-endpoint-owner": "VpcEndpointOwner",
            "vpc-endpoint-region": "VpcEndpointRegion",
            "vpc-endpoint-state": "VpcEndpointState",
        },
        without_value={"transit-gateway-attachment-id": "moto has no such attachments"},
        refused_filters={"vpc-endpoint-id": "AWS refuses it, recorded"},
    ),
    "DescribeVpcEndpointServiceConfigurations": Scenario(
        "provider",
        ids={"ServiceIds": "vpce-svc"},
        fields={
            "service-name": "ServiceName",
            "service-id": "ServiceId",
            "service-state": "ServiceState",
            "supported-ip-address-types": "SupportedIpAddressTypes",
            "tag:number": "Tags[?Key=='number'].Value",
            "tag-key": "Tags[].Key",
        },
    ),
    "DescribeVpcEndpointServicePermissions": Scenario(
        "provider",
        lambda g: {"ServiceId": g.service},
        ids=SERVICE,
        fields={"principal": "Principal", "principal-type": "PrincipalType"},
        without_value={"permission-type": "shown only where it was asked for, which the lowest botocore can't"},
    ),
    "DescribeVpcEndpointServices": Scenario(
        "provider",
        fields={
            "owner": "Owner",
            "service-name": "ServiceName",
            "service-region": "ServiceRegion",
            "service-type": "ServiceType[].ServiceType",
            "supported-ip-address-types": "SupportedIpAddressTypes",
            "tag:number": "Tags[?Key=='number'].Value",
            "tag-key": "Tags[].Key",
        },
    ),
    "DescribeVpcEndpoints": Scenario(
        "consumer",
        ids={"VpcEndpointIds": "vpce"},
        fields={
            "ip-address-type": "IpAddressType",
            "service-name": "ServiceName",
            "service-region": "ServiceRegion",
            "tag:number": "Tags[?Key=='number'].Value",
            "tag-key": "Tags[].Key",
            "vpc-id": "VpcId",
            "vpc-endpoint-id": "VpcEndpointId",
            "vpc-endpoint-state": "State",
            "vpc-endpoint-type": "VpcEndpointType",
        },
    ),
    "DescribeVpcPeeringConnections": Scenario(
        "consumer",
        ids={"VpcPeeringConnectionIds": "pcx"},
        fields=PEERING_FIELDS | {"tag:block": "Tags[?Key=='block'].Value", "tag-key": "Tags[].Key"},
        without_value={"expiration-time": "the value is a time, written in its own way"},
    ),
    "ModifyVpcEndpoint": Scenario(
        "consumer",
        lambda g: {"VpcEndpointId": g.endpoint, "AddSecurityGroupIds": [g.place.group]},
        ids={"VpcEndpointId": "vpce", "AddSecurityGroupIds": "sg"},
    ),
    "ModifyVpcEndpointConnectionNotification": Scenario(
        "provider",
        lambda g: {"ConnectionNotificationId": g.notification, "ConnectionEvents": ["Delete"]},
        ids={"ConnectionNotificationId": "vpce-nfn"},
        bad_id="InvalidConnectionNotification",
    ),
    "ModifyVpcEndpointPayerResponsibility": Scenario(
        "consumer",
        lambda g: {
            "VpcEndpointId": g.connected,
            "PayerResponsibility": "vpc-endpoint-account",
            "Scope": "vpc-endpoint-charges",
        },
        ids={"VpcEndpointId": "vpce"},
    ),
    "ModifyVpcEndpointServiceConfiguration": Scenario(
        "provider", lambda g: {"ServiceId": g.service, "AcceptanceRequired": False}, ids=SERVICE
    ),
    "ModifyVpcEndpointServicePayerResponsibility": Scenario(
        "provider", lambda g: {"ServiceId": g.service, "PayerResponsibility": "ServiceOwner"}, ids=SERVICE
    ),
    "ModifyVpcEndpointServicePermissions": Scenario(
        "provider", lambda g: {"ServiceId": g.service, "AddAllowedPrincipals": ["*"]}, ids=SERVICE
    ),
    "ModifyVpcPeeringConnectionOptions": Scenario(
        "provider",
        lambda g: {
            "VpcPeeringConnectionId": g.peered,
            "AccepterPeeringConnectionOptions": {"AllowDnsResolutionFromRemoteVpc": True},
        },
        ids=PEERING,
    ),
    "RejectVpcEndpointConnections": Scenario(
        "provider",
        lambda g: {"ServiceId": g.service, "VpcEndpointIds": [g.connected]},
        ids=SERVICE | {"VpcEndpointIds": "vpce"},
    ),
    "RejectVpcPeeringConnection": Scenario("provider", lambda g: {"VpcPeeringConnectionId": g.asked}, ids=PEERING),
    "StartVpcEndpointServicePrivateDnsVerification": Scenario(
        "provider", lambda g: {"ServiceId": g.service}, ids=SERVICE
    ),
    **INSIGHTS,
    **PREFIX_LISTS,
    **VPN,
    **CLIENT_VPN,
}

WAITERS: dict[str, tuple[str, Callable[[Any], object]]] = {
    "VpcPeeringConnectionExists": ("consumer", lambda g: {"VpcPeeringConnectionIds": [g.asked]}),
    "VpcPeeringConnectionDeleted": (
        "consumer",
        lambda g: (
            g.consumer.here.delete_vpc_peering_connection(VpcPeeringConnectionId=g.peered)
            and {"VpcPeeringConnectionIds": [g.peered]}
        ),
    ),
    **VPN_WAITERS,
}
"""Waiter -> who waits, and what brings its end about and gives its parameters."""
