"""A part of a measurement in a process and on a database of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from cityloop.jobs.bench.figures import Figure, absent, figure_of


def measured_apart(
    bench: str, *, part: str, names: Sequence[str], mode: Mapping[str, str]
) -> list[Figure]:
    """The figures of one part on a new SQLite database; a failure is a figure too.

    `names` are those of the figures, for when the measurement ends before its time.
    """
    with TemporaryDirectory(prefix="cityloop-bench-", ignore_cleanup_errors=True) as folder:
        address = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        return measured_at(address, bench=bench, part=part, names=names, mode=mode)


def measured_at(
    address: str, *, bench: str, part: str, names: Sequence[str], mode: Mapping[str, str]
) -> list[Figure]:
    """The figures of one part on a database that is there and empty."""
    environment = {**os.environ, **mode, "CITYLOOP_DATABASE_URL": address}
    program = [sys.executable, "-m", "cityloop"]
    subprocess.run([*program, "migrate", "-v0"], env=environment, check=True, stdout=sys.stderr)
    done = subprocess.run(
        [*program, "bench", bench, "--part", part],
        env=environment,
        check=False,
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode != 0:
        why = f"the measurement ended with exit code {done.returncode}"
        return absent(*names, why=why)
    return [figure_of(line) for line in done.stdout.splitlines() if line.startswith("{")]
