"""A Chinese page is Chinese: no word of ours is left in English, nor a month or a weekday."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.integration.chinese_words import foreign_words, written_by_people
from tests.integration.test_every_url_every_role import EVERYBODY
from tests.integration.walk import opened
from tests.integration.world import build_world

pytestmark = pytest.mark.django_db
ALLOWED = {"Cityloop", "English", "PDF", "CSV", "Parquet", "GeoJSON", "JSON", "YAML", "SVG"}


def test_no_english_word_is_left_on_a_chinese_page(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.LANGUAGE_CODE = "zh-hans"
    world = build_world()
    written, found, read = written_by_people(), dict[str, str](), 0
    for who in EVERYBODY:
        client = world.client(who)
        client.cookies["django_language"] = "zh-hans"
        for answer in opened(world, who=who, client=client):
            if not answer.html:
                continue
            read += 1
            for word in foreign_words(answer.body, written=written, allowed=ALLOWED):
                found.setdefault(word, f"{who} {answer.address}: {word}")
    assert ("\n".join(sorted(found.values())), read > len(EVERYBODY)) == ("", True)
