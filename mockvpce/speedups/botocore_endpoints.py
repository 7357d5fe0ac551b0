"""The endpoint of a client, worked out once: for most services nothing in the rules depends on the call.

botocore fills in the parameters of a service's endpoint rules for each call, a third of its own share of a call that is
answered in process. Where all of them come from the client alone, and nobody listens to the event that may change them,
the endpoint is the one of the call before. The rules themselves are compiled once a process: they follow from data files.
"""

from __future__ import annotations

import logging
from copy import copy
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from botocore import regions
from botocore.endpoint_provider import EndpointProvider
from botocore.hooks import EventAliaser, HierarchicalEmitter
from botocore.regions import EndpointRulesetResolver

from mockvpce.patching import Patches, is_private_name, say_once

_log = logging.getLogger("botocore.regions")
_MOST_RULES = 500
_compiled: dict[tuple[int, int, str], tuple[Any, Any, Any]] = {}
"""Rules by the identity of their data, which is kept with them."""
_NOTED = frozenset({"AccountId", "AccountIdEndpointMode"})
"""Parameters whose use botocore notes in the `User-Agent` of each call."""


def apply(patches: Patches) -> None:
    """Remember endpoints."""
    plain = EndpointRulesetResolver.construct_endpoint
    kept: WeakKeyDictionary[Any, Kept] = WeakKeyDictionary()

    def construct_endpoint(resolver: Any, operation_model: Any, call_args: Any, request_context: Any) -> Any:
        try:
            known = kept.get(resolver)
            if known is not None and operation_model.name in known.operations and known.holds(resolver):
                return _own(known.endpoint)
            endpoint = plain(resolver, operation_model, call_args, request_context)
            event = event_of_client(resolver, operation_model)
            if event is not None:
                if known is None or known.builtins != resolver._builtins:  # noqa: SLF001 - no public way
                    known = kept[resolver] = Kept(_own(endpoint), copy(resolver._builtins), event)  # noqa: SLF001 - see above
                known.operations.add(operation_model.name)
        except AttributeError as missing:
            if not is_private_name(missing):
                raise
            say_once("the speed-up of EndpointRulesetResolver.construct_endpoint", missing)
            return plain(resolver, operation_model, call_args, request_context)
        return endpoint

    patches.replace(
        EndpointRulesetResolver, "construct_endpoint", construct_endpoint, "speed: worked out once a client"
    )
    _share_rules(patches)


def _share_rules(patches: Patches) -> None:
    plain = regions.EndpointProvider
    if plain is not EndpointProvider:
        return

    def shared(ruleset_data: Any, partition_data: Any, **more: Any) -> Any:
        key = id(ruleset_data), id(partition_data), repr(more)
        known = _compiled.get(key)
        if known is None:
            known = ruleset_data, partition_data, plain(ruleset_data, partition_data, **more)
            if len(_compiled) < _MOST_RULES:  # data that is loaded anew each time would go on for ever
                _compiled[key] = known
        return known[2]

    patches.replace(regions, "EndpointProvider", shared, "speed: rules compiled once a process")


@dataclass(slots=True)
class Kept:
    """The endpoint of a resolver's last call, and what it was worked out from."""

    endpoint: Any
    builtins: dict[str, Any]
    event: str
    operations: set[str] = field(default_factory=set)
    """Those of which it is known that none of their members is a parameter of the rules."""

    def holds(self, resolver: Any) -> bool:
        """Whether the next call would find the same."""
        return (
            _nobody_listens(resolver, self.event)
            and resolver._builtins == self.builtins  # noqa: SLF001 - no public way
            and not _log.isEnabledFor(logging.DEBUG)
        )


def _own(endpoint: Any) -> Any:
    """The same, with headers that the caller may change."""
    return endpoint._replace(headers=dict(endpoint.headers))


def _nobody_listens(resolver: Any, event: str) -> bool:
    """Whether botocore has looked for handlers of an event since handlers last changed, and there are none."""
    listening = resolver._event_emitter._emitter._lookup_cache.get(event)  # noqa: SLF001 - where `emit` looks
    return listening is not None and not listening


def event_of_client(resolver: Any, operation_model: Any) -> str | None:
    """The name of the event that may change the parameters of the rules, where otherwise only the client decides them."""
    events, service = resolver._event_emitter, resolver._service_model  # noqa: SLF001 - no public way
    if type(events) is not EventAliaser or type(events._emitter) is not HierarchicalEmitter:  # noqa: SLF001 - see above
        return None
    of_operation = (
        operation_model.static_context_parameters,
        operation_model.context_parameters,
        operation_model.operation_context_parameters,
    )
    if any(of_operation) or service.client_context_parameters:
        return None
    builtins = resolver._builtins  # noqa: SLF001 - see above
    for name, definition in resolver._param_definitions.items():  # noqa: SLF001 - see above
        if name in _NOTED or callable(builtins.get(definition.builtin)):
            return None
    event: str = events._alias_event_name(f"before-endpoint-resolution.{service.service_id.hyphenize()}")  # noqa: SLF001 - see above
    return event if _nobody_listens(resolver, event) else None
