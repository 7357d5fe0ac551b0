"""The errors of VPC endpoints and endpoint services.

This corner of EC2 says `Invalid{Thing}Id.*` where the rest says `Invalid{Thing}ID.*`. Marks as in `protocol.errors`.
"""

from __future__ import annotations

from mockvpce.protocol.errors import ErrorSpec

_EXPECTING = "(expecting '{prefix}-...; the Id may only contain lowercase alphanumeric characters and a single dash')"


def _malformed(code: str, prefix: str, source: str, thing: str = "Id") -> ErrorSpec:
    return ErrorSpec(code, f"Invalid {thing}: '{{id}}' " + _EXPECTING.format(prefix=prefix), source)


VPC_MALFORMED = _malformed("InvalidVpcId.Malformed", "vpc", "R")
VPC_UNKNOWN = ErrorSpec("InvalidVpcId.NotFound", "The Vpc Id '{id}' does not exist", "R code, I text")
ROUTE_TABLE_MALFORMED = _malformed("InvalidRouteTableId.Malformed", "rtb", "R")
ROUTE_TABLE_UNKNOWN = ErrorSpec(
    "InvalidRouteTableId.NotFound", "The route table ID '{id}' does not exist", "R code, I text"
)
SUBNET_MALFORMED = _malformed("InvalidSubnetId.Malformed", "subnet", "R", "Subnet Id")
SUBNET_UNKNOWN = ErrorSpec("InvalidSubnetId.NotFound", "The subnet ID '{id}' does not exist", "R code, I text")
GROUP_MALFORMED = _malformed("InvalidSecurityGroupId.Malformed", "sg", "D code, I text")
GROUP_UNKNOWN = ErrorSpec("InvalidGroup.NotFound", "The security group '{id}' does not exist", "R code, I text")
ENDPOINT_MALFORMED = _malformed("InvalidVpcEndpointId.Malformed", "vpce", "D code, I text")
ENDPOINT_UNKNOWN = ErrorSpec("InvalidVpcEndpointId.NotFound", "The Vpc Endpoint Id '{id}' does not exist", "R")
ENDPOINT_ITEM_UNKNOWN = ErrorSpec("InvalidVpcEndpoint.NotFound", "The Vpc Endpoint Id '{id}' does not exist", "R")
SERVICE_MALFORMED = _malformed("InvalidVpcEndpointServiceIdId.Malformed", "vpce-svc", "D code (sic), I text")
SERVICE_UNKNOWN = ErrorSpec(
    "InvalidVpcEndpointServiceId.NotFound", "The VpcEndpointService Id '{id}' does not exist", "R code, R family text"
)
SERVICE_ITEM_UNKNOWN = ErrorSpec(
    "InvalidVpcEndpointService.NotFound", "The VpcEndpointService Id '{id}' does not exist", "R"
)

