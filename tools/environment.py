"""Makes `.venv` and keeps it equal to the lock files.

Standard library only: runs before anything is installed.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tools import system

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
REQUIREMENTS = ROOT / "requirements"
STAMP = VENV / "cityloop-installed.json"


class SetupFailed(Exception):
    """The environment could not be made; the message says how to mend it."""


def ensure(lock: str) -> None:
    """Make the environment hold the packages of `requirements/<lock>.txt` and the project.

    `lock` is "runtime" or "dev"; dev contains runtime. Does nothing when the stamp of an earlier
    run names the same lock files, project file and Python. Raises SetupFailed.
    """
    installed = _installed()
    if installed.get(lock) == _fingerprint(lock) and PYTHON.exists():
        return
    if "dev" in installed:
        lock = "dev"
    _make_venv()
    print(f"Installing the {lock} packages into .venv ...", flush=True)
    install = _installer()
    locks = ["-r", str(REQUIREMENTS / "build.txt"), "-r", str(REQUIREMENTS / f"{lock}.txt")]
    _run([*install, "--require-hashes", "--no-deps", *locks])
    _run([*install, "--no-deps", "--no-build-isolation", "-e", str(ROOT)])
    stamps = {name: _fingerprint(name) for name in {"runtime", lock}}
    STAMP.write_text(json.dumps(stamps), encoding="utf-8")


def command(name: str) -> str:
    """Path of a program of the environment."""
    return str(BIN / name)


def lock(*arguments: str) -> None:
    """Write the lock files anew from pyproject.toml; `--upgrade` takes newer releases."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    build = "\n".join(project["build-system"]["requires"])
    _compile("uv", "-", *arguments, given="uv")
    _compile("build", "-", *arguments, given=build)
    # The extra for clusters stands alone: 480 MB that CI and big cities install beside the rest.
    scale = "\n".join(project["project"]["optional-dependencies"]["scale"])
    _compile("scale", "-", *arguments, given=scale)
    _compile("runtime", "pyproject.toml", *arguments)
    _compile(
        "dev", "pyproject.toml", "--extra", "dev", "-c", "requirements/runtime.txt", *arguments
    )


def _compile(name: str, *arguments: str, given: str | None = None) -> None:
    options = ["--universal", "--python-version", "3.11", "--generate-hashes"]
    options += ["--no-header", "--no-annotate", "--no-config", "--quiet"]
    target = f"requirements/{name}.txt"
    _run([command("uv"), "pip", "compile", *options, "-o", target, *arguments], given=given)
    print(f"wrote {target}")


def _installed() -> dict[str, str]:
    try:
        stamps: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps


def _fingerprint(lock_name: str) -> str:
    digest = hashlib.sha256(f"{ROOT}|{sys.version}".encode())
    for path in (
        REQUIREMENTS / f"{lock_name}.txt",
        REQUIREMENTS / "build.txt",
        ROOT / "pyproject.toml",
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _make_venv() -> None:
    if PYTHON.exists() and _works(PYTHON):
        return
    absent = system.ensure([system.PYTHON_VENV])
    if absent:
        line = system.install_line(absent)
        raise SetupFailed(f"This Python cannot make environments. Run:\n    {line}\nand try again.")
    print("Making .venv ...", flush=True)
    _run([sys.executable, "-m", "venv", "--clear", str(VENV)])


def _works(python: Path) -> bool:
    """Whether the environment's Python and pip still run (a moved or upgraded one does not)."""
    probe = [str(python), "-c", "import pip"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def _installer() -> list[str]:
    """The start of an install command: uv, or pip where uv cannot be had."""
    uv = BIN / ("uv.exe" if os.name == "nt" else "uv")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    if not uv.exists():
        bootstrap = ["--require-hashes", "--only-binary", ":all:", "-r", "requirements/uv.txt"]
        subprocess.run([*pip, *bootstrap], cwd=ROOT, check=False)
    if not uv.exists():
        print("uv is not to be had here: pip installs instead, which takes longer.", flush=True)
        return pip
    return [str(uv), "pip", "install", "--quiet", "--python", str(PYTHON)]


def _run(arguments: list[str], *, given: str | None = None) -> None:
    done = subprocess.run(arguments, cwd=ROOT, input=given, text=True, check=False)
    if done.returncode != 0:
        program = Path(shutil.which(arguments[0]) or arguments[0]).name
        raise SetupFailed(
            f"{program} failed (exit code {done.returncode}); its message stands above.\n"
            "A first set-up needs the network. The command can be repeated safely."
        )
