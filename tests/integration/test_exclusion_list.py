"""Who learns of an exclusion that waits for review: of shielded reports and of other agencies."""

import pytest
from django.test import Client

from cityloop.accounts.queries import get_actor
from cityloop.agencies.models import Agency
from cityloop.evaluation.models import Exclusion
from cityloop.evaluation.queries import count_open_exclusions
from tests.people import NOW, Cast, a_report, an_order

pytestmark = pytest.mark.django_db
CITY_WIDE = ["evaluator", "approver", "adjudicator", "supervisor"]


def excluded(cast: Cast, *, agency: Agency, accused: Agency | None = None) -> Exclusion:
    """An exclusion asked for; with an accused agency the order is on a report of wrongdoing."""
    request = None if accused is None else a_report(cast.town, about=accused)
    return Exclusion.objects.create(
        order=an_order(cast.town, agency=agency, request=request),
        code="EX2",
        evidence="file of the court",
        requested_by=cast.inspector,
        requested_at=NOW,
    )


def page(cast: Cast, who: str) -> str:
    client = Client()
    client.force_login(getattr(cast, who))
    return client.get("/office/exclusions/").content.decode()


@pytest.mark.parametrize("who", ["head", "officer", "evaluator", "approver", "adjudicator"])
def test_exclusion_on_a_shielded_report_is_not_listed(cast: Cast, who: str) -> None:
    found = excluded(cast, agency=cast.town.inspection, accused=cast.town.lighting)
    assert found.order.number not in page(cast, who)


def test_supervision_sees_the_exclusion_on_a_shielded_report(cast: Cast) -> None:
    found = excluded(cast, agency=cast.town.housing, accused=cast.town.lighting)
    assert found.order.number in page(cast, "supervisor")


def test_supervision_that_is_accused_sees_nothing(cast: Cast) -> None:
    found = excluded(cast, agency=cast.town.housing, accused=cast.town.inspection)
    assert found.order.number not in page(cast, "supervisor")


def test_head_does_not_read_the_evidence_of_another_agency(cast: Cast) -> None:
    excluded(cast, agency=cast.town.housing)
    assert "file of the court" not in page(cast, "head")


def test_head_sees_the_exclusions_of_the_own_agency(cast: Cast) -> None:
    assert excluded(cast, agency=cast.town.lighting).order.number in page(cast, "head")


@pytest.mark.parametrize("who", CITY_WIDE)
def test_those_who_review_see_the_exclusions_of_every_agency(cast: Cast, who: str) -> None:
    assert excluded(cast, agency=cast.town.housing).order.number in page(cast, who)


def test_count_is_that_of_the_list(cast: Cast) -> None:
    excluded(cast, agency=cast.town.housing)
    excluded(cast, agency=cast.town.inspection, accused=cast.town.lighting)
    actor = get_actor(cast.evaluator, on=NOW.date())
    assert (count_open_exclusions(actor), count_open_exclusions()) == (1, 2)
