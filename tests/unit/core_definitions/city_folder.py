"""A copy of the demo city to spoil, so that a test sees the message for one mistake."""

import shutil
from pathlib import Path

import pytest

from cityloop.core.errors import DefinitionError
from cityloop.intake.rules.load import load_city

DEFINITIONS = Path(__file__).parents[3] / "definitions"


class SpoiltCity:
    """A folder definitions/demo below a temporary working directory."""

    folder = Path("definitions/demo")

    def replace(self, name: str, old: str, *, new: str) -> None:
        """Replace one passage, which must stand in the file, once."""
        path = self.folder / name
        text = path.read_text("utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def append(self, name: str, text: str) -> None:
        """Write at the end of a file."""
        path = self.folder / name
        path.write_text(path.read_text("utf-8") + text, encoding="utf-8")

    def line(self, name: str, passage: str) -> int:
        """The number of the first line that holds a passage."""
        lines = (self.folder / name).read_text("utf-8").splitlines()
        return next(n for n, line in enumerate(lines, start=1) if passage in line)

    def messages(self) -> list[str]:
        """The messages of the refusal."""
        with pytest.raises(DefinitionError) as refusal:
            load_city(self.folder)
        return str(refusal.value).splitlines()


def copied_city(target: Path) -> SpoiltCity:
    """Copy definitions/demo and what stands beside it below `target`."""
    for name in ("demo", "calendars", "evaluation"):
        shutil.copytree(DEFINITIONS / name, target / "definitions" / name)
    return SpoiltCity()
