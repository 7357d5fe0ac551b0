"""An analysis of a Network Access Scope and its findings: computed when it starts, shown when it is done."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from mockvpce.engine.lifecycle import GONE, Lifecycle, Row, forced
from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import resource
from mockvpce.network.access import Finder, Findings
from mockvpce.protocol.filters import Filters
from mockvpce.resources.insights import errors
from mockvpce.resources.insights.scope import NetworkInsightsAccessScope

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

RUNNING, SUCCEEDED, FAILED = "running", "succeeded", "failed"
DURATION = timedelta(seconds=60)
"""AWS gives no figure but the end after four hours [I]."""


@resource(
    type="network-insights-access-scope-analysis",
    prefix="nisa",
    malformed=errors.SCOPE_ANALYSIS_MALFORMED,
    unknown=errors.SCOPE_ANALYSIS_UNKNOWN,
    shown_by="DescribeNetworkInsightsAccessScopeAnalyses",
)
@dataclass(slots=True, kw_only=True, eq=False)
class NetworkInsightsAccessScopeAnalysis(Resource):
    """An analysis with its findings."""

    scope_id: str
    findings: Findings

    lifecycle = Lifecycle(
        [
            Row("finish", RUNNING, SUCCEEDED, after=DURATION),
            *(Row("delete", state, GONE) for state in (RUNNING, SUCCEEDED, FAILED)),
            *forced((RUNNING, SUCCEEDED, FAILED), (FAILED, SUCCEEDED)),
        ],
        unforced={RUNNING: "an analysis that has ended does not run again; start another one"},
    )

    @classmethod
    def indexes(cls) -> Mapping[str, Callable[[NetworkInsightsAccessScopeAnalysis], Iterable[Hashable]]]:
        """By scope."""
        return {"scope": lambda one: (one.scope_id,)}


def analysis_view(call: Call, one: NetworkInsightsAccessScopeAnalysis) -> dict[str, Any]:
    """An analysis as answers show it."""
    shown: dict[str, Any] = {
        "NetworkInsightsAccessScopeAnalysisId": one.id,
        "NetworkInsightsAccessScopeAnalysisArn": call.arn(one.type, one.id),
        "NetworkInsightsAccessScopeId": one.scope_id,
        "Status": one.code,
        "StartDate": one.created,
        "AnalyzedEniCount": 0,
        "Tags": call.tag_list(one.id),
    }
    if one.code == SUCCEEDED:
        shown["EndDate"] = call.world.clock.after(DURATION, one.created)
        shown["FindingsFound"] = "true" if one.findings.ways else "false"
        shown["AnalyzedEniCount"] = one.findings.interfaces
    elif one.code == FAILED:
        shown["FindingsFound"] = "unknown"
    return shown


@operation(creates=NetworkInsightsAccessScopeAnalysis)
def start_network_insights_access_scope_analysis(
    call: Call, *, network_insights_access_scope_id: str
) -> dict[str, Any]:
    """Look for the ways of a scope in the network as it is now."""
    scope = call.own(NetworkInsightsAccessScope, network_insights_access_scope_id)
    findings = Finder(call.world, call.home).find(scope.matches, scope.excludes)
    made = call.create(NetworkInsightsAccessScopeAnalysis, RUNNING, scope_id=scope.id, findings=findings)
    return {"NetworkInsightsAccessScopeAnalysis": analysis_view(call, made)}


FILTERS: Filters[NetworkInsightsAccessScopeAnalysis] = Filters(
    {}, unknown=lambda name: errors.FILTER_UNKNOWN(name=name)
)


@operation(lists=NetworkInsightsAccessScopeAnalysis, filters=FILTERS, page=(1, 100))
def describe_network_insights_access_scope_analyses(
    call: Call,
    *,
    network_insights_access_scope_analysis_ids: Sequence[str] | None = None,
    network_insights_access_scope_id: str | None = None,
    analysis_start_time_begin: datetime | None = None,
    analysis_start_time_end: datetime | None = None,
    filters: Sequence[Mapping[str, Any]] | None = None,
) -> Listing[NetworkInsightsAccessScopeAnalysis]:
    """The caller's analyses: by id, of a scope, or started between two moments."""
    ids = network_insights_access_scope_analysis_ids
    views = {"NetworkInsightsAccessScopeAnalyses": analysis_view}
    narrowing = (network_insights_access_scope_id, analysis_start_time_begin, analysis_start_time_end)
    if all(one is None for one in narrowing):
        return call.listing(NetworkInsightsAccessScopeAnalysis, ids, filters, views)
    if network_insights_access_scope_id is not None:
        call.own(NetworkInsightsAccessScope, network_insights_access_scope_id)
    wanted = [
        one.id
        for one in call.world.table(NetworkInsightsAccessScopeAnalysis).at(call.home)
        if (not ids or one.id in ids)
        and network_insights_access_scope_id in (None, one.scope_id)
        and (analysis_start_time_begin is None or analysis_start_time_begin <= one.created)
        and (analysis_start_time_end is None or one.created <= analysis_start_time_end)
    ]
    if not wanted:
        return Listing((), dict.fromkeys(views, dict))
    return call.listing(NetworkInsightsAccessScopeAnalysis, wanted, filters, views)


@operation(page=(1, 100))
def get_network_insights_access_scope_analysis_findings(
    call: Call, *, network_insights_access_scope_analysis_id: str
) -> Listing[tuple[int, Sequence[dict[str, Any]]]]:
    """The findings of an analysis that is done."""
    one = call.own(NetworkInsightsAccessScopeAnalysis, network_insights_access_scope_analysis_id)
    ways = one.findings.ways if one.code == SUCCEEDED else ()

    def view(finding: tuple[int, Sequence[dict[str, Any]]]) -> dict[str, Any]:
        number, way = finding
        return {
            "NetworkInsightsAccessScopeAnalysisId": one.id,
            "NetworkInsightsAccessScopeId": one.scope_id,
            "FindingId": f"AnalysisFinding-{number}",
            "FindingComponents": deepcopy(list(way)),
        }

    beside = {"NetworkInsightsAccessScopeAnalysisId": one.id, "AnalysisStatus": one.code}
    return Listing(list(enumerate(ways, 1)), {"AnalysisFindings": view}, beside)


@operation
def delete_network_insights_access_scope_analysis(
    call: Call, *, network_insights_access_scope_analysis_id: str
) -> dict[str, Any]:
    """Delete an analysis with its findings."""
    one = call.own(NetworkInsightsAccessScopeAnalysis, network_insights_access_scope_analysis_id)
    call.world.apply(one, "delete")
    return {"NetworkInsightsAccessScopeAnalysisId": one.id}


@operation
def delete_network_insights_access_scope(call: Call, *, network_insights_access_scope_id: str) -> dict[str, Any]:
    """Delete a scope, which no analysis may be left of."""
    scope = call.own(NetworkInsightsAccessScope, network_insights_access_scope_id)
    if any(True for _ in call.world.table(NetworkInsightsAccessScopeAnalysis).where("scope", scope.id)):
        raise errors.SCOPE_ANALYSES_LEFT(id=scope.id)
    call.world.apply(scope, "delete")
    return {"NetworkInsightsAccessScopeId": scope.id}
