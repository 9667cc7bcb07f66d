"""Documentation: write the generated pages of docs/reference, check every relative link."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.environment import ROOT, command

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def pages(root: Path = ROOT) -> Iterator[Path]:
    """Every Markdown page at the root and below docs."""
    yield from sorted(root.glob("*.md"))
    yield from sorted((root / "docs").rglob("*.md"))


def broken_links(root: Path = ROOT) -> list[str]:
    """Relative links that lead to no file; a sentence each."""
    return [
        f"{page.relative_to(root)}: no such file: {target}"
        for page in pages(root)
        for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
        if _is_relative(target) and not (page.parent / target.partition("#")[0]).exists()
    ]


def _is_relative(target: str) -> bool:
    return "://" not in target and not target.startswith(("mailto:", "#"))


def write_reference() -> None:
    """Run the command that writes docs/reference, once the application has one."""
    if any((ROOT / "src").rglob("commands/write_reference.py")):
        subprocess.run([command("cityloop"), "write-reference"], cwd=ROOT, check=True)


def main(arguments: list[str]) -> int:
    """Write (unless `--links`) and check; return 1 when a link is broken."""
    if "--links" not in arguments:
        write_reference()
    found = broken_links()
    print("\n".join(found) if found else f"{len(list(pages()))} pages, every link resolves.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
