"""Security groups and the rules that name groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from mockvpce.engine.resource import Home


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


class Groups(Protocol):
    """Security groups and the rules that name groups."""

    def get(self, home: Home, group_id: str) -> SecurityGroup | None:
        """The security group of that id."""
        ...

    def find(self, group_id: str) -> SecurityGroup | None:
        """The security group of that id, of whatever account and Region."""
        ...

    def called(self, home: Home, name_or_id: str, vpc_id: str | None) -> SecurityGroup | None:
        """The security group of that id or name, as requests that take either mean it."""
        ...

    def rules(self, home: Home, vpc_id: str) -> Sequence[GroupRule]:
        """The rules that name groups, of all security groups of a VPC."""
        ...

    def default(self, home: Home, vpc_id: str) -> SecurityGroup | None:
        """The group named `default` of a VPC."""
        ...
