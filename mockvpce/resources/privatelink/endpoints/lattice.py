"""The VPC Lattice resources that Resource and ServiceNetwork endpoints lead to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mockvpce.protocol.errors import ErrorSpec
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.endpoints.endpoint import SERVICE_NETWORK

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

_ARN = re.compile(
    r"arn:aws[a-z-]*:vpc-lattice:[a-z0-9-]+:\d{12}:(servicenetwork/sn-|resourceconfiguration/rcfg-)[0-9a-z-]+"
)

ARN_MALFORMED = ErrorSpec("Invalid{thing}Arn.Malformed", "The ARN '{arn}' is not valid.", "D code, I text")
ARN_UNKNOWN = ErrorSpec("Invalid{thing}Arn.NotFound", "The ARN '{arn}' does not exist.", "D code, I text")
ARN_MISSING = ErrorSpec("MissingParameter", "The request must contain the parameter {parameter}", "I")


def find_target(call: Call, endpoint_type: str, network_arn: str, resource_arn: str) -> str:
    """The ARN that an endpoint of the type needs.

    Service networks are looked up in moto. moto has no resource configurations, so any ARN of the right form stands for
    one that exists.
    """
    network = endpoint_type == SERVICE_NETWORK
    parameter = "ServiceNetworkArn" if network else "ResourceConfigurationArn"
    wanted, other = (network_arn, resource_arn) if network else (resource_arn, network_arn)
    if other:
        other_name = "ResourceConfigurationArn" if network else "ServiceNetworkArn"
        raise errors.PARAMETER_NOT_FOR_TYPE(parameter=other_name, type=endpoint_type)
    if not wanted:
        raise ARN_MISSING(parameter=parameter)
    thing = parameter.removesuffix("Arn")
    match = _ARN.fullmatch(wanted)
    if match is None or match[1].startswith("servicenetwork") != network:
        raise ARN_MALFORMED(thing=thing, arn=wanted)
    if network and call.platform.lattice.get(wanted) is None:
        raise ARN_UNKNOWN(thing=thing, arn=wanted)
    return wanted
