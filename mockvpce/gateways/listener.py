"""The sockets of the server: connections, threads, HTTP. cheroot does the work; here is what moto needs beside WSGI.

cheroot is what CherryPy serves with: Python only, a pool of threads, connections that are kept alive.
"""

from __future__ import annotations

import logging
import threading
from typing import Any

from cheroot import wsgi

from mockvpce.gateways.gate import LONGEST

THREADS = 16
MOST_THREADS = 512
"""Requests that wait, such as those for messages of a queue, hold a thread each."""
_LAST_WORDS = 0.2
"""Seconds in which connections that are kept alive learn, with an answer, that the server goes."""
_SILENT = 2
"""Seconds after which a connection that has sent no whole request is closed."""


class _Environ(wsgi.Gateway_10):
    """What moto reads beside WSGI's own: the path as it was sent, and names of headers that WSGI cannot tell."""

    def get_environ(self) -> Any:
        """As WSGI has it."""
        environ: Any = super().get_environ()  # type: ignore[no-untyped-call] # cheroot's stubs are half done
        environ["RAW_URI"] = self.req.uri.decode("latin-1")
        environ["wsgi.input_terminated"] = True
        names = (name.decode("latin-1").lower() for name in self.req.inheaders if b"_" in name)
        environ[self.req.server.names_key] = {f"HTTP_{name.upper().replace('-', '_')}": name for name in names}
        return environ


class Listener(wsgi.Server):
    """Serves an application until it is told to stop."""

    def __init__(self, host: str, port: int, application: Any, names_key: str) -> None:
        """Bind; port 0 takes a free one. Raises `OSError` where that can't be done.

        `names_key` is where the environment of a request has the headers with an underscore in their names.
        """
        super().__init__((host, port), application, numthreads=THREADS, max=MOST_THREADS, shutdown_timeout=_SILENT)
        self.gateway = _Environ
        self.names_key = names_key
        self.expiration_interval = 0.1
        self.max_request_body_size = LONGEST
        self.prepare()

    def process_conn(self, conn: Any) -> None:
        """Hand a connection that has something to say to a thread, a new one where all are busy."""
        if self.requests.qsize and not self.requests.idle:
            self.requests.grow(1)
        super().process_conn(conn)

    def drain(self) -> None:
        """Stop: what is being answered is answered to its end, and each connection is told with its last answer."""
        self.keep_alive_conn_limit = 0
        threading.Event().wait(_LAST_WORDS)
        self.stop()

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """Log cheroot's messages by the package's logger."""
        logging.getLogger("mockvpce").log(level, msg, exc_info=traceback)
