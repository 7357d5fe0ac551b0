"""Endpoint policies: the default texts, and what AWS refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

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
_VERSIONS = ("2012-10-17", "2008-10-17")
_MEMBERS = frozenset({"Version", "Id", "Statement"})
_STATEMENT_MEMBERS = frozenset(
    {
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    }
)
_ACTION = re.compile(r"\*|[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+")


def default_policy(endpoint_type: str) -> str:
    """The policy of an endpoint for which none was given; empty for types that have none."""
    if endpoint_type == GATEWAY:
        return GATEWAY_DEFAULT
    return INTERFACE_DEFAULT if endpoint_type == INTERFACE else ""


def check_policy(text: str) -> None:
    """Refuse a text that is too long, not JSON, or not a resource policy."""
    if len(text) > LIMIT:
        raise errors.POLICY_TOO_LONG(limit=LIMIT)
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as problem:
        raise errors.POLICY_INVALID(row=problem.lineno, column=problem.colno) from None
    except ValueError:
        raise errors.POLICY_INVALID(row=1, column=1) from None
    fault = _fault_of(document)
    if fault is not None:
        row, column = _position(text, fault)
        raise errors.POLICY_INVALID(row=row, column=column)


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _fault_of(document: Any) -> str | None:
    """The text near which the document is wrong, empty for its beginning; None where nothing is."""
    if not isinstance(document, Mapping):
        return ""
    for member in document:
        if member not in _MEMBERS:
            return f'"{member}"'
    if document.get("Version", _VERSIONS[0]) not in _VERSIONS:
        return '"Version"'
    statements = document.get("Statement")
    if isinstance(statements, Mapping):
        statements = [statements]
    if not isinstance(statements, list) or not statements:
        return '"Statement"' if "Statement" in document else ""
    for statement in statements:
        fault = _fault_of_statement(statement)
        if fault is not None:
            return fault
    return None


def _fault_of_statement(statement: Any) -> str | None:
    if not isinstance(statement, Mapping):
        return '"Statement"'
    for member in statement:
        if member not in _STATEMENT_MEMBERS:
            return f'"{member}"'
    if statement.get("Effect") not in ("Allow", "Deny"):
        return '"Effect"' if "Effect" in statement else '"Statement"'
    for member, opposite in (("Principal", "NotPrincipal"), ("Action", "NotAction"), ("Resource", "NotResource")):
        if (member in statement) == (opposite in statement):
            return f'"{opposite}"' if opposite in statement else '"Statement"'
    return _fault_of_values(statement)


def _fault_of_values(statement: Mapping[str, Any]) -> str | None:
    for member in ("Action", "NotAction"):
        if member in statement and not all(_ACTION.fullmatch(str(one)) for one in _several(statement[member])):
            return f'"{member}"'
    for member in ("Principal", "NotPrincipal"):
        value = statement.get(member, "*")
        if not (value == "*" or (isinstance(value, Mapping) and value)):
            return f'"{member}"'
    if not isinstance(statement.get("Condition", {}), Mapping):
        return '"Condition"'
    return None


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _position(text: str, near: str) -> tuple[int, int]:
    """Row and column, from 1, of a piece of the text."""
    index = max(text.find(near), 0)
    return text.count("\n", 0, index) + 1, index - (text.rfind("\n", 0, index) + 1) + 1
