"""The gate, one for the terminal and for CI: runs every step, then fails if any failed.

python3 city.py check           look
python3 city.py check --fix     first let ruff and djlint mend what they can
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from tools.environment import ROOT, command


@dataclass(frozen=True)
class Step:
    """A name to show and a command to run in the project's folder."""

    name: str
    command: list[str]


def steps() -> Iterator[Step]:
    """Every step of the gate, those for parts that do not exist yet left out."""
    python = command("python")
    yield Step("ruff", [command("ruff"), "check", "--quiet", "--output-format=concise", "."])
    yield Step("format", [command("ruff"), "format", "--check", "--quiet", "."])
    yield Step("mypy", [command("mypy"), "--no-error-summary"])
    yield Step("layers", [command("lint-imports"), "--no-cache"])
    migrations = [python, "-m", "django", "makemigrations", "--check", "--dry-run"]
    yield Step("migrations", migrations)
    if any((ROOT / "src").rglob("*.html")):
        yield Step("templates", [command("djlint"), "src", "--lint", "--quiet"])
        yield Step("template format", [command("djlint"), "src", "--check", "--quiet"])
    yield Step("sizes", [python, "-m", "tools.size"])
    yield Step("links", [python, "-m", "tools.docs", "--links"])
    if any((ROOT / "src").rglob("commands/check_definitions.py")):
        yield Step("definitions", [command("cityloop"), "check-definitions"])


def run(step: Step) -> bool:
    """Run one step; print its name, result and seconds, and what it said when it failed."""
    print(f"{step.name:16}", end="", flush=True)
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "cityloop.config.settings"}
    start = time.perf_counter()
    done = subprocess.run(
        step.command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    good = done.returncode == 0
    print(f"{'ok' if good else 'FAILED':8}{time.perf_counter() - start:6.1f} s", flush=True)
    if not good:
        print((done.stdout + done.stderr).rstrip(), "\n", flush=True)
    return good


def mend() -> None:
    """Let the formatters and the linter's safe fixes change files."""
    for words in (
        ["ruff", "check", "--fix", "--quiet", "."],
        ["ruff", "format", "--quiet", "."],
        ["djlint", "src", "--reformat", "--quiet"],
    ):
        subprocess.run([command(words[0]), *words[1:]], cwd=ROOT, check=False, capture_output=True)


def main(arguments: list[str]) -> int:
    """Run the gate; return 1 when a step failed."""
    if "--fix" in arguments:
        mend()
    failed = [step.name for step in steps() if not run(step)]
    print(f"FAILED: {', '.join(failed)}" if failed else "All good.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
