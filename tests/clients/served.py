"""`mockvpce serve` in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest


@dataclass
class Served:
    """A running server."""

    process: subprocess.Popen[str]
    url: str

    def stop(self, number: int = signal.SIGTERM) -> str:
        """Send a signal and wait; the rest of what it printed."""
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=30)
        return rest


def credentials(account: str = "") -> dict[str, str]:
    """The environment of a client, without what the shell has of AWS."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MOTO_"))}
    key = f"AKIA{account}MOCK" if account else "test"
    return {
        **environment,
        "AWS_ACCESS_KEY_ID": key,
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_REGION": "us-east-1",
        "AWS_PAGER": "",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


@contextmanager
def serving(*options: str) -> Iterator[Served]:
    pytest.importorskip("cheroot", reason="the server is an extra: mockvpce[server]")
    command = [sys.executable, "-m", "mockvpce.cli", "serve", "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=credentials())
    try:
        ready = re.search(r"http://\S+", line := process.stdout.readline())
        assert ready, line + process.stdout.read()
        yield Served(process, ready[0])
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=30)
