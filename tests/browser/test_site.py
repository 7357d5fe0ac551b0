"""The documentation as `make docs` has built it: no request to another host, nothing wider than the window."""

import functools
import http.server
import threading
from pathlib import Path

import pytest

SITE = Path(__file__).parents[2] / ".site"
WIDTHS = {"light": 1280, "dark": 390}


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address():
    if not (SITE / "index.html").exists():
        pytest.skip("the documentation is not built: make docs")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=SITE))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("scheme", WIDTHS)
def test_pages_load_from_here_and_fit(browser, address, scheme):
    context = browser.new_context(viewport={"width": WIDTHS[scheme], "height": 900}, color_scheme=scheme)
    page = context.new_page()
    elsewhere, errors = set(), []
    page.on("request", lambda one: None if one.url.startswith((address, "data:")) else elsewhere.add(one.url))
    page.on("pageerror", lambda one: errors.append(str(one)))
    for file in sorted(SITE.rglob("index.html")):
        page.goto(address + file.parent.relative_to(SITE).as_posix() + "/")
        page.wait_for_load_state("networkidle")
        room = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(room) <= 0, f"{file} is wider than the window"
        assert not page.locator("img").evaluate_all("all => all.filter(one => !one.naturalWidth).length"), file
    context.close()
    assert not elsewhere
    assert not errors
