"""Teams that work one order after the other: when each is done."""

import numpy as np

from cityloop.simulation.arithmetic import Floats
from cityloop.simulation.streams import Ints

# Working hours further apart than any backlog: lets one pass run over all teams at once.
APART = 1.0e6


def finished(
    arrivals: Floats, *, work: Floats, teams: Ints, backlog: Floats
) -> tuple[Floats, Floats]:
    """When each order is done, and until when each team is busy afterwards.

    Lindley's recursion F(n) = max(arrival(n), F(n-1)) + work(n), first come first served within a
    team. All times in working hours of the team's own clock; `backlog`: until when each team is
    busy before. With W the running sum of work, F(n) = W(n) + max over j <= n of
    (arrival(j) - W(j-1)), which is a running maximum.
    """
    busy = backlog.copy()
    if not len(arrivals):
        return arrivals.copy(), busy
    order = np.lexsort((arrivals, teams))
    team, took = teams[order], work[order]
    begins = np.flatnonzero(np.concatenate([[True], team[1:] != team[:-1]]))
    segment = np.repeat(np.arange(len(begins)), np.diff(np.append(begins, len(team))))
    total = np.cumsum(took)
    before = total - took
    before = before - before[begins][segment]
    came = np.maximum(arrivals[order], backlog[team])
    lead = np.maximum.accumulate(came - before + segment * APART) - segment * APART
    done = np.empty(len(arrivals))
    # The sum loses a little to rounding: nothing is done before it came and was worked on.
    ended = np.maximum(lead + before + took, came + took)
    done[order] = ended
    ends = np.append(begins[1:], len(team)) - 1
    busy[team[begins]] = ended[ends]
    return done, busy
