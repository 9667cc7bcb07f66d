"""Periods, their tables and the cases behind every figure; exclusions that wait for review."""

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from cityloop.core.errors import NotFound
from cityloop.core.sentences import sentence_from
from cityloop.evaluation.choices import Band, Rate, UnitKind
from cityloop.evaluation.models import CohortCase, EvaluationPeriod, FairScore, Score, ScoreRate
from cityloop.evaluation.queries.exclusions import OPEN_EXCLUSIONS
from cityloop.evaluation.rules.publication import Showing
from cityloop.evaluation.rules.scheme import EvaluationScheme
from cityloop.evaluation.rules.unit_score import FairFigure
from cityloop.intake.queries import Listing, listing_of

UNIT_FIELDS = {
    UnitKind.AGENCY: "agency",
    UnitKind.DEPARTMENT: "department",
    UnitKind.AREA: "area",
}


@dataclass(frozen=True, slots=True)
class RateFigure:
    """One rate with all that it rests on; value, low and high are shares between 0 and 1."""

    rate: str
    measured: bool
    numerator: Decimal
    denominator: Decimal
    low: Decimal | None
    high: Decimal | None
    band: str
    band_words: str
    # Kept back from readers who may not see the cases.
    hidden: bool = False
    # How many cases the interval rests on; fewer than the denominator where some were sampled.
    effective: Decimal = Decimal(0)
    # H5: drawn towards the peers' mean; over what its cases let expect.
    adjusted: Decimal | None = None
    ratio: Decimal | None = None
    fair: FairFigure | None = None

    @property
    def value(self) -> Decimal | None:
        """The share, or None where nothing was measured."""
        if not self.measured or not self.denominator:
            return None
        return self.numerator / self.denominator


