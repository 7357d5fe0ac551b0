"""`aws.allows`: whether a request would be allowed, and by which policy."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mockvpce.handle.control import DEFAULT_REGION
from mockvpce.network import authorization, callers, hosts, places

if TYPE_CHECKING:
    from mockvpce.engine.authorization import Identity
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World
    from mockvpce.network.decision import Decision

ANYTHING = "*"


def home_at(world: World, at: str | None, account: str, region: str | None) -> Home:
    """The account and Region of a place, else the ones that are given."""
    found = None if at is None or authorization.is_outside(at) else world.platform.topology.home_of(at)
    return found or (account, region or os.environ.get("AWS_DEFAULT_REGION") or DEFAULT_REGION)


def caller(
    world: World, home: Home, identity: str | Mapping[str, Any] | None = ANYTHING, role: str | None = None
) -> Identity:
    """The role's session, else a user whose only policy is `identity`."""
    if role is None:
        return callers.plain(home, identity)
    if identity != ANYTHING:
        raise TypeError("give a role or an identity, not both: a role has policies of its own")
    return callers.role(world, home, role)


def allows(
    world: World,
    action: str,
    resource: str,
    *,
    at: str | None,
    home: Home,
    who: Identity,
    context: Mapping[str, Any] | None,
) -> Decision:
    """The decision on one action on one resource, which goes to the service in the resource's Region."""
    if not isinstance(resource, str):
        raise TypeError(f"a resource is an ARN or '*', got {resource!r}")
    if resource != "*" and not resource.startswith("arn:"):
        raise ValueError(f"{resource!r} is no resource; expected an ARN, as in 'arn:aws:s3:::bucket/key', or '*'")
    service = action.partition(":")[0].lower()
    holder = world.platform.authorization.holder(resource)
    region = holder.region or home[1]
    bucket = resource.split(":", 5)[-1].partition("/")[0] if service == "s3" and resource != "*" else ""
    place = at or places.INTERNET
    way = authorization.way(world, place, hosts.host_of(action, region, bucket.strip("*")), region)
    asked = [authorization.Operation(action, resource)]
    return authorization.authorize(world, way, who, asked, place=place, context=context)
