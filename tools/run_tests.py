"""The whole test run: first what uses a database on PostgreSQL, then everything on SQLite.

The second run takes over the first one's results (tools/pytest_both.py), so that pytest's closing
line and exit code speak for both. With arguments: one pytest run with these.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools import postgres
from tools.environment import ROOT

# Suites whose tests write rows; rules, repository and browser tests gain nothing from a second run.
ON_BOTH_DATABASES = ("tests/integration", "tests/contract")


def pytest(*arguments: str, **variables: str) -> int:
    """Run pytest in the project's folder with further environment variables; its exit code."""
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ | variables, check=False).returncode


def main(arguments: list[str]) -> int:
    """Run the tests; return the exit code."""
    if arguments:
        return pytest(*arguments)
    workers = ["-n", str(min(os.cpu_count() or 1, 8)), "-p", "tools.pytest_both"]
    with tempfile.TemporaryDirectory(prefix="cityloop-tests-") as folder:
        results = Path(folder) / "postgresql.jsonl"
        said = _on_postgresql(workers, results=results)
        return pytest(
            *workers,
            CITYLOOP_TAKE_RESULTS_FROM=str(results),
            CITYLOOP_OTHER_RUN=said,
        )


def _on_postgresql(workers: list[str], *, results: Path) -> str:
    """Run the database tests on PostgreSQL; return "ran CODE", or why they did not run."""
    suites = [suite for suite in ON_BOTH_DATABASES if (ROOT / suite).is_dir()]
    try:
        with postgres.server() as url:
            print("== On PostgreSQL ==", flush=True)
            code = pytest(
                *workers,
                *suites,
                CITYLOOP_DATABASE_URL=url,
                CITYLOOP_WRITE_RESULTS_TO=str(results),
            )
    except postgres.Unavailable as reason:
        print(f"!!! NO POSTGRESQL, its tests are skipped: {reason}", flush=True)
        return str(reason)
    print("\n== Everything, on SQLite ==", flush=True)
    return f"ran {code}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
