"""The questions: does a packet get there, and what does a name answer. Nothing here changes anything."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from mockvpce.network import names
from mockvpce.network.filters import ICMP, protocol_name
from mockvpce.network.places import INTERNET, Site, endpoint_sites, is_address, nowhere, plain_place, site
from mockvpce.network.ports import ALL, Ports, is_private
from mockvpce.network.question import Question

if TYPE_CHECKING:
    from mockvpce.engine.world import World
    from mockvpce.network.path import Answer, Path

PROTOCOLS = ("tcp", "udp", "icmp", "icmpv6")
_LAST_PORT = 65535
_LAST_PROTOCOL = 255
_LONGEST_NAME = 253
_NUMBERS = re.compile(r"\d+(\.\d+){3}")
_LABEL = re.compile(r"[A-Za-z0-9_-]{1,63}|\*")


def resolve(world: World, name: str, at: str | None = None) -> Answer:
    """What a name answers at a place; public DNS without one."""
    _check_name(name)
    at = plain_place(at)
    with world.platform.topology.moment():
        endpoint = world.platform.topology.resolver_endpoint(at) if at is not None and at.startswith("rslvr-") else None
        if endpoint is not None:
            if not endpoint.inbound:
                raise ValueError(f"{at!r} is an outbound endpoint: it answers nobody; ask at an inbound one or a VPC")
            return names.resolve(world, name, endpoint.vpc_id, inbound=True)
        place = site(world, at)
        return names.resolve(world, name, place.vpc_id, host=place.id != place.vpc_id)


def _check_name(name: str) -> None:
    if not isinstance(name, str):
        raise TypeError(f"a name is a text such as 'sqs.us-east-1.amazonaws.com', got {name!r}")
    plain = name.rstrip(".")
    if is_address(plain):
        raise ValueError(f"{name!r} is an address already, and no name")
    if _NUMBERS.fullmatch(plain):
        raise ValueError(f"{name!r} is neither an address nor a name: each number of an IPv4 address is 0 to 255")
    if len(plain) > _LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in plain.split(".")):
        raise ValueError(
            f"{name!r} is no DNS name: labels of 1 to 63 letters, digits, '-' and '_', with dots in between{_meant(name)}"
        )


def _meant(text: str) -> str:
    """A hint for what is more than a name."""
    if "://" in text:
        return "; of a URL give the host alone"
    head, _, tail = text.rpartition(":")
    if head and tail.isdecimal():
        return "; the port is an argument of its own"
    if is_address(text.partition("/")[0]) and "/" in text:
        return "; of a block give an address"
    return ""


def ports_of(port: int | range | None, protocol: str) -> Ports:
    """The ports of a question."""
    if protocol in ICMP:
        return ((ICMP[protocol][0],) * 2,)
    if protocol not in ("tcp", "udp") or port is None:
        return ALL
    if not isinstance(port, (int, range)):
        raise TypeError(f"a port is a number, a range or None, got {port!r}")
    first, last = (port, port) if isinstance(port, int) else (port.start, port.stop - 1)
    if isinstance(port, bool) or not 0 <= first <= last <= _LAST_PORT or (isinstance(port, range) and port.step != 1):
        raise ValueError(f"a port is 0 to 65535, or a range of those without gaps, got {port!r}")
    return ((first, last),)


def check_protocol(protocol: str | int) -> str:
    """The protocol as the walker names it."""
    if isinstance(protocol, bool) or not isinstance(protocol, (int, str)):
        raise TypeError(f"a protocol is one of {', '.join(PROTOCOLS)}, or a number, got {protocol!r}")
    name = protocol_name(protocol)
    if name in PROTOCOLS or (name.isdecimal() and int(name) <= _LAST_PROTOCOL):
        return name
    close = get_close_matches(name, PROTOCOLS, 1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    raise ValueError(f"{protocol!r} is no protocol: {', '.join(PROTOCOLS)} or a number to {_LAST_PROTOCOL}{hint}")


def reach(
    world: World,
    source: str | None,
    destination: str | None,
    port: int | range | None = None,
    protocol: str | int = "tcp",
) -> Path:
    """Whether a packet gets from one place to another, and its answer back."""
    name = check_protocol(protocol)
    if name in ICMP and port is not None:
        raise ValueError(f"{name} has no ports, got {port!r}")
    ports = ports_of(port, name)
    with world.platform.topology.moment():
        return _reach(world, source, destination, port, name, ports)


def _reach(
    world: World, source: str | None, destination: str | None, port: int | range | None, name: str, ports: Ports
) -> Path:
    source, destination = plain_place(source), INTERNET if destination is None else plain_place(destination) or ""
    start = site(world, source)
    if start.vpc_id == start.id:
        raise ValueError(f"{source!r} is a VPC: packets leave from an interface, an instance or a subnet of it")
    if not start.interfaces and is_address(start.id) and is_private(start.id):
        raise ValueError(f"{source!r} is a private address, of no one VPC: name the interface or instance that has it")
    end, answer = _destination(world, start, destination)
    return Question(
        world,
        start,
        end,
        ports,
        name,
        port if isinstance(port, int) else None,
        destination=destination,
        asked=answer,
    ).answer()


def _destination(world: World, start: Site, destination: str) -> tuple[tuple[Site, ...], Answer | None]:
    if not isinstance(destination, str):
        raise TypeError(f"a destination is an id, an address or a name, got {destination!r}")
    if not destination:
        raise ValueError("a destination is an id, an address or a name, got ''")
    if destination.startswith("vpc-"):
        site(world, destination)
        raise ValueError(f"{destination!r} is a VPC: packets go to an interface, an instance or a subnet of it")
    if destination.startswith("arn:"):
        balancer = world.platform.topology.balancer(destination)
        if balancer is None:
            raise nowhere(world, destination)
        nodes = [one for one in map(world.platform.topology.interface, balancer.nodes.values()) if one is not None]
        return tuple(Site(one.id, (one,), vpc_id=one.vpc_id) for one in nodes), None
    if destination.startswith("vpce-") and "." not in destination:
        return endpoint_sites(world, destination), None
    if "." in destination and not is_address(destination) and world.get(destination.partition("/")[0]) is None:
        _check_name(destination)
        answer = names.resolve(world, destination, start.vpc_id, host=True)
        found = sorted(filter(is_address, answer), key=lambda one: (":" in one, one))
        return tuple(Site(one, address=one) for one in found), answer
    return (site(world, destination),), None
