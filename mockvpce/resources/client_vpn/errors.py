"""The errors of Client VPN. Marks as in `protocol.errors`; codes have a dot or none as AWS spells them.

Where no live text is known, the text says what AWS's table of codes says of the code: compare codes.
"""

from __future__ import annotations

from mockvpce.protocol.errors import ErrorSpec

ENDPOINT_UNKNOWN = ErrorSpec("InvalidClientVpnEndpointId.NotFound", "Endpoint {id} does not exist", "R")
ENDPOINT_LIMIT = ErrorSpec(
    "ClientVpnEndpointLimitExceeded", "You have reached the limit of {limit} Client VPN endpoints", "D code, I text"
)
ENDPOINT_ASSOCIATED = ErrorSpec(
    "ClientVpnEndpointAssociationExists",
    "The endpoint that you're trying to delete has associations {associations}",
    "R; several joined by a comma I",
)

CERTIFICATE_WITHOUT_DOMAIN = ErrorSpec("InvalidParameterValue", "Certificate {arn} does not have a domain", "R")
CERTIFICATE_UNKNOWN = ErrorSpec("InvalidParameterValue", "Certificate {arn} does not exist", "I")
AUTHENTICATION_COUNT = ErrorSpec(
    "InvalidParameterValue", "An endpoint has one or two authentication options", "D rule, I text"
)
AUTHENTICATION_PAIR = ErrorSpec(
    "InvalidParameterValue",
    "Two authentication options are certificate-authentication and one that is based on users",
    "D rule, I text",
)
DIRECTORY_UNKNOWN = ErrorSpec("InvalidParameterValue", "Directory {id} does not exist", "I")
SAML_PROVIDER_UNKNOWN = ErrorSpec("InvalidParameterValue", "SAML provider {arn} does not exist", "I")
LOG_GROUP_MISSING = ErrorSpec(
    "InvalidParameterValue", "Connection logging needs a CloudWatch Logs log group", "D rule, I text"
)
LOG_GROUP_UNKNOWN = ErrorSpec("InvalidParameterValue", "Log group {name} does not exist", "D rule, I text")

CLIENT_CIDR_MISSING = ErrorSpec("MissingParameter", "The request must contain the parameter ClientCidrBlock", "I")
CLIENT_CIDR_WITH_IPV6 = ErrorSpec(
    "InvalidParameterCombination", "ClientCidrBlock is not for endpoints with IPv6 traffic only", "R rule, I code"
)
BAD_CLIENT_CIDR = ErrorSpec(
    "InvalidParameterValue",
    "Value ({value}) for parameter ClientCidrBlock is not an IPv4 block from /12 to /22",
    "D rule, I text",
)
BAD_CIDR = ErrorSpec("InvalidParameterValue", "Value ({value}) for parameter {name} is not a CIDR block", "I")
BAD_DNS_SERVERS = ErrorSpec(
    "InvalidParameterValue", "DNS servers are at most two IPv4 addresses, got {value}", "D rule, I text"
)
DNS_SERVERS_MISSING = ErrorSpec(
    "InvalidParameterValue", "DNS servers cannot be empty while custom DNS servers are enabled", "R start of text"
)
BAD_PORT = ErrorSpec("InvalidParameterValue", "VPN port {value} is neither 443 nor 1194", "D rule, I text")
BAD_TIMEOUT = ErrorSpec(
    "InvalidParameterValue", "Session timeout of {value} hours is none of 8, 10, 12, 24", "D rule, I text"
)
BANNER_MISSING = ErrorSpec("InvalidParameterValue", "A login banner needs a text", "I")
BANNER_TOO_LONG = ErrorSpec("InvalidParameterValue", "A login banner has at most 1400 characters", "D rule, I text")
HANDLER_MISSING = ErrorSpec("InvalidParameterValue", "Client connect options need a Lambda function", "I")
BAD_HANDLER = ErrorSpec(
    "InvalidParameterValue",
    "The Lambda function {arn} is not one of this account and Region whose name begins with AWSClientVPN-",
    "D rule, I text",
)

VPC_MALFORMED = ErrorSpec("InvalidVpcId.Malformed", 'Invalid id: "{id}" (expecting "vpc-...")', "R code, I text")
VPC_UNKNOWN = ErrorSpec("InvalidVpcID.NotFound", "The vpc ID '{id}' does not exist", "I code, R text EC2-wide")
GROUP_UNKNOWN = ErrorSpec("InvalidGroup.NotFound", "The security group '{id}' does not exist", "I")
GROUPS_WITHOUT_VPC = ErrorSpec("InvalidParameterValue", "Security Groups cannot be specified without a VPC ID", "R")
GROUPS_CHANGED_WITHOUT_VPC = ErrorSpec(
    "InvalidParameterValue", "Security Groups cannot be modified without specifying Vpc Id", "R"
)
TOO_MANY_GROUPS = ErrorSpec("InvalidParameterValue", "There are at most 5 security groups", "D limit, I text")
VPC_IN_USE_BY_NETWORKS = ErrorSpec(
    "InvalidParameterValue", "The VPC of {id} cannot change while target networks are associated", "D rule, I text"
)
TRANSIT_GATEWAY_FIXED = ErrorSpec(
    "UnsupportedOperation", "The transit gateway of an endpoint cannot be modified", "D rule, I code"
)

