"""Documents say what is true."""

import re
import tomllib
from pathlib import Path

import pytest
from django.core.management import get_commands

import city
from cityloop.__main__ import ALIASES
from tests.repo.sources import PACKAGE, PROJECT
from tools import docs

PAGES = list(docs.pages())
ROW = re.compile(r"^\| (?P<chinese>[^|]+) \| (?P<code>[^|]+) \| (?P<screen>[^|]*) \|", re.MULTILINE)
CODE = re.compile(r"`([A-Za-z_]+)(?:\([^`]*\))?`")


def text(name: str) -> str:
    """Text of a page of the project."""
    return (PROJECT / name).read_text(encoding="utf-8")


def built_terms() -> set[str]:
    """Code names of the glossary's first table: what exists now."""
    built = text("GLOSSARY.md").split("## Later")[0]
    return {name for row in ROW.finditer(built) for name in CODE.findall(row["code"])}


def test_every_relative_link_resolves() -> None:
    assert docs.broken_links() == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_city_words_in_a_page_exist(page: Path) -> None:
    words = re.findall(r"python3 city\.py ([a-z]+)", page.read_text(encoding="utf-8"))
    assert set(words) <= set(city.WORDS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_cityloop_commands_in_a_page_exist(page: Path) -> None:
    lines = re.findall(r"^(?:\$ )?(?:\S*/)?cityloop ([a-z][a-z-]+)", _code(page), re.MULTILINE)
    known = set(get_commands())
    names = {ALIASES.get(word, word.replace("-", "_")) for word in lines}
    assert names <= known


def _code(page: Path) -> str:
    blocks = re.findall(r"^```.*?\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return "\n".join(blocks)


def test_readme_shows_the_two_commands() -> None:
    readme = text("README.md")
    assert {"python3 city.py demo", "python3 city.py test"} <= set(
        re.findall(r"python3 city\.py \w+", readme)
    )


def test_changelog_has_a_section_for_this_version() -> None:
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    headings = re.findall(r"^## \[?([\w.]+)", text("CHANGELOG.md"), re.MULTILINE)
    assert {"Unreleased", version} & set(headings)


def test_publiccode_names_the_same_version() -> None:
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    assert re.search(
        rf"^softwareVersion: \"?{re.escape(version)}", text("publiccode.yml"), re.MULTILINE
    )


def test_glossary_has_a_row_for_each_concept() -> None:
    concepts = {row["chinese"] for row in ROW.finditer(text("GLOSSARY.md"))}
    assert {"诉求", "工单", "派单", "回访", "考评"} <= concepts


def test_glossary_names_are_names_of_the_code() -> None:
    source = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    assert {name for name in built_terms() if not re.search(rf"\b{name}\b", source)} == set()


def test_every_decision_record_has_status_and_consequence() -> None:
    for record in sorted((PROJECT / "docs" / "adr").glob("0*.md")):
        headings = re.findall(r"^## (\w+)", record.read_text("utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences"], record.name


def test_dependency_has_a_purpose_beside_it() -> None:
    lines = text("pyproject.toml").splitlines()
    inside = [line for line in lines if re.match(r'^    "[A-Za-z0-9-]+(\[[a-z,]+\])?>=', line)]
    assert [line for line in inside if "#" not in line] == []
