"""Policies in their compiled form, and the request that they are asked about."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from types import MappingProxyType
from typing import Any, Literal

from mockvpce.policy.conditions import Condition
from mockvpce.policy.patterns import Token, Values, fixed_and_open, glob, resolved
from mockvpce.policy.principals import Caller, Grant, Principals

Kind = Literal[
    "endpoint policy",
    "service control policy",
    "resource control policy",
    "resource policy",
    "identity policy",
    "permissions boundary",
    "session policy",
]
_EMPTY: Mapping[str, Any] = MappingProxyType({})


def values_of(context: Mapping[str, Any]) -> Values:
    """Condition keys in lower case with the texts that a request has for them; a key that is None is missing."""
    return {key.lower(): tuple(map(_text_of, _several(value))) for key, value in context.items() if value is not None}


def _several(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple | set | frozenset) else (value,)


def _text_of(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=timezone.utc)).isoformat()
    return str(value)


@dataclass(frozen=True, slots=True)
class Request:
    """One action on one resource."""

    action: str
    """With its service: `s3:GetObject`."""
    resource: str = "*"
    """An ARN; `*` for an action that has no resource."""
    caller: Caller = field(default_factory=Caller)
    resource_account: str | None = None
    """Owner of the resource; None where that is the caller's account."""
    context: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)  # Python 3.11 takes no mapping as a default
    """Condition keys with their values, several in a list, tuple or set."""
    values: Values = field(init=False, repr=False, compare=False)
    action_key: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if ":" not in self.action:
            raise ValueError(f"{self.action!r} is no action; expected its service too, as in 's3:GetObject'")
        object.__setattr__(self, "values", values_of(self.context))
        object.__setattr__(self, "action_key", self.action.lower())


class Patterns:
    """The value of an Action or Resource element, or of its Not form."""

    __slots__ = ("_fixed", "_not", "_open")

    def __init__(self, wanted: Sequence[tuple[Token, ...]], *, negated: bool) -> None:
        self._not = negated
        fixed, self._open = fixed_and_open(wanted)
        self._fixed = [glob(tokens) for tokens in fixed]

    def match(self, text: str, values: Values) -> bool:
        """Whether the element means the text; with a variable that has no value it means nothing."""
        for test in self._fixed:
            if test(text):
                return not self._not
        for tokens in self._open:
            known = resolved(tokens, values)
            if known is None:
                if self._not:
                    return False
            elif glob(known)(text):
                return not self._not
        return self._not


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, compiled."""

    source: Mapping[str, Any] = field(repr=False)
    """As the document has it."""
    sid: str | None
    allows: bool
    actions: Patterns = field(repr=False)
    resources: Patterns | None = field(repr=False)
    """None: the resource that carries the policy."""
    principals: Principals | None = field(repr=False)
    """None in policies of a principal."""
    not_principals: bool
    conditions: tuple[Condition, ...] = field(repr=False)

    def applies(self, request: Request, *, only_root: bool = False, bounded: bool = False) -> Grant:
        """How the statement means the request; `NONE` if it doesn't."""
        values = request.values
        if not self.actions.match(request.action_key, values):
            return Grant.NONE
        if self.resources is not None and not self.resources.match(request.resource, values):
            return Grant.NONE
        grant = self._grant(request.caller, only_root=only_root, bounded=bounded)
        if grant:
            for condition in self.conditions:
                if not condition.holds(values):
                    return Grant.NONE
        return grant

    def _grant(self, caller: Caller, *, only_root: bool, bounded: bool) -> Grant:
        if self.principals is None:
            return Grant.CALLER
        if not self.not_principals:
            return self.principals.grant(caller, only_root=only_root)
        if self.allows:
            spared = self.principals.grant(caller, only_root=only_root) is not Grant.NONE
        else:
            # D access_policies_boundaries: such a Deny means everybody who has a permissions boundary.
            spared = self.principals.excepts(caller) and not bounded
        if spared:
            return Grant.NONE
        return Grant.CALLER if caller.behind is None else Grant.ROLE


@dataclass(frozen=True, slots=True)
class Finding:
    """What one policy says of a request: the first Deny that applies, and the Allow that names the caller closest."""

    deny: Statement | None = None
    allow: Statement | None = None
    grant: Grant = Grant.NONE


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy document, compiled."""

    kind: Kind
    version: str
    id: str | None
    statements: tuple[Statement, ...]

    def find(self, request: Request, *, bounded: bool = False) -> Finding:
        """What applies to the request. `bounded`: the caller has a permissions boundary."""
        only_root = self.kind == "endpoint policy"
        allow, best = None, Grant.NONE
        for statement in self.statements:
            if statement.allows and best is Grant.CALLER:
                continue
            grant = statement.applies(request, only_root=only_root, bounded=bounded)
            if not grant:
                continue
            if not statement.allows:
                return Finding(deny=statement)
            if grant > best:
                allow, best = statement, grant
        return Finding(None, allow, best)
