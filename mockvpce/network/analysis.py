"""An analysis of Reachability Analyzer: the walk of `aws.reach`, told as AWS tells it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mockvpce.network.components import Components, arn_of
from mockvpce.network.path import Hop, Path
from mockvpce.network.places import INTERNET, SOMEWHERE, Site, site
from mockvpce.network.ports import Ports
from mockvpce.network.questions import Question

if TYPE_CHECKING:
    from mockvpce.engine.world import World

NUMBERS = {"tcp": "6", "udp": "17"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an analysis is about."""

    source: str
    destination: str
    protocol: str
    ports: Ports
    source_address: str = ""
    destination_address: str = ""
    landing_address: str = ""
    """The address that the packet has at the destination, where the path asks for one."""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    one_way: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What an analysis found."""

    found: bool
    forward: tuple[dict[str, Any], ...]
    back: tuple[dict[str, Any], ...]
    explanations: tuple[dict[str, Any], ...]


def analyze(world: World, asked: Asked) -> Result:
    """Follow the packet, there and, for TCP, back."""
    try:
        path = follow(world, asked)
    except (LookupError, ValueError):
        return Result(False, (), (), ({"ExplanationCode": "NO_PATH"},))
    ids = {arn_of((hop.account, hop.region), hop.id) for hop in path.hops}
    if path and (not ids.issuperset(asked.include) or ids.intersection(asked.exclude)):
        return Result(False, (), (), ({"ExplanationCode": "COMPONENT_FILTER_RESTRICTION"},))
    hops = _with_instances(world, path.hops, asked)
    forward = components(hops, asked, path)
    if not path:
        return Result(False, forward, (), tuple(dict(block.explanation) for block in path.blocks))
    one_way = asked.protocol != "tcp" or any(hop.type == "transit-gateway-route-table" for hop in path.hops)
    back = () if one_way else components(_with_instances(world, path.back, asked, back=True), asked, path)
    if one_way and asked.protocol == "tcp":
        forward[-1]["AdditionalDetails"] = [{"AdditionalDetailType": "UNIDIRECTIONAL_PATH_ANALYSIS_ONLY"}]
    return Result(True, forward, back, ())


def follow(world: World, asked: Asked) -> Path:
    """The walk of an analysis as a Path."""
    start = _start(world, asked)
    ends = _ends(world, asked)
    question = Question(
        world,
        start,
        ends,
        asked.ports,
        asked.protocol,
        None,
        source_address=asked.source_address,
        one_way=asked.one_way,
    )
    path = question.answer(None)
    passes = any(hop.id == asked.destination for hop in path.hops) or not asked.destination.startswith(("igw-", "pcx-"))
    if path and not passes:
        return replace(path, reached=False, blocks=(_no_route(world, asked, path),))
    if asked.destination.startswith("igw-") and not asked.destination_address and _is_blocked_by_address(path):
        return replace(path, blocks=(_no_route(world, asked, path),))
    if path and asked.landing_address and path.address != asked.landing_address:
        stopped = Components(world).block(("", ""), asked.destination, "NO_PATH")
        return replace(path, reached=False, blocks=(stopped,))
    return path


def _is_blocked_by_address(path: Path) -> bool:
    return path.codes == ("IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS",)


def _no_route(world: World, asked: Asked, path: Path) -> Any:
    """AWS blames the route table where no packet leaves by the gateway that is asked for."""
    table = next((hop for hop in path.hops if hop.type == "route-table"), None)
    made = Components(world)
    if table is None:
        return made.block(("", ""), asked.destination, "NO_ROUTE_TO_DESTINATION")
    home = (table.account, table.region)
    vpc = table.detail.get("Vpc", {})
    return made.block(home, table.id, "NO_ROUTE_TO_DESTINATION", RouteTable=table.id, Vpc=vpc)


def _start(world: World, asked: Asked) -> Site:
    if asked.source.startswith("igw-"):
        return Site(INTERNET, address=asked.source_address or SOMEWHERE)
    return site(world, asked.source)


def _ends(world: World, asked: Asked) -> tuple[Site, ...]:
    topology = world.platform.topology
    address = asked.destination_address
    target = asked.destination
    if not target or target.startswith("igw-"):
        return (Site(address or INTERNET, address=address or SOMEWHERE),)
    if target.startswith("pcx-"):
        return tuple(Site(target, address=address or one) for one in _far_addresses(world, asked))
    if target.startswith("vpce-") and not target.startswith("vpce-svc-"):
        interfaces = [topology.interface(one) for one in getattr(world.get(target), "interfaces", {}).values()]
        found = tuple(Site(one.id, (one,), vpc_id=one.vpc_id) for one in interfaces if one is not None)
        if found:
            return found
        home = topology.home_of(target) or ("", "")
        lists = getattr(world.get(target), "prefix_list_ids", ())
        blocks = [block for one in lists for block in topology.prefix_list(home, one)]
        return tuple(Site(target, address=block.partition("/")[0]) for block in blocks[:1])
    if address:
        return (Site(target, address=address),)
    return (site(world, target),)


def _far_addresses(world: World, asked: Asked) -> list[str]:
    connection: Any = world.get(asked.destination)
    near = site(world, asked.source).vpc_id
    far = world.platform.topology.vpc(connection.side_opposite(near).vpc_id)
    return [block.partition("/")[0] for block in (far.cidrs if far is not None else ()) if ":" not in block]


def _with_instances(world: World, hops: tuple[Hop, ...], asked: Asked, *, back: bool = False) -> tuple[Hop, ...]:
    """Instances stand before and after their interfaces where they are the ends that were asked for."""
    made = Components(world)
    ends = (asked.destination, asked.source) if back else (asked.source, asked.destination)
    found = list(hops)
    for some_id, first in ((ends[0], True), (ends[1], False)):
        if some_id.startswith("i-") and (home := world.platform.topology.home_of(some_id)) is not None:
            found.insert(0 if first else len(found), made.hop(home, some_id))
    return tuple(found)


def components(hops: tuple[Hop, ...], asked: Asked, path: Path) -> tuple[dict[str, Any], ...]:
    """The path components, numbered, with a header at either end."""
    shown: list[dict[str, Any]] = [
        {"SequenceNumber": number, **hop.detail, "AdditionalDetails": [], "Explanations": []}
        for number, hop in enumerate(hops, 1)
    ]
    for hop, component in zip(hops, shown, strict=True):
        component["Explanations"] = [dict(block.explanation) for block in path.blocks if block.id == hop.id]
    if shown and path.address:
        header = {
            "DestinationAddresses": [f"{path.address}/32"],
            "DestinationPortRanges": [{"From": first, "To": last} for first, last in asked.ports],
            "Protocol": NUMBERS.get(asked.protocol, asked.protocol),
            "SourcePortRanges": [{"From": 0, "To": 65535}],
        }
        if path.seen_as:
            header["SourceAddresses"] = [f"{path.seen_as}/32"]
        shown[0]["OutboundHeader"] = header
        if len(shown) > 1:
            shown[-1]["InboundHeader"] = header
    return tuple(shown)
