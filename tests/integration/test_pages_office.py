"""Pages of the office: what a panel decides, the way to publication, counts kept back."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from cityloop.accounts.choices import Role
from cityloop.accounts.models import RoleHeld, User
from cityloop.core.models import Definition
from cityloop.evaluation.choices import PeriodState, Rate, UnitKind
from cityloop.evaluation.models import CohortCase, EvaluationPeriod, Exclusion, Score, ScoreRate
from cityloop.workorders.choices import OrderType
from cityloop.workorders.models import WorkOrder
from tests.people import LONG_AGO, NOW, Cast, an_answered_order, person

pytestmark = pytest.mark.django_db
Visit = Callable[..., str]


@pytest.fixture
def visit(cast: Cast) -> Visit:
    """Open or post a page as somebody; the text of the page that comes."""

    def go(who: str | User, address: str, **data: object) -> str:
        client = Client()
        client.force_login(getattr(cast, who) if isinstance(who, str) else who)
        answer = client.post(address, data, follow=True) if data else client.get(address)
        return " ".join(answer.content.decode().split())

    return go


def asked(order: WorkOrder, *, by: User, code: str) -> Exclusion:
    return Exclusion.objects.create(
        order=order, code=code, evidence="Two recorded tries.", requested_by=by, requested_at=NOW
    )


@pytest.fixture
def order(cast: Cast) -> WorkOrder:
    return an_answered_order(cast.town)


def review(order: WorkOrder) -> str:
    return f"/office/exclusions/{order.number}/"


@pytest.mark.parametrize(("code", "shown"), [("EX1", False), ("EX4", True), ("EX6", True)])
def test_record_of_the_panel_is_asked_for_conduct_only(
    cast: Cast, order: WorkOrder, visit: Visit, code: str, *, shown: bool
) -> None:
    asked(order, by=cast.head, code=code)
    assert ("Record of the panel" in visit("evaluator", review(order))) == shown


def test_conduct_without_a_panel_stays_on_the_form(
    cast: Cast, order: WorkOrder, visit: Visit
) -> None:
    asked(order, by=cast.head, code="EX4")
    page = visit("evaluator", review(order), approved="yes", reason="It holds.")
    assert "Without the record of a panel it stays in the scores." in page


def test_conduct_is_refused_without_a_panel(cast: Cast, order: WorkOrder, visit: Visit) -> None:
    exclusion = asked(order, by=cast.head, code="EX4")
    visit("evaluator", review(order), approved="no", reason="It does not hold.")
    exclusion.refresh_from_db()
    assert exclusion.state == "refused"


def test_two_people_and_a_panel_leave_a_case_out(
    cast: Cast, order: WorkOrder, visit: Visit
) -> None:
    exclusion = asked(order, by=cast.head, code="EX5")
    for who in ("evaluator", "adjudicator"):
        visit(who, review(order), approved="yes", reason="It holds.", panel="minutes 7 of 2026")
    exclusion.refresh_from_db()
    assert (exclusion.state, exclusion.panel_record) == ("approved", "minutes 7 of 2026")


def page_of(order: WorkOrder) -> str:
    return f"/agency/work-orders/{order.number}/"


@pytest.mark.parametrize(("who", "linked"), [("head", True), ("handler", False)])
def test_order_page_leads_those_who_may_to_the_exclusion(
    order: WorkOrder, visit: Visit, who: str, *, linked: bool
) -> None:
    assert (f"/office/exclusions/ask/{order.number}/" in visit(who, page_of(order))) == linked


def test_head_asks_for_an_exclusion(order: WorkOrder, visit: Visit) -> None:
    data = {"code": "EX1", "evidence": "The statute names another body."}
    visit("head", f"/office/exclusions/ask/{order.number}/", **data)
    assert Exclusion.objects.get(order=order).code == "EX1"


def test_copy_cannot_be_left_out_of_the_scores(cast: Cast, visit: Visit) -> None:
    copy = an_answered_order(cast.town, order_type=OrderType.COPY)
    assert "Only main orders are scored." in visit("head", page_of(copy))


def test_exclusion_asked_for_is_shown_on_the_order(
    cast: Cast, order: WorkOrder, visit: Visit
) -> None:
    asked(order, by=cast.head, code="EX1")
    assert review(order) in visit("evaluator", page_of(order))


@pytest.fixture
def period(cast: Cast) -> EvaluationPeriod:
    return EvaluationPeriod.objects.create(
        code="2026-02",
        scheme=Definition.objects.get(kind="evaluation_scheme"),
        starts_at=NOW - timedelta(days=30),
        ends_at=NOW,
        run_at=NOW,
        run_by=cast.evaluator,
    )


def address(period: EvaluationPeriod) -> str:
    return f"/office/evaluation/{period.pk}/"


def show(period: EvaluationPeriod, *, days_ago: int) -> None:
    period.state, period.shown_at = PeriodState.PREVIEW, NOW - timedelta(days=days_ago)
    period.save()


def test_draft_says_what_is_missing(period: EvaluationPeriod, visit: Visit) -> None:
    page = visit("evaluator", address(period))
    assert "Not yet: the agencies must see it 5 days before it is published." in page


def test_approver_reads_why_the_draft_cannot_be_published(
    period: EvaluationPeriod, visit: Visit
) -> None:
    page = visit("approver", address(period))
    assert "The agencies see an evaluation 5 days before it is published." in page


def test_approver_reads_from_when_it_can_be_published_in_the_citys_zone(
    period: EvaluationPeriod, visit: Visit
) -> None:
    show(period, days_ago=2)
    assert "it can be published from 2026-03-05 09:00." in visit("approver", address(period))


def test_head_is_told_how_to_object(period: EvaluationPeriod, visit: Visit) -> None:
    show(period, days_ago=2)
    assert "To object, ask for an exclusion" in visit("head", address(period))


def test_waiting_exclusions_are_counted(
    cast: Cast, period: EvaluationPeriod, order: WorkOrder, visit: Visit
) -> None:
    show(period, days_ago=2)
    in_cohort(period, order)
    asked(order, by=cast.head, code="EX1")
    assert "1 exclusion waits for its reviews." in visit("approver", address(period))


def test_case_list_leads_to_an_exclusion_that_waits(
    cast: Cast, period: EvaluationPeriod, order: WorkOrder, visit: Visit
) -> None:
    in_cohort(period, order)
    asked(order, by=cast.head, code="EX1")
    assert review(order) in visit("evaluator", f"{address(period)}department/lighting/due/")


def test_case_list_leads_the_agency_of_a_case_to_ask(
    cast: Cast, period: EvaluationPeriod, order: WorkOrder, visit: Visit
) -> None:
    in_cohort(period, order)
    show(period, days_ago=2)
    both = person("bea.both", Role.UNIT_HEAD, cast.town.lighting)
    RoleHeld.objects.create(
        user=both, role=Role.RUN_APPROVER, agency=cast.town.lighting, valid_from=LONG_AGO
    )
    page = visit(both, f"{address(period)}department/lighting/due/")
    assert f"/office/exclusions/ask/{order.number}/" in page


def in_cohort(period: EvaluationPeriod, order: WorkOrder) -> None:
    CohortCase.objects.create(
        period=period,
        order=order,
        agency=order.agency,
        department=order.department,
        area=order.area,
        due_at=NOW,
    )


def scored(period: EvaluationPeriod, cast: Cast, *, of: str, late: int) -> None:
    agency = getattr(cast.town, of)
    score = Score.objects.create(
        period=period,
        unit_kind=UnitKind.DEPARTMENT,
        agency=agency,
        due=73,
        excluded=0,
        counted=73,
        composite=Decimal("81.2345"),
        band="same",
    )
    ScoreRate.objects.create(
        score=score, rate=Rate.ON_TIME, measured=True, numerator=73 - late, denominator=73
    )


@pytest.fixture
def table(cast: Cast, period: EvaluationPeriod) -> str:
    show(period, days_ago=2)
    scored(period, cast, of="housing", late=4)
    scored(period, cast, of="lighting", late=9)
    return address(period)


def test_few_late_cases_are_kept_back_from_the_coordinator(table: str, visit: Visit) -> None:
    page = visit("coordinator", table)
    assert ("kept back" in page, "69/73" in page, "64/73" in page) == (True, False, False)


def test_score_that_would_give_them_away_is_kept_back_too(table: str, visit: Visit) -> None:
    assert "81.2345" not in visit("coordinator", table)


def test_analyst_sees_no_small_count(cast: Cast, table: str, period: EvaluationPeriod) -> None:
    period.state, period.published_at = PeriodState.PUBLISHED, NOW
    period.entries_digest = period.scores_digest = "0" * 64
    period.save()
    client = Client()
    client.force_login(person("ana.analyst", Role.ANALYST, cast.town.government))
    page = " ".join(client.get(table).content.decode().split())
    assert ("kept back" in page, "94.5 %" in page) == (True, False)


def test_head_sees_the_own_unit_whole_and_no_other(table: str, visit: Visit) -> None:
    page = visit("head", table)
    assert ("64/73" in page.replace(" ", ""), "69/73" in page.replace(" ", "")) == (True, False)


def test_evaluator_sees_every_count(table: str, visit: Visit) -> None:
    page = visit("evaluator", table)
    assert ("kept back" in page, ">69<" in page) == (False, True)
