"""The pages of the knowledge base: read by many, kept by the owner, complained of by anybody."""

from datetime import timedelta

import pytest
from django.test import Client

from cityloop.intake.choices import RequestState
from cityloop.knowledge.models import KnowledgeFeedback, KnowledgeItem
from cityloop.knowledge.operations import ItemDraft, add_item, change_item, say_unhelpful
from tests.integration.answers import TODAY, an_answer
from tests.integration.visits import Visit, client_of
from tests.people import NOW, Cast, a_request
from tests.town import LONG_AGO

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FIELDS = {
    "title_en": "Dark lamps",
    "body_en": "Write to us.",
    "title_zh-hans": "路灯不亮",
    "body_zh-hans": "请写信。",
    "first_day": "2023-01-01",
    "last_day": "2026-08-31",
    "public": "on",
    "seen": "1",
}


def test_operator_finds_an_answer_by_its_words(cast: Cast, see: Visit) -> None:
    an_answer(cast.town.lighting)
    assert "Dark lamps" in see("operator", "/knowledge/?q=路灯")


def test_list_says_how_often_an_answer_was_told(cast: Cast, see: Visit) -> None:
    item = an_answer(cast.town.lighting)
    for _time in range(3):
        a_request(cast.town, knowledge_item=item, state=RequestState.ANSWERED)
    assert "3 requests answered with it" in see("operator", "/knowledge/lamps/")


def test_answer_in_one_language_is_marked(cast: Cast, see: Visit) -> None:
    an_answer(cast.town.lighting, titles={"en": "Lamps"}, bodies={"en": "Call."})
    assert "There is no text in 简体中文" in see("operator", "/knowledge/lamps/")


def test_owner_changes_an_answer(cast: Cast, post: Visit) -> None:
    an_answer(cast.town.lighting)
    post("head", "/knowledge/lamps/change/", **FIELDS)
    item = KnowledgeItem.objects.get()
    assert (item.bodies["en"], item.valid_to) == ("Write to us.", TODAY.replace(month=9, day=1))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_form_begins_with_the_days_of_the_answer(cast: Cast, language: str) -> None:
    an_answer(cast.town.lighting, valid_to=TODAY)
    client = client_of(cast, "head")
    client.cookies["django_language"] = language
    assert 'value="2026-03-01"' in client.get("/knowledge/lamps/change/").content.decode()


def test_owner_writes_a_new_answer(cast: Cast, post: Visit) -> None:
    page = post("head", "/knowledge/new/", code="dark-lamps", **FIELDS)
    assert page.request["PATH_INFO"] == "/knowledge/dark-lamps/"


def test_half_an_answer_is_refused_with_words(cast: Cast, post: Visit) -> None:
    an_answer(cast.town.lighting)
    page = post("head", "/knowledge/lamps/change/", **{**FIELDS, "body_en": ""})
    assert "the question or the answer is missing" in page.content.decode()


@pytest.mark.parametrize("who", ["operator", "handler", "officer"])
@pytest.mark.parametrize("step", ["change", "review"])
def test_others_do_not_change_it(cast: Cast, post: Visit, who: str, step: str) -> None:
    an_answer(cast.town.lighting)
    assert post(who, f"/knowledge/lamps/{step}/", **FIELDS).status_code == 403


@pytest.mark.parametrize(("who", "seen"), [("head", True), ("operator", False), ("officer", False)])
def test_only_the_owner_sees_the_way_to_change_it(
    cast: Cast, see: Visit, who: str, *, seen: bool
) -> None:
    an_answer(cast.town.lighting)
    assert ("/knowledge/lamps/change/" in see(who, "/knowledge/lamps/")) is seen


def test_review_gives_it_a_new_last_day(cast: Cast, post: Visit) -> None:
    an_answer(cast.town.lighting, valid_to=TODAY + DAY)
    post("head", "/knowledge/lamps/review/", last_day="2026-12-31")
    assert f"{KnowledgeItem.objects.get().valid_to}" == "2027-01-01"


