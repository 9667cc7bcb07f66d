"""A renewal project with nothing missing, for tests that take something away."""

from decimal import Decimal
from functools import cache
from pathlib import Path

from cityloop.renewal.rules.admission import Origin, Scale
from cityloop.renewal.rules.definitions import RenewalDefinitions, load_renewal
from cityloop.renewal.rules.funding import FundingMix, MoneyLine
from cityloop.renewal.rules.lifecycle import ProjectFacts

FOLDER = Path(__file__).parents[1] / "definitions" / "renewal"
COST = Decimal(1_000_000)


@cache
def renewal() -> RenewalDefinitions:
    return load_renewal(FOLDER)


def sound_facts() -> ProjectFacts:
    known = renewal()
    return ProjectFacts(
        gates=known.gates,
        caps=known.caps,
        exemptions=frozenset(one.code for one in known.exemptions),
        evidence=frozenset(one.code for one in known.evidence),
        origin=Origin(findings=("F-26-0001",)),
        scale=Scale(before=Decimal(10_000), demolished=Decimal(500), added=Decimal(300)),
        consent=True,
        cost=COST,
        funding=FundingMix(
            lines=(
                MoneyLine(source="fiscal", year=2027, planned=COST, committed=COST),
                MoneyLine(source="special-bond", year=2028, planned=COST),
            )
        ),
        may_stop=True,
        steps_done=1,
    )
