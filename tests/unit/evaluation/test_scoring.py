"""The score of all units together."""

from decimal import Decimal

from cityloop.evaluation.choices import Band, Rate, UnitClass, UnitKind
from cityloop.evaluation.rules.classes import PeriodFigures, UnitHistory
from cityloop.evaluation.rules.cohort import CohortEntry
from cityloop.evaluation.rules.placing import period_figures
from cityloop.evaluation.rules.scoring import ScoringHistory, score_units
from cityloop.evaluation.rules.unit_score import UnitScore
from tests.unit.evaluation.cases import answered, entries, preset


def unit(code: str, *, good: int, bad: int) -> list[CohortEntry]:
    return answered(good, solved="1", agency=code) + answered(
        bad, solved="0", agency=code, first=good
    )


def scores(
    cohort: list[CohortEntry], *, history: ScoringHistory | None = None, reference: str = "median"
) -> dict[str, UnitScore]:
    found = score_units(
        cohort,
        scheme=preset(peers={"minimum_units": 2, "reference": reference}),
        unit_kind=UnitKind.AGENCY,
        peers={},
        history=history or ScoringHistory(),
    )
    return {one.unit: one for one in found}


CITY = [
    *unit("best", good=195, bad=5),
    *unit("one", good=160, bad=40),
    *unit("two", good=162, bad=38),
    *unit("three", good=158, bad=42),
    *unit("worst", good=100, bad=100),
]


def test_units_apart_from_their_peers_have_their_bands() -> None:
    found = {code: one.rate(Rate.RESOLUTION).band for code, one in scores(CITY).items()}
    assert found == {
        "best": Band.BETTER,
        "one": Band.SAME,
        "two": Band.SAME,
        "three": Band.SAME,
        "worst": Band.WORSE,
    }


def test_tiers_follow_the_overlaps() -> None:
    found = {code: one.rate(Rate.RESOLUTION).tier for code, one in scores(CITY).items()}
    assert found == {"best": 1, "one": 2, "two": 2, "three": 2, "worst": 3}


def test_composite_is_banded_too() -> None:
    assert scores(CITY)["best"].composite.band == Band.BETTER


def test_unit_in_the_top_band_of_its_composite_is_advanced() -> None:
    assert scores(CITY)["best"].unit_class == UnitClass.ADVANCED


def test_reference_mean_is_over_all_cases() -> None:
    found = scores(CITY, reference="mean")["one"].rate(Rate.RESOLUTION)
    assert found.reference == found.peer_mean == Decimal("0.775")


def test_thin_unit_helps_to_form_the_mean_of_its_peers() -> None:
    found = scores([*unit("big", good=100, bad=0), *unit("thin", good=0, bad=25)])
    assert found["big"].rate(Rate.RESOLUTION).peer_mean == Decimal("0.8")


def test_thin_unit_does_not_move_the_reference() -> None:
    found = scores([*unit("big", good=100, bad=0), *unit("thin", good=0, bad=25)])
    assert found["big"].rate(Rate.RESOLUTION).reference == 1


def test_orders_of_no_unit_are_left_out() -> None:
    assert scores(entries(40, agency=None)) == {}


def test_exclusions_are_published_by_code() -> None:
    cohort = (
        unit("A", good=30, bad=0)
        + entries(2, first=90, exclusion="EX9")
        + entries(1, first=95, exclusion="EX1")
    )
    found = scores(cohort)["A"]
    assert (found.due, found.counted, found.exclusions) == (33, 30, (("EX1", 1), ("EX9", 2)))


def test_unit_in_the_support_programme_is_not_compared() -> None:
    past = tuple(PeriodFigures(structural_volume=Decimal(90)) for _ in range(2))
    heavy = UnitHistory(past=past, structural_volume=Decimal(90), outside_causes=True)
    found = scores(CITY, history=ScoringHistory(units={"worst": heavy}))["worst"]
    assert (found.unit_class, found.composite.band) == (UnitClass.GOVERNANCE, Band.UNRANKED)


def test_figures_kept_back_do_not_enter_the_history() -> None:
    found = period_figures(scores(unit("thin", good=20, bad=0))["thin"])
    assert found == PeriodFigures()


def test_published_figures_enter_the_history() -> None:
    found = period_figures(scores(unit("A", good=40, bad=0))["A"])
    assert (found.composite, found.resolution) == (Decimal(100), Decimal(1))
