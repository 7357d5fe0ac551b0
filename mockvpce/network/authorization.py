"""The third question: is a request allowed. The way it takes, then every policy that it meets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from mockvpce.engine import forwarding
from mockvpce.engine.authorization import Document, Holder
from mockvpce.network import callers, denials, names, questions
from mockvpce.network.decision import NETWORK, Decision
from mockvpce.network.places import INTERNET, SOMEWHERE, is_address, site
from mockvpce.network.request_keys import keys_of_request
from mockvpce.policy import Attached, Kind, Policies, Request, evaluate

if TYPE_CHECKING:
    from mockvpce.engine.authorization import Identity
    from mockvpce.engine.world import World
    from mockvpce.network.path import Path

_NOTHING: Mapping[str, Any] = MappingProxyType({})
"""By way of factories, since Python 3.11 takes no mapping as a default."""
_FREE = frozenset({"sts:getcalleridentity", "sts:getsessiontoken"})
"""Actions for which an identity needs no permission [D]."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One action on one resource, with the condition keys that only its request has."""

    action: str
    resource: str = "*"
    keys: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, hash=False)


@dataclass(frozen=True, slots=True)
class Way:
    """How a request gets to its service: by which carrier, seen with which address, or not at all."""

    region: str
    path: Path | None
    carrier: forwarding.Carrier | None
    address: str
    open: bool


def way(world: World, place: str, host: str, region: str, port: int = 443) -> Way:
    """The way from a place to a host. From the internet to a public address nothing of the mock's lies between."""
    start = site(world, place)
    if start.vpc_id == "" and start.running and start.guest is None:
        answer = names.resolve(world, host)
        topology = world.platform.topology
        if answer.source == names.PUBLIC and not any(topology.public_interface(one) for one in answer):
            return Way(region, None, None, start.address or SOMEWHERE, True)
    path = questions.reach(world, place, host, port)
    if not path:
        return Way(region, path, None, "", False)
    return Way(region, path, _carrier(world, path), path.seen_as or "", True)


def _carrier(world: World, path: Path) -> forwarding.Carrier | None:
    """The last resource on the way that carries requests; appliances on the way carry packets only."""
    for some_id in reversed(path.via):
        resource = world.get(some_id)
        carrier = None if resource is None else forwarding.carrier(world, resource)
        if carrier is not None:
            return carrier
    return None


def authorize(
    world: World,
    way_there: Way,
    identity: Identity | None,
    operations: Iterable[Operation],
    *,
    place: str = INTERNET,
    context: Mapping[str, Any] | None = None,
    note: str = "",
    unsigned: bool = False,
) -> Decision:
    """Decide a request that means one or more operations: the first that is denied, else the first.

    `unsigned`: operations that AWS has for everybody, so that none but an endpoint's policy is asked.
    """
    first: Decision | None = None
    for operation in operations:
        decision = _Question(
            world, way_there, identity, operation, place, context or _NOTHING, note, unsigned
        ).decision()
        if not decision:
            return decision
        first = first or decision
    if first is None:
        raise ValueError("a request means at least one operation")
    return first


class _Question:
    """One operation of one caller."""

    def __init__(
        self,
        world: World,
        way_there: Way,
        identity: Identity | None,
        operation: Operation,
        place: str,
        context: Mapping[str, Any],
        note: str,
        unsigned: bool,
    ) -> None:
        self.world = world
        self.way = way_there
        self.identity = identity
        self.operation = operation
        self.note = note
        self.unsigned = unsigned
        self.holder: Holder = world.platform.authorization.holder(operation.resource)
        keys = keys_of_request(world, self.way, identity, operation, self.holder, place)
        given = {key.lower() for key in context}
        kept = {key: value for key, value in keys.items() if value is not None and key.lower() not in given}
        kept.update({key: value for key, value in context.items() if value is not None})
        self.context: Mapping[str, Any] = MappingProxyType(kept)

    def decision(self) -> Decision:
        operation = self.operation
        if not self.way.open:
            return Decision(
                False,
                operation.action,
                operation.resource,
                NETWORK,
                context=self.context,
                path=self.way.path,
                timed_out=True,
                note=self.note,
            )
        found = evaluate(self._request(), self._policies())
        code = message = None
        if not found:
            code = denials.wording(operation.action).code
            message = self._message(found)
        return Decision(
            found.allowed,
            operation.action,
            operation.resource,
            found.by,
            found.policy,
            found.statement,
            found.explicit,
            code,
            message,
            self.context,
            self.way.path,
            note=self.note,
        )

    def _request(self) -> Request:
        owner = self.holder.account or None
        operation = self.operation
        return Request(operation.action, operation.resource, callers.caller_of(self.identity), owner, self.context)

    def _message(self, found: Any) -> str:
        caller = "anonymous" if self.identity is None else self.identity.arn
        owner, own = self.holder.account, "" if self.identity is None else self.identity.account
        return denials.message(
            self.operation.action,
            self.operation.resource,
            caller,
            found,
            across_accounts=bool(owner) and owner != own,
            trust=self.operation.resource.split(":")[2:3] == ["iam"],
        )

    def _policies(self) -> Policies:
        identity, carrier = self.identity, self.way.carrier
        authorization = self.world.platform.authorization
        own: tuple[Document, ...] = () if identity is None else identity.policies
        if identity is not None and self.operation.action.lower() in _FREE:
            own = callers.plain((identity.account, self.way.region)).policies
        if self.unsigned:
            own = callers.plain(("", self.way.region)).policies
        endpoint = Document(carrier.policy, carrier.id) if carrier is not None and carrier.policy else None
        return Policies(
            identity=_several("identity policy", own),
            resource=None if self.unsigned else _one("resource policy", self.holder.policy),
            endpoint=_one("endpoint policy", endpoint),
            boundary=None if identity is None else _one("permissions boundary", identity.boundary),
            session=() if identity is None else _several("session policy", identity.session),
            service_control=()
            if identity is None
            else [
                _several("service control policy", level) for level in authorization.service_control(identity.account)
            ],
            resource_control=[_several("resource control policy", level) for level in self._resource_control()],
            resource_decides=self._resource_decides(),
        )

    def _resource_control(self) -> Iterable[Iterable[Document]]:
        if not self.holder.account or self.operation.action.partition(":")[0].lower() not in _RESOURCE_CONTROLLED:
            return ()
        return self.world.platform.authorization.resource_control(self.holder.account)

    def _resource_decides(self) -> bool:
        if self.unsigned or self.holder.policy is None:
            return False
        return self.operation.resource.split(":")[2:3] in _DECIDING


_RESOURCE_CONTROLLED = frozenset({"s3", "sts", "kms", "sqs", "secretsmanager", "ecr", "aoss", "dynamodb", "logs"})
"""Services that resource control policies are for [D; I for the last two]."""
_DECIDING = (["kms"], ["iam"])
"""Services whose resource policies have to allow in their own account too: key policies and trust policies."""


def _one(kind: Kind, document: Document | None) -> Attached | None:
    return None if document is None else callers.attached(document, kind)


def _several(kind: Kind, documents: Iterable[Document]) -> tuple[Attached, ...]:
    return tuple(callers.attached(one, kind) for one in documents)


def is_outside(place: str) -> bool:
    """Whether a place is the internet or an address on it."""
    return place == INTERNET or is_address(place)
