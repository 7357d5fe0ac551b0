"""Packet headers of path components, as AWS's samples have them: at the ends, and where a gateway translates."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from mockvpce.network.places import SOMEWHERE
from mockvpce.network.ports import ALL, EPHEMERAL, Ports

if TYPE_CHECKING:
    from mockvpce.engine.topology import Topology
    from mockvpce.network.analysis import Asked
    from mockvpce.network.path import Hop, Path

NUMBERS = {"tcp": "6", "udp": "17"}
_NOT_PUBLIC = ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16")


@lru_cache(maxsize=1)
def public_blocks() -> tuple[str, ...]:
    """The blocks of the internet: all but RFC 1918 and RFC 6598, sorted as text."""
    left = [ip_network("0.0.0.0/0")]
    for gone in map(ip_network, _NOT_PUBLIC):
        left = [
            part
            for one in left
            for part in (one.address_exclude(gone) if gone.subnet_of(one) else (one,))  # type: ignore[arg-type] # both IPv4
        ]
    return tuple(sorted(map(str, left)))


def with_headers(
    topology: Topology, hops: tuple[Hop, ...], shown: list[dict[str, Any]], asked: Asked, path: Path, *, back: bool
) -> None:
    """Put headers into the components of a path, or of its way back."""
    if not shown or path.address is None:
        return
    source, destination = _ends(topology, hops[::-1] if back else hops, asked, path)
    ports, client = asked.ports, ALL if asked.source_ports == EPHEMERAL else asked.source_ports
    if back:
        _header(shown[0], "OutboundHeader", asked, destination[1], source[1], client, ports)
        last = "OutboundHeader" if hops[-1].id.startswith("igw-") else "InboundHeader"
        _header(
            shown[-1],
            last,
            asked,
            destination[0] if last == "OutboundHeader" else destination[1],
            source[0],
            client,
            ports,
        )
        return
    if hops[0].id.startswith("igw-"):
        _header(shown[0], "InboundHeader", asked, source[0], destination[0], ports, client)
        shown[0]["OutboundHeader"] = {"DestinationAddresses": list(destination[1])}
    else:
        _header(shown[0], "OutboundHeader", asked, source[0], destination[0], ports, client)
    for hop, component in zip(hops[1:], shown[1:], strict=True):
        if hop.id.startswith("nat-"):
            nat = topology.nat_gateway(hop.id)
            _header(component, "InboundHeader", asked, source[0], destination[0], ports, client)
            if nat is not None:
                component["OutboundHeader"] = {"SourceAddresses": [f"{nat.address}/32"]}
    if len(shown) > 1:
        _header(shown[-1], "InboundHeader", asked, source[1], destination[1], ports, client)
        if hops[-1].id.startswith("igw-") and path.seen_as:
            shown[-1]["OutboundHeader"] = {"SourceAddresses": [f"{path.seen_as}/32"]}


def _ends(topology: Topology, hops: tuple[Hop, ...], asked: Asked, path: Path) -> tuple[Any, Any]:
    """The source at either end of the way, and the destination at either end."""
    first = topology.interface(next((hop.id for hop in hops if hop.type == "network-interface"), ""))
    own = asked.source_address or (first.address(4) if first is not None else None)
    if asked.source.startswith("igw-") and not asked.source_address:
        source = (public_blocks(), public_blocks())
    else:
        leaving = (f"{own or path.address}/32",)
        source = (
            leaving,
            (f"{path.seen_as}/32",) if path.seen_as and not asked.destination.startswith("igw-") else leaving,
        )
    if path.address == SOMEWHERE and not asked.destination_address:
        return source, (public_blocks(), public_blocks())
    return source, ((f"{path.address}/32",), (f"{path.seen_at or path.address}/32",))


def _header(
    component: dict[str, Any], member: str, asked: Asked, source: Any, destination: Any, to: Ports, of: Ports
) -> None:
    component[member] = {
        "DestinationAddresses": list(destination),
        "DestinationPortRanges": _ranges(to),
        "Protocol": NUMBERS.get(asked.protocol, asked.protocol),
        "SourceAddresses": list(source),
        "SourcePortRanges": _ranges(of),
    }


def _ranges(ports: Ports) -> list[dict[str, int]]:
    return [{"From": first, "To": last} for first, last in ports]
