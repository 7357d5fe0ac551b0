"""Writes down in the log which calls of AWS a server answers: their clients run in other processes.

What a call asked and how it ended is read from the messages: the form of a Query request, the target of a JSON one; of the
REST services it is the method and the address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

from botocore.exceptions import ClientError

from mockvpce.engine.call_log import Call, CallLog

_SCOPE = re.compile(r"Credential=([^/,\s]+)/\d+/([^/]*)/([^/]+)/aws4_request")
_CODES = (
    re.compile(rb"<Code>([^<]+)</Code>(?:\s*<Message>([^<]*)</Message>)?"),
    re.compile(rb'"__type"\s*:\s*"(?:[^"#]*#)?([^"]+)"(?:.*?"[mM]essage"\s*:\s*"([^"]*)")?', re.DOTALL),
)
_LONGEST = 1 << 20
"""Bytes of a form that is read."""


class ServedCalls:
    """A WSGI application around another one."""

    def __init__(self, application: Any, log: CallLog, account_of: Callable[[str], str]) -> None:
        """`account_of` knows whose an access key is."""
        self._application = application
        self._log = log
        self._account_of = account_of
        self._numbers = count(1)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """As WSGI has it."""
        call = self._call(environ)
        if call is None:
            handed_on: Iterable[bytes] = self._application(environ, start_response)
            return handed_on
        status: list[str] = []

        def start(line: str, headers: Any, *more: Any) -> Any:
            status.append(line)
            return start_response(line, headers, *more)

        return self._noted(call, self._application(environ, start), status)

    def _noted(self, call: Call, answer: Iterable[bytes], status: list[str]) -> Iterator[bytes]:
        """Hand the answer on, and write the call down when it has ended."""
        first = b""
        try:
            for part in answer:
                first = first or part
                yield part
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
            call.number = next(self._numbers)
            number = int(status[0].split()[0]) if status else 500
            if number < 400:
                self._log.add(call)
            else:
                self._log.refused(call, _error(call, number, first))

    def _call(self, environ: dict[str, Any]) -> Call | None:
        found = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
        if found is None:
            return None
        key, region, service = found.groups()
        operation, parameters = _asked(environ)
        call = self._log.new(service, operation, region, parameters)
        call.account = self._account_of(key)
        call.attempts = 1
        return call


def _asked(environ: dict[str, Any]) -> tuple[str, Mapping[str, Any]]:
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return str(target).rpartition(".")[2], {}
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded") and length <= _LONGEST:
        body = environ["wsgi.input"].read(length)
        environ["wsgi.input"] = BytesIO(body)
        form = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
        action = form.pop("Action", "")
        form.pop("Version", None)
        if action:
            return action, form
    return f"{environ['REQUEST_METHOD']} {environ.get('PATH_INFO', '')}", {}


def _error(call: Call, status: int, body: bytes) -> ClientError:
    found = next((match for match in (pattern.search(body) for pattern in _CODES) if match), None)
    code = found[1].decode(errors="replace") if found else str(status)
    message = (found[2] or b"").decode(errors="replace") if found else ""
    return ClientError({"Error": {"Code": code, "Message": message}}, call.operation)
