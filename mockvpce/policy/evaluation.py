"""Whether all policies that a request meets allow it, and which of them decides.

Source: IAM user guide, "Policy evaluation logic". AWS does not document which policy is named where several deny; the
endpoint policy comes first, as it has been seen to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mockvpce.policy.documents import Finding, Kind, Policy, Request, Statement
from mockvpce.policy.principals import Grant


@dataclass(frozen=True, slots=True)
class Attached:
    """A policy and the id or ARN of what carries it."""

    policy: Policy
    carrier: str | None = None


Level = Sequence[Attached]
"""What is attached to the root, to one organizational unit, or to the account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """All policies that a request meets."""

    identity: Sequence[Attached] = ()
    resource: Attached | None = None
    endpoint: Attached | None = None
    """None where no endpoint carries the request."""
    boundary: Attached | None = None
    session: Sequence[Attached] = ()
    """Together they are one: any of them may allow."""
    service_control: Sequence[Level] = ()
    """Of the caller's account. Every level has to allow."""
    resource_control: Sequence[Level] = ()
    """Of the resource's account. `RCPFullAWSAccess` is always attached, so they only deny."""
    resource_decides: bool = False
    """Whether the resource policy has to allow in its own account too, as with KMS keys and role trust."""

    def __post_init__(self) -> None:
        for kind, attached in self.attached():
            if attached.policy.kind != kind:
                raise ValueError(f"expected {kind}, not {attached.policy.kind}, of {attached.carrier}")

    def attached(self) -> Iterator[tuple[Kind, Attached]]:
        """Every policy with what it is here, in the order in which they are named."""
        yield from self._one("endpoint policy", self.endpoint)
        for level in self.service_control:
            yield from self._all("service control policy", level)
        for level in self.resource_control:
            yield from self._all("resource control policy", level)
        yield from self._one("resource policy", self.resource)
        yield from self._all("identity policy", self.identity)
        yield from self._one("permissions boundary", self.boundary)
        yield from self._all("session policy", self.session)

    @staticmethod
    def _one(kind: Kind, attached: Attached | None) -> Iterator[tuple[Kind, Attached]]:
        if attached is not None:
            yield kind, attached

    @staticmethod
    def _all(kind: Kind, level: Iterable[Attached]) -> Iterator[tuple[Kind, Attached]]:
        for attached in level:
            yield kind, attached


@dataclass(frozen=True, slots=True)
class Evaluation:
    """True or false, and why."""

    allowed: bool
    by: Kind
    """What denied, else what allowed."""
    policy: str | None = None
    """Id or ARN of what carries it; None where no single document decided."""
    statement: Mapping[str, Any] | None = field(default=None, hash=False)
    """None: no statement applied."""
    explicit: bool = False
    """Whether a Deny decided."""

    def __bool__(self) -> bool:
        return self.allowed


def evaluate(request: Request, policies: Policies) -> Evaluation:
    """Decide a request: no Deny applies, and everything that has to allow it does."""
    found: dict[int, Finding] = {}
    bounded = policies.boundary is not None
    for kind, attached in policies.attached():
        if _means(kind, request):
            finding = attached.policy.find(request, bounded=bounded)
            if finding.deny is not None:
                return Evaluation(False, kind, attached.carrier, finding.deny.source, explicit=True)
            found[id(attached)] = finding
    return _Allows(request, policies, found).evaluation()


def _means(kind: Kind, request: Request) -> bool:
    """Policies of a principal mean only callers that have an identity."""
    of_principals = ("identity policy", "permissions boundary", "session policy", "service control policy")
    return request.caller.has_identity or kind not in of_principals


class _Allows:
    """What is left to decide when nothing denies explicitly."""

    def __init__(self, request: Request, policies: Policies, found: Mapping[int, Finding]) -> None:
        self._request = request
        self._policies = policies
        self._found = found

    def evaluation(self) -> Evaluation:
        policies, caller = self._policies, self._request.caller
        endpoint = policies.endpoint
        if endpoint is not None and not self._allow([endpoint]):
            return _implicit("endpoint policy", [endpoint])
        if not caller.has_identity:
            return self._by_resource()
        for level in policies.service_control:
            if not self._allow(level):
                return _implicit("service control policy", level)
        owner = self._request.resource_account
        return self._across_accounts() if owner not in (None, caller.account) else self._within_account()

    def _within_account(self) -> Evaluation:
        grant = self._grant()
        if grant is Grant.CALLER:
            return self._by_resource()
        if grant is Grant.NONE and self._policies.resource_decides:
            return self._by_resource()
        if grant is Grant.ROLE:
            return self._limited(self._by_resource())
        return self._by_identity()

    def _across_accounts(self) -> Evaluation:
        own = self._by_identity()
        return self._by_resource() if own else own

    def _by_identity(self) -> Evaluation:
        """What the caller's own policies say; the root user needs none."""
        if self._request.caller.root:
            return Evaluation(True, "identity policy")
        allow = self._allow(self._policies.identity)
        if allow is None:
            return _implicit("identity policy", self._policies.identity)
        attached, statement = allow
        return self._limited(Evaluation(True, "identity policy", attached.carrier, statement.source))

    def _limited(self, allowed: Evaluation) -> Evaluation:
        """What is allowed as far as the boundary and the session policies let it."""
        policies = self._policies
        if policies.boundary is not None and not self._allow([policies.boundary]):
            return _implicit("permissions boundary", [policies.boundary])
        if policies.session and not self._allow(policies.session):
            return _implicit("session policy", policies.session)
        return allowed

    def _by_resource(self) -> Evaluation:
        resource = self._policies.resource
        level = [] if resource is None else [resource]
        allow = self._allow(level)
        if allow is None:
            return _implicit("resource policy", level)
        attached, statement = allow
        return Evaluation(True, "resource policy", attached.carrier, statement.source)

    def _grant(self) -> Grant:
        resource = self._policies.resource
        return Grant.NONE if resource is None else self._found[id(resource)].grant

    def _allow(self, level: Iterable[Attached]) -> tuple[Attached, Statement] | None:
        """The first policy with an Allow that applies."""
        for attached in level:
            allow = self._found[id(attached)].allow
            if allow is not None:
                return attached, allow
        return None


def _implicit(kind: Kind, level: Sequence[Attached]) -> Evaluation:
    return Evaluation(False, kind, level[0].carrier if len(level) == 1 else None)
