"""An analysis of Reachability Analyzer: the walk of `aws.reach`, told as AWS tells it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mockvpce.network.components import Components, arn_of, table_route
from mockvpce.network.headers import with_headers
from mockvpce.network.path import Block, Hop, Path
from mockvpce.network.places import INTERNET, SOMEWHERE, Site, endpoint_sites, home_at, site
from mockvpce.network.ports import EPHEMERAL, Ports, block, holds
from mockvpce.network.question import Question

if TYPE_CHECKING:
    from mockvpce.engine.world import World

_IPV4 = (4,)
"""The analyzer knows no IPv6."""
_ON_THE_WAY = ("pcx-", "tgw-", "vgw-", "vpce-svc-")
"""Ends that a packet passes: what lies behind them is not asked, and no answer comes from them."""
_ELSEWHERE = ("203.0.113.1", "192.0.2.1")
"""Where no route to the internet's one address leads, another one of it may do."""
_SPOKEN_FOR = ("vpn-", "vgw-", "tgw-", "vpce-svc-")
"""Sources that no packet can be followed from here."""


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
    source_ports: Ports = EPHEMERAL
    landing_source: str = ""
    """The source that the packet has at the destination, where the path asks for one."""


@dataclass(frozen=True, slots=True)
class Result:
    """What an analysis found."""

    found: bool
    forward: tuple[dict[str, Any], ...]
    back: tuple[dict[str, Any], ...]
    explanations: tuple[dict[str, Any], ...]


def analyze(world: World, asked: Asked) -> Result:
    """Follow the packet, there and, for TCP, back."""
    with world.platform.topology.moment():
        refused = _cannot_be_asked(world, asked)
        if refused is not None:
            return Result(False, (), (), (refused,))
        return _told(world, asked, follow(world, asked))


def _cannot_be_asked(world: World, asked: Asked) -> dict[str, Any] | None:
    """The explanation where one of the ends is gone, belongs to nothing, or is none to begin at."""
    topology, made = world.platform.topology, Components(world)
    for end in filter(None, (asked.source, asked.destination)):
        home = topology.home_of(end)
        if home is None:
            return {"ExplanationCode": "NO_SOURCE_OR_DESTINATION", "MissingComponent": end}
        if _is_unassociated(world, end):
            return {"ExplanationCode": "UNASSOCIATED_COMPONENT", "Component": made.component(home, end)}
    home = topology.home_of(asked.source) or ("", "")
    if asked.source.startswith("vpce-") and not asked.source.startswith("vpce-svc-"):
        return {"ExplanationCode": "VPCE_INTRA_VPC_TRAFFIC", "VpcEndpoint": made.component(home, asked.source)}
    if asked.source.startswith(_SPOKEN_FOR):
        return {"ExplanationCode": "UNSUPPORTED_COMPONENT", "Component": made.component(home, asked.source)}
    return None


def _is_unassociated(world: World, end: str) -> bool:
    topology = world.platform.topology
    if end.startswith("i-"):
        return not topology.interfaces_of(end)
    gateway = topology.gateway(end) if end.startswith("igw-") else None
    return gateway is not None and not gateway.vpc_id


def _told(world: World, asked: Asked, path: Path) -> Result:
    hops = _with_instances(world, path.hops, asked)
    forward = components(world, hops, asked, path)
    if not path:
        return Result(False, forward, (), tuple(dict(one.explanation) for one in path.blocks))
    restricted = _filtered(world, asked, path)
    if restricted is not None:
        return Result(False, (), (), (restricted,))
    one_way = asked.protocol != "tcp" or any(hop.type == "transit-gateway-route-table" for hop in path.hops)
    back: tuple[dict[str, Any], ...] = ()
    if not one_way and path.back:
        back = components(world, _with_instances(world, path.back, asked, back=True), asked, path, back=True)
    if one_way and asked.protocol == "tcp":
        forward[-1]["AdditionalDetails"] = [{"AdditionalDetailType": "UNIDIRECTIONAL_PATH_ANALYSIS_ONLY"}]
    return Result(True, forward, back, ())


