"""What our corrections say of the simulated city, beside what is true there."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from cityloop.jobs.simulation_pages.blocks import shown, table, thousands
from cityloop.jobs.simulation_pages.past import SEED, Past
from cityloop.jobs.simulation_pages.ranking import spearman
from cityloop.simulation.arithmetic import Floats
from cityloop.simulation.calendar import DAY
from cityloop.simulation.parameters import agency_reader
from cityloop.simulation.streams import Bools
from cityloop.simulation.tables import Treatment
from cityloop_analytics.measures.bands import Band
from cityloop_analytics.measures.cells import Codes, codes_of, grouped, summed
from cityloop_analytics.measures.fair import FairEvaluation, Settings, fair_evaluation
from cityloop_analytics.measures.need import Need, corrected_need
from cityloop_analytics.measures.reporting import Matters
from cityloop_analytics.pictures import Axis, Points, scatter

FOLLOWED, CONFIDENCE = 30.0, 0.90
LEAST = 30
THOUSAND = 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class RecoveredNeed:
    """Communities: what the reports say and what is true; counts of three years."""

    need: Need
    true: Floats
    heard_true: Floats


@dataclass(frozen=True, slots=True, eq=False)
class RecoveredUnits:
    """Agencies with LEAST call-backs and more: fair figures beside the chance planted in them."""

    fair: FairEvaluation
    kind: Codes
    planted: Floats


def matters_of(past: Past) -> Matters:
    """Incidents with a report by a resident, as a city sees them: watched until the answer.

    Repeats are reports by others; that two reports are about one incident is taken as known.
    """
    reports, handling = past.reports, past.handling
    about = np.flatnonzero((reports["incident"] >= 0) & ~reports["firm"])
    about = about[np.argsort(reports["said"][about], kind="stable")]
    incident, said = reports["incident"][about], reports["said"][about]
    _, opening, matter = np.unique(incident, return_index=True, return_inverse=True)
    first = said[opening]
    answered = handling["answered"][about][opening]
    order = (handling["treatment"][about][opening] == Treatment.ORDER) & (answered >= 0)
    until = np.where(order, answered, first + FOLLOWED * DAY)
    watched = np.clip((until - first) / DAY, 0.0, FOLLOWED)
    lag = (said - first[matter]) / DAY
    other = reports["person"][about] != reports["person"][about][opening][matter]
    counts = other & (lag > 0) & (lag <= watched[matter])
    return Matters(
        area=reports["community"][about][opening],
        watched=watched,
        repeats=np.bincount(matter[counts], minlength=len(first)).astype(float),
        lag_sum=summed(lag[counts], by=matter[counts], size=len(first)),
        areas=len(past.world.community_code),
    )


def recovered_need(past: Past) -> RecoveredNeed:
    """Need of the communities from their reports alone, and the truth."""
    incidents = past.incidents
    places = len(past.world.community_code)
    heard = np.isin(incidents["incident"], past.reports["incident"])
    true = np.bincount(incidents["community"], minlength=places).astype(float)
    known = np.bincount(incidents["community"][heard], minlength=places)
    return RecoveredNeed(
        need=corrected_need(matters_of(past), confidence=CONFIDENCE, seed=SEED),
        true=true,
        heard_true=known / np.maximum(true, 1.0),
    )


def recovered_units(past: Past) -> RecoveredUnits:
    """Agencies from what was said at call-backs, partly solved a half, cases by type."""
    reports, handling, world = past.reports, past.handling, past.world
    asked = (handling["treatment"] == Treatment.ORDER) & (handling["said_solved"] >= 0)
    counts = np.bincount(handling["agency"][asked], minlength=len(world.agency_code))
    kept = np.flatnonzero(counts >= LEAST)
    place = np.full(len(world.agency_code), -1)
    place[kept] = np.arange(len(kept))
    rows = np.flatnonzero(asked & (place[handling["agency"]] >= 0))
    kinds, _ = codes_of([world.agency_kind[number] for number in kept])
    cells = grouped(
        place[handling["agency"][rows]],
        success=1.0 - handling["said_solved"][rows] / 2.0,
        factors={"type": codes_of(reports["type_said"][rows].tolist())[0]},
        kind=kinds,
    )
    reader = agency_reader(past.parameters.file, codes=world.agency_code, kinds=world.agency_kind)
    return RecoveredUnits(
        fair=fair_evaluation(cells, settings=Settings(confidence=CONFIDENCE, seed=SEED)),
        kind=kinds,
        planted=np.asarray(reader.floats("solved"))[kept],
    )


def need_block(past: Past) -> str:
    """Raw and corrected need against the truth: order, level and intervals."""
    found = recovered_need(past)
    need, true = found.need, found.true
    homes = np.asarray(past.world.households, dtype=float)
    rows = [
        _ranks("reported", need.reported, true, homes),
        _ranks("corrected", need.corrected, true, homes),
    ]
    inside = float(np.mean((need.low <= true) & (true <= need.high)))
    heard = float(spearman(need.heard, found.heard_true)[0])
    words = (
        f"Truly there were {thousands(true.sum())} incidents; "
        f"{thousands(need.reported.sum())} were reported by residents, "
        f"{thousands(need.corrected.sum())} are said to have been. The 90 % intervals hold the "
        f"truth in {inside:.0%} of communities. Chance to be heard: said to be "
        f"{need.heard.mean():.2f} on average, truly {found.heard_true.mean():.2f}; correlation "
        f"{heard:.2f}."
    )
    head = ("communities by", "Spearman with truth, number", "the same, per household")
    picture = shown("recovered-need", of="Corrected need against true incidents by community")
    return f"{picture}\n\n{table(head, rows=rows)}\n\n{words}"


def _ranks(name: str, said: Floats, true: Floats, homes: Floats) -> tuple[str, ...]:
    pairs = ((said, true), (said / homes, true / homes))
    return name, *(f"{float(spearman(one, other)[0]):.2f}" for one, other in pairs)


def need_picture(past: Past) -> str:
    """Reported and corrected need against the truth, per 1,000 households."""
    found = recovered_need(past)
    homes = np.asarray(past.world.households, dtype=float) / THOUSAND
    true = found.true / homes
    return scatter(
        "Communities: incidents reported and corrected, per 1,000 households",
        across=Axis(name="true incidents in three years"),
        up=Axis(name="said to have been"),
        series=[
            Points(
                name="reported",
                across=true.tolist(),
                up=(found.need.reported / homes).tolist(),
            ),
            Points(
                name="corrected",
                across=true.tolist(),
                up=(found.need.corrected / homes).tolist(),
                low=(found.need.low / homes).tolist(),
                high=(found.need.high / homes).tolist(),
            ),
        ],
        alone=True,
    )


def units_block(past: Past) -> str:
    """Raw, adjusted and fair figures of the agencies against what is planted in them."""
    found = recovered_units(past)
    fair, planted = found.fair, found.planted
    kinds = np.unique(found.kind)
    true = np.empty(len(planted))
    for kind in kinds:
        own = found.kind == kind
        true[own] = rankdata(planted[own])
    held = float(np.mean((fair.rank.low <= true) & (true <= fair.rank.high)))
    flagged = fair.bands.band != Band.SAME
    wrong = flagged & ((fair.bands.band == Band.BETTER) != _above(planted, found.kind))
    rows = [
        (name, f"{float(spearman(values, planted)[0]):.2f}")
        for name, values in (
            ("raw share solved", fair.raw),
            ("raw over expected", fair.ratio),
            ("fair estimate", fair.effect),
        )
    ]
    head = ("agencies by", "Spearman with the planted chance to solve")
    words = (
        f"{len(planted)} agencies of {len(kinds)} kinds with {LEAST} call-backs and more. The 90 % "
        f"intervals of places hold the true place in {held:.0%}. {int(flagged.sum())} are told "
        f"apart from the middle of their kind, {int(wrong.sum())} of them wrongly."
    )
    return f"{table(head, rows=rows)}\n\n{words}"


def _above(planted: Floats, kind: Codes) -> Bools:
    middles = {code: np.median(planted[kind == code]) for code in np.unique(kind)}
    return np.asarray(planted > np.array([middles[code] for code in kind]))