ASSOCIATION_UNKNOWN = ErrorSpec(
    "InvalidClientVpnAssociationIdNotFound", "The specified target network association cannot be found.", "D"
)
NO_ACTIVE_ASSOCIATION = ErrorSpec(
    "InvalidClientVpnActiveAssociationNotFound",
    "You cannot perform this action on the Client VPN endpoint while it is in the pending-association state.",
    "R code, D text",
)
DUPLICATE_ASSOCIATION = ErrorSpec(
    "InvalidClientVpnDuplicateAssociationException",
    "The specified target network has already been associated with the Client VPN endpoint.",
    "D",
)
SUBNET_MISSING = ErrorSpec("MissingParameter", "The request must contain the parameter SubnetId", "I")
SUBNET_MALFORMED = ErrorSpec("InvalidSubnetID.Malformed", 'Invalid id: "{id}" (expecting "subnet-...")', "R code")
SUBNET_UNKNOWN = ErrorSpec(
    "InvalidClientVpnSubnetId.NotFound",
    "The specified subnet cannot be found in the VPN with which the Client VPN endpoint is associated.",
    "D",
)
SUBNET_OF_OTHERS = ErrorSpec(
    "InvalidClientVpnSubnetId.DifferentAccount", "The specified subnet belongs to a different account.", "D"
)
SUBNET_IN_SAME_ZONE = ErrorSpec(
    "InvalidClientVpnSubnetId.DuplicateAz",
    "You have already associated a subnet from this Availability Zone with the Client VPN endpoint.",
    "D",
)
SUBNET_OVERLAPS = ErrorSpec(
    "InvalidClientVpnSubnetId.OverlappingCidr",
    "The specified target network's CIDR range overlaps with the Client VPN endpoint's client CIDR range.",
    "D",
)
SUBNET_TOO_SMALL = ErrorSpec(
    "InvalidParameterValue", "The subnet {id} is smaller than /27 or has fewer than 20 free addresses", "D rule, I text"
)
SUBNET_DEDICATED = ErrorSpec(
    "InvalidParameterValue", "The VPC of subnet {id} has dedicated instance tenancy", "D rule, I text"
)
SUBNET_WITHOUT_IPV6 = ErrorSpec(
    "InvalidParameterValue", "The subnet {id} has no IPv6 block, which the endpoint's traffic needs", "D rule, I text"
)
ZONE_WITHOUT_TRANSIT_GATEWAY = ErrorSpec(
    "InvalidParameterCombination", "An Availability Zone is for endpoints of a transit gateway", "D rule, I text"
)
GROUP_MALFORMED = ErrorSpec("InvalidGroupId.Malformed", 'Invalid id: "{id}" (expecting "sg-...")', "I")

ROUTE_UNKNOWN = ErrorSpec("InvalidClientVpnRouteNotFound", "The specified route cannot be found.", "D")
DUPLICATE_ROUTE = ErrorSpec("InvalidClientVpnDuplicateRoute", "Route already exists", "R")
ROUTE_LIMIT = ErrorSpec("ClientVpnRouteLimitExceeded", "Limit exceeded", "R")
ROUTE_TARGET_MISSING = ErrorSpec("MissingParameter", "The request must contain the parameter TargetVpcSubnetId", "I")
ROUTE_OVERLAPS_CLIENTS = ErrorSpec(
    "InvalidParameterValue", "The route to {value} overlaps the client CIDR block", "D rule, I text"
)
LOCAL_ROUTE = ErrorSpec(
    "InvalidParameterValue", "A route to local has the client CIDR block as its destination, got {value}", "D rule, I"
)
AUTOMATIC_ROUTE = ErrorSpec(
    "InvalidParameterValue", "The route to {value} came with an association and goes with it", "D rule, I code"
)

RULE_WITHOUT_GROUP = ErrorSpec(
    "MissingParameter", "You must specify either access-group-id or authorize-all-groups", "R"
)
REVOCATION_WITHOUT_GROUP = ErrorSpec(
    "MissingParameter", "You must specify either access-group-id or revoke-all-groups", "R code, I text"
)
GROUP_AND_EVERYBODY = ErrorSpec("InvalidParameterCombination", "AccessGroupId and {name} exclude each other", "I")
LONG_GROUP_ID = ErrorSpec("InvalidParameterValue", "A group id has at most 255 characters", "D limit, I text")
RULE_UNKNOWN = ErrorSpec(
    "InvalidClientVpnEndpointAuthorizationRuleNotFound", "The specified authorization rule cannot be found.", "D"
)
DUPLICATE_RULE = ErrorSpec(
    "InvalidClientVpnDuplicateAuthorizationRule",
    "The specified authorization has already been added to the Client VPN endpoint.",
    "D",
)
RULE_LIMIT = ErrorSpec(
    "ClientVpnAuthorizationRuleLimitExceeded",
    "You have reached the limit of {limit} authorization rules for the endpoint",
    "D code, I text",
)

