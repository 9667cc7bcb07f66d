"""What comes out has the sizes that the parameters state."""

from datetime import date
from typing import Any

import msgspec
import numpy as np
import pytest

from cityloop.simulation.engine import setting_of
from cityloop.simulation.gaming import WAYS, bit
from cityloop.simulation.incidents import day_factors
from cityloop.simulation.parameter_rows import AgencyFigures, Change, GamingRow, Outbreak
from cityloop.simulation.scope import scopes_between
from cityloop.simulation.tables import Intent, Treatment, Unsaid
from tests.unit.simulation.small_world import (
    SINCE,
    TYPES,
    UNTIL,
    column,
    demo_parameters,
    small_world,
    town_months,
    town_parameters,
)

FILE = demo_parameters().file
LAMP, HEATING = 0, 1
UNIT = 1
COPIES = 30
CALM: dict[str, Any] = {
    "type_defaults": msgspec.structs.replace(FILE.type_defaults, branching=0.0),
    "groups": {code: msgspec.structs.replace(row, branching=0.0)
               for code, row in FILE.groups.items()},
    "types": {code: msgspec.structs.replace(row, branching=0.0)
              for code, row in FILE.types.items()},
}  # fmt: skip


def test_incidents_come_at_their_rate() -> None:
    setting = setting_of(
        small_world(), town_parameters(volume=40.0), seed=5, since=SINCE, until=UNTIL
    )
    plan, ground = setting.town.plan, setting.town.ground
    expected = np.zeros(len(TYPES))
    for scope in scopes_between(SINCE, until=UNTIL, days=plan.days, seed=5, block=0, copies=COPIES):
        factors = day_factors(ground, plan=plan, scope=scope).sum(axis=1)
        expected += COPIES * factors * ground.rate.sum(axis=1)
    types = column(town_months(copies=COPIES, **CALM), "incidents", "type")
    found = np.bincount(types, minlength=len(TYPES))
    assert (np.abs(found - expected) <= 4 * np.sqrt(expected)).all()


def test_contagion_multiplies_by_one_over_one_less_the_branching_ratio() -> None:
    calm = (column(town_months(copies=COPIES, **CALM), "incidents", "type") == HEATING).sum()
    wild = (column(town_months(copies=COPIES), "incidents", "type") == HEATING).sum()
    ratio = FILE.types["heating-cold"].branching
    assert ratio is not None
    assert wild / calm == pytest.approx(1 / (1 - ratio), rel=0.1)


def test_agency_solves_its_share() -> None:
    agencies = {"urban-management": AgencyFigures(solved=0.6)}
    months = town_months(copies=COPIES, agencies=agencies)
    handling = {
        name: column(months, "handling", name)
        for name in ("agency", "answered", "solved_truth", "treatment", "sent_to")
    }
    types, intent = column(months, "reports", "type_true"), column(months, "reports", "intent")
    opened = column(months, "reports", "first")
    mine = (handling["agency"] % 5 == UNIT) & (handling["answered"] >= 0) & opened
    mine &= (types == LAMP) & (intent == Intent.HONEST) & (handling["treatment"] == Treatment.ORDER)
    share = 0.6 * float(FILE.groups["streets"].ease or 1)
    assert mine.sum() > 300
    assert handling["solved_truth"][mine].mean() == pytest.approx(
        share, abs=4 * np.sqrt(0.25 / mine.sum())
    )


def test_people_call_again_as_often_as_stated() -> None:
    never = msgspec.structs.replace(FILE.voice, calls_again=0.0)
    often = msgspec.structs.replace(FILE.voice, calls_again=0.4)
    shares = [
        column(town_months(copies=COPIES, voice=voice), "reports", "repeat").mean()
        for voice in (never, often)
    ]
    assert shares[0] < 0.01
    assert 0.015 < shares[1] < 0.4


@pytest.mark.parametrize("area", ["north", "c0"])
@pytest.mark.parametrize("branching", [0.0, 0.5])
@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_measure_multiplies_incidents_where_it_holds(
    factor: float, branching: float, area: str
) -> None:
    works = Change(code="works", types=("heating-cold",), areas=(area,), since=SINCE,
                   incidents=factor)  # fmt: skip
    types = {**CALM["types"]}
    types["heating-cold"] = msgspec.structs.replace(types["heating-cold"], branching=branching)
    figures = {**CALM, "types": types}
    found = []
    for measures in ((works,), ()):
        months = town_months(copies=2 * COPIES, measures=measures, **figures)
        heating = column(months, "incidents", "type") == HEATING
        place = column(months, "incidents", "community") % 4
        covered = place == 0 if area == "c0" else place % 2 == 0
        here, beside = heating & covered, heating & ~covered
        found.append((here.sum(), beside.sum()))
    assert found[0][0] / found[1][0] == pytest.approx(factor, rel=0.12)
    assert found[0][1] / found[1][1] == pytest.approx(1.0, rel=0.12)


