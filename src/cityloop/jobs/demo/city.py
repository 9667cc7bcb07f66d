"""The demo city with requests in every state, from a seed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cityloop.accounts.choices import Role
from cityloop.core.errors import CityloopError
from cityloop.flows import follow_up
from cityloop.flows.found import Founding, found_city
from cityloop.followups.choices import FollowUpState, Satisfied, Solved
from cityloop.followups.models import FollowUp
from cityloop.intake.rules.load import load_city
from cityloop.jobs.demo.accused import accuse
from cityloop.jobs.demo.lives import FATES, Life, cast_of_city
from cityloop.jobs.demo.whistles import blow_whistles
from cityloop.jobs.demo.words import Storyteller, storyteller
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.operations import sweep_clocks

DAYS = 24
PASSWORD = "cityloop-demo"  # noqa: S105 - the demo's, printed when it starts
LONGEST_LIFE = timedelta(days=16)


@dataclass(frozen=True, slots=True)
class DemoSize:
    """How many requests, from which seed."""

    requests: int = 150
    seed: int = 12345


def load_demo_city(folder: Path, *, at: datetime) -> None:
    """Write the demo's definitions; every account has the demo's password."""
    founding = Founding(load_city(folder), folder, password_for=lambda _name: PASSWORD)
    found_city(founding, by=None, at=at)


def tell_demo(
    folder: Path, *, size: DemoSize, at: datetime, told: Callable[[], object] = lambda: None
) -> int:
    """Let invented requests live their lives until `at`; `told` is called after each.

    Returns how many there are.
    """
    teller = storyteller(folder, seed=size.seed)
    cast = cast_of_city()
    moments = sorted(_moment(teller, at=at) for _ in range(size.requests))
    fates, weights = [fate for fate, _ in FATES], [weight for _, weight in FATES]
    for moment in moments:
        fate = teller.random.choices(fates, weights)[0]
        # What is old has ended; what is unfinished is of the last days.
        fate = fate if at - moment < LONGEST_LIFE else "follow_up"
        LifeByTheClock(teller, cast, min(moment, at - _needs(fate))).live(fate)
        told()
    blow_whistles(cast, random=teller.random, at=at)
    _call_back(teller, at=at)
    accused = accuse(teller, cast=cast, at=at)
    run_clock(until=at)
    return size.requests + (accused is not None)


class LifeByTheClock(Life):
    """A life in which the clock runs while somebody waits."""

    def wait(self, *, least: float, most: float) -> datetime:
        """Let some hours pass; whoever is told of a level meanwhile is told at its moment."""
        moment = super().wait(least=least, most=most)
        run_clock(until=moment)
        return moment


def run_clock(*, until: datetime) -> None:
    """Sweep at each moment at which an order wants it, in their order, as a busy clock would."""
    wanted = WorkOrder.objects.filter(next_check_at__lte=until).order_by("next_check_at")
    while (moment := wanted.values_list("next_check_at", flat=True).first()) is not None:
        sweep_clocks(by=None, at=moment)


def _moment(teller: Storyteller, *, at: datetime) -> datetime:
    """Days of the past, busier by day than at night."""
    day = at - timedelta(days=teller.random.uniform(0.1, DAYS))
    hour = min(23, max(0, int(teller.random.gauss(14, 4))))
    return day.replace(hour=hour, minute=teller.random.randint(0, 59), second=0, microsecond=0)


def _needs(fate: str) -> timedelta:
    """The time that a life to this fate can take, so that nothing happens after now."""
    return {
        "triage": timedelta(hours=1),
        "sent": timedelta(hours=2),
        "accepted": timedelta(hours=5),
        "objected": timedelta(hours=2),
        "upheld": timedelta(hours=10),
        "overruled": timedelta(hours=10),
        "in_progress": timedelta(hours=20),
        "extension_asked": timedelta(hours=21),
        "deferred": timedelta(hours=28),
    }.get(fate, LONGEST_LIFE)


def _call_back(teller: Storyteller, *, at: datetime) -> None:
    """Draw who is called back, and let most of them answer."""
    cast = cast_of_city()
    agent = cast.by_role[Role.FOLLOW_UP_AGENT]
    follow_up.draw(by=agent, at=at - timedelta(days=4))
    queue = FollowUp.objects.filter(state=FollowUpState.QUEUED, window_from__lte=at)
    for one in queue.order_by("pk"):
        if teller.random.random() < 0.25:  # noqa: PLR2004 - these stay in the queue
            continue
        try:
            follow_up.record_answers(one, answers=_answers(teller), by=agent, at=at)
        except CityloopError:
            # Such as a case of the agent's own agency: the rules hold for invented people too.
            continue


def _answers(teller: Storyteller) -> dict[str, object]:
    pick = teller.random.choice
    good = teller.random.random() < 0.82  # noqa: PLR2004 - a share
    felt = [Satisfied.VERY_SATISFIED, Satisfied.SATISFIED, Satisfied.FAIR]
    poor = [Satisfied.FAIR, Satisfied.DISSATISFIED, Satisfied.VERY_DISSATISFIED]
    return {
        "contacted": True,
        "what_was_done": teller.said("answers"),
        "solved": Solved.RESOLVED if good else pick([Solved.PARTLY, Solved.UNRESOLVED]),
        "attitude": pick(felt if good else poor),
        "speed": pick(felt if good else poor),
        "satisfied": pick(felt if good else poor),
        "may_publish": pick([True, False]),
        "pressured": teller.random.random() < 0.03,  # noqa: PLR2004 - a share
        "comment": "",
    }
