"""What the last published evaluation says, for everybody: small counts are kept back.

The tables by body and by area divide the same cases twice, and their sum is printed for the whole
city; what that sum would give away is weighed here (domain.md H7, H8, H19-14).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from itertools import chain

from django.utils.translation import get_language

from cityloop.evaluation import queries
from cityloop.evaluation.choices import PeriodState, Rate, UnitKind
from cityloop.evaluation.models import EvaluationPeriod
from cityloop.evaluation.queries import RateFigure, UnitLine
from cityloop.evaluation.rules.intervals import wilson
from cityloop.evaluation.rules.scheme import EvaluationScheme

SHOWN = (Rate.RESPONSE, Rate.ON_TIME, Rate.RESOLUTION, Rate.SATISFACTION)
Lines = tuple[UnitLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CityRate:
    """A rate of the whole city with all that it rests on; None where it is kept back."""

    rate: str
    label: str
    numerator: Decimal | None
    denominator: Decimal | None
    low: Decimal | None
    high: Decimal | None

    @property
    def value(self) -> Decimal | None:
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator / self.denominator


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRates:
    """The last published evaluation by body and area, small counts kept back, and for the city."""

    pk: int
    code: str
    starts_at: datetime
    published_at: datetime | None
    scheme: str
    confidence: Decimal
    bodies: Mapping[str, UnitLine]
    areas: Mapping[str, UnitLine]
    city: tuple[CityRate, ...]

    def lines(self, kind: str) -> Lines:
        """All lines of bodies or of areas, by name."""
        found = self.areas if kind == UnitKind.AREA else self.bodies
        return tuple(found.values())


def last_published() -> EvaluationPeriod | None:
    """The newest period that is published and frozen; one statement."""
    return next((one for one in queries.periods() if one.state == PeriodState.PUBLISHED), None)


def public_rates(period: EvaluationPeriod, *, minimum: int) -> PublicRates:
    """The rates of a published period as everybody may read them, kept: it never changes."""
    seal = f"{period.entries_digest} {period.scores_digest}"
    return _rates(period.pk, seal, minimum, get_language())


@lru_cache(maxsize=8)
def _rates(pk: int, _seal: str, minimum: int, _language: str | None) -> PublicRates:
    period = queries.get_period(pk)
    scheme = EvaluationScheme.from_mapping(period.scheme.content)
    raw = {
        kind: queries.unit_table(period, unit_kind=kind)
        for kind in (UnitKind.DEPARTMENT, UnitKind.AREA)
    }
    kept = {kind: queries.protected(lines, minimum=minimum, own=()) for kind, lines in raw.items()}
    bodies, areas = kept[UnitKind.DEPARTMENT], kept[UnitKind.AREA]
    return PublicRates(
        pk=pk,
        code=period.code,
        starts_at=period.starts_at,
        published_at=period.published_at,
        scheme=f"{period.scheme.code} {period.scheme.version}",
        confidence=scheme.confidence,
        bodies={line.code: line for line in bodies},
        areas={line.code: line for line in areas},
        city=tuple(
            _city_rate(rate, raw=raw, kept=kept, least=(minimum, scheme.confidence))
            for rate in SHOWN
            if any(_measured(line, rate) for line in raw[UnitKind.DEPARTMENT])
        ),
    )


def _measured(line: UnitLine, rate: str) -> RateFigure | None:
    figure = line.rates.get(rate)
    return figure if figure is not None and figure.measured else None


def _figures(lines: Lines, rate: str) -> dict[str, RateFigure]:
    return {line.code: figure for line in lines if (figure := _measured(line, rate))}


def _city_rate(
    rate: Rate,
    *,
    raw: Mapping[UnitKind, Lines],
    kept: Mapping[UnitKind, Lines],
    least: tuple[int, Decimal],
) -> CityRate:
    minimum, confidence = least
    figures = _figures(raw[UnitKind.DEPARTMENT], rate)
    numerator = sum((one.numerator for one in figures.values()), Decimal(0))
    denominator = sum((one.denominator for one in figures.values()), Decimal(0))
    nothing = CityRate(
        rate=rate.value,
        label=str(rate.label),
        numerator=None,
        denominator=None,
        low=None,
        high=None,
    )
    unseen = [
        _unseen(
            _figures(raw[kind], rate),
            shown=_figures(kept[kind], rate),
            whole=(numerator, denominator),
        )
        for kind in raw
    ]
    if not denominator or not all(
        is_safe(part, minimum=minimum) for part in chain.from_iterable(unseen)
    ):
        return nothing
    ends = wilson(
        numerator / denominator * (size := _effective(figures.values())),
        trials=size,
        confidence=confidence,
    )
    return CityRate(
        rate=rate.value,
        label=str(rate.label),
        numerator=numerator,
        denominator=denominator,
        low=ends.low,
        high=ends.high,
    )


def _unseen(
    figures: Mapping[str, RateFigure],
    *,
    shown: Mapping[str, RateFigure],
    whole: tuple[Decimal, Decimal],
) -> list[list[Decimal]]:
    """Cases inside and outside the rate of the units kept back, and of those without a unit."""
    secret = [one for code, one in figures.items() if shown[code].hidden]
    inside = [one.numerator for one in secret]
    outside = [one.denominator - one.numerator for one in secret]
    inside.append(whole[0] - sum((one.numerator for one in figures.values()), Decimal(0)))
    outside.append(
        whole[1]
        - whole[0]
        - sum((one.denominator - one.numerator for one in figures.values()), Decimal(0))
    )
    return [inside, outside]


def is_safe(parts: Iterable[Decimal], *, minimum: int) -> bool:
    """Whether the sum of some unseen counts may be known: none is small, or none stands alone."""
    some = [part for part in parts if part > 0]
    if not any(part < minimum for part in some):
        return True
    return len(some) > 1 and sum(some) >= minimum


def _effective(figures: Iterable[RateFigure]) -> Decimal:
    """How many cases the city's rate rests on: sampled cases of each unit weigh as they do there.

    With d cases and an effective number e in each unit: (sum d)^2 / sum (d^2 / e) (Kish 1965).
    """
    rows = [
        (one.denominator, one.effective or one.denominator) for one in figures if one.denominator
    ]
    whole = sum((cases for cases, _size in rows), Decimal(0))
    return whole * whole / sum((cases * cases / size for cases, size in rows), Decimal(0))
