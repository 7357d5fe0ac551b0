"""Clients make their TLS contexts when a connection needs one, and those check certificates as botocore's own do."""

import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from botocore.awsrequest import AWSRequest
from botocore.exceptions import SSLError
from botocore.httpsession import URLLib3Session
from support.certificate_authority import Authority

from mockvpce import mock_vpce

pytestmark = [pytest.mark.needs_speedups, pytest.mark.needs_sockets]


class Quiet(BaseHTTPRequestHandler):
    """Answers ok."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


@pytest.fixture
def served(tmp_path):
    """The URL of a server with a certificate of a private authority, and that authority's file."""
    authority = Authority()
    own = authority.issue("localhost", alternatives=("localhost",))
    for name, text in (("ca", authority.root.pem), ("own", own.pem + own.key)):
        (tmp_path / name).write_text(text)
    server = HTTPServer(("localhost", 0), Quiet)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "own")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"https://localhost:{server.server_port}/", str(tmp_path / "ca")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def get(url, verify):
    with mock_vpce():
        session = URLLib3Session(verify=verify)
    return session.send(AWSRequest("GET", url).prepare()).content


def test_a_certificate_of_a_known_authority_is_taken(served):
    url, authority = served
    assert get(url, authority) == b"ok"


def test_one_of_an_unknown_authority_is_refused(served):
    with pytest.raises(SSLError, match="CERTIFICATE_VERIFY_FAILED"):
        get(served[0], True)


def test_a_context_is_made_at_the_first_look_and_only_once(monkeypatch):
    made = []

    def make(_):
        made.append(ssl.create_default_context())
        return made[-1]

    monkeypatch.setattr(URLLib3Session, "_get_ssl_context", make)
    with mock_vpce():
        context = URLLib3Session()._get_ssl_context()
    assert made == []
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    assert isinstance(context, ssl.SSLContext)
    (only,) = made
    assert only.verify_mode == ssl.CERT_NONE
