"""The pages and pictures that follow from the code, its tests and the seed are committed."""

import re

from django.core.management import call_command

from tests.repo.sources import PROJECT


def test_reference_pages_are_current() -> None:
    """The pages of the simulated city and their pictures too, byte by byte."""
    assert call_command("write_reference", "--check") is None


def test_every_picture_is_shown_by_a_page() -> None:
    folder = PROJECT / "docs" / "explanation"
    pages = "".join(page.read_text(encoding="utf-8") for page in folder.glob("*.md"))
    shown = set(re.findall(r"\(pictures/([^)]+)\)", pages))
    assert {path.name for path in (folder / "pictures").iterdir()} == shown
