"""The caller, and whom a Principal element means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

TYPES = ("AWS", "Service", "Federated", "CanonicalUser")
_ACCOUNT = re.compile(r"(?:arn:[^:]+:iam::)?([0-9]{12})(?::root)?")
_ROOT = re.compile(r"arn:[^:]+:iam::[0-9]{12}:root")


class Grant(IntEnum):
    """How closely an Allow of a resource policy names the caller; it decides what else has to allow.

    Source: IAM user guide, "Policy evaluation for requests within a single account".
    """

    NONE = 0
    ACCOUNT = 1
    """Its account: the identity policies decide."""
    ROLE = 2
    """The role or user behind its session: the permissions boundary and session policies limit it."""
    CALLER = 3
    """Itself."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who signed a request; nobody (an unsigned request) has neither ARN nor service."""

    arn: str | None = None
    """Of the user, the root user, or the session: as `GetCallerIdentity` gives it."""
    account: str | None = None
    """By default the one of its ARN."""
    behind: str | None = None
    """ARN of the role, or for a federated user session the user, whose session it is."""
    service: str | None = None
    """Name of a service principal."""
    federated: str | None = None
    """Identity provider of a session that is being asked for."""
    canonical_user: str | None = None
    root: bool = field(init=False)

    def __post_init__(self) -> None:
        if self.arn is not None and self.account is None:
            components = self.arn.split(":", 5)
            if len(components) != 6:
                raise ValueError(
                    f"{self.arn!r} is no ARN of a caller; expected one like 'arn:aws:iam::123456789012:user/ann'"
                )
            object.__setattr__(self, "account", components[4])
        object.__setattr__(self, "root", self.arn is not None and _ROOT.fullmatch(self.arn) is not None)

    @property
    def has_identity(self) -> bool:
        """Whether identity policies can stand behind it: not for services and unsigned requests."""
        return self.arn is not None and self.account is not None


class Principals:
    """The value of a Principal or NotPrincipal element."""

    __slots__ = ("_accounts", "_names", "anyone")

    def __init__(self, names: Mapping[str, frozenset[str]]) -> None:
        """`names` by type; `{"AWS": {"*"}}` is everybody."""
        accounts = {name: _ACCOUNT.fullmatch(name) for name in names.get("AWS", ())}
        self.anyone = "*" in names.get("AWS", ())
        self._accounts = frozenset(found[1] for found in accounts.values() if found)
        self._names = names

    def grant(self, caller: Caller, *, only_root: bool = False) -> Grant:
        """How the element names the caller. `only_root`: an account stands for its root user, as in endpoint policies."""
        aws = self._names.get("AWS", frozenset())
        if caller.arn in aws or (caller.root and caller.account in self._accounts) or self._names_other(caller):
            return Grant.CALLER
        if self.anyone:
            return Grant.CALLER if caller.behind is None else Grant.ROLE
        if caller.behind in aws:
            return Grant.ROLE
        return Grant.ACCOUNT if caller.account in self._accounts and not only_root else Grant.NONE

    def excepts(self, caller: Caller) -> bool:
        """Whether NotPrincipal of a Deny spares the caller: its account and all that it acts as have to be listed."""
        if self.anyone or self._names_other(caller):
            return True
        acts_as = {name for name in (caller.arn, caller.behind) if name is not None and not caller.root}
        aws = self._names.get("AWS", frozenset())
        return caller.has_identity and caller.account in self._accounts and acts_as <= aws

    def _names_other(self, caller: Caller) -> bool:
        return (
            caller.service in self._names.get("Service", ())
            or caller.federated in self._names.get("Federated", ())
            or caller.canonical_user in self._names.get("CanonicalUser", ())
        )
