"""Facts of a simulated city of any size, written by two processes with bounded memory.

The blocks of a city are dealt out to lanes; a lane is a process with files of its own. How many
lanes there are depends on the size alone, never on the machine, so the bytes of every file do too.
"""

import multiprocessing
import queue
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, Final

from cityloop.core.errors import CityloopError, InputError
from cityloop.intake.rules.load import load_city
from cityloop.simulation.engine import COPIES_PER_BLOCK
from cityloop.simulation.facts.dimensions import departments, write_dimensions
from cityloop.simulation.facts.lanes import Share, Source, Told, counted, reading_of, write_lane
from cityloop.simulation.facts.ledger import last_moment
from cityloop.simulation.facts.words import ONE_COPY, Copies
from cityloop.simulation.parameters import read_parameters
from cityloop.simulation.scope import check_span
from cityloop_analytics.manifest import FactFile, Manifest

# Copies of the city: some 60 thousand requests, some 6 million and 100 million rows in three years.
SIZES: Final[Mapping[str, int]] = {"town": 1, "city": 47, "megacity": 788}
LANES: Final = 2
# Measured: 126,937 rows of one copy in three years.
ROWS_A_DAY: Final = 116
WAIT_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class FactPlan:
    """A city to write: its source, and how many copies of it."""

    source: Source
    copies: int

    @property
    def rows(self) -> int:
        """About how many rows it will have, of the demo city."""
        return self.copies * (self.source.until - self.source.since).days * ROWS_A_DAY

    def lanes(self) -> list[list[Copies]]:
        """The blocks of each lane, about as many copies in each; one copy has one lane."""
        each = ceil(self.copies / LANES)
        size = ceil(each / ceil(each / COPIES_PER_BLOCK))
        blocks = [
            Copies(first, min(size, self.copies - first)) for first in range(0, self.copies, size)
        ]
        return [blocks[number::LANES] for number in range(min(LANES, len(blocks)))]


def fact_plan(source: Source, *, size: str = "town", rows: int | None = None) -> FactPlan:
    """A plan by name of a size, or by about how many rows of all facts together.

    Raises InputError for a size that nobody knows, for rows below 1 and for days outside the
    years that can be simulated.
    """
    check_span(source.since, until=source.until)
    if source.since >= source.until:
        raise InputError(
            f"{source.since} is not before {source.until}: there is no day to simulate."
        )
    if rows is not None:
        if rows < 1:
            raise InputError(f"{rows} rows cannot be written: ask for at least 1.")
        return FactPlan(source, copies_for(rows, source=source))
    if size not in SIZES:
        raise InputError(f"There is no size '{size}': choose {', '.join(SIZES)}.")
    return FactPlan(source, SIZES[size])


def copies_for(rows: int, *, source: Source) -> int:
    """How many copies have so many rows, by the rows of the first one."""
    each = sum(counted(reading_of(source), copies=ONE_COPY).values())
    return max(1, round(rows / max(each, 1)))


def write_facts(plan: FactPlan, *, out: Path, told: Told = lambda _rows: None) -> Manifest:
    """Write a plan's facts, dimensions and manifest into a folder; `told` hears of rows written.

    Raises OSError, DefinitionError, and CityloopError when a process ended before its time.
    """
    out.mkdir(parents=True, exist_ok=True)
    source = plan.source
    city, parameters = load_city(source.folder), read_parameters(source.folder)
    top = departments(city.agencies)
    shares = [Share(source, number, blocks, top, out) for number, blocks in enumerate(plan.lanes())]
    if len(shares) == 1:
        files = write_lane(shares[0], told=told)
    else:
        files = in_processes(shares, told=told)
    files += write_dimensions(city, copies=plan.copies, out=out)
    zone = parameters.calendar.zone
    manifest = Manifest(
        source="simulation",
        city=city.city.code,
        zone=zone,
        since=source.since.isoformat(),
        as_of=last_moment(source.since, until=source.until, zone=zone),
        files=tuple(files),
        seed=source.seed,
    )
    manifest.write(out)
    return manifest


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a process could not go on, in words and in the number of the system's error."""

    text: str
    errno: int | None


def in_processes(shares: Sequence[Share], *, told: Told) -> list[FactFile]:
    """Write each share in a process of its own."""
    context = multiprocessing.get_context("spawn")
    news = context.Queue()
    processes = [context.Process(target=_work, args=(share, news), daemon=True) for share in shares]
    for process in processes:
        process.start()
    try:
        return _gathered(news, processes=processes, told=told)
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _work(share: Share, news: Any) -> None:  # noqa: ANN401 - a queue
    """Write one share and send what is written, then its files."""
    # Whoever stops the program stops the parent, which ends this process.
    with suppress(KeyboardInterrupt):
        try:
            news.put(write_lane(share, told=news.put))
        except (OSError, CityloopError) as error:
            news.put(Failure(str(error), getattr(error, "errno", None)))


def _gathered(news: Any, *, processes: Sequence[Any], told: Told) -> list[FactFile]:  # noqa: ANN401 - of multiprocessing
    files: list[FactFile] = []
    lanes = len(processes)
    while lanes:
        try:
            heard = news.get(timeout=WAIT_SECONDS)
        except queue.Empty:
            _raise_if_dead(processes)
            continue
        if isinstance(heard, int):
            told(heard)
        elif isinstance(heard, Failure):
            if heard.errno is not None:
                raise OSError(heard.errno, heard.text)
            raise CityloopError(heard.text)
        else:
            files += heard
            lanes -= 1
    return files


def _raise_if_dead(processes: Sequence[Any]) -> None:
    for process in processes:
        if process.exitcode not in {None, 0}:
            raise CityloopError(
                f"A process that writes facts ended with code {process.exitcode}.",
                mend="Look whether the machine has memory left, and write them again.",
            )
