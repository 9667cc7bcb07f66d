"""What the database itself refuses to change, whoever asks it, and what it lets be emptied."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from cityloop.core.immutable import guards, lifted, missing_guards
from cityloop.core.models import AuditEvent, DaySeal
from cityloop.core.operations import audit
from cityloop.core.sealing import seal_stream
from cityloop.core.triggers import found
from cityloop.evaluation.choices import PeriodState
from cityloop.evaluation.models import (
    CohortCase,
    EvaluationPeriod,
    Exclusion,
    Score,
    ScoreRate,
)
from cityloop.evaluation.operations.periods import run_period
from cityloop.followups.models import Attempt, FollowUp, Lot
from cityloop.intake.models import RequestEvent
from cityloop.jobs.management.commands.verify_history import STREAMS
from cityloop.workorders.models import WorkOrderEvent
from tests.factories import FEBRUARY, Past, a_scheme, orders_with
from tests.people import NOW, Cast

pytestmark = pytest.mark.django_db

ALWAYS = (WorkOrderEvent, RequestEvent, AuditEvent, DaySeal, Attempt, Lot)
WHEN_PUBLISHED = (EvaluationPeriod, CohortCase, Score, ScoreRate, Exclusion)


@dataclass(frozen=True)
class Rows:
    """Every table whose rows are kept, with a row in it; the period is a draft."""

    cast: Cast
    period: EvaluationPeriod


@pytest.fixture
def rows(cast: Cast) -> Rows:
    a_scheme("solve_first")
    pasts = [Past(solved="resolved", satisfied="satisfied", weight=Decimal(1)), Past(excluded="E1")]
    orders = orders_with(cast, pasts)
    call_back = FollowUp.objects.get()
    Attempt.objects.create(
        follow_up=call_back, at=NOW, mode="phone", result="no_answer", note="A child answered."
    )
    Lot.objects.create(order=orders[0], at=NOW, drawn=True)
    RequestEvent.objects.create(
        request=orders[0].request, sequence=1, step="receive", at=NOW, party="centre", hash="0" * 64
    )
    audit(what="identity.seen", subject="SR-1", reason="She called again.", by=None, at=NOW)
    for stream in STREAMS:
        seal_stream(stream, at=NOW)
    return Rows(cast, run_period(FEBRUARY, by=cast.evaluator, at=NOW))


@pytest.fixture
def published(rows: Rows) -> Rows:
    EvaluationPeriod.objects.update(
        state=PeriodState.PUBLISHED, published_at=NOW, published_by=rows.cast.approver
    )
    return rows


def raw(sql: str) -> int:
    """Run one statement as a console of the database would; the number of rows it touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.rowcount)


def columns(model: type[Model]) -> Iterator[str]:
    return (str(field.column) for field in model._meta.concrete_fields)  # noqa: SLF001 - public in Django


def table(model: type[Model]) -> str:
    return model._meta.db_table  # noqa: SLF001 - public in Django


def written(model: type[Model]) -> set[str]:
    """The columns that the database lets somebody write."""
    return {column for column in columns(model) if _may_write(model, column)}


def _may_write(model: type[Model], column: str) -> bool:
    try:
        raw(f"UPDATE {table(model)} SET {column} = {column}")  # noqa: S608 - our own table
    except IntegrityError:
        return False
    return True


ERASABLE = {
    "WorkOrderEvent": {"reason", "data"},
    "RequestEvent": {"reason", "data"},
    "AuditEvent": {"reason", "data"},
    "Attempt": {"note"},
    "FollowUp": {"what_was_done", "comment", "lawful_refusal", "may_publish"},
    "Exclusion": {"evidence", "requester_statement", "decision_reason"},
}


@pytest.mark.parametrize("model", [*ALWAYS, FollowUp], ids=lambda one: one.__name__)
def test_columns_of_history_are_not_written(rows: Rows, model: type[Model]) -> None:
    assert written(model) == ERASABLE.get(model.__name__, set())


@pytest.mark.parametrize("model", WHEN_PUBLISHED, ids=lambda one: one.__name__)
def test_columns_of_a_published_period_are_not_written(published: Rows, model: type[Model]) -> None:
    assert written(model) == ERASABLE.get(model.__name__, set())


@pytest.mark.parametrize("model", [WorkOrderEvent, RequestEvent, AuditEvent])
def test_words_of_history_are_not_rewritten(rows: Rows, model: type[Model]) -> None:
    with pytest.raises(IntegrityError, match="is kept"):
        raw(f"UPDATE {table(model)} SET reason = 'something else'")  # noqa: S608 - our own table


