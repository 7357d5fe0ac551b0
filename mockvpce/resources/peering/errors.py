"""The errors of VPC peering, and of what peering forbids to routes, VPCs and security groups.

EC2 says `…ID.NotFound` but `…Id.Malformed`. Marks as in `protocol.errors`. Every [I] below is our guess, to be
replaced when somebody records the real answer.
"""

from __future__ import annotations

from mockvpce.protocol.errors import ErrorSpec

CONNECTION_MALFORMED = ErrorSpec(
    "InvalidVpcPeeringConnectionId.Malformed", 'Invalid id: "{id}" (expecting "pcx-...")', "R"
)
CONNECTION_UNKNOWN = ErrorSpec(
    "InvalidVpcPeeringConnectionID.NotFound", "The vpcPeeringConnection ID '{id}' does not exist", "R"
)
VPC_MALFORMED = ErrorSpec(
    "InvalidVpcId.Malformed",
    "Invalid Id: '{id}' (expecting 'vpc-...; the Id may only contain lowercase alphanumeric characters and a single"
    " dash')",
    "R text",
)
VPC_UNKNOWN = ErrorSpec("InvalidVpcID.NotFound", "The vpc ID '{id}' does not exist", "D code, I text")
FILTER_UNKNOWN = ErrorSpec("InvalidParameterValue", "The filter '{name}' is invalid", "I")

# who, where, when

NOT_ACCEPTER = ErrorSpec("OperationNotPermitted", "User {account} cannot {verb} peering {id}", "R accept, I others")
ACCEPT_ELSEWHERE = ErrorSpec(
    "OperationNotPermitted",
    "Incorrect region ({called}) specified for this request. VPC peering connection {id} must be accepted in region"
    " {region}",
    "R",
)
REJECT_ELSEWHERE = ErrorSpec(
    "OperationNotPermitted",
    "Incorrect region ({called}) specified for this request. VPC peering connection {id} must be accepted or rejected"
    " in region {region}",
    "R",
)
BAD_TRANSITION = ErrorSpec(
    "InvalidStateTransition",
    "Invalid state transition for {id}, attempted to transition from {source} to {target}",
    "R to deleting, I to provisioning and rejected",
)
ALREADY_EXISTS = ErrorSpec(
    "VpcPeeringConnectionAlreadyExists", "The vpc peering connection identified by {id} already exists.", "R"
)
TOO_MANY_ACTIVE = ErrorSpec(
    "ActiveVpcPeeringConnectionPerVpcLimitExceeded",
    "The maximum number of active VPC peering connections for {vpc} has been reached.",
    "D code, I text",
)
TOO_MANY_REQUESTS = ErrorSpec(
    "OutstandingVpcPeeringConnectionLimitExceeded",
    "The maximum number of outstanding VPC peering connection requests for {vpc} has been reached.",
    "D code, I text",
)

# options

NOT_ACTIVE = ErrorSpec(
    "OperationNotPermitted",
    "Peering {id} is not active. Peering options can be added only to active peerings.",
    "R",
)
NOT_YOUR_SIDE = ErrorSpec(
    "OperationNotPermitted",
    "User {account} does not have permission to modify the {side} side peering options",
    "R",
)
NOT_YOUR_REGION = ErrorSpec(
    "OperationNotPermitted",
    "{side}'s VPC Peering connection options cannot be modified for a different region",
    "R text, I code",
)
CLASSIC_INTER_REGION = ErrorSpec(
    "OperationNotPermitted",
    "Modifying VPC peering connection options AllowEgressFromLocalClassicLinkToRemoteVpc,"
    " AllowEgressFromLocalVpcToRemoteClassicLink is not supported for cross-region VPC peering connections",
    "R",
)
DNS_HOSTNAMES_DISABLED = ErrorSpec(
    "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled",
    "DNS hostname support must be enabled for the VPC {vpc}",
    "D code, I text",
)
MODE_WITHOUT_MULTIPATH = ErrorSpec(
    "InvalidParameterCombination",
    "MultipathResilienceMode can be specified only if AllowMultipathResilience is true",
    "D rule, I code and text",
)
MULTIPATH_WITHIN_REGION = ErrorSpec(
    "InvalidParameterCombination",
    "Multipath resilience is supported only for inter-Region VPC peering connections",
    "D rule, I code and text",
)

# routes and VPCs

OTHER_NETWORK = ErrorSpec(
    "InvalidParameterValue", "route table {table} and network gateway {id} belong to different networks", "R"
)
OWN_ADDRESSES = ErrorSpec(
    "InvalidParameterValue",
    "The destination CIDR block {cidr} is equal to or more specific than one of this VPC's CIDR blocks. This route can"
    " target only an interface or an instance.",
    "R",
)
VPC_IN_USE = ErrorSpec("DependencyViolation", "The vpc '{id}' has dependencies and cannot be deleted.", "R")
BLOCK_WHILE_REQUESTING = ErrorSpec(
    "OperationNotPermitted",
    "{vpc} is the requester VPC of {id}, which is pending acceptance: no CIDR block can be associated with it",
    "D rule, I code and text",
)
BLOCK_OVERLAPS_PEER = ErrorSpec(
    "OperationNotPermitted",
    "The CIDR block {cidr} overlaps with a CIDR block of the VPC peered by {id}",
    "D rule, I code and text",
)

# security groups

DIFFERENT_NETWORKS = ErrorSpec(
    "InvalidGroup.NotFound", "You have specified two resources that belong to different networks.", "R"
)
GROUP_UNKNOWN = ErrorSpec(
    "InvalidGroup.NotFound", "The security group '{id}' does not exist", "D code, R EC2-wide text"
)
GROUP_IN_USE = ErrorSpec("DependencyViolation", "resource {id} has a dependent object", "D code, R EC2-wide text")
