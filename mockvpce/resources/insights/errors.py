"""The errors of Network Insights. Marks as in `protocol.errors`; AWS publishes none of the texts."""

from __future__ import annotations

from mockvpce.protocol.errors import ErrorSpec

_FORM = "The ID '{id}' is malformed."
_ABSENT = "The ID '{id}' does not exist."

PATH_MALFORMED = ErrorSpec("InvalidNetworkInsightsPathId.Malformed", _FORM, "I")
PATH_UNKNOWN = ErrorSpec("InvalidNetworkInsightsPathId.NotFound", _ABSENT, "R code, I text")
ANALYSIS_MALFORMED = ErrorSpec("InvalidNetworkInsightsAnalysisId.Malformed", _FORM, "R code, I text")
ANALYSIS_UNKNOWN = ErrorSpec("InvalidNetworkInsightsAnalysisId.NotFound", _ABSENT, "R code, I text")
SCOPE_MALFORMED = ErrorSpec("InvalidNetworkInsightsAccessScopeId.Malformed", _FORM, "I")
SCOPE_UNKNOWN = ErrorSpec("InvalidNetworkInsightsAccessScopeId.NotFound", _ABSENT, "D code, I text")
SCOPE_ANALYSIS_MALFORMED = ErrorSpec("InvalidNetworkInsightsAccessScopeAnalysisId.Malformed", _FORM, "I")
SCOPE_ANALYSIS_UNKNOWN = ErrorSpec("InvalidNetworkInsightsAccessScopeAnalysisId.NotFound", _ABSENT, "D code, I text")

SOURCE_UNKNOWN = ErrorSpec("NetworkInsightsSource.NotFound", "The source does not exist", "R code, I text")
DESTINATION_UNKNOWN = ErrorSpec(
    "NetworkInsightsDestination.NotFound", "The destination does not exist", "R code, I text"
)
NO_DESTINATION = ErrorSpec(
    "MissingParameter",
    "The request must include either the Destination parameter or the FilterAtSource.DestinationAddress parameter. Add"
    " the required parameter and retry the request.",
    "R",
)
EXCLUDED = ErrorSpec(
    "InvalidParameterCombination", "The parameter {one} cannot be used with the parameter {other}", "R code, I text"
)
BAD_END = ErrorSpec("InvalidParameterValue", "The {end} {id} has an unsupported resource type", "I")
SAME_ENDS = ErrorSpec("InvalidParameterValue", "The source and the destination are the same resource", "I")
BAD_ADDRESS = ErrorSpec("InvalidParameterValue", "Value ({value}) for parameter {name} is not an IPv4 address", "I")
BAD_BLOCK = ErrorSpec(
    "InvalidParameterValue", "Value ({value}) for parameter {name} is not a block of IPv4 addresses", "D rule, I text"
)
BAD_TYPE = ErrorSpec(
    "InvalidParameterValue", "Value ({value}) for parameter ResourceTypes is not supported", "D rule, I text"
)
BAD_ACCOUNT = ErrorSpec("InvalidParameterValue", "Value ({value}) for parameter AdditionalAccounts is no account", "I")
BAD_PORT = ErrorSpec("InvalidParameterValue", "Value ({value}) for parameter {name} is not a port", "I")
BAD_PROTOCOL = ErrorSpec("InvalidParameterValue", "Value ({value}) for parameter protocol is invalid", "I")
FILTER_UNKNOWN = ErrorSpec("InvalidParameterValue", "The filter '{name}' is invalid", "I")
ANALYSES_LEFT = ErrorSpec(
    "AnalysisExistsForNetworkInsightsPath", "The path {id} has analyses. Delete them first.", "R code, I text"
)
SCOPE_ANALYSES_LEFT = ErrorSpec(
    "AnalysisExistsForNetworkInsightsAccessScope", "The scope {id} has analyses. Delete them first.", "I"
)
TOO_MANY_PATHS = ErrorSpec(
    "NetworkInsightsPath.LimitExceeded", "The limit of {limit} paths has been reached", "R code, I text"
)
TOO_MANY_ANALYSES = ErrorSpec(
    "NetworkInsightsAnalysis.LimitExceeded", "The limit of {limit} analyses has been reached", "R code, I text"
)
NO_MATCH = ErrorSpec("MissingParameter", "The request must include the MatchPaths parameter", "D rule, I text")
EMPTY_STATEMENT = ErrorSpec(
    "InvalidParameterValue",
    "A path statement needs a resource statement or a packet header statement",
    "D rule, I text",
)
EMPTY_RESOURCES = ErrorSpec(
    "InvalidParameterCombination", "A resource statement has either Resources or ResourceTypes", "D rule, I text"
)
THROUGH_IN_MATCH = ErrorSpec(
    "InvalidParameterValue", "ThroughResources is allowed in ExcludePaths only, with one element", "D rule, I text"
)