def changed(cast: Cast) -> KnowledgeItem:
    said = {"titles": {"en": "Lamps"}, "valid_from": LONG_AGO}
    first = ItemDraft(bodies={"en": "Call us at dusk."}, **said)  # type: ignore[arg-type]
    item = add_item(
        "lamps", draft=first, owner=cast.town.lighting.pk, by=cast.head, at=NOW - 5 * DAY
    )
    second = ItemDraft(bodies={"en": "Call us at dawn."}, **said)  # type: ignore[arg-type]
    return change_item(item, draft=second, seen=1, by=cast.head, at=NOW)


def test_version_page_marks_what_went_and_what_came(cast: Cast, see: Visit) -> None:
    changed(cast)
    page = see("operator", "/knowledge/lamps/versions/2/")
    assert "<del>dusk.</del><ins>dawn.</ins>" in page


def test_item_page_shows_what_was_told_on_a_day(cast: Cast, see: Visit) -> None:
    changed(cast)
    page = see("operator", "/knowledge/lamps/?on=2026-02-28")
    assert "Call us at dusk." in page


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "no day"])
def test_day_out_of_reach_shows_no_version(cast: Cast, see: Visit, day: str) -> None:
    changed(cast)
    assert "in version" not in see("operator", f"/knowledge/lamps/?on={day}")


def test_owner_sees_a_tile_for_what_ends_soon(cast: Cast, see: Visit) -> None:
    an_answer(cast.town.lighting, valid_to=TODAY + DAY)
    assert "/knowledge/?owner=own" in see("head", "/agency/work-orders/")


def test_others_see_no_tile(cast: Cast, see: Visit) -> None:
    an_answer(cast.town.lighting, valid_to=TODAY + DAY)
    assert "/knowledge/?owner=own" not in see("officer", "/agency/work-orders/")


def test_operator_tells_the_owner_that_it_did_not_help(cast: Cast, post: Visit) -> None:
    an_answer(cast.town.lighting)
    post("operator", "/knowledge/lamps/unhelpful/", text="Which number?")
    assert KnowledgeFeedback.objects.get().by == cast.operator


def test_owner_reads_and_puts_away_what_did_not_help(cast: Cast, post: Visit, see: Visit) -> None:
    said = say_unhelpful(
        an_answer(cast.town.lighting), text="Which number?", most=9, by=None, at=NOW
    )
    before = see("head", "/knowledge/lamps/")
    after = post("head", f"/knowledge/lamps/feedback/{said.pk}/settle/").content.decode()
    assert ("Which number?" in before, "Which number?" in after) == (True, False)


def test_operator_does_not_read_what_residents_wrote(cast: Cast, see: Visit) -> None:
    say_unhelpful(an_answer(cast.town.lighting), text="Which number?", most=9, by=None, at=NOW)
    assert "Which number?" not in see("operator", "/knowledge/lamps/")


def test_resident_says_so_once(cast: Cast, client: Client) -> None:
    an_answer(cast.town.lighting)
    for _time in range(2):
        client.post("/answers/lamps/unhelpful/", {"text": "No number."})
    assert [one.text for one in KnowledgeFeedback.objects.all()] == ["No number."]


def test_resident_cannot_complain_of_what_only_the_staff_reads(cast: Cast, client: Client) -> None:
    an_answer(cast.town.lighting, public=False)
    assert client.post("/answers/lamps/unhelpful/").status_code == 404


def test_expired_answer_is_not_on_the_public_pages(cast: Cast, client: Client) -> None:
    an_answer(cast.town.lighting, valid_to=TODAY)
    pages = [client.get(one) for one in ("/answers/lamps/", "/answers/?q=lamps")]
    assert (pages[0].status_code, "Dark lamps" in pages[1].content.decode()) == (404, False)


def test_expired_answer_is_not_among_those_to_choose(cast: Cast) -> None:
    an_answer(cast.town.lighting, valid_to=TODAY)
    asked = a_request(cast.town, kind="inquiry")
    page = client_of(cast, "operator").get(f"/hotline/requests/{asked.number}/answer/")
    assert "Dark lamps" not in page.content.decode()
