"""Tables of orders and the rates expected of them; the tables are part of the manual."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from cityloop.evaluation.choices import Rate, UnitKind
from cityloop.evaluation.rules.cohort import CohortEntry
from cityloop.evaluation.rules.scheme import EvaluationScheme
from cityloop.evaluation.rules.scoring import ScoringHistory, score_units
from cityloop.evaluation.rules.unit_score import UnitScore
from tests.unit.evaluation.cases import entry, preset

TABLES = sorted(Path(__file__).parent.glob("rates_*.txt"))
YES_NO = {"yes": True, "no": False, "-": None}
RATES = {
    "RR": Rate.RESPONSE,
    "CR": Rate.REACH,
    "SR": Rate.RESOLUTION,
    "MR": Rate.SATISFACTION,
    "TR": Rate.ON_TIME,
}
Row = dict[str, str]


def rows(text: str, *, title: str) -> list[Row]:
    """Rows of the ASCII table under a title, as mappings from its header."""
    lines = iter(text.split(f"\n{title}\n", 1)[1].splitlines())
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in _until_blank(lines)]
    header, _, *body = table
    return [dict(zip(header, row, strict=True)) for row in body]


def _until_blank(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if not line.strip():
            return
        yield line


def scheme_of(text: str) -> EvaluationScheme:
    line = next(line for line in text.splitlines() if line.startswith("scheme:"))
    return preset(line.removeprefix("scheme:").strip())


def orders(row: Row, *, place: int, scheme: EvaluationScheme) -> list[CohortEntry]:
    return [
        entry(
            f"WO-{place}-{number}",
            agency=row["unit"],
            requester=None if row["requester"] == "-" else row["requester"],
            responded=YES_NO[row["contacted"]],
            on_time=YES_NO[row["on time"]],
            solved_weight=scheme.solved_weights.get(row["solved"]),
            satisfied_weight=scheme.satisfied_weights.get(row["satisfied"]),
            exclusion=None if row["excluded"] == "-" else row["excluded"],
        )
        for number in range(int(row["orders"]))
    ]


def written(value: Decimal | None) -> str:
    return "not measured" if value is None else format(value, "f")


def found_row(score: UnitScore) -> Row:
    resolution = score.rate(Rate.RESOLUTION).value
    return {
        "unit": score.unit,
        "D": str(score.due),
        "X": str(sum(number for _, number in score.exclusions)),
        "N": str(score.counted),
        **{short: written(score.rate(rate).value.rate) for short, rate in RATES.items()},
        "SR interval": f"{written(resolution.low)} - {written(resolution.high)}",
        "SR of": written(resolution.denominator),
        "SR capped": str(resolution.capped),
        "K": written(score.composite.value.value),
        "gate": score.composite.gate or "-",
    }


def cases() -> Iterator[object]:
    for path in TABLES:
        text = path.read_text("utf-8")
        for row in rows(text, title="Expected"):
            yield pytest.param(text, row, id=f"{path.stem}-{row['unit']}")


@pytest.mark.parametrize(("text", "expected"), list(cases()))
def test_rates_of_the_table_are_as_printed(text: str, expected: Row) -> None:
    scheme = scheme_of(text)
    cohort = [
        one
        for place, row in enumerate(rows(text, title="Orders"))
        for one in orders(row, place=place, scheme=scheme)
    ]
    scores = score_units(
        cohort, scheme=scheme, unit_kind=UnitKind.AGENCY, peers={}, history=ScoringHistory()
    )
    found = next(found_row(one) for one in scores if one.unit == expected["unit"])
    assert {name: found[name] for name in expected} == expected


def test_tables_are_found() -> None:
    assert len(TABLES) >= 4
