"""One lane of the facts: some blocks of copies, month by month, into files of its own."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from cityloop.core.definitions import plain_mapping
from cityloop.intake.rules.load import load_city
from cityloop.simulation.engine import simulate_block
from cityloop.simulation.facts.arrow import FactWriter, arrow_table, word_arrays
from cityloop.simulation.facts.dimensions import departments
from cityloop.simulation.facts.ledger import Ledger, ledger_of
from cityloop.simulation.facts.months import facts_of
from cityloop.simulation.facts.words import Copies, words_of
from cityloop.simulation.parameters import Parameters, read_parameters
from cityloop.simulation.tables import Month, Table
from cityloop.simulation.world import World, read_world
from cityloop_analytics.contracts import FACTS
from cityloop_analytics.manifest import FactFile

Told = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Source:
    """The city to simulate, as its folder says, and the span of days."""

    folder: Path
    seed: int
    since: date
    until: date


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What a folder says, read."""

    source: Source
    world: World
    parameters: Parameters
    ledger: Ledger

    def months(self, copies: Copies) -> Iterator[Month]:
        """The months of a block."""
        source = self.source
        return simulate_block(
            self.world,
            self.parameters,
            seed=source.seed,
            since=source.since,
            until=source.until,
            block=copies.first,
            copies=copies.count,
        )


def reading_of(source: Source, *, top: Mapping[str, str] | None = None) -> Reading:
    """Read the folder of a city. `top`: its departments, where they are known already.

    Raises DefinitionError.
    """
    world, parameters = read_world(source.folder), read_parameters(source.folder)
    top = top or departments(load_city(source.folder).agencies)
    place = {code: number for number, code in enumerate(world.agency_code)}
    ledger = ledger_of(
        world,
        parameters,
        since=source.since,
        until=source.until,
        limits=plain_mapping(source.folder / "time_limits.yaml"),
        department=[place[top[code]] for code in world.agency_code],
    )
    return Reading(source, world, parameters, ledger)


@dataclass(slots=True, eq=False)
class Spool:
    """Rows whose leading moment lies in a later month wait for it."""

    waiting: dict[str, Table] = field(default_factory=dict)

    def ready(self, fact: str, *, rows: Table, leading: str, until: int) -> Table:
        """The rows before a moment, by leading moment and then by number; the rest waits."""
        if fact in self.waiting:
            rows = Table.joined(self.waiting[fact], rows)
        late = rows[leading] >= until
        self.waiting[fact] = rows.take(np.flatnonzero(late))
        now = np.flatnonzero(~late)
        number = rows["request_id" if fact == "requests" else "order_id"]
        return rows.take(now[np.lexsort((number[now], rows[leading][now]))])


@dataclass(slots=True, eq=False)
class Lane:
    """The files of a lane, all open until its last block is written."""

    number: int
    out: Path
    closing: ExitStack
    writers: dict[tuple[str, str], FactWriter] = field(default_factory=dict)

    def write_block(self, copies: Copies, *, reading: Reading, told: Told) -> None:
        """Write the months of one block. Raises OSError."""
        spool = Spool()
        words = {
            one.name: word_arrays(words_of(one.name, world=reading.world, copies=copies))
            for one in FACTS
        }
        for month in reading.months(copies):
            tables = facts_of(month, ledger=reading.ledger)
            for contract in FACTS:
                rows = spool.ready(
                    contract.name,
                    rows=tables[contract.name],
                    leading=contract.leading,
                    until=month.until,
                )
                table = arrow_table(
                    rows,
                    contract=contract,
                    words=words[contract.name],
                    offset=reading.ledger.offset,
                )
                self.write(contract.name, month=month.name, table=table)
                told(len(rows))

    def write(self, fact: str, *, month: str, table: pa.Table) -> None:
        """Add a row group to the file of a fact and month, unless it is empty."""
        if not len(table):
            return
        if (fact, month) not in self.writers:
            contract = next(one for one in FACTS if one.name == fact)
            path = self.out / fact / f"{month}.{self.number}.parquet"
            self.writers[fact, month] = self.closing.enter_context(
                FactWriter(path, contract=contract)
            )
        self.writers[fact, month].write(table)

    def files(self) -> list[FactFile]:
        """What was written; the files are closed."""
        found = [
            FactFile.at(writer.path, folder=self.out, table=fact, month=month)
            for (fact, month), writer in self.writers.items()
        ]
        return sorted(found, key=lambda one: one.path)


@dataclass(frozen=True, slots=True)
class Share:
    """The share of a lane: its number, its blocks, and where to; `top` as in reading_of."""

    source: Source
    number: int
    blocks: Sequence[Copies]
    top: Mapping[str, str]
    out: Path


def write_lane(share: Share, *, told: Told) -> list[FactFile]:
    """Write the blocks of a lane, one after the other. Raises OSError, DefinitionError."""
    reading = reading_of(share.source, top=share.top)
    with ExitStack() as closing:
        lane = Lane(share.number, share.out, closing)
        for copies in share.blocks:
            lane.write_block(copies, reading=reading, told=told)
    return lane.files()


def counted(reading: Reading, *, copies: Copies) -> dict[str, int]:
    """How many rows of each fact a block has, without writing them."""
    counts: dict[str, int] = defaultdict(int)
    for month in reading.months(copies):
        for fact, rows in facts_of(month, ledger=reading.ledger).items():
            counts[fact] += len(rows)
    return dict(counts)
