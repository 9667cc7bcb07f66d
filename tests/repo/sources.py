"""The project's own files, as the tests of the repository look at them."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "src" / "cityloop"

# The domain apps, in the order of the story; the order itself is import-linter's concern.
APPS = (
    "core",
    "places",
    "agencies",
    "accounts",
    "responsibility",
    "knowledge",
    "intake",
    "workorders",
    "followups",
    "evaluation",
    "checkups",
    "deliberation",
)


def project_files() -> list[Path]:
    """Every file that belongs to the project: what git knows or would take up."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, check=False)
    if listed.returncode != 0:  # an unpacked archive
        return [path for path in PROJECT.rglob("*") if path.is_file() and not _is_made(path)]
    paths = [PROJECT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def _is_made(path: Path) -> bool:
    """Whether a tool made the file: below a hidden folder, `var` or a cache."""
    parts = path.relative_to(PROJECT).parts
    hidden = any(part.startswith(".") and part != ".ci" for part in parts[:-1])
    return hidden or bool({"var", "__pycache__"} & set(parts))


def modules(folder: Path) -> Iterator[tuple[str, ast.Module]]:
    """Name and syntax tree of every Python file below the folder, migrations left out."""
    for path in sorted(folder.rglob("*.py")):
        if "migrations" not in path.parts:
            name = path.relative_to(PROJECT).as_posix()
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def imported_names(tree: ast.Module) -> set[str]:
    """Dotted names that a module imports, with the name taken from a module appended."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def part_modules(part: str) -> Iterator[tuple[str, ast.Module]]:
    """The modules of one part (`rules`, `operations`, ...) of every domain app."""
    for app in APPS:
        for name, tree in modules(PACKAGE / app):
            if name.removeprefix(f"src/cityloop/{app}/").partition("/")[0].split(".")[0] == part:
                yield name, tree
