"""moto's own tests, run as they are and again with `mock_aws` answering as this package does.

    python tests/moto/upstream.py                     # EC2
    python tests/moto/upstream.py elbv2 sts route53   # other services
    python tests/moto/upstream.py --once -- -x -k endpoint

The tests come from the source distribution of the installed moto, which pip downloads into the ignored `.moto-tests`. Tests
that expect what AWS does otherwise are in `contradictions.tsv`, each with the fact. Any other test that passes without this
package and fails with it is an error, and so is one of the list that passes.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[2]
DOWNLOADS = ROOT / ".moto-tests"
CONTRADICTIONS = Path(__file__).with_name("contradictions.tsv")
OTHERS = ("elbv2", "route53", "vpclattice", "cloudformation", "resourcegroupstaggingapi", "sts")


@dataclass
class Run:
    """How one run over all chosen services went."""

    seconds: float
    cpu: float
    """Seconds of processor time, which other work on the machine does not lengthen much."""
    outcomes: dict[str, str] = field(default_factory=dict)

    def count(self, outcome: str, service: str) -> int:
        return sum(one == outcome and _service(test) == service for test, one in self.outcomes.items())

    def all(self, outcome: str) -> set[str]:
        return {test for test, one in self.outcomes.items() if one == outcome}


def _service(test: str) -> str:
    return test.split("/")[1].removeprefix("test_")


def fetch_tests() -> Path:
    """The folder that holds moto's `tests`, downloaded if it is not there yet."""
    release = version("moto")
    folder = DOWNLOADS / f"moto-{release}"
    if not (folder / "tests").is_dir():
        DOWNLOADS.mkdir(exist_ok=True)
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        wanted = ["--no-deps", "--no-binary", ":all:", "--dest", str(DOWNLOADS), f"moto=={release}"]
        subprocess.run([*pip, *wanted], check=True)
        with tarfile.open(DOWNLOADS / f"moto-{release}.tar.gz") as archive:
            prefixes = (f"moto-{release}/tests/", f"moto-{release}/setup.cfg")
            members = [one for one in archive.getmembers() if one.name.startswith(prefixes)]
            archive.extractall(DOWNLOADS, members, filter="data")
    return folder


def run(folder: Path, services: Sequence[str], more: Sequence[str], *, ours: bool, workers: int) -> Run:
    """Run the services' tests once."""
    report = folder / ("ours.xml" if ours else "plain.xml")
    command = [sys.executable, "-m", "pytest", *(f"tests/test_{service}" for service in services)]
    command += ["-q", "-n", str(workers), "-p", "no:randomly", "-W", "ignore", "--no-header", "-rfE"]
    command += ["-o", "addopts=", "-o", "junit_family=xunit1", f"--junitxml={report}"]
    command += ["-o", "mockvpce_drop_in=true", "-o", "mockvpce_freeze=true"] if ours else ["-p", "no:mockvpce"]
    report.unlink(missing_ok=True)
    began, cpu = time.perf_counter(), _cpu()
    subprocess.run([*command, *more], cwd=folder, env=_environment(), check=False)
    seconds = time.perf_counter() - began
    if not report.exists():
        raise SystemExit("pytest did not come to an end")
    return Run(seconds, _cpu() - cpu, dict(_outcomes(report)))


def compile_tests(folder: Path, services: Sequence[str]) -> None:
    """Have pytest compile the tests, which it keeps: the first run is not to pay for both."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--collect-only",
        "-q",
        *(f"tests/test_{service}" for service in services),
    ]
    subprocess.run(
        [*command, "-W", "ignore", "-o", "addopts="],
        cwd=folder,
        env=_environment(),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _cpu() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _environment() -> dict[str, str]:
    """Without what a shell may have set for AWS or moto, or against keeping compiled modules."""
    unwanted = ("AWS_", "MOTO_", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}


def _outcomes(report: Path) -> Iterator[tuple[str, str]]:
    for case in ElementTree.parse(report).iter("testcase"):
        file = case.get("file", "")
        inner = case.get("classname", "").removeprefix(file.removesuffix(".py").replace("/", "."))
        test = "::".join([file, *inner.strip(".").split("."), case.get("name", "")]).replace("::::", "::")
        kinds = {child.tag for child in case}
        yield test, "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"


def known_contradictions() -> dict[str, str]:
    """Test -> the fact that it contradicts. A test without brackets stands for all its parametrizations."""
    with CONTRADICTIONS.open(newline="") as lines:
        rows = csv.DictReader((line for line in lines if not line.startswith("#")), dialect="excel-tab")
        return {row["test"]: row["fact"] for row in rows}


def _is_known(test: str, known: Mapping[str, str]) -> bool:
    return test in known or test.partition("[")[0] in known


def print_counts(services: Sequence[str], runs: Mapping[str, Run], known: Mapping[str, str]) -> None:
    """The runs side by side."""
    print(f"\nmoto {version('moto')}, its own tests".ljust(36), *(f"{name:>16}" for name in runs))
    for service in services:
        for outcome in ("passed", "skipped", "failed"):
            counts = [one.count(outcome, service) for one in runs.values()]
            if any(counts):
                print(f"{service}, {outcome}".ljust(35), *(f"{count:>16}" for count in counts))
    listed = [sum(_is_known(test, known) for test in one.all("failed")) for one in runs.values()]
    print("of the failed, contradict AWS".ljust(35), *(f"{count:>16}" for count in listed))
    print("seconds".ljust(35), *(f"{one.seconds:>16.1f}" for one in runs.values()))
    print("seconds of processor time".ljust(35), *(f"{one.cpu:>16.1f}" for one in runs.values()))


def judge(plain: Run | None, ours: Run, known: Mapping[str, str]) -> int:
    """Say what is wrong; the exit code."""
    without_us = plain.all("failed") if plain else set()
    unexpected = sorted(test for test in ours.all("failed") if not _is_known(test, known) and test not in without_us)
    outdated = sorted(test for test in ours.all("passed") if _is_known(test, known))
    for test in unexpected:
        print(f"fails with mockvpce only: {test}")
    for test in outdated:
        print(f"listed in {CONTRADICTIONS.name}, but passes: {test}")
    return int(bool(unexpected or outdated))


def main() -> int:
    parser = argparse.ArgumentParser(description="Run moto's own tests without and with mockvpce.")
    parser.add_argument("services", nargs="*", default=["ec2"], help=f"ec2 by default; also {', '.join(OTHERS)}")
    parser.add_argument("--others", action="store_true", help="the services around EC2 instead of EC2")
    parser.add_argument("--once", action="store_true", help="only with mockvpce")
    parser.add_argument("-n", type=int, default=2, help="processes")
    arguments, more = parser.parse_known_args()
    services = list(OTHERS) if arguments.others else arguments.services
    more = [one for one in more if one != "--"]
    folder, known = fetch_tests(), known_contradictions()
    compile_tests(folder, services)
    plain = None if arguments.once else run(folder, services, more, ours=False, workers=arguments.n)
    ours = run(folder, services, more, ours=True, workers=arguments.n)
    runs = {"moto alone": plain, "with mockvpce": ours} if plain else {"with mockvpce": ours}
    print_counts(services, runs, known)
    return judge(plain, ours, known)


if __name__ == "__main__":
    sys.exit(main())
