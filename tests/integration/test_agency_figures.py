"""An agency's own figures: every open one with its cases, why the band, nothing of call-backs."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cityloop.core.models import Definition
from cityloop.core.sentences import Sentence
from cityloop.evaluation.choices import Band, PeriodState, Rate, UnitKind
from cityloop.evaluation.models import CohortCase, EvaluationPeriod, Score, ScoreRate
from cityloop.evaluation.rules.intervals import wilson
from cityloop.workorders.models import WorkOrder
from tests.integration.visits import Visit, client_of
from tests.people import NOW, Cast, a_report, an_answered_order, an_order

pytestmark = pytest.mark.django_db
FIGURES = "/agency/figures/"
# Rate, numerator, reference of the peers, band; of 200 cases or 150 answers.
RATES = (
    (Rate.RESPONSE, 196, 200, "0.97", Band.SAME),
    (Rate.ON_TIME, 180, 200, "0.95", Band.WORSE),
    (Rate.RESOLUTION, 120, 150, "0.9", Band.WORSE),
    (Rate.SATISFACTION, 122, 150, "0.5", Band.BETTER),
)


@pytest.fixture
def period(cast: Cast) -> EvaluationPeriod:
    """A period that the units see, with a score of the lighting agency."""
    made = EvaluationPeriod.objects.create(
        code="2026-02",
        scheme=Definition.objects.get(kind="evaluation_scheme"),
        starts_at=NOW - timedelta(days=30),
        ends_at=NOW,
        run_at=NOW,
        run_by=cast.evaluator,
        state=PeriodState.PREVIEW,
        shown_at=NOW,
    )
    score = Score.objects.create(
        period=made,
        unit_kind=UnitKind.DEPARTMENT,
        agency=cast.town.lighting,
        peer_group="city-departments",
        due=202,
        excluded=2,
        counted=200,
        composite=Decimal("87.62"),
        low=Decimal("83.1"),
        high=Decimal("91.2"),
        reference=Decimal("92.0"),
        band=Band.WORSE,
    )
    for rate, top, bottom, reference, band in RATES:
        low, high = wilson(Decimal(top), trials=Decimal(bottom), confidence=Decimal("0.95"))
        ScoreRate.objects.create(
            score=score,
            rate=rate,
            measured=True,
            value=Decimal(top) / bottom,
            numerator=top,
            denominator=bottom,
            effective=bottom,
            low=low,
            high=high,
            compared_low=low,
            compared_high=high,
            reference=Decimal(reference),
            band=band,
        )
    return made


def case(period: EvaluationPeriod, order: WorkOrder, **more: object) -> WorkOrder:
    fields = {"responded": True, "on_time": True, "solved": Decimal("0.5"), **more}
    CohortCase.objects.create(
        period=period,
        order=order,
        agency=order.agency,
        department=order.department,
        area=order.area,
        due_at=NOW,
        **fields,
    )
    return order


def words(page: str) -> str:
    return " ".join(page.split())


def test_formula_stands_with_its_numbers(see: Visit, period: EvaluationPeriod) -> None:
    page = words(see("head", FIGURES))
    assert "× 0.9800 + " in page
    assert "= 87.62" in page


@pytest.mark.parametrize(
    "sentence",
    [
        "The whole interval, 83.1 to 91.2, lies below 92.0, the reference of the peers.",
        "more cases called solved, and all else as it is",
        "The reference of the peers, 97.0 %, lies within the interval, 95.0 % to 99.2 %",
        "With 3 more of the 200 cases reached in time the band would be the next better one.",
        "With 4 more of the 200 cases answered in time the band would be the next better one.",
        "lies above 50.0 %, the reference of the peers.",
        "the reference is the middle unit of those compared",
    ],
)
def test_band_is_explained_in_numbers(see: Visit, period: EvaluationPeriod, sentence: str) -> None:
    assert sentence in words(see("head", FIGURES))


def test_gate_is_said_instead_of_a_band(see: Visit, period: EvaluationPeriod) -> None:
    gate = Sentence(
        "%(count)s cases, %(needed)s are needed to compare: counts only.", count=9, needed=30
    )
    Score.objects.update(gate=gate, band=Band.UNRANKED)
    page = words(see("head", FIGURES))
    assert ("9 cases, 30 are needed" in page, "called solved, and all else" in page) == (
        True,
        False,
    )


@pytest.mark.parametrize(("figure", "opens"), [("response.n", True), ("resolution.n", False)])
def test_figures_of_call_backs_lead_to_no_cases(
    see: Visit, period: EvaluationPeriod, figure: str, *, opens: bool
) -> None:
    assert (f"{figure}/" in see("head", FIGURES)) is opens


@pytest.mark.parametrize("figure", ["due", "counted", "response.n", "on_time.d"])
def test_figure_opens_its_cases(
    see: Visit, cast: Cast, period: EvaluationPeriod, figure: str
) -> None:
    order = case(period, an_answered_order(cast.town))
    assert order.number in see("head", f"{FIGURES}{period.pk}/department/{figure}/")


def test_missed_cases_are_those_that_did_not_count(
    see: Visit, cast: Cast, period: EvaluationPeriod
) -> None:
    good = case(period, an_answered_order(cast.town))
    late = case(period, an_answered_order(cast.town), on_time=False)
    page = see("head", f"{FIGURES}{period.pk}/department/on_time.missed/")
    assert (good.number in page, late.number in page) == (False, True)


@pytest.mark.parametrize(
    "figure",
    ["resolution.n", "resolution.d", "satisfaction.n", "reach.n", "reach.d", "audited.n", "all"],
)
def test_who_was_called_back_is_not_to_be_had(
    cast: Cast, period: EvaluationPeriod, figure: str
) -> None:
    order = case(period, an_answered_order(cast.town))
    answer = client_of(cast, "head").get(f"{FIGURES}{period.pk}/department/{figure}/")
    assert (answer.status_code, order.number in answer.content.decode()) == (404, False)


def test_cases_show_nothing_of_what_was_said(
    see: Visit, cast: Cast, period: EvaluationPeriod
) -> None:
    case(period, an_answered_order(cast.town), solved=Decimal("0.25"))
    page = see("head", f"{FIGURES}{period.pk}/department/due/")
    assert ("0.25" in page, "Solved" in page) == (False, False)


def test_cases_are_the_own_agency_s_alone(see: Visit, cast: Cast, period: EvaluationPeriod) -> None:
    other = case(period, an_answered_order(cast.town, agency=cast.town.housing))
    assert other.number not in see("head", f"{FIGURES}{period.pk}/department/due/")


def test_report_about_the_own_agency_is_no_case_of_its_list(
    see: Visit, cast: Cast, period: EvaluationPeriod
) -> None:
    report = a_report(cast.town, about=cast.town.lighting)
    hidden = case(period, an_order(cast.town, request=report))
    assert hidden.number not in see("head", f"{FIGURES}{period.pk}/department/due/")


@pytest.mark.parametrize("who", ["handler", "rival", "officer", "stranger"])
def test_figures_are_refused_to(cast: Cast, period: EvaluationPeriod, who: str) -> None:
    assert client_of(cast, who).get(FIGURES).status_code == 403


def test_draft_is_not_shown_to_the_unit(see: Visit, cast: Cast, period: EvaluationPeriod) -> None:
    EvaluationPeriod.objects.update(state=PeriodState.DRAFT, shown_at=None)
    answers = [
        client_of(cast, "head").get(f"{FIGURES}{period.pk}/").status_code,
        client_of(cast, "head").get(f"{FIGURES}{period.pk}/department/due/").status_code,
    ]
    assert ("87.62" in see("head", FIGURES), answers) == (False, [403, 403])


def test_unit_without_a_score_is_told(see: Visit, cast: Cast, period: EvaluationPeriod) -> None:
    assert "has figures of your agency" in see("coordinator", FIGURES)


def test_figures_cost_the_same_for_many_cases(
    see: Visit, cast: Cast, period: EvaluationPeriod, django_assert_max_num_queries: object
) -> None:
    for _each in range(30):
        case(period, an_answered_order(cast.town))
    client = client_of(cast, "head")
    client.get(FIGURES)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        client.get(f"{FIGURES}{period.pk}/department/due/")
