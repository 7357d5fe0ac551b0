"""`make bench`: both mocks in one run, a table of ratios, and JSON for comparison over time.

`python -m bench --readme` writes the figures into README.md as well.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

from bench import readme, table

HERE = Path(__file__).parent
RESULTS = HERE.parent / ".benchmarks"


def main() -> int:
    """Run everything."""
    RESULTS.mkdir(exist_ok=True)
    report = RESULTS / f"{date.today().isoformat()}.json"  # noqa: DTZ011 - a name for a file, in the reader's own days
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:xdist"]
    run = subprocess.run(
        [
            *pytest,
            "--benchmark-quiet",
            "--benchmark-timer=time.process_time",
            f"--benchmark-json={report}",
            "-o",
            "addopts=",
            str(HERE),
        ],
        check=False,
        cwd=HERE,
        capture_output=True,
        text=True,
    )
    if run.returncode:
        print(run.stdout, run.stderr, sep="\n")
        return run.returncode
    print(readme.origin(json.loads(report.read_text(encoding="utf-8"))), end="\n\n")
    table.main(str(report))
    print(f"\nJSON: {report.relative_to(HERE.parent)}\n")
    printed, status = "", 0
    for name in ("cold_start.py", "server.py", "absolute.py", "memory.py", "whole.py", "growth.py", "idle.py"):
        one = subprocess.run(
            [sys.executable, str(HERE / name)], check=False, cwd=HERE, stdout=subprocess.PIPE, text=True
        )
        print(one.stdout, end="", flush=True)
        printed += one.stdout
        status = max(status, one.returncode)
    if "--readme" in sys.argv[1:]:
        readme.write(report, printed)
    return status


if __name__ == "__main__":
    sys.exit(main())