SERVICE_NAME_UNKNOWN = ErrorSpec("InvalidServiceName", "The Vpc Endpoint Service '{name}' does not exist", "R")
SERVICE_NAME_MISSING = ErrorSpec("MissingParameter", "The request must contain the parameter ServiceName", "I")
TYPE_INVALID = ErrorSpec("InvalidVpcEndpointType", "The VPC endpoint type '{value}' is not valid.", "D code, I text")
TAG_TYPE_INVALID = ErrorSpec(
    "InvalidParameter", "'{value}' is not a valid taggable resource type for this operation.", "R CreateVpcEndpoint"
)
TYPE_MISMATCH = ErrorSpec(
    "InvalidParameter",
    "Endpoint type ({type}) does not match available service types ([{offered}]).",
    "R 2023 wording",
)
ROUTE_TABLES_NOT_GATEWAY = ErrorSpec(
    "InvalidParameter", "Route table IDs are only supported for Gateway type VPC Endpoint.", "R"
)
SUBNETS_ON_GATEWAY = ErrorSpec(
    "InvalidParameter", "Subnet IDs are only supported for Interface and GatewayLoadBalancer type VPC Endpoints.", "R"
)
GROUPS_NOT_INTERFACE = ErrorSpec(
    "InvalidParameter", "Security Group IDs are only supported for Interface type VPC Endpoint.", "I by analogy"
)
PARAMETER_NOT_FOR_TYPE = ErrorSpec(
    "InvalidParameter", "{parameter} is not supported for {type} type VPC Endpoint.", "I by analogy"
)
ONE_SUBNET_ONLY = ErrorSpec(
    "InvalidParameter", "GatewayLoadBalancer type VPC Endpoint requires exactly one subnet.", "D rule, I text"
)
SUBNET_FIXED = ErrorSpec(
    "InvalidParameter", "The subnet of a GatewayLoadBalancer type VPC Endpoint cannot be changed.", "D rule, I text"
)
SUBNET_OF_OTHER_VPC = ErrorSpec("InvalidParameter", "Subnet {id} does not belong to VPC {vpc}.", "I")
ROUTE_TABLE_OF_OTHER_VPC = ErrorSpec("InvalidParameter", "Route table {id} does not belong to VPC {vpc}.", "I")
GROUP_OF_OTHER_VPC = ErrorSpec(
    "InvalidParameter", "You have specified two resources that belong to different networks.", "I EC2-wide wording"
)
ZONE_TWICE = ErrorSpec(
    "DuplicateSubnetsInSameZone",
    "Found another VPC endpoint subnet in the availability zone of {subnet}. VPC endpoint subnets should be in different"
    " availability zones supported by the VPC endpoint service.",
    "R",
)
ZONE_NOT_SERVED = ErrorSpec(
    "InvalidParameter",
    "The VPC endpoint service {service} does not support the availability zone of the subnet: {subnet}.",
    "R",
)
ZONE_NOT_REMOTE = ErrorSpec(
    "InvalidParameter", "Only the following availability zones are supported for remote access: {zones}", "R 2026"
)
ROUTE_EXISTS = ErrorSpec(
    "RouteAlreadyExists", "route table {table} already has a route with destination-prefix-list-id {list}", "R"
)
NO_FREE_ADDRESS = ErrorSpec(
    "InsufficientFreeAddressesInSubnet",
    "There aren't sufficient free Ipv4 addresses in subnet '{subnet}' for the requested number of IPs.",
    "R EC2-wide",
)
ADDRESS_NOT_FREE = ErrorSpec(
    "InvalidParameter",
    "The address {address} cannot be used in subnet {subnet}: it is reserved, in use or outside.",
    "I",
)
SUBNET_NOT_LISTED = ErrorSpec(
    "InvalidParameter", "Subnet {subnet} in SubnetConfigurations is not one of the endpoint's subnets.", "I"
)
ADDRESS_TYPE_MISMATCH = ErrorSpec(
    "InvalidParameter", "IP address type {type} is not supported by {thing}.", "D rule, I text"
)
RECORD_TYPE_MISMATCH = ErrorSpec(
    "InvalidParameter",
    "DnsOptions DnsRecordIpType {record} is not supported with IP address type {type}.",
    "D rule, I text",
)

