"""Pages of the evaluation: every figure with its cases, gates instead of ranks, four eyes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from cityloop.core.models import Definition
from cityloop.core.sentences import Sentence, plain_sentence
from cityloop.evaluation.choices import Band, PeriodState, Rate, UnitKind
from cityloop.evaluation.models import CohortCase, EvaluationPeriod, Score, ScoreRate
from tests.people import NOW, Cast, an_answered_order

pytestmark = pytest.mark.django_db
GATE = Sentence(
    "%(count)s cases, %(needed)s are needed to compare: counts only.", count=1, needed=30
)


@pytest.fixture
def period(cast: Cast) -> EvaluationPeriod:
    made = EvaluationPeriod.objects.create(
        code="2026-02",
        scheme=Definition.objects.get(kind="evaluation_scheme"),
        starts_at=NOW - timedelta(days=30),
        ends_at=NOW,
        run_at=NOW,
        run_by=cast.evaluator,
    )
    _score(cast, made)
    return made


def _score(cast: Cast, period: EvaluationPeriod) -> None:
    order = an_answered_order(cast.town)
    CohortCase.objects.create(
        period=period,
        order=order,
        agency=order.agency,
        department=order.department,
        area=order.area,
        due_at=NOW,
        responded=True,
        solved=Decimal("0.5"),
    )
    score = Score.objects.create(
        period=period,
        unit_kind=UnitKind.DEPARTMENT,
        agency=cast.town.lighting,
        due=1,
        excluded=0,
        counted=1,
        band=Band.UNRANKED,
        notes=[plain_sentence(GATE)],
    )
    for rate, top in ((Rate.RESPONSE, 1), (Rate.RESOLUTION, Decimal("0.5"))):
        ScoreRate.objects.create(
            score=score, rate=rate, measured=True, numerator=top, denominator=1
        )


def page(cast: Cast, who: str, address: str) -> str:
    client = Client()
    client.force_login(getattr(cast, who))
    return client.get(address).content.decode()


def status(cast: Cast, who: str, address: str) -> int:
    client = Client()
    client.force_login(getattr(cast, who))
    return client.get(address).status_code


def address_of(period: EvaluationPeriod) -> str:
    return f"/office/evaluation/{period.pk}/"


def test_table_shows_numerator_and_denominator(cast: Cast, period: EvaluationPeriod) -> None:
    text = " ".join(page(cast, "evaluator", address_of(period)).split())
    assert "/response.n/" in text
    assert "/response.d/" in text


def test_thin_unit_shows_the_gate_instead_of_a_rank(cast: Cast, period: EvaluationPeriod) -> None:
    text = page(cast, "evaluator", address_of(period))
    assert GATE in text


def test_gate_is_said_in_chinese(cast: Cast, period: EvaluationPeriod) -> None:
    client = Client()
    client.force_login(cast.evaluator)
    answer = client.get(address_of(period), headers={"accept-language": "zh-hans"})
    assert "1 件，至少需要 30 件才能比较：只列数目。" in answer.content.decode()


@pytest.mark.parametrize(
    "figure", ["due", "counted", "response.n", "response.d", "resolution.n", "resolution.d"]
)
def test_figure_leads_to_its_cases(cast: Cast, period: EvaluationPeriod, figure: str) -> None:
    text = page(cast, "evaluator", f"{address_of(period)}department/lighting/{figure}/")
    assert CohortCase.objects.get().order.number in text


def test_figure_of_nothing_has_no_cases(cast: Cast, period: EvaluationPeriod) -> None:
    text = page(cast, "evaluator", f"{address_of(period)}department/lighting/excluded/")
    assert "0 cases" in text


@pytest.mark.parametrize("figure", ["rank", "response.x", "response"])
def test_unknown_figure_is_not_found(cast: Cast, period: EvaluationPeriod, figure: str) -> None:
    asked = f"{address_of(period)}department/lighting/{figure}/"
    assert status(cast, "evaluator", asked) == 404


@pytest.mark.parametrize("who", ["head", "coordinator", "supervisor"])
def test_draft_is_refused_to(cast: Cast, period: EvaluationPeriod, who: str) -> None:
    assert status(cast, who, address_of(period)) == 403


def test_draft_stands_on_no_list_of_the_agencies(cast: Cast, period: EvaluationPeriod) -> None:
    assert "2026-02</a>" not in page(cast, "head", "/office/evaluation/")


def test_preview_opens_for_the_agencies(cast: Cast, period: EvaluationPeriod) -> None:
    EvaluationPeriod.objects.update(state=PeriodState.PREVIEW)
    assert status(cast, "head", address_of(period)) == 200


def test_agencies_do_not_open_the_cases(cast: Cast, period: EvaluationPeriod) -> None:
    EvaluationPeriod.objects.update(state=PeriodState.PREVIEW)
    asked = f"{address_of(period)}department/lighting/resolution.d/"
    assert status(cast, "head", asked) == 403


def test_agencies_find_no_link_to_the_cases(cast: Cast, period: EvaluationPeriod) -> None:
    EvaluationPeriod.objects.update(state=PeriodState.PREVIEW)
    assert "resolution.d" not in page(cast, "head", address_of(period))


def shown(days: int) -> None:
    EvaluationPeriod.objects.update(state=PeriodState.PREVIEW, shown_at=NOW - timedelta(days=days))


def test_approver_finds_the_button_after_the_days(cast: Cast, period: EvaluationPeriod) -> None:
    shown(days=5)
    assert f"{address_of(period)}publish/" in page(cast, "approver", address_of(period))


def test_whoever_ran_it_reads_why_not_to_publish(cast: Cast, period: EvaluationPeriod) -> None:
    EvaluationPeriod.objects.update(run_by=cast.approver)
    text = page(cast, "approver", address_of(period))
    assert "Whoever ran the evaluation may not publish it." in text


def test_department_may_not_publish(cast: Cast, period: EvaluationPeriod) -> None:
    cast.approver.agency = cast.town.housing
    cast.approver.save()
    client = Client()
    client.force_login(cast.approver)
    assert client.post(f"{address_of(period)}publish/").status_code == 403


def test_evaluator_may_not_publish(cast: Cast, period: EvaluationPeriod) -> None:
    client = Client()
    client.force_login(cast.evaluator)
    assert client.post(f"{address_of(period)}publish/").status_code == 403


def test_evaluator_shows_the_draft_to_the_agencies(cast: Cast, period: EvaluationPeriod) -> None:
    client = Client()
    client.force_login(cast.evaluator)
    client.post(f"{address_of(period)}show/")
    period.refresh_from_db()
    assert period.state == PeriodState.PREVIEW
