"""The resources that are not ours, as we see them, and what we may do to them.

VPCs, subnets, route tables, interfaces, groups and load balancers belong to moto. This module says what the families need
of them; `moto_bridge` fulfils it. Objects given out are views of the moment: read them, do not keep them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from mockvpce.engine.authorization import Authorization
from mockvpce.engine.resource import Home
from mockvpce.engine.services import Services
from mockvpce.engine.topology import Topology


@dataclass(frozen=True, slots=True)
class Vpc:
    """A VPC. `cidrs` are its IPv4 blocks, the primary first; `ipv6_cidrs` its IPv6 blocks."""

    id: str
    account: str
    region: str
    cidrs: tuple[str, ...]
    ipv6_cidrs: tuple[str, ...]
    dns_support: bool
    dns_hostnames: bool
    dedicated: bool = False
    """Whether its instances run on hardware of their own by default."""


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnet. `cidr` is None where it is IPv6 only, `ipv6_cidr` where it has no IPv6 block."""

    id: str
    vpc_id: str
    zone: str
    zone_id: str
    cidr: str | None
    ipv6_cidr: str | None


@dataclass(frozen=True, slots=True)
class SecurityGroup:
    """A security group, of an account and Region."""

    id: str
    name: str
    vpc_id: str
    account: str
    region: str
    description: str


@dataclass(frozen=True, slots=True)
class GroupRule:
    """A security group's rule that names a group. The ports are None where the protocol has none."""

    group_id: str
    egress: bool
    protocol: str
    from_port: int | None
    to_port: int | None
    referenced_id: str


@dataclass(frozen=True, slots=True)
class LoadBalancer:
    """An Elastic Load Balancer. `type` is `network`, `gateway` or `application`; `zones` are (name, id) pairs."""

    arn: str
    type: str
    vpc_id: str
    subnet_ids: tuple[str, ...]
    zones: tuple[tuple[str, str], ...]
    ip_address_type: str


@dataclass(frozen=True, slots=True)
class TransitGateway:
    """A transit gateway, of an account. `cidrs` are its own blocks."""

    id: str
    account: str
    cidrs: tuple[str, ...]
    auto_accepts: bool
    asn: int


@dataclass(frozen=True, slots=True)
class TransitAttachment:
    """What a resource of ours asks of its attachment to a transit gateway."""

    id: str
    gateway_id: str
    resource_id: str
    resource_type: str
    resource_owner: str
    state: str


@dataclass(frozen=True, slots=True)
class ManagedInterface:
    """What a resource of ours asks of a network interface that AWS makes and manages for it.

    `requester_id` is who AWS says has made it, an account or the name of a service role; `attached_by` the owner of the
    attachment. `public`: it has a public IPv4 address too.
    """

    owner_id: str
    subnet_id: str
    description: str
    interface_type: str
    requester_id: str
    attached_by: str = "amazon-aws"
    group_ids: tuple[str, ...] = ()
    ipv4: str | None = None
    ipv6: str | None = None
    wants_ipv4: bool = True
    wants_ipv6: bool = False
    public: bool = False


