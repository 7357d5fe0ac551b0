"""How a family says how its resources take part in the data plane.

A family registers, for the class of a resource that routes can name, a function that says where a packet goes that meets
it (`@forwards`); for the class behind a requester-managed interface, what lies behind that interface (`@behind`); for a
class that carries requests to a service, what a request meets there (`@carries`); and for a class that brings names into
VPCs, the names (`@names`). The walker in `network/` knows none of the classes: it looks up the function of the resource's
class and asks it. Functions read the world and change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from mockvpce.engine.resource import Resource
    from mockvpce.engine.world import World


@dataclass(frozen=True, slots=True)
class Packet:
    """The packet that meets a resource: the VPC it comes from (empty: from outside), and its header."""

    vpc_id: str
    source: str
    destination: str
    protocol: str


@dataclass(frozen=True, slots=True)
class IntoVpc:
    """The packet goes on in a VPC, where only addresses of the VPC's own blocks are delivered.

    `keeps_references`: rules that refer to the source's security groups still see them.
    """

    vpc_id: str
    keeps_references: bool = False


@dataclass(frozen=True, slots=True)
class ToService:
    """The packet has reached an AWS service."""

    service_name: str


@dataclass(frozen=True, slots=True)
class ToBalancers:
    """The packet comes out at a load balancer's node in a zone; one of the balancers takes it."""

    service_id: str
    balancer_arns: tuple[str, ...]
    zone_id: str


@dataclass(frozen=True, slots=True)
class BackToSubnet:
    """An appliance has seen the packet: it leaves again from the subnet of the resource's interface, unchanged."""

    subnet_id: str


@dataclass(frozen=True, slots=True)
class Outside:
    """The packet has left AWS and reached its destination there (a customer's network, a client).

    `by` is another resource of the owner's that it has left by, `rule` what of that decided.
    """

    name: str
    by: str = ""
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """The packet ends here, for a reason in AWS's words; `state` is the state of the resource where that is the reason."""

    code: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Guest:
    """A machine outside AWS that one of our resources connects: its address, and whether it is connected now.

    `vpc_id` is the VPC whose resolver it asks; empty where it asks public DNS.
    """

    address: str
    connected: bool
    vpc_id: str = ""
    ipv6: str = ""


@dataclass(frozen=True, slots=True)
class Entrance:
    """A guest's packet comes in: `gate` lets it, by `rule`, through an interface whose address it has from there on.

    Or, as it is, by an attachment to a transit gateway in a zone; with neither it goes on to another guest.
    """

    gate: str
    interface_id: str
    rule: str
    attachment_id: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A guest's packet is stopped at the gate."""

    gate: str
    code: str
    explanation: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class IntoNetwork:
    """A guest's packet comes, as it is, through `gate` and by a gateway into the gateway's VPC."""

    gate: str
    rule: str
    gateway_id: str
    vpc_id: str


Way = Entrance | IntoNetwork | Refused | Outside
"""How a guest's packet begins; outside, it does not come by the gate."""

Onward = IntoVpc | ToService | ToBalancers | BackToSubnet | Outside | Dropped


@dataclass(frozen=True, slots=True)
class Name:
    """A DNS name that a resource brings.

    `vpc_id` is the VPC that sees it (empty: everybody, as public DNS). `wildcard`: names below it answer the same.
    `interfaces` are answered with their addresses of the families in `versions`. `zone` is the domain that the name's zone
    covers: where it is the longest that holds a question, the zone answers alone. `inbound_only`: only inbound resolver
    endpoints answer it.
    """

    name: str
    source: str
    interfaces: tuple[str, ...] = ()
    versions: tuple[int, ...] = (4,)
    vpc_id: str = ""
    wildcard: bool = False
    inbound_only: bool = False


@dataclass(frozen=True, slots=True)
class Carrier:
    """What a request meets at a resource that carries it to a service: whose it is, in which VPC, and its policy."""

    id: str
    account: str
    region: str
    vpc_id: str
    policy: str
    """A document; empty where everything may pass."""


Forward = Callable[["World", Any, Packet], Onward]
Carry = Callable[["World", Any], Carrier]
Behind = Callable[["World", Any, str, Packet], Onward]
Host = Callable[["World", Any], Guest]
Enter = Callable[["World", Any, str, str], Way]
Announce = Callable[["World", Any], Iterable[str]]
Names = Callable[["World", str, str], Iterable[Name]]
Sharing = Callable[["World", str, str], Iterable[str]]
Joining = Callable[["World", str, str], bool]
S = TypeVar("S", bound="Sharing")
J = TypeVar("J", bound="Joining")
F = TypeVar("F", bound=Forward)
B = TypeVar("B", bound=Behind)
N = TypeVar("N", bound=Names)
C = TypeVar("C", bound=Carry)
H = TypeVar("H", bound=Host)
E = TypeVar("E", bound=Enter)
A = TypeVar("A", bound=Announce)

