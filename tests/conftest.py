"""Settings of all tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator

import botocore
import moto
import pytest
from hypothesis import settings
from packaging.version import Version

settings.register_profile("steady", derandomize=True, deadline=None)
"""The same cases in every run: a change is judged by what it changes. The nightly profile looks for new ones."""
settings.register_profile("nightly", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


INSTALLED = {"botocore": Version(botocore.__version__), "moto": Version(moto.__version__)}


PLATFORM = {
    "needs_processes": "processes",
    "needs_threads": "threads",
    "needs_sockets": "sockets",
    "needs_cryptography": "cryptography, a compiled package",
}
"""What a test may need of its platform, by marker. CPython in WebAssembly has none of it."""


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers of tests that a lower version, or another platform, can't pass."""
    for name, what in PLATFORM.items():
        config.addinivalue_line("markers", f"{name}: skip in WebAssembly, which has no {what}.")
    config.addinivalue_line("markers", "needs_speedups: skip where MOCKVPCE_SPEEDUPS=0 switches off what is tested.")
    config.addinivalue_line("markers", "needs(botocore=, moto=, why=): skip where a lower version is installed.")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what the installed botocore or moto is too old for, the platform can't do, and speed-ups where there are none."""
    for name, what in PLATFORM.items():
        if sys.platform == "emscripten" and item.get_closest_marker(name) is not None:
            pytest.skip(f"WebAssembly has no {what}")
    if os.environ.get("MOCKVPCE_SPEEDUPS") == "0" and item.get_closest_marker("needs_speedups") is not None:
        pytest.skip("MOCKVPCE_SPEEDUPS=0 switches off what is tested")
    for marker in item.iter_markers("needs"):
        for name, lowest in marker.kwargs.items():
            if name != "why" and INSTALLED[name] < Version(lowest):
                pytest.skip(f"needs {name} {lowest}: {marker.kwargs['why']}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Skip, in WebAssembly, a test that begins a process or thread and has no marker that says so."""
    try:
        return (yield)
    except (OSError, RuntimeError) as error:
        for words, what in (("not support processes", "processes"), ("can't start new thread", "threads")):
            if sys.platform == "emscripten" and words in str(error):
                pytest.skip(f"WebAssembly has no {what}")
        raise
