"""A whole file: records and rejects one by one, and a first pass that only counts."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from cityloop.flows.history_records import HistoryRecord, Reject
from cityloop.integrations.history.areas import AreaFinder
from cityloop.integrations.history.default_points import Gathering, PointCounts
from cityloop.integrations.history.duplicates import Duplicates, DuplicateWindow
from cityloop.integrations.history.formats import Format
from cityloop.integrations.history.proposal import History
from cityloop.integrations.history.sources import rows
from cityloop.integrations.history.translate import Translator

BATCH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryFile:
    """A file and the layout it is read by; `no_points` are default points found in it."""

    path: Path
    layout: Format
    no_points: tuple[tuple[float, float], ...] = ()

    def __iter__(self) -> Iterator[HistoryRecord | Reject]:
        """Yield a record or a reject for every row, in the order of the file."""
        translator = Translator(layout=self.layout, no_points=self.no_points)
        for row in rows(self.path, layout=self.layout):
            if isinstance(row, Reject):
                yield row
            else:
                yield translator.record(row[0], values=row[1])


@dataclass(slots=True)
class Survey:
    """What the first pass over a file found; nothing has been written by then."""

    history: History
    duplicates: Duplicates
    read: int = 0
    rejects: list[Reject] = field(default_factory=list)
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)
    no_point: Counter[str] = field(default_factory=Counter)
    without_area: int = 0
    suspected: tuple[Gathering, ...] = ()

    @property
    def no_points(self) -> tuple[tuple[float, float], ...]:
        """The default points that the file gave away."""
        return tuple((one.latitude, one.longitude) for one in self.suspected)


def surveyed(
    file: HistoryFile,
    *,
    finder: AreaFinder,
    window: DuplicateWindow,
    progress: Callable[[int], None] | None = None,
) -> tuple[HistoryFile, Survey]:
    """Survey a file, and again without the default points that it gave away, if it did.

    Returns the file to read from now on, and what was found in it.
    """
    found = survey(file, finder=finder, window=window, progress=progress)
    if not found.suspected:
        return file, found
    cleaned = replace(file, no_points=found.no_points)
    again = survey(cleaned, finder=finder, window=window, progress=progress)
    again.suspected = found.suspected
    return cleaned, again


def survey(
    file: HistoryFile,
    *,
    finder: AreaFinder,
    window: DuplicateWindow,
    progress: Callable[[int], None] | None = None,
) -> Survey:
    """Read the whole file once: counts, rejects, default points, and what a proposal rests on.

    `progress` is told the rows read after each batch. Raises InputError where the file cannot
    be read on.
    """
    history = History(zone=file.layout.time_zone)
    found = Survey(history=history, duplicates=Duplicates(window=window))
    points = PointCounts()
    for batch in batches(file):
        found.read += len(batch)
        found.rejects += [one for one in batch if isinstance(one, Reject)]
        records = [one for one in batch if isinstance(one, HistoryRecord)]
        for record, area in zip(records, finder.codes(records), strict=True):
            _count(record, area=area, found=found, points=points)
        if progress is not None:
            progress(found.read)
    found.suspected = points.suspected()
    return found


def _count(record: HistoryRecord, *, area: str | None, found: Survey, points: PointCounts) -> None:
    found.unknown.update(record.unknown_values.items())
    found.without_area += area is None
    if record.latitude is None or record.longitude is None:
        found.no_point[record.no_point_reason] += 1
    else:
        points.add((record.latitude, record.longitude), address=record.address)
    found.history.add(record, area=area)
    found.duplicates.add(record)


def batches(file: HistoryFile, *, size: int = BATCH) -> Iterator[list[HistoryRecord | Reject]]:
    """Yield the rows of a file in lists of `size`."""
    rest = iter(file)
    while batch := list(islice(rest, size)):
        yield batch
