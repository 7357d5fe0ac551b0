"""Print the ratios moto / mockvpce of a run of the benchmarks, from pytest-benchmark's JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

GOALS = {
    "one test: enter, client, one call, leave": 150,
    "create an interface endpoint without subnets": 15,
    "create an interface endpoint with one subnet": 15,
    "create an interface endpoint with two subnets": 3,
    "describe one endpoint of 1,000 by id": 30,
    "filter 1,000 endpoints by VPC (none matches)": 100,
    "filter 1,000 endpoints by VPC (100 match)": 100,
    "describe all 1,000 endpoints, pages included": 60,
    "list the endpoint services": 60,
    "peering: create, accept, delete": 20,
    "create a VPN connection": 10,
    "describe one VPN connection of 1,000": 20,
    "VPN connection: create, describe, delete": 5,
}
WIRE_GOALS = {"list the endpoint services": 8}
WIRE_GOAL = 6
UNPLACED, PLACED = "S3 GetObject", "S3 GetObject of a placed client"
PLACED_GOAL = 2
REACH = "aws.reach in a VPC of {} interfaces"
REACH_GOALS = {"as many times a describe by id": 12, "at 10,000 against 1,000 interfaces": 1.5}


def main(path: str) -> int:
    """Print a table of medians and ratios."""
    medians: dict[str, dict[str, float]] = {}
    for one in json.loads(Path(path).read_text())["benchmarks"]:
        mock = (one["params"] or {}).get("mock", "mockvpce")
        medians.setdefault(one["group"], {})[mock] = one["stats"]["median"] * 1000
    ours_alone = {group: row["mockvpce"] for group, row in medians.items() if "moto" not in row}
    heads = f"{'moto':>9}{'mockvpce':>10}{'ratio':>8}{'goal':>6}{'wire':>9}{'ratio':>8}{'goal':>6}"
    print(f"{'median processor time, ms':<52}{heads}")
    for group, row in medians.items():
        if group in ours_alone:
            continue
        moto, ours, wire = row["moto"], row["mockvpce"], row["mockvpce-wire"]
        goal = f"{GOALS[group]}x" if group in GOALS else ""
        own = f"{ours:>10.3f}{moto / ours:>7.1f}x{goal:>6}"
        print(f"{group:<52}{moto:>9.2f}{own}{wire:>9.3f}{moto / wire:>7.1f}x{WIRE_GOALS.get(group, WIRE_GOAL):>5}x")
    unplaced, placed = ours_alone.pop(UNPLACED), ours_alone.pop(PLACED)
    print(
        f"{PLACED:<52}{'':>9}{placed:>10.3f}{placed / unplaced:>7.1f}x{PLACED_GOAL:>5}x of {unplaced:.3f} without a place"
    )
    _print_reach(ours_alone, medians["describe one endpoint of 1,000 by id"]["mockvpce"])
    return 0


def _print_reach(ours: dict[str, float], describe: float) -> None:
    """What moto has nothing to compare with: as a multiple of a describe of ours, in the same run."""
    for group, median in ours.items():
        print(f"{group:<52}{'':>9}{median:>10.3f}{median / describe:>7.1f}x a describe of one of 1,000 by id")
    first, second = (ours[REACH.format(number)] for number in (1000, 10000))
    for (what, goal), ratio in zip(REACH_GOALS.items(), (first / describe, second / first), strict=True):
        print(f"{'aws.reach, ' + what:<52}{'':>9}{'':>10}{ratio:>7.1f}x{goal:>5}x")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
