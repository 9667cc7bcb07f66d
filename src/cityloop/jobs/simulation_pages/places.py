"""Communities: what happens in them and what is heard of it."""

import numpy as np

from cityloop.jobs.simulation_pages.blocks import percent, shown, spaced, table, thousands
from cityloop.jobs.simulation_pages.past import Past, Pasts
from cityloop.jobs.simulation_pages.ranking import (
    WORST,
    agreements,
    spearman,
    worst_first,
)
from cityloop.simulation.arithmetic import Floats
from cityloop.simulation.streams import Bools, Ints
from cityloop_analytics.pictures import Axis, Points, scatter

MANY = 0.3


def kinds_of_place(past: Past) -> dict[str, Bools]:
    """Communities with many newcomers, those with many old people, and the others."""
    new = np.asarray(past.world.share_newcomer) >= MANY
    old = ~new & (np.asarray(past.world.share_65) >= MANY)
    return {"many newcomers": new, "many 65 or over": old, "others": ~new & ~old}


def per_household(past: Past) -> tuple[Floats, Floats]:
    """Requests and true incidents per 1,000 households by community."""
    said, true = past.requests_by_month.sum(axis=0), past.incidents_by_month.sum(axis=0)
    return past.per_thousand(said), past.per_thousand(true)


def areas_picture(past: Past) -> str:
    """Requests against true incidents, both per 1,000 households."""
    said, true = per_household(past)
    return scatter(
        "Communities: requests and true incidents, per 1,000 households",
        across=Axis(name="true incidents in three years"),
        up=Axis(name="requests"),
        series=[
            Points(name=name, across=true[where].tolist(), up=said[where].tolist())
            for name, where in kinds_of_place(past).items()
        ],
        alone=True,
    )


def silent_share(past: Past, *, where: Bools) -> float:
    """Share of the communities' incidents of which nobody spoke."""
    here = where[past.incidents["community"]]
    heard = np.isin(past.incidents["incident"], past.reports["incident"])
    return float((here & ~heard).sum() / here.sum())


def areas_block(past: Past) -> str:
    """The picture, and its three kinds of community in numbers."""
    said, true = past.requests_by_month.sum(axis=0), past.incidents_by_month.sum(axis=0)
    rows = []
    for name, where in {**kinds_of_place(past), "all": np.ones(len(said), dtype=bool)}.items():
        homes = float(past.world.households[where].sum()) / 1000.0
        rows.append(
            [
                name, thousands(where.sum()), thousands(true[where].sum() / homes),
                thousands(said[where].sum() / homes),
                f"{said[where].sum() / true[where].sum():.2f}",
                percent(silent_share(past, where=where)),
            ]
        )  # fmt: skip
    head = (
        "communities with", "count", "true incidents per 1,000 households",
        "requests per 1,000 households", "requests per true incident",
        "incidents of which nobody spoke",
    )  # fmt: skip
    words = f"Many are {percent(MANY, digits=0)} and more of the people."
    picture = shown("areas", of="Points of requests against true incidents by community")
    return f"{picture}\n\n{words}\n\n{table(head, rows=rows)}"


def ranking_block(pasts: Pasts) -> str:
    """Spearman's correlations, and how many of the truly worst ten each ranking misses."""
    rows = [
        (
            one.name,
            f"{one.rho:.2f}",
            f"{one.low:.2f} – {one.high:.2f}",
            f"{one.missing} of {WORST}",
        )
        for one in agreements(pasts.told)
    ]
    head = (
        "communities ranked by", "Spearman with truth", "95 % interval",
        "of the truly worst ten, missing in its worst ten",
    )  # fmt: skip
    return f"{table(head, rows=rows)}\n\n{seeds_text(pasts)}"


def seeds_text(pasts: Pasts) -> str:
    """The same correlations in single years from other seeds."""
    homes = pasts.told.world.households
    raw = [float(spearman(said, true)[0]) for true, said in pasts.others]
    per = [float(spearman(said / homes, true / homes)[0]) for true, said in pasts.others]
    return (
        f"{len(raw)} other seeds, each for the last year, give {min(raw):.2f} to {max(raw):.2f} "
        f"for all requests (median {np.median(raw):.2f}) and {min(per):.2f} to {max(per):.2f} for "
        f"requests per household (median {np.median(per):.2f})."
    )


def wronged_block(past: Past) -> str:
    """The ten communities that requests per household place furthest below their true rank."""
    said, true = per_household(past)
    ranks, truth = worst_first(said), worst_first(true)
    order = np.argsort(truth - ranks, kind="stable")
    head = (
        "community", "rank by requests", "true rank", "65 and over", "newcomers", "tenants",
        "income (city 1)", "propensity (city 1)", "incidents of which nobody spoke",
    )  # fmt: skip
    lower = [place_row(past, place=int(place), ranks=(ranks, truth)) for place in order[:WORST]]
    upper = [place_row(past, place=int(place), ranks=(ranks, truth)) for place in order[:-4:-1]]
    return "\n\n".join(
        [
            table(head, rows=lower),
            "And the three that requests place furthest above their true rank:",
            table(head, rows=upper),
        ]
    )


def place_row(past: Past, *, place: int, ranks: tuple[Ints, Ints]) -> tuple[str, ...]:
    """A community with its two ranks and who lives there."""
    world = past.world
    where = np.arange(len(world.community_code)) == place
    return (
        spaced(world.community_code[place]),
        str(ranks[0][place]),
        str(ranks[1][place]),
        *(
            percent(float(share[place]), digits=0)
            for share in (world.share_65, world.share_newcomer, world.share_rent)
        ),
        f"{world.income[place]:.2f}",
        f"{past.propensity[place]:.2f}",
        percent(silent_share(past, where=where), digits=0),
    )


def reasons_block(past: Past) -> str:
    """What goes with being placed too low: who lives there, how readily they speak, their need."""
    said, true = per_household(past)
    lowered = worst_first(said) - worst_first(true)
    world = past.world
    reasons = {
        "planted propensity of the community": past.propensity,
        "income": world.income,
        "share of newcomers": world.share_newcomer,
        "share of tenants": world.share_rent,
        "share of 65 and over": world.share_65,
        "true incidents per household": true,
    }
    rows = [
        (name, f"{float(spearman(values, lowered)[0]):+.2f}") for name, values in reasons.items()
    ]
    low, high = np.quantile(past.propensity, [0.1, 0.9])
    head = ("goes with", "Spearman with places lost")
    return (
        f"{table(head, rows=rows)}\n\nPropensity: a tenth of the communities lie below {low:.2f}, "
        f"a tenth above {high:.2f} of the city's mean."
    )
