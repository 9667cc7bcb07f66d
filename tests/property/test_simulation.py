"""Whatever the seed and the town: causes before effects, nothing lost, the same bytes again."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.simulation.engine import (
    Setting,
    State,
    next_month,
    setting_of,
    simulate_block,
    spoken_of,
)
from cityloop.simulation.incidents import incidents_of, month_starts, with_contagion
from cityloop.simulation.parameter_rows import GamingRow
from cityloop.simulation.scope import Scope, scopes_between
from cityloop.simulation.tables import Month, Table, Treatment
from tests.unit.simulation.small_world import (
    SINCE,
    UNTIL,
    column,
    demo_parameters,
    digest_of,
    small_world,
    town_months,
    town_parameters,
)

ROOT = Path(__file__).parents[2]
# Each step with what must have happened before it, wherever both have happened.
CAUSES = (
    ("said", "dispatched"),
    ("dispatched", "objected"),
    ("objected", "ruled"),
    ("ruled", "redispatched"),
    ("ruled", "accepted"),
    ("redispatched", "accepted"),
    ("dispatched", "accepted"),
    ("accepted", "contacted"),
    ("contacted", "extension_asked"),
    ("extension_asked", "extension_decided"),
    ("contacted", "answered"),
    ("said", "answered"),
    ("answered", "called"),
    ("answered", "closed"),
    ("called", "closed"),
    ("said", "closed"),
    ("closed", "reopened"),
    ("reopened", "second_answered"),
    ("second_answered", "second_closed"),
)
towns = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 2**32),
        "communities": st.integers(2, 6),
        "volume": st.sampled_from([0.0, 1.0, 20.0, 60.0]),
        "copies": st.integers(1, 2),
    }
)
some = settings(max_examples=8, deadline=None)


@some
@given(towns)
def test_no_event_happens_before_its_cause(town: dict[str, int]) -> None:
    for month in town_months(**town):
        times = {**month.handling.columns, "said": month.reports["said"]}
        for cause, effect in CAUSES:
            both = (times[cause] >= 0) & (times[effect] >= 0)
            assert (times[cause][both] <= times[effect][both]).all(), (cause, effect)


@some
@given(towns)
def test_every_request_ends_or_is_open(town: dict[str, int]) -> None:
    months = town_months(**town)
    treatment = column(months, "handling", "treatment")
    closed = column(months, "handling", "closed")
    dispatched = column(months, "handling", "dispatched")
    assert (column(months, "handling", "report") == column(months, "reports", "report")).all()
    on_the_spot = np.isin(treatment, [Treatment.AT_ONCE, Treatment.REFUSED, Treatment.REDIRECTED])
    assert (closed[on_the_spot] >= 0).all()
    assert (dispatched[treatment == Treatment.ORDER] >= 0).all()
    assert (closed[treatment == Treatment.OPEN] == -1).all()


@pytest.mark.parametrize("suppress", [0.0, 0.5])
def test_every_report_that_would_be_made_is_made_or_stands_in_unsaid(suppress: float) -> None:
    row = GamingRow(agency="urban-management", since=SINCE, suppress=suppress)
    parameters = town_parameters(volume=40.0, gaming=(row,))
    setting = setting_of(small_world(), parameters, seed=7, since=SINCE, until=UNTIL)
    days = setting.town.plan.days
    candidates, rows, unsaid, state = 0, 0, np.zeros(3, dtype=np.int64), None
    for scope in scopes_between(SINCE, until=UNTIL, days=days, seed=7, block=0, copies=2):
        candidates += len(
            spoken_of(incidents_in(setting, scope, state), setting=setting, scope=scope)
        )
        month, state = next_month(setting, scope=scope, state=state)
        rows += int((month.reports["incident"] >= 0).sum())
        unsaid += np.bincount(month.unsaid["why"], minlength=3)
    assert state is not None
    assert len(state.pending) == 0
    assert candidates == rows + unsaid.sum()
    assert (unsaid > 0).tolist() == [suppress > 0, True, True]


def incidents_in(setting: Setting, scope: Scope, state: State | None) -> Table:
    """The incidents of a month, drawn once more from its own streams."""
    ground, plan = setting.town.ground, setting.town.plan
    starts = month_starts(ground, plan=plan, scope=scope)
    if state is not None:
        starts = Table.joined(starts, state.later.take(state.later["day"] < scope.day_to))
    starts, _later = with_contagion(starts, ground=ground, plan=plan, scope=scope)
    return incidents_of(starts, ground=ground, plan=plan, scope=scope)


@some
@given(towns)
def test_a_joined_request_names_an_earlier_one_that_opened_the_matter(town: dict[str, int]) -> None:
    months = town_months(**town)
    treatment = column(months, "handling", "treatment")
    report, matter = column(months, "reports", "report"), column(months, "handling", "matter_of")
    joined = treatment == Treatment.JOINED
    assert (matter[joined] < report[joined]).all()
    opened = np.isin(treatment, [Treatment.ORDER, Treatment.OPEN])
    assert np.isin(matter[joined], report[opened]).all()


@some
@given(towns)
def test_a_report_is_said_while_its_incident_goes_on(town: dict[str, int]) -> None:
    months = town_months(**town)
    lives = {
        int(number): (int(began), int(ended))
        for month in months
        for number, began, ended in zip(
            *(month.incidents[name] for name in ("incident", "began", "ended")), strict=True
        )
    }
    for month in months:
        lives.update(
            (int(number), (lives[int(number)][0], int(ended)))
            for number, ended in zip(month.ends["incident"], month.ends["ended"], strict=True)
        )
    for number, said in zip(
        column(months, "reports", "incident"), column(months, "reports", "said"), strict=True
    ):
        if number >= 0:
            began, ended = lives[int(number)]
            assert began <= said
            assert ended == -1 or said <= ended


@some
@given(towns)
def test_first_and_repeat_tell_what_the_rows_tell(town: dict[str, int]) -> None:
    months = town_months(**town)
    heard: set[int] = set()
    spoken: set[tuple[int, int]] = set()
    rows = (column(months, "reports", name) for name in ("incident", "person", "first", "repeat"))
    for incident, person, first, repeat in zip(*rows, strict=True):
        if incident < 0:
            assert not first
            assert not repeat
            continue
        assert first == (incident not in heard)
        assert repeat == ((incident, person) in spoken)
        heard.add(incident)
        spoken.add((incident, person))


@some
@given(towns)
def test_reports_rise_in_time_and_stay_inside_the_span(town: dict[str, int]) -> None:
    months: list[Month] = town_months(**town)
    said, report = column(months, "reports", "said"), column(months, "reports", "report")
    assert (np.diff(said) >= 0).all()
    assert (np.diff(report) > 0).all()
    for month in months:
        assert (
            (month.reports["said"] >= month.first) & (month.reports["said"] < month.until)
        ).all()
        for name, values in month.handling.columns.items():
            if values.dtype == np.int64 and name not in ("due", "report", "matter_of"):
                assert (values < months[-1].until).all(), name


def test_another_process_with_another_hash_seed_gives_the_same_bytes() -> None:
    code = (
        "from tests.unit.simulation.small_world import digest_of, town_months;"
        "print(digest_of(town_months(seed=11)))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
    done = subprocess.run(  # noqa: S603 - our own code in our own interpreter
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
    )
    assert done.stdout.strip() == digest_of(town_months(seed=11))


def test_seeds_differ() -> None:
    assert digest_of(town_months(seed=1)) != digest_of(town_months(seed=2))


def test_a_block_is_the_same_whatever_ran_before_it() -> None:
    def block(first: int) -> str:
        months = simulate_block(
            small_world(),
            town_parameters(),
            seed=3,
            since=SINCE,
            until=UNTIL,
            block=first,
            copies=2,
        )
        return digest_of(list(months))

    alone = block(2)
    block(0)
    assert block(2) == alone


@pytest.mark.parametrize("way", ["gaming", "outbreaks", "measures"])
def test_the_demo_plants_something(way: str) -> None:
    assert getattr(demo_parameters().file, way)