@dataclass(frozen=True, slots=True)
class Interface:
    """A network interface that AWS manages for a resource, as it is."""

    id: str
    subnet_id: str
    ipv4: str | None
    ipv6: str | None
    group_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls: the account and the ARN of the user or role behind the credentials (an account's root without one)."""

    account: str
    arn: str
    names: tuple[str, ...] = field(default=())
    """Every principal ARN that a permission could name this caller by."""


class Platform(Protocol):
    """What the families may ask of the rest of AWS."""

    @property
    def topology(self) -> Topology:
        """The network as the data plane reads it."""
        ...

    @property
    def services(self) -> Services:
        """Services other than EC2 that sign clients in or log them."""
        ...

    @property
    def authorization(self) -> Authorization:
        """Identities, and the policies that resources carry."""
        ...

    def vpc(self, home: Home, vpc_id: str) -> Vpc | None:
        """The VPC of that id in an account and Region, None where there is none."""
        ...

    def find_vpc(self, vpc_id: str) -> Vpc | None:
        """The VPC of that id, of whatever account and Region."""
        ...

    def subnet(self, home: Home, subnet_id: str) -> Subnet | None:
        """The subnet of that id."""
        ...

    def subnet_owner(self, region: str, subnet_id: str) -> str | None:
        """The account whose subnet it is, of all accounts in a Region."""
        ...

    def security_group(self, home: Home, group_id: str) -> SecurityGroup | None:
        """The security group of that id."""
        ...

    def find_group(self, group_id: str) -> SecurityGroup | None:
        """The security group of that id, of whatever account and Region."""
        ...

    def group_called(self, home: Home, name_or_id: str, vpc_id: str | None) -> SecurityGroup | None:
        """The security group of that id or name, as requests that take either mean it."""
        ...

    def group_rules(self, home: Home, vpc_id: str) -> Sequence[GroupRule]:
        """The rules that name groups, of all security groups of a VPC."""
        ...

    def default_security_group(self, home: Home, vpc_id: str) -> SecurityGroup | None:
        """The group named `default` of a VPC."""
        ...

    def route_table_vpc(self, home: Home, table_id: str) -> str | None:
        """The VPC of a route table, None where there is no such table."""
        ...

    def load_balancer(self, home: Home, arn: str) -> LoadBalancer | None:
        """The load balancer of that ARN."""
        ...

    def zones(self, home: Home) -> Sequence[tuple[str, str]]:
        """(name, id) of each Availability Zone as the account sees them."""
        ...

    def principal(self, access_key: str | None, home: Home) -> Principal:
        """Who is behind an access key."""
        ...

    def quota(self, home: Home, code: str, default: int) -> int:
        """The applied value of a VPC service quota (`L-…`): what a test has raised it to, else `default`."""
        ...

    # interfaces

    def address_is_free(self, home: Home, subnet_id: str, address: str) -> bool:
        """Whether a new interface of the subnet can have this address: in its block, not reserved, not in use."""
        ...

    def has_free_address(self, home: Home, subnet_id: str) -> bool:
        """Whether the IPv4 block of a subnet has room for another interface."""
        ...

    def free_addresses(self, home: Home, subnet_id: str) -> int:
        """How many IPv4 addresses of a subnet are free."""
        ...

    def create_interface(self, home: Home, wish: ManagedInterface) -> Interface:
        """Make the interface of a resource: requester managed, in use."""
        ...

    def interface(self, home: Home, interface_id: str) -> Interface | None:
        """An interface as it is now."""
        ...

    def manages_interface(self, home: Home, interface_id: str) -> bool:
        """Whether AWS manages that interface for a resource, of ours or of moto's."""
        ...

    def addressed_interface(self, home: Home, association_id: str | None, public_ip: str | None) -> str | None:
        """The interface of an Elastic IP address, by the association or the address."""
        ...

    def set_interface_groups(self, home: Home, interface_id: str, group_ids: Sequence[str]) -> None:
        """Put an interface into other security groups."""
        ...

    def set_interface_addresses(self, home: Home, interface_id: str, wish: ManagedInterface) -> None:
        """Give an interface the address families that its endpoint asks for now."""
        ...

    def delete_interface(self, home: Home, interface_id: str) -> None:
        """Delete an interface and free its addresses; nothing where it is gone."""
        ...

    # routes

    def has_route(self, home: Home, table_id: str, destination: str) -> bool:
        """Whether a table has a route to exactly that CIDR block or prefix list, a local one included."""
        ...

    def prefix_routes(self, home: Home, table_id: str) -> Mapping[str, str]:
        """Prefix list id -> target id of the routes of a table whose destination is a prefix list."""
        ...

    def put_prefix_route(self, home: Home, table_id: str, prefix_list_id: str, endpoint_id: str) -> None:
        """Route a prefix list to a gateway endpoint."""
        ...

    def drop_prefix_route(self, home: Home, table_id: str, prefix_list_id: str, endpoint_id: str) -> None:
        """Remove that route if it is there and goes to that endpoint."""
        ...

    def routes_to(self, home: Home, target_id: str) -> Sequence[tuple[str, str]]:
        """(route table, destination) of each route whose target is `target_id`."""
        ...

    # transit gateways

    def transit_gateway(self, home: Home, gateway_id: str) -> TransitGateway | None:
        """A transit gateway of an account, or one that is shared with it, in its Region."""
        ...

    def put_transit_attachment(self, home: Home, wish: TransitAttachment) -> None:
        """Show an attachment, or what has become of it, among those of the gateway's owner."""
        ...

    def drop_transit_attachment(self, home: Home, attachment_id: str) -> None:
        """Show an attachment no more."""
        ...

    # tags

    def tags(self, home: Home, resource_id: str) -> Mapping[str, str]:
        """The tags of a resource, as seen from one account and Region. Not to be changed."""
        ...

    def put_tags(self, home: Home, resource_id: str, tags: Mapping[str, str]) -> None:
        """Set tags."""
        ...

    def drop_tags(self, home: Home, resource_id: str, keys: Iterable[str] | None = None) -> None:
        """Take tags off a resource; all of them without `keys`."""
        ...

    def all_tags(self, home: Home) -> Mapping[str, Mapping[str, str]]:
        """Resource id -> tags of every tagged EC2 resource. Not to be changed."""
        ...

    def require_taggable(self, home: Home, resource_ids: Sequence[str]) -> None:
        """Refuse ids that are malformed or name no resource of moto's."""
        ...

    def resource_type(self, resource_id: str) -> str:
        """The resource type that an id of moto's stands for, empty where its prefix is unknown."""
        ...

    # prefix lists

    def customer_prefix_lists(self, home: Home) -> Sequence[Mapping[str, Any]]:
        """The prefix lists that users made, as DescribeManagedPrefixLists shows them."""
        ...

    # the rest of AWS

    def conflicting_zones(self, home: Home, vpc_id: str, domains: Iterable[str]) -> Sequence[str]:
        """Those of the domains for which a private hosted zone of the user's is associated with the VPC."""
        ...

    def hosted_zone_name(self, home: Home, zone_id: str) -> str | None:
        """The name of a hosted zone of the account's."""
        ...

    def txt_records(self, domain: str) -> Sequence[str]:
        """The values of the TXT records at a name, over all public hosted zones of the mock's Route 53."""
        ...

    def has_topic(self, arn: str) -> bool:
        """Whether there is an SNS topic of that ARN."""
        ...

    def publish(self, arn: str, subject: str, message: str) -> None:
        """Publish to an SNS topic in the name of vpce.amazonaws.com; where that cannot be, log why."""
        ...

    def lattice(self, arn: str) -> Mapping[str, Any] | None:
        """A VPC Lattice resource configuration or service network, None where there is none."""
        ...
