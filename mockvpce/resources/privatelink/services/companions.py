"""Sub-resources of an endpoint service with their own states: the Regions it is offered in, and the proof of its name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from mockvpce.engine.lifecycle import GONE, Lifecycle, Row, forced
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import follows, resource

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World

PENDING_VERIFICATION = "pendingVerification"
VERIFIED = "verified"
VERIFICATION_FAILED = "failed"
_CHECKING = "checking"
_CHECKED = "checked"

REGION_PENDING = "Pending"
REGION_AVAILABLE = "Available"
REGION_DELETING = "Deleting"

VERIFICATION = timedelta(minutes=10)
"""How long AWS may take to look a TXT record up [D]."""
REGION_CHANGE = timedelta(seconds=60)
"""How long a Region takes to be added or removed [I]."""


_SETTLED = (PENDING_VERIFICATION, VERIFIED, VERIFICATION_FAILED)


@resource(type="vpc-endpoint-service-private-dns-name", follows=True)
@dataclass(slots=True, kw_only=True, eq=False)
class DomainProof(Resource):
    """The state of a service's private DNS name, and the TXT record that proves it."""

    domain: str
    label: str
    """The label under which the TXT record is published: `_` and 20 letters and digits."""
    value: str
    """The record's value: `vpce:` and 20 letters and digits."""

    lifecycle = Lifecycle(
        [
            *(Row("start", state, _CHECKING) for state in _SETTLED),
            Row("look", _CHECKING, _CHECKED, after=VERIFICATION),
            Row("verify", _CHECKED, VERIFIED),
            Row("fail", _CHECKED, VERIFICATION_FAILED),
            *forced((*_SETTLED, _CHECKING), _SETTLED),
        ]
    )

    @property
    def homes(self) -> tuple[Home, ...]:
        """It is seen as a part of its service only."""
        return ()

    @property
    def shown_state(self) -> str:
        """The state as answers have it."""
        return PENDING_VERIFICATION if self.state in (_CHECKING, _CHECKED) else self.state

    @property
    def record_names(self) -> tuple[str, ...]:
        """The names under which the record is looked for: below the domain or its parent, or the domain itself."""
        domain = self.domain.removeprefix("*.")
        parent = domain.partition(".")[2]
        below = (f"{self.label}.{domain}", domain)
        return (*below, f"{self.label}.{parent}") if "." in parent else below


@follows(DomainProof)
def _look(world: World, proof: DomainProof) -> None:
    if proof.state == _CHECKED:
        found = any(proof.value in world.platform.dns.txt_records(name) for name in proof.record_names)
        world.apply(proof, "verify" if found else "fail")


_STAYING = (REGION_PENDING, REGION_AVAILABLE, "Failed", "Closed")


@resource(type="vpc-endpoint-service-region", follows=True)
@dataclass(slots=True, kw_only=True, eq=False)
class OfferedRegion(Resource):
    """A Region in which a service can be reached; its id is the service's, a slash, and the Region's name."""

    lifecycle = Lifecycle(
        [
            Row("open", REGION_PENDING, REGION_AVAILABLE, after=REGION_CHANGE),
            Row("add", REGION_DELETING, REGION_PENDING),
            *(Row("remove", state, REGION_DELETING) for state in _STAYING),
            Row("vanish", REGION_DELETING, GONE, after=REGION_CHANGE),
            *forced(_STAYING, (*_STAYING, REGION_DELETING)),
        ]
    )

    @property
    def homes(self) -> tuple[Home, ...]:
        """It is seen as a part of its service only."""
        return ()

    @property
    def service_id(self) -> str:
        """The service that is offered."""
        return self.id.partition("/")[0]

    @property
    def name(self) -> str:
        """The Region."""
        return self.id.partition("/")[2]
