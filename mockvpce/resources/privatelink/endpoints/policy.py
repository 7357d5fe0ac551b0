"""Endpoint policies: the default texts, and what AWS refuses."""

from __future__ import annotations

import json

from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.endpoints.endpoint import GATEWAY, INTERFACE

LIMIT = 20_480
"""Characters, white space included (quota L-3248932A, not adjustable)."""

GATEWAY_DEFAULT = (
    '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}'
)
INTERFACE_DEFAULT = json.dumps(
    {"Statement": [{"Action": "*", "Effect": "Allow", "Principal": "*", "Resource": "*"}]}, indent=2
)


def default_policy(endpoint_type: str) -> str:
    """The policy of an endpoint for which none was given; empty for types that have none."""
    if endpoint_type == GATEWAY:
        return GATEWAY_DEFAULT
    return INTERFACE_DEFAULT if endpoint_type == INTERFACE else ""


def check_policy(text: str) -> None:
    """Refuse a text that is too long, not JSON, or not a resource policy."""
    if len(text) > LIMIT:
        raise errors.POLICY_TOO_LONG(limit=LIMIT)
    from mockvpce.policy import PolicyError, parse

    try:
        parse(text, "endpoint policy")
    except PolicyError as problem:
        row, column = problem.position or (1, 1)
        raise errors.POLICY_INVALID(row=row, column=column) from None
