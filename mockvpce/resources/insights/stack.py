"""`AWS::EC2::NetworkInsightsPath`, `…Analysis`, `…AccessScope` and `…AccessScopeAnalysis`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from mockvpce.engine.stacks import Properties, Requests, StackType, declare, its_id, removing, tag_specifications


def _shown(operation: str, ids: str, answers: str) -> Callable[[Requests, str], Mapping[str, Any]]:
    """What a Describe shows of one resource."""

    def shown(requests: Requests, some_id: str) -> Mapping[str, Any]:
        asked: dict[str, Any] = {ids: [some_id]}
        found: Mapping[str, Any] = requests.ask(operation, **asked)[answers][0]
        return found

    return shown


def _member(shown: Callable[[Requests, str], Mapping[str, Any]], name: str) -> Callable[[Requests, str], Any]:
    """An attribute: a member of what a Describe shows, moments as text."""

    def attribute(requests: Requests, some_id: str) -> Any:
        value = shown(requests, some_id).get(name)
        return value.isoformat() if isinstance(value, datetime) else value

    return attribute


# paths ---------------------------------------------------------------------------------------------------------------


def _create_path(requests: Requests, properties: Properties) -> str:
    made = requests.ask(
        "CreateNetworkInsightsPath",
        Source=properties.get("Source"),
        Destination=properties.get("Destination"),
        Protocol=properties.get("Protocol"),
        SourceIp=properties.get("SourceIp"),
        DestinationIp=properties.get("DestinationIp"),
        DestinationPort=properties.get("DestinationPort"),
        FilterAtSource=properties.get("FilterAtSource"),
        FilterAtDestination=properties.get("FilterAtDestination"),
        ClientToken=requests.world.ids.request(),
        TagSpecifications=tag_specifications("network-insights-path", properties),
    )
    return str(made["NetworkInsightsPath"]["NetworkInsightsPathId"])


_remove_path = removing("DeleteNetworkInsightsPath", "NetworkInsightsPathId")


_path = _shown("DescribeNetworkInsightsPaths", "NetworkInsightsPathIds", "NetworkInsightsPaths")
declare(
    StackType(
        name="AWS::EC2::NetworkInsightsPath",
        create=_create_path,
        remove=_remove_path,
        attributes={
            "NetworkInsightsPathId": its_id,
            **{
                name: _member(_path, name)
                for name in ("CreatedDate", "DestinationArn", "NetworkInsightsPathArn", "SourceArn")
            },
        },
        replacing=frozenset(
            {
                "Source",
                "Destination",
                "Protocol",
                "SourceIp",
                "DestinationIp",
                "DestinationPort",
                "FilterAtSource",
                "FilterAtDestination",
            }
        ),
    )
)

# analyses ------------------------------------------------------------------------------------------------------------


def _create_analysis(requests: Requests, properties: Properties) -> str:
    made = requests.ask(
        "StartNetworkInsightsAnalysis",
        NetworkInsightsPathId=properties.get("NetworkInsightsPathId"),
        AdditionalAccounts=properties.get("AdditionalAccounts"),
        FilterInArns=properties.get("FilterInArns"),
        FilterOutArns=properties.get("FilterOutArns"),
        ClientToken=requests.world.ids.request(),
        TagSpecifications=tag_specifications("network-insights-analysis", properties),
    )
    analysis_id = str(made["NetworkInsightsAnalysis"]["NetworkInsightsAnalysisId"])
    requests.hasten(analysis_id)
    return analysis_id


_remove_analysis = removing("DeleteNetworkInsightsAnalysis", "NetworkInsightsAnalysisId")


_analysis = _shown("DescribeNetworkInsightsAnalyses", "NetworkInsightsAnalysisIds", "NetworkInsightsAnalyses")
declare(
    StackType(
        name="AWS::EC2::NetworkInsightsAnalysis",
        create=_create_analysis,
        remove=_remove_analysis,
        attributes={
            "NetworkInsightsAnalysisId": its_id,
            **{
                name: _member(_analysis, name)
                for name in (
                    "AlternatePathHints",
                    "Explanations",
                    "ForwardPathComponents",
                    "NetworkInsightsAnalysisArn",
                    "NetworkPathFound",
                    "ReturnPathComponents",
                    "StartDate",
                    "Status",
                    "StatusMessage",
                    "SuggestedAccounts",
                )
            },
        },
        replacing=frozenset({"NetworkInsightsPathId", "AdditionalAccounts", "FilterInArns", "FilterOutArns"}),
    )
)

# access scopes -------------------------------------------------------------------------------------------------------


def _create_scope(requests: Requests, properties: Properties) -> str:
    made = requests.ask(
        "CreateNetworkInsightsAccessScope",
        MatchPaths=properties.get("MatchPaths"),
        ExcludePaths=properties.get("ExcludePaths"),
        ClientToken=requests.world.ids.request(),
        TagSpecifications=tag_specifications("network-insights-access-scope", properties),
    )
    return str(made["NetworkInsightsAccessScope"]["NetworkInsightsAccessScopeId"])


_remove_scope = removing("DeleteNetworkInsightsAccessScope", "NetworkInsightsAccessScopeId")


_scope = _shown("DescribeNetworkInsightsAccessScopes", "NetworkInsightsAccessScopeIds", "NetworkInsightsAccessScopes")
declare(
    StackType(
        name="AWS::EC2::NetworkInsightsAccessScope",
        create=_create_scope,
        remove=_remove_scope,
        attributes={
            "NetworkInsightsAccessScopeId": its_id,
            **{name: _member(_scope, name) for name in ("CreatedDate", "NetworkInsightsAccessScopeArn", "UpdatedDate")},
        },
        replacing=frozenset({"MatchPaths", "ExcludePaths"}),
    )
)


def _create_scope_analysis(requests: Requests, properties: Properties) -> str:
    made = requests.ask(
        "StartNetworkInsightsAccessScopeAnalysis",
        NetworkInsightsAccessScopeId=properties.get("NetworkInsightsAccessScopeId"),
        ClientToken=requests.world.ids.request(),
        TagSpecifications=tag_specifications("network-insights-access-scope-analysis", properties),
    )
    analysis_id = str(made["NetworkInsightsAccessScopeAnalysis"]["NetworkInsightsAccessScopeAnalysisId"])
    requests.hasten(analysis_id)
    return analysis_id


_remove_scope_analysis = removing("DeleteNetworkInsightsAccessScopeAnalysis", "NetworkInsightsAccessScopeAnalysisId")


_scope_analysis = _shown(
    "DescribeNetworkInsightsAccessScopeAnalyses",
    "NetworkInsightsAccessScopeAnalysisIds",
    "NetworkInsightsAccessScopeAnalyses",
)
declare(
    StackType(
        name="AWS::EC2::NetworkInsightsAccessScopeAnalysis",
        create=_create_scope_analysis,
        remove=_remove_scope_analysis,
        attributes={
            "NetworkInsightsAccessScopeAnalysisId": its_id,
            **{
                name: _member(_scope_analysis, name)
                for name in (
                    "AnalyzedEniCount",
                    "EndDate",
                    "FindingsFound",
                    "NetworkInsightsAccessScopeAnalysisArn",
                    "StartDate",
                    "Status",
                    "StatusMessage",
                    "WarningMessage",
                )
            },
        },
        replacing=frozenset({"NetworkInsightsAccessScopeId"}),
    )
)
