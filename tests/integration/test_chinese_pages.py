"""A Chinese page is Chinese: no word of ours is left in English, nor a month or a weekday."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.integration.chinese_words import foreign_texts, written_by_people
from tests.integration.resident_pages import WORDS
from tests.integration.whole_pages import places
from tests.integration.world import build_world

pytestmark = pytest.mark.django_db
# Names of products, formats and keys, and two words of the library of sign-in.
ALLOWED = {
    *("Cityloop", "English", "Open", "Email", "token", "MB", "Firefox", "Mac"),
    *("PDF", "CSV", "Parquet", "GeoJSON", "JSON", "YAML", "SVG", "JPEG", "PNG", "WebP"),
    *("Alt", "Ctrl", "Enter", "Shift", "Option"),
    *("WCAG", "AA", "axe", "HTML"),
    # Codes that stand in open data, each beside what it means; the formula of the composite.
    *("better", "same", "worse", "unranked", "unknown", "all"),
    *("city", "district", "subdistrict", "community", "department", "area"),
    *("response", "on_time", "on", "_time", "time", "resolution", "satisfaction"),
    *("RR", "SR", "MR"),
}
# A second factor's key is made of letters.
RANDOM = ("/accounts/2fa/",)
MANY = 80


def test_no_english_word_is_left_on_a_chinese_page(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path
    shown = [
        place
        for place in places(build_world(), language="zh-hans")
        if not place.address.startswith(RANDOM)
    ]
    # Where the town's money comes from has a code and no name, and its store is of another city,
    # whose groups of types it does not name.
    town = ["district budget", "district finance", "Lamp", "Replaced."]
    town += [
        "business",
        "care",
        "community",
        "conduct",
        "digital",
        "environment",
        "health",
        "heritage",
    ]
    town += ["market", "mobility", "safety", "schools", "streets", "supply", "work"]
    written, found = [WORDS, *town, *written_by_people()], dict[str, str]()
    for place in shown:
        for text in foreign_texts(place.body, written=written, allowed=ALLOWED):
            found.setdefault(text, f"{place.who} {place.address}: {text}")
    assert ("\n".join(sorted(found.values())), len(shown) > MANY) == ("", True)
