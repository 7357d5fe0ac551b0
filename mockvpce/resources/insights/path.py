"""A Network Insights path: what an analysis is asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Any

from mockvpce.engine.lifecycle import GONE, Lifecycle, Row
from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import resource
from mockvpce.network.components import arn_of, type_of
from mockvpce.protocol.filters import Filters
from mockvpce.resources.insights import errors

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.protocol.errors import ErrorSpec

PATHS = ("network-insights-paths", 1000)
"""Quota of paths in an account and Region; AWS's code of it is not known."""
ENDS = frozenset(
    {
        "instance",
        "internet-gateway",
        "network-interface",
        "transit-gateway",
        "transit-gateway-attachment",
        "vpn-gateway",
        "vpc-endpoint-service",
        "vpc-endpoint",
        "vpc-peering-connection",
    }
)
EXISTING = "existing"
_LAST_PORT = 65535


@resource(
    type="network-insights-path",
    prefix="nip",
    malformed=errors.PATH_MALFORMED,
    unknown=errors.PATH_UNKNOWN,
    shown_by="DescribeNetworkInsightsPaths",
)
@dataclass(slots=True, kw_only=True, eq=False)
class NetworkInsightsPath(Resource):
    """A source, a destination and a packet. The ends may cease to exist."""

    source: str
    source_arn: str
    destination: str = ""
    destination_arn: str = ""
    protocol: str
    source_ip: str = ""
    destination_ip: str = ""
    destination_port: int | None = None
    filter_at_source: Mapping[str, Any] = field(default_factory=dict)
    filter_at_destination: Mapping[str, Any] = field(default_factory=dict)

    lifecycle = Lifecycle([Row("delete", EXISTING, GONE)], unforced={"": "a path of AWS's has none"})


def path_view(call: Call, path: NetworkInsightsPath) -> dict[str, Any]:
    """A path as answers show it: members that nobody gave are absent."""
    shown: dict[str, Any] = {
        "NetworkInsightsPathId": path.id,
        "NetworkInsightsPathArn": call.arn(path.type, path.id),
        "CreatedDate": path.created,
        "Source": path.source,
        "SourceArn": path.source_arn,
        "Protocol": path.protocol,
        "Tags": call.tag_list(path.id),
    }
    given = {
        "Destination": path.destination,
        "DestinationArn": path.destination_arn,
        "SourceIp": path.source_ip,
        "DestinationIp": path.destination_ip,
        "DestinationPort": path.destination_port,
        "FilterAtSource": deepcopy(dict(path.filter_at_source)),
        "FilterAtDestination": deepcopy(dict(path.filter_at_destination)),
    }
    return shown | {key: value for key, value in given.items() if value not in ("", None, {})}


def _end(call: Call, given: str, end: str, unknown: ErrorSpec) -> tuple[str, str]:
    """The id and ARN of a source or destination, whichever of them was given."""
    some_id = given.rpartition("/")[2]
    if type_of(some_id) not in ENDS:
        raise errors.BAD_END(end=end, id=given)
    home = call.platform.topology.home_of(some_id)
    if home is not None and given.startswith("arn:") and given != arn_of(home, some_id):
        raise unknown()
    if home is None or (not given.startswith("arn:") and call.home != home and call.world.get(some_id) is None):
        raise unknown()
    return some_id, arn_of(home, some_id)


def _ends(call: Call, source: str, destination: str | None) -> dict[str, str]:
    """Source and destination as a path keeps them."""
    source_id, source_arn = _end(call, source, "source", errors.SOURCE_UNKNOWN)
    target, target_arn = _end(call, destination, "destination", errors.DESTINATION_UNKNOWN) if destination else ("", "")
    if source_id == target:
        raise errors.SAME_ENDS()
    return {"source": source_id, "source_arn": source_arn, "destination": target, "destination_arn": target_arn}


def _check_address(name: str, value: str | None) -> None:
    if value is None:
        return
    try:
        IPv4Address(value)
    except ValueError:
        raise errors.BAD_ADDRESS(value=value, name=name) from None


def _check_filter(name: str, given: Mapping[str, Any]) -> None:
    for member in ("SourceAddress", "DestinationAddress"):
        _check_address(f"{name}.{member}", given.get(member))
    for member in ("SourcePortRange", "DestinationPortRange"):
        for port in (given.get(member) or {}).values():
            if not 0 <= port <= _LAST_PORT:
                raise errors.BAD_PORT(value=port, name=f"{name}.{member}")
        first, last = ((given.get(member) or {}).get(one) for one in ("FromPort", "ToPort"))
        if first is not None and last is not None and first > last:
            raise errors.BAD_PORT(value=f"{first}-{last}", name=f"{name}.{member}")


