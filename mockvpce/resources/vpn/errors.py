"""The errors of Site-to-Site VPN. Marks as in `protocol.errors`.

EC2 says `…ID.NotFound` but `…Id.Malformed` of most types. Every [I] below is inferred and gives way to a recorded answer.
"""

from __future__ import annotations

from mockvpce.protocol.errors import ErrorSpec

FILTER_UNKNOWN = ErrorSpec("InvalidParameterValue", "The filter '{name}' is invalid", "I EC2-wide wording")
BAD_VALUE = ErrorSpec("InvalidParameterValue", "Value ({value}) for parameter {name} is invalid.", "I EC2-wide form")

# customer gateways

CUSTOMER_GATEWAY_MALFORMED = ErrorSpec(
    "InvalidCustomerGatewayId.Malformed", 'Invalid id: "{id}" (expecting "cgw-...")', "D code, I text"
)
CUSTOMER_GATEWAY_UNKNOWN = ErrorSpec(
    "InvalidCustomerGatewayID.NotFound", "The customerGateway ID '{id}' does not exist", "R"
)
CUSTOMER_GATEWAY_STATE = ErrorSpec(
    "InvalidCustomerGatewayState", "The customer gateway '{id}' is not in a valid state.", "D code, I text"
)
CUSTOMER_GATEWAY_IN_USE = ErrorSpec("IncorrectState", "The customer gateway is in use.", "R code, I text")
CUSTOMER_GATEWAY_LIMIT = ErrorSpec(
    "CustomerGatewayLimitExceeded", "The maximum number of customer gateways has been reached.", "D code, I text"
)
BAD_ADDRESS = ErrorSpec(
    "InvalidParameterValue",
    "Value ({value}) for parameter ipAddress is invalid. Invalid IPv{version} address.",
    "I",
)
BOTH_ADDRESSES = ErrorSpec(
    "InvalidParameterCombination", "The parameters ipAddress and publicIp cannot be used together", "I"
)
BOTH_ASNS = ErrorSpec(
    "InvalidParameterCombination", "The parameters bgpAsn and bgpAsnExtended cannot be used together", "D rule, I"
)

# virtual private gateways

GATEWAY_MALFORMED = ErrorSpec("InvalidVpnGatewayID.Malformed", 'Invalid id: "{id}" (expecting "vgw-...")', "I")
GATEWAY_UNKNOWN = ErrorSpec("InvalidVpnGatewayID.NotFound", "The vpnGateway ID '{id}' does not exist", "D code, I text")
GATEWAY_STATE = ErrorSpec(
    "InvalidVpnGatewayState", "The virtual private gateway '{id}' is not in a valid state.", "D code, I text"
)
GATEWAY_IN_USE = ErrorSpec("IncorrectState", "The VPN gateway is in use.", "R")
GATEWAY_LIMIT = ErrorSpec(
    "VpnGatewayLimitExceeded", "The maximum number of virtual private gateways has been reached.", "D code, I text"
)
ATTACHMENT_LIMIT = ErrorSpec(
    "VpnGatewayAttachmentLimitExceeded",
    "The maximum number of virtual private gateway attachments has been reached.",
    "D code, I text",
)
ATTACHMENT_UNKNOWN = ErrorSpec(
    "InvalidVpnGatewayAttachment.NotFound",
    "The attachment with vpn gateway ID '{gateway}' and vpc ID '{vpc}' does not exist",
    "R code, I text",
)
VPC_HAS_GATEWAY = ErrorSpec("InvalidVpcState", "VPC {vpc} is currently attached to the Virtual Private Gateway.", "R")
NOT_ATTACHED = ErrorSpec("Gateway.NotAttached", "resource {gateway} is not attached to network {vpc}", "R code, I text")

# VPCs and route tables

VPC_MALFORMED = ErrorSpec(
    "InvalidVpcId.Malformed",
    "Invalid Id: '{id}' (expecting 'vpc-...; the Id may only contain lowercase alphanumeric characters and a single"
    " dash')",
    "R text",
)
VPC_UNKNOWN = ErrorSpec("InvalidVpcID.NotFound", "The vpc ID '{id}' does not exist", "D code, I text")
VPC_IN_USE = ErrorSpec("DependencyViolation", "The vpc '{id}' has dependencies and cannot be deleted.", "R text")
TABLE_MALFORMED = ErrorSpec("InvalidRouteTableId.Malformed", 'Invalid id: "{id}" (expecting "rtb-...")', "I")
TABLE_UNKNOWN = ErrorSpec("InvalidRouteTableID.NotFound", "The routeTable ID '{id}' does not exist", "R code")
OTHER_NETWORK = ErrorSpec(
    "InvalidParameterValue", "route table {table} and network gateway {id} belong to different networks", "R"
)
