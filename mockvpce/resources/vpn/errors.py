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

# connections

CONNECTION_UNKNOWN = ErrorSpec(
    "InvalidVpnConnectionID.NotFound", "The vpnConnection ID '{id}' does not exist", "R code, I text"
)
CONNECTION_UNKNOWN_BARE = ErrorSpec(
    "InvalidVpnConnectionId", "The vpnConnection ID '{id}' does not exist", "R code of some operations, I text"
)
CONNECTION_UNKNOWN_VALUE = ErrorSpec(
    "InvalidParameterValue",
    "The vpnConnection ID '{id}' does not exist",
    "R code of ModifyVpnTunnelCertificate, I text",
)
CONNECTION_STATE = ErrorSpec(
    "InvalidVpnConnection.InvalidState",
    "The VPN connection '{id}' is {state}, which does not allow this operation.",
    "D code, I text",
)
CONNECTION_TYPE = ErrorSpec(
    "InvalidVpnConnection.InvalidType", "The VPN connection '{id}' does not support static routes.", "D code, I text"
)
CONNECTION_LIMIT = ErrorSpec(
    "VpnConnectionLimitExceeded", "The maximum number of VPN connections has been reached.", "D code, I text"
)
PENDING_CONNECTIONS = ErrorSpec(
    "InvalidParameterValue",
    "This call cannot be completed because there are pending VPNs or Virtual Interfaces",
    "R",
)
TWO_GATEWAYS = ErrorSpec(
    "InvalidParameterValue", "The request must not contain both parameter {one} and {other}", "R for the first pair"
)
SAME_ASN = ErrorSpec(
    "AsnConflict", "The ASN of the specified customer gateway and virtual private gateway are the same.", "R"
)
SAME_ADDRESS = ErrorSpec(
    "InvalidCustomerGateway.DuplicateIpAddress", "Conflict among chosen gateway IP addresses.", "D code, R text"
)
TRANSIT_GATEWAY_UNKNOWN = ErrorSpec(
    "InvalidTransitGatewayID.NotFound", "The transitGateway ID '{id}' does not exist", "R"
)
ONLY_TRANSIT = ErrorSpec(
    "InvalidParameterCombination",
    "{what} requires a transit gateway and cannot be used with a virtual private gateway",
    "D rule, I code",
)
ONLY_DYNAMIC = ErrorSpec("InvalidParameterCombination", "{what} requires dynamic routing", "D rule, I code")
NOT_ACCELERATED = ErrorSpec(
    "InvalidParameterCombination", "Large bandwidth tunnels cannot be accelerated", "D rule, I code"
)
FIXED_ADDRESS = ErrorSpec(
    "InvalidParameterCombination", "{what} requires a customer gateway with an IP address", "D rule, I code"
)
NO_PRIVATE_CIDR = ErrorSpec(
    "InvalidParameterValue",
    "Private outside addresses come from a CIDR block of the transit gateway, and {id} has none.",
    "D rule, I code",
)
OTHER_VERSION = ErrorSpec(
    "InvalidParameterCombination", "{name} does not go with the tunnel inside IP version {version}", "I"
)

NO_PRIVATE_SITES = ErrorSpec(
    "InvalidParameterCombination",
    "A VPN concentrator cannot be used with OutsideIpAddressType PrivateIpv4",
    "D rule, I code",
)
NOT_IN_REGION = ErrorSpec(
    "UnsupportedOperation",
    "The tunnel bandwidth parameter is not currently supported in this region",
    "D rule, I code and text, as of the tunnel inside ip version",
)

# tunnels

