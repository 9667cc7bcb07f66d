"""Reads the tables of whistle_lifecycle.txt."""

from pathlib import Path


def rows(name: str) -> list[dict[str, str]]:
    """The rows of the table under the heading `## name: ...`, by the heads of their columns."""
    text = (Path(__file__).parent / "whistle_lifecycle.txt").read_text("utf-8")
    section = text.split(f"\n## {name}:")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    heads, *cells = (
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if not line.startswith("|-")
    )
    return [dict(zip(heads, row, strict=True)) for row in cells]
