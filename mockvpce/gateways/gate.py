"""Which requests the server accepts: none from pages of other sites, lengths that are numbers, forms that can be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from http.client import responses
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from mockvpce.protocol import wire
from mockvpce.protocol.errors import ErrorSpec

_EC2 = re.compile(r"Credential=[^/,]+/\d+/([^/]*)/ec2/aws4_request")
_LOOPBACK = re.compile(r"localhost|.*\.localhost|127\.\d+\.\d+\.\d+|::1")
_CONSOLES = ("/mockvpce/", "/moto-api/")
"""What no client of AWS asks for without a signature, and so by no name of AWS's."""
LONGEST = 1 << 30
"""Bytes of a body; no request of AWS's is as long."""
NOT_VALIDATED = ErrorSpec(
    "AuthFailure", "AWS was not able to validate the provided access credentials", "R EC2-wide", 401
)
NOT_READ = ErrorSpec("MalformedQueryString", "The query string contains a syntax error", "D code, I text")

Refusal = tuple[int, str, str]
"""Status, type and body of an answer."""


class Gate:
    """A WSGI application that looks at each request before another one gets it."""

    def __init__(
        self, application: Any, knows_region: Callable[[str], bool], request_id: Callable[[], str], host: str
    ) -> None:
        """`host` is the address that the server listens at."""
        self._application = application
        self._knows_region = knows_region
        self._request_id = request_id
        self._is_private = _LOOPBACK.fullmatch(host) is not None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """As WSGI has it."""
        refusal = _of_browser(environ, is_private=self._is_private) or _of_length(environ) or self._of_ec2(environ)
        if refusal is None:
            answered: Iterable[bytes] = self._application(environ, start_response)
            return answered
        status, kind, text = refusal
        body = b"" if environ["REQUEST_METHOD"] == "HEAD" else text.encode()
        sent = [("content-type", kind), ("content-length", str(len(text.encode()))), ("connection", "close")]
        start_response(f"{status} {responses[status]}", sent)
        return [body]

    def _of_ec2(self, environ: dict[str, Any]) -> Refusal | None:
        scope = _EC2.search(environ.get("HTTP_AUTHORIZATION", ""))
        if scope is None:
            return None
        if not self._knows_region(scope[1]):
            return self._error(NOT_VALIDATED)
        if environ["REQUEST_METHOD"] != "POST":
            return None
        body = _whole_body(environ)
        try:
            body.decode()
        except UnicodeDecodeError:
            return self._error(NOT_READ)
        return None

    def _error(self, spec: ErrorSpec) -> Refusal:
        error = spec()
        return error.status, "text/xml;charset=UTF-8", wire.write_error(error.code, error.message, self._request_id())


def _whole_body(environ: dict[str, Any]) -> bytes:
    """The body of a request, which can be read again afterwards; one in chunks gets a length."""
    if environ.pop("HTTP_TRANSFER_ENCODING", "").lower() == "chunked":
        body: bytes = environ["wsgi.input"].read()
        environ["CONTENT_LENGTH"] = str(len(body))
    else:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(body)
    return body


def _of_browser(environ: Mapping[str, Any], *, is_private: bool) -> Refusal | None:
    """A page of another site may not use the mock: browsers say where a request comes from.

    Nor may one whose site takes on the address of this machine: its name stays in `Host`, and a server that listens at the
    loopback address has no other names than that. Not all browsers say more: for the consoles the name alone counts.
    """
    origin, site = environ.get("HTTP_ORIGIN"), environ.get("HTTP_SEC_FETCH_SITE")
    is_signed = "HTTP_AUTHORIZATION" in environ
    is_console = not is_signed and f"{environ.get('PATH_INFO', '')}/".startswith(_CONSOLES)
    if origin is None and site is None and not is_console:
        return None
    own = urlsplit(f"//{environ.get('HTTP_HOST', '')}").hostname or ""
    if is_private and not _LOOPBACK.fullmatch(own):
        foreign = True
    elif origin is None:
        foreign = site == "cross-site"
    else:
        host = urlsplit(origin).hostname or ""
        foreign = host != own and not _LOOPBACK.fullmatch(host)
    text = f"{origin or 'another site'} is not allowed to use this server: it answers pages of this machine only\n"
    return (403, "text/plain; charset=utf-8", text) if foreign else None


def _of_length(environ: Mapping[str, Any]) -> Refusal | None:
    length = environ.get("CONTENT_LENGTH") or "0"
    if length.isascii() and length.isdigit() and len(length) < 12 and int(length) <= LONGEST:
        return None
    return 400, "text/plain; charset=utf-8", f"a Content-Length of {length!a} is none\n"
