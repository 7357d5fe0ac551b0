"""The resources that are not ours, as we see them, and what we may do to them: one port a service.

VPCs, subnets, route tables, interfaces, groups and load balancers belong to moto. This package says what the families need
of them; `moto_bridge` fulfils it. Objects given out are views of the moment: read them, do not keep them.
"""

from __future__ import annotations

from typing import Protocol

from mockvpce.engine.authorization import Authorization
from mockvpce.engine.platform.groups import GroupRule, Groups, SecurityGroup
from mockvpce.engine.platform.interfaces import Interface, Interfaces, ManagedInterface
from mockvpce.engine.platform.networks import Networks, Subnet, Vpc
from mockvpce.engine.platform.outside import (
    HostedZones,
    Identities,
    Lattice,
    LoadBalancer,
    LoadBalancers,
    PrefixLists,
    Principal,
    Quotas,
    Topics,
)
from mockvpce.engine.platform.routes import Routes
from mockvpce.engine.platform.tags import Tags
from mockvpce.engine.platform.transit_gateways import TransitAttachment, TransitGateway, TransitGateways
from mockvpce.engine.services import Services
from mockvpce.engine.topology import Topology

__all__ = [
    "GroupRule",
    "Groups",
    "HostedZones",
    "Identities",
    "Interface",
    "Interfaces",
    "Lattice",
    "LoadBalancer",
    "LoadBalancers",
    "ManagedInterface",
    "Networks",
    "Platform",
    "PrefixLists",
    "Principal",
    "Quotas",
    "Routes",
    "SecurityGroup",
    "Subnet",
    "Tags",
    "Topics",
    "TransitAttachment",
    "TransitGateway",
    "TransitGateways",
    "Vpc",
]


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

    @property
    def networks(self) -> Networks:
        """VPCs, subnets and the zones that an account sees."""
        ...

    @property
    def groups(self) -> Groups:
        """Security groups and the rules that name groups."""
        ...

    @property
    def interfaces(self) -> Interfaces:
        """Network interfaces that AWS makes and manages for resources, and the addresses of subnets."""
        ...

    @property
    def routes(self) -> Routes:
        """Route tables and their routes."""
        ...

    @property
    def transit_gateways(self) -> TransitGateways:
        """Transit gateways, and the attachments that our resources have to them."""
        ...

    @property
    def tags(self) -> Tags:
        """The tags of EC2's resources."""
        ...

    @property
    def prefix_lists(self) -> PrefixLists:
        """What refers to prefix lists, and whom they are shared with."""
        ...

    @property
    def load_balancers(self) -> LoadBalancers:
        """Elastic Load Balancing."""
        ...

    @property
    def identities(self) -> Identities:
        """Who calls: IAM and STS."""
        ...

    @property
    def quotas(self) -> Quotas:
        """Service Quotas."""
        ...

    @property
    def dns(self) -> HostedZones:
        """Route 53."""
        ...

    @property
    def topics(self) -> Topics:
        """SNS."""
        ...

    @property
    def lattice(self) -> Lattice:
        """VPC Lattice."""
        ...
