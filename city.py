#!/usr/bin/env python3
"""Cityloop's two commands, and a few more: `python3 city.py demo`, `python3 city.py test`.

Needs nothing but Python: makes the environment in `.venv`, installs what the command needs, runs.
"""

import os
import shutil
import subprocess
import sys

OLDEST, NEWEST = (3, 11), (3, 13)


def require_python() -> None:
    """Run on a Python that the project supports: this one, another on the PATH, or say so."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        # A version manager's stand-in may be on the PATH for a Python that is not there.
        if other and subprocess.call([other, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(other, [other, *sys.argv])
    sys.exit(
        f"Cityloop needs Python 3.{OLDEST[1]} to 3.{NEWEST[1]}; {sys.executable} is "
        f"{sys.version.split()[0]}.\n"
        f"Install one of them, for example: sudo apt-get install python3.{NEWEST[1]}"
    )


require_python()

from tools import environment, system  # noqa: E402 - only after the check of Python's version

HELP = """\
usage: python3 city.py WORD [arguments]

  demo    prepare the environment and a demo city, then serve it on 127.0.0.1:8000
  test    run all tests, on SQLite and on PostgreSQL (with arguments: pytest with these)
  setup   prepare the environment alone; .venv/bin/cityloop is then the command
  check   the gate: linters, types, layers, migrations, templates, sizes, definitions
  bench   measure: bench NAME [--json]
  docs    write the generated pages of docs/reference and check every link
  lock    write requirements/*.txt anew from pyproject.toml (--upgrade: newer releases)

Further arguments go to the command behind the word, for example: demo --port 8080
"""


def set_up(lock: str) -> None:
    """Install the packages of a lock file and compile the translations."""
    environment.ensure(lock)
    if (environment.ROOT / "src/cityloop/config/translations.py").exists():
        call(environment.command("python"), "-m", "cityloop.config.translations")


def call(*arguments: str) -> None:
    """Run a program in the project's folder; end with its exit code when it fails."""
    code = subprocess.run(arguments, cwd=environment.ROOT, check=False).returncode
    if code != 0:
        sys.exit(code)


def become(*arguments: str) -> None:
    """Go on as another program, so that it alone receives Ctrl-C and gives the exit code."""
    sys.stdout.flush()
    os.chdir(environment.ROOT)
    if os.name == "nt":
        sys.exit(subprocess.run(arguments, check=False).returncode)
    os.execv(arguments[0], arguments)


def setup(*_arguments: str) -> None:
    """Prepare the environment alone."""
    set_up("runtime")
    print("Ready: .venv/bin/cityloop")


def demo(*arguments: str) -> None:
    """Serve the demo city."""
    set_up("runtime")
    become(environment.command("cityloop"), "demo", *arguments)


def test(*arguments: str) -> None:
    """Run the tests."""
    set_up("dev")
    absent = system.ensure(system.FOR_TESTS)
    if absent:
        lost = ", ".join(f"{package.name} ({package.purpose})" for package in absent)
        print(f"!!! MISSING: {lost}. Those tests are skipped. {system.install_line(absent)}")
    become(environment.command("python"), "-m", "tools.run_tests", *arguments)


def check(*arguments: str) -> None:
    """Run the gate."""
    set_up("dev")
    become(environment.command("python"), "-m", "tools.check", *arguments)


def bench(*arguments: str) -> None:
    """Run a benchmark beside a PostgreSQL server of its own, whose address it is given."""
    set_up("dev")
    system.ensure([system.POSTGRESQL])
    server = ["-m", "tools.postgres", "--durable", "--optional"]
    server += ["--variable", "CITYLOOP_BENCH_POSTGRESQL_URL", "--"]
    command = [environment.command("cityloop"), "bench", *arguments]
    become(environment.command("python"), *server, *command)


def docs(*arguments: str) -> None:
    """Write the generated pages and check links."""
    set_up("dev")
    become(environment.command("python"), "-m", "tools.docs", *arguments)


def lock(*arguments: str) -> None:
    """Write the lock files anew."""
    environment.ensure("runtime")
    environment.lock(*arguments)


WORDS = {word.__name__: word for word in (demo, test, setup, check, bench, docs, lock)}


def main(arguments: list[str]) -> None:
    """Do what the first argument says."""
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(HELP)
        return
    word, *rest = arguments
    if word not in WORDS:
        sys.exit(f"city.py has no word '{word}'. It has: {', '.join(WORDS)}.")
    try:
        WORDS[word](*rest)
    except environment.SetupFailed as failure:
        sys.exit(f"\n{failure}")


if __name__ == "__main__":
    main(sys.argv[1:])
