"""Print the ratios moto / mockvpce of a run of the benchmarks, from pytest-benchmark's JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

GOALS = {
    "one test: enter, client, one call, leave": 25,
    "create an interface endpoint without subnets": 12,
    "create an interface endpoint with two subnets": 3,
    "describe one endpoint of 1,000 by id": 20,
    "filter 1,000 endpoints by VPC (none matches)": 50,
    "describe all 1,000 endpoints, pages included": 30,
    "list the endpoint services": 10,
    "peering: create, accept, delete": 10,
}
WIRE_GOAL = 3


def main(path: str) -> int:
    """Print a table of medians and ratios."""
    medians: dict[str, dict[str, float]] = {}
    for one in json.loads(Path(path).read_text())["benchmarks"]:
        medians.setdefault(one["group"], {})[one["params"]["mock"]] = one["stats"]["median"] * 1000
    heads = f"{'moto':>9}{'mockvpce':>10}{'ratio':>8}{'goal':>6}{'wire':>9}{'ratio':>8}{'goal':>6}"
    print(f"{'median of the run, ms':<52}{heads}")
    for group, row in medians.items():
        moto, ours, wire = row["moto"], row["mockvpce"], row["mockvpce-wire"]
        goal = f"{GOALS[group]}x" if group in GOALS else ""
        own = f"{ours:>10.3f}{moto / ours:>7.1f}x{goal:>6}"
        print(f"{group:<52}{moto:>9.2f}{own}{wire:>9.3f}{moto / wire:>7.1f}x{WIRE_GOAL:>5}x")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
