"""What decides about requests and is moto's: identities, and the policies of resources.

`moto_bridge.adapters` reads it from moto. Policies are texts here; `policy/` knows what they mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Protocol

from mockvpce.engine.resource import Home

_NOTHING: Mapping[str, Any] = MappingProxyType({})
"""By way of factories, since Python 3.11 takes no mapping as a default."""


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a policy, and the id or ARN of what carries it."""

    text: str
    carrier: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signs a request, with the policies that IAM holds for it."""

    arn: str
    """As `GetCallerIdentity` gives it."""
    account: str
    behind: str | None = None
    """ARN of the role whose session it is."""
    policies: tuple[Document, ...] = ()
    boundary: Document | None = None
    session: tuple[Document, ...] = ()
    keys: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, hash=False)
    """Condition keys that the identity brings: `aws:userid`, `aws:PrincipalTag/team` and the like."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A resource that a request means: its owner and Region, and the policy that it carries."""

    account: str = ""
    region: str = ""
    policy: Document | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """Where an account stands in an organization: its id, and the path as `o-…/r-…/ou-…/`."""

    organization: str
    path: str


class Authorization(Protocol):
    """What authorization asks of moto."""

    def role(self, home: Home, name_or_arn: str) -> Identity | None:
        """A session of the role; None where there is no such role."""
        ...

    def role_names(self, home: Home) -> Sequence[str]:
        """The names of the roles of an account."""
        ...

    def identity(self, access_key: str, home: Home) -> Identity | None:
        """The user or session behind an access key; None for a key that IAM does not know."""
        ...

    def instance_role(self, instance_id: str) -> str | None:
        """ARN of the role in an instance's profile."""
        ...

    def holder(self, arn: str) -> Holder:
        """What is known of a resource; of one that does not exist, what its ARN says."""
        ...

    def arn_of(self, service: str, name: str | bytes, home: Home) -> str | None:
        """ARN of a key by its alias or a ciphertext of its, of a secret by its name; None where there is none."""
        ...

    def membership(self, account: str) -> Membership | None:
        """The organization of an account; None where it has none."""
        ...

    def service_control(self, account: str) -> Sequence[Sequence[Document]]:
        """The service control policies over an account: one level for each of root, organizational units and account."""
        ...

    def resource_control(self, account: str) -> Sequence[Sequence[Document]]:
        """The resource control policies over an account, by level."""
        ...
