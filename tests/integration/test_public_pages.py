"""Pages of figures for everybody: what they print, keep back, and when they are not there."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from cityloop.core.models import City
from cityloop.web.public.datasets import DATASETS
from cityloop.web.public.rates import is_safe
from tests.integration.public_city import AREA, BODY, COMMUNITY, figures_in, store_in
from tests.town import build_town

pytestmark = pytest.mark.django_db
MINIMUM = 10
PAGES = (
    "/city/",
    f"/city/areas/{AREA}/",
    f"/city/areas/{COMMUNITY}/",
    f"/city/agencies/{BODY}/",
    "/city/topics/",
    "/city/open-data/",
)
TEXTS = ("/city/duties/", "/city/definitions/", "/city/definitions/time_limits/testford/1/")
BUDGET = 15


@pytest.fixture
def city(tmp_path: Path, settings: Settings) -> None:
    build_town()
    store_in(tmp_path, settings)


@pytest.fixture
def whole_city(tmp_path: Path, settings: Settings) -> None:
    figures_in(tmp_path, settings)


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    text = client.get(address).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("page", [*PAGES, *TEXTS])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_page_opens_for_everybody(city: None, client: Client, page: str, language: str) -> None:
    answer = client.get(page, headers={"accept-language": language})
    assert answer.status_code == 200


@pytest.mark.parametrize("page", [*PAGES, *TEXTS])
def test_page_costs_few_statements(city: None, client: Client, page: str) -> None:
    client.get(page)
    with CaptureQueriesContext(connection) as captured:
        client.get(page)
    assert len(captured) <= BUDGET


@pytest.mark.parametrize("page", PAGES)
def test_page_is_not_sent_twice(city: None, client: Client, page: str) -> None:
    client.get(page)
    tag = client.get(page)["ETag"]
    assert client.get(page, headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("page", "who"), [("/city/", "private"), ("/city/open-data/rates.csv", "public")]
)
def test_unchanged_page_says_who_may_keep_it(
    city: None, client: Client, page: str, who: str
) -> None:
    client.get(page)
    tag = client.get(page)["ETag"]
    answer = client.get(page, headers={"if-none-match": tag})
    kept = {word.strip() for word in answer["Cache-Control"].split(",")}
    varied = {word.strip() for word in answer["Vary"].split(",")}
    assert (kept, varied >= {"Accept-Language", "Cookie"}) == ({"no-cache", who}, True)


def test_page_is_sent_anew_once_the_city_settings_changed(city: None, client: Client) -> None:
    client.get("/city/")
    tag = client.get("/city/")["ETag"]
    one = City.objects.get()
    one.settings = {**one.settings, "open_data": {"licence": {"en": "Of our own"}}}
    one.save()
    assert client.get("/city/", headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize(
    "page",
    ["/city/%00/", "/city/areas/%00/", "/city/open-data/rates.csv?unit=%00", "/search/?q=a%00"],
)
def test_address_with_a_sign_that_no_text_holds_is_refused(
    city: None, client: Client, page: str
) -> None:
    assert client.get(page).status_code == 400


def test_page_of_another_person_is_sent_anew(city: None, client: Client) -> None:
    client.get("/city/")
    tag = client.get("/city/")["ETag"]
    client.cookies["sessionid"] = "another"
    assert client.get("/city/", headers={"if-none-match": tag}).status_code == 200


def test_city_page_says_how_many_requests_came(city: None, client: Client) -> None:
    [row] = rows_of(client, "/city/open-data/requests-by-month.csv?area=willowmere&month=2025-05")
    count = f"{int(row['requests']):,}".replace(",", "\u202f")
    assert f"<strong>{count}</strong>" in client.get("/city/").content.decode()


@pytest.mark.parametrize("name", [name for name in DATASETS if name != "rates"])
def test_file_holds_no_small_count(city: None, client: Client, name: str) -> None:
    counted = [column.name for column in DATASETS[name].contract.columns if column.kind == "count"]
    rows = rows_of(client, f"/city/open-data/{name}.csv")
    small = [row for row in rows for one in counted if row[one] and 0 < int(row[one]) < MINIMUM]
    assert small == []


def test_topics_of_a_district_do_not_follow_from_those_of_its_areas(
    city: None, client: Client
) -> None:
    rows = rows_of(client, "/city/open-data/requests-by-topic.csv")
    lines: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        for key in ((row["parent"], row["topic"]), (row["area"], row["topic"])):
            if row["level"] == "subdistrict" or key[0] == row["area"]:
                lines.setdefault(key, []).append(row["requests"])
    sums = {key: cells for key, cells in lines.items() if len(cells) > 1}
    assert sums
    assert [key for key, cells in sums.items() if cells.count("") == 1] == []


def test_parquet_holds_the_same_cells_as_csv(city: None, client: Client) -> None:
    address = "/city/open-data/requests-by-topic"
    table = pq.read_table(io.BytesIO(client.get(f"{address}.parquet").content)).to_pylist()
    plain = [{key: "" if one is None else str(one) for key, one in row.items()} for row in table]
    assert plain == rows_of(client, f"{address}.csv")


def test_areas_file_holds_the_printed_counts(whole_city: None, client: Client) -> None:
    found = json.loads(client.get("/city/open-data/areas-district.geojson").content)
    rows = rows_of(client, "/city/open-data/requests-by-quarter.csv?quarter=2025-Q1")
    printed = {row["area"]: int(row["requests"]) for row in rows if row["level"] == "district"}
    drawn = {one["properties"]["code"]: one["properties"]["requests"] for one in found["features"]}
    assert drawn == printed


def test_unknown_file_says_which_there_are(city: None, client: Client) -> None:
    answer = client.get("/city/open-data/nothing.csv")
    assert (answer.status_code, b"requests-by-month" in answer.content) == (404, True)


def test_file_of_another_kind_is_not_there(city: None, client: Client) -> None:
    assert client.get("/city/open-data/rates.xlsx").status_code == 404


def test_estate_has_no_page(city: None, client: Client) -> None:
    assert client.get("/city/areas/dyehouse-court/").status_code == 404


def test_card_is_a_picture_of_its_area(city: None, client: Client) -> None:
    answer = client.get(f"/city/areas/{AREA}/card.svg")
    assert (answer["Content-Type"], b"Yard</title>" in answer.content) == ("image/svg+xml", True)


def test_area_page_names_its_card_for_those_who_show_links(city: None, client: Client) -> None:
    text = client.get(f"/city/areas/{AREA}/").content.decode()
    assert f'content="http://testserver/city/areas/{AREA}/card.svg"' in text


def test_body_without_orders_has_a_page(city: None, client: Client) -> None:
    assert client.get("/city/agencies/city-government/").status_code == 200


def test_duties_are_found_by_words(whole_city: None, client: Client) -> None:
    text = client.get("/city/duties/?q=street+light").content.decode()
    assert "Willowmere Water and Lighting" in text


def test_duties_are_found_by_words_of_another_language(whole_city: None, client: Client) -> None:
    assert "Willowmere Water and Lighting" in client.get("/city/duties/?q=路灯").content.decode()


def test_duty_that_is_not_public_is_not_shown(whole_city: None, client: Client) -> None:
    assert b"official-misconduct" not in client.get("/city/duties/?q=misconduct").content.replace(
        b'value="misconduct"', b""
    )


def test_text_of_the_list_leaves_out_what_is_not_public(whole_city: None, client: Client) -> None:
    text = client.get("/city/definitions/duty_list/willowmere/2026-1.yaml").content.decode()
    assert ("street-light" in text, "official-misconduct" in text) == (True, False)


@pytest.mark.parametrize("page", PAGES)
def test_without_a_store_a_page_says_so(
    city: None, client: Client, settings: Settings, tmp_path: Path, page: str
) -> None:
    settings.VAR = tmp_path / "empty"
    assert "No figures yet" in client.get(page).content.decode()


def test_without_a_store_a_file_is_not_there(
    city: None, client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.VAR = tmp_path / "empty"
    assert client.get("/city/open-data/rates.csv").status_code == 404


def test_store_of_another_version_is_as_none(
    city: None, client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.VAR = tmp_path / "older"
    settings.VAR.mkdir()
    with duckdb.connect(str(settings.VAR / "insight.duckdb")) as store:
        store.execute("CREATE TABLE meta AS SELECT 'version' AS key, '0' AS value")
    assert "No figures yet" in client.get("/city/").content.decode()


@pytest.mark.parametrize(
    ("parts", "safe"),
    [([], True), ([3], False), ([3, 4], False), ([3, 9], True), ([30], True), ([0, 3], False)],
)
def test_sum_of_unseen_counts_may_be_known_when_none_stands_out(
    parts: list[int],
    safe: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    assert is_safe([Decimal(one) for one in parts], minimum=MINIMUM) is safe
