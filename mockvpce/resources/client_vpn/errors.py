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
FILTER_UNKNOWN = ErrorSpec("InvalidParameterValue", "The filter '{name}' is invalid", "I")
