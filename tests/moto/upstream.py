"""moto's own tests, run as they are and again with `mock_aws` answering as this package does.

    python tests/moto/upstream.py                     # EC2
    python tests/moto/upstream.py elbv2 sts route53   # other services
    python tests/moto/upstream.py --once ec2 -- -x -k endpoint

The tests come from the source distribution of the installed moto, which pip downloads into the ignored `.moto-tests`. Tests
that expect what AWS does otherwise are in `contradictions.tsv`, each with the fact and with a piece of what pytest says of
the failure. Any other test that passes without this package and fails with it is an error, and so is one of the list that
passes or fails of something else.
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
    said: dict[str, str] = field(default_factory=dict)
    """Of each test that failed what pytest says."""

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
    return Run(seconds, _cpu() - cpu, dict(_outcomes(report)), dict(_failures(report)))


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


def _cases(report: Path) -> Iterator[tuple[str, ElementTree.Element]]:
    for case in ElementTree.parse(report).iter("testcase"):
        file = case.get("file", "")
        inner = case.get("classname", "").removeprefix(file.removesuffix(".py").replace("/", "."))
        yield "::".join([file, *inner.strip(".").split("."), case.get("name", "")]).replace("::::", "::"), case


def _outcomes(report: Path) -> Iterator[tuple[str, str]]:
    for test, case in _cases(report):
        kinds = {child.tag for child in case}
        yield test, "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"


def _failures(report: Path) -> Iterator[tuple[str, str]]:
    for test, case in _cases(report):
        for child in case:
            if child.tag in {"failure", "error"}:
                yield test, f"{child.get('message', '')}\n{child.text or ''}"


@dataclass(frozen=True)
class Contradiction:
    """The fact that a test contradicts, and a piece of what pytest says when it does."""

    fact: str
    says: str


def known_contradictions() -> dict[str, Contradiction]:
    """By test; one without brackets stands for all its parametrizations."""
    with CONTRADICTIONS.open(newline="") as lines:
        rows = csv.DictReader((line for line in lines if not line.startswith("#")), dialect="excel-tab")
        return {row["test"]: Contradiction(row["fact"], row["says"]) for row in rows}


def _known(test: str, known: Mapping[str, Contradiction]) -> Contradiction | None:
    return known.get(test) or known.get(test.partition("[")[0])


def print_counts(services: Sequence[str], runs: Mapping[str, Run], known: Mapping[str, Contradiction]) -> None:
    """The runs side by side."""
    print(f"\nmoto {version('moto')}, its own tests".ljust(36), *(f"{name:>16}" for name in runs))
    for service in services:
        for outcome in ("passed", "skipped", "failed"):
            counts = [one.count(outcome, service) for one in runs.values()]
            if any(counts):
                print(f"{service}, {outcome}".ljust(35), *(f"{count:>16}" for count in counts))
    listed = [sum(_known(test, known) is not None for test in one.all("failed")) for one in runs.values()]
    print("of the failed, contradict AWS".ljust(35), *(f"{count:>16}" for count in listed))
    print("seconds".ljust(35), *(f"{one.seconds:>16.1f}" for one in runs.values()))
    print("seconds of processor time".ljust(35), *(f"{one.cpu:>16.1f}" for one in runs.values()))


def judge(plain: Run | None, ours: Run, known: Mapping[str, Contradiction]) -> int:
    """Say what is wrong; the exit code."""
    without_us = plain.all("failed") if plain else set()
    wrong = 0
    for test, outcome in sorted(ours.outcomes.items()):
        row = _known(test, known)
        fault = ""
        if outcome == "failed" and row is None and test not in without_us:
            fault = "fails with mockvpce only" if plain else "fails"
        elif outcome == "failed" and row is not None and row.says not in ours.said[test]:
            fault = f"listed in {CONTRADICTIONS.name} for {row.says!r}, which pytest does not say"
        elif outcome == "passed" and row is not None:
            fault = f"listed in {CONTRADICTIONS.name}, but passes"
        if fault:
            print(f"{fault}: {test}")
        wrong += bool(fault)
    return int(bool(wrong))


def _split(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words before and after a lone `--`, which are for pytest."""
    at = words.index("--") if "--" in words else len(words)
    return list(words[:at]), list(words[at + 1 :])


def main() -> int:
    parser = argparse.ArgumentParser(description="Run moto's own tests without and with mockvpce.")
    parser.add_argument("services", nargs="*", default=["ec2"], help=f"ec2 by default; also {', '.join(OTHERS)}")
    parser.add_argument("--others", action="store_true", help="the services around EC2 instead of EC2")
    parser.add_argument("--once", action="store_true", help="only with mockvpce")
    parser.add_argument("-n", type=int, default=2, help="processes")
    own, more = _split(sys.argv[1:])
    arguments = parser.parse_args(own)
    services = list(OTHERS) if arguments.others else arguments.services
    folder, known = fetch_tests(), known_contradictions()
    compile_tests(folder, services)
    plain = None if arguments.once else run(folder, services, more, ours=False, workers=arguments.n)
    ours = run(folder, services, more, ours=True, workers=arguments.n)
    runs = {"moto alone": plain, "with mockvpce": ours} if plain else {"with mockvpce": ours}
    print_counts(services, runs, known)
    return judge(plain, ours, known)


if __name__ == "__main__":
    sys.exit(main())
