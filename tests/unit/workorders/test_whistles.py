"""Guards of a whistle: who may be called, refused, attended, rated, closed, and when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cityloop.core.errors import TransitionNotAllowed
from cityloop.workorders.choices import OrderState, Party, WhistleStep
from cityloop.workorders.models.order import WHISTLE_STATES
from cityloop.workorders.rules import whistles
from cityloop.workorders.rules.whistles import (
    WHISTLE_LIFECYCLE,
    Attendance,
    CallFacts,
    WhistleFacts,
    whistle_refusal,
)

HOUR = timedelta(hours=1)
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def facts(hour: float = 1, **more: Any) -> CallFacts:  # noqa: ANN401 - fields of the facts
    """Called at hour 0, to accept by hour 4, on site by hour 8."""
    return CallFacts(
        now=START + hour * HOUR,
        called_at=START,
        accept_by=START + 4 * HOUR,
        come_by=START + 8 * HOUR,
        **more,
    )


def blown(**more: Any) -> WhistleFacts:  # noqa: ANN401 - fields of the facts
    lawful = WhistleFacts(
        caller="ferry",
        caller_kind="subdistrict",
        called=["housing"],
        now=START,
        meet_at=START + HOUR,
    )
    return replace(lawful, **more)


def test_lawful_whistle_is_not_refused() -> None:
    assert whistle_refusal(blown(report_by=START + 2 * HOUR)) is None


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"caller_kind": "department"}, "Only a sub-district"),
        ({"called": []}, "Choose the agencies"),
        ({"called": ["ferry"]}, "does not call itself"),
        ({"already_called": ["Housing"]}, "not done yet: Housing"),
        ({"meet_at": START}, "must lie ahead"),
        ({"report_by": START}, "comes after the time to meet"),
    ],
)
def test_whistle_is_refused_with_its_reason(more: dict[str, Any], sentence: str) -> None:
    assert sentence in (whistle_refusal(blown(**more)) or "")


@pytest.mark.parametrize(("hour", "refused"), [(4, False), (4.1, True)])
def test_agency_refuses_in_its_time_to_accept_only(hour: float, *, refused: bool) -> None:
    assert bool(whistles.refusal_refusal(facts(hour))) is refused


@pytest.mark.parametrize(
    ("hour", "new", "refused"), [(7, None, False), (9, None, True), (9, 12, False), (9, 9, True)]
)
def test_ruling_names_a_time_to_come_that_lies_ahead(
    hour: float, new: int | None, *, refused: bool
) -> None:
    come_by = None if new is None else START + new * HOUR
    assert bool(whistles.must_come_refusal(facts(hour, new_come_by=come_by))) is refused


@pytest.mark.parametrize(
    ("seen", "refused"),
    [
        (Attendance(at=START + HOUR, who="Two fitters", finding="Burst pipe"), False),
        (Attendance(at=START + HOUR, who=" ", finding="Burst pipe"), True),
        (Attendance(at=START + HOUR, who="Two fitters", finding=""), True),
        (Attendance(at=START - HOUR, who="Two fitters", finding="Burst pipe"), True),
        (Attendance(at=START + 3 * HOUR, who="Two fitters", finding="Burst pipe"), True),
        (None, True),
    ],
)
def test_attendance_is_whole_and_of_the_past(seen: Attendance | None, *, refused: bool) -> None:
    assert bool(whistles.attendance_refusal(facts(2, attendance=seen))) is refused


@pytest.mark.parametrize(
    ("outcome", "report", "refused"),
    [("resolved", "Pumped out.", False), ("planned", "In May.", True), ("partly", " ", True)],
)
def test_report_says_what_was_done_and_how_it_ended(
    outcome: str, report: str, *, refused: bool
) -> None:
    assert bool(whistles.report_refusal(facts(outcome=outcome, report=report))) is refused


@pytest.mark.parametrize(
    ("hour", "confirmed", "refused"), [(8, False, True), (9, False, False), (9, True, True)]
)
def test_absence_is_said_after_the_time_to_meet(
    hour: float, *, confirmed: bool, refused: bool
) -> None:
    assert bool(whistles.absence_refusal(facts(hour, confirmed=confirmed))) is refused


@pytest.mark.parametrize(
    ("confirmed", "rated", "refused"),
    [(False, False, True), (True, False, False), (True, True, True)],
)
def test_caller_rates_once_who_has_come(*, confirmed: bool, rated: bool, refused: bool) -> None:
    known = facts(confirmed=confirmed, rated_by_caller=rated)
    assert bool(whistles.rating_refusal(known)) is refused


@pytest.mark.parametrize(
    ("confirmed", "rated", "refused"),
    [(False, True, True), (True, False, True), (True, True, False)],
)
def test_call_is_closed_when_confirmed_and_rated(
    *, confirmed: bool, rated: bool, refused: bool
) -> None:
    known = facts(confirmed=confirmed, rated_by_caller=rated)
    assert bool(whistles.close_refusal(known)) is refused


def test_called_agency_rates_the_caller_once() -> None:
    assert whistles.caller_rating_refusal(facts(rated_by_called=True)) is not None


def test_refusing_needs_a_reason() -> None:
    with pytest.raises(TransitionNotAllowed, match="needs a reason"):
        WHISTLE_LIFECYCLE.target(
            WhistleStep.REFUSE, OrderState.DISPATCHED, facts=facts(), party=Party.UNIT, reason=" "
        )


def test_called_agency_does_not_close_its_call() -> None:
    with pytest.raises(TransitionNotAllowed, match="belongs to: caller"):
        WHISTLE_LIFECYCLE.target(
            WhistleStep.CLOSE,
            OrderState.ANSWERED,
            facts=facts(confirmed=True, rated_by_caller=True),
            party=Party.UNIT,
        )


def test_lifecycle_stays_within_the_states_that_the_database_allows() -> None:
    assert set(WHISTLE_LIFECYCLE.states) <= set(WHISTLE_STATES)


@pytest.mark.parametrize(
    ("order_type", "step", "refused"),
    [("whistle", "contact", True), ("whistle", "note", False), ("main", "contact", False)],
)
def test_steps_of_handling_are_not_for_a_called_agency(
    order_type: str, step: str, *, refused: bool
) -> None:
    assert bool(whistles.handling_refusal(order_type, step)) is refused
