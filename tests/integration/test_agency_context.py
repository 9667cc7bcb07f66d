"""What an order page shows around the order, and what it never links."""

from datetime import timedelta
from typing import Any

import pytest

from cityloop.intake.models import Matter
from cityloop.places.rules.geometry import hexagon
from cityloop.workorders.choices import OrderState
from cityloop.workorders.models import WorkOrder
from tests.integration.visits import Visit
from tests.people import NOW, Cast, a_report, a_request, an_answered_order, an_order

pytestmark = pytest.mark.django_db
HERE = {"longitude": -30.0, "latitude": -20.0, "address": ""}
# About 100 m and 400 m east of it.
NEAR = {**HERE, "longitude": -29.99904}
FAR = {**HERE, "longitude": -29.9962}


def placed(cast: Cast, point: dict[str, Any], **more: Any) -> WorkOrder:  # noqa: ANN401 - fields
    """An order whose matter lies at a point; `asked` has fields of the request."""
    asked = more.pop("asked", None) or a_request(cast.town, **point)
    order = an_order(cast.town, request=asked, **more)
    cell = hexagon(point["longitude"], point["latitude"], resolution=9)
    Matter.objects.filter(pk=order.matter_id).update(cell=cell)
    return order


def page_of(see: Visit, order: WorkOrder, *, who: str = "handler") -> str:
    text: str = see(who, f"/agency/work-orders/{order.number}/")
    return text


def shows(page: str, order: WorkOrder) -> bool:
    return f"/agency/work-orders/{order.number}/" in page


def test_near_order_is_linked_with_its_distance(see: Visit, cast: Cast) -> None:
    order, near = placed(cast, HERE), placed(cast, NEAR)
    page = page_of(see, order)
    assert (shows(page, near), "100 m" in page) == (True, True)


def test_far_order_is_not_linked(see: Visit, cast: Cast) -> None:
    order, far = placed(cast, HERE), placed(cast, FAR)
    assert not shows(page_of(see, order), far)


def test_old_matter_is_not_linked(see: Visit, cast: Cast) -> None:
    order, near = placed(cast, HERE), placed(cast, NEAR)
    Matter.objects.filter(pk=near.matter_id).update(opened_at=NOW - timedelta(days=91))
    assert not shows(page_of(see, order), near)


def test_same_address_serves_without_a_point(see: Visit, cast: Cast) -> None:
    order = an_order(cast.town)
    same = an_order(cast.town)
    other = an_order(cast.town, request=a_request(cast.town, address="5 Weir Road"))
    page = page_of(see, order)
    assert (shows(page, same), shows(page, other)) == (True, False)


def test_near_order_of_another_agency_stays_unseen(see: Visit, cast: Cast) -> None:
    order, near = placed(cast, HERE), placed(cast, NEAR, agency=cast.town.housing)
    assert not shows(page_of(see, order), near)


def test_near_report_of_wrongdoing_is_never_listed(see: Visit, cast: Cast) -> None:
    order = placed(cast, HERE)
    report = a_report(cast.town, about=cast.town.housing, **NEAR)
    hidden = placed(cast, NEAR, asked=report)
    assert not shows(page_of(see, order), hidden)


def test_nothing_is_listed_beside_a_report(see: Visit, cast: Cast) -> None:
    report = a_report(cast.town, about=cast.town.housing, **HERE)
    order = placed(cast, HERE, asked=report, agency=cast.town.inspection)
    near = placed(cast, NEAR, agency=cast.town.inspection)
    assert not shows(page_of(see, order, who="inspector"), near)


@pytest.fixture
def joined(cast: Cast) -> WorkOrder:
    """An order whose matter two more people reported, one of them in confidence."""
    order = an_order(cast.town)
    for number, more in (("open", {}), ("secret", {"confidential": True})):
        a_request(
            cast.town, title=f"Also dark, {number}", matter=order.matter, state="linked", **more
        )
    Matter.objects.filter(pk=order.matter_id).update(requests_count=3)
    return order


def test_requests_of_the_matter_are_listed(see: Visit, joined: WorkOrder) -> None:
    assert "Also dark, open" in page_of(see, joined)


def test_request_in_confidence_shows_no_title(see: Visit, joined: WorkOrder) -> None:
    page = page_of(see, joined)
    assert ("Also dark, secret" in page, "In confidence" in page) == (False, True)


def of_same(order: WorkOrder, cast: Cast, **more: Any) -> WorkOrder:  # noqa: ANN401 - fields
    """Another order of the order's requester, somewhere else."""
    asked = a_request(cast.town, requester=order.request.requester, address="5 Weir Road", **more)
    return an_order(cast.town, request=asked)


def test_other_orders_of_the_requester_are_linked_for_the_handler(see: Visit, cast: Cast) -> None:
    order = an_order(cast.town)
    other = of_same(order, cast)
    assert shows(page_of(see, order), other)


@pytest.mark.parametrize("who", ["dispatcher", "coordinator", "evaluator"])
def test_who_works_with_a_pseudonym_gets_no_link_to_the_person(
    see: Visit, cast: Cast, who: str
) -> None:
    order = an_order(cast.town)
    other = of_same(order, cast)
    assert not shows(page_of(see, order, who=who), other)


def test_link_ends_with_the_order(see: Visit, cast: Cast) -> None:
    order = an_answered_order(cast.town)
    other = of_same(order, cast)
    assert not shows(page_of(see, order), other)


def test_request_in_confidence_is_not_linked_to_others(see: Visit, cast: Cast) -> None:
    order = an_order(cast.town, request=a_request(cast.town, confidential=True))
    other = of_same(order, cast)
    assert not shows(page_of(see, order), other)


def test_other_request_in_confidence_is_not_linked(see: Visit, cast: Cast) -> None:
    order = an_order(cast.town)
    other = of_same(order, cast, confidential=True)
    assert not shows(page_of(see, order), other)


def test_report_of_the_requester_is_not_linked(see: Visit, cast: Cast) -> None:
    order = an_order(cast.town)
    report = a_report(cast.town, about=None, requester=order.request.requester)
    hidden = an_order(cast.town, request=report)
    assert not shows(page_of(see, order), hidden)


def test_context_counts_what_it_does_not_show(see: Visit, cast: Cast) -> None:
    order = placed(cast, HERE)
    for _each in range(7):
        placed(cast, NEAR, state=OrderState.ACCEPTED)
    assert "Near here lately (7)" in " ".join(page_of(see, order).split())
