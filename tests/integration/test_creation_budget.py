"""How many statements it costs to receive a request and send it: history, clocks and outbox too."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityloop.agencies.choices import AgencyKind
from cityloop.agencies.models import Agency
from cityloop.core.numbering import take_numbers
from cityloop.flows.dispatch import receive_and_dispatch
from cityloop.places.models import Area
from cityloop.places.queries import BOUNDARIES
from cityloop.responsibility.models import CoDuty, Duty, ServiceType
from cityloop.workorders.choices import OrderType
from cityloop.workorders.models import WorkOrder
from tests.integration.stories import a_new_report
from tests.people import NOW, Cast
from tests.town import LONG_AGO

pytestmark = pytest.mark.django_db
BUDGET = 20
KNOWN = "555-0177"
SQUARE = [[118.0, 24.0], [118.1, 24.0], [118.1, 24.1], [118.0, 24.1], [118.0, 24.0]]
INSIDE = {"longitude": 118.05, "latitude": 24.05, "area": None}


def statements(cast: Cast, **more: Any) -> list[str]:  # noqa: ANN401 - fields of the report
    """What one creation sends to the database; the transaction's own statements are not counted."""
    # The first creation of a process reads the definitions, which are kept from then on.
    warm = a_new_report(cast.town, **{**more, "phone": KNOWN})
    receive_and_dispatch(warm, by=cast.operator, at=NOW)
    report = a_new_report(cast.town, **{"phone": "555-0124", **more})
    with CaptureQueriesContext(connection) as captured:
        receive_and_dispatch(report, by=cast.operator, at=NOW)
    return [one["sql"] for one in captured if "SAVEPOINT" not in one["sql"]]


def joined_by(cast: Cast, *, count: int) -> None:
    """Let so many agencies more join under the duty."""
    there = CoDuty.objects.count()
    for number in range(there, there + count):
        agency = Agency.objects.create(
            code=f"helper-{number}",
            kind=AgencyKind.DEPARTMENT,
            names={"en": f"Helper {number}"},
            active_from=LONG_AGO,
        )
        CoDuty.objects.create(duty=cast.town.duty, agency=agency)


def drawn(cast: Cast) -> None:
    """Give the sub-district a boundary, as the loading of areas does."""
    geometry = {"type": "Polygon", "coordinates": [SQUARE]}
    Area.objects.filter(pk=cast.town.street.pk).update(geometry=geometry)
    take_numbers(BOUNDARIES)


def test_creation_for_one_agency_keeps_its_budget(cast: Cast) -> None:
    assert len(statements(cast)) <= BUDGET


def test_creation_from_the_map_with_all_that_join_keeps_its_budget(cast: Cast) -> None:
    drawn(cast)
    joined_by(cast, count=2)
    Duty.objects.update(lead=cast.town.office)
    sent = statements(cast, **INSIDE)
    types = list(WorkOrder.objects.order_by("pk").values_list("order_type", flat=True))
    expected = [OrderType.MAIN, OrderType.CO, OrderType.CO, OrderType.COPY]
    assert (len(sent) <= BUDGET, types[-4:]) == (True, expected)


def test_creation_by_somebody_known_keeps_its_budget(cast: Cast) -> None:
    assert len(statements(cast, phone=KNOWN)) <= BUDGET


def test_creation_without_a_duty_keeps_its_budget(cast: Cast) -> None:
    unlisted = ServiceType.objects.create(
        code="noise", names={"en": "Noise"}, chain=["noise"], kinds=cast.town.lights.kinds
    )
    assert len(statements(cast, service_type=unlisted)) <= BUDGET


def test_creation_costs_the_same_for_two_and_for_five_that_join(cast: Cast) -> None:
    joined_by(cast, count=2)
    two = len(statements(cast))
    joined_by(cast, count=3)
    assert len(statements(cast, phone="555-0125")) == two


def test_creation_writes_no_row_twice(cast: Cast) -> None:
    joined_by(cast, count=2)
    assert not [one for one in statements(cast) if one.lstrip().startswith("UPDATE")]
