"""What `score` prints for people: a table for each kind of unit, 100 columns wide."""

import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cityloop.evaluation.choices import Band, Rate
from cityloop.evaluation.queries import RateFigure, UnitLine
from cityloop.evaluation.rules.scheme import Gates

WIDTH = 100
NAMED = 3
ORDER = (
    Rate.RESPONSE,
    Rate.ON_TIME,
    Rate.REACH,
    Rate.RESOLUTION,
    Rate.SATISFACTION,
    Rate.AUDITED,
)
HEADINGS = {Rate.REACH: "Reached", Rate.AUDITED: "On site"}
BANDS = {Band.BETTER: "better", Band.SAME: "as peers", Band.WORSE: "worse"}
LEGEND = (
    "A cell: the share and its interval of 95 %, below it the count it rests on. Score: out of "
    "100, where every rate in it is compared."
)


def wide_console() -> Console:
    """A console of at most 100 columns; a file or a pipe gets all of them."""
    console = Console(file=sys.stdout, highlight=False, emoji=False, markup=False)
    console.width = min(console.width, WIDTH) if console.is_terminal else WIDTH
    return console


def print_units(console: Console, lines: Sequence[UnitLine], *, title: str, gates: Gates) -> None:
    """The units that are compared with all their figures, the others with a line of counts each."""
    console.print(f"\n{title}: {counted(len(lines), 'unit')}", style="bold")
    rates = [rate for rate in ORDER if any(_measured(line, rate) for line in lines)]
    ranked = [line for line in lines if is_compared(line)]
    few = [line for line in lines if not is_compared(line)]
    if ranked:
        console.print(_compared(ranked, rates=rates))
        console.print(LEGEND, style="dim")
    if few:
        console.print(f"\n{counted(len(few), 'unit')} with {_too_few(gates)}: counts only")
        console.print(_counts(few, rates=rates))
    _print_notes(console, ranked)


def counted(number: int, noun: str) -> str:
    """A count with its noun: 1 unit, 2 units."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def is_compared(line: UnitLine) -> bool:
    """Whether any of the unit's figures is set beside its peers."""
    bands = [figure.band for figure in line.rates.values()]
    return any(band != Band.UNRANKED for band in (line.band, *bands))


def _too_few(gates: Gates) -> str:
    return (
        f"fewer than {gates.minimum_cases} cases, or fewer than {gates.minimum_reach:.0%} reached"
    )


def shown_composite(line: UnitLine) -> Decimal | None:
    """The composite, or None where a gate lets counts alone be published (domain.md H5)."""
    return None if line.band == Band.UNRANKED else line.composite


def _measured(line: UnitLine, rate: Rate) -> bool:
    figure = line.rates.get(rate.value)
    return figure is not None and figure.value is not None


def _table(rates: Iterable[Rate]) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("Unit", min_width=14, ratio=1)
    table.add_column("Due", justify="right")
    for rate in rates:
        table.add_column(HEADINGS.get(rate, str(rate.label)), justify="right")
    return table


def _compared(lines: Iterable[UnitLine], *, rates: Sequence[Rate]) -> Table:
    table = _table(rates)
    table.add_column("Score", justify="right")
    for line in lines:
        cells = [_cell(line.rates.get(rate.value)) for rate in rates]
        left_out = f"\n-{line.excluded}" if line.excluded else ""
        table.add_row(Text(line.name), f"{line.due}{left_out}", *cells, _score(line))
    return table


def _counts(lines: Iterable[UnitLine], *, rates: Sequence[Rate]) -> Table:
    table = _table(rates)
    table.columns[0].no_wrap, table.columns[0].overflow = True, "ellipsis"
    for line in lines:
        cells = [_fraction(line.rates.get(rate.value)) for rate in rates]
        table.add_row(Text(line.name), str(line.due), *cells)
    return table


def _score(line: UnitLine) -> str:
    composite = shown_composite(line)
    band = BANDS.get(Band(line.band), "")
    return f"{'-' if composite is None else f'{composite:.1f}'}\n{band}"


def _cell(figure: RateFigure | None) -> str:
    if figure is None or figure.value is None:
        return "-"
    span = ""
    if figure.low is not None and figure.high is not None:
        span = f" {figure.low * 100:.0f}-{figure.high * 100:.0f}"
    return f"{figure.value:.0%}{span}\n{_fraction(figure)}"


def _fraction(figure: RateFigure | None) -> str:
    if figure is None or figure.value is None:
        return "-"
    return f"{_count(figure.numerator)}/{_count(figure.denominator)}"


def _count(value: Decimal) -> str:
    """A count as a whole number; one decimal where cases carry weights."""
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def _print_notes(console: Console, lines: Iterable[UnitLine]) -> None:
    """Each note once, with the units that it is about."""
    units: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        for note in line.notes:
            units[note].append(line.name)
    for note, names in units.items():
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        console.print(f"{note} {', '.join(names[:NAMED])}{more}.", style="dim")
