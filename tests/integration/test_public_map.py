"""The public map and its layers: what is told, what is kept back, what a browser may keep."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from cityloop.core.models import City
from cityloop.places.models import Area
from tests.integration.map_city import build_store, changed, draw, many, people, square
from tests.people import DAY, Cast

pytestmark = pytest.mark.django_db
LAST_QUARTER = datetime(2025, 11, 10, tzinfo=UTC)
CELL = "89c1848b42bffff"
LAYER = "/city/map/areas/subdistrict.geojson"


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings: Settings) -> Path:
    settings.VAR = tmp_path
    return tmp_path


def text_of(address: str, **headers: str) -> str:
    answer = Client().get(address, headers=headers)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def features(address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = Client().get(address).json()["features"]
    return found


def test_layer_holds_the_areas_of_its_level(cast: Cast) -> None:
    draw(cast.town)
    assert [one["properties"]["code"] for one in features(LAYER)] == ["ferry"]


def test_layer_names_areas_in_every_language(cast: Cast) -> None:
    draw(cast.town)
    assert features(LAYER)[0]["properties"]["names"]["zh-hans"] == "渡口街道"


def test_layer_of_no_level_is_not_found(cast: Cast) -> None:
    assert Client().get("/city/map/areas/street.geojson").status_code == 404


def test_unchanged_layer_is_not_sent_again(cast: Cast) -> None:
    draw(cast.town)
    tag = Client().get(LAYER)["ETag"]
    assert Client().get(LAYER, headers={"If-None-Match": tag}).status_code == 304


def test_layer_is_sent_again_once_a_boundary_changed(cast: Cast) -> None:
    draw(cast.town)
    tag = Client().get(LAYER)["ETag"]
    Area.objects.filter(code="ferry").update(geometry=square(-20.01, -30.01, side=0.02))
    changed()
    assert Client().get(LAYER, headers={"If-None-Match": tag}).status_code == 200


def test_map_without_figures_says_so(cast: Cast) -> None:
    assert Client().get("/city/map/").status_code == 200


def told(cast: Cast, folder: Path, count: int) -> None:
    """A quarter with `count` requests in the sub-district, and many elsewhere in the district."""
    draw(cast.town)
    # The store must begin before the quarter for the quarter to be whole.
    many(cast.town, 1, received_at=LAST_QUARTER - 90 * DAY)
    many(cast.town, count, received_at=LAST_QUARTER, cell=CELL)
    build_store(folder)


def test_map_shows_requests_per_inhabitant(cast: Cast, var: Path) -> None:
    people(cast.town.street, 1000)
    told(cast, var, 25)
    page = text_of("/city/map/")
    assert ('data-label="Per 1,000 people"> 25.0' in page, ">kept back<" in page) == (True, False)


def test_small_count_is_kept_back_on_page_and_in_file(cast: Cast, var: Path) -> None:
    told(cast, var, 4)
    row = features("/city/map/figures.geojson")[0]["properties"]
    assert (">kept back<" in text_of("/city/map/"), row["requests"]) == (True, None)


def test_topic_of_a_month_is_told_for_the_quarter(cast: Cast, var: Path) -> None:
    told(cast, var, 30)
    page = text_of("/city/map/?topic=public-space&period=2025-11")
    assert "Topics are told for the last whole quarter" in page


def test_community_of_a_month_is_told_for_the_quarter(cast: Cast, var: Path) -> None:
    told(cast, var, 30)
    assert "Communities are told by quarter" in text_of("/city/map/?level=community&period=2025-11")


@pytest.mark.parametrize("asked", ["?level=moon", "?period=1999-01", "?topic=nothing", "?period="])
def test_map_of_something_unknown_is_the_plain_one(cast: Cast, var: Path, asked: str) -> None:
    told(cast, var, 30)
    assert "All requests, quarter 4 of 2025" in text_of(f"/city/map/{asked}")


def cells() -> list[dict[str, Any]]:
    return [one["properties"] for one in features("/city/map/cells.geojson")]


def test_cell_is_told_in_a_class(cast: Cast, var: Path) -> None:
    told(cast, var, 13)
    assert [(one["at_least"], one["at_most"]) for one in cells()] == [(10, 19)]


def test_cell_below_the_limit_is_not_told(cast: Cast, var: Path) -> None:
    told(cast, var, 9)
    assert cells() == []


@pytest.mark.parametrize("secret", [{"confidential": True}, {"shielded": True}])
def test_secret_requests_are_in_no_cell(cast: Cast, var: Path, secret: dict[str, bool]) -> None:
    many(cast.town, 15, received_at=LAST_QUARTER, cell=CELL, **secret)
    told(cast, var, 9)
    assert cells() == []


def test_cells_hold_no_words_and_no_point_of_a_request(cast: Cast, var: Path) -> None:
    told(cast, var, 15)
    page = text_of("/city/map/?cells=1") + text_of("/city/map/cells.geojson")
    assert ("Ferry Lane" in page, CELL in page, "is dark" in page) == (False, False, False)


def test_map_is_chinese_for_who_reads_chinese(cast: Cast, var: Path) -> None:
    told(cast, var, 30)
    assert "渡口街道" in text_of("/city/map/", **{"Accept-Language": "zh-hans"})


def test_map_costs_the_same_whatever_it_shows(cast: Cast, var: Path) -> None:
    told(cast, var, 30)
    text_of("/city/map/")
    with CaptureQueriesContext(connection) as captured:
        text_of("/city/map/")
    assert len(captured) <= 4


def set_tiles() -> None:
    city = City.objects.get()
    city.settings["map"] = {
        "tiles": "https://tiles.city.example/{z}/{x}/{y}.png",
        "attribution": "Survey <office>",
    }
    city.save()


def test_page_with_a_map_allows_no_other_host_by_itself(cast: Cast, var: Path) -> None:
    told(cast, var, 30)
    assert "://" not in Client().get("/city/map/")["Content-Security-Policy"]


def test_page_with_a_map_allows_the_host_of_the_tiles(cast: Cast, var: Path) -> None:
    told(cast, var, 30)
    set_tiles()
    policy = Client().get("/city/map/")["Content-Security-Policy"]
    assert "img-src 'self' data: https://tiles.city.example;" in f"{policy};"


def test_page_without_a_map_does_not_allow_the_host_of_the_tiles(cast: Cast) -> None:
    set_tiles()
    assert "tiles.city" not in Client().get("/track/")["Content-Security-Policy"]


def test_attribution_is_text_in_the_page(cast: Cast, var: Path) -> None:
    told(cast, var, 30)
    set_tiles()
    assert "Survey <office>" not in text_of("/city/map/")
