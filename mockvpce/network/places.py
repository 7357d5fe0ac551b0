"""Places: what packets leave from and go to."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any

from mockvpce.engine import forwarding, placements

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home, Resource
    from mockvpce.engine.topology import InterfaceNode, SubnetNode
    from mockvpce.engine.world import World

INTERNET = placements.INTERNET
SOMEWHERE = "198.51.100.1"
"""The internet's address where any will do."""
_NAMED, _CLOSE = 3, 0.85
"""How many ids a hint names, and how much an id that was meant has in common with the one that was given."""


@dataclass(frozen=True, slots=True)
class Site:
    """A place that a packet leaves from or goes to. With neither interface nor subnet it is the internet."""

    id: str
    interfaces: tuple[InterfaceNode, ...] = ()
    subnet: SubnetNode | None = None
    address: str = ""
    vpc_id: str = ""
    exists: bool = True
    running: bool = True
    also: str = ""
    """An address of the other family, where the place has one of each."""
    guest: Resource | None = None
    """What connects the place, where it is a machine outside AWS."""


def plain_place(place: Any) -> str | None:
    """A place as text: addresses of `ipaddress` and ARNs of EC2's resources too."""
    if isinstance(place, (IPv4Address, IPv6Address)):
        return str(place)
    if place is not None and not isinstance(place, str):
        raise TypeError(f"a place is an id, an address or 'internet', got {place!r}")
    if place and place.startswith("arn:") and place.split(":")[2:3] == ["ec2"]:
        return place.rpartition("/")[2]
    return place


def home_at(world: World, place: str) -> Home:
    """The account and Region of a place."""
    return world.platform.topology.home_of(place) or ("", "")


def site(world: World, place: str | None) -> Site:
    """The place of an id, an address or the word `internet`; `LookupError` for an id that is nowhere."""
    topology = world.platform.topology
    if place is None or place == INTERNET:
        return Site(INTERNET, address=SOMEWHERE)
    if place.startswith("eni-"):
        interface = topology.interface(place)
        if interface is None:
            raise nowhere(world, place)
        return Site(place, (interface,), vpc_id=interface.vpc_id, running=interface.running)
    if place.startswith("i-"):
        return _instance(world, place)
    if is_address(place):
        return Site(place, address=place)
    if place.startswith("subnet-"):
        subnet = topology.subnet(place)
        if subnet is None:
            raise nowhere(world, place)
        free = [_free_address(world, subnet, one) for one in subnet.cidrs]
        return Site(place, subnet=subnet, address=free[0], vpc_id=subnet.vpc_id, also=(*free, "")[1])
    owner, _, behind = place.partition("/")
    resource = world.get(owner)
    found = None if resource is None else forwarding.guest(world, resource)
    if found is not None and bool(found.address or found.ipv6) != is_address(behind):
        address = found.address or ("" if found.ipv6 else behind)
        return Site(
            place, address=address, vpc_id=found.vpc_id, running=found.connected, also=found.ipv6, guest=resource
        )
    if place.startswith("vpc-") and topology.vpc(place) is not None:
        return Site(place, vpc_id=place)
    raise nowhere(world, place) if topology.home_of(place) is None else _no_place(place)


def endpoint_sites(world: World, endpoint_id: str) -> tuple[Site, ...]:
    """Where an endpoint is reached: at its interfaces, a gateway endpoint at an address of its prefix lists."""
    endpoint = world.get(endpoint_id)
    if endpoint is None:
        raise nowhere(world, endpoint_id)
    topology = world.platform.topology
    interfaces = map(topology.interface, getattr(endpoint, "interfaces", {}).values())
    found = tuple(Site(one.id, (one,), vpc_id=one.vpc_id) for one in interfaces if one is not None)
    if found:
        return found
    lists = getattr(endpoint, "prefix_list_ids", ())
    blocks = [block for one in lists for block in topology.prefix_list(endpoint.homes[0], one)]
    return tuple(Site(endpoint_id, address=block.partition("/")[0]) for block in blocks[:1])


def _instance(world: World, place: str) -> Site:
    found = world.platform.topology.interfaces_of(place)
    if found is None:
        raise nowhere(world, place)
    running = bool(found) and all(one.running for one in found)
    return Site(place, tuple(found), vpc_id=found[0].vpc_id if found else "", running=running)


def _no_place(place: str) -> ValueError:
    return ValueError(
        f"{place!r} is no place that packets leave from or go to: give an interface, an instance, a subnet, a public address"
        " or 'internet'"
    )


def nowhere(world: World, place: str) -> LookupError:
    """The error for an id that is nowhere, with the id that was meant where that can be told."""
    return LookupError(f"there is no resource {place!r} in any account or Region of this mock{_hint(world, place)}")


def _hint(world: World, place: str) -> str:
    platform, homes = world.platform, {}
    for some_id in platform.topology.place_ids():
        home = platform.topology.home_of(some_id)
        if home is not None:
            homes[some_id] = home
    called = [some_id for some_id, home in homes.items() if platform.tags.of(home, some_id).get("Name") == place]
    if called:
        return f"; it is the Name tag of {' and '.join(called[:_NAMED])}: give the id"
    close = get_close_matches(place, (INTERNET, *homes), 1, _CLOSE if "-" in place else 0.6)
    return f"; did you mean {close[0]!r}?" if close else ""


def is_address(text: str) -> bool:
    """Whether a text is an IP address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _free_address(world: World, subnet: SubnetNode, cidr: str) -> str:
    network = ip_network(cidr)
    for number in range(min(network.num_addresses, 4096) - 2, 3, -1):
        address = str(network[number])
        if world.platform.topology.interface_at(subnet.vpc_id, address) is None:
            return address
    return str(network[4])
