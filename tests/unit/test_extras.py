"""Dependencies: what only some need is an extra, and an import that fails without it names it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STACK = """
import sys
from importlib.abc import MetaPathFinder

class Absent(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in ("cfnlint", "openapi_spec_validator", "py_partiql_parser", "pyparsing"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
from mockvpce import mock_vpce
with mock_vpce(region="us-east-1") as aws:
    aws.client("ec2").describe_vpcs()
    for _ in range(2):
        try:
            aws.client("cloudformation").create_stack(StackName="s", TemplateBody="{}")
        except ModuleNotFoundError as missing:
            print(missing)
    aws.client("ec2").describe_vpcs()
"""


@pytest.mark.needs_processes
def test_a_stack_without_its_extra_names_it():
    done = subprocess.run([sys.executable, "-c", STACK], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    assert len(said) == 2
    assert all(
        re.fullmatch(r"No module named '\w+'\. [^.]* pip install 'mockvpce\[cloudformation\]'", line) for line in said
    )


def test_the_lowest_versions_are_those_that_are_tested():
    tomllib = pytest.importorskip("tomllib", reason="part of Python from 3.11 on")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lowest = dict(re.findall(r"([a-z0-9-]+)(?:\[[a-z0-9,]+\])?>=([0-9.]+)", " ".join(project["dependencies"])))
    pinned = dict(
        one.split("==")
        for one in re.search(r"lowest=\((.*)\)", (ROOT / ".ci/run").read_text(encoding="utf-8"))[1].split()
    )
    padded = {name: [*map(int, version.split(".")), 0, 0][:3] for name, version in lowest.items()}
    assert padded == {name: [*map(int, version.split(".")), 0, 0][:3] for name, version in pinned.items()}