_forward: dict[type[Any], Forward] = {}
_behind: dict[type[Any], Behind] = {}
_hosts: dict[type[Any], Host] = {}
_enter: dict[type[Any], Enter] = {}
_announce: dict[type[Any], Announce] = {}
_carry: dict[type[Any], Carry] = {}
_names: list[Names] = []
_sharing: list[Sharing] = []
_joining: list[Joining] = []


def forwards(kind: type[Resource]) -> Callable[[F], F]:
    """Ask this function where a packet goes that a route sends to a resource of the class."""
    return lambda function: _take(_forward, kind, function)


def behind(kind: type[Resource]) -> Callable[[B], B]:
    """Ask this function what is behind an interface of a resource of the class: it gets the interface's subnet."""
    return lambda function: _take(_behind, kind, function)


def carries(kind: type[Resource]) -> Callable[[C], C]:
    """Ask this function what a request meets at a resource of the class."""
    return lambda function: _take(_carry, kind, function)


def hosts(kind: type[Resource]) -> Callable[[H], H]:
    """Ask this function for the machine that a resource of the class connects."""
    return lambda function: _take(_hosts, kind, function)


def enters(kind: type[Resource]) -> Callable[[E], E]:
    """Ask this function how a packet of such a machine begins; it gets the destination, and the machine's address."""
    return lambda function: _take(_enter, kind, function)


def announces(kind: type[Resource]) -> Callable[[A], A]:
    """Ask this function for the prefixes that a transit gateway learns from a resource that is attached to it."""
    return lambda function: _take(_announce, kind, function)


def names(function: N) -> N:
    """Ask this function for the names that a question may mean.

    It gets the VPC that asks (empty: public DNS) and the name that is asked, and may use either to look up by index.
    """
    _names.append(function)
    return function


def _take(table: dict[type[Any], Any], kind: type[Any], function: Any) -> Any:
    if kind in table:
        raise TypeError(f"{kind.__name__} has said already how it takes part")
    table[kind] = function
    return function


def onward(world: World, resource: Resource, packet: Packet) -> Onward | None:
    """Where the packet goes from a resource; None where its class takes no part."""
    function = _forward.get(type(resource))
    return None if function is None else function(world, resource, packet)


def guest(world: World, resource: Resource) -> Guest | None:
    """The machine that a resource connects; None where its class connects none."""
    function = _hosts.get(type(resource))
    return None if function is None else function(world, resource)


def entrance(world: World, resource: Resource, destination: str, source: str = "") -> Way:
    """How a packet of the machine begins that a resource connects; `source` where the resource connects many."""
    return _enter[type(resource)](world, resource, destination, source)


def announced(world: World, resource_id: str) -> Iterable[str]:
    """The prefixes that a transit gateway learns from what is attached to it."""
    resource = world.get(resource_id)
    function = None if resource is None else _announce.get(type(resource))
    return () if function is None else function(world, resource)


def beyond(world: World, resource: Resource, subnet_id: str, packet: Packet) -> Onward | None:
    """What is behind an interface of a resource; None where the interface itself is the end."""
    function = _behind.get(type(resource))
    return None if function is None else function(world, resource, subnet_id, packet)


def carrier(world: World, resource: Resource) -> Carrier | None:
    """What a request meets at a resource; None where its class carries none."""
    function = _carry.get(type(resource))
    return None if function is None else function(world, resource)


def names_seen(world: World, vpc_id: str, asked: str) -> Iterable[Name]:
    """The names of all families' resources that a question from a VPC may mean."""
    for function in _names:
        yield from function(world, vpc_id, asked)


def joins_vpcs(function: J) -> J:
    """Ask this function whether a family's resource joins two VPCs, which it gets by id, in whatever state of routing."""
    _joining.append(function)
    return function


def are_joined(world: World, one: str, other: str) -> bool:
    """Whether a resource of some family joins two VPCs."""
    return any(function(world, one, other) for function in _joining)


def shares_names(function: S) -> S:
    """Ask this function by which resources the public names of a VPC's instances are private addresses in another.

    It gets the VPC that asks and the VPC of the instance, and yields ids.
    """
    _sharing.append(function)
    return function


def shared_names(world: World, asking: str, owner: str) -> Iterable[str]:
    """The resources by which one VPC gets the private addresses behind another's public names."""
    for function in _sharing:
        yield from function(world, asking, owner)
