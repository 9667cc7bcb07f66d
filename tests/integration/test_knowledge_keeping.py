"""Answers are changed by their owners; what they said before stays, and can be shown."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from cityloop.core.errors import InputError, NotFound
from cityloop.core.models import OutboxMessage
from cityloop.flows import report
from cityloop.knowledge.models import KnowledgeItem, KnowledgeVersion
from cityloop.knowledge.operations import (
    ItemDraft,
    add_item,
    change_item,
    load_items,
    review_item,
    say_unhelpful,
    settle_feedback,
)
from cityloop.knowledge.queries import ItemFilter, items, version_on
from cityloop.knowledge.rules.definitions import KnowledgeRow
from tests.integration.answers import TODAY, an_answer
from tests.people import NOW, Cast, a_request
from tests.town import LONG_AGO

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def a_draft(**more: Any) -> ItemDraft:  # noqa: ANN401 - fields of the draft
    said = {
        "titles": {"en": "Dark lamps", "zh-hans": "路灯不亮"},
        "bodies": {"en": "Call us at dawn.", "zh-hans": "请清晨来电。"},
        "valid_from": LONG_AGO,
    }
    return ItemDraft(**{**said, **more})


def added(cast: Cast) -> KnowledgeItem:
    return add_item(
        "lamps", draft=a_draft(), owner=cast.town.lighting.pk, by=cast.head, at=NOW - 3 * DAY
    )


def test_change_is_a_new_version(cast: Cast) -> None:
    item = added(cast)
    draft = a_draft(bodies={"en": "Write to us."}, titles={"en": "Dark lamps"})
    change_item(item, draft=draft, seen=1, by=cast.head, at=NOW)
    kept = KnowledgeVersion.objects.order_by("number").values_list("number", "bodies__en")
    assert list(kept) == [(1, "Call us at dawn."), (2, "Write to us.")]


def test_same_text_again_is_no_version(cast: Cast) -> None:
    change_item(added(cast), draft=a_draft(), seen=1, by=cast.head, at=NOW)
    assert KnowledgeVersion.objects.count() == 1


def test_changed_answer_is_found_by_its_new_words(cast: Cast) -> None:
    draft = a_draft(bodies={"en": "Ask the electrician."}, titles={"en": "Dark lamps"})
    change_item(added(cast), draft=draft, seen=1, by=cast.head, at=NOW)
    found = items(ItemFilter(text="electrician"), on=TODAY, days=30, languages=["en"])
    assert [row.code for row in found] == ["lamps"]


def test_change_of_what_another_changed_meanwhile_is_refused(cast: Cast) -> None:
    item = added(cast)
    change_item(item, draft=a_draft(public=False), seen=1, by=cast.head, at=NOW)
    with pytest.raises(InputError, match="meanwhile"):
        change_item(item, draft=a_draft(), seen=1, by=cast.head, at=NOW)


def test_answer_in_no_language_is_refused(cast: Cast) -> None:
    with pytest.raises(InputError, match="at least one language"):
        change_item(added(cast), draft=a_draft(titles={}, bodies={}), seen=1, by=cast.head, at=NOW)


def test_short_name_is_given_once(cast: Cast) -> None:
    added(cast)
    with pytest.raises(InputError, match="already"):
        added(cast)


def test_what_it_said_on_a_day_is_the_version_of_that_day(cast: Cast) -> None:
    item = added(cast)
    change_item(
        item, draft=a_draft(bodies={"en": "x"}, titles={"en": "y"}), seen=1, by=cast.head, at=NOW
    )
    then = version_on(item, before=NOW - DAY)
    assert then is not None
    assert then.number == 1


def test_nothing_is_known_of_a_day_before_the_first_version(cast: Cast) -> None:
    assert version_on(added(cast), before=NOW - 9 * DAY) is None


def test_database_refuses_to_change_a_version(cast: Cast) -> None:
    added(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        KnowledgeVersion.objects.update(note="changed")


def test_review_notes_the_moment_and_the_new_end(cast: Cast) -> None:
    item = review_item(added(cast), valid_to=date(2026, 9, 1), by=cast.head, at=NOW)
    assert (item.reviewed_at, item.valid_to, item.version) == (NOW, date(2026, 9, 1), 2)


def test_review_with_the_same_end_is_no_version(cast: Cast) -> None:
    assert review_item(added(cast), valid_to=None, by=cast.head, at=NOW).version == 1


def row(**more: Any) -> KnowledgeRow:  # noqa: ANN401 - fields of the row
    said: dict[str, Any] = {
        "code": "lamps",
        "titles": {"en": "Dark lamps"},
        "bodies": {"en": "Call us at dusk."},
        "owner": "lighting",
        "valid_from": LONG_AGO,
    }
    return KnowledgeRow(**{**said, **more})


def load(cast: Cast, one: KnowledgeRow) -> KnowledgeItem:
    load_items([one], agencies={"lighting": cast.town.lighting.pk}, types={}, by=None, at=NOW)
    return KnowledgeItem.objects.get(code="lamps")


def test_file_that_says_the_same_leaves_a_change_of_the_pages(cast: Cast) -> None:
    item = load(cast, row())
    change_item(item, draft=a_draft(), seen=1, by=cast.head, at=NOW)
    assert load(cast, row()).bodies["en"] == "Call us at dawn."


def test_file_that_says_something_new_is_a_new_version(cast: Cast) -> None:
    load(cast, row())
    assert load(cast, row(bodies={"en": "Call us at noon."})).version == 2


def test_expired_answer_is_not_given_at_once(cast: Cast) -> None:
    item = an_answer(cast.town.lighting, valid_to=TODAY)
    asked = a_request(cast.town, kind="inquiry")
    with pytest.raises(InputError, match="does not hold today"):
        report.answer_at_once(asked, item=item, text="At dusk.", by=cast.operator, at=NOW)


@pytest.mark.parametrize(
    ("words", "expected"),
    [("lamp", ["lamps"]), ("路灯", ["lamps"]), ("灯不亮", ["lamps"]), ("water", [])],
)
def test_answers_are_found_in_any_script(cast: Cast, words: str, expected: list[str]) -> None:
    an_answer(cast.town.lighting)
    found = items(ItemFilter(text=words), on=TODAY, days=30, languages=["en", "zh-hans"])
    assert [one.code for one in found] == expected


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("expiring", ["soon"]),
        ("expired", ["over"]),
        ("coming", ["later"]),
        ("one_language", ["soon"]),
        ("unhelpful", ["over"]),
    ],
)
def test_list_shows_what_it_is_narrowed_to(cast: Cast, show: str, expected: list[str]) -> None:
    town = cast.town
    one = {"titles": {"en": "Soon"}, "bodies": {"en": "Soon."}}
    an_answer(town.lighting, "soon", valid_to=TODAY + 3 * DAY, **one)
    over = an_answer(town.lighting, "over", valid_to=TODAY)
    an_answer(town.lighting, "later", valid_from=TODAY + DAY)
    an_answer(town.housing, "holds")
    for _time in range(2):
        say_unhelpful(over, text="", most=5, by=None, at=NOW)
    found = items(ItemFilter(show=show), on=TODAY, days=30, languages=["en", "zh-hans"])
    assert [one.code for one in found] == expected


def test_residents_complain_of_an_answer_so_often_a_day(cast: Cast) -> None:
    item = an_answer(cast.town.lighting)
    say_unhelpful(item, text="", most=1, by=None, at=NOW)
    with pytest.raises(InputError, match="Enough people"):
        say_unhelpful(item, text="", most=1, by=None, at=NOW)


def test_staff_may_say_so_beyond_that(cast: Cast) -> None:
    item = an_answer(cast.town.lighting)
    say_unhelpful(item, text="", most=1, by=None, at=NOW)
    assert say_unhelpful(item, text="No address.", most=1, by=cast.operator, at=NOW).pk


def test_feedback_of_another_answer_is_not_put_away(cast: Cast) -> None:
    said = say_unhelpful(an_answer(cast.town.lighting), text="", most=1, by=None, at=NOW)
    other = an_answer(cast.town.housing, "other")
    with pytest.raises(NotFound):
        settle_feedback(other, pk=said.pk, by=cast.head, at=NOW)


def test_owner_is_told_once_of_each_end(cast: Cast) -> None:
    item = an_answer(cast.town.lighting, valid_to=TODAY + 5 * DAY)
    an_answer(cast.town.lighting, "later", valid_to=TODAY + 90 * DAY)
    for _night in range(2):
        call_command("remind_knowledge")
    review_item(item, valid_to=TODAY + 9 * DAY, by=cast.head, at=NOW)
    call_command("remind_knowledge")
    told = OutboxMessage.objects.filter(topic="knowledge.expiring").order_by("pk")
    assert [one.payload["valid_to"] for one in told] == ["2026-03-07", "2026-03-11"]
