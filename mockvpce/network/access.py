"""Findings of Network Access Analyzer: every way from a source to a destination that a scope matches, one way only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mockvpce.network.analysis import Asked, components, follow
from mockvpce.network.path import Path
from mockvpce.network.ports import ALL, Ports, block, common, holds, union

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.topology import InterfaceNode
    from mockvpce.engine.world import World

_ENDS = {
    "AWS::EC2::InternetGateway": "igw",
    "AWS::EC2::VPCEndpoint": "vpce",
    "AWS::EC2::VPCPeeringConnection": "pcx",
    "AWS::EC2::NetworkInterface": "eni",
    "AWS::EC2::VPCEndpointService": "vpce-svc",
    "AWS::EC2::VPNGateway": "vgw",
}
_THROUGH = {
    "AWS::EC2::NatGateway": "nat",
    "AWS::EC2::TransitGatewayAttachment": "tgw-attach",
    "AWS::EC2::VPCEndpoint": "vpce",
    "AWS::EC2::VPCEndpointService": "vpce-svc",
    "AWS::EC2::VPCPeeringConnection": "pcx",
    "AWS::EC2::InternetGateway": "igw",
}
Statement = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Findings:
    """The components of each way that was found, and how many interfaces were looked at."""

    ways: tuple[tuple[dict[str, Any], ...], ...]
    interfaces: int


class Finder:
    """One analysis of a scope, in one account and Region."""

    def __init__(self, world: World, home: Home) -> None:
        self.world = world
        self.home = home
        self.interfaces = [one for one in world.platform.topology.interfaces_in(home) if one.running]

    def find(self, matches: Sequence[Statement], excludes: Sequence[Statement]) -> Findings:
        """Every way that a match condition has and no exclusion."""
        ways: dict[tuple[str, ...], tuple[dict[str, Any], ...]] = {}
        for match in matches:
            for path, shown in self._ways(match):
                if not any(self._excluded(path, one) for one in excludes):
                    ways.setdefault(tuple(hop.id for hop in path.hops), shown)
        return Findings(tuple(ways.values()), len(self.interfaces))

    def _ways(self, match: Statement) -> Iterator[tuple[Path, tuple[dict[str, Any], ...]]]:
        source, destination = match.get("Source") or {}, match.get("Destination") or {}
        header = {**self._header(source), **self._header(destination)}
        for start in self._ends(source, first=True):
            for end in self._ends(destination, first=False):
                if start == end or (start.startswith("igw-") and end.startswith("igw-")):
                    continue
                if not self._may_send(start, header.get("SourceAddresses")):
                    continue
                for asked in _packets(start, end, header):
                    try:
                        path = follow(self.world, asked)
                    except (LookupError, ValueError):
                        continue
                    if path and self._fits(path, header):
                        hops = path.hops
                        shown = [
                            {
                                key: value
                                for key, value in one.items()
                                if key not in ("AdditionalDetails", "Explanations")
                            }
                            for one in components(self.world, hops, asked, path)
                        ]
                        yield path, tuple(shown)
                        break

    def _header(self, statement: Statement) -> dict[str, Any]:
        """The header of a statement, with the blocks of its prefix lists in their place."""
        header = dict(statement.get("PacketHeaderStatement") or {})
        for end in ("Source", "Destination"):
            lists = header.pop(f"{end}PrefixLists", None)
            if lists:
                topology = self.world.platform.topology
                header[f"{end}Addresses"] = [one for name in lists for one in topology.prefix_list(self.home, name)]
        return header

    def _may_send(self, start: str, blocks: Sequence[str] | None) -> bool:
        """Whether packets from there may have a source in the blocks: an interface sends from its own addresses."""
        interface = self.world.platform.topology.interface(start) if start.startswith("eni-") else None
        if interface is None or not blocks:
            return True
        return any(holds(cidr, one) for cidr in blocks for one in interface.addresses)

    def _ends(self, statement: Statement, *, first: bool) -> list[str]:
        resources = statement.get("ResourceStatement") or {}
        named = [one.rpartition("/")[2] for one in resources.get("Resources") or ()]
        kinds = [_ENDS[one] for one in resources.get("ResourceTypes") or () if one in _ENDS]
        if not named and not kinds:
            kinds = ["igw", "eni", "pcx", *([] if first else ["vpce"])] if resources == {} else []
        found = [one for given in named for one in self._expand(given)]
        for kind in kinds:
            found.extend(self._every(kind))
        return list(dict.fromkeys(found))

    def _expand(self, given: str) -> list[str]:
        tests: dict[str, Callable[[InterfaceNode], bool]] = {
            "i": lambda one: one.owner_id == given,
            "sg": lambda one: given in one.group_ids,
            "subnet": lambda one: one.subnet_id == given,
            "vpc": lambda one: one.vpc_id == given,
        }
        fits = tests.get(given.partition("-")[0])
        return [given] if fits is None else [one.id for one in self._plain() if fits(one)]

    def _plain(self) -> Iterator[InterfaceNode]:
        """The interfaces that may end a finding: none of a NAT gateway or an endpoint."""
        return (one for one in self.interfaces if not one.owner_id or one.owner_id.startswith("i-"))

    def _every(self, kind: str) -> list[str]:
        if kind == "eni":
            return [one.id for one in self._plain()]
        if kind == "igw":
            vpcs = dict.fromkeys(one.vpc_id for one in self.interfaces)
            gateways = map(self.world.platform.topology.internet_gateway_of, vpcs)
            return [one.id for one in gateways if one is not None]
        known = list(self.world.every())
        return [one.id for one in known if one.id.rpartition("-")[0] == kind and self.home in one.homes]

    def _fits(self, path: Path, header: Mapping[str, Any]) -> bool:
        wanted = header.get("DestinationAddresses")
        address = path.address
        return not wanted or address is None or any(holds(one, address) for one in wanted)

    def _excluded(self, path: Path, exclude: Statement) -> bool:
        source, destination = exclude.get("Source") or {}, exclude.get("Destination") or {}
        ids = [hop.id for hop in path.hops]
        for statement, edge in ((source, ids[:1]), (destination, ids[-1:])):
            if statement.get("ResourceStatement") and not set(self._ends(statement, first=False)).intersection(edge):
                return False
            header = self._header(statement)
            if header and not self._header_holds(path, header):
                return False
        for through in exclude.get("ThroughResources") or ():
            resources = through.get("ResourceStatement") or {}
            named = {one.rpartition("/")[2] for one in resources.get("Resources") or ()}
            kinds = tuple(f"{_THROUGH[one]}-" for one in resources.get("ResourceTypes") or () if one in _THROUGH)
            if not any(one in named or one.startswith(kinds) for one in ids if kinds or named):
                return False
        return True

    def _header_holds(self, path: Path, header: Mapping[str, Any]) -> bool:
        protocols = header.get("Protocols")
        if protocols and path.protocol not in protocols:
            return False
        ports = header.get("DestinationPorts")
        passed = tuple((one.start, one.stop - 1) for one in path.ports)
        if ports and passed and common(_ports(ports), passed) != passed:
            return False
        return self._fits(path, header)


def _packets(start: str, end: str, header: Mapping[str, Any]) -> Iterator[Asked]:
    sources = header.get("SourceAddresses") or [""]
    for protocol in header.get("Protocols") or ("tcp", "udp"):
        for source in sources:
            address = _inside(source) if source and start.startswith("igw-") else ""
            outside = next(iter(header.get("DestinationAddresses") or ()), "") if end.startswith("igw-") else ""
            yield Asked(
                start, end, protocol, _ports(header.get("DestinationPorts")), address, _inside(outside), one_way=True
            )


def _inside(cidr: str) -> str:
    """An address of a block; one of the internet's for all of it."""
    if not cidr or not block(cidr).prefixlen:
        return ""
    return str(block(cidr)[min(1, block(cidr).num_addresses - 1)])


def _ports(written: Sequence[str] | None) -> Ports:
    """Ports as headers write them: `443`, `1024-65535`."""
    if not written:
        return ALL
    ports: Ports = ()
    for one in written:
        first, _, last = one.partition("-")
        ports = union(ports, ((int(first), int(last or first)),))
    return ports
