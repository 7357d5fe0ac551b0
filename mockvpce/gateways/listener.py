"""The sockets of the server: connections, threads, HTTP. cheroot does the work; here is what moto needs beside WSGI.

cheroot is what CherryPy serves with: Python only, a pool of threads, connections that are kept alive.
"""

from __future__ import annotations

import logging
import socket
import threading
from typing import Any

from cheroot import wsgi
from cheroot.server import HTTPConnection, HTTPRequest
from urllib3.util.wait import wait_for_read

from mockvpce.gateways.gate import LONGEST

THREADS = 16
MOST_THREADS = 512
"""Requests that wait, such as those for messages of a queue, hold a thread each."""
_LAST_WORDS = 0.2
"""Seconds in which connections that are kept alive learn, with an answer, that the server goes."""
_SHORT = 0.005
"""Seconds that a request may take before others are answered beside it.

Threads that take turns at the interpreter with every read and write need a third more time for all of them.
"""
_SOON = 0.01
"""Seconds in which a client that does one thing after the other sends its next request."""
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


class _Writer:
    """Writes to a connection, the head of an answer together with the beginning of its body."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._head: list[bytes] = []
        self.holds = False

    def write(self, data: bytes) -> None:
        """Write, or keep it for the next time."""
        self._head.append(data)
        if not self.holds:
            self.flush()

    def flush(self) -> None:
        """Write what was kept."""
        if self._head:
            kept, self._head = self._head, []
            self._file.write(b"".join(kept))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class _Request(HTTPRequest):
    """A request whose answer is sent as one."""

    def respond(self) -> None:
        """Answer."""
        try:
            super().respond()
        finally:
            self.conn.wfile.flush()

    def send_headers(self) -> None:
        """Keep the head until there is a body."""
        self.conn.wfile.holds = True
        try:
            super().send_headers()
        finally:
            self.conn.wfile.holds = False


class _Connection(HTTPConnection):
    """A connection that stays with its thread while the next request follows at once.

    Handing it over to be watched, and to another thread as soon as it has something to say, takes longer than an answer.
    """

    RequestHandlerClass = _Request

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.wfile = _Writer(self.wfile)

    def communicate(self) -> bool:
        """Answer requests; True where the connection is to be kept open."""
        while self._answer():
            if not self._is_followed():
                return True
        return False

    def _answer(self) -> bool:
        """Answer one request, in turn as long as each of them is short."""
        turn = self.server.turn
        if not turn.acquire(timeout=_SHORT):
            self.server.turn = turn = threading.Lock()  # the others need not wait for that one
            turn.acquire()
        try:
            return bool(super().communicate())  # type: ignore[no-untyped-call] # cheroot's stubs are half done
        finally:
            turn.release()

    def _is_followed(self) -> bool:
        """Whether there is another request soon. With no thread to spare it is not waited for."""
        if not self.server.ready or not self.server.requests.idle:
            return False
        return self.rfile.has_data() or wait_for_read(self.socket, _SOON)


class Listener(wsgi.Server):
    """Serves an application until it is told to stop."""

    ConnectionClass = _Connection
    keep_alive_conn_limit = MOST_THREADS

    def __init__(self, host: str, port: int, application: Any, names_key: str) -> None:
        """Bind; port 0 takes a free one. Raises `OSError` where that can't be done.

        `names_key` is where the environment of a request has the headers with an underscore in their names.
        """
        super().__init__(
            (host, port),
            application,
            numthreads=THREADS,
            max=MOST_THREADS,
            shutdown_timeout=_SILENT,
            request_queue_size=socket.SOMAXCONN,  # what else a burst of connections waits for is a second
        )
        self.gateway = _Environ
        self.names_key = names_key
        self.turn = threading.Lock()
        self.expiration_interval = 0.1
        self.max_request_body_size = LONGEST
        self.prepare()

    def process_conn(self, conn: Any) -> None:
        """Hand a connection that has something to say to a thread, a new one where all are busy."""
        if conn.last_used is None:
            self.put_conn(conn)
            return
        waiting = 1 + self.requests.qsize - self.requests.idle
        if waiting > 0:
            self.requests.grow(max(waiting, THREADS))  # each time takes a tenth of a second
        super().process_conn(conn)

    def drain(self) -> None:
        """Stop: what is being answered is answered to its end, and each connection is told with its last answer."""
        self.keep_alive_conn_limit = 0
        threading.Event().wait(_LAST_WORDS)
        self.stop()

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """Log cheroot's messages by the package's logger."""
        logging.getLogger("mockvpce").log(level, msg, exc_info=traceback)
