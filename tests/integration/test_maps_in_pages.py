"""Maps inside the pages of residents, the hotline and agencies."""

import json
from typing import Any

import pytest
from django.test import Client

from cityloop.core.models import City
from tests.integration.map_city import INSIDE, OUTSIDE, draw
from tests.integration.resident_pages import WORDS
from tests.people import Cast, a_report, a_request, an_order

pytestmark = pytest.mark.django_db
POINT = {"latitude": INSIDE[0], "longitude": INSIDE[1]}


def where(point: tuple[float, float]) -> tuple[Client, Any]:
    client = Client()
    client.post("/report/", {"text": WORDS})
    client.post("/report/about/", {"type": "street-light"})
    sent = {"latitude": point[0], "longitude": point[1], "next": "1"}
    return client, client.post("/report/where/", sent)


def page(cast: Cast, who: str, address: str) -> str:
    client = Client()
    client.force_login(getattr(cast, who))
    return client.get(address).content.decode()


def data_of(page: str, ident: str) -> dict[str, Any]:
    """What the script of a map reads."""
    _before, _mark, after = page.partition(f'id="{ident}-data" type="application/json">')
    text, _mark, _after = after.partition("</script>")
    found: dict[str, Any] = json.loads(text)
    return found


def test_pin_in_the_city_is_taken(cast: Cast) -> None:
    draw(cast.town)
    client, answer = where(INSIDE)
    draft = client.session["citizen_draft"]
    assert (answer.status_code, draft["latitude"]) == (302, INSIDE[0])


def test_pin_outside_the_city_is_refused_with_what_to_do(cast: Cast) -> None:
    draw(cast.town)
    _client, answer = where(OUTSIDE)
    assert "The pin is outside this city. Move it, or remove it" in answer.content.decode()


def test_any_pin_is_taken_while_a_city_has_no_boundaries(cast: Cast) -> None:
    assert where(OUTSIDE)[1].status_code == 302


def test_pin_is_still_there_when_one_comes_back(cast: Cast) -> None:
    draw(cast.town)
    client, _answer = where(INSIDE)
    assert f'value="{INSIDE[0]}"' in client.get("/report/where/").content.decode()


def test_order_page_shows_its_place(cast: Cast) -> None:
    order = an_order(cast.town, request=a_request(cast.town, **POINT))
    shown = page(cast, "handler", f"/agency/work-orders/{order.number}/")
    assert data_of(shown, "order-map")["places"][0]["at"] == list(INSIDE)


def test_order_without_a_point_has_no_map(cast: Cast) -> None:
    order = an_order(cast.town)
    assert "data-map" not in page(cast, "handler", f"/agency/work-orders/{order.number}/")


def hints_of(cast: Cast) -> dict[str, Any]:
    client = Client()
    client.force_login(cast.operator)
    sent = {"text": "Dark lamp", "service_type": "street-light", "area": "ferry"}
    answer = client.post("/hotline/hints/", {**sent, **POINT, "kind": "complaint"})
    return data_of(answer.content.decode(), "similar-map")


def test_hotline_shows_matters_proposed_on_the_map(cast: Cast) -> None:
    order = an_order(cast.town, request=a_request(cast.town, **POINT))
    assert order.matter.number in [one["label"].split()[0] for one in hints_of(cast)["places"]]


def test_hotline_map_shows_no_report_of_wrongdoing(cast: Cast) -> None:
    order = an_order(cast.town, request=a_request(cast.town, **POINT))
    a_report(cast.town, about=None, matter=order.matter, received_at=order.dispatched_at, **POINT)
    assert "present" not in json.dumps(hints_of(cast))


def test_words_of_people_cannot_break_out_of_the_data(cast: Cast) -> None:
    evil = "</script><b>"
    order = an_order(cast.town, request=a_request(cast.town, address=evil, **POINT))
    shown = page(cast, "handler", f"/agency/work-orders/{order.number}/")
    assert (evil in shown, data_of(shown, "order-map")["places"][0]["label"]) == (False, evil)


def test_centre_of_the_city_is_where_a_map_opens(cast: Cast) -> None:
    city = City.objects.get()
    city.settings["map"] = {"longitude": -20.0, "latitude": -30.0, "zoom": 12}
    city.save()
    client, _answer = where(INSIDE)
    view = data_of(client.get("/report/where/").content.decode(), "pin-map")["view"]
    assert view == {"longitude": -20.0, "latitude": -30.0, "zoom": 12}
