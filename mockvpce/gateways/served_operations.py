"""Which operation a request over HTTP is, told from botocore's models: a form's Action, a target, or method and address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, unquote

import botocore.session
from botocore.exceptions import BotoCoreError

_SERVICES: Mapping[str, tuple[str, ...]] = {
    "elasticfilesystem": ("efs",),
    "elasticloadbalancing": ("elbv2", "elb"),
    "email": ("sesv2", "ses"),
    "monitoring": ("cloudwatch",),
    "states": ("stepfunctions",),
    "tagging": ("resourcegroupstaggingapi",),
}
"""Names that requests are signed with -> botocore's services, where they differ."""


@dataclass(frozen=True, slots=True)
class Route:
    """How a request of an operation looks."""

    operation: str
    method: str
    path: re.Pattern[str]
    fixed: int
    """How many characters of the path are not the caller's."""
    query: Mapping[str, str]
    """What the address has after the path; empty values may be any."""
    headers: frozenset[str]
    """Headers that are required, as WSGI spells them."""

    def fits(self, method: str, path: str, query: Mapping[str, str], environ: Mapping[str, Any]) -> bool:
        """Whether it is a request of the operation."""
        return (
            method == self.method
            and self.path.fullmatch(path) is not None
            and all(key in query and value in ("", query[key]) for key, value in self.query.items())
            and all(name in environ for name in self.headers)
        )


def operation_of(signed_for: str, action: str, environ: Mapping[str, Any]) -> tuple[str, str]:
    """botocore's names of service and operation; what no model knows is told by method and path."""
    candidates = _SERVICES.get(signed_for, (signed_for,))
    if action:
        known = [name for name in candidates if action in _names(name)]
        return (known or candidates)[0], action
    method, path = environ["REQUEST_METHOD"], unquote(environ.get("PATH_INFO", ""))
    query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    for name in candidates:
        for route in _routes(name):
            if route.fits(method, path, query, environ):
                return name, route.operation
    return candidates[0], f"{method} {path}"


@cache
def _session() -> Any:
    return botocore.session.get_session()


@cache
def _model(service: str) -> Any:
    """botocore's model; None for a service that it does not know."""
    try:
        return _session().get_service_model(service)
    except BotoCoreError:
        return None


@cache
def _names(service: str) -> frozenset[str]:
    model = _model(service)
    return frozenset() if model is None else frozenset(model.operation_names)


@cache
def _routes(service: str) -> list[Route]:
    """The requests of a service's operations, those that say most first."""
    found = [_route(_model(service).operation_model(name)) for name in sorted(_names(service))]
    return sorted(found, key=lambda route: (-len(route.query) - len(route.headers), -route.fixed))


def _route(operation: Any) -> Route:
    path, _, query = str(operation.http.get("requestUri", "/")).partition("?")
    parts = re.split(r"(\{[^}]+\})", path)
    required = dict.fromkeys(_required(operation, "querystring"), "")
    return Route(
        operation.name,
        str(operation.http.get("method", "POST")),
        re.compile("".join(map(_part, parts))),
        sum(len(part) for part in parts if not part.startswith("{")),
        {**required, **dict(parse_qsl(query, keep_blank_values=True))},
        frozenset(f"HTTP_{name.upper().replace('-', '_')}" for name in _required(operation, "header")),
    )


def _required(operation: Any, location: str) -> Iterator[str]:
    shape = operation.input_shape
    for name in shape.required_members if shape is not None else ():
        written = shape.members[name].serialization
        if written.get("location") == location:
            yield str(written.get("name", name))


def _part(part: str) -> str:
    if not part.startswith("{"):
        return re.escape(part)
    return ".+" if part.endswith("+}") else "[^/]+"
