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
from typing import Any

from moto.moto_server import werkzeug_app

from mockvpce.gateways.aws_hosts import host_of, is_aws, newer, plain
from mockvpce.gateways.gate import Gate
from mockvpce.gateways.listener import Listener
from mockvpce.gateways.moto import knows_region

try:
    from moto.core.request import PRESERVED_HEADER_NAMES_ENVIRON_KEY as _NAMES_KEY
except ImportError:  # older moto does not ask for them
    _NAMES_KEY = "mockvpce.header_names"

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
        self._server = (
            Proxy(host, port)
            if proxy
            else Listener(host, port, _application(answer, request_id, around, host), _NAMES_KEY)
        )
        self._stopping: threading.Thread | None = None
        self.host, self.port = self._server.bind_addr[:2]

    def run(self, when_ready: Callable[[], None]) -> None:
        """Serve until SIGINT or SIGTERM; requests that are being answered are answered first."""
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            when_ready()
            self._server.serve()
            if self._stopping is not None:
                self._stopping.join()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, *_: object) -> None:
        """Stopping waits for the loop that this signal has interrupted, so another thread has to do it."""
        if self._stopping is None:
            self._stopping = threading.Thread(target=self._server.drain)
            self._stopping.start()


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


def _application(answer: AnswerForm, request_id: Callable[[], str], around: Callable[[Any], Any], host: str) -> Gate:
    moto = werkzeug_app.DomainDispatcherApplication(werkzeug_app.create_backend_app)
    return Gate(around(AtOnce(moto, answer)), knows_region, request_id, host)


def _knowing_every_name(kind: Any) -> Any:
    """moto's handler of proxy requests, for FIPS, dual stack, interface endpoints and old names, too."""

    class Handler(kind):  # type: ignore[misc] # moto's class, imported late
        def _get_host_and_path(self, request: Any) -> tuple[str, str]:
            host, path = super()._get_host_and_path(request)
            if not is_aws(host):
                return host, path
            name = newer(plain(host_of(host)))
            request.headers.replace_header("Host", name)
            return f"{host.partition('://')[0]}://{name}", path

    return Handler


class Proxy(ThreadingHTTPServer):
    """moto's proxy. Its connections end with their first answer, or after five seconds without a request."""

    daemon_threads = False

    def __init__(self, host: str, port: int) -> None:
        """Bind."""
        from moto.moto_proxy.proxy3 import ProxyRequestHandler  # noqa: PLC0415 - it writes certificates, and needs openssl

        logging.getLogger("MOTO_PROXY").setLevel(logging.WARNING)
        ProxyRequestHandler.validate()
        super().__init__((host, port), _knowing_every_name(ProxyRequestHandler))
        self.bind_addr: Any = self.server_address

    def serve(self) -> None:
        """Serve until `drain`, and until what is being answered has been."""
        self.serve_forever(poll_interval=0.1)
        self.server_close()

    def drain(self) -> None:
        """Take no more requests."""
        self.shutdown()