def test_outbreak_of_one_month_leaves_the_draws_of_later_months_alone() -> None:
    outbreak = Outbreak(code="cold", types=("heating-cold",), areas=("c1",),
                        since=date(2025, 1, 22), days=3, extra=30.0)  # fmt: skip
    hit, calm = town_months(outbreaks=(outbreak,), **CALM), town_months(**CALM)
    assert (hit[0].incidents["outbreak"] == 0).sum() == pytest.approx(90, abs=40)
    for name in ("began", "lon", "severity"):
        assert (hit[2].incidents[name] == calm[2].incidents[name]).all()


@pytest.mark.parametrize("way", sorted(set(WAYS) - {"suppress", "leak", "whistle", "merge"}))
def test_unit_games_only_itself_and_only_since_its_day(way: str) -> None:
    since = date(2025, 3, 1)
    row = GamingRow(agency="urban-management", since=since, **{way: 0.9})
    months = town_months(copies=COPIES, gaming=(row,))
    gamed = (column(months, "handling", "gamed") & bit(way)) > 0
    said = column(months, "reports", "said")
    begins = next(month.first for month in months if month.name == "2025-03")
    assert gamed.any()
    # An order said shortly before is still in hand on the day.
    assert (said[gamed] >= begins - 60 * 86_400).all()
    agency = column(months, "handling", "agency")[gamed] % 5
    sent_to = column(months, "handling", "sent_to")[gamed] % 5
    treatment = column(months, "handling", "treatment")[gamed]
    assert ((agency == UNIT) | (sent_to == UNIT) | (treatment != Treatment.ORDER)).mean() > 0.9


def test_merging_joins_requests_of_other_incidents() -> None:
    row = GamingRow(agency="urban-management", since=SINCE, merge=0.9)
    months = town_months(copies=COPIES, gaming=(row,))
    merged = (column(months, "handling", "gamed") & bit("merge")) > 0
    assert merged.sum() > 50
    assert (column(months, "handling", "treatment")[merged] == Treatment.JOINED).all()
    assert column(months, "reports", "first")[merged].any()


def test_suppression_makes_incidents_silent() -> None:
    row = GamingRow(agency="urban-management", since=SINCE, suppress=0.8)
    months = town_months(copies=COPIES, gaming=(row,))
    heard = [
        ((column(one, "reports", "type_true") == LAMP) & column(one, "reports", "first")).sum()
        for one in (months, town_months(copies=COPIES))
    ]
    assert (column(months, "unsaid", "why") == Unsaid.SUPPRESSED).any()
    assert heard[0] < 0.5 * heard[1]


def test_shielded_reports_leak_and_people_are_angry() -> None:
    row = GamingRow(agency="supervision", since=SINCE, leak=1.0)
    months = town_months(copies=COPIES, gaming=(row,))
    leaked = (column(months, "handling", "gamed") & bit("leak")) > 0
    content = column(months, "handling", "said_satisfied")[leaked]
    assert leaked.any()
    assert set(content.tolist()) <= {-1, 1}


def test_whistling_unit_whistles_more() -> None:
    # The small town gives its offices nothing: what the unit pushes down is theirs.
    push = GamingRow(agency="urban-management", since=SINCE, push_down=0.9)
    whistle = GamingRow(agency="north-office", since=SINCE, whistle=0.9)
    months = town_months(copies=COPIES, gaming=(push, whistle))
    whistled = column(months, "handling", "whistled")
    agency = column(months, "handling", "agency") % 5
    assert whistled[agency == 3].mean() > 0.6
    assert whistled[agency == 4].mean() < 0.3


def test_copies_have_their_own_numbers() -> None:
    months = town_months(copies=3)
    assert set(np.unique(column(months, "incidents", "community")).tolist()) == set(range(12))
    assert column(months, "handling", "agency").max() >= 10


def test_unlawful_demands_are_refused_unless_a_unit_meets_them() -> None:
    months = town_months(copies=COPIES)
    unlawful = column(months, "reports", "intent") == Intent.UNLAWFUL
    refused = column(months, "handling", "treatment")[unlawful] == Treatment.REFUSED
    assert unlawful.sum() > 100
    assert refused.mean() == pytest.approx(FILE.dispatch.unlawful_refused, abs=0.1)
    assert not column(months, "handling", "solved_truth")[unlawful].any()