BAD_REVOCATION_LIST = ErrorSpec(
    "InvalidParameterValue", "The certificate revocation list is not an X.509 list in PEM form", "I"
)
REVOCATION_LIST_TOO_LONG = ErrorSpec(
    "ClientVpnCertificateRevocationListLimitExceeded",
    "A certificate revocation list has at most {limit} entries",
    "D code, I text",
)

CONNECTION_MISSING = ErrorSpec(
    "MissingParameter", "The request must contain the parameter ConnectionId or Username", "R code, I text"
)
CONNECTION_UNKNOWN = ErrorSpec(
    "InvalidClientVpnConnection.IdNotFound", "The connection {id} does not exist or is not active", "D code, I text"
)
USER_UNKNOWN = ErrorSpec(
    "InvalidClientVpnConnection.UserNotFound",
    "The specified user does not have an active connection to the specified Client VPN endpoint.",
    "D",
)
TOO_MANY_CONNECTIONS = ErrorSpec(
    "ClientVpnTerminateConnectionsLimitExceeded",
    "A user's connections can be terminated at once up to {limit}",
    "D code, I text",
)

POLICY_UNKNOWN = ErrorSpec(
    "InvalidClientVpnEndpointAuthorizationPolicy.NotFound", "The endpoint {id} has no authorization policy", "I"
)
POLICY_STATE = ErrorSpec("IncorrectState", "The authorization policy is {state}", "I")
POLICY_TOO_LONG = ErrorSpec(
    "InvalidParameterValue", "An authorization policy has at most {limit} bytes", "D limit, I code"
)
BAD_POLICY = ErrorSpec("InvalidParameterValue", "The policy document is no Cedar policy: {problem}", "D rule, I code")

TRANSIT_GATEWAY_MISSING = ErrorSpec("MissingParameter", "The request must contain the parameter TransitGatewayId", "I")
TRANSIT_GATEWAY_UNKNOWN = ErrorSpec(
    "InvalidTransitGatewayID.NotFound", "The transitGateway ID '{id}' does not exist", "R for VPN connections"
)
TRANSIT_GATEWAY_WITHOUT_CIDR = ErrorSpec(
    "InvalidParameterValue", "The transit gateway {id} has no CIDR block", "D rule, I code"
)
TRANSIT_GATEWAY_OVERLAPS = ErrorSpec(
    "InvalidParameterValue", "The client CIDR block overlaps the CIDR block {value} of {id}", "D rule, I code"
)
TRANSIT_GATEWAY_AND_VPC = ErrorSpec(
    "InvalidParameterCombination", "An endpoint leads to a transit gateway or into a VPC", "D rule, I code"
)
ZONE_BY_NAME_AND_ID = ErrorSpec("InvalidParameterCombination", "Name Availability Zones or their ids", "D rule, I code")
ZONE_UNKNOWN = ErrorSpec("InvalidParameterValue", "The Availability Zone {name} does not exist", "I")
ZONE_MISSING = ErrorSpec("MissingParameter", "The request must contain the parameter AvailabilityZone", "I")
TOO_MANY_ZONES = ErrorSpec("InvalidParameterValue", "There are at most {limit} Availability Zones", "D limit, I code")
SUBNET_WITH_TRANSIT_GATEWAY = ErrorSpec(
    "InvalidParameterCombination", "A subnet is for endpoints that lead into a VPC", "D rule, I code"
)
ATTACHMENT_UNKNOWN = ErrorSpec(
    "InvalidTransitGatewayAttachmentID.NotFound",
    "Transit Gateway Attachment {id} was deleted or does not exist.",
    "R of AssociateTransitGatewayRouteTable",
)
TRANSIT_GATEWAY_IN_USE = ErrorSpec(
    "IncorrectState",
    "{id} has non-deleted Transit Gateway Attachments: {attachments}.",
    "D rule, I code and text, as for other attachments",
)
ATTACHMENT_STATE = ErrorSpec("IncorrectState", "{id} is in invalid state", "I")

SUBNET_IN_USE = ErrorSpec("DependencyViolation", "The subnet '{id}' has dependencies and cannot be deleted.", "R text")
GROUP_IN_USE = ErrorSpec("DependencyViolation", "resource {id} has a dependent object", "R text")
VPC_IN_USE = ErrorSpec("DependencyViolation", "The vpc '{id}' has dependencies and cannot be deleted.", "R text")

FILTER_UNKNOWN = ErrorSpec("InvalidParameterValue", "The filter '{name}' is invalid", "I")
