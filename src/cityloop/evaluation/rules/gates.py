"""When a figure is too thin to be compared: counts only."""

from collections.abc import Mapping
from decimal import Decimal

from cityloop.core.sentences import Sentence
from cityloop.evaluation.choices import Rate
from cityloop.evaluation.rules.rates import RateValue
from cityloop.evaluation.rules.scheme import Gates

# These rest on what was said in call-backs; the composite does too.
RESTS_ON_REACH = frozenset({Rate.RESOLUTION, Rate.SATISFACTION})


def case_gate(cases: int, *, gates: Gates) -> str | None:
    """Sentence when N is too small to rank any figure of the unit (domain.md H5, H19-9)."""
    if cases >= gates.minimum_cases:
        return None
    if cases == 1:
        return Sentence(
            "1 case, %(needed)s are needed to compare: counts only.", needed=gates.minimum_cases
        )
    return Sentence(
        "%(count)s cases, %(needed)s are needed to compare: counts only.",
        count=cases,
        needed=gates.minimum_cases,
    )


def reach_gate(reach: RateValue, *, gates: Gates) -> str | None:
    """Sentence when too few requesters were reached, or None; None too if nobody is ever called.

    It applies to resolution, satisfaction and the composite; being answered for by few says
    nothing about response or punctuality.
    """
    if reach.rate is None or reach.numerator >= gates.minimum_reach * reach.denominator:
        return None
    return Sentence(
        "%(share)s %% of requesters reached in call-backs, %(needed)s %% are needed to compare: "
        "counts only.",
        share=percentage(reach.rate),
        needed=percentage(gates.minimum_reach),
    )


def rate_gate(
    rate: Rate, *, cases: int, rates: Mapping[Rate, RateValue], gates: Gates
) -> str | None:
    """Sentence that says why this rate of the unit is not compared, or None."""
    too_few = case_gate(cases, gates=gates)
    if too_few:
        return too_few
    if not rates[rate].measured:
        return Sentence("Not measured.")
    return reach_gate(rates[Rate.REACH], gates=gates) if rate in RESTS_ON_REACH else None


def exclusion_warning(due: int, *, excluded: int, gates: Gates) -> str | None:
    """Sentence when more than the warning share of D was excluded, or None (domain.md H5)."""
    if excluded <= gates.exclusion_warning_share * due:
        return None
    return Sentence(
        "%(excluded)s of %(due)s cases (%(share)s %%) are excluded, more than %(limit)s %%.",
        excluded=excluded,
        due=due,
        share=percentage(Decimal(excluded) / due),
        limit=percentage(gates.exclusion_warning_share),
    )


def percentage(share: Decimal) -> str:
    """Share as per cent without needless decimals: .49 -> '49', .4975 -> '49.8'."""
    rounded = (share * 100).quantize(Decimal("0.1"))
    return format(rounded.normalize(), "f")
