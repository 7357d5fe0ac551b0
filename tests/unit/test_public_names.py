"""What `mockvpce` exports: each name is there, documented, and known to type checkers; no other name is."""

import subprocess
import sys

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
    """A misspelt name is an error to them, and those that are right have types of their own."""
    pytest.importorskip("mypy", reason="mypy is installed with the lint group")
    (tmp_path / "user.py").write_text(
        "from mockvpce import mock_vcpe\n"
        "from mockvpce import Path, mock_vpce\n"
        "def asks(path: Path) -> int:\n"
        "    return path.blocks\n",
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
    assert "Found 2 errors" in done.stdout