DNS_ATTRIBUTES = ErrorSpec(
    "InvalidParameter",
    "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for {vpc}",
    "R",
)
DNS_CONFLICT = ErrorSpec(
    "InvalidParameter",
    "private-dns-enabled cannot be set because there is already a conflicting DNS domain for {name} in the VPC {vpc}",
    "R",
)
DNS_NO_NAME = ErrorSpec(
    "InvalidParameter",
    "Private DNS can't be enabled because the service {service} does not provide a private DNS name.",
    "R",
)
DNS_UNVERIFIED = ErrorSpec(
    "InvalidParameter",
    "Private DNS can't be enabled because the service {service} has not verified the private DNS name.",
    "R",
)
DNS_NOT_ACCEPTED = ErrorSpec(
    "InvalidParameter",
    "Private DNS can only be enabled after the endpoint connection is accepted by the owner of {service}.",
    "R",
)
INBOUND_ONLY_NEEDS_GATEWAY = ErrorSpec(
    "InvalidParameter",
    "To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC {vpc} must have a Gateway endpoint for the service.",
    "R",
)
INBOUND_ONLY_ON_GATEWAY = ErrorSpec(
    "InvalidParameter",
    "DnsOptions PrivateDnsOnlyForInboundResolverEndpoint is applicable only to Interface VPC Endpoints.",
    "R",
)
INBOUND_ONLY_NOT_S3 = ErrorSpec(
    "InvalidParameter", "PrivateDnsOnlyForInboundResolverEndpoint not supported for this service.", "R 2026"
)
GATEWAY_STILL_NEEDED = ErrorSpec(
    "InvalidParameter",
    "The Gateway endpoint {id} is needed by an Interface endpoint with PrivateDnsOnlyForInboundResolverEndpoint set to"
    " true.",
    "D rule, I text",
)
POLICY_INVALID = ErrorSpec(
    "InvalidPolicyDocument", "The Policy Document is not valid. Syntax error at position ({row},{column})", "R"
)
POLICY_TOO_LONG = ErrorSpec(
    "InvalidPolicyDocument", "The Policy Document is not valid. It exceeds {limit} characters.", "D limit, I text"
)
POLICY_UNSUPPORTED = ErrorSpec(
    "InvalidParameter", "Service {service} only supports the full-access endpoint policy.", "R"
)
POLICY_AND_RESET = ErrorSpec(
    "InvalidParameterCombination", "PolicyDocument and ResetPolicy cannot be specified together.", "I"
)
ENDPOINT_LIMIT = ErrorSpec("VpcEndpointLimitExceeded", "The maximum number of VPC endpoints has been reached.", "R")
MODIFY_IN_PROGRESS = ErrorSpec("OperationInProgress", "VpcEndpoint modify operation in progress", "R")
NOT_ASSOCIATED = ErrorSpec(
    "InvalidParameter", "{thing} {id} is not associated with VPC endpoint {endpoint}.", "R code, I text"
)
LAST_GROUP = ErrorSpec("InvalidParameter", "VPC endpoint {endpoint} must have at least one security group.", "I")
ADDRESS_TYPE_FIXED = ErrorSpec(
    "InvalidParameter",
    "The IP address type of a Gateway endpoint cannot be changed from {old} to {new}.",
    "R rule, I text",
)
ENDPOINT_STATE = ErrorSpec("InvalidVpcEndpointState", "VPC endpoint {id} is {state} and cannot be modified.", "I")
REQUESTER_MANAGED = ErrorSpec(
    "InvalidParameter",
    "Operation is not allowed for requester-managed VPC endpoints for the service {service}.",
    "R",
)
GWLB_HAS_ROUTES = ErrorSpec("InvalidParameter", "Endpoint must be removed from route table before deletion", "R")

FILTER_OF_ENDPOINTS = ErrorSpec("InvalidParameterValue", "Unsupported filter attribute: [{name}]", "R")
FILTER_OF_SERVICES = ErrorSpec("InvalidFilter", "The filter '{name}' is invalid", "R")
FILTER_OF_CONNECTIONS = ErrorSpec("InvalidFilter", "The filter {name} is invalid", "R")
FILTER_VALUE = ErrorSpec("InvalidFilter", "The filter value {value} contains unsupported characters", "R")

