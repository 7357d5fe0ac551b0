import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request

import pytest


@pytest.fixture(scope="session")
def server():
    command = [sys.executable, "-m", "mockvpce.cli", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield re.search(r"http://\S+", process.stdout.readline())[0]
        process.terminate()
        process.communicate(timeout=30)


@pytest.fixture
def aws(server):
    if shutil.which("aws") is None:
        pytest.skip("no AWS CLI in PATH")
    urllib.request.urlopen(f"{server}/moto-api/reset", data=b"").close()
    own = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}

    def run(*words):
        command = ["aws", "--endpoint-url", server, "--output", "json", *words]
        return json.loads(subprocess.check_output(command, env={**os.environ, **own, "AWS_PAGER": ""}))

    return run
