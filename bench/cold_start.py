"""One test in a process of its own, under moto and under mockvpce in turn: what the most frequent run of a suite costs."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 9
TEST = """
import boto3
from {module} import {mock}


@{mock}
def test_a_network():
    ec2 = boto3.client("ec2", region_name="us-east-1")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    assert ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"]
"""
FLOOR = """
import boto3


def test_a_client():
    assert boto3.client("ec2", region_name="us-east-1")
"""
CASES = {
    "moto": (TEST.format(module="moto", mock="mock_aws"), []),
    "mockvpce": (TEST.format(module="mockvpce", mock="mock_vpce"), ["-p", "mockvpce.pytest_plugin"]),
    "floor": (FLOOR, []),
}
"""Tests, and pytest's options: no other plugin takes part."""


def seconds(folder: Path, name: str, options: list[str]) -> tuple[float, float]:
    """Wall and processor time of one run."""
    command = [sys.executable, "-m", "pytest", "-q", *options, f"test_{name}.py"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Print the medians; compiled modules are there, as a first run of each is not counted."""
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in CASES}
    with tempfile.TemporaryDirectory() as where:
        folder = Path(where)
        (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        for name, (text, _) in CASES.items():
            (folder / f"test_{name}.py").write_text(text, encoding="utf-8")
        for turn in range(RUNS + 1):
            for name, (_, options) in CASES.items():
                measured = seconds(folder, name, options)
                if turn:
                    runs[name].append(measured)
    print(f"Cold start: one test in a process of its own, median of {RUNS} alternating runs\n")
    medians = {name: [statistics.median(one[kind] for one in found) for kind in (0, 1)] for name, found in runs.items()}
    for name, (wall, processor) in medians.items():
        print(f"  {name:10} {wall:6.2f} s wall {processor:6.2f} s processor")
    wall, processor = (medians["mockvpce"][kind] / medians["moto"][kind] for kind in (0, 1))
    print(f"\n  mockvpce / moto: {wall:.2f} of the wall time, {processor:.2f} of the processor time")
    return 0


if __name__ == "__main__":
    sys.exit(main())
