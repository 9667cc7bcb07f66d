"""Who speaks, by group and channel, and what counts of requests do tell."""

import numpy as np

from cityloop.jobs.simulation_pages.blocks import percent, spaced, table, thousands
from cityloop.jobs.simulation_pages.past import Past
from cityloop.jobs.simulation_pages.ranking import reports_by_month, spearman
from cityloop.simulation.streams import Bools
from cityloop.simulation.tables import CHANNELS, Array, Group

GROUPS = {"65 and over": Group.OLD, "tenants": Group.TENANT, "newcomers": Group.NEWCOMER}
BUSIEST = 0.01


def residents(past: Past) -> Bools:
    """Reports of incidents that residents made: firms are no people."""
    return np.asarray((past.reports["incident"] >= 0) & ~past.reports["firm"])


def voices_block(past: Past) -> str:
    """Each group's share of the people and of the reports, and how many each person makes."""
    world, mine = past.world, residents(past)
    group = past.reports["group"][mine]
    people = np.asarray(world.population, dtype=np.float64)
    shares = (world.share_65, world.share_rent, world.share_newcomer)
    factors = (past.parameters.file.voice.old, past.parameters.file.voice.tenant,
               past.parameters.file.voice.newcomer)  # fmt: skip
    rows = []
    for (name, bit), share, factor in zip(GROUPS.items(), shares, factors, strict=True):
        many, spoken = float((people * share).sum()), int(((group & bit) > 0).sum())
        rows.append(group_row(name, many=many, spoken=spoken, whole=(people.sum(), len(group)),
                              factor=f"{factor:g}"))  # fmt: skip
    rows.append(group_row("everybody", many=people.sum(), spoken=len(group),
                          whole=(people.sum(), len(group)), factor=""))  # fmt: skip
    head = (
        "group", "share of the people", "share of the reports", "reports per 1,000 people",
        "planted propensity",
    )  # fmt: skip
    return f"{table(head, rows=rows)}\n\n{busiest_text(past)}"


def group_row(
    name: str, *, many: float, spoken: int, whole: tuple[float, int], factor: str
) -> tuple[str, ...]:
    """A line of the table of groups."""
    return (
        name,
        percent(many / whole[0]),
        percent(spoken / whole[1]),
        thousands(1000 * spoken / many),
        factor,
    )


def busiest_text(past: Past) -> str:
    """How much of what is heard comes from those who speak most."""
    _, counts = np.unique(past.reports["person"][residents(past)], return_counts=True)
    most = np.sort(counts)[::-1]
    few = round(BUSIEST * len(most))
    return (
        f"{thousands(len(most))} residents reported anything; the busiest "
        f"{percent(BUSIEST, digits=0)} of them made {percent(most[:few].sum() / most.sum())} of "
        f"the reports, the busiest person {most[0]}."
    )


def channels_block(past: Past) -> str:
    """Who is behind the requests of each channel, beside their share of the people."""
    group, channel = past.reports["group"], past.reports["channel"]
    rows = []
    for number, name in enumerate(CHANNELS):
        mine = group[channel == number]
        shares = [((mine & bit) > 0).mean() for bit in (*GROUPS.values(), Group.FIRM)]
        rows.append([spaced(name), thousands(len(mine)), *(percent(one) for one in shares)])
    shares = [((group & bit) > 0).mean() for bit in (*GROUPS.values(), Group.FIRM)]
    rows.append(["All channels", thousands(len(group)), *(percent(one) for one in shares)])
    people = np.asarray(past.world.population, dtype=np.float64)
    living = [
        (people * share).sum() / people.sum()
        for share in (past.world.share_65, past.world.share_rent, past.world.share_newcomer)
    ]
    rows.append(["People of the city", "", *(percent(one) for one in living), ""])
    return table(["channel", "requests", *GROUPS, "firms"], rows=rows)


def good_block(past: Past) -> str:
    """Where counts follow truth and where not: types, months, days, larger areas."""
    rows = [
        ("service types, by reports", *agreement_of(*by_type(past))),
        ("months of the whole city, by reports", *agreement_of(*by_month(past))),
        ("days of the whole city, by reports", *agreement_of(*by_day(past))),
        ("sub-districts, by requests per household", *agreement_of(*by_subdistrict(past))),
    ]
    return table(["ranked", "how many", "Spearman with truth"], rows=rows)


def agreement_of(said: Array, true: Array) -> tuple[str, str]:
    """How many things are ranked, and how well."""
    return str(len(said)), f"{float(spearman(said, true)[0]):.2f}"


def by_type(past: Past) -> tuple[Array, Array]:
    """Reports as written down, and incidents, of every type that happens."""
    about = past.reports["incident"] >= 0
    types = len(past.world.type_code)
    said = np.bincount(past.reports["type_said"][about], minlength=types)
    true = np.bincount(past.incidents["type"], minlength=types)
    return said[true > 0], true[true > 0]


def by_month(past: Past) -> tuple[Array, Array]:
    """Reports and incidents of each month."""
    said = reports_by_month(past, first_only=False)
    return said.sum(axis=1), past.incidents_by_month.sum(axis=1)


def by_subdistrict(past: Past) -> tuple[Array, Array]:
    """Requests and true incidents per household, by sub-district."""
    world = past.world
    said = past.requests_by_month.sum(axis=0)
    parts = [
        np.bincount(world.subdistrict, weights=one)
        for one in (said, past.incidents_by_month.sum(axis=0), world.households)
    ]
    return parts[0] / parts[2], parts[1] / parts[2]


def by_day(past: Past) -> tuple[Array, Array]:
    """Reports and incidents of each day."""
    about = past.reports["incident"] >= 0
    said = np.bincount(past.day(past.reports["said"][about]), minlength=past.days)
    return said, np.bincount(past.day(past.incidents["began"]), minlength=past.days)
