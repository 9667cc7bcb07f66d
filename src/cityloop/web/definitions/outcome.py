"""What a dry run found, as tables of agencies, moves, clocks and bands."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from cityloop.agencies.models import Agency
from cityloop.core.models import localised
from cityloop.evaluation.choices import Band, UnitKind
from cityloop.evaluation.rules.intervals import wilson
from cityloop.places.models import Area
from cityloop.responsibility.choices import Clock, DefinitionKind
from cityloop.responsibility.models import DryRun

CONFIDENCE = Decimal("0.95")
MOST_MOVES = 50
COUNTED = ("before", "after", "shorter", "longer", "missed_before", "missed_after")


@dataclass(frozen=True, slots=True)
class Share:
    """A count of a total; the bounds (95 %) are those of a sample, None where all were counted."""

    count: int
    total: int
    low: Decimal | None
    high: Decimal | None

    @property
    def percent(self) -> Decimal | None:
        """The share in percent, or None of nothing."""
        return None if not self.total else 100 * Decimal(self.count) / self.total

    @property
    def bounds(self) -> tuple[Decimal, Decimal] | None:
        """The bounds in percent."""
        return None if self.low is None or self.high is None else (100 * self.low, 100 * self.high)


@dataclass(frozen=True, slots=True)
class Move:
    """Requests that would go to another agency."""

    was: str
    now: str
    count: int


@dataclass(frozen=True, slots=True)
class CountLine:
    """The counts of one agency or clock, in the order of COUNTED."""

    name: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BandLine:
    """A unit whose band would differ."""

    kind: str
    unit: str
    was: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Everything that a finished dry run says."""

    asked: int
    shares: tuple[tuple[str, Share], ...]
    moves: tuple[Move, ...]
    moves_left_out: int
    agencies: tuple[CountLine, ...]
    clocks: tuple[CountLine, ...]
    bands: tuple[BandLine, ...]


def outcome_of(run: DryRun) -> Outcome:
    """The tables of a dry run; two statements."""
    names = _names()
    moves = _moves(run.tally, names=names)
    by_agency = _grouped(run.tally, word="agency")
    by_clock = _grouped(run.tally, word="clock")
    return Outcome(
        asked=run.tally.get("asked", 0),
        shares=tuple(_shares(run)),
        moves=moves[:MOST_MOVES],
        moves_left_out=max(0, len(moves) - MOST_MOVES),
        agencies=tuple(
            CountLine(names.get(code, code) or _("nobody yet: to be consulted"), counts)
            for code, counts in by_agency
            if counts[0] != counts[1] or any(counts[2:4])
        ),
        clocks=tuple(CountLine(str(Clock(code).label), counts) for code, counts in by_clock),
        bands=tuple(_bands(run.tally, names=names)),
    )


def _shares(run: DryRun) -> list[tuple[str, Share]]:
    words = {
        "elsewhere": _("would go to another agency"),
        "no_row_before": _("have no row of the list today"),
        "no_row_after": _("would have no row of the list"),
        "shorter": _("would be due earlier"),
        "longer": _("would be due later"),
        "unlimited": _("would have no due time"),
        "missed_before": _("miss the due time of today's rules"),
        "missed_after": _("would miss the due time of the draft"),
    }
    if run.draft.kind == DefinitionKind.SCHEME:
        words = {"elsewhere": _("units would change their band")}
    elif run.draft.kind != DefinitionKind.DUTY_LIST:
        words = {key: one for key, one in words.items() if "row" not in key and key != "elsewhere"}
    else:
        words = {key: one for key, one in words.items() if not key.startswith("missed")}
    return [(word, _share(run, key=key)) for key, word in words.items()]


def _share(run: DryRun, *, key: str) -> Share:
    count, total = run.tally.get(key, 0), run.tally.get("asked", 0)
    if run.step == 1 or not total:
        return Share(count, total, None, None)
    bounds = wilson(Decimal(count), trials=Decimal(total), confidence=CONFIDENCE)
    return Share(count, total, bounds.low, bounds.high)


def _moves(tally: Mapping[str, int], *, names: Mapping[str, str]) -> tuple[Move, ...]:
    nobody = _("nobody yet: to be consulted")
    found = []
    for key, count in tally.items():
        word, _sign, pair = key.partition(":")
        if word == "move":
            was, _arrow, now = pair.partition(">")
            found.append(Move(names.get(was, was) or nobody, names.get(now, now) or nobody, count))
    return tuple(sorted(found, key=lambda one: (-one.count, one.was, one.now)))


def _grouped(tally: Mapping[str, int], *, word: str) -> list[tuple[str, tuple[int, ...]]]:
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for key, count in tally.items():
        parts = key.split(":")
        if parts[0] == word:
            counts[parts[1]][parts[2]] = count
    return [
        (code, tuple(found.get(name, 0) for name in COUNTED))
        for code, found in sorted(counts.items())
    ]


def _bands(tally: Mapping[str, int], *, names: Mapping[str, str]) -> list[BandLine]:
    found = []
    for key in sorted(tally):
        if key.startswith("band:"):
            _word, kind, unit, pair = key.split(":")
            was, _arrow, now = pair.partition(">")
            found.append(
                BandLine(str(UnitKind(kind).label), names.get(unit, unit), _band(was), _band(now))
            )
    return found


def _band(code: str) -> str:
    return str(Band(code).label) if code else _("not counted")


def _names() -> Mapping[str, str]:
    areas = Area.objects.values_list("code", "names")
    agencies = Agency.objects.values_list("code", "names")
    return {code: localised(names) for code, names in (*areas, *agencies)}
