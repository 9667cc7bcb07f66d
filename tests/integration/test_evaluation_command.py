"""`cityloop score`: a table for people, lines for programs, two people for a publication."""

import json
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from cityloop.core.errors import NotFound, TransitionNotAllowed
from cityloop.evaluation.choices import PeriodState
from cityloop.evaluation.models import EvaluationPeriod
from tests.factories import FEBRUARY, Past, orders_with, repeated
from tests.people import NOW, Cast

pytestmark = pytest.mark.django_db


def score(*words: str) -> str:
    out = StringIO()
    call_command("score", *words, stdout=out, stderr=out)
    return out.getvalue()


def lines(*words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in score("--json", *words).splitlines()]


def test_json_has_a_line_for_each_unit(cast: Cast) -> None:
    orders_with(cast, [Past(), Past(agency=cast.town.housing)])
    found = lines("--period", FEBRUARY, "--by", "agency")
    assert sorted(line["unit"] for line in found) == ["housing", "lighting"]


def test_json_rate_has_all_that_it_rests_on(cast: Cast) -> None:
    orders_with(cast, repeated(4, weight=Decimal(1), solved="partly"))
    (line,) = lines("--period", FEBRUARY, "--by", "area")
    found = line["rates"]["resolution"]
    assert found == {
        "measured": True,
        "numerator": 2.0,
        "denominator": 4.0,
        "excluded": 0,
        "value": 0.5,
        "low": 0.150039,
        "high": 0.849961,
        "band": "unranked",
    }


def test_json_says_what_was_not_measured(cast: Cast) -> None:
    orders_with(cast, repeated(1))
    (line,) = lines("--period", FEBRUARY, "--by", "agency")
    assert line["rates"]["satisfaction"]["measured"] is False


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    score("--period", FEBRUARY, *words)
    return capsys.readouterr().out.splitlines()


def test_table_names_the_gate(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    orders_with(cast, repeated(2))
    found = "\n".join(shown(capsys, "--by", "agency"))
    assert "1 unit with fewer than 30 cases, or fewer than 50% reached: counts only" in found


def test_unit_with_too_few_cases_has_one_line_of_counts(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    orders_with(cast, repeated(2))
    (line,) = [one for one in shown(capsys, "--by", "agency") if "Lighting" in one]
    assert line.split()[2:] == ["2", "2/2", "2/2"]


def test_table_fits_a_hundred_columns(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    orders_with(cast, [*repeated(40), Past(agency=cast.town.housing)])
    assert max(map(len, shown(capsys))) <= 100


def test_kind_without_units_is_left_out(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys) == []


def test_json_of_a_gated_unit_has_no_composite(cast: Cast) -> None:
    orders_with(cast, repeated(8, weight=Decimal(1), solved="partly", satisfied="satisfied"))
    (line,) = lines("--period", FEBRUARY, "--by", "agency")
    assert (line["band"], line["composite"]) == ("unranked", None)


def test_month_without_cases_says_so(cast: Cast) -> None:
    assert "No case is due in 2026-01" in score("--period", "2026-01")


def test_other_scheme_can_be_named(cast: Cast) -> None:
    with pytest.raises(NotFound, match="utopia"):
        score("--period", FEBRUARY, "--scheme", "utopia")


def test_period_is_shown_and_then_published(cast: Cast) -> None:
    orders_with(cast, repeated(1))
    score("--period", FEBRUARY)
    score("--period", FEBRUARY, "--show", cast.evaluator.username)
    with time_machine.travel(NOW + timedelta(days=5), tick=False):
        score("--period", FEBRUARY, "--publish", cast.approver.username)
    assert EvaluationPeriod.objects.get().state == PeriodState.PUBLISHED


def test_publishing_computes_nothing_anew(cast: Cast) -> None:
    orders_with(cast, repeated(1))
    score("--period", FEBRUARY)
    with pytest.raises(TransitionNotAllowed, match="5 days before"):
        score("--period", FEBRUARY, "--publish", cast.approver.username)


def test_period_that_was_not_run_is_not_published(cast: Cast) -> None:
    with pytest.raises(NotFound, match="has not been run"):
        score("--period", FEBRUARY, "--publish", cast.approver.username)


def test_unknown_person_is_named(cast: Cast) -> None:
    score("--period", FEBRUARY)
    with pytest.raises(NotFound, match="nobody is called nemo"):
        score("--period", FEBRUARY, "--show", "nemo")