@dataclass(frozen=True, slots=True)
class UnitLine:
    """What a period says of one unit; None: kept back from readers who may not see the cases."""

    code: str
    name: str
    peer_group: str
    due: int | None
    excluded: int | None
    counted: int | None
    exclusions: dict[str, int | None]
    composite: Decimal | None
    band: str
    band_words: str
    class_words: str
    unit_class: str
    notes: tuple[str, ...]
    rates: dict[str, RateFigure]
    fair: FairFigure | None = None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One order of the cohort and what was counted for it; None is not measured."""

    number: str
    title: str
    agency: str
    due_at: datetime
    excluded: str
    responded: bool | None
    on_time: bool | None
    solved: Decimal | None
    satisfied: Decimal | None
    agency_id: int
    exclusion_asked: bool
    exclusion_waits: bool


def periods() -> tuple[EvaluationPeriod, ...]:
    """Every period with its scheme, newest first."""
    return tuple(EvaluationPeriod.objects.select_related("scheme", "run_by", "published_by"))


def get_period(pk: int) -> EvaluationPeriod:
    """Return one period; raises NotFound."""
    found = (
        EvaluationPeriod.objects.select_related("scheme", "run_by", "published_by")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotFound("There is no such evaluation.")
    return found


def showing(period: EvaluationPeriod) -> Showing:
    """Return since when and for how many days the agencies see a period before it is frozen."""
    scheme = EvaluationScheme.from_mapping(period.scheme.content)
    return Showing(shown_at=period.shown_at, days=scheme.preview_days)


def unit_table(period: EvaluationPeriod, *, unit_kind: str) -> tuple[UnitLine, ...]:
    """The lines of one table of a period, by name; three statements."""
    scores = list(
        Score.objects.filter(period=period, unit_kind=unit_kind).select_related("agency", "area")
    )
    inside = {"score__period": period, "score__unit_kind": unit_kind}
    fair = {(one.score_id, one.rate): _fair(one) for one in FairScore.objects.filter(**inside)}
    rates: dict[int, dict[str, RateFigure]] = defaultdict(dict)
    for row in ScoreRate.objects.filter(**inside):
        rates[row.score_id][row.rate] = _figure(row, fair=fair.get((row.score_id, row.rate)))
    lines = (_unit_line(one, rates[one.pk], fair=fair.get((one.pk, ""))) for one in scores)
    return tuple(sorted(lines, key=lambda line: (line.peer_group, line.name)))


def _fair(row: FairScore) -> FairFigure:
    return FairFigure(
        **{one.name: getattr(row, one.name) for one in fields(FairFigure) if one.name != "band"},
        band=Band(row.band),
    )


def _figure(row: ScoreRate, *, fair: FairFigure | None) -> RateFigure:
    return RateFigure(
        rate=row.rate,
        measured=row.measured,
        numerator=row.numerator,
        denominator=row.denominator,
        low=row.low,
        high=row.high,
        band=row.band,
        band_words=str(row.get_band_display()),
        effective=row.effective,
        adjusted=row.adjusted,
        ratio=row.ratio,
        fair=fair,
    )


def _unit_line(score: Score, rates: dict[str, RateFigure], *, fair: FairFigure | None) -> UnitLine:
    unit = score.agency or score.area
    return UnitLine(
        code=unit.code if unit else "",
        name=unit.name if unit else "",
        peer_group=score.peer_group,
        due=score.due,
        excluded=score.excluded,
        counted=score.counted,
        exclusions=score.exclusions,
        composite=score.composite,
        band=score.band,
        band_words=str(score.get_band_display()),
        class_words=str(score.get_unit_class_display()),
        unit_class=score.unit_class,
        notes=tuple(map(sentence_from, score.notes)),
        rates=rates,
        fair=fair,
    )


# Which cases stand behind a figure: the denominator's, or those that count for the numerator.
_DENOMINATORS = {
    Rate.RESPONSE: Q(excluded=""),
    Rate.REACH: Q(excluded=""),
    Rate.ON_TIME: Q(excluded=""),
    Rate.RESOLUTION: Q(excluded="", solved__isnull=False),
    Rate.SATISFACTION: Q(excluded="", satisfied__isnull=False),
    Rate.AUDITED: Q(excluded="", audited__isnull=False),
}
_NUMERATORS = {
    Rate.RESPONSE: Q(responded=True),
    Rate.REACH: Q(solved__isnull=False),
    Rate.ON_TIME: Q(on_time=True),
    Rate.RESOLUTION: Q(solved__gt=0),
    Rate.SATISFACTION: Q(satisfied__gt=0),
    Rate.AUDITED: Q(audited=True),
}


def cases_of(
    period: EvaluationPeriod,
    *,
    unit: tuple[str, str],
    figure: str,
    number: int = 1,
) -> Listing[CaseLine]:
    """Cases behind one figure of a unit (kind, code); two statements.

    `figure` is "due", "excluded", "counted", or a rate with ".n" for those that count in its
    numerator and ".d" for its denominator. Raises NotFound for anything else.
    """
    kind, code = unit
    if kind not in UNIT_FIELDS:
        raise NotFound(f"There is no table of {kind}.")
    rows = CohortCase.objects.filter(
        period=period, **{f"{UNIT_FIELDS[UnitKind(kind)]}__code": code}
    )
    shown = rows.filter(_condition(figure)).select_related(
        "order__request", "order__exclusion", "agency"
    )
    return listing_of(shown.order_by("due_at", "pk"), line=_case_line, number=number)


def _condition(figure: str) -> Q:
    plain = {"due": Q(), "excluded": ~Q(excluded=""), "counted": Q(excluded="")}
    if figure in plain:
        return plain[figure]
    rate, _dot, part = figure.partition(".")
    if rate not in Rate.values or part not in {"n", "d"}:
        raise NotFound(f"There is no figure {figure}.")
    inside = _DENOMINATORS[Rate(rate)]
    return inside & _NUMERATORS[Rate(rate)] if part == "n" else inside


def _case_line(case: CohortCase) -> CaseLine:
    asked = getattr(case.order, "exclusion", None)
    return CaseLine(
        number=case.order.number,
        # A report of wrongdoing is never read by way of a score.
        title="" if case.order.request.shielded else case.order.request.title,
        agency=case.agency.name,
        due_at=case.due_at,
        excluded=str(case.get_excluded_display()) if case.excluded else "",
        responded=case.responded,
        on_time=case.on_time,
        solved=case.solved,
        satisfied=case.satisfied,
        agency_id=case.agency_id,
        exclusion_asked=asked is not None,
        exclusion_waits=asked is not None and asked.state in OPEN_EXCLUSIONS,
    )