PRE_SHARED_KEY = ErrorSpec("InvalidParameterValue", "Value for parameter PreSharedKey is invalid.", "R")
IPV6_ON_IPV4 = ErrorSpec(
    "InvalidParameterCombination",
    "An ipv6 inside cidr is not allowed for VPNs using an ipv4 inside ip version",
    "R",
)
INSIDE_CIDR_IN_USE = ErrorSpec(
    "InvalidCidr.InUse", "The inside tunnel CIDR {cidr} is already in use on this gateway.", "D code, I text"
)
TOO_MANY_TUNNELS = ErrorSpec("InvalidParameterValue", "A VPN connection has no more than two tunnels.", "I")
PHASE_ORDER = ErrorSpec(
    "InvalidParameterValue", "Phase2LifetimeSeconds must be less than Phase1LifetimeSeconds.", "D rule, I code"
)
IKE_VERSION_2 = ErrorSpec("InvalidParameterCombination", "{name} requires IKEv2.", "D rule, I code")
TUNNEL_UNKNOWN = ErrorSpec(
    "InvalidParameterValue",
    "The VPN connection '{id}' has no tunnel with the outside IP address {address}.",
    "I",
)
TRANSIT_GATEWAY_IN_USE = ErrorSpec(
    "IncorrectState", "{gateway} has non-deleted VPN Attachments: {attachments}.", "R code, I text"
)

# static routes

ROUTE_PARAMETER = ErrorSpec(
    "InvalidParameter", "Value ({value}) for parameter destinationCidrBlock is invalid.", "R code, I text"
)
ROUTE_MALFORMED = ErrorSpec("InvalidRoute.Malformed", "The route {value} is not a CIDR block.", "R code, I text")
ROUTE_UNKNOWN = ErrorSpec("InvalidRoute.NotFound", "The specified route {value} does not exist", "R code, I text")

ROUTE_LIMIT = ErrorSpec(
    "RouteLimitExceeded",
    "The VPN connection '{id}' has {limit} static routes, as many as it may have.",
    "D rule, I code",
)

# modifications

HAS_STATIC_ROUTES = ErrorSpec(
    "IncorrectState", "Delete the static routes of the VPN connection '{id}' first.", "D rule, I code"
)
SKIP_REPLACEMENT = ErrorSpec(
    "InvalidParameterCombination",
    "SkipTunnelReplacement requires EnableTunnelLifecycleControl, and no other option.",
    "D rule, I code",
)
MAINTENANCE_PENDING = ErrorSpec(
    "InvalidParameterCombination",
    "Maintenance of the tunnel {address} is pending: SkipTunnelReplacement cannot be used.",
    "D rule, I code",
)
NO_CERTIFICATE = ErrorSpec(
    "InvalidParameterValue", "The VPN connection '{id}' is not authenticated by certificates.", "D rule, I code"
)

# devices

DEVICE_UNKNOWN = ErrorSpec(
    "InvalidVpnConnectionDeviceTypeId.NotFound",
    "The VPN connection device type ID '{id}' does not exist",
    "R code, I text",
)
RECOMMENDED_IKEV1 = ErrorSpec(
    "UnsupportedOperationException", "The recommended sample requires IKEv2.", "D code, I text"
)

# concentrators

CONCENTRATOR_MALFORMED = ErrorSpec(
    "InvalidVpnConcentratorId.Malformed", 'Invalid id: "{id}" (expecting "vcn-...")', "R code of Describe, I text"
)
CONCENTRATOR_MALFORMED_DELETE = ErrorSpec(
    "InvalidVpnConcentratorID.Malformed", 'Invalid id: "{id}" (expecting "vcn-...")', "R code of Delete, I text"
)
CONCENTRATOR_UNKNOWN = ErrorSpec(
    "InvalidVpnConcentratorID.NotFound", "The vpnConcentrator ID '{id}' does not exist", "R code, I text"
)
CONCENTRATOR_IN_USE = ErrorSpec("IncorrectState", "The VPN concentrator '{id}' has VPN connections.", "D rule, I code")
CONCENTRATOR_LIMIT = ErrorSpec(
    "VpnConcentratorLimitExceeded", "The maximum number of VPN concentrators has been reached.", "D rule, I code"
)
CONCENTRATOR_STATE = ErrorSpec("IncorrectState", "The VPN concentrator '{id}' is {state}.", "I")
