"""moto's server and proxy, with our operations in them: the way in for whatever does not run in this process.

The gateway in `gateways.moto` answers the requests; here are only the sockets.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Mapping
from http.client import responses
from http.server import ThreadingHTTPServer
from io import BytesIO
from socketserver import BaseServer
from typing import Any

from moto.moto_server import werkzeug_app
from werkzeug.serving import make_server

from mockvpce.gateways.gate import Gate
from mockvpce.gateways.moto import knows_region

AnswerForm = Callable[[bytes, str], tuple[int, Mapping[str, str], str] | None]
"""Body and Authorization header -> status, headers and body of the answer."""


class Server:
    """Serves until it is told to stop."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        answer: AnswerForm,
        request_id: Callable[[], str],
        around: Callable[[Any], Any] = lambda application: application,
        proxy: bool = False,
    ) -> None:
        """Bind; port 0 takes a free one. With `proxy` it is an HTTP proxy in place of an endpoint.

        `answer` answers the forms of our operations, and gives None for all others; `request_id` gives ids for refusals.
        `around` makes a WSGI application of another one: what else an endpoint has.
        """
        self._server: BaseServer = _proxy(host, port) if proxy else _endpoint(host, port, answer, request_id, around)
        address: Any = self._server.server_address
        self.host, self.port = str(address[0]), int(address[1])

    def run(self, when_ready: Callable[[], None]) -> None:
        """Serve until SIGINT or SIGTERM; requests that are being answered are answered first."""
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            when_ready()
            self._server.serve_forever(poll_interval=0.1)
        finally:
            self._server.server_close()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, *_: object) -> None:
        """`shutdown` waits for the loop that this signal has interrupted, so another thread has to call it."""
        threading.Thread(target=self._server.shutdown).start()


class AtOnce:
    """Answers our operations before moto unpacks the request to find out whose it is."""

    def __init__(self, application: Any, answer: AnswerForm) -> None:
        self._application = application
        self._answer = answer

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        """As WSGI has it."""
        answered = self._answer_form(environ)
        if answered is None:
            return self._application(environ, start_response)
        status, sent, body = answered
        content = body.encode()
        start_response(f"{status} {responses.get(status, '')}", [*sent.items(), ("content-length", str(len(content)))])
        return [content]

    def _answer_form(self, environ: dict[str, Any]) -> Any:
        authorization = environ.get("HTTP_AUTHORIZATION", "")
        elsewhere = "HTTP_X_MOTO_ACCOUNT_ID" in environ or "region/" in environ.get("HTTP_USER_AGENT", "")
        length = environ.get("CONTENT_LENGTH") or ""
        if "/ec2/aws4_request" not in authorization or elsewhere or not length:
            return None
        if environ["REQUEST_METHOD"] != "POST" or "amazonaws" in environ.get("HTTP_HOST", ""):
            return None
        body = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = BytesIO(body)
        return self._answer(body, authorization)


def _endpoint(
    host: str,
    port: int,
    answer: AnswerForm,
    request_id: Callable[[], str],
    around: Callable[[Any], Any],
) -> BaseServer:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    moto = werkzeug_app.DomainDispatcherApplication(werkzeug_app.create_backend_app)
    application = Gate(around(AtOnce(moto, answer)), knows_region, request_id)
    handler = getattr(werkzeug_app, "MotoRequestHandler", None)  # newer than moto 5.1.0
    return make_server(host, port, application, threaded=True, request_handler=handler)


def _proxy(host: str, port: int) -> BaseServer:
    from moto.moto_proxy.proxy3 import ProxyRequestHandler  # noqa: PLC0415 - it writes certificates, and needs openssl

    logging.getLogger("MOTO_PROXY").setLevel(logging.WARNING)
    ProxyRequestHandler.validate()
    return ThreadingHTTPServer((host, port), ProxyRequestHandler)
