"""What `mockvpce` exports: each name is there, documented, and known to type checkers; no other name is."""

import subprocess
import sys
from importlib.util import find_spec

import pytest

import mockvpce


@pytest.mark.parametrize("name", mockvpce.__all__)
def test_name_is_there_and_documented(name):
    assert getattr(mockvpce, name).__doc__


def test_names_are_sorted_and_listed():
    assert mockvpce.__all__ == sorted(mockvpce.__all__)
    assert set(mockvpce.__all__) < set(dir(mockvpce))


def test_unknown_name():
    with pytest.raises(AttributeError, match="has no attribute 'mock_vcpe'"):
        _ = mockvpce.mock_vcpe


def test_type_checkers_know_the_names(tmp_path):
    """A misspelt name is an error to them; right ones have types of their own, and clients those of installed stubs."""
    pytest.importorskip("mypy", reason="mypy is installed with the lint group")
    has_stubs = find_spec("types_boto3_ec2") is not None
    (tmp_path / "user.py").write_text(
        "from mockvpce import mock_vcpe\n"
        "from mockvpce import Aws, Clock, Path, mock_vpce\n"
        "def asks(path: Path) -> int:\n"
        "    return path.blocks\n"
        "def moves(aws: Aws) -> Clock:\n"
        '    aws.client("ec2", region="eu-west-1").describe_vpc_endpoints(MaxResults="5")\n'
        '    aws.client("ec2").describe_vpc_endpoints(MaxResults=5)\n'
        '    aws.client("kinesis", account="111111111111").list_streams()\n'
        "    return aws.clock\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), "user.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 'Module "mockvpce" has no attribute "mock_vcpe"' in done.stdout
    assert "Incompatible return value type" in done.stdout
    assert ("user.py:6: error:" in done.stdout) == has_stubs
    assert f"Found {2 + has_stubs} errors" in done.stdout