ONE_BALANCER_KIND = ErrorSpec(
    "InvalidParameter",
    "exactly one of network_load_balancer_arn or gateway_load_balancer_arn is a required member",
    "R for neither, I for both",
)
BALANCER_MALFORMED = ErrorSpec(
    "Invalid{kind}LoadBalancerArn.Malformed", "Invalid {kind} Load Balancer ARN: '{arn}'", "D code, I text"
)
BALANCER_UNKNOWN = ErrorSpec(
    "Invalid{kind}LoadBalancerArn.NotFound", "The {kind} Load Balancer '{arn}' does not exist", "D code, I text"
)
BALANCER_WRONG_TYPE = ErrorSpec("InvalidParameter", "Load balancer {arn} is not a {kind} Load Balancer.", "I")
BALANCER_TAKEN = ErrorSpec(
    "InvalidParameter", "Load balancer {arn} is already associated with an endpoint service.", "D rule, I text"
)
BALANCER_NOT_ATTACHED = ErrorSpec("InvalidParameter", "Load balancer {arn} is not associated with service {id}.", "I")
BALANCER_LAST = ErrorSpec("InvalidParameter", "Service {id} must have at least one load balancer.", "D rule, I text")
BALANCER_NOT_DUALSTACK = ErrorSpec(
    "InvalidParameter", "IP address type {type} is not supported by load balancer {arn}.", "D rule, I text"
)
CONNECTIONS_EXIST = ErrorSpec(
    "ExistingVpcEndpointConnections", "Service has existing active VPC Endpoint connections!", "R"
)
NAME_ON_GATEWAY_SERVICE = ErrorSpec(
    "InvalidParameter",
    "Private DNS names are not supported for Gateway Load Balancer endpoint services.",
    "D rule, I text",
)
NAME_INVALID = ErrorSpec("InvalidParameter", "The private DNS name '{name}' is not valid.", "D rule, I text")
NAME_AND_REMOVE = ErrorSpec(
    "InvalidParameterCombination", "PrivateDnsName and RemovePrivateDnsName cannot be specified together.", "I"
)
NAME_NOT_SET = ErrorSpec("InvalidParameter", "Service {id} has no private DNS name to verify.", "I")
REGION_INVALID = ErrorSpec("InvalidParameter", "Region {region} is not a valid Region for this service.", "I")
REGION_HOME = ErrorSpec(
    "InvalidParameter", "The home Region {region} of the service cannot be removed.", "D rule, I text"
)
REGIONS_ON_GATEWAY_SERVICE = ErrorSpec(
    "InvalidParameter",
    "Supported Regions cannot be specified for Gateway Load Balancer endpoint services.",
    "D rule, I text",
)
PRINCIPAL_INVALID = ErrorSpec("InvalidPrincipal", "Invalid Principal: '{principal}'", "R STS ARNs, D others")
NOT_CONNECTED = ErrorSpec(
    "InvalidVpcEndpointId.NotFound", "The VPC Endpoint Id '{id} []' does not exist", "R one capture, shape uncertain"
)
CONNECTION_STATE = ErrorSpec("InvalidState", "VPC endpoint {id} is {state}: its connection cannot be {action}.", "I")
SUBNET_IN_USE = ErrorSpec("DependencyViolation", "The subnet '{id}' has dependencies and cannot be deleted.", "R")
GROUP_IN_USE = ErrorSpec("DependencyViolation", "resource {id} has a dependent object", "R")
VPC_IN_USE = ErrorSpec("DependencyViolation", "The vpc '{id}' has dependencies and cannot be deleted.", "R")
ENDPOINT_ROUTE = ErrorSpec(
    "InvalidParameterValue", "cannot remove VPC endpoint route {endpoint} in route table {table}", "R start of text"
)
PREFIX_ROUTE_TO_ENDPOINT = ErrorSpec(
    "InvalidParameterValue",
    "A route to a VPC endpoint cannot have a prefix list as its destination.",
    "R rule, I text",
)
ROUTE_TO_PENDING = ErrorSpec(
    "InvalidParameterValue", "VPC endpoint {id} is {state}: a route needs one that is available.", "R rule, I text"
)
ROUTE_TO_INTERFACE = ErrorSpec(
    "RouteNotSupported",
    "Route table contains unsupported route target: {id}. VPC Endpoints of this type cannot be used as route targets.",
    "R EC2-wide",
)
BALANCER_IN_USE = ErrorSpec(
    "ResourceInUse",
    "Load balancer '{arn}' cannot be deleted because it is currently associated with another service",
    "R",
)
BALANCER_SUBNETS = ErrorSpec(
    "ResourceInUse",
    "Subnets cannot be removed from load balancer because the load balancer is currently associated with another service",
    "R",
)
ZONE_CONFLICT = ErrorSpec(
    "ConflictingDomainExists",
    "The VPC {vpc} in region {region} has already been associated with the hosted zone {zone} with the same domain name.",
    "R",
)
NOTIFICATION_UNKNOWN = ErrorSpec(
    "InvalidConnectionNotification", "The connection notification '{id}' does not exist", "R code, I text"
)
NOTIFICATION_TARGETS = ErrorSpec("InvalidParameter", "Only one of ServiceId and VpcEndpointId can be specified.", "I")
NOTIFICATION_NO_TARGET = ErrorSpec(
    "MissingParameter", "The request must contain one of the parameters ServiceId and VpcEndpointId", "I"
)
NOTIFICATION_NOT_INTERFACE = ErrorSpec(
    "InvalidParameter",
    "Connection notifications are not supported for VPC endpoint {id}: it has no service.",
    "D, I text",
)
NOTIFICATION_EVENT = ErrorSpec("InvalidParameter", "The connection event '{event}' is not valid.", "I")
NOTIFICATION_NO_EVENT = ErrorSpec("MissingParameter", "The request must contain the parameter ConnectionEvents", "I")
TOPIC_UNKNOWN = ErrorSpec("InvalidTargetArn.Unknown", "The SNS topic '{arn}' does not exist.", "D code, I text")
