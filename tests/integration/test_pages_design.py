"""Parts that all pages share: the style sheet, the gallery, tiles, the errors of a form."""

from datetime import timedelta

import pytest
from django.test import Client

from cityloop.web.components.stylesheet import style_url
from cityloop.workorders.choices import OrderState
from tests.people import NOW, Cast, a_request, an_answered_order, an_order

pytestmark = pytest.mark.django_db


def page(cast: Cast, who: str, address: str) -> str:
    client = Client()
    client.force_login(getattr(cast, who))
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def tile(page: str, label: str) -> str:
    """The figure of the tile with this label."""
    return page.split(f"<span>{label}</span> <strong>")[1].split("<", maxsplit=1)[0]


def test_gallery_shows_components_in_development(client: Client) -> None:
    assert client.get("/components/").status_code == 200


def test_gallery_does_not_exist_in_production(
    client: Client, settings: pytest.FixtureRequest
) -> None:
    settings.DEMO = settings.DEBUG = False  # type: ignore[attr-defined]
    assert client.get("/components/").status_code == 404


def test_style_sheet_is_kept_by_browsers_until_it_changes(client: Client) -> None:
    assert "immutable" in client.get(style_url())["Cache-Control"]


def test_style_sheet_under_an_older_address_is_kept_by_nobody(client: Client) -> None:
    assert client.get("/style/0123456789ab.css")["Cache-Control"] == "no-store"


def test_style_sheet_goes_out_compressed(client: Client) -> None:
    answer = client.get(style_url(), headers={"Accept-Encoding": "gzip"})
    assert (answer["Content-Encoding"], "Accept-Encoding" in answer["Vary"]) == ("gzip", True)


def test_worklist_tile_counts_what_is_overdue(cast: Cast) -> None:
    an_order(cast.town, due_at=NOW - timedelta(hours=1))
    an_order(cast.town, due_at=NOW + timedelta(days=900))
    assert tile(page(cast, "handler", "/agency/work-orders/"), "Overdue") == "1"


def test_worklist_at_risk_shows_what_its_tile_counts(cast: Cast) -> None:
    # The test's clock is the machine's: both are due far in the future of it.
    risky = an_order(cast.town, due_at=NOW + timedelta(days=900), level=80)
    calm = an_order(cast.town, due_at=NOW + timedelta(days=900))
    shown = page(cast, "handler", "/agency/work-orders/?at_risk=on")
    assert (risky.number in shown, calm.number in shown, tile(shown, "At risk")) == (
        True,
        False,
        "1",
    )


def test_worklist_marks_the_tile_whose_list_is_shown(cast: Cast) -> None:
    shown = page(cast, "handler", "/agency/work-orders/?due=overdue")
    assert 'due=overdue" aria-current="true"' in shown


def test_inbox_tells_how_many_wait(cast: Cast) -> None:
    a_request(cast.town)
    assert tile(page(cast, "dispatcher", "/hotline/inbox/"), "All in triage") == "1"


def test_desk_counts_only_the_lists_of_the_role(cast: Cast) -> None:
    an_answered_order(cast.town, state=OrderState.ANSWERED)
    shown = page(cast, "dispatcher", "/office/checks/")
    assert (tile(shown, "Answers to check"), "Extensions to decide" in shown) == ("1", False)


def test_refused_form_links_its_errors_to_the_fields(cast: Cast, client: Client) -> None:
    order = an_order(cast.town, state=OrderState.IN_PROGRESS)
    client.force_login(cast.handler)
    answer = client.post(f"/agency/work-orders/{order.number}/note/", {"text": ""})
    assert '<a href="#id_text">Note</a>' in answer.content.decode()


def test_order_page_offers_its_first_steps_to_the_thumb(cast: Cast) -> None:
    order = an_order(cast.town)
    shown = page(cast, "handler", f"/agency/work-orders/{order.number}/")
    assert 'class="step-bar"' in shown