def test_what_was_said_in_a_call_back_is_not_rewritten(rows: Rows) -> None:
    with pytest.raises(IntegrityError, match="is kept"):
        raw("UPDATE followups_followup SET comment = 'all good'")


@pytest.mark.parametrize(
    ("model", "emptied"),
    [
        (WorkOrderEvent, "reason = '', data = '{}'"),
        (RequestEvent, "reason = '', data = '{}'"),
        (AuditEvent, "reason = '', data = '{}'"),
        (Attempt, "note = ''"),
        (FollowUp, "comment = '', what_was_done = ''"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_personal_words_may_be_emptied_as_the_law_asks(
    rows: Rows, model: type[Model], emptied: str
) -> None:
    assert raw(f"UPDATE {table(model)} SET {emptied}") > 0  # noqa: S608 - our own table


def test_evidence_of_a_used_exclusion_may_be_emptied(published: Rows) -> None:
    assert raw("UPDATE evaluation_exclusion SET evidence = '', requester_statement = ''") == 1


def test_consent_given_in_a_call_back_may_be_withdrawn(rows: Rows) -> None:
    assert raw("UPDATE followups_followup SET may_publish = NULL") == 1


def test_call_back_that_is_still_queued_may_change(rows: Rows) -> None:
    with lifted():
        FollowUp.objects.update(state="queued", answered_at=None, solved="", satisfied="")
    assert FollowUp.objects.update(weight=2) == 1


@pytest.mark.parametrize("model", [CohortCase, Score, ScoreRate])
def test_nothing_is_added_to_a_published_period(published: Rows, model: type[Model]) -> None:
    listed = ", ".join(f'"{one}"' for one in columns(model) if one != "id")
    name = table(model)
    copied = f"INSERT INTO {name} ({listed}) SELECT {listed} FROM {name}"  # noqa: S608 - our own
    with pytest.raises(IntegrityError, match="is kept"):
        raw(copied)


def test_row_of_a_draft_is_not_moved_into_a_published_period(published: Rows) -> None:
    other = run_period("2026-01", by=published.cast.evaluator, at=NOW)
    orders_with(published.cast, [Past()])
    case = CohortCase(period=other, due_at=NOW)
    taken = CohortCase.objects.get(excluded="")
    case.order, case.agency, case.department = taken.order, taken.agency, taken.department
    case.save()
    with pytest.raises(IntegrityError, match="is kept"):
        raw(
            f"UPDATE evaluation_cohortcase SET period_id = {published.period.pk} "  # noqa: S608 - our own table
            f"WHERE id = {case.pk}"
        )


def test_draft_is_run_again_in_place_of_itself(rows: Rows) -> None:
    run_period(FEBRUARY, by=rows.cast.evaluator, at=NOW)
    assert EvaluationPeriod.objects.get().state == PeriodState.DRAFT


def test_exclusion_that_no_published_period_used_may_change(rows: Rows) -> None:
    assert raw("UPDATE evaluation_exclusion SET panel_record = 'panel 7'") == 1


def test_database_has_every_trigger_that_the_migrations_make() -> None:
    assert (missing_guards(), len(guards())) == ([], 19)


def test_missing_trigger_is_named(rows: Rows) -> None:
    name = next(one for one, kept in found(connection) if kept == "core_dayseal")
    on = " ON core_dayseal" if connection.vendor == "postgresql" else ""
    raw(f"DROP TRIGGER {name}{on}")
    assert missing_guards() == [name]


EMPTYING = {"sqlite": "DELETE FROM {}", "postgresql": "TRUNCATE {} CASCADE"}


@pytest.mark.parametrize("model", [*ALWAYS, FollowUp], ids=lambda one: one.__name__)
def test_table_of_history_is_not_emptied(rows: Rows, model: type[Model]) -> None:
    connection.check_constraints()
    with pytest.raises(IntegrityError, match="is kept"):
        raw(EMPTYING[connection.vendor].format(table(model)))


@pytest.mark.parametrize("model", WHEN_PUBLISHED, ids=lambda one: one.__name__)
def test_table_with_a_published_period_is_not_emptied(published: Rows, model: type[Model]) -> None:
    connection.check_constraints()
    with pytest.raises(IntegrityError, match="is kept"):
        raw(EMPTYING[connection.vendor].format(table(model)))


@pytest.mark.django_db(transaction=True)
def test_lifted_triggers_come_back_after_an_error() -> None:
    with pytest.raises(ValueError, match="on purpose"), lifted():
        raise ValueError("on purpose")
    assert missing_guards() == []
