"""What the operating system must bring: programs and fonts that pip cannot install.

Standard library only: runs before the environment exists.
"""

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class SystemPackage:
    """A Debian package, how to see that it is there, and what is lost without it."""

    name: str
    is_present: Callable[[], bool]
    purpose: str


def chromium() -> str | None:
    """Path of the machine's Chromium, or None. CITYLOOP_CHROMIUM overrides the search."""
    named = os.environ.get("CITYLOOP_CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def postgresql_folder() -> Path | None:
    """Folder of the machine's newest PostgreSQL server programs, or None."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda folder: int(folder.parent.name))
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _has_chinese_font() -> bool:
    return any(Path("/usr/share/fonts").glob("**/wqy-microhei*"))


def _has_libatomic() -> bool:
    return (
        any(Path("/usr/lib").glob("*/libatomic.so.1")) or Path("/usr/lib64/libatomic.so.1").exists()
    )


PYTHON_VENV = SystemPackage(
    f"python3.{sys.version_info.minor}-venv",
    lambda: importlib.util.find_spec("ensurepip") is not None,
    "Python environments",
)
POSTGRESQL = SystemPackage(
    "postgresql", lambda: postgresql_folder() is not None, "tests on PostgreSQL"
)
FOR_TESTS = (
    SystemPackage("chromium", lambda: chromium() is not None, "browser tests"),
    SystemPackage("fonts-wqy-microhei", _has_chinese_font, "Chinese in browser tests"),
    SystemPackage("libatomic1", _has_libatomic, "the program that drives the browser"),
    POSTGRESQL,
)


def missing(packages: Iterable[SystemPackage]) -> list[SystemPackage]:
    """Those of the packages that this machine lacks."""
    return [package for package in packages if not package.is_present()]


def ensure(packages: Iterable[SystemPackage]) -> list[SystemPackage]:
    """Install what is missing when root on Debian; return what is missing still."""
    absent = missing(packages)
    if absent and _may_install():
        _apt_install([package.name for package in absent])
        absent = missing(absent)
    return absent


def install_line(packages: Iterable[SystemPackage]) -> str:
    """The exact line that a user with the right to install should run."""
    names = " ".join(package.name for package in packages)
    if shutil.which("apt-get"):
        return f"sudo apt-get install --no-install-recommends {names}"
    return f"install with the system's package manager what Debian calls: {names}"


def _may_install() -> bool:
    on_linux = platform.system() == "Linux"
    return on_linux and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt_install(names: list[str]) -> None:
    print(f"Installing system packages: {' '.join(names)}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *names]):
        done = subprocess.run(
            ["apt-get", "--quiet=2", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            print(done.stderr.strip(), file=sys.stderr)
