"""Why a unit stands in its band, in sentences with numbers (domain.md H5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cityloop.core.sentences import sentence_from
from cityloop.evaluation.choices import Band, Rate
from cityloop.evaluation.models import Score, ScoreRate
from cityloop.evaluation.queries.own import OwnScore
from cityloop.evaluation.rules.lift import (
    Compared,
    ComparedScore,
    cases_to_lift,
    cases_to_lift_score,
)
from cityloop.evaluation.rules.scheme import EvaluationScheme
from cityloop.web.components.words import said
from cityloop.web.templatetags.cityloop import percent, short

ORDER = (Rate.RESPONSE, Rate.ON_TIME, Rate.RESOLUTION, Rate.SATISFACTION, Rate.REACH, Rate.AUDITED)
# Whose cases the agency may look at; the others rest on what was said in call-backs.
OPEN = frozenset({Rate.RESPONSE, Rate.ON_TIME})
# What others do: whom the call-backs reach, and what an audit draws.
NOT_ITS_OWN = frozenset({Rate.REACH, Rate.AUDITED})
COUNTS: dict[str, str | Promise] = {
    Rate.RESPONSE: gettext_lazy("reached in time"),
    Rate.ON_TIME: gettext_lazy("answered in time"),
    Rate.RESOLUTION: gettext_lazy("called solved"),
    Rate.SATISFACTION: gettext_lazy("called satisfied"),
}
ONE, TENTH = Decimal(1), Decimal("0.1")


@dataclass(frozen=True, slots=True)
class RateFace:
    """A rate with its band and the sentences that say why; `open`: its cases may be looked at."""

    rate: str
    label: str
    row: ScoreRate
    open: bool
    why: tuple[str, ...]

    @property
    def value(self) -> Decimal | None:
        """The share, or None where nothing was measured."""
        return self.row.value if self.row.measured else None


@dataclass(frozen=True, slots=True)
class ScoreFace:
    """The composite: its formula with the numbers put in, and why it has its band."""

    formula: str
    why: tuple[str, ...]
    notes: tuple[str, ...]


def rate_faces(own: OwnScore, *, scheme: EvaluationScheme) -> list[RateFace]:
    """The measured rates of the unit, what is weighed first."""
    return [
        RateFace(rate.value, str(rate.label), row, rate in OPEN, tuple(_why_rate(row, scheme)))
        for rate in ORDER
        if (row := own.rates.get(rate)) is not None and row.measured
    ]


def _compared(row: ScoreRate, *, scheme: EvaluationScheme) -> Compared:
    scaled = row.standardised is not None and row.value
    return Compared(
        numerator=row.numerator,
        denominator=row.denominator,
        effective=row.effective,
        scale=row.standardised / row.value if scaled and row.standardised else ONE,  # type: ignore[operator]
        reference=row.reference or Decimal(),
        confidence=scheme.confidence,
    )


def _why_rate(row: ScoreRate, scheme: EvaluationScheme) -> Iterable[str]:
    if row.gate:
        yield said(row.gate)
        return
    if row.reference is None or row.compared_low is None or row.compared_high is None:
        yield _("It is not compared.")
        return
    if row.standardised is not None and row.expected is not None:
        yield _(
            "Allowing for the mix of cases: %(expected)s was to be expected, so it is compared "
            "as %(standardised)s."
        ) % {"expected": percent(row.expected), "standardised": percent(row.standardised)}
    numbers = {
        "low": percent(row.compared_low),
        "high": percent(row.compared_high),
        "reference": percent(row.reference),
    }
    yield _position(row.band) % numbers
    if row.rate in NOT_ITS_OWN:
        return
    more = cases_to_lift(_compared(row, scheme=scheme), band=Band(row.band))
    yield from _lift(row, more=more)


def _position(band: str) -> str:
    return {
        Band.BETTER.value: _(
            "The whole interval, %(low)s to %(high)s, lies above %(reference)s, the reference of "
            "the peers."
        ),
        Band.WORSE.value: _(
            "The whole interval, %(low)s to %(high)s, lies below %(reference)s, the reference of "
            "the peers."
        ),
    }.get(
        band,
        _(
            "The reference of the peers, %(reference)s, lies within the interval, %(low)s to "
            "%(high)s: so few cases do not tell the two apart."
        ),
    )


def _lift(row: ScoreRate, *, more: int | None) -> Iterable[str]:
    if row.band not in {Band.WORSE, Band.SAME}:
        return
    counted = str(COUNTS[row.rate])
    if more is None:
        yield _(
            "Even with all %(denominator)s %(counted)s the band would be the same: the cases are "
            "too few."
        ) % {"denominator": short(row.denominator), "counted": counted}
        return
    yield ngettext(
        "With %(more)d more of the %(denominator)s cases %(counted)s the band would be the next "
        "better one.",
        "With %(more)d more of the %(denominator)s cases %(counted)s the band would be the next "
        "better one.",
        more,
    ) % {"more": more, "denominator": short(row.denominator), "counted": counted}


def score_face(own: OwnScore, *, scheme: EvaluationScheme) -> ScoreFace:
    """The composite in words and numbers."""
    score = own.score
    return ScoreFace(
        formula=_formula(own, scheme=scheme),
        why=tuple(_why_score(own, scheme=scheme)),
        notes=tuple(said(sentence_from(note)) for note in score.notes),
    )


def _formula(own: OwnScore, *, scheme: EvaluationScheme) -> str:
    """K = 100 × (w1 × RR + w2 × SR + w3 × MR), with the weights and the rates put in."""
    parts = []
    for rate, weight in _weights(scheme):
        row = own.rates.get(rate)
        measured = row is not None and row.measured
        value = f"{row.value:.4f}" if measured and row and row.value is not None else "–"
        parts.append(f"{weight} × {value}")
    total = "–" if own.score.composite is None else f"{own.score.composite:.2f}"
    return f"K = 100 × ({' + '.join(parts)}) = {total}"


def _weights(scheme: EvaluationScheme) -> tuple[tuple[Rate, Decimal], ...]:
    weights = scheme.weights
    return (
        (Rate.RESPONSE, weights.response),
        (Rate.RESOLUTION, weights.resolution),
        (Rate.SATISFACTION, weights.satisfaction),
    )


def _why_score(own: OwnScore, *, scheme: EvaluationScheme) -> Iterable[str]:
    score = own.score
    if score.gate:
        yield said(score.gate)
        return
    if score.reference is None or score.low is None or score.high is None:
        yield _("It is not compared.")
        return
    numbers = {name: _points(getattr(score, name)) for name in ("low", "high", "reference")}
    yield _position(score.band) % numbers
    yield from _score_lift(score, own.rates.get(Rate.RESOLUTION), scheme=scheme)


def _points(value: Decimal) -> str:
    return f"{value.quantize(TENTH)}"


def _score_lift(score: Score, row: ScoreRate | None, *, scheme: EvaluationScheme) -> Iterable[str]:
    if row is None or not row.measured or score.band not in {Band.WORSE, Band.SAME}:
        return
    weighed = ComparedScore(
        low=score.low or Decimal(),
        high=score.high or Decimal(),
        reference=score.reference or Decimal(),
        weight=scheme.weights.resolution,
    )
    plain = Compared(
        numerator=row.numerator,
        denominator=row.denominator,
        effective=row.effective,
        scale=ONE,
        reference=Decimal(),
        confidence=scheme.confidence,
    )
    more = cases_to_lift_score(weighed, rate=plain, band=Band(score.band))
    if more is None:
        yield _("Solving more of these cases alone would not have changed the band.")
        return
    yield ngettext(
        "With %(more)d more case called solved, and all else as it is, the band would be the next "
        "better one.",
        "With %(more)d more cases called solved, and all else as it is, the band would be the next "
        "better one.",
        more,
    ) % {"more": more}
