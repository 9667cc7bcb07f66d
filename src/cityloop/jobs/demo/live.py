"""Keeps the running demo alive: simulated people do in it what they do, only faster."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic
from zoneinfo import ZoneInfo

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from django.utils import timezone

from cityloop.core.errors import CityloopError, InputError, NotFound
from cityloop.core.models import City
from cityloop.flows import follow_up
from cityloop.flows.life_records import PastLife
from cityloop.intake.rules.load import load_city
from cityloop.jobs.demo.history import demo_history
from cityloop.jobs.demo.live_acts import NeverCame, Stage, stage_of_city
from cityloop.jobs.demo.live_order import Act, in_order
from cityloop.simulation.engine import months
from cityloop.workorders.operations import sweep_clocks

# Incidents that people speak of today began up to a month ago.
BEFORE = timedelta(days=31)
AHEAD = timedelta(days=366)
# Seconds between two sweeps of the clocks and draws of call-backs, in real time.
SWEEP_EVERY = 5.0


@dataclass(frozen=True, slots=True)
class Done:
    """An act that was done, or why it was refused; `at` is the simulated moment."""

    at: datetime
    step: str
    number: str
    refused: str = ""


@dataclass(slots=True)
class Tally:
    """How many acts were done, of how many lives, and how many were refused."""

    lives: int = 0
    done: int = 0
    refused: int = 0


@dataclass(slots=True)
class Pace:
    """Simulated time that runs `speed` times as fast as ours from a moment on."""

    since: datetime
    speed: float
    stop: Event = field(default_factory=Event)
    _started: float = field(default_factory=monotonic)

    def comes(self, moment: datetime) -> bool:
        """Wait until a simulated moment has come; False when told to stop before."""
        after = (moment - self.since).total_seconds() / self.speed
        return not self.stop.wait(max(0.0, self._started + after - monotonic()))


def future_lives(folder: Path, *, seed: int, since: datetime) -> Iterator[PastLife]:
    """Return the lives that the simulation has in store from a moment on, by when they speak.

    Whoever joins a matter that was opened before that moment is left out: this demo has it not.
    """
    history = demo_history(folder, seed=seed, at=since)
    today = since.astimezone(_zone(folder)).date()
    known: set[str] = set()
    for month in months(
        history.chronicle.world,
        history.parameters,
        seed=seed,
        since=today - BEFORE,
        until=today + AHEAD,
    ):
        if month.until <= since.timestamp():
            continue
        for life in history.chronicle.lives(month):
            if life.received_at < since or (life.joins and life.joins not in known):
                continue
            known.add(life.source_id)
            yield life


def demo_stage(folder: Path) -> Stage:
    """Return the running demo; raises NotFound and InputError where the database holds no demo.

    Invented people must never speak in the database of a real city.
    """
    city, invented = City.objects.first(), load_city(folder).city.code
    if city is None:
        raise NotFound(
            "There is no city in this database.",
            mend="Make the demo first: cityloop demo --no-server.",
        )
    if city.code != invented:
        raise InputError(
            f"The city in this database is '{city.code}', not the demo's '{invented}': nothing "
            "invented is written into it.",
            mend="Name the demo's database in CITYLOOP_DATABASE_URL.",
        )
    return stage_of_city()


def play(
    lives: Iterator[PastLife],
    *,
    stage: Stage,
    pace: Pace,
    until: datetime | None = None,
    hear: Callable[[Done], object] = lambda _done: None,
) -> Tally:
    """Let lives happen at their pace until a simulated moment or until told to stop.

    What a rule or the database refuses is reported and ends that act alone; an act that needs one
    that was refused is left out. Ctrl-C ends it too; the act in hand is then undone by its
    transaction.
    """
    tally = Tally()
    with suppress(KeyboardInterrupt):
        for done in _happenings(lives, stage=stage, pace=pace, until=until):
            _count(done, tally=tally)
            hear(done)
    return tally


def _happenings(
    lives: Iterator[PastLife], *, stage: Stage, pace: Pace, until: datetime | None
) -> Iterator[Done]:
    swept = monotonic()
    for life, act in in_order(lives):
        if (until is not None and act.at >= until) or not pace.comes(act.at):
            return
        if monotonic() - swept >= SWEEP_EVERY:
            _run_city(at=timezone.now())
            swept = monotonic()
        done = _attempt(act, life=life, stage=stage)
        if done is not None:
            yield done


def _attempt(act: Act, *, life: PastLife, stage: Stage) -> Done | None:
    try:
        number = stage.do(act, life=life, at=timezone.now())
    except NeverCame:
        # What came before was refused, such as the report itself, and reported then.
        return None
    except (CityloopError, DatabaseError, ObjectDoesNotExist, KeyError) as error:
        return Done(act.at, act.step, life.title, refused=str(error) or repr(error))
    return Done(act.at, act.step, number) if number else None


def _count(done: Done, *, tally: Tally) -> None:
    if done.refused:
        tally.refused += 1
        return
    tally.done += 1
    tally.lives += done.step == "receive"


def _run_city(*, at: datetime) -> None:
    """What the city does by itself: clocks, and who is to be called back."""
    sweep_clocks(by=None, at=at)
    follow_up.draw(by=None, at=at)


def _zone(folder: Path) -> ZoneInfo:
    return ZoneInfo(load_city(folder).city.zone)
