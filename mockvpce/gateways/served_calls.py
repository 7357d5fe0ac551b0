"""Records in the log the AWS calls that a server answers: their clients run in other processes.

What a call asked and how it ended is read from the messages. A fault that is ordered for it is its answer.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from http.client import responses
from io import BytesIO
from itertools import count
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

from botocore.exceptions import ClientError

from mockvpce.engine.call_log import Call, CallLog
from mockvpce.gateways.fault_messages import Message
from mockvpce.gateways.served_operations import operation_of

_SCOPE = re.compile(r"Credential=([^/,\s]+)/\d+/([^/]*)/([^/]+)/aws4_request")
_CODES = (
    re.compile(rb"<Code>([^<]+)</Code>(?:\s*<Message>([^<]*)</Message>)?"),
    re.compile(rb'"__type"\s*:\s*"(?:[^"#]*#)?([^"]+)"(?:.*?"[mM]essage"\s*:\s*"([^"]*)")?', re.DOTALL),
)
_LONGEST = 1 << 20
"""Bytes of a form that is read."""


class ServedCalls:
    """A WSGI application around another one."""

    def __init__(
        self,
        application: Any,
        log: CallLog,
        account_of: Callable[[str], str],
        meet: Callable[[Call, Any], Message | None],
    ) -> None:
        """`account_of` knows whose an access key is; `meet` gives the answer that a fault has ordered."""
        self._application = application
        self._meet = meet
        self._log = log
        self._account_of = account_of
        self._numbers = count(1)
        self._turn = threading.Lock()

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

        ordered = None if call.service == "ec2" else self._ordered(call, environ, start)  # EC2's are met further in
        return self._noted(call, self._application(environ, start) if ordered is None else ordered, status)

    def _ordered(self, call: Call, environ: Mapping[str, Any], start: Callable[..., Any]) -> Iterable[bytes] | None:
        request = SimpleNamespace(
            headers={"Authorization": environ["HTTP_AUTHORIZATION"]}, method=environ["REQUEST_METHOD"], url=""
        )
        met = self._meet(call, request)
        if met is None:
            return None
        status, headers, body = met
        content = body if isinstance(body, bytes) else body.encode()
        start(f"{status} {responses.get(status, '')}", [*headers.items(), ("content-length", str(len(content)))])
        return [content]

    def _noted(self, call: Call, answer: Iterable[bytes], status: list[str]) -> Iterator[bytes]:
        """Hand the answer on; the call is written down before, so that its client finds it in the log."""
        noted = False
        try:
            for part in answer:
                if not noted:
                    self._note(call, status, part)
                    noted = True
                yield part
        finally:
            if not noted:
                self._note(call, status, b"")
            close = getattr(answer, "close", None)
            if close is not None:
                close()

    def _note(self, call: Call, status: list[str], body: bytes) -> None:
        number = int(status[0].split()[0]) if status else 500
        with self._turn:  # numbers in the order of the log
            call.number = next(self._numbers)
            if number < 400:
                self._log.add(call)
            else:
                self._log.refused(call, _error(call, number, body))

    def _call(self, environ: dict[str, Any]) -> Call | None:
        found = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
        if found is None:
            return None
        key, region, signed_for = found.groups()
        action, parameters = _asked(environ)
        service, operation = operation_of(signed_for, action, environ)
        call = self._log.new(service, operation, region, parameters)
        call.account = self._account_of(key)
        call.attempts = 1
        return call


def _asked(environ: dict[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The operation, where the message names it, and the parameters of a form."""
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
    return "", {}


def _error(call: Call, status: int, body: bytes) -> ClientError:
    found = next((match for match in (pattern.search(body) for pattern in _CODES) if match), None)
    code = found[1].decode(errors="replace") if found else str(status)
    message = (found[2] or b"").decode(errors="replace") if found else ""
    return ClientError({"Error": {"Code": code, "Message": message}}, call.operation)
