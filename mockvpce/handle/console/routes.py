"""Which address of `/mockvpce/` is answered by which view: a WSGI application around another one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from http.client import responses
from typing import Any

from mockvpce.handle.console.fields import Fields, NotFoundError, of_body, of_query
from mockvpce.handle.console.page import page
from mockvpce.handle.console.views import Views

PREFIX = "/mockvpce"
_ROUTES: tuple[tuple[str, str, Callable[..., Any], int], ...] = (
    ("GET", "health", Views.health, 200),
    ("GET", "state", Views.state, 200),
    ("GET", "diagram", Views.diagram, 200),
    ("GET", "reach", Views.reach, 200),
    ("GET", "calls", Views.calls, 200),
    ("DELETE", "calls", Views.clear_calls, 200),
    ("GET", "faults", Views.faults, 200),
    ("POST", "faults", Views.order_fault, 201),
    ("DELETE", "faults", Views.remove_faults, 200),
    ("DELETE", "faults/{id}", Views.remove_fault, 200),
    ("GET", "clock", Views.clock, 200),
    ("POST", "clock", Views.advance, 200),
    ("POST", "settle", Views.settle, 200),
    ("POST", "reset", Views.reset, 200),
    ("GET", "services", Views.services, 200),
    ("POST", "services", Views.add_service, 201),
    ("GET", "snapshot", Views.snapshots, 200),
    ("POST", "snapshot", Views.take_snapshot, 201),
    ("POST", "snapshot/{id}", Views.restore_snapshot, 200),
    ("DELETE", "snapshot/{id}", Views.forget_snapshot, 200),
)
_PATTERNS = [
    (method, re.compile(path.replace("{id}", r"([^/]+)")), view, status) for method, path, view, status in _ROUTES
]
_JSON = "application/json; charset=utf-8"
_HEADERS = (
    ("cache-control", "no-store"),
    ("vary", "accept"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
)


class Console:
    """Answers what is asked of `/mockvpce/`; signed requests, which may mean a bucket of that name, go on."""

    def __init__(self, application: Any, views: Views) -> None:
        self._application = application
        self._views = views

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """As WSGI has it."""
        path = environ.get("PATH_INFO", "")
        if not is_ours(path, environ):
            handed_on: Iterable[bytes] = self._application(environ, start_response)
            return handed_on
        status, kind, body, more = self._answer(environ, path.removeprefix(PREFIX).strip("/"))
        content = body.encode()
        sent = [("content-type", kind), ("content-length", str(len(content))), *_HEADERS, *more]
        start_response(f"{status} {responses[status]}", sent)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else content]

    def _answer(self, environ: Mapping[str, Any], path: str) -> tuple[int, str, str, list[tuple[str, str]]]:
        method = environ["REQUEST_METHOD"].replace("HEAD", "GET")
        if not path and method == "GET":
            if "text/html" in environ.get("HTTP_ACCEPT", ""):
                document, more = page()
                return 200, "text/html; charset=utf-8", document, more
            return 200, _JSON, _dumped({"routes": [f"{verb} {PREFIX}/{one}" for verb, one, _, _ in _ROUTES]}), []
        found = [
            (verb, match, view, status)
            for verb, pattern, view, status in _PATTERNS
            if (match := pattern.fullmatch(path))
        ]
        if not found:
            return _refusal(404, f"there is no {PREFIX}/{path}; GET {PREFIX}/ tells what there is")
        for verb, match, view, status in found:
            if verb == method:
                return self._view(environ, view, match.groups(), status)
        verbs = ", ".join(verb for verb, *_ in found)
        return _refusal(405, f"{PREFIX}/{path} takes {verbs}, not {method}", ("allow", verbs))

    def _view(
        self, environ: Mapping[str, Any], view: Callable[..., Any], found: tuple[str, ...], status: int
    ) -> tuple[int, str, str, list[tuple[str, str]]]:
        try:
            return status, _JSON, _dumped(view(self._views, _fields(environ), *found)), []
        except NotFoundError as error:
            return _refusal(404, str(error))
        except (ValueError, TypeError, LookupError, OverflowError) as error:
            return _refusal(400, str(error.args[0] if error.args else error))


def is_ours(path: str, environ: Mapping[str, Any]) -> bool:
    """Whether an address is the console's, and not a request to an AWS service."""
    if path != PREFIX and not path.startswith(f"{PREFIX}/"):
        return False
    return "HTTP_AUTHORIZATION" not in environ and "X-Amz-Signature" not in environ.get("QUERY_STRING", "")


def _fields(environ: Mapping[str, Any]) -> Fields:
    if environ["REQUEST_METHOD"] == "POST":
        return of_body(int(environ.get("CONTENT_LENGTH") or 0), environ["wsgi.input"].read)
    return of_query(environ.get("QUERY_STRING", ""))


def _refusal(status: int, message: str, *more: tuple[str, str]) -> tuple[int, str, str, list[tuple[str, str]]]:
    return status, _JSON, _dumped({"error": message}), list(more)


def _dumped(answer: Any) -> str:
    return json.dumps(answer, default=_plain) + "\n"


def _plain(value: Any) -> Any:
    """What JSON has no word for: times as ISO 8601, everything else as it is written."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
