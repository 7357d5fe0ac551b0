"""A headless Chromium, and the page of a server of its own."""

import os
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "clients"))

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: make browser-tests")
    pytest.importorskip("flask", reason="the server is an extra: mockvpce[server]")
    named = os.environ.get("MOCKVPCE_CHROMIUM")
    found = named or next((path for path in map(shutil.which, NAMES) if path), None)
    with playwright.sync_playwright() as driver:
        if found is None and not Path(driver.chromium.executable_path).exists():
            pytest.skip("there is no Chromium: `playwright install chromium`, or one on the PATH")
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server():
    from served import serving  # noqa: PLC0415 - its folder is on the path from here on

    with serving("--timing", "aws") as served:
        yield served
