"""AWS's SDK for JavaScript against the server: another reader of the same XML."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from served import credentials, serving

MODULES = Path(__file__).parents[2] / ".venvs/javascript/node_modules"
SCRIPT = Path(__file__).with_name("private_service.cjs")
pytestmark = [
    pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed"),
    pytest.mark.skipif(
        not (MODULES / "@aws-sdk/client-ec2").is_dir(), reason="no @aws-sdk/client-ec2: make client-tests installs it"
    ),
]


def test_endpoints_and_peerings():
    with serving() as served:
        environment = {**credentials(), "NODE_PATH": str(MODULES)}
        command = ["node", str(SCRIPT), served.url]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {
        "created": True,
        "shown": [[True, "available", False, [{"Key": "Name", "Value": "s3"}]]],
        "unsuccessful": ["InvalidVpcEndpoint.NotFound"],
        "error": ["InvalidServiceName", 400, "string"],
        "peering": "active",
        "paged": 1,
    }
