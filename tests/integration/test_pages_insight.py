"""Pages of insight: who opens them, what they show, keep back and send as files."""

import csv
import io
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from cityloop.web.insight.files import FILES
from cityloop.web.insight.shares import TOTAL, shown_of
from cityloop_analytics.measures.scorecards import SHARES, Scorecard, Share
from tests.integration.public_city import BODY, store_in
from tests.people import Cast

pytestmark = pytest.mark.django_db
UNIT = f"/office/insight/units/{BODY}/"
PAGES = (
    "/office/insight/",
    "/office/insight/?measure=answered&against=year",
    UNIT,
    "/office/insight/fair/",
    "/office/insight/need/",
    "/office/insight/heard/",
    "/office/insight/heard/?group=district",
)
BUDGET = 15


@pytest.fixture
def figures(tmp_path: Path, settings: Settings) -> None:
    store_in(tmp_path, settings)


@pytest.fixture
def evaluator(cast: Cast, figures: None) -> Client:
    client = Client()
    client.force_login(cast.evaluator)
    return client


@pytest.fixture
def coordinator(cast: Cast, figures: None) -> Client:
    client = Client()
    client.force_login(cast.coordinator)
    return client


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    text = client.get(address).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_page_opens(evaluator: Client, page: str, language: str) -> None:
    assert evaluator.get(page, headers={"accept-language": language}).status_code == 200


@pytest.mark.parametrize("page", [*PAGES, "/office/insight/files/need.csv"])
def test_page_is_refused_without_the_right(cast: Cast, figures: None, page: str) -> None:
    client = Client()
    client.force_login(cast.handler)
    assert client.get(page).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_page_costs_few_statements(evaluator: Client, page: str) -> None:
    evaluator.get(page)
    with CaptureQueriesContext(connection) as captured:
        evaluator.get(page)
    assert len(captured) <= BUDGET


@pytest.mark.parametrize("page", PAGES)
def test_page_is_not_sent_twice(evaluator: Client, page: str) -> None:
    evaluator.get(page)
    tag = evaluator.get(page)["ETag"]
    assert evaluator.get(page, headers={"if-none-match": tag}).status_code == 304


def test_page_without_a_store_says_so(cast: Cast, tmp_path: Path, settings: Settings) -> None:
    settings.VAR = tmp_path
    client = Client()
    client.force_login(cast.evaluator)
    assert b"No figures yet" in client.get("/office/insight/need/").content


@pytest.mark.parametrize("name", sorted(FILES))
def test_file_has_the_columns_of_its_contract(evaluator: Client, name: str) -> None:
    answer = evaluator.get(f"/office/insight/files/{name}.parquet?agency={BODY}")
    table = pq.read_table(io.BytesIO(answer.content))
    assert tuple(table.column_names) == FILES[name][0].names


@pytest.mark.parametrize("address", ["files/nothing.csv", "files/need.xls", "units/nobody/"])
def test_unknown_address_is_not_found(evaluator: Client, address: str) -> None:
    assert evaluator.get(f"/office/insight/{address}").status_code == 404


def test_scorecard_file_adds_up(evaluator: Client) -> None:
    rows = rows_of(evaluator, "/office/insight/files/scorecards.csv?measure=in_time")
    parts = {row["agency"]: int(row["part"]) for row in rows}
    assert parts.pop("all") == sum(parts.values()) > 0


def test_reader_without_cases_sees_no_small_count(coordinator: Client) -> None:
    rows = rows_of(coordinator, "/office/insight/files/scorecards.csv?measure=in_time")
    shown = [int(row["whole"]) - int(row["part"]) for row in rows if row["part"]]
    assert not [one for one in shown if 0 < one < 10]


def test_reader_without_cases_is_told_of_fewer_units(
    coordinator: Client, evaluator: Client
) -> None:
    address = "/office/insight/files/scorecards.csv?measure=in_time"
    seen = [
        sum(1 for row in rows_of(client, address) if row["part"])
        for client in (coordinator, evaluator)
    ]
    assert seen[0] < seen[1]


def test_corrected_need_lies_above_what_was_reported(evaluator: Client) -> None:
    rows = rows_of(evaluator, "/office/insight/files/need.csv")
    assert rows
    assert all(float(row["corrected"]) > float(row["reported"]) for row in rows)


def test_places_of_need_are_one_to_the_number_of_areas(evaluator: Client) -> None:
    rows = rows_of(evaluator, "/office/insight/files/need.csv")
    assert [int(row["need_place"]) for row in rows] == list(range(1, len(rows) + 1))


def test_channels_of_a_group_add_up(evaluator: Client) -> None:
    page = "/office/insight/files/heard.csv?group=district&channel="
    counts: dict[str, list[int]] = {}
    for channel in ("phone", "app", "web", "mini_program", "mail", "social", "video", "walk_in"):
        for row in rows_of(evaluator, page + channel):
            if row["figure"] == channel:
                counts.setdefault(row["group"], [0, int(row["whole"])])[0] += int(row["part"])
    assert all(part <= whole for part, whole in counts.values())


def card(agency: str, *, part: int, whole: int) -> Scorecard:
    shares = {name: Share(numerator=part, denominator=whole) for name in SHARES}
    return Scorecard(agency=agency, month="2026-01", orders=whole, shares=shares, times={})


def test_small_cell_takes_another_with_it() -> None:
    """Alone, the hidden count would be the total less the others (domain.md H19-14)."""
    cards = {name: card(name, part=50, whole=100) for name in "abc"}
    cards["d"] = card("d", part=97, whole=100)
    shown = shown_of(cards, measure="in_time", minimum=10)
    hidden = [name for name, one in shown.items() if one.part is None]
    assert "d" in hidden
    assert len(hidden) > 1


def test_total_is_that_of_all_cards() -> None:
    cards = {name: card(name, part=50, whole=100) for name in "abc"}
    total = shown_of(cards, measure="in_time", minimum=10)[TOTAL]
    assert (total.part, total.whole) == (150, 300)
