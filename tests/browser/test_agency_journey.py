"""A handler at the desk with scripts off: a list saved, several at once, a template."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from cityloop.flows import asking, dispatch, handle, report
from cityloop.flows.report import NewReport
from cityloop.workorders.models import ReplyTemplate, SavedFilter, WorkOrder
from tests.browser.visit import Visit
from tests.people import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/agency/work-orders/"


@pytest.fixture
def plain(browser: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """A browser that runs no script."""
    context = browser.new_context(
        locale="en-GB", viewport={"width": 1280, "height": 800}, java_script_enabled=False
    )
    context.set_default_timeout(10_000)
    yield Visit(context.new_page(), live_server.url)
    context.close()


def sent(cast: Cast, title: str) -> WorkOrder:
    now = timezone.now()
    told = NewReport(
        kind="complaint",
        text="The street light at the corner of Ferry Lane is dark.",
        title=title,
        service_type=cast.town.lights,
        area=cast.town.street,
        name="Bo Invented",
        phone="555-0123",
    )
    asked = report.receive(told, by=cast.operator, at=now)
    return dispatch.dispatch_request(asked, by=cast.dispatcher, at=now)


def go(visit: Visit, name: str) -> None:
    """Press a button of a page without scripts."""
    visit.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def as_handler(visit: Visit, cast: Cast, address: str = LIST) -> None:
    visit.as_person(cast.handler)
    visit.page.goto(f"{visit.server}{address}")


def test_handler_filters_and_saves_the_list(plain: Visit, cast: Cast) -> None:
    sent(cast, "Dark at the school")
    sent(cast, "Dark at the bridge")
    as_handler(plain, cast)
    plain.page.get_by_text("Filters", exact=True).click()
    plain.page.get_by_label("Words or number").fill("bridge")
    go(plain, "Show")
    assert ("Dark at the bridge" in plain.text, "Dark at the school" in plain.text) == (True, False)
    plain.page.get_by_label("Name of the list").fill("Bridges")
    go(plain, "Save this list")
    assert SavedFilter.objects.get().query == "text=bridge"


def test_handler_accepts_several_at_once(plain: Visit, cast: Cast) -> None:
    first, second = sent(cast, "Dark at the school"), sent(cast, "Dark at the bridge")
    handle.accept(second, by=cast.colleague, at=timezone.now())
    as_handler(plain, cast)
    plain.page.get_by_role("link", name="Tick all on this page").click()
    plain.page.get_by_label("With those ticked").select_option("accept")
    go(plain, "Go on")
    assert ("Not done for 1 order" in plain.text, "Done for 1 order" in plain.text) == (True, True)
    assert WorkOrder.objects.get(pk=first.pk).state == "accepted"


def test_handler_answers_with_a_template(plain: Visit, cast: Cast) -> None:
    order = sent(cast, "Dark at the school")
    ReplyTemplate.objects.create(
        agency=cast.town.lighting,
        names={"en": "Lamp replaced"},
        texts={"en": "About {number}: the lamp was replaced on Monday."},
        outcome="resolved",
        kept_at=timezone.now(),
    )
    handle.accept(order, by=cast.handler, at=timezone.now())
    handle.contact(order, note="By phone.", by=cast.handler, at=timezone.now())
    as_handler(plain, cast, f"{LIST}{order.number}/answer/")
    plain.page.get_by_label("Begin with a reply template").select_option("Lamp replaced")
    go(plain, "Put in")
    go(plain, "Answer")
    order.refresh_from_db()
    assert order.answer.endswith("the lamp was replaced on Monday.")


def test_pages_of_the_desk_hold_for_everybody(visit: Visit, cast: Cast) -> None:
    order = sent(cast, "Dark at the school")
    sent(cast, "Dark at the bridge")
    handle.accept(order, by=cast.handler, at=timezone.now())
    handle.contact(order, note="By phone.", by=cast.handler, at=timezone.now())
    asking.ask(order, text="At which corner?", by=cast.handler, at=timezone.now())
    visit.as_person(cast.head)
    visit.open(f"{LIST}?text=dark")
    visit.page.get_by_label("Name of the list").fill("Dark ones")
    visit.press("Save this list")
    visit.page.get_by_role("link", name="Tick all on this page").click()
    visit.page.get_by_label("With those ticked").select_option("note")
    visit.press("Go on")
    visit.page.get_by_role("textbox", name="Note").fill("Storm damage.")
    visit.press("Add a note")
    for page in ("lists/", "templates/", "templates/new/", "figures/"):
        visit.open(f"/agency/{page}")
    saved = SavedFilter.objects.get()
    visit.open(f"/agency/lists/{saved.pk}/rename/")
    visit.open(f"/agency/lists/{saved.pk}/delete/")
    visit.open(f"{LIST}{order.number}/")
    assert "At which corner?" in visit.text
