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
