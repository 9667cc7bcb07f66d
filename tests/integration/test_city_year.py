"""Public numbers carry the year of the city, which begins hours before that of Greenwich."""

from datetime import UTC, datetime

import pytest

from cityloop.core.models import Definition
from cityloop.flows import dispatch, handle, report, whistle
from cityloop.workorders.choices import Ruling
from cityloop.workorders.models import WorkOrder
from tests.integration.stories import HOUR, a_new_report, dispatched
from tests.people import Cast

pytestmark = pytest.mark.django_db
# Half an hour into 2026 in the city's zone, while it is 2025 in Greenwich.
NEW_YEAR = datetime(2025, 12, 31, 16, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def listed(cast: Cast) -> None:
    """Nothing ends with the year."""
    assert Definition.objects.filter(valid_from__lt=NEW_YEAR.date()).exists()


def test_request_is_numbered_in_the_year_of_the_city(cast: Cast) -> None:
    received = report.receive(a_new_report(cast.town), by=cast.operator, at=NEW_YEAR)
    assert received.number == "SR-26-000001"


def test_order_sent_at_once_is_numbered_in_the_year_of_the_city(cast: Cast) -> None:
    order = dispatched(cast, at=NEW_YEAR)
    numbers = [order.request.number, order.matter.number, order.number]
    assert numbers == ["SR-26-000001", "MT-26-000001", "WO-26-000001"]


def test_order_after_a_ruling_is_numbered_in_the_year_of_the_city(cast: Cast) -> None:
    objection = handle.object_to(
        dispatched(cast, at=NEW_YEAR), reason="not ours", by=cast.handler, at=NEW_YEAR
    )
    ruled = dispatch.rule_on_objection(
        objection,
        ruling=Ruling.UPHOLD,
        reason="theirs",
        agency=cast.town.housing,
        by=cast.adjudicator,
        at=NEW_YEAR,
    )
    assert ruled.number == "WO-26-000002"


def test_whistle_is_numbered_in_the_year_of_the_city(cast: Cast) -> None:
    blown = whistle.blow(
        dispatched(cast, at=NEW_YEAR),
        topic="flooding",
        agencies=[cast.town.housing],
        meet_at=NEW_YEAR + 8 * HOUR,
        text="Come.",
        by=cast.officer,
        at=NEW_YEAR,
    )
    called = WorkOrder.objects.get(call__whistle=blown)
    assert (blown.number, called.number) == ("WH-26-000001", "WO-26-000002")
