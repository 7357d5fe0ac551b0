"""The figures in the README: what `python -m bench --readme` writes, and where."""

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from bench import readme  # noqa: E402 - the folder above is on the path from here on

GROUP = "describe one endpoint of 1,000 by id"
MEDIANS = {"moto": 0.00145, "mockvpce": 0.0000751, "mockvpce-wire": 0.000308}
REPORT = {
    "datetime": "2026-11-23T10:00:00+00:00",
    "machine_info": {"cpu": {"brand_raw": "Some Processor"}, "python_version": "3.13.0"},
    "benchmarks": [
        *({"group": GROUP, "params": {"mock": mock}, "stats": {"median": one}} for mock, one in MEDIANS.items()),
        {"group": "of ours alone", "params": None, "stats": {"median": 1}},
    ],
}
PRINTED = "server, 8 connections: moto 369 requests/s, mockvpce 1472: 4.0x (goal 10x)\n"


def test_block_has_the_medians_the_ratios_and_their_origin():
    first, _, *rows = readme.block(REPORT, PRINTED).splitlines()
    assert first.startswith("Medians of one run on 2026-11-23, in milliseconds: ")
    assert "cores of Some Processor, Python 3.13.0, moto " in first
    assert rows[2:] == [
        "| describe one endpoint of 1,000 by id | 1.45 | 0.0751 | 19x | 0.308 | 4.7x |",
        "| requests a second against the server, 8 connections | 369 | 1,472 | 4.0x | | |",
    ]


def test_block_replaces_the_last_one_and_nothing_else(tmp_path):
    file, report = tmp_path / "README.md", tmp_path / "report.json"
    report.write_text(json.dumps(REPORT), encoding="utf-8")
    file.write_text(f"before\n{readme.BEGIN}\nold\n{readme.END}\nafter\n", encoding="utf-8")
    readme.write(report, PRINTED, file)
    text = file.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{readme.BEGIN}\nMedians of one run")
    assert text.endswith(f"| | |\n{readme.END}\nafter\n")
    assert "old" not in text
    file.write_text("no place\n", encoding="utf-8")
    with pytest.raises(ValueError, match="markers of the figures are missing"):
        readme.write(report, PRINTED, file)


def test_readme_has_a_place_for_them():
    text = readme.README.read_text(encoding="utf-8")
    assert text.count(readme.BEGIN) == text.count(readme.END) == 1
