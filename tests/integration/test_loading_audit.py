"""Every load of definitions that changes something leaves one line in the audit trail."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from cityloop.accounts.models import User
from cityloop.core.models import AuditEvent
from cityloop.flows.found import Founding, found_city
from cityloop.intake.rules.load import load_city
from tests.people import NOW
from tests.town import DEFINITIONS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_hashes() -> Iterator[None]:
    """Hash the passwords of the whole cast without the work that makes guessing slow."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the definitions, loaded once, to be changed."""
    shutil.copytree(DEFINITIONS, tmp_path / "definitions")
    copy = tmp_path / "definitions" / "demo"
    found(copy)
    return copy


def found(folder: Path, *, by: User | None = None) -> None:
    founding = Founding(load_city(folder), folder, password_for=lambda _name: "!")
    found_city(founding, by=by, at=NOW)


def rename(folder: Path, *, to: str = "Otherford") -> None:
    path = folder / "city.yaml"
    path.write_text(path.read_text("utf-8").replace("en: Willowmere", f"en: {to}", 1), "utf-8")


def lines() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(what="definitions.loaded").order_by("pk"))


def test_first_load_names_the_city_and_its_versions(folder: Path) -> None:
    (line,) = lines()
    told = ("willowmere", "calendar china 2026-11" in line.reason, "list 2026-1" in line.reason)
    assert (line.subject, *told[1:]) == told


def test_same_text_again_leaves_no_line(folder: Path) -> None:
    found(folder)
    assert len(lines()) == 1


def test_text_that_says_the_same_otherwise_leaves_no_line(folder: Path) -> None:
    path = folder / "city.yaml"
    path.write_text("# A remark.\n" + path.read_text("utf-8"), "utf-8")
    found(folder)
    assert len(lines()) == 1


def test_changed_text_is_told_with_what_changed(folder: Path) -> None:
    rename(folder)
    found(folder)
    assert "; changed: city" in lines()[-1].reason


def test_line_has_the_digest_of_the_files(folder: Path) -> None:
    digests = []
    for name in ("Otherford", "Thirdford"):
        rename(folder, to=name)
        path = folder / "city.yaml"
        path.write_text(path.read_text("utf-8").replace("Otherford", name), "utf-8")
        found(folder)
        digests.append(lines()[-1].reason.split(";")[0])
    assert [len(set(digests)), len(digests[0])] == [2, len("files sha256 ") + 64]


def test_line_says_who_loaded_it(folder: Path) -> None:
    rename(folder)
    call_command("load_city", folder=folder, by="ye.xin")
    assert lines()[-1].by == User.objects.get(username="ye.xin")


def test_loading_as_somebody_unknown_is_refused(folder: Path) -> None:
    with pytest.raises(CommandError, match="nobody signs in as 'nobody'"):
        call_command("load_city", folder=folder, by="nobody")
