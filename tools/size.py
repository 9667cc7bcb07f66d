"""Size limits that the linter does not know: lines of a file.

`tools/size_baseline.txt` lists the files allowed beyond the limit, with their size and the reason.
The list may only shrink: an entry larger than its file, or no longer needed, is an error too.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BASELINE = ROOT / "tools" / "size_baseline.txt"
LIMITS = {".py": 300, ".html": 80}
FOLDERS = ("src", "tests", "tools")


def problems(root: Path = ROOT) -> list[str]:
    """What is too long, or stands in the baseline without need; a sentence each."""
    allowed = _baseline(root)
    sizes = dict(_sizes(root))
    too_long = {path: lines for path, lines in sizes.items() if lines > _limit(path)}
    found = [
        f"{path} has {lines} lines; the limit is {allowed.get(path, _limit(path))}: split it"
        for path, lines in sorted(too_long.items())
        if lines > allowed.get(path, _limit(path))
    ]
    for path, lines in sorted(allowed.items()):
        if path not in too_long:
            found.append(f"{BASELINE.name}: {path} is within the limit now: remove its line")
        elif too_long[path] < lines:
            found.append(f"{BASELINE.name}: {path} has shrunk: lower {lines} to {too_long[path]}")
    return found


def _limit(path: str) -> int:
    return LIMITS[Path(path).suffix]


def _sizes(root: Path) -> Iterator[tuple[str, int]]:
    files = [root / "city.py", *(file for name in FOLDERS for file in (root / name).rglob("*"))]
    for file in files:
        generated = "migrations" in file.parts or "__pycache__" in file.parts
        if file.suffix in LIMITS and file.is_file() and not generated:
            lines = file.read_text(encoding="utf-8").count("\n")
            yield file.relative_to(root).as_posix(), lines


def _baseline(root: Path) -> dict[str, int]:
    """Allowed lines by path. A line reads `path lines # reason`. Raises ValueError."""
    allowed = {}
    file = root / "tools" / BASELINE.name
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        entry, _, reason = line.partition("#")
        match entry.split():
            case []:
                continue
            case [path, lines] if lines.isdigit() and reason.strip():
                allowed[path] = int(lines)
            case _:
                raise ValueError(f"{BASELINE.name}, line {number}: write `path lines # reason`")
    return allowed


if __name__ == "__main__":
    found = problems()
    print("\n".join(found))
    sys.exit(1 if found else 0)
