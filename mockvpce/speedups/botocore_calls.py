"""Calls of EC2's clients, answered without the request that botocore would build for them.

On the way to the event that this package answers, botocore emits three others, checks the arguments, works out an address
and a `User-Agent`, and writes a form, which is then read again: half of what a call costs. Where nobody but botocore
listens, all of that follows from the arguments. Any other call, and one whose arguments botocore might refuse, goes its way.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Container
from dataclasses import dataclass
from functools import partial
from inspect import unwrap
from itertools import compress
from types import FunctionType
from typing import Any
from weakref import ref

from botocore import handlers as botocore_handlers
from botocore.client import BaseClient
from botocore.hooks import EventAliaser, HierarchicalEmitter
from botocore.serialize import EC2Serializer
from botocore.validate import ParamValidationDecorator, ParamValidator

from mockvpce.patching import Patches, is_private_name, say_once
from mockvpce.protocol import model
from mockvpce.protocol.arguments import Odd, read_arguments
from mockvpce.speedups.botocore_endpoints import event_of_client

Answer = Callable[[str, dict[str, Any], str, Any], "tuple[Any, dict[str, Any]] | None"]
"""Takes an operation, its parameters as a server reads them, the address and the signer of a client."""
_STEPS = ("_emit_api_params", "_resolve_endpoint_ruleset", "_convert_to_request_dict")
"""Methods of a client that are left out."""
_REFUSED = 300
"""The lowest status of an HTTP response that botocore takes for an error."""
_LOGS = tuple(logging.getLogger(f"botocore.{name}") for name in ("hooks", "client", "regions"))
"""Where botocore would tell of what is left out."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the calls of one operation by one client have in common."""

    shape: Any
    url: str
    context: dict[str, Any]
    before: list[Callable[..., Any]]
    """The handlers that are called before the arguments are read."""
    after: list[Callable[..., Any]]


@dataclass(slots=True)
class Plans:
    """The plans of one client, None for operations that go botocore's way. They hold as long as its handlers do."""

    emitter: HierarchicalEmitter
    resolver: Any
    builtins: dict[str, Any]
    found: tuple[Any, dict[str, Plan | None]] = (None, {})
    """What the emitter has looked up, an object that it replaces as soon as a handler comes or goes, and the plans."""


class PlannedCalls:
    """Takes the place of what makes the calls of clients while it is applied."""

    def __init__(
        self,
        answer: Answer,
        answering: Callable[..., Any],
        letting_pass: Collection[Callable[..., Any]],
        passes: Callable[[Any], bool],
        operations: Container[str],
    ) -> None:
        """`answering` is the handler of `before-call` that does what `answer` does, for `operations`.

        Those of `letting_pass` come before it, and do nothing for a client whose signer `passes`.
        """
        self._answer = answer
        self._answering = answering
        self._letting_pass = letting_pass
        self._passes = passes
        self._operations = operations
        self._clients: dict[int, tuple[ref[Any], Plans | None]] = {}
        self._steps: tuple[Any, ...] = ()

    def apply(self, patches: Patches) -> None:
        """Answer, unless somebody else has a hand in one of the steps."""
        plain = BaseClient._make_api_call
        self._steps = tuple(getattr(BaseClient, name) for name in _STEPS)
        if not all(map(_is_botocores, (plain, *self._steps))):
            return
        patches.on_undo(self._clients.clear)

        def _make_api_call(client: Any, operation_name: str, api_params: Any) -> Any:
            __tracebackhide__ = True
            try:
                plan = self._plan(client, operation_name)
            except AttributeError as missing:
                if not is_private_name(missing):
                    raise
                say_once("answering before a request is built", missing)
                plan = None
            if plan is not None:
                context = plan.context.copy()
                for handler in plan.before:
                    handler(params=api_params, context=context)
                answered = self._answered(client, plan, operation_name, api_params)
                if answered is not None:
                    return _result(client, plan, operation_name, context, *answered)
            return plain(client, operation_name, api_params)

        patches.replace(BaseClient, "_make_api_call", _make_api_call, "speed: calls answered before a request is built")

    def _answered(
        self, client: Any, plan: Plan, name: str, arguments: dict[str, Any]
    ) -> tuple[Any, dict[str, Any]] | None:
        try:
            given = read_arguments(plan.shape, arguments)
        except Odd:
            return None
        return self._answer(name, given, plan.url, client._request_signer)

    def _plan(self, client: Any, name: str) -> Plan | None:
        known = self._clients.get(id(client))
        plans = self._begin(client) if known is None else known[1]
        if plans is None:
            return None
        kind = type(client)
        emit, resolve, convert = self._steps
        if (
            kind._emit_api_params is not emit
            or kind._resolve_endpoint_ruleset is not resolve
            or kind._convert_to_request_dict is not convert
            or plans.resolver._builtins != plans.builtins
            or not self._passes(client._request_signer)
        ):
            return None
        for log in _LOGS:
            if log.isEnabledFor(logging.DEBUG):
                return None
        handlers, of_operations = plans.found
        if handlers is not plans.emitter._lookup_cache:
            plans.found = plans.emitter._lookup_cache, {}
            _, of_operations = plans.found
        if name not in of_operations:
            of_operations[name] = self._work_out(client, plans, name)
        return of_operations[name]

    def _begin(self, client: Any) -> Plans | None:
        key = id(client)
        plans = _plans_of(client)
        self._clients[key] = ref(client, lambda _: self._clients.pop(key, None)), plans
        return plans

    def _work_out(self, client: Any, plans: Plans, name: str) -> Plan | None:
        listening = partial(_handlers_of, plans.emitter)
        events = [f"{event}.ec2.{name}" for event in ("provide-client-params", "before-parameter-build", "after-call")]
        first, before, after = map(listening, events)
        if listening("before-endpoint-resolution.ec2") or not self._is_next(listening(f"before-call.ec2.{name}")):
            return None
        if not all(map(_is_own, first)) or not all(map(_is_botocores, (*before, *after))):
            return None
        described = client._service_model.operation_model(name)
        may_change = [_may_change(one, described) for one in before]
        if name not in self._operations or None in may_change:
            return None
        if event_of_client(plans.resolver, described) is None:
            return None
        context = {"client_region": client.meta.region_name, "client_config": client.meta.config}
        url, more, _ = client._resolve_endpoint_ruleset(described, {}, context)
        if more:
            return None
        return Plan(
            model.operation(name).input,
            url,
            context,
            [
                *(partial(one, model=described, event_name=events[0]) for one in first),
                *(partial(one, model=described, event_name=events[1]) for one in compress(before, may_change)),
            ],
            [partial(one, model=described, event_name=events[2]) for one in after],
        )

    def _is_next(self, handlers: list[Any]) -> bool:
        """Whether the first handler that may answer is the one whose part is taken here."""
        for one in handlers:
            if one is self._answering:
                return True
            if one not in self._letting_pass:
                return False
        return False


