"""The hotline sees that a matter is known: near ones, the same person's, and one confirmation."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cityloop.core.models import City
from cityloop.flows.repeats import repeats_of_person
from cityloop.intake.choices import RequestState
from cityloop.intake.models import Identity, Matter, ServiceRequest
from cityloop.intake.rules.repeats import RepeatOutcome
from cityloop.places.rules.geometry import hexagon
from cityloop.workorders.choices import OrderState
from cityloop.workorders.models import WorkOrder
from tests.integration.stories import called_back, in_follow_up
from tests.people import DAY, NOW, Cast, a_request, an_order

pytestmark = pytest.mark.django_db
LATITUDE, LONGITUDE = -30.02, -20.02
METRE = 1 / 111_195
AGAIN = NOW + 3 * DAY


@pytest.fixture
def operator(cast: Cast, client: Client) -> Client:
    client.force_login(cast.operator)
    return client


def an_open_matter(cast: Cast, *, metres: float = 40, **more: Any) -> Matter:  # noqa: ANN401 - fields
    """A matter so far north of the place."""
    latitude = LATITUDE + metres * METRE
    asked = a_request(cast.town, latitude=latitude, longitude=LONGITUDE, **more)
    order = an_order(cast.town, request=asked)
    cell = hexagon(LONGITUDE, latitude, resolution=9)
    Matter.objects.filter(pk=order.matter_id).update(cell=cell)
    order.matter.refresh_from_db()
    return order.matter


def placed(cast: Cast, **more: Any) -> ServiceRequest:  # noqa: ANN401 - fields
    return a_request(cast.town, latitude=LATITUDE, longitude=LONGITUDE, **more)


def page_of(client: Client, asked: ServiceRequest) -> str:
    return client.get(f"/hotline/requests/{asked.number}/").content.decode()


def test_page_shows_the_open_matter_near_by(cast: Cast, operator: Client) -> None:
    matter = an_open_matter(cast, area=None)
    page = page_of(operator, placed(cast))
    assert f"/repeat/{matter.number}/" in page
    assert "40 m away" in page


@pytest.mark.parametrize(
    "more",
    [
        {"metres": 160},
        {"text": "Noise of drilling at night, nobody can sleep.", "title": "Noise"},
        {"received_at": NOW - timedelta(days=31)},
    ],
    ids=["far", "other words", "long ago"],
)
def test_other_open_matter_is_not_called_near(
    cast: Cast, operator: Client, more: dict[str, Any]
) -> None:
    an_open_matter(cast, area=None, **more)
    assert "m away" not in page_of(operator, placed(cast))


def test_closed_matter_is_not_called_near(cast: Cast, operator: Client) -> None:
    matter = an_open_matter(cast, area=None)
    Matter.objects.filter(pk=matter.pk).update(closed_at=NOW)
    assert "m away" not in page_of(operator, placed(cast))


def test_shielded_matter_near_by_is_never_shown(cast: Cast, operator: Client) -> None:
    matter = an_open_matter(cast, area=None)
    Matter.objects.filter(pk=matter.pk).update(shielded=True)
    assert matter.number not in page_of(operator, placed(cast))


def test_taking_shows_the_matter_near_the_point(cast: Cast, operator: Client) -> None:
    matter = an_open_matter(cast, area=None)
    said = {
        "text": "The lamp at the corner is dark",
        "kind": "complaint",
        "service_type": "street-light",
        "latitude": str(LATITUDE),
        "longitude": str(LONGITUDE),
    }
    part = operator.post("/hotline/hints/", said).content.decode()
    assert f'value="{matter.number}"' in part


def test_registering_to_join_leads_to_the_confirmation(cast: Cast, operator: Client) -> None:
    matter = an_open_matter(cast)
    said = {
        "text": "The lamp at the corner is dark",
        "kind": "complaint",
        "service_type": "street-light",
        "area": "ferry",
        "language": "en",
        "channel": "phone",
        "join": matter.number,
    }
    sent = operator.post("/hotline/", said)
    assert sent.headers["Location"].endswith(f"/repeat/{matter.number}/")


def test_confirmed_request_joins_the_open_matter(cast: Cast, operator: Client) -> None:
    matter, asked = an_open_matter(cast), placed(cast)
    said = {"new_fact": "no", "reason": "The same lamp."}
    operator.post(f"/hotline/requests/{asked.number}/repeat/{matter.number}/", said)
    asked.refresh_from_db()
    assert (asked.state, asked.matter) == (RequestState.LINKED, matter)


@pytest.fixture
def unsolved(cast: Cast) -> WorkOrder:
    """An order that was closed while its requester said that nothing was solved."""
    order = in_follow_up(cast)
    return called_back(cast, order, at=NOW + 2 * DAY, solved="unresolved")


def again(cast: Cast, order: WorkOrder) -> ServiceRequest:
    """The same person's next request."""
    asked = a_request(cast.town, received_at=AGAIN)
    asked.requester = order.request.requester
    asked.save()
    return asked


