"""What came of an order: really solved or not, what the office says, what the person says."""

import numpy as np

from cityloop.simulation.calendar import DAY, HOUR
from cityloop.simulation.gaming import marked, with_calls_gamed
from cityloop.simulation.handling import STEP, Desk, in_daytime
from cityloop.simulation.streams import Bools, Ints
from cityloop.simulation.tables import NONE, OUTCOMES, DrawReason, Group, Intent, Table

MOST_SOLVED = 0.98
# What an honest office says of what it could not solve, with cumulative shares.
HONEST_WORDS = np.array([OUTCOMES.index(w) for w in ("partly", "planned", "impossible_now",
                                                     "not_found")])  # fmt: skip
HONEST_SHARES = np.array([0.3, 0.65, 0.88, 1.0])
RESOLVED, PLANNED, UNLAWFUL = (
    OUTCOMES.index(word) for word in ("resolved", "planned", "explained_unlawful")
)
SOLVED_IS, PARTLY_IS, UNRESOLVED_IS = 0, 1, 2
CALL_WITHIN = 3 * DAY


def concluded(orders: Table, *, desk: Desk) -> Table:
    """Orders with their truth, outcome, call-back, rework and close.

    `solved_truth` is what the first answer really did; `second_solved` what rework did.
    """
    orders = solved(orders, desk=desk)
    orders = told(orders, desk=desk)
    orders = called(orders, desk=desk)
    admitted = desk.offices.parameters.file.calls.pressure_told
    orders = with_calls_gamed(orders, play=desk.play, admitted=admitted)
    return reworked(closed(orders, desk=desk), desk=desk)


def solved(orders: Table, *, desk: Desk) -> Table:
    """Orders with `solved_truth`: the agency's quality x the type's ease x measures."""
    offices, chance = desk.offices, desk.chance
    count, agency = len(orders), orders["agency"]
    share = offices.solved[agency] * offices.ground.ease[orders["type_true"]]
    share = share * desk.factor(orders, of="solved", moments=orders["answered"])
    share = share * np.where(orders["stranger"], desk.figures.strangers_solve, 1.0)
    share = np.minimum(share, MOST_SOLVED)
    honest = orders["intent"] == Intent.HONEST
    met = (orders["intent"] == Intent.UNLAWFUL) & orders["over_promised"]
    done = (honest & ~orders["promised"] & (chance.shares(count) < share)) | met
    return orders.with_columns({"solved_truth": done})


def told(orders: Table, *, desk: Desk) -> Table:
    """Orders with the outcome that the office writes down; candour says unsolved when it is."""
    outcome = words_of(orders["solved_truth"], agencies=orders["agency"], desk=desk)
    outcome = np.where(orders["promised"], PLANNED, outcome)
    unlawful = (orders["intent"] == Intent.UNLAWFUL) & ~orders["over_promised"]
    return orders.with_columns({"outcome": np.where(unlawful, UNLAWFUL, outcome)})


def words_of(solved_truth: Bools, *, agencies: Ints, desk: Desk) -> Ints:
    """The outcome that agencies write: resolved, unless it is not and they are candid."""
    chance, count = desk.chance, len(solved_truth)
    word = HONEST_WORDS[np.searchsorted(HONEST_SHARES, chance.coins(count))]
    candid = chance.coins(count) < desk.offices.candour[agencies]
    return np.where(solved_truth | ~candid, RESOLVED, word)


def called(orders: Table, *, desk: Desk) -> Table:
    """Orders with the call-back: drawn, reached, and what the person says.

    Grades that the plan of call-backs names are all drawn, of others a share.
    """
    chance, figures = desk.chance, desk.offices.parameters.file.calls
    count = len(orders)
    always = desk.offices.called_always[orders["type_said"]]
    drawn = (chance.coins(count) < figures.drawn) | always
    old = (orders["group"] & Group.OLD) > 0
    answers = np.where(old, figures.reached_old, figures.reached)
    reached = drawn & (chance.coins(count) < answers)
    hours = figures.hours * chance.lognormals(count, sigma=figures.spread)
    wait = np.minimum((hours * HOUR).astype(np.int64), CALL_WITHIN)
    gone = orders["solved_truth"] | (orders["ends"] <= orders["answered"])
    said = says(gone, desk=desk)
    content = contentment(orders, said=said, desk=desk)
    return orders.with_columns(
        {
            "drawn": drawn,
            "reached": reached,
            "called": in_daytime(orders["answered"] + STEP + wait, desk=desk),
            "said_solved": np.where(reached, said, NONE),
            "said_satisfied": np.where(reached, content, NONE),
        }
    )


