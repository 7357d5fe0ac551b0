"""`make bench`: both mocks in one run, a table of ratios, and JSON for comparison over time."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

from bench import table

HERE = Path(__file__).parent
RESULTS = HERE.parent / ".benchmarks"


def main() -> int:
    """Run everything."""
    RESULTS.mkdir(exist_ok=True)
    report = RESULTS / f"{date.today().isoformat()}.json"  # noqa: DTZ011 - a name for a file, in the reader's own days
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:xdist"]
    run = subprocess.run(
        [*pytest, "--benchmark-quiet", f"--benchmark-json={report}", "-o", "addopts=", str(HERE)],
        check=False,
        cwd=HERE,
        capture_output=True,
        text=True,
    )
    if run.returncode:
        print(run.stdout, run.stderr, sep="\n")
        return run.returncode
    table.main(str(report))
    print(f"\nJSON: {report.relative_to(HERE.parent)}\n")
    more = [
        subprocess.run([sys.executable, str(HERE / name)], check=False, cwd=HERE)
        for name in ("cold_start.py", "server.py", "absolute.py", "growth.py", "idle.py")
    ]
    return max(one.returncode for one in more)


if __name__ == "__main__":
    sys.exit(main())
