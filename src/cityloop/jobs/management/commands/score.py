"""`cityloop score`: the rates of every unit in a period, each with what it rests on."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from rich.console import Console

from cityloop.accounts.models import User
from cityloop.core.errors import NotFound
from cityloop.evaluation.choices import Rate, UnitKind
from cityloop.evaluation.models import EvaluationPeriod
from cityloop.evaluation.queries import RateFigure, UnitLine, unit_table
from cityloop.flows import score


class Command(BaseCommand):
    help = "Score a month, quarter or year; the draft replaces an earlier draft of the period."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--period", required=True, help="2026-02, 2026-Q1 or 2026")
        parser.add_argument("--by", choices=UnitKind.values, help="one kind of unit only")
        parser.add_argument("--scheme", default="", help="a scheme other than the city's")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        parser.add_argument("--publish", metavar="NAME", help="freeze it in this name")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        now = timezone.now()
        period = score.run_period(
            code=options["period"], scheme_code=options["scheme"], by=None, at=now
        )
        if options["publish"]:
            score.publish_period(period, by=_person(options["publish"]), at=now)
        kinds = [UnitKind(options["by"])] if options["by"] else list(UnitKind)
        for kind in kinds:
            lines = unit_table(period, unit_kind=kind)
            if options["json"]:
                self._print_json(period, kind, lines)
            else:
                console = Console()
                console.rule(f"{period.code} by {kind.label}, scheme {period.scheme.code}")
                for line in lines:
                    _print_unit(console, line)
        if not period.cases.exists():
            self.stderr.write(f"No case is due in {period.code}; nothing is scored.")

    def _print_json(
        self, period: EvaluationPeriod, kind: UnitKind, lines: tuple[UnitLine, ...]
    ) -> None:
        for line in lines:
            self.stdout.write(json.dumps(_as_json(period, kind, line), ensure_ascii=False))


def _person(name: str) -> User:
    found = User.objects.filter(username=name).first()
    if found is None:
        raise NotFound(f"nobody is called {name}.", mend="Give the sign-in name of a person.")
    return found


def _as_json(period: EvaluationPeriod, kind: UnitKind, line: UnitLine) -> dict[str, Any]:
    return {
        "period": period.code,
        "scheme": period.scheme.code,
        "by": kind.value,
        "unit": line.code,
        "name": line.name,
        "due": line.due,
        "excluded": line.excluded,
        "counted": line.counted,
        "exclusions": line.exclusions,
        "composite": None if line.composite is None else float(line.composite),
        "band": line.band,
        "notes": list(line.notes),
        "rates": {name: _rate(figure) for name, figure in line.rates.items()},
    }


def _rate(figure: RateFigure) -> dict[str, Any]:
    return {
        "measured": figure.measured,
        "numerator": float(figure.numerator),
        "denominator": float(figure.denominator),
        "value": None if figure.value is None else round(float(figure.value), 6),
        "low": None if figure.low is None else float(figure.low),
        "high": None if figure.high is None else float(figure.high),
        "band": figure.band,
    }


def _print_unit(console: Console, line: UnitLine) -> None:
    """One unit: a heading with its counts, then a line for each rate that is measured."""
    left_out = f", {line.excluded} left out" if line.excluded else ""
    console.print(f"\n[bold]{line.name}[/bold]: {line.due} due{left_out}")
    for note in line.notes:
        console.print(f"  {note}")
    for rate in Rate:
        figure = line.rates.get(rate)
        if figure is not None and figure.value is not None:
            console.print(f"  {_words(rate, figure)}", highlight=False)


def _words(rate: Rate, figure: RateFigure) -> str:
    counts = f"{figure.numerator.normalize():f} of {figure.denominator.normalize():f}"
    share = "" if figure.value is None else f"{figure.value:7.1%}"
    span = ""
    if figure.low is not None and figure.high is not None:
        span = f"[{figure.low:.1%} to {figure.high:.1%}]"
    return f"{rate.label!s:<22}{share}  {span:<19} {counts:<14} {figure.band_words}"
