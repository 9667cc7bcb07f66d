"""The index of words: as complete and as exact as a slow reading of every row, and in step."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from cityloop.core.rules.text import cut_words
from cityloop.core.rules.words import typed_phrases
from cityloop.core.search import newest, scope
from cityloop.core.search_sql import forgetting, triggers_there
from cityloop.core.search_table import fill
from cityloop.flows import report
from cityloop.intake.models import REQUEST_WORDS, ServiceRequest
from cityloop.intake.operations.words import index_words
from cityloop.jobs.bench.city import found_demo_city
from cityloop.jobs.demo.words import storyteller
from tests.people import NOW, Cast, a_report, a_request, an_order

pytestmark = pytest.mark.django_db

REPORTS = 150
# So many of the queries are about things that the invented reports speak of.
ENOUGH = 12
QUERIES = (
    "路灯",
    "路灯 渡口街",
    "渡口",
    "垃圾",
    "织机街 3",
    "织机街",
    "已经三天",
    "三天了，请帮忙",
    "投诉",
    "灯路",
    "老人每天晚上",
    "street light",
    "lights",
    "Ferry Steps",
    '"ferry steps"',
    '"steps ferry"',
    "complain Loom",
    "nobody has come",
    "Willow 路灯",
    "umbrella",
)


@pytest.fixture
def city(db: None) -> Path:
    return found_demo_city()


def by_index(typed: str) -> list[int]:
    return newest(REQUEST_WORDS, typed_phrases(typed), most=1000)


def by_reading(typed: str) -> set[int]:
    """Every row read: each chunk's characters and stems stand in one of its texts in a row."""
    rows = ServiceRequest.objects.filter(shielded=False)
    return {one.pk for one in rows if all(_holds(one, words) for words in _chunks(typed))}


def _chunks(typed: str) -> list[tuple[str, ...]]:
    chunks = [typed.strip('"')] if typed.startswith('"') else typed.split()
    return [cut_words(chunk) for chunk in chunks if len(chunk) > 1]


def _holds(one: ServiceRequest, words: tuple[str, ...]) -> bool:
    texts = [cut_words(text) for text in (one.title, one.text, one.address)]
    return any(
        text[place : place + len(words)] == words for text in texts for place in range(len(text))
    )


def test_twenty_queries_find_what_reading_every_row_finds(city: Path) -> None:
    teller = storyteller(city, seed=4)
    for _ in range(REPORTS):
        report.receive(teller.report(), by=None, at=NOW)
    found = {typed: set(by_index(typed)) for typed in QUERIES}
    assert found == {typed: by_reading(typed) for typed in QUERIES}


def test_most_of_the_queries_find_something(city: Path) -> None:
    teller = storyteller(city, seed=4)
    for _ in range(REPORTS):
        report.receive(teller.report(), by=None, at=NOW)
    assert sum(bool(by_index(typed)) for typed in QUERIES) >= ENOUGH


def test_newest_comes_first(cast: Cast) -> None:
    days = [NOW - timedelta(days=back) for back in (2, 5, 1)]
    rows = [a_request(cast.town, received_at=day) for day in days]
    index_words(rows)
    assert by_index("lamp") == [rows[2].pk, rows[0].pk, rows[1].pk]


@pytest.mark.parametrize(
    "change",
    [{"title": "Gone", "text": "", "address": ""}, {"shielded": True}, {"text": ""}],
)
def test_changed_request_is_out_of_the_index(cast: Cast, change: dict[str, object]) -> None:
    row = a_request(cast.town, received_at=datetime(2026, 1, 5, 8, 0, 0, 999_999, tzinfo=UTC))
    index_words([row])
    ServiceRequest.objects.update(**change)
    assert by_index("lamp") == []


def test_state_of_a_request_leaves_its_words(cast: Cast) -> None:
    row = a_request(cast.town)
    index_words([row])
    ServiceRequest.objects.update(state="closed")
    assert by_index("lamp") == [row.pk]


def test_deleted_request_is_out_of_the_index(cast: Cast) -> None:
    row = a_request(cast.town)
    index_words([row])
    ServiceRequest.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM intake_requestwords")
        assert cursor.fetchone() == (0,)


def test_words_of_a_shielded_report_are_never_written(cast: Cast) -> None:
    index_words([a_report(cast.town, about=None)])
    assert by_index("officer") == []


def test_words_written_again_stand_once(cast: Cast) -> None:
    row = a_request(cast.town)
    index_words([row])
    index_words([row])
    assert by_index("lamp") == [row.pk]


def test_order_says_which_agency_and_areas_may_find(cast: Cast) -> None:
    row = a_request(cast.town)
    index_words([row])
    order = an_order(cast.town, request=row)
    own = scope("a", order.agency_id)
    above = [scope("r", pk) for pk in (order.area_id, order.area.parent_id if order.area else None)]
    phrases = typed_phrases("lamp")
    found = [newest(REQUEST_WORDS, phrases, most=9, scopes=[one]) for one in (own, *above)]
    assert found == [[row.pk]] * 3


def test_unit_without_an_order_finds_nothing(cast: Cast) -> None:
    row = a_request(cast.town)
    index_words([row])
    an_order(cast.town, request=row)
    assert newest(REQUEST_WORDS, typed_phrases("lamp"), most=9, scopes=[scope("a", 999)]) == []


def test_filling_finds_rows_that_were_there_before(cast: Cast) -> None:
    row = a_request(cast.town)
    a_report(cast.town, about=None)
    assert (fill(REQUEST_WORDS, model=ServiceRequest), by_index("lamp")) == (1, [row.pk])


def test_database_has_the_triggers_that_keep_the_index_in_step() -> None:
    name = forgetting(REQUEST_WORDS)
    wanted = {f"{name}_delete", f"{name}_update"}
    wanted |= {f"scope_{REQUEST_WORDS.table}_{event}" for event in ("insert", "update")}
    assert wanted <= triggers_there(connection)
