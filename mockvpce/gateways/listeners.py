"""Handlers of a call's events after `before-call`, which an answer to that event skips.

Every client has botocore's own handlers for them: they sign, and decide whether to retry. An answer that needs neither
can do without them. A handler of somebody else has to be called, with a request and a response that are real.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

LATER_EVENTS = (
    "request-created",
    "choose-signer",
    "before-sign",
    "before-send",
    "response-received",
    "before-parse",
    "needs-retry",
)
_OWN_PACKAGES = ("botocore", "aiobotocore")
_OBSERVERS = ("botocore.monitoring", "botocore.retries.adaptive")
"""Parts of botocore that have to see what is sent: the one reports it, the other slows the next request down."""


def is_listened_to(emitter: Any, operation: str, is_stub: Callable[[Any], bool]) -> bool:
    """Whether a client's emitter has handlers for a later event of an EC2 operation beside botocore's own and stubs."""
    inner = getattr(emitter, "_emitter", emitter)
    known = inner._lookup_cache  # noqa: SLF001 - a new one whenever handlers change, so that the answer stays right
    key = "mockvpce", operation
    found = known.get(key)
    if found is None:
        search = inner._handlers.prefix_search  # noqa: SLF001 - what emit itself does
        found = known[key] = any(
            not (_is_own(handler) or is_stub(handler))
            for event in LATER_EVENTS
            for handler in search(f"{event}.ec2.{operation}")
        )
    return bool(found)


def _is_own(handler: Any) -> bool:
    """Whether a handler is botocore's, the methods of classes that somebody has derived from its classes excepted."""
    bound = getattr(handler, "__self__", None)
    modules = [getattr(handler, "__module__", None) or type(handler).__module__]
    if bound is not None:
        modules.append(type(bound).__module__)
    return all(one.partition(".")[0] in _OWN_PACKAGES and not one.startswith(_OBSERVERS) for one in modules)