def _filtered(world: World, asked: Asked, path: Path) -> dict[str, Any] | None:
    """The explanation where a path misses a component that it has to pass, or passes one that it may not."""
    met = {arn_of((hop.account, hop.region), hop.id) for hop in _with_instances(world, path.hops, asked)}
    for arn in asked.include:
        if arn not in met:
            return {"ExplanationCode": "COMPONENT_FILTER_RESTRICTION", "Component": _named(arn)}
    for arn in asked.exclude:
        if arn in met:
            return {"ExplanationCode": "COMPONENT_FILTER_RESTRICTION_REMOVED_COMPONENT", "Component": _named(arn)}
    return None


def _named(arn: str) -> dict[str, str]:
    return {"Id": arn.rpartition("/")[2], "Arn": arn}


def follow(world: World, asked: Asked) -> Path:
    """The walk of an analysis as a Path."""
    passing = asked.destination.startswith(_ON_THE_WAY)
    question = Question(
        world,
        _start(world, asked),
        _ends(world, asked),
        asked.ports,
        asked.protocol,
        None,
        source_address=asked.source_address,
        one_way=asked.one_way or passing or asked.source.startswith("pcx-"),
        families=_IPV4,
        source_ports=asked.source_ports,
        until=asked.destination if passing else "",
        through=asked.source if asked.source.startswith("pcx-") else "",
    )
    path = question.answer()
    if asked.destination.startswith("igw-") and not asked.destination_address and _is_blocked_by_address(path):
        return replace(path, blocks=(_no_route(world, asked, path),))
    overtaken = _overtaken(world, asked)
    if overtaken is not None and asked.destination not in {hop.id for hop in path.hops}:
        before = (one for one in path.blocks if one.direction == "egress" and not one.back)
        return replace(path, reached=False, blocks=(*before, overtaken))
    for end in (asked.source, asked.destination):
        if path and end.startswith(("igw-", "pcx-")) and end not in {hop.id for hop in path.hops}:
            return replace(path, reached=False, blocks=(_no_route(world, asked, path),))
    return _landed(world, asked, path)


def _landed(world: World, asked: Asked, path: Path) -> Path:
    """The path, unless the filter at its destination wants another packet than the one that comes there."""
    for field, wanted, has in (
        ("DESTINATION_ADDRESS", asked.landing_address, path.seen_at),
        ("SOURCE_ADDRESS", asked.landing_source, path.seen_as),
    ):
        if path and wanted and has is not None and wanted != has:
            stopped = Components(world).block(
                ("", ""), asked.destination, f"FILTER_AT_DESTINATION_{field}", None, False, Address=wanted
            )
            return replace(path, reached=False, blocks=(stopped,))
    return path


def _is_blocked_by_address(path: Path) -> bool:
    return path.codes == ("IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS",)


def _no_route(world: World, asked: Asked, path: Path) -> Block:
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
    if asked.source.startswith("pcx-"):
        near = site(world, asked.destination).vpc_id if asked.destination.startswith(("eni-", "i-")) else ""
        connection: Any = world.get(asked.source)
        far = world.platform.topology.vpc(connection.side_opposite(near).vpc_id) if near else None
        blocks = [one for one in far.cidrs if ":" not in one] if far is not None else []
        return Site(asked.source, address=asked.source_address or (str(block(blocks[0])[1]) if blocks else ""))
    return site(world, asked.source)


def _ends(world: World, asked: Asked) -> tuple[Site, ...]:
    address, target = asked.destination_address, asked.destination
    if target.startswith("igw-") and not address and not asked.source.startswith(("igw-", "pcx-")):
        return tuple(Site(INTERNET, address=one) for one in _routed_to(world, asked))
    if not target or target.startswith("igw-"):
        return (Site(address or INTERNET, address=address or SOMEWHERE),)
    if target.startswith("vpce-svc-"):
        endpoints = (one for one in world.platform.topology.interfaces_in(home_at(world, asked.source)))
        served = (one for one in endpoints if getattr(world.get(one.owner_id), "service_id", "") == target)
        return tuple(Site(one.id, (one,), vpc_id=one.vpc_id) for one in served)
    if target.startswith(_ON_THE_WAY):
        addresses = [address] if address else _routed_to(world, asked)
        return tuple(Site(target, address=one) for one in addresses)
    if target.startswith("vpce-"):
        return endpoint_sites(world, target)
    found = site(world, target)
    if not address:
        return (found,)
    having = tuple(one for one in found.interfaces if address in (*one.addresses, *one.public.values()))
    narrowed = tuple(replace(one, addresses=_first(one.addresses, address)) for one in having)
    return (replace(found, interfaces=narrowed),) if narrowed else (Site(target, address=address),)


