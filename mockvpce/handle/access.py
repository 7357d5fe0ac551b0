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
    if not isinstance(action, str):
        raise TypeError(f"an action is a text such as 's3:GetObject', got {action!r}")
    if "*" in action or "?" in action:
        raise ValueError(f"{action!r} stands for several actions: ask for one, as in 's3:GetObject'")
    _check_context(context)
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


def _check_context(context: Any) -> None:
    if context is not None and not isinstance(context, Mapping):
        raise TypeError(f"context is a mapping of condition keys, got {context!r}")
    for key in context or ():
        if not isinstance(key, str):
            raise TypeError(f"a condition key is a text such as 'aws:SourceIp', got {key!r}")
        if ":" not in key:
            raise ValueError(f"{key!r} is no condition key: one has a prefix, as in 'aws:SourceIp' or 's3:prefix'")
