"""What a city does today, counted from its history: who acts on what, where, and by when."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median
from zoneinfo import ZoneInfo

from cityloop.flows.history_records import HistoryRecord, Named

# Fewer rows than this say nothing about a place of its own: the row for the whole city serves.
LEAST_SUPPORT = 5
# An allowance is told in the unit in which it is the same most often; on a tie in the first.
UNITS = ("hours", "natural_days", "working_days")
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Share:
    """A code with its support: `support` of `total` rows."""

    code: str
    support: int
    total: int

    @property
    def share(self) -> float:
        """The part of the rows that say so, 0 to 1."""
        return self.support / self.total


@dataclass(frozen=True, slots=True)
class ProposedDuty:
    """Who acted on a service type, in one area or (area None) in the whole city."""

    service_type: str
    area: str | None
    agency: Share


@dataclass(frozen=True, slots=True)
class ProposedLimit:
    """The usual time from opening to target of a service type."""

    service_type: str
    amount: int
    unit: str
    support: int
    total: int
    median_hours: float

    @property
    def share(self) -> float:
        """The part of the rows with a target that were given just this time."""
        return self.support / self.total


@dataclass(slots=True)
class Things:
    """Codes of one kind with the words used for them and what stands above them."""

    rows: Counter[str] = field(default_factory=Counter)
    names: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    above: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, thing: Named | None, *, above: Named | None = None) -> None:
        """Count one row that speaks of the thing."""
        if thing is None:
            return
        self.rows[thing.code] += 1
        self.names[thing.code][thing.name] += 1
        if above is not None:
            self.above[thing.code][above.code] += 1

    def name(self, code: str) -> str:
        """Return the words used most for a code; of two equally used, the first by alphabet."""
        return most(self.names[code]).code

    def parent(self, code: str) -> str | None:
        """Return what stands above it in most rows, or None."""
        return most(self.above[code]).code if self.above.get(code) else None


@dataclass(slots=True)
class History:
    """Counts over records, from which everything proposed is drawn; order does not matter.

    `zone` is the city's: days are counted on its calendar.
    """

    zone: ZoneInfo
    types: Things = field(default_factory=Things)
    groups: Things = field(default_factory=Things)
    departments: Things = field(default_factory=Things)
    queues: Things = field(default_factory=Things)
    placed: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    owners: dict[tuple[str, str | None], Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    allowances: dict[str, Counter[tuple[int, int, int]]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    first: date | None = None
    last: date | None = None

    def add(self, record: HistoryRecord, *, area: str | None) -> None:
        """Count one record in its area."""
        kind = record.service_type.code
        self.types.add(record.service_type, above=record.group)
        self.groups.add(record.group)
        self.departments.add(record.department)
        self.queues.add(record.queue, above=record.department)
        self.kinds[kind][record.kind] += 1
        self.placed[kind] += record.latitude is not None
        owner = owner_code(record)
        if owner:
            self.owners[kind, None][owner] += 1
            if area is not None:
                self.owners[kind, area][owner] += 1
        if record.due_at is not None:
            opened_to_due = _allowance(record.opened_at, end=record.due_at, zone=self.zone)
            self.allowances[kind][opened_to_due] += 1
        opened = record.opened_at.astimezone(self.zone).date()
        self.first = min(self.first or opened, opened)
        self.last = max(self.last or opened, opened)

    def duties(self) -> Iterator[ProposedDuty]:
        """Yield the row for the whole city of each type, then the areas that differ from it.

        The owner is whoever had most rows. An area gets a row of its own when another owner has
        more than half of its rows and at least LEAST_SUPPORT of them.
        """
        for kind in sorted(self.types.rows):
            if (kind, None) not in self.owners:
                continue
            usual = most(self.owners[kind, None])
            yield ProposedDuty(service_type=kind, area=None, agency=usual)
            for area in sorted(area for one, area in self.owners if one == kind and area):
                local = most(self.owners[kind, area])
                enough = local.support >= LEAST_SUPPORT and local.share > 1 / 2
                if local.code != usual.code and enough:
                    yield ProposedDuty(service_type=kind, area=area, agency=local)

    def limits(self) -> Iterator[ProposedLimit]:
        """Yield the usual allowance of each type that has targets after its opening."""
        for kind in sorted(self.allowances):
            limit = _usual_limit(kind, allowances=self.allowances[kind])
            if limit is not None:
                yield limit


def owner_code(record: HistoryRecord) -> str:
    """Return the code of the agency an order went to: the queue, else the department."""
    if record.queue is not None:
        return queue_code(record.queue.code)
    return record.department.code if record.department is not None else ""


def owner_codes(record: HistoryRecord) -> tuple[str, ...]:
    """Return the agencies that a record names, the one that acts first."""
    department = (record.department.code,) if record.department is not None else ()
    return (owner_code(record), *department) if record.queue is not None else department


def queue_code(code: str) -> str:
    """Return the agency code of a queue; queues and departments may bear the same name."""
    return f"q-{code}"[:64]


def most(counts: Counter[str]) -> Share:
    """Return the code with most rows; of equals the first by alphabet, so order never decides."""
    code, support = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return Share(code=code, support=support, total=counts.total())


def _allowance(start: datetime, *, end: datetime, zone: ZoneInfo) -> tuple[int, int, int]:
    """Return hours, natural days and weekdays from opening to target, rounded to whole ones."""
    hours = round((end - start).total_seconds() / HOUR)
    opened, due = start.astimezone(zone).date(), end.astimezone(zone).date()
    return hours, (due - opened).days, _weekdays(opened, end=due)


def _usual_limit(kind: str, *, allowances: Counter[tuple[int, int, int]]) -> ProposedLimit | None:
    best: tuple[int, int, str] | None = None
    for place, unit in enumerate(UNITS):
        counts: Counter[int] = Counter()
        for allowance, rows in allowances.items():
            counts[allowance[place]] += rows
        amount, support = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        if amount > 0 and (best is None or support > best[1]):
            best = amount, support, unit
    if best is None:
        return None
    return ProposedLimit(
        service_type=kind,
        amount=best[0],
        unit=best[2],
        support=best[1],
        total=allowances.total(),
        median_hours=median(hours for hours, _, _ in allowances.elements()),
    )


def _weekdays(start: date, *, end: date) -> int:
    """Return the Mondays to Fridays after `start` up to and with `end`."""

    def until(day: date) -> int:
        weeks, rest = divmod(day.toordinal() - 1, 7)
        return weeks * 5 + min(rest + 1, 5)

    return until(end) - until(start)
