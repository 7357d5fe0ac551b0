"""The caller of a request, and the caller's own policies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mockvpce.data import regions
from mockvpce.engine.authorization import Document, Identity
from mockvpce.policy import Attached, Caller, Kind, Policy, parse

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World

_USER = "mockvpce"
"""The name of the user that a plain identity is."""


@lru_cache(maxsize=2048)
def _compiled(text: str, kind: Kind) -> Policy:
    return parse(text, kind)


def attached(document: Document, kind: Kind) -> Attached:
    """A policy as the evaluator takes it, read once for each text."""
    try:
        return Attached(_compiled(document.text, kind), document.carrier)
    except ValueError as problem:
        raise ValueError(f"the {kind} of {document.carrier} can't be read: {problem}") from problem


def plain(home: Home, identity: str | Mapping[str, Any] | None = "*") -> Identity:
    """A user of an account whose only policy is `identity`: a document, or the actions that it may do."""
    account, region = home
    arn = f"arn:{regions.partition_of(region)}:iam::{account}:user/{_USER}"
    policies = () if identity is None else (Document(_text(identity), arn),)
    keys = {"aws:PrincipalType": "User", "aws:username": _USER, "aws:userid": "AIDAMOCKVPCEMOCKVPCE0"}
    return Identity(arn, account, policies=policies, keys=keys)


def _text(identity: str | Mapping[str, Any]) -> str:
    if isinstance(identity, Mapping):
        return json.dumps(dict(identity))
    if not isinstance(identity, str):
        raise TypeError(f"identity is a policy document, an action such as 's3:*', or None, got {identity!r}")
    if identity.lstrip().startswith("{"):
        return identity
    return json.dumps({"Statement": [{"Effect": "Allow", "Action": identity, "Resource": "*"}]})


def role(world: World, home: Home, name_or_arn: str) -> Identity:
    """A session of a role; `LookupError` where there is none, with the names that come close."""
    account, region = home
    if name_or_arn.startswith("arn:"):
        account = name_or_arn.split(":", 5)[4]
    authorization = world.platform.authorization
    found = authorization.role((account, region), name_or_arn)
    if found is not None:
        return found
    names = authorization.role_names((account, region))
    close = get_close_matches(name_or_arn.rpartition("/")[2], names, 1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    raise LookupError(f"account {account} has no role {name_or_arn!r}{hint}")


def caller_of(identity: Identity | None) -> Caller:
    """The caller as the evaluator takes it; None signs nothing."""
    return Caller() if identity is None else Caller(identity.arn, identity.account, identity.behind)
