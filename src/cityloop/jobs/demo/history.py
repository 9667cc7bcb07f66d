"""Three years of the demo city: simulated, worded, and written as past lives."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from cityloop.core.errors import InputError
from cityloop.flows.life_target import life_target
from cityloop.flows.lives import write_lives
from cityloop.intake.rules.city import CityDefinitions
from cityloop.intake.rules.load import load_city
from cityloop.jobs.demo.past import Chronicle, Names
from cityloop.jobs.demo.past_orders import Book
from cityloop.simulation.engine import months
from cityloop.simulation.parameters import Parameters, read_parameters
from cityloop.simulation.tables import Month
from cityloop.simulation.words import Wording, Writer, read_wording
from cityloop.simulation.world import read_world

SOURCE = "simulation"
YEARS = 3
BATCH = 500


@dataclass(frozen=True, slots=True)
class History:
    """A city's simulated past, ready to be told: what happened, and who tells it."""

    chronicle: Chronicle
    parameters: Parameters
    seed: int
    since: date
    until: date

    def months(self) -> Iterator[Month]:
        """Return its months, in order of time."""
        return months(
            self.chronicle.world,
            self.parameters,
            seed=self.seed,
            since=self.since,
            until=self.until,
        )


def demo_history(folder: Path, *, seed: int, at: datetime, years: int = YEARS) -> History:
    """Read the simulated city of a folder; its past ends with the day before the moment.

    Raises InputError for fewer than one year, and for a past from before the city's first day.
    """
    city, parameters = load_city(folder), read_parameters(folder)
    until = at.astimezone(ZoneInfo(city.city.zone)).date()
    since = date(until.year - years, until.month, 1)
    if years < 1 or since < city.city.valid_from:
        raise InputError(
            f"{years} years of past are not possible",
            mend=f"The city begins on {city.city.valid_from}; choose between 1 year and that day.",
        )
    wording = read_wording(folder)
    chronicle = Chronicle(
        world=read_world(folder),
        names=_names(city),
        writer=Writer(wording, seed=seed),
        book=_book(wording, parameters=parameters),
    )
    return History(chronicle, parameters, seed, since, until)


def tell_history(history: History, *, at: datetime, told: Callable[[float], object]) -> int:
    """Write the whole past, 500 lives at a time, and return how many there are.

    `told` is called after each batch with the share of the time that has been told, 0 to 1.
    """
    target = life_target(source=SOURCE, at=at)
    first = datetime.combine(history.since, time(), tzinfo=target.zone)
    count = 0
    for month in history.months():
        lives = history.chronicle.lives(month)
        while batch := list(islice(lives, BATCH)):
            count += write_lives(batch, target=target)
            told((batch[-1].received_at - first) / (at - first))
    return count


def _names(city: CityDefinitions) -> Names:
    items = {code: item.code for item in city.knowledge for code in item.service_types}
    return Names(
        types={one.code: one.names for one in city.service_types},
        keywords={one.code: one.keywords for one in city.service_types},
        areas={one.code: one.names for one in city.areas},
        items=items,
        any_item=city.knowledge[0].code,
    )


def _book(wording: Wording, *, parameters: Parameters) -> Book:
    drawn = parameters.file.calls.drawn
    return Book(sentences=wording.staff, weight=Decimal(str(round(1 / drawn, 6))))