def _plans_of(client: Any) -> Plans | None:
    """What holds for all operations of a client; None where its calls go botocore's way."""
    serializer, resolver, events = client._serializer, client._ruleset_resolver, client.meta.events
    if (
        client._service_model.service_name != model.SERVICE
        or client._service_model._service_description is not model.service()._service_description
        or type(serializer) is not ParamValidationDecorator
        or type(serializer._serializer) is not EC2Serializer
        or type(serializer._param_validator) is not ParamValidator
        or resolver is None
        or type(events) is not EventAliaser
        or type(events._emitter) is not HierarchicalEmitter
        or not vars(client).keys().isdisjoint(_STEPS)
    ):
        return None
    return Plans(events._emitter, resolver, resolver._builtins.copy())


def _handlers_of(emitter: Any, event: str) -> list[Any]:
    """The handlers that `emit` would call, kept where it keeps them."""
    known = emitter._lookup_cache
    found = known.get(event)
    if found is None:
        found = known[event] = emitter._handlers.prefix_search(event)
    return list(found)


def _may_change(handler: Any, described: Any) -> bool | None:
    """Whether a handler of botocore's may change the arguments of an operation.

    None for one that is not known to leave alone what it has had already: a call may still go botocore's way.
    """
    if handler is botocore_handlers.generate_idempotent_uuid:
        return bool(described.idempotent_members)
    if handler is getattr(botocore_handlers, "_handle_request_validation_mode_member", None):
        return "requestValidationModeMember" in described.http_checksum
    alias: Any = getattr(handler, "__self__", None)
    if type(alias) is botocore_handlers.ParameterAlias:
        return described.input_shape is not None and alias._original_name in described.input_shape.members
    return None


def _is_of(package: str, function: Any) -> bool:
    """Whether a function is of a package, and nobody has wrapped it; a method's object must be of it as well."""
    owner = getattr(function, "__self__", None)
    plainest = getattr(function, "__func__", function)
    if type(plainest) is not FunctionType:
        return False
    modules = {plainest.__globals__["__name__"], unwrap(plainest).__globals__["__name__"]}
    if owner is not None:
        modules.add(type(owner).__module__)
    return all(one.partition(".")[0] == package for one in modules)


_is_botocores = partial(_is_of, "botocore")
_is_own = partial(_is_of, "mockvpce")
"""Whether a function is this package's, whose handlers may refuse a call, and change nothing of it."""


def _result(
    client: Any, plan: Plan, name: str, context: dict[str, Any], response: Any, parsed: dict[str, Any]
) -> dict[str, Any]:
    """What a call gives, as botocore ends it: an error is raised."""
    __tracebackhide__ = True
    for handler in plan.after:
        handler(http_response=response, parsed=parsed, context=context)
    if response.status_code < _REFUSED:
        return parsed
    raise client.exceptions.from_code(parsed["Error"]["Code"])(parsed, name)
