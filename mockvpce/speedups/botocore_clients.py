"""What botocore builds anew for each session and client, though it never differs, built once a process.

A session registers some three hundred handlers, a client of EC2 gets a method for each of some seven hundred operations,
and every call puts the same `User-Agent` together again. All of it follows from data files, tables and settings alone.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field
from functools import cache, wraps
from typing import Any
from weakref import WeakKeyDictionary

from botocore import handlers, hooks, parsers, utils
from botocore.client import ClientCreator
from botocore.context import get_context
from botocore.hooks import EVENT_ALIASES, EventAliaser, HierarchicalEmitter
from botocore.model import ServiceModel
from botocore.session import Session
from botocore.useragent import UserAgentString

from mockvpce.engine.clock import zone_names
from mockvpce.patching import Patches, is_private_name, say_once
from mockvpce.speedups.botocore_events import accepts_kwargs, copy_trie
from mockvpce.speedups.botocore_files import SearchingLoader


def apply(patches: Patches) -> None:
    """Share between all sessions and clients."""
    _client_cache().apply(patches)


@cache
def _client_cache() -> ClientCache:
    """What is kept from one mock to the next."""
    return ClientCache()


@dataclass(frozen=True, slots=True)
class HandlerTemplate:
    """The handlers that a session begins with, and the table they come from."""

    specs: list[Any]
    events: EventAliaser

    def copy_to(self, events: EventAliaser) -> None:
        """Register them all with the emitter of a new session."""
        ours, theirs = self.events._emitter, events._emitter  # noqa: SLF001 - botocore has no public way to move handlers
        found, unique = copy(ours._handlers), copy(ours._unique_id_handlers)  # noqa: SLF001 - see above
        theirs._handlers, theirs._unique_id_handlers = found, unique  # noqa: SLF001 - see above


@dataclass(frozen=True, slots=True)
class ServiceCache:
    """What the clients of a service share: its model, and the methods that a kind of creator makes."""

    description: Any
    """The parsed data file, kept as it is known by its identity."""
    model: ServiceModel
    methods: dict[type, dict[str, Any]] = field(default_factory=dict)
    names: dict[type, dict[str, str]] = field(default_factory=dict)
    """Method -> operation."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A `User-Agent`, and what it is made of."""

    members: dict[str, Any]
    config: dict[str, Any]
    features: Any
    text: str


_NO_PARTS: dict[str, Any] = {}


