"""Places: what packets leave from and go to."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockvpce.engine.topology import InterfaceNode, SubnetNode
    from mockvpce.engine.world import World

INTERNET = "internet"
SOMEWHERE = "198.51.100.1"
"""The internet's address where any will do."""


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


def site(world: World, place: str | None) -> Site:
    """The place of an id, an address or the word `internet`; `LookupError` for an id that is nowhere."""
    topology = world.platform.topology
    if place is None or place == INTERNET:
        return Site(INTERNET, address=SOMEWHERE)
    if is_address(place):
        return Site(place, address=place)
    if place.startswith("i-"):
        return _instance(world, place)
    if place.startswith("eni-"):
        interface = topology.interface(place)
        if interface is None:
            raise nowhere(place)
        return Site(place, (interface,), vpc_id=interface.vpc_id, running=interface.running)
    if place.startswith("subnet-"):
        subnet = topology.subnet(place)
        if subnet is None:
            raise nowhere(place)
        return Site(place, subnet=subnet, address=_free_address(world, subnet), vpc_id=subnet.vpc_id)
    if place.startswith("vpc-") and topology.vpc(place) is not None:
        return Site(place, vpc_id=place)
    raise nowhere(place) if topology.home_of(place) is None else _no_place(place)


def _instance(world: World, place: str) -> Site:
    found = world.platform.topology.interfaces_of(place)
    if found is None:
        raise nowhere(place)
    running = bool(found) and all(one.running for one in found)
    return Site(place, tuple(found), vpc_id=found[0].vpc_id if found else "", running=running)


def _no_place(place: str) -> ValueError:
    return ValueError(
        f"{place!r} is no place that packets leave from: give an interface, an instance, a subnet, a public address"
        " or 'internet'"
    )


def nowhere(place: str) -> LookupError:
    """The error for an id that is nowhere."""
    words = get_close_matches(place, ("internet",), 1, 0.6)
    hint = f"; did you mean {words[0]!r}?" if words else ""
    return LookupError(f"there is no resource {place!r} in any account or Region of this mock{hint}")


def is_address(text: str) -> bool:
    """Whether a text is an IP address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _free_address(world: World, subnet: SubnetNode) -> str:
    network = ip_network(subnet.cidrs[0])
    for number in range(min(network.num_addresses, 4096) - 2, 3, -1):
        address = str(network[number])
        if world.platform.topology.interface_at(subnet.vpc_id, address) is None:
            return address
    return str(network[4])
