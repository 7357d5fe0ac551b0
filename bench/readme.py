"""Writes the figures of a run into README.md, between two markers."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- figures: written by `python -m bench --readme` -->", "<!-- end of figures -->"
SERVER = re.compile(r"server, (\d+) connections: moto (\d+) requests/s, mockvpce (\d+)")
HEAD = "| | moto | mockvpce | ratio | wire | ratio |\n| --- | --- | --- | --- | --- | --- |"


def block(report: Mapping[str, Any], printed: str) -> str:
    """The text between the markers.

    `report` is pytest-benchmark's JSON, `printed` what the other parts of `make bench` have said.
    """
    medians: dict[str, dict[str, float]] = {}
    for one in report["benchmarks"]:
        mock = (one["params"] or {}).get("mock", "mockvpce")
        medians.setdefault(one["group"], {})[mock] = one["stats"]["median"] * 1000
    rows = [row(group, found) for group, found in medians.items() if "moto" in found]
    server = SERVER.search(printed)
    if server:
        connections, moto, ours = (int(number) for number in server.groups())
        told = f"requests a second against the server, {connections} connections"
        rows.append(f"| {told} | {moto:,} | {ours:,} | {ratio(ours / moto)} | | |")
    return f"{origin(report)}\n\n{HEAD}\n" + "\n".join(rows)


def row(group: str, medians: Mapping[str, float]) -> str:
    """One line of the table."""
    moto, ours, wire = (medians[name] for name in ("moto", "mockvpce", "mockvpce-wire"))
    return f"| {group} | {ms(moto)} | {ms(ours)} | {ratio(moto / ours)} | {ms(wire)} | {ratio(moto / wire)} |"


def ms(value: float) -> str:
    """Three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def ratio(value: float) -> str:
    """Two digits, or all of a larger one."""
    return f"{value:,.0f}x" if value >= 10 else f"{value:.1f}x"


def origin(report: Mapping[str, Any]) -> str:
    """When and where the run was."""
    machine = report["machine_info"]
    processor = machine.get("cpu", {}).get("brand_raw") or platform.processor() or machine.get("machine", "unknown")
    libraries = ", ".join(f"{name} {version(name)}" for name in ("moto", "botocore"))
    return (
        f"Medians of one run on {report['datetime'][:10]}, in milliseconds: {os.cpu_count()} cores of {processor}, "
        f"Python {machine['python_version']}, {libraries}."
    )


def write(report: Path, printed: str, readme: Path = README) -> None:
    """Put the block of a run in its place; a `ValueError` if the markers are not there."""
    text = readme.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{readme}: the markers of the figures are missing")
    told = block(json.loads(report.read_text(encoding="utf-8")), printed)
    readme.write_text(f"{before}{BEGIN}\n{told}\n{END}{after}", encoding="utf-8")
