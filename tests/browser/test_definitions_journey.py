"""A new responsibility list: written and tried by one person, published by another."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cityloop.responsibility.models import DutyList
from tests.browser.visit import Visit
from tests.integration.drafts import LIST
from tests.people import Cast, a_request

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = LIST.replace("2026-04-01", "2099-01-01").replace("2026-2", "2099-1")
VERSION = "/office/definitions/duty_list/testford/2026-1/"


def _last_month(cast: Cast) -> None:
    first = timezone.now().replace(day=1)
    for number in range(3):
        a_request(cast.town, received_at=first - timedelta(days=5, minutes=number))


def _save(visit: Visit, text: str) -> None:
    visit.page.get_by_label("Text (YAML)").fill(text)
    visit.press("Save the draft")


def _written_draft(visit: Visit, cast: Cast) -> str:
    visit.as_person(cast.evaluator)
    visit.open(VERSION)
    visit.press("Begin a draft from it")
    _save(visit, TEXT)
    return visit.page.url.removeprefix(visit.server)


def test_mistake_leads_to_its_line(visit: Visit, cast: Cast) -> None:
    visit.as_person(cast.evaluator)
    visit.open(VERSION)
    visit.press("Begin a draft from it")
    _save(visit, TEXT.replace("lead: housing", "lead: hosing"))
    visit.page.get_by_role("link", name="10", exact=True).click()
    visit.page.wait_for_load_state()
    visit.look()
    chosen = visit.page.evaluate(
        "() => getSelection().toString() || document.activeElement"
        ".value.slice(document.activeElement.selectionStart,"
        " document.activeElement.selectionEnd)"
    )
    assert chosen == "    lead: hosing"


def test_draft_is_tried_and_published_by_another_person(visit: Visit, cast: Cast) -> None:
    _last_month(cast)
    draft = _written_draft(visit, cast)
    visit.page.get_by_role("button", name="Try it on last month's requests").click()
    visit.page.get_by_text("would go to another agency").wait_for()
    visit.look()
    visit.as_person(cast.approver)
    visit.open(draft)
    visit.page.get_by_label("Reason").fill("Agreed at the meeting of the first")
    visit.press("Publish this version")
    assert DutyList.objects.filter(version="2099-1").exists()


def test_pages_break_no_rule_in_chinese(visit: Visit, cast: Cast) -> None:
    draft = _written_draft(visit, cast)
    visit.press("中文")
    for page in ("/office/definitions/", VERSION, f"{VERSION}text/", draft, f"{draft}lines/"):
        visit.open(page)
    assert "维修路灯" in visit.text
