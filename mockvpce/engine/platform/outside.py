"""Ports to what lies beside the network: prefix lists, load balancers, identities, quotas, zones, topics, VPC Lattice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from mockvpce.engine.resource import Home


class PrefixLists(Protocol):
    """What refers to prefix lists, and whom they are shared with."""

    def references(self, region: str, list_id: str) -> Sequence[tuple[str, str]]:
        """Id and owner of each route table and security group that names a list."""
        ...

    def shares(self, arn: str, owner: Home, account: str) -> bool:
        """Whether Resource Access Manager shares a list with an account."""
        ...


@dataclass(frozen=True, slots=True)
class LoadBalancer:
    """An Elastic Load Balancer. `type` is `network`, `gateway` or `application`; `zones` are (name, id) pairs."""

    arn: str
    type: str
    vpc_id: str
    subnet_ids: tuple[str, ...]
    zones: tuple[tuple[str, str], ...]
    ip_address_type: str


class LoadBalancers(Protocol):
    """Elastic Load Balancing."""

    def get(self, home: Home, arn: str) -> LoadBalancer | None:
        """The load balancer of that ARN."""
        ...


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls: the account and the ARN of the user or role behind the credentials (an account's root without one)."""

    account: str
    arn: str
    names: tuple[str, ...] = field(default=())
    """Every principal ARN that a permission could name this caller by."""


class Identities(Protocol):
    """Who calls: IAM and STS."""

    def behind(self, access_key: str | None, home: Home) -> Principal:
        """Who is behind an access key."""
        ...


class Quotas(Protocol):
    """Service Quotas."""

    def value(self, home: Home, code: str, default: int) -> int:
        """The applied value of a VPC service quota (`L-…`): what a test has raised it to, else `default`."""
        ...


class HostedZones(Protocol):
    """Route 53."""

    def conflicting(self, home: Home, vpc_id: str, domains: Iterable[str]) -> Sequence[str]:
        """Those of the domains for which a private hosted zone of the user's is associated with the VPC."""
        ...

    def name(self, home: Home, zone_id: str) -> str | None:
        """The name of a hosted zone of the account's."""
        ...

    def txt_records(self, domain: str) -> Sequence[str]:
        """The values of the TXT records at a name, over all public hosted zones of the mock's Route 53."""
        ...


class Topics(Protocol):
    """SNS."""

    def has(self, arn: str) -> bool:
        """Whether there is an SNS topic of that ARN."""
        ...

    def publish(self, arn: str, subject: str, message: str) -> None:
        """Publish to an SNS topic in the name of vpce.amazonaws.com; where that cannot be, log why."""
        ...


class Lattice(Protocol):
    """VPC Lattice."""

    def get(self, arn: str) -> Mapping[str, Any] | None:
        """A VPC Lattice resource configuration or service network, None where there is none."""
        ...
