"""Every folder of conftest_examples is a project whose tests pass as they stand."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "conftest_examples"
TWO_PLUGINS = {
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # to import all that are installed takes a second
    "PYTEST_PLUGINS": "mockvpce.pytest_plugin,pytest_asyncio.plugin",
}
FOLDERS = sorted(path.name for path in EXAMPLES.iterdir() if (path / "README.md").exists())


def test_there_are_examples():
    assert {"plain_fixture", "moto_drop_in", "two_accounts"} <= set(FOLDERS)


@pytest.mark.parametrize("name", FOLDERS)
def test_example_passes_and_is_explained(name):
    assert (EXAMPLES / name / "README.md").read_text(encoding="utf-8").startswith("# ")
    options = ["-q", "-p", "no:cacheprovider", "--strict-markers", "--rootdir", str(EXAMPLES / name)]
    own = EXAMPLES / name / "pytest.ini"
    settings = own if own.exists() else "/dev/null"
    command = [sys.executable, "-m", "pytest", "-c", str(settings), *options, str(EXAMPLES / name)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | TWO_PLUGINS)
    assert finished.returncode == 0, finished.stdout


def test_examples_pass_together_and_close_what_they_open():
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-W", "error::ResourceWarning"]
    unraisable = ["-W", "error::pytest.PytestUnraisableExceptionWarning"]
    command = [sys.executable, "-m", "pytest", "-c", "/dev/null", *options, *unraisable, str(EXAMPLES)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout
