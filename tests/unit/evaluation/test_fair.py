"""Fair estimates beside H5: what they rest on, when they decide, and that nothing else moves."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from cityloop.core.errors import DefinitionError
from cityloop.evaluation.choices import Band, Rate, UnitClass, UnitKind
from cityloop.evaluation.rules.cohort import CohortEntry
from cityloop.evaluation.rules.digest import canonical
from cityloop.evaluation.rules.fair_placing import fairly_placed
from cityloop.evaluation.rules.scheme import EvaluationScheme
from cityloop.evaluation.rules.scoring import ScoringHistory, score_units
from cityloop.evaluation.rules.unit_score import UnitScore
from cityloop_analytics.measures.cells import units_only
from cityloop_analytics.measures.fair import Settings, fair_evaluation
from tests.unit.evaluation.cases import answered, preset, preset_mapping

SEED = 20260101
GOOD = {"A": (60, 57), "B": (60, 45), "C": (60, 44), "D": (60, 46), "E": (60, 20)}


def cohort(table: dict[str, tuple[int, int]] = GOOD) -> list[CohortEntry]:
    """Units with so many orders, of which so many are solved."""
    found: list[CohortEntry] = []
    for unit, (cases, solved) in table.items():
        found += answered(solved, solved="1", agency=unit)
        found += answered(cases - solved, solved="0", first=solved, agency=unit)
    return found


def placed(entries: Sequence[CohortEntry], scheme: EvaluationScheme) -> dict[str, UnitScore]:
    raw = score_units(
        entries, scheme=scheme, unit_kind=UnitKind.AGENCY, peers={}, history=ScoringHistory()
    )
    found = fairly_placed(raw, entries=entries, scheme=scheme, history={}, seed=SEED)
    return {score.unit: score for score in found}


def fair_scheme(**changes: Any) -> EvaluationScheme:  # noqa: ANN401 - fields of the scheme
    return preset(peers={"minimum_units": 1, "reference": "median"}, **changes)


def test_cases_are_those_of_the_rate() -> None:
    rate = placed(cohort(), fair_scheme())["A"].rate(Rate.RESOLUTION)
    assert rate.fair is not None
    assert rate.fair.cases == rate.value.effective


def test_weighted_answers_count_as_their_effective_number() -> None:
    entries = [
        replace(one, draw_weight=Decimal(3)) if place % 2 else one
        for place, one in enumerate(cohort())
    ]
    rate = placed(entries, fair_scheme())["B"].rate(Rate.RESOLUTION)
    assert rate.fair is not None
    assert abs(rate.fair.cases - rate.value.effective) < Decimal("0.0001")


def test_estimate_is_that_of_analytics_on_the_same_counts() -> None:
    cells = units_only([won for _all, won in GOOD.values()], trials=[n for n, _ in GOOD.values()])
    plain = fair_evaluation(cells, settings=Settings(seed=SEED))
    found = placed(cohort(), fair_scheme())
    ours = [float(found[unit].rate(Rate.RESOLUTION).fair.estimate) for unit in GOOD]  # type: ignore[union-attr]
    assert np.allclose(ours, plain.standardised, atol=0.01)


def test_clearly_worse_unit_is_called_worse() -> None:
    assert placed(cohort(), fair_scheme())["E"].rate(Rate.RESOLUTION).band == Band.WORSE


def test_classes_follow_the_fair_band_of_the_composite() -> None:
    found = placed(cohort(), fair_scheme())["A"]
    assert (found.composite.band, found.unit_class) == (Band.BETTER, UnitClass.ADVANCED)


def test_h5_decides_where_the_scheme_says_so() -> None:
    entries, scheme = cohort(), fair_scheme(bands="h5")
    raw = score_units(
        entries, scheme=scheme, unit_kind=UnitKind.AGENCY, peers={}, history=ScoringHistory()
    )
    found = placed(entries, scheme)
    assert {one.unit: one.composite.band for one in raw} == {
        unit: score.composite.band for unit, score in found.items()
    }


def test_scheme_without_rules_leaves_scores_as_they_are() -> None:
    entries = cohort()
    scheme = fair_scheme(bands="h5", fair=None)
    raw = score_units(
        entries, scheme=scheme, unit_kind=UnitKind.AGENCY, peers={}, history=ScoringHistory()
    )
    assert fairly_placed(raw, entries=entries, scheme=scheme, history={}, seed=SEED) == raw


def test_score_without_fair_figures_keeps_its_old_seal() -> None:
    scheme = fair_scheme(bands="h5", fair=None)
    found = placed(cohort(), scheme)["A"]
    assert "fair" not in canonical(found)["composite"]


def test_order_of_rows_changes_no_digit() -> None:
    entries = cohort()
    assert placed(entries, fair_scheme()) == placed(entries[::-1], fair_scheme())


def test_lone_unit_cannot_be_told_apart() -> None:
    rate = placed(cohort({"A": (60, 57)}), fair_scheme())["A"].rate(Rate.RESOLUTION)
    assert (rate.fair, rate.band) == (None, Band.SAME)


def test_thin_unit_is_not_placed() -> None:
    found = placed(cohort(GOOD | {"F": (5, 0)}), fair_scheme())["F"]
    assert (found.rate(Rate.RESOLUTION).fair, found.composite.band) == (None, Band.UNRANKED)


def test_places_count_from_the_best() -> None:
    fair = placed(cohort(), fair_scheme())["E"].rate(Rate.RESOLUTION).fair
    assert fair is not None
    assert (fair.worst_place, fair.units) == (5, 5)


def test_unit_without_cases_of_a_rate_has_no_composite() -> None:
    entries = [
        replace(one, satisfied_weight=None) if one.agency == "B" else one for one in cohort()
    ]
    assert placed(entries, fair_scheme())["B"].composite.fair is None


@pytest.mark.parametrize(
    "changes",
    [
        {"fair": None},
        {"fair": {"rates": [], "confidence": 0.9, "false_flag_rate": 0.05}},
        {"fair": {"rates": ["resolution"], "confidence": 1.5, "false_flag_rate": 0.05}},
        {"fair": {"rates": ["resolution"], "confidence": 0.9, "false_flag_rate": 0}},
    ],
)
def test_scheme_that_cannot_be_fair_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(DefinitionError, match=r"fair|rates|confidence|false_flag_rate"):
        EvaluationScheme.from_mapping(preset_mapping() | changes)