def says(gone: Bools, *, desk: Desk) -> Ints:
    """What a person says of whether it is solved, by truth with noise."""
    chance, figures = desk.chance, desk.offices.parameters.file.calls
    share = chance.coins(len(gone))
    yes = np.where(gone, figures.says_solved, 1.0 - figures.says_unsolved)
    partly = share < yes + (1.0 - yes) * figures.says_partly
    return np.where(share < yes, SOLVED_IS, np.where(partly, PARTLY_IS, UNRESOLVED_IS))


def contentment(orders: Table, *, said: Ints, desk: Desk) -> Ints:
    """Satisfaction 1 (very dissatisfied) to 5: solved, courtesy, in time, and the person."""
    figures = desk.offices.parameters.file.calls
    score = 3.4 + figures.content_solved * (1 - said)
    score = score + figures.content_courtesy * desk.offices.courtesy[orders["agency"]]
    score = score - figures.content_late * (orders["answered"] > orders["due"])
    score = score - 2.0 * (orders["intent"] == Intent.MALICIOUS)
    score = score + figures.content_spread * desk.chance.normals(len(orders))
    return np.asarray(np.clip(np.floor(score + 0.5), 1, 5)).astype(np.int64)


def closed(orders: Table, *, desk: Desk) -> Table:
    """Orders with their close: after the call, or by themselves when nobody is called."""
    figures = desk.offices.parameters.file.calls
    minutes = 5 + 25 * desk.chance.coins(len(orders))
    always = desk.offices.called_always[orders["type_said"]]
    reason = np.where(always, int(DrawReason.ALWAYS), int(DrawReason.SAMPLE))
    after_call = orders["called"] + (minutes * 60).astype(np.int64)
    alone = orders["answered"] + int(figures.closes_days * DAY)
    return orders.with_columns(
        {
            "closed": np.where(orders["drawn"], after_call, alone),
            "called": np.where(orders["drawn"], orders["called"], NONE),
            "draw_reason": np.where(orders["drawn"], reason, int(DrawReason.NOT_DRAWN)),
        }
    )


def reworked(orders: Table, *, desk: Desk) -> Table:
    """Orders reopened because the person says that it is not solved, with the second answer."""
    chance, figures = desk.chance, desk.offices.parameters.file.calls
    count, agency = len(orders), orders["agency"]
    unhappy = orders["said_solved"] == UNRESOLVED_IS
    again = unhappy & (chance.coins(count) < figures.reopens)
    span = (orders["due"] - orders["due_from"]) * figures.rework_share
    pace = 2.0 * desk.offices.pace[agency] * chance.lognormals(count, sigma=0.5)
    reopened = orders["closed"] + STEP
    answer = in_daytime(reopened + STEP + (span * pace).astype(np.int64), desk=desk)
    share = desk.offices.solved[agency] * figures.rework_solved
    honest = orders["intent"] == Intent.HONEST
    done = again & honest & ~orders["solved_truth"] & (chance.shares(count) < share)
    words = words_of(done, agencies=agency, desk=desk)
    unlawful = orders["outcome"] == UNLAWFUL
    last = answer + int(figures.closes_days * DAY)
    return orders.with_columns(
        {
            "rework": again,
            "reopened": np.where(again, reopened, NONE),
            "second_answered": np.where(again, answer, NONE),
            "second_closed": np.where(again, last, NONE),
            "second_solved": done,
            "second_outcome": np.where(again, np.where(unlawful, UNLAWFUL, words), NONE),
        }
    )


def over_promised(orders: Table, *, desk: Desk) -> Table:
    """Orders with `over_promised`: an unlawful demand that a unit means to meet (way 16)."""
    lead = desk.offices.lead[orders["type_true"], orders["community"]]
    meets = desk.play.played("over_promise", agencies=lead, moments=orders["said"])
    meets = meets & (orders["intent"] == Intent.UNLAWFUL)
    orders = orders.with_columns({"over_promised": meets})
    return marked(orders, way="over_promise", where=meets)