def _check_members(given: Mapping[str, Any]) -> None:
    for one, other in (
        ("FilterAtSource", "SourceIp"),
        ("FilterAtSource", "DestinationPort"),
        ("FilterAtDestination", "DestinationIp"),
    ):
        if given.get(one) and given.get(other) is not None:
            raise errors.EXCLUDED(one=one, other=other)
    for name in ("SourceIp", "DestinationIp"):
        _check_address(name, given.get(name))
    for name in ("FilterAtSource", "FilterAtDestination"):
        _check_filter(name, given.get(name) or {})
    port = given.get("DestinationPort")
    if port is not None and not 0 <= port <= _LAST_PORT:
        raise errors.BAD_PORT(value=port, name="DestinationPort")


@operation(creates=NetworkInsightsPath, refuse={"Protocol": errors.BAD_PROTOCOL})
def create_network_insights_path(
    call: Call,
    *,
    source: str,
    protocol: str,
    destination: str | None = None,
    source_ip: str | None = None,
    destination_ip: str | None = None,
    destination_port: int | None = None,
    filter_at_source: Mapping[str, Any] | None = None,
    filter_at_destination: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Keep a path; both ends have to exist now."""
    if not destination and not (filter_at_source or {}).get("DestinationAddress"):
        raise errors.NO_DESTINATION()
    _check_members(
        {
            "FilterAtSource": filter_at_source,
            "FilterAtDestination": filter_at_destination,
            "SourceIp": source_ip,
            "DestinationIp": destination_ip,
            "DestinationPort": destination_port,
        }
    )
    ends = _ends(call, source, destination)
    call.check_quota(PATHS, len(call.world.table(NetworkInsightsPath).at(call.home)), errors.TOO_MANY_PATHS)
    made = call.create(
        NetworkInsightsPath,
        EXISTING,
        **ends,
        protocol=protocol.lower(),
        source_ip=source_ip or "",
        destination_ip=destination_ip or "",
        destination_port=destination_port,
        filter_at_source=filter_at_source or {},
        filter_at_destination=filter_at_destination or {},
    )
    return {"NetworkInsightsPath": path_view(call, made)}


def _range(given: Mapping[str, Any], member: str) -> str | None:
    ports = given.get(member)
    return None if not ports else f"{ports.get('FromPort', 0)}-{ports.get('ToPort', _LAST_PORT)}"


FILTERS: Filters[NetworkInsightsPath] = Filters(
    {
        "source": lambda path: (path.source, path.source_arn),
        "destination": lambda path: (path.destination, path.destination_arn) if path.destination else None,
        "protocol": lambda path: path.protocol,
        "filter-at-source.source-address": lambda path: path.filter_at_source.get("SourceAddress"),
        "filter-at-source.source-port-range": lambda path: _range(path.filter_at_source, "SourcePortRange"),
        "filter-at-source.destination-address": lambda path: path.filter_at_source.get("DestinationAddress"),
        "filter-at-source.destination-port-range": lambda path: _range(path.filter_at_source, "DestinationPortRange"),
        "filter-at-destination.source-address": lambda path: path.filter_at_destination.get("SourceAddress"),
        "filter-at-destination.source-port-range": lambda path: _range(path.filter_at_destination, "SourcePortRange"),
        "filter-at-destination.destination-address": lambda path: path.filter_at_destination.get("DestinationAddress"),
        "filter-at-destination.destination-port-range": lambda path: _range(
            path.filter_at_destination, "DestinationPortRange"
        ),
    },
    unknown=lambda name: errors.FILTER_UNKNOWN(name=name),
)


@operation(lists=NetworkInsightsPath, filters=FILTERS, page=(1, 100))
def describe_network_insights_paths(
    call: Call,
    *,
    network_insights_path_ids: Sequence[str] | None = None,
    filters: Sequence[Mapping[str, Any]] | None = None,
) -> Listing[NetworkInsightsPath]:
    """The caller's paths."""
    return call.listing(NetworkInsightsPath, network_insights_path_ids, filters, {"NetworkInsightsPaths": path_view})
