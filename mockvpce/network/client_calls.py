"""Whether the call of a client in a place is allowed: from its host and parameters to one decision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mockvpce.network import actions, authorization, denials, hosts
from mockvpce.network.actions.s3 import copy_source
from mockvpce.network.decision import NETWORK, Decision

if TYPE_CHECKING:
    from mockvpce.engine.authorization import Identity
    from mockvpce.engine.world import World
    from mockvpce.network.actions.call import Asked
    from mockvpce.network.authorization import Operation, Way

HTTPS = 443
CROSS_REGION = "VPC endpoints do not support cross-region requests"
"""What S3 says of a copy whose source is in another Region, by way of a gateway endpoint [R]."""
_COPIES = ("CopyObject", "UploadPartCopy")


@dataclass(frozen=True, slots=True)
class ClientCall:
    """A call that is about to be sent."""

    asked: Asked
    place: str
    who: Identity | None
    host: str
    port: int = HTTPS
    secure: bool = True
    user_agent: str = ""
    unsigned: bool = False
    """An operation that AWS has for everybody."""


def decide(world: World, call: ClientCall) -> Decision:
    """The way to the host, the policies on it, and the first action that is denied."""
    asked = call.asked
    operations, note = actions.operations_of(asked)
    way = authorization.way(world, call.place, call.host, asked.region, call.port)
    if asked.service == "s3" and way.open:
        way = _onward(world, call, way)
    keys: dict[str, Any] = {"aws:UserAgent": call.user_agent or None}
    if not call.secure:
        keys["aws:SecureTransport"] = False
    decision = authorization.authorize(
        world, way, call.who, operations, place=call.place, context=keys, note=note, unsigned=call.unsigned
    )
    if not decision and decision.code is not None:  # an action that rides along is denied in the words of its service
        decision = replace(decision, code=denials.wording(operations[0].action).code)
    return _with_copies(world, asked, way, operations, decision)


def _onward(world: World, call: ClientCall, way: Way) -> Way:
    """S3 sends a client on to the Region of a bucket, unless the client has named an endpoint of its own."""
    bucket = call.asked.text("Bucket")
    if not bucket or bucket.startswith("arn:") or ".vpce." in call.host:
        return way
    region = _region_of(world, bucket)
    if region in ("", way.region):
        return way
    return authorization.way(world, call.place, hosts.host_of("s3:", region, bucket), region, call.port)


def _with_copies(
    world: World, asked: Asked, way: Way, operations: tuple[Operation, ...], decision: Decision
) -> Decision:
    """A gateway endpoint carries no copy from a bucket in another Region."""
    if not decision or way.carrier is None or asked.service != "s3" or asked.operation not in _COPIES:
        return decision
    source = copy_source(asked.parameters.get("CopySource", ""))[0]
    if _region_of(world, source) in ("", way.region):
        return decision
    return replace(
        decision,
        allowed=False,
        action=operations[0].action,
        resource=operations[0].resource,
        by=NETWORK,
        policy=way.carrier.id,
        statement=None,
        code="AccessDenied",
        message=CROSS_REGION,
    )


def _region_of(world: World, bucket: str) -> str:
    return world.platform.authorization.holder(f"arn:aws:s3:::{bucket}").region if bucket else ""
