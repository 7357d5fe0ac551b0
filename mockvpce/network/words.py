"""What the codes of the analyzer mean, in a few words each, for the reader of a path."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "BAD_STATE": "it does not work now",
        "BAD_STATE_ATTACHMENT": "the attachment does not work now",
        "BAD_STATE_ROUTE": "the route is a black hole",
        "DISCONNECTED_VPCS": "nothing joins the two VPCs",
        "ELBV2_LISTENERS_MISMATCH": "no listener has the port",
        "ELBV2_LISTENER_HAS_NO_TG": "there is no target behind the listener",
        "ELBV2_NO_TARGETS_IN_AZ": "there is no target in the node's zone, and cross-zone is off",
        "ENI_SG_RULES_MISMATCH": "no rule of the groups lets the packet pass",
        "ENI_SOURCE_DEST_CHECK_RESTRICTION": "the source/destination check is on, and the address is another's",
        "GATEWAY_REJECTS_SPOOFED_TRAFFIC": "the packet is not of this VPC, or none that goes this way",
        "HIGHER_PRIORITY_ROUTE": "another route to the same block comes first",
        "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS": "the destination has no public address",
        "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS": "the source has no public address",
        "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS": "the destination is a private address",
        "IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS": "the destination is a private address",
        "IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS": "the source is a private address",
        "IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS": "the source is a private address",
        "MOCKVPCE_LOOP": "the packet goes round in circles",
        "MOCKVPCE_NAME_NOT_RESOLVED": "the name has no address here",
        "MOCKVPCE_UNSUPPORTED_TARGET": "no packet is followed through this target",
        "VPC_BLOCK_PUBLIC_ACCESS_ENABLED": "the account blocks public access in this Region",
        "MORE_SPECIFIC_ROUTE": "a more specific route leads elsewhere",
        "NGW_REQUIRES_SOURCE_IN_VPC": "the source is not of the gateway's VPC",
        "NGW_SOURCE_ADDRESS_REASSIGN": "the answer would get another source address",
        "NO_PATH": "the packet comes to nobody it was meant for",
        "NO_POSSIBLE_DESTINATION": "nobody has the destination",
        "NO_ROUTE_TO_DESTINATION": "no route leads to the destination",
        "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR": "the destination is not of the peer VPC: peerings carry nothing further",
        "PROTOCOL_RESTRICTION": "it does not carry the protocol",
        "SG_HAS_NO_RULES": "the groups have no rule at all",
        "SUBNET_ACL_RESTRICTION": "the network ACL denies the packet",
        "TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION": "the attachment has no route table",
        "TGW_ROUTE_AZ_RESTRICTION": "the gateway is not attached in the zone",
        "TGW_RTB_BAD_STATE_ROUTE": "the route is a black hole",
        "TGW_RTB_CANNOT_ROUTE": "the attachment does not carry the packet",
        "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT": "its table has no route to the destination",
        "UNASSOCIATED_COMPONENT": "it is attached to no VPC of the way",
        "VPCE_GATEWAY_PROTOCOL_RESTRICTION": "gateway endpoints carry TCP and ICMP",
    }
)
"""Code -> words. Of others the code alone is shown."""