class ClientCache:
    """Takes the place of what builds sessions and clients while it is applied."""

    def __init__(self) -> None:
        self._registered: HandlerTemplate | None = None
        self._event_names: dict[str, str] = {}
        self._parts: dict[tuple[str, int], ServiceCache] = {}
        self._parts_of_model: dict[int, ServiceCache] = {}
        self._agents: WeakKeyDictionary[Any, Agent] = WeakKeyDictionary()

    def apply(self, patches: Patches) -> None:
        """Share. Sessions and clients that there are keep what they have, and so does what botocore keeps otherwise."""

        def override(owner: Any, name: str, better: Callable[..., Any]) -> None:
            plain = getattr(owner, name, None)
            if plain is None:
                say_once(f"the speed-up of {owner.__name__}.{name}", AttributeError(f"no {name}"))
                return

            @wraps(plain)
            def overriding(*arguments: Any, **options: Any) -> Any:
                try:
                    return better(plain, *arguments, **options)
                except AttributeError as missing:
                    if not is_private_name(missing):
                        raise
                    say_once(f"the speed-up of {owner.__name__}.{name}", missing)
                return plain(*arguments, **options)

            patches.replace(owner, name, overriding, "speed: built once a process")

        if _handlers_are_as_known():
            override(Session, "_register_builtin_handlers", self._register)
            override(hooks._PrefixTrie, "__copy__", copy_trie)  # noqa: SLF001 - where handlers lie
            override(EventAliaser, "__copy__", self._copy_aliaser)
            override(hooks, "accepts_kwargs", accepts_kwargs)
        override(ClientCreator, "_load_service_model", self._load_model)
        override(ClientCreator, "_create_methods", self._create_methods)
        override(ClientCreator, "_create_name_mapping", self._create_name_mapping)
        override(UserAgentString, "to_string", self._agent)
        patches.replace(parsers, "DEFAULT_TIMESTAMP_PARSER", parse_timestamp, "speed: timestamps read without guessing")

    def _agent(self, plain: Callable[..., str], agent: Any) -> str:
        """The `User-Agent` again, if all that it is made of equals what it was the last time."""
        members = vars(agent)
        config = members.get("_client_config")
        parts = _NO_PARTS if config is None else vars(config)
        context = get_context()
        features = None if context is None else context.features
        known = self._agents.get(agent)
        if known is not None and known.features == features and known.members == members and known.config == parts:
            return known.text
        text = plain(agent)
        self._agents[agent] = Agent(members.copy(), parts.copy(), copy(features), text)
        return text

    def _copy_aliaser(self, plain: Callable[..., Any], events: Any) -> Any:
        copied = plain(events)
        self._share_names(copied)
        return copied

    def _share_names(self, events: Any) -> None:
        """What a name of an event is short for follows from botocore's own table, unless somebody has another."""
        if type(events) is EventAliaser and events._event_aliases == EVENT_ALIASES:  # noqa: SLF001 - no public way
            events._alias_name_cache = self._event_names  # noqa: SLF001 - see above

    def _register(self, plain: Callable[..., Any], session: Any, events: Any) -> None:
        self._share_names(events)
        if not _is_plain_and_new(session, events):
            plain(session, events)
            return
        if self._registered is None or self._registered.specs != handlers.BUILTIN_HANDLERS:
            specs = list(handlers.BUILTIN_HANDLERS)
            plain(session, events)
            self._registered = HandlerTemplate(specs, copy(events))
        self._registered.copy_to(events)

    def _load_model(
        self, plain: Callable[..., Any], creator: Any, service_name: str, api_version: str | None = None
    ) -> ServiceModel:
        loader = creator._loader  # noqa: SLF001 - no public way
        if not isinstance(loader, SearchingLoader):
            return plain(creator, service_name, api_version)
        description = loader.load_service_model(service_name, "service-2", api_version=api_version)
        key = service_name, id(description)
        parts = self._parts.get(key)
        if parts is None:
            parts = self._parts[key] = ServiceCache(description, plain(creator, service_name, api_version))
            self._parts_of_model[id(parts.model)] = parts
        return parts.model

    def _create_methods(self, plain: Callable[..., Any], creator: Any, service_model: Any) -> dict[str, Any]:
        parts = self._parts_of_model.get(id(service_model))
        if parts is None or self._registered is None:
            methods: dict[str, Any] = plain(creator, service_model)
            return methods
        kind = type(creator)
        if kind not in parts.methods:
            neutral = copy(creator)
            neutral._event_emitter = self._registered.events  # noqa: SLF001 - what docstrings are made with, once they are read
            parts.methods[kind] = plain(neutral, service_model)
        return dict(parts.methods[kind])

    def _create_name_mapping(self, plain: Callable[..., Any], creator: Any, service_model: Any) -> dict[str, str]:
        parts = self._parts_of_model.get(id(service_model))
        names: dict[str, str] | None = None if parts is None else parts.names.get(type(creator))
        if names is None:
            names = plain(creator, service_model)
            if parts is not None:
                parts.names[type(creator)] = names
        return dict(names)


def _handlers_are_as_known() -> bool:
    """Whether botocore keeps handlers as all its releases so far do; a later one may not, and then builds for itself."""
    trie = getattr(HierarchicalEmitter(), "_handlers", None)
    root = getattr(trie, "_root", None)
    known = type(trie).__name__ == "_PrefixTrie" and getattr(hooks.NodeList, "_fields", None) == (
        "first",
        "middle",
        "last",
    )
    return known and root == {"chunk": None, "children": {}, "values": None}


def _is_plain_and_new(session: Any, events: Any) -> bool:
    """Whether a session registers as botocore's own does, and has nothing registered yet."""
    if type(session).register is not Session.register or type(events) is not EventAliaser:
        return False
    emitter = events._emitter  # noqa: SLF001 - no public way
    if type(emitter) is not HierarchicalEmitter:
        return False
    return not emitter._handlers._root["children"]  # noqa: SLF001 - no public way


_WHOLE = re.compile(r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):\d\d:\d\d(\.\d{3}|\.\d{6})?Z", re.ASCII)
"""A timestamp as AWS sends it, whose meaning does not depend on the time at which it is read."""


def parse_timestamp(value: Any) -> Any:
    """botocore's function of that name, which has dateutil guess the format of each value: a third of parsing an answer."""
    if type(value) is str and _WHOLE.fullmatch(value) and datetime.datetime is _DATETIME:
        with suppress(ValueError):  # no such day: botocore says so in its own words
            return _DATETIME.fromisoformat(value[:-1]).replace(tzinfo=_zone_of_z(zone_names()))
    return utils.parse_timestamp(value)


_DATETIME = datetime.datetime
"""The class, which a test that freezes the time replaces for a while."""


@cache
def _zone_of_z(_names: tuple[str, str]) -> Any:
    """The zone that dateutil gives for the Z of UTC; where the machine's own zone is called UTC, that."""
    return utils.parse_timestamp("2000-01-01T00:00:00Z").tzinfo