def confirm(client: Client, asked: ServiceRequest, *, order: WorkOrder, new_fact: str) -> str:
    said = {"new_fact": new_fact, "reason": "It is dark again."}
    address = f"/hotline/requests/{asked.number}/repeat/{order.matter.number}/"
    page = client.post(address, said, follow=True).content.decode()
    asked.refresh_from_db()
    order.refresh_from_db()
    return page


def test_page_says_what_follows_for_the_same_person(
    cast: Cast, operator: Client, unsolved: WorkOrder
) -> None:
    page = page_of(operator, again(cast, unsolved))
    assert "The same person asked before" in page
    assert "Nothing new: Open the order again and join. The matter was closed without" in page


def test_phone_number_finds_the_same_person_while_taking(
    cast: Cast, operator: Client, unsolved: WorkOrder
) -> None:
    known = Identity.objects.get(requester=unsolved.request.requester)
    said = {"text": "Dark again", "kind": "complaint", "service_type": "street-light"}
    part = operator.post("/hotline/hints/", {**said, "phone": known.phone}).content.decode()
    assert "The same person asked before" in part


def test_matter_closed_unsolved_is_opened_again(
    cast: Cast, operator: Client, unsolved: WorkOrder
) -> None:
    asked = again(cast, unsolved)
    confirm(operator, asked, order=unsolved, new_fact="no")
    assert (unsolved.round, asked.state) == (2, RequestState.LINKED)


def test_matter_closed_as_solved_is_joined_and_its_result_told(
    cast: Cast, operator: Client
) -> None:
    order = called_back(cast, in_follow_up(cast), at=NOW + 2 * DAY)
    asked = again(cast, order)
    confirm(operator, asked, order=order, new_fact="no")
    assert (order.state, asked.state) == (OrderState.CLOSED, RequestState.CLOSED)


def test_new_fact_opens_what_was_solved(cast: Cast, operator: Client) -> None:
    order = called_back(cast, in_follow_up(cast), at=NOW + 2 * DAY)
    confirm(operator, again(cast, order), order=order, new_fact="yes")
    assert order.round == 2


def test_another_person_after_closing_has_a_matter_of_their_own(
    cast: Cast, operator: Client, unsolved: WorkOrder
) -> None:
    asked = a_request(cast.town)
    page = confirm(operator, asked, order=unsolved, new_fact="no")
    assert asked.state == RequestState.TRIAGE
    assert "Another person reports it after the matter was closed. Dispatch it as a matter" in page


def test_used_automatic_reopening_links(cast: Cast, unsolved: WorkOrder) -> None:
    city_allows_none()
    (repeat,) = repeats_of_person(
        unsolved.request.requester_id, service_type=cast.town.lights.pk, at=AGAIN
    )
    assert (repeat.unchanged.outcome, repeat.changed.outcome) == (
        RepeatOutcome.LINK,
        RepeatOutcome.REOPEN,
    )


def city_allows_none() -> None:
    city = City.objects.get()
    city.settings["reopen"]["automatic"] = 0
    city.save()
