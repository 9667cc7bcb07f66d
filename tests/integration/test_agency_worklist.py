"""The worklist narrowed by every filter, and the lists that a person saves for themselves."""

from datetime import timedelta

import pytest

from cityloop.workorders.choices import OrderState
from cityloop.workorders.models import SavedFilter, WorkOrder
from tests.integration.visits import Visit, client_of
from tests.people import DAY, NOW, Cast, a_report, a_request, an_order

pytestmark = pytest.mark.django_db
LIST = "/agency/work-orders/"


@pytest.fixture
def orders(cast: Cast) -> dict[str, WorkOrder]:
    """Four orders of the lighting agency that differ in one thing each."""
    return {
        "plain": an_order(cast.town),
        "late": an_order(cast.town, due_at=NOW - DAY),
        "tonight": an_order(cast.town, due_at=NOW + timedelta(hours=15)),
        "held": an_order(
            cast.town,
            state=OrderState.IN_PROGRESS,
            handler=cast.colleague,
            grade=2,
            request=a_request(cast.town, title="Sparks at the mast", address="9 Weir Road"),
        ),
    }


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"plain", "late", "tonight", "held"}),
        ("due=overdue", {"late"}),
        ("due=today", {"tonight"}),
        ("due=24", {"tonight"}),
        ("due=week", {"plain", "tonight", "held"}),
        ("state=in_progress", {"held"}),
        ("grade=2", {"held"}),
        ("assignee=cole.colleague", {"held"}),
        ("assignee=nobody", {"plain", "late", "tonight"}),
        ("assignee=me", set()),
        ("text=sparks", {"held"}),
        ("text=weir+SPARKS", {"held"}),
        ("text=nothing+of+the+kind", set()),
        ("service_type=street-light&area=ferry", {"plain", "late", "tonight", "held"}),
    ],
)
def test_worklist_is_narrowed_by(
    see: Visit, orders: dict[str, WorkOrder], query: str, shown: set[str]
) -> None:
    page = see("handler", f"{LIST}?{query}")
    assert {name for name, order in orders.items() if f"{order.number}/" in page} == shown


def test_number_finds_its_order(see: Visit, orders: dict[str, WorkOrder]) -> None:
    page = see("handler", f"{LIST}?text={orders['late'].number}")
    assert [name for name, order in orders.items() if f"{order.number}/" in page] == ["late"]


def test_field_that_says_nothing_known_is_told_and_left_out(
    see: Visit, orders: dict[str, WorkOrder]
) -> None:
    page = see("handler", f"{LIST}?assignee=nobody.known&due=overdue")
    assert ("This cannot be taken" in page, f"{orders['plain'].number}/" in page) == (True, False)


def test_words_find_nothing_of_another_agency(see: Visit, cast: Cast) -> None:
    other = an_order(cast.town, agency=cast.town.housing)
    assert f"{other.number}/" not in see("handler", f"{LIST}?text={other.number}")


def test_words_find_no_report_about_the_own_agency(see: Visit, cast: Cast) -> None:
    an_order(cast.town, request=a_report(cast.town, about=cast.town.lighting))
    assert "Officer took a present" not in see("handler", f"{LIST}?text=present")


def test_saved_list_stands_above_the_worklist(post: Visit, cast: Cast) -> None:
    page = post("handler", "/agency/lists/save/", name="Late ones", query="due=overdue&page=4")
    assert '?due=overdue" aria-current="true">Late ones</a>' in " ".join(
        page.content.decode().split()
    )


def test_saved_list_keeps_no_page_and_nothing_foreign(post: Visit, cast: Cast) -> None:
    post("handler", "/agency/lists/save/", name="Late", query="due=overdue&page=4&next=//bad")
    assert SavedFilter.objects.get().query == "due=overdue"


def test_second_list_of_a_name_is_refused_in_words(post: Visit, cast: Cast) -> None:
    post("handler", "/agency/lists/save/", name="Late", query="due=overdue")
    again = post("handler", "/agency/lists/save/", name="LATE", query="due=today")
    assert "You have a list of that name already." in again.content.decode()


@pytest.fixture
def late(cast: Cast) -> SavedFilter:
    """A list of the handler."""
    return SavedFilter.objects.create(
        owner=cast.handler, name="Late", query="due=overdue", saved_at=NOW
    )


def test_list_is_renamed(post: Visit, late: SavedFilter) -> None:
    post("handler", f"/agency/lists/{late.pk}/rename/", name="Overdue")
    late.refresh_from_db()
    assert late.name == "Overdue"


def test_list_keeps_its_name_when_it_is_renamed_to_itself(post: Visit, late: SavedFilter) -> None:
    page = post("handler", f"/agency/lists/{late.pk}/rename/", name="Late")
    assert "The list has its new name." in page.content.decode()


def test_deleting_asks_first(see: Visit, late: SavedFilter) -> None:
    see("handler", f"/agency/lists/{late.pk}/delete/")
    assert SavedFilter.objects.filter(pk=late.pk).exists()


def test_list_is_deleted(post: Visit, late: SavedFilter) -> None:
    post("handler", f"/agency/lists/{late.pk}/delete/")
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("step", ["rename", "delete"])
def test_list_of_another_person_does_not_exist(cast: Cast, late: SavedFilter, step: str) -> None:
    address = f"/agency/lists/{late.pk}/{step}/"
    answer = client_of(cast, "colleague").post(address, {"name": "Taken"})
    late.refresh_from_db()
    assert (answer.status_code, late.name) == (404, "Late")


def test_saved_list_is_shown_to_nobody_else(see: Visit, late: SavedFilter) -> None:
    assert "due=overdue&amp;" not in see("colleague", LIST)
    assert ">Late</a>" not in see("colleague", LIST)
