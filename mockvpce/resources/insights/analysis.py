"""An analysis of a Network Insights path: computed when it starts, shown when it is done, and never changed."""

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
from mockvpce.network.analysis import Asked, Result, analyze
from mockvpce.network.ports import ALL, EPHEMERAL
from mockvpce.protocol.filters import Filters
from mockvpce.resources.insights import errors
from mockvpce.resources.insights.path import NetworkInsightsPath

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.network.ports import Ports

ANALYSES = ("network-insights-analyses", 10000)
"""Quota of analyses in an account and Region; AWS's code of it is not known."""
_ACCOUNT = 12
"""The digits of an account's id."""
RUNNING, SUCCEEDED, FAILED = "running", "succeeded", "failed"
DURATION = timedelta(seconds=20)
"""10 to 60 s were seen."""
KEPT = timedelta(days=120)


@resource(
    type="network-insights-analysis",
    prefix="nia",
    malformed=errors.ANALYSIS_MALFORMED,
    unknown=errors.ANALYSIS_UNKNOWN,
    shown_by="DescribeNetworkInsightsAnalyses",
)
@dataclass(slots=True, kw_only=True, eq=False)
class NetworkInsightsAnalysis(Resource):
    """An analysis with its result."""

    path_id: str
    result: Result
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    failure: str = ""

    lifecycle = Lifecycle(
        [
            Row("finish", RUNNING, SUCCEEDED, after=DURATION),
            *(Row("delete", state, GONE) for state in (RUNNING, SUCCEEDED, FAILED)),
            *(Row("expire", state, GONE, after=KEPT, deadline=True) for state in (SUCCEEDED, FAILED)),
            *forced((RUNNING, SUCCEEDED, FAILED), (FAILED, SUCCEEDED)),
        ],
        unforced={RUNNING: "an analysis that has ended does not run again; start another one"},
    )

    @classmethod
    def indexes(cls) -> Mapping[str, Callable[[NetworkInsightsAnalysis], Iterable[Hashable]]]:
        """By path."""
        return {"path": lambda one: (one.path_id,)}


def analysis_view(call: Call, one: NetworkInsightsAnalysis) -> dict[str, Any]:
    """An analysis as answers show it: its result only when it has succeeded."""
    shown: dict[str, Any] = {
        "NetworkInsightsAnalysisId": one.id,
        "NetworkInsightsAnalysisArn": call.arn(one.type, one.id),
        "NetworkInsightsPathId": one.path_id,
        "StartDate": one.created,
        "Status": one.code,
        "Tags": call.tag_list(one.id),
    }
    for key, value in (
        ("FilterInArns", one.include),
        ("FilterOutArns", one.exclude),
        ("AdditionalAccounts", one.accounts),
    ):
        if value:
            shown[key] = list(value)
    if one.code == FAILED:
        shown["StatusMessage"] = "The request failed due to insufficient permissions"
    if one.code == SUCCEEDED:
        shown["NetworkPathFound"] = one.result.found
        for key, parts in (
            ("ForwardPathComponents", one.result.forward),
            ("ReturnPathComponents", one.result.back),
            ("Explanations", one.result.explanations),
        ):
            if parts:
                shown[key] = deepcopy(list(parts))
    return shown


def _source_ports(path: NetworkInsightsPath) -> Ports:
    given = path.filter_at_source.get("SourcePortRange") or path.filter_at_destination.get("SourcePortRange")
    return _range(given) if given else EPHEMERAL


def _range(given: Mapping[str, int]) -> Ports:
    return ((given.get("FromPort", 0), given.get("ToPort", 65535)),)


def _ports(path: NetworkInsightsPath) -> Ports:
    if path.destination_port is not None:
        return ((path.destination_port, path.destination_port),)
    given = path.filter_at_source.get("DestinationPortRange") or path.filter_at_destination.get("DestinationPortRange")
    return _range(given) if given else ALL