def _first(addresses: tuple[str, ...], wanted: str) -> tuple[str, ...]:
    return (wanted, *(one for one in addresses if one != wanted)) if wanted in addresses else addresses


def _overtaken(world: World, asked: Asked) -> Block | None:
    """The route that would lead to a gateway which is asked for, where another route to the address comes before it."""
    address, topology = asked.destination_address, world.platform.topology
    if not address or not asked.destination.startswith(("igw-", *_ON_THE_WAY)):
        return None
    for interface in site(world, asked.source).interfaces if asked.source.startswith(("eni-", "i-")) else ():
        subnet = topology.subnet(interface.subnet_id)
        table = None if subnet is None else topology.route_table(subnet)
        routes = table.routes if table is not None else ()
        leading = [one for one in routes if "/" in one.destination and holds(one.destination, address)]
        leading.sort(key=lambda one: (block(one.destination).prefixlen, not one.propagated))
        wanted = next((one for one in reversed(leading) if one.target == asked.destination), None)
        if table is not None and wanted is not None and wanted is not leading[-1]:
            longer = block(leading[-1].destination).prefixlen > block(wanted.destination).prefixlen
            code = "MORE_SPECIFIC_ROUTE" if longer else "HIGHER_PRIORITY_ROUTE"
            shown, _ = table_route(topology.with_state(table, wanted))
            return Components(world).block(table.home, table.id, code, RouteTable=table.id, RouteTableRoute=shown)
    return None


def _routed_to(world: World, asked: Asked) -> list[str]:
    """An address of each block that the source's route table sends to the target."""
    topology = world.platform.topology
    found: list[str] = []
    for interface in site(world, asked.source).interfaces:
        subnet = topology.subnet(interface.subnet_id)
        table = None if subnet is None else topology.route_table(subnet)
        routes = table.routes if table is not None else ()
        for route in routes:
            attachment = topology.attachment(asked.destination) if asked.destination.startswith("tgw-attach-") else None
            named = (asked.destination, attachment.gateway_id if attachment is not None else "")
            if route.target in named and "/" in route.destination and block(route.destination).version == 4:
                found.append(_address_in(route.destination, [one.destination for one in routes]))
    return found or [SOMEWHERE]


def _address_in(destination: str, others: Iterable[str]) -> str:
    """An address of a block, such as no more specific route takes away if there is one."""
    network = block(destination)
    candidates = [str(network[1]), str(network[-2])] if network.prefixlen else [SOMEWHERE, *_ELSEWHERE]
    within = [one for one in others if "/" in one and block(one).prefixlen > network.prefixlen]
    free = (one for one in candidates if not any(holds(other, one) for other in within))
    return next(free, candidates[0])


def _with_instances(world: World, hops: tuple[Hop, ...], asked: Asked, *, back: bool = False) -> tuple[Hop, ...]:
    """Instances stand before and after their interfaces where they are the ends that were asked for."""
    made = Components(world)
    ends = (asked.destination, asked.source) if back else (asked.source, asked.destination)
    found = list(hops)
    for some_id, first in ((ends[0], True), (ends[1], False)):
        if some_id.startswith("i-") and (home := world.platform.topology.home_of(some_id)) is not None:
            found.insert(0 if first else len(found), made.hop(home, some_id))
    return tuple(found)


def components(
    world: World, hops: tuple[Hop, ...], asked: Asked, path: Path, *, back: bool = False
) -> tuple[dict[str, Any], ...]:
    """The path components, numbered, with the headers that AWS shows."""
    shown: list[dict[str, Any]] = [
        {"SequenceNumber": number, "AdditionalDetails": [], "Explanations": [], **hop.detail}
        for number, hop in enumerate(hops, 1)
    ]
    for hop, component in zip(hops, shown, strict=True):
        component["Explanations"] = [
            dict(one.explanation) for one in path.blocks if one.id == hop.id and one.back is back
        ]
    with_headers(world.platform.topology, hops, shown, asked, path, back=back)
    return tuple(shown)
