"""publiccode.yml holds what version 0.4 of the standard asks for, and says what is true.

The words of the lists below are those of the standard's controlled vocabularies that this project
may need, not the whole lists.
"""

import re
import tomllib
from datetime import date
from functools import cache
from typing import Any

import pytest
import yaml

from tests.repo.sources import PROJECT

REQUIRED = (
    "publiccodeYmlVersion",
    "name",
    "url",
    "platforms",
    "categories",
    "developmentStatus",
    "softwareType",
    "description.en.shortDescription",
    "description.en.longDescription",
    "description.en.features",
    "legal.license",
    "maintenance.type",
    "maintenance.contacts",
    "localisation.localisationReady",
    "localisation.availableLanguages",
)
OPTIONAL = {
    "applicationSuite",
    "dependsOn",
    "intendedAudience",
    "landingURL",
    "logo",
    "organisation",
    "releaseDate",
    "roadmap",
    "softwareVersion",
    "usedBy",
}
CATEGORIES = {
    "business-process-management",
    "call-center-management",
    "customer-service-and-support",
    "data-analytics",
    "data-visualization",
    "digital-citizenship",
    "feedback-and-reviews-management",
    "geographic-information-systems",
    "help-desk",
    "knowledge-management",
    "project-management",
    "service-desk",
    "workflow-management",
}
SCOPES = {"infrastructures", "local-authorities", "society", "welfare"}
PLATFORMS = {"web", "windows", "mac", "linux", "ios", "android"}
STATUSES = {"concept", "development", "beta", "stable", "obsolete"}


@cache
def publiccode() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((PROJECT / "publiccode.yml").read_text("utf-8"))
    return read


def value(path: str) -> Any:  # noqa: ANN401 - YAML of any shape
    found: Any = publiccode()
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found


@cache
def project() -> dict[str, Any]:
    read: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    return read


@pytest.mark.parametrize("path", REQUIRED)
def test_required_key_is_there(path: str) -> None:
    assert value(path) not in (None, "", [])


def test_no_key_is_unknown_to_the_standard() -> None:
    known = OPTIONAL | {path.split(".")[0] for path in REQUIRED}
    assert set(publiccode()) <= known


def test_version_is_that_of_the_standard_that_was_checked() -> None:
    assert value("publiccodeYmlVersion") == "0.4"


def test_address_is_one() -> None:
    assert re.fullmatch(r"https://[\w.-]+/\S+", value("url"))


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("categories", CATEGORIES),
        ("platforms", PLATFORMS),
        ("intendedAudience.scope", SCOPES),
    ],
)
def test_words_are_of_the_controlled_vocabulary(path: str, known: set[str]) -> None:
    assert set(value(path)) <= known


def test_status_and_type_are_of_the_standard() -> None:
    assert (value("developmentStatus") in STATUSES, value("softwareType")) == (
        True,
        "standalone/web",
    )


@pytest.mark.parametrize(
    ("key", "least", "most"), [("shortDescription", 1, 150), ("longDescription", 150, 10_000)]
)
def test_description_has_the_length_that_is_asked(key: str, least: int, most: int) -> None:
    assert least <= len(value(f"description.en.{key}").strip()) <= most


def test_licence_is_that_of_the_package() -> None:
    assert value("legal.license") == project()["license"] == "Apache-2.0"


def test_licence_text_is_beside_it() -> None:
    text = (PROJECT / "LICENSE").read_text("utf-8")
    assert "Apache License" in text
    assert "Version 2.0" in text


def test_version_is_that_of_the_package() -> None:
    assert value("softwareVersion") == project()["version"]


def test_release_date_is_the_day_of_this_version_in_the_changelog() -> None:
    heading = rf"^## \[?{re.escape(project()['version'])}\]?.*?(\d{{4}}-\d{{2}}-\d{{2}})"
    changelog = (PROJECT / "CHANGELOG.md").read_text("utf-8")
    released = re.search(heading, changelog, re.MULTILINE)
    # Without a release there is no day of release.
    assert value("releaseDate") == (date.fromisoformat(released[1]) if released else None)


def test_languages_are_those_that_the_pages_speak() -> None:
    folders = (PROJECT / "src" / "cityloop" / "locale").iterdir()
    spoken = {folder.name.replace("_", "-") for folder in folders if folder.is_dir()}
    assert set(value("localisation.availableLanguages")) == {"en"} | spoken