@operation(creates=NetworkInsightsAnalysis)
def start_network_insights_analysis(
    call: Call,
    *,
    network_insights_path_id: str,
    additional_accounts: Sequence[str] | None = None,
    filter_in_arns: Sequence[str] | None = None,
    filter_out_arns: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Analyze a path as the network is now. ARNs of filters may name what does not exist."""
    path = call.own(NetworkInsightsPath, network_insights_path_id)
    for account in additional_accounts or ():
        if not (len(account) == _ACCOUNT and account.isdecimal()):
            raise errors.BAD_ACCOUNT(value=account)
    call.check_quota(ANALYSES, len(call.world.table(NetworkInsightsAnalysis).at(call.home)), errors.TOO_MANY_ANALYSES)
    asked = Asked(
        path.source,
        path.destination,
        path.protocol,
        _ports(path),
        path.source_ip or path.filter_at_source.get("SourceAddress", ""),
        path.destination_ip or path.filter_at_source.get("DestinationAddress", ""),
        path.filter_at_destination.get("DestinationAddress", ""),
        tuple(filter_in_arns or ()),
        tuple(filter_out_arns or ()),
        source_ports=_source_ports(path),
        landing_source=path.filter_at_destination.get("SourceAddress", ""),
    )
    made = call.create(
        NetworkInsightsAnalysis,
        RUNNING,
        path_id=path.id,
        result=analyze(call.world, asked),
        include=asked.include,
        exclude=asked.exclude,
        accounts=tuple(additional_accounts or ()),
    )
    return {"NetworkInsightsAnalysis": analysis_view(call, made)}


FILTERS: Filters[NetworkInsightsAnalysis] = Filters(
    {
        "path-found": lambda one: one.result.found if one.state == SUCCEEDED else None,
        "status": lambda one: one.code,
    },
    unknown=lambda name: errors.FILTER_UNKNOWN(name=name),
)


@operation(lists=NetworkInsightsAnalysis, filters=FILTERS, page=(1, 100))
def describe_network_insights_analyses(
    call: Call,
    *,
    network_insights_analysis_ids: Sequence[str] | None = None,
    network_insights_path_id: str | None = None,
    analysis_start_time: datetime | None = None,
    analysis_end_time: datetime | None = None,
    filters: Sequence[Mapping[str, Any]] | None = None,
) -> Listing[NetworkInsightsAnalysis]:
    """The caller's analyses: by id, of a path, or started between two moments."""
    ids = network_insights_analysis_ids
    if network_insights_path_id is not None:
        path = call.own(NetworkInsightsPath, network_insights_path_id)
        ids = ids or [one.id for one in call.world.table(NetworkInsightsAnalysis).where("path", path.id)]
    views = {"NetworkInsightsAnalyses": analysis_view}
    if network_insights_path_id is not None and not ids:
        return Listing((), {"NetworkInsightsAnalyses": dict})
    if analysis_start_time is not None or analysis_end_time is not None:
        known = call.world.table(NetworkInsightsAnalysis).at(call.home)
        wanted = [one.id for one in known if not ids or one.id in ids]
        ids = [one for one in wanted if _started(call, one, analysis_start_time, analysis_end_time)]
        if not ids:
            return Listing((), {"NetworkInsightsAnalyses": dict})
    return call.listing(NetworkInsightsAnalysis, ids, filters, views)


def _started(call: Call, some_id: str, begin: datetime | None, end: datetime | None) -> bool:
    one = call.own(NetworkInsightsAnalysis, some_id)
    return (begin is None or begin <= one.created) and (end is None or one.created <= end)


@operation
def delete_network_insights_analysis(call: Call, *, network_insights_analysis_id: str) -> dict[str, Any]:
    """Delete an analysis."""
    one = call.own(NetworkInsightsAnalysis, network_insights_analysis_id)
    call.world.apply(one, "delete")
    return {"NetworkInsightsAnalysisId": one.id}


@operation
def delete_network_insights_path(call: Call, *, network_insights_path_id: str) -> dict[str, Any]:
    """Delete a path, which no analysis may be left of."""
    path = call.own(NetworkInsightsPath, network_insights_path_id)
    if any(True for _ in call.world.table(NetworkInsightsAnalysis).where("path", path.id)):
        raise errors.ANALYSES_LEFT(id=path.id)
    call.world.apply(path, "delete")
    return {"NetworkInsightsPathId": path.id}


@operation
def enable_reachability_analyzer_organization_sharing(call: Call) -> dict[str, Any]:
    """Take the request of an organization's management account."""
    del call
    return {"ReturnValue": True}
