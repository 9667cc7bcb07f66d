"""What must not stand in any file of the project."""

import re
from io import StringIO

import pytest
from django.core.management import call_command

from tests.repo.sources import PROJECT, project_files

# Put together here, so that this file does not contain what it looks for.
MACHINE_PATHS = re.compile(r"(?<![\w.-])/(work|root|home|Users|tmp)/" + r"[\w.-]+")
REGISTRY_HOSTS = re.compile(
    "|".join(["pypi" + r"\.org", "python" + r"hosted\.org", "npm" + r"js\."])
)
UNFINISHED = re.compile(r"#\s*(TO" + "DO|FIX" + "ME|X" + "XX)")


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Places of the pattern in the project's text files."""
    found = []
    for path in project_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        name = path.relative_to(PROJECT)
        found += [
            f"{name}:{number}"
            for number, line in enumerate(text.splitlines(), start=1)
            if pattern.search(line)
        ]
    return found


def test_no_file_names_a_place_of_one_machine() -> None:
    assert lines_with(MACHINE_PATHS) == []


def test_no_file_names_a_package_registry() -> None:
    assert lines_with(REGISTRY_HOSTS) == []


def test_no_file_holds_unfinished_work() -> None:
    assert lines_with(UNFINISHED) == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    output = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=output)
    assert "No changes detected" in output.getvalue()


def test_lock_files_hold_a_hash_for_every_package() -> None:
    for path in (PROJECT / "requirements").glob("*.txt"):
        entries = re.split(r"\n(?=\S)", path.read_text(encoding="utf-8").strip())
        assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_no_lock_file_is_tied_to_an_index() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (PROJECT / "requirements").iterdir()]
    assert not [text for text in texts if "://" in text or "--index" in text]
