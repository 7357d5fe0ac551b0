"""The network as the data plane reads it: immutable values, each read at the moment of a question.

`moto_bridge.adapters.topology` makes them of moto's state. What is kept between two questions is compared with moto's
objects before it is used, so that a change is always seen; each reading is a look-up by id or by address, so that the size
of an account does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from mockvpce.engine.resource import Home


@dataclass(frozen=True, slots=True)
class VpcNode:
    """A VPC with its blocks of both families and its DNS attributes."""

    id: str
    home: Home
    cidrs: tuple[str, ...]
    dns_support: bool
    dns_hostnames: bool


@dataclass(frozen=True, slots=True)
class SubnetNode:
    """A subnet with its blocks of both families."""

    id: str
    home: Home
    vpc_id: str
    zone: str
    zone_id: str
    cidrs: tuple[str, ...]
    names_resources: bool = False
    """Whether the names that instances of it have by their ids answer."""


@dataclass(frozen=True, slots=True)
class InterfaceNode:
    """A network interface. `addresses` are its private ones, the primary first, and its IPv6 ones."""

    id: str
    home: Home
    subnet_id: str
    vpc_id: str
    addresses: tuple[str, ...]
    public: Mapping[str, str]
    """Private address -> public address."""
    group_ids: tuple[str, ...]
    source_dest_check: bool
    owner_id: str
    """The instance, NAT gateway or endpoint that it belongs to; empty where it belongs to none."""
    running: bool = True

    def address(self, version: int) -> str | None:
        """The first address of a family."""
        return next((one for one in self.addresses if (":" in one) == (version == 6)), None)


@dataclass(frozen=True, slots=True)
class RouteNode:
    """A route. `destination` is a block or the id of a prefix list; `target` is `local` or an id."""

    destination: str
    target: str
    target_type: str
    """AWS's member for the target, such as `GatewayId`."""
    origin: str = "createroute"
    black_hole: bool = False
    """Known of the routes that `with_state` has looked at."""

    @property
    def propagated(self) -> bool:
        """Whether a virtual private gateway brought it."""
        return self.origin == "enablevgwroutepropagation"


@dataclass(frozen=True, slots=True)
class RouteTableNode:
    """A route table."""

    id: str
    home: Home
    vpc_id: str
    routes: tuple[RouteNode, ...]


@dataclass(frozen=True, slots=True)
class AclEntryNode:
    """An entry of a network ACL; the ports are None where all are meant."""

    number: int
    egress: bool
    allow: bool
    protocol: str
    cidr: str
    from_port: int | None
    to_port: int | None


@dataclass(frozen=True, slots=True)
class AclNode:
    """A network ACL with its entries in the order of their numbers."""

    id: str
    home: Home
    vpc_id: str
    entries: tuple[AclEntryNode, ...]


@dataclass(frozen=True, slots=True)
class RuleNode:
    """One peer of a security group's rule: a block, a group or a prefix list."""

    id: str
    protocol: str
    from_port: int | None
    to_port: int | None
    cidr: str = ""
    group_id: str = ""
    prefix_list_id: str = ""


@dataclass(frozen=True, slots=True)
class GroupNode:
    """A security group with its rules."""

    id: str
    home: Home
    vpc_id: str
    ingress: tuple[RuleNode, ...]
    egress: tuple[RuleNode, ...]


@dataclass(frozen=True, slots=True)
class GatewayNode:
    """An internet gateway or an egress-only one; `vpc_id` is empty while it is detached."""

    id: str
    home: Home
    vpc_id: str


@dataclass(frozen=True, slots=True)
class NatNode:
    """A NAT gateway and its interface's addresses; `public` is None for a private one."""

    id: str
    home: Home
    vpc_id: str
    subnet_id: str
    interface_id: str
    address: str
    public: str | None
    available: bool


@dataclass(frozen=True, slots=True)
class AttachmentNode:
    """A transit gateway attachment with the route table that it is associated with."""

    id: str
    home: Home
    gateway_id: str
    resource_id: str
    resource_type: str
    subnet_ids: tuple[str, ...]
    table_id: str
    available: bool
    references: bool = False
    """Whether rules that name groups of other VPCs hold over it."""
    ipv6: bool = True


@dataclass(frozen=True, slots=True)
class TransitRoute:
    """A route of a transit gateway route table; no attachment means a black hole."""

    cidr: str
    attachment_id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Target:
    """A registered target: the address it has, whether it is healthy, and the zone it is in."""

    address: str
    port: int
    healthy: bool
    zone: str
    keeps_source: bool = False
    """Whether the target sees the client's address rather than the balancer's."""
    known: bool = True
    """Whether anything has the address; what lies outside the VPC is taken at its word."""


