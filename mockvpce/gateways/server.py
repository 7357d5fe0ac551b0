"""moto's server and proxy, with our operations in them: the way in for whatever does not run in this process.

The gateway in `gateways.moto` answers the requests; here are only the sockets.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from socketserver import BaseServer
from typing import Any

from moto.moto_server import werkzeug_app
from werkzeug.serving import make_server


class Server:
    """Serves until it is told to stop."""

    def __init__(self, host: str, port: int, *, proxy: bool = False) -> None:
        """Bind; port 0 takes a free one. With `proxy` it is an HTTP proxy in place of an endpoint."""
        self._server: BaseServer = _proxy(host, port) if proxy else _endpoint(host, port)
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


def _endpoint(host: str, port: int) -> BaseServer:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    application = werkzeug_app.DomainDispatcherApplication(werkzeug_app.create_backend_app)
    handler = getattr(werkzeug_app, "MotoRequestHandler", None)  # newer than moto 5.1.0
    return make_server(host, port, application, threaded=True, request_handler=handler)


def _proxy(host: str, port: int) -> BaseServer:
    from moto.moto_proxy.proxy3 import ProxyRequestHandler  # noqa: PLC0415 - it writes certificates, and needs openssl

    logging.getLogger("MOTO_PROXY").setLevel(logging.WARNING)
    ProxyRequestHandler.validate()
    return ThreadingHTTPServer((host, port), ProxyRequestHandler)
