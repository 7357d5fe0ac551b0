"""Cedar, the language of authorization policies, by the `cedarpy` library (Apache License 2.0), an extra of this package."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

_log = logging.getLogger("mockvpce")
EXTRA = "pip install 'mockvpce[cedar]'"


@cache
def library() -> Any:
    """The library; None where the extra is not installed."""
    try:
        return import_module("cedarpy")
    except ImportError:
        return None


def problem_in(document: str) -> str:
    """What is wrong with a document, empty where nothing is; without the library it is taken unread."""
    cedar = library()
    if cedar is None:
        _log.warning("an authorization policy is kept, but neither checked nor evaluated: that takes %s", EXTRA)
        return ""
    try:
        policies = json.loads(cedar.policies_to_json_str(document))
    except ValueError as error:
        return str(error)
    return "" if policies["staticPolicies"] else "it has no policy"


def allows(document: str, principal: str, resource: str, context: Mapping[str, Any]) -> tuple[bool, str]:
    """Whether a connection may be, and why not: at least one `permit` holds, and no `forbid`."""
    cedar = library()
    if cedar is None:
        raise ImportError(f"evaluating the authorization policy of {resource} takes {EXTRA}", name="cedarpy")
    request = {
        "principal": f"User::{json.dumps(principal)}",
        "action": 'Action::"connect"',
        "resource": f"ClientVpnEndpoint::{json.dumps(resource)}",
        "context": dict(context),
    }
    answer = cedar.is_authorized(request, document, [])
    if answer.allowed:
        return True, ""
    said = [str(error) for error in answer.diagnostics.errors]
    reasons = list(answer.diagnostics.reasons)
    return False, "; ".join(said) or ("a forbid statement holds" if reasons else "no permit statement holds")