@dataclass(frozen=True, slots=True)
class Listener:
    """A listener of a load balancer with the targets behind it, by target group."""

    port: int
    protocol: str
    groups: tuple[tuple[Target, ...], ...]
    answers: bool = False
    """Whether the balancer answers by itself, with a redirect or a fixed response."""

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets of all groups."""
        return tuple(target for group in self.groups for target in group)


@dataclass(frozen=True, slots=True)
class Balancer:
    """A Network or Application Load Balancer with what is behind it."""

    arn: str
    home: Home
    type: str
    vpc_id: str
    dns_name: str
    scheme: str
    nodes: Mapping[str, str]
    """Subnet -> the balancer's interface in it."""
    cross_zone: bool
    group_ids: tuple[str, ...]
    checks_private_link: bool
    listeners: tuple[Listener, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """The values of one name and type in a hosted zone; `alias` is a name that answers instead."""

    name: str
    type: str
    values: tuple[str, ...]
    alias: str = ""


@dataclass(frozen=True, slots=True)
class HostedZone:
    """A hosted zone of Route 53."""

    id: str
    name: str
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class ResolverRule:
    """A rule of Route 53 Resolver for a domain, empty for all; one that does not forward leaves names to the resolver."""

    id: str
    domain: str
    forwards: bool
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResolverEndpoint:
    """An endpoint of Route 53 Resolver."""

    id: str
    home: Home
    vpc_id: str
    inbound: bool


class Topology(Protocol):
    """What the data plane asks of moto. An id that names nothing gives None or nothing.

    Within a `moment` nothing changes, so that the same look-up is done once.
    """

    def forget_addresses(self) -> None:
        """A request has passed that may have changed the addresses of interfaces."""

    def moment(self) -> AbstractContextManager[None]: ...

    def vpc(self, vpc_id: str) -> VpcNode | None: ...
    def subnet(self, subnet_id: str) -> SubnetNode | None: ...
    def subnet_at(self, vpc_id: str, address: str) -> SubnetNode | None: ...
    def interface(self, interface_id: str) -> InterfaceNode | None: ...
    def interface_at(self, vpc_id: str, address: str) -> InterfaceNode | None: ...
    def public_interface(self, address: str) -> InterfaceNode | None: ...
    def interfaces_of(self, instance_id: str) -> Sequence[InterfaceNode] | None: ...
    def interfaces_in(self, home: Home) -> Iterator[InterfaceNode]: ...
    def route_table(self, subnet: SubnetNode) -> RouteTableNode | None: ...
    def with_state(self, table: RouteTableNode, route: RouteNode) -> RouteNode: ...
    def edge_table(self, gateway: GatewayNode) -> RouteTableNode | None: ...
    def acl(self, subnet: SubnetNode) -> AclNode | None: ...
    def group(self, group_id: str) -> GroupNode | None: ...
    def groups_of(self, interface: InterfaceNode) -> Sequence[GroupNode]: ...
    def gateway(self, gateway_id: str) -> GatewayNode | None: ...
    def internet_gateway_of(self, vpc_id: str) -> GatewayNode | None: ...
    def nat_gateway(self, nat_id: str) -> NatNode | None: ...
    def attachment(self, attachment_id: str) -> AttachmentNode | None: ...
    def attachment_of(self, gateway_id: str, vpc_id: str) -> AttachmentNode | None: ...
    def has_attachment(self, vpc_id: str) -> bool: ...
    def peer_attachment(self, attachment: AttachmentNode) -> AttachmentNode | None: ...
    def transit_routes(self, table_id: str) -> Sequence[TransitRoute]: ...
    def prefix_list(self, home: Home, list_id: str) -> Sequence[str]: ...
    def balancer(self, arn: str) -> Balancer | None: ...
    def balancer_called(self, dns_name: str) -> Balancer | None: ...
    def private_zones(self, vpc: VpcNode) -> Sequence[HostedZone]: ...
    def public_zones(self) -> Iterator[HostedZone]: ...
    def resolver_rules(self, vpc_id: str) -> Iterator[ResolverRule]: ...
    def resolver_endpoint(self, endpoint_id: str) -> ResolverEndpoint | None: ...
    def inbound_at(self, address: str) -> ResolverEndpoint | None: ...
    def name_servers(self, vpc_id: str) -> Sequence[str]: ...
    def vpcs_in(self, region: str | None) -> Iterator[VpcNode]: ...
    def home_of(self, resource_id: str) -> Home | None: ...
    def place_ids(self) -> Iterator[str]: ...
    def tags(self, home: Home, resource_id: str) -> Mapping[str, str]: ...
    def exists(self, resource_id: str) -> Any: ...
