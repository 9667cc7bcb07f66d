"""`cityloop score`: the rates of every unit in a period, each with what it rests on."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cityloop.accounts.models import User
from cityloop.core.errors import NotFound
from cityloop.core.models import City
from cityloop.evaluation.choices import UnitKind
from cityloop.evaluation.models import EvaluationPeriod
from cityloop.evaluation.queries import RateFigure, UnitLine, unit_table
from cityloop.evaluation.rules.scheme import EvaluationScheme
from cityloop.flows import score
from cityloop.jobs.score_table import print_units, shown_composite, wide_console


class Command(BaseCommand):
    help = (
        "Score a month, quarter or year as a draft, in place of an earlier draft. With --show or "
        "--publish nothing is computed anew: what was run is shown to the agencies or frozen."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--period", required=True, help="2026-02, 2026-Q1 or 2026")
        parser.add_argument("--by", choices=UnitKind.values, help="one kind of unit only")
        parser.add_argument("--scheme", default="", help="a scheme other than the city's")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        step = parser.add_mutually_exclusive_group()
        step.add_argument("--show", metavar="NAME", help="show the draft in this person's name")
        step.add_argument("--publish", metavar="NAME", help="freeze it in this person's name")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        period = _period(options, at=timezone.now())
        kinds = [UnitKind(options["by"])] if options["by"] else list(UnitKind)
        console = wide_console()
        gates = EvaluationScheme.from_mapping(period.scheme.content).gates
        for kind in kinds:
            lines = unit_table(period, unit_kind=kind)
            if options["json"]:
                self._print_json(period, kind, lines)
            elif lines:
                title = f"{period.code} by {str(kind.label).lower()}, scheme {period.scheme.code}"
                print_units(console, lines, title=title, gates=gates)
        if not period.cases.exists():
            self.stderr.write(f"No case is due in {period.code}; nothing is scored.")

    def _print_json(
        self, period: EvaluationPeriod, kind: UnitKind, lines: tuple[UnitLine, ...]
    ) -> None:
        for line in lines:
            self.stdout.write(json.dumps(_as_json(period, kind, line), ensure_ascii=False))


def _period(options: dict[str, Any], *, at: datetime) -> EvaluationPeriod:
    """The period as the command leaves it: run, shown or published."""
    code, scheme = options["period"], options["scheme"]
    if options["show"]:
        return score.show_period(_run(code, scheme), by=_person(options["show"]), at=at)
    if options["publish"]:
        return score.publish_period(_run(code, scheme), by=_person(options["publish"]), at=at)
    return score.run_period(code=code, scheme_code=scheme, by=None, at=at)


def _run(code: str, scheme: str) -> EvaluationPeriod:
    wanted = scheme or City.objects.get().evaluation_scheme
    found = EvaluationPeriod.objects.filter(code=code, scheme__code=wanted).order_by("-run_at")
    period = found.first()
    if period is None:
        raise NotFound(f"{code} has not been run.", mend="Run it first, without --show.")
    return period


def _person(name: str) -> User:
    found = User.objects.filter(username=name).first()
    if found is None:
        raise NotFound(f"nobody is called {name}.", mend="Give the sign-in name of a person.")
    return found


def _as_json(period: EvaluationPeriod, kind: UnitKind, line: UnitLine) -> dict[str, Any]:
    composite = shown_composite(line)
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
        "composite": None if composite is None else float(composite),
        "band": line.band,
        "notes": list(line.notes),
        "rates": {
            name: _rate(figure, excluded=line.excluded) for name, figure in line.rates.items()
        },
    }


def _rate(figure: RateFigure, *, excluded: int | None) -> dict[str, Any]:
    return {
        "measured": figure.measured,
        "numerator": float(figure.numerator),
        "denominator": float(figure.denominator),
        "excluded": excluded,
        "value": None if figure.value is None else round(float(figure.value), 6),
        "low": None if figure.low is None else float(figure.low),
        "high": None if figure.high is None else float(figure.high),
        "band": figure.band,
    }
