"""Dry runs of drafts: their counts are those of a slow and plain recount."""

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from cityloop.core.errors import TransitionNotAllowed
from cityloop.flows.defining import trying
from cityloop.intake.models import ServiceRequest
from cityloop.places.models import Area
from cityloop.responsibility.choices import Clock, DryRunState
from cityloop.responsibility.models import DryRun
from cityloop.responsibility.operations.dry_runs import Batch, record_batch
from cityloop.responsibility.queries.duties import find_duty
from cityloop.workorders.models import ClockRecord
from tests.factories import orders_with, repeated
from tests.integration.drafts import LIST, NEXT, a_draft, begun, saved, tried
from tests.people import NOW, Cast, a_request, an_order

pytestmark = pytest.mark.django_db
LAST_MONTH = NOW - timedelta(days=10)
PLACES = ("ferry", "south", None)


@pytest.fixture
def month(cast: Cast) -> list[ServiceRequest]:
    """Requests of February about lights and misconduct, in a street, in a district, nowhere."""
    town = cast.town
    areas = {area.code: area for area in Area.objects.all()}
    return [
        a_request(
            town,
            area=areas.get(PLACES[number % 3] or ""),
            service_type=town.lights if number % 4 else town.misconduct,
            received_at=LAST_MONTH + timedelta(minutes=number),
        )
        for number in range(11)
    ]


def plain_draft_owner(request: ServiceRequest) -> str:
    """Who must act by LIST, spelt out: lights go to housing, all else in the street to its office.

    Nobody is named for the rest: the district where the place is known, else the centre consults.
    """
    code = request.service_type.code if request.service_type else ""
    if code == "street-light":
        return "housing"
    if request.area is None:
        return ""
    return "office" if request.area.code == "ferry" else "south"


def test_dry_run_of_a_list_counts_what_a_slow_recount_counts(
    cast: Cast, month: list[ServiceRequest]
) -> None:
    run = tried(cast, a_draft(cast))
    slow: Counter[str] = Counter()
    for request in month:
        assert request.service_type is not None
        found = find_duty(request.service_type, area=request.area, on=NOW.date()).agency
        was, now = found.code if found else "", plain_draft_owner(request)
        slow[f"agency:{was}:before"] += 1
        slow[f"agency:{now}:after"] += 1
        if was != now:
            slow["elsewhere"] += 1
            slow[f"move:{was}>{now}"] += 1
    moved = {
        key: count
        for key, count in run.tally.items()
        if key == "elsewhere" or key.startswith("move:") or key.endswith((":before", ":after"))
    }
    assert moved == dict(slow)


@pytest.mark.usefixtures("month")
def test_dry_run_looks_at_every_request_of_the_month_once(cast: Cast) -> None:
    a_request(cast.town, received_at=NOW)
    a_request(cast.town, received_at=LAST_MONTH - timedelta(days=40))
    run = tried(cast, a_draft(cast))
    assert (run.state, run.month, run.done, run.tally["asked"]) == (
        DryRunState.DONE,
        "2026-02",
        11,
        11,
    )


@pytest.mark.usefixtures("month")
def test_dry_run_of_a_large_month_takes_a_sample(cast: Cast) -> None:
    run = tried(cast, a_draft(cast), sample=4)
    assert (run.population, run.step, run.tally["asked"]) == (11, 3, run.total)


@pytest.mark.usefixtures("month")
def test_batch_that_was_counted_already_is_left_out(cast: Cast) -> None:
    first = trying.begin(a_draft(cast), by=cast.evaluator, at=NOW)
    trying.go_on(first, size=2, by=None, at=NOW)
    stale = DryRun.objects.select_related("draft").get(pk=first.pk)
    stale.done, stale.cursor = 0, 0
    record_batch(
        stale,
        batch=Batch(tally={"asked": 2}, looked_at=2, cursor=1, last=False),
        by=None,
        at=NOW,
    )
    assert DryRun.objects.get(pk=first.pk).tally["asked"] == 2


@pytest.mark.usefixtures("month")
def test_text_changed_during_a_dry_run_ends_it(cast: Cast) -> None:
    draft = a_draft(cast)
    run = trying.begin(draft, by=cast.evaluator, at=NOW)
    saved(cast, draft, LIST + "# more\n")
    assert trying.go_on(run, by=None, at=NOW).state == DryRunState.FAILED


def test_text_with_mistakes_is_not_tried(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="has mistakes"):
        tried(cast, a_draft(cast, LIST.replace("housing", "nobody")))


def an_old_order(cast: Cast, *, days: int) -> None:
    """An order of February that was answered after so many days."""
    request = a_request(cast.town, received_at=LAST_MONTH)
    order = an_order(cast.town, request=request, dispatched_at=LAST_MONTH)
    ClockRecord.objects.filter(order=order, clock=Clock.ANSWER).update(
        start_at=LAST_MONTH,
        base_due_at=LAST_MONTH + timedelta(days=7),
        due_at=LAST_MONTH + timedelta(days=7),
        stopped_at=LAST_MONTH + timedelta(days=days),
    )
    ClockRecord.objects.filter(order=order).exclude(clock=Clock.ANSWER).delete()


def a_limit_draft(cast: Cast, *, days: int) -> DryRun:
    draft = begun(cast, kind="time_limits", version="1")
    rows = "".join(
        f"  - {{ code: {clock}, clock: {clock}, amount: {days}, unit: natural_days }}\n"
        for clock in Clock
    )
    text = f"version: short\nvalid_from: {NEXT}\nlimits:\n{rows}"
    return tried(cast, saved(cast, draft, text))


def test_shorter_limit_counts_what_would_have_been_missed(cast: Cast) -> None:
    for days in (2, 4, 6, 8):
        an_old_order(cast, days=days)
    tally = a_limit_draft(cast, days=3).tally
    slow = (
        sum(days > 7 for days in (2, 4, 6, 8)),
        sum(days > 3 for days in (2, 4, 6, 8)),
    )
    found = (tally["clock:answer:missed_before"], tally["clock:answer:missed_after"])
    assert (found, tally["clock:answer:shorter"]) == (slow, 4)


def test_granted_time_is_added_to_the_new_limit(cast: Cast) -> None:
    an_old_order(cast, days=4)
    ClockRecord.objects.update(due_at=LAST_MONTH + timedelta(days=9))
    assert "missed_after" not in a_limit_draft(cast, days=3).tally


def test_calendar_draft_counts_moved_due_times(cast: Cast) -> None:
    for kind in ("inquiry", "complaint"):
        request = a_request(cast.town, received_at=LAST_MONTH, kind=kind)
        order = an_order(cast.town, request=request, dispatched_at=LAST_MONTH)
        ClockRecord.objects.filter(order=order).update(start_at=LAST_MONTH)
    draft = begun(cast, kind="calendar", code="china", version="1")
    text = draft.text.replace("2026-1", "2026-9") + "days_off: [2026-02-23, 2026-02-24]\n"
    run = tried(cast, saved(cast, draft, text.replace("days_off: []\n", "")))
    # Of the two only the inquiry counts working days.
    assert (run.state, run.tally["clock:answer:longer"]) == (DryRunState.DONE, 1), run.error


def test_scheme_draft_names_the_units_whose_band_changes(cast: Cast) -> None:
    orders_with(cast, repeated(4))
    draft = begun(cast, kind="evaluation_scheme", code="solve_first", version="1")
    run = tried(cast, saved(cast, draft, draft.text.replace("2026-1", "2026-9")))
    assert (run.state, run.tally["elsewhere"], run.tally["asked"] > 0) == (
        DryRunState.DONE,
        0,
        True,
    )


@pytest.mark.usefixtures("month")
def test_command_runs_a_draft_to_its_end(cast: Cast) -> None:
    said = StringIO()
    call_command("dry_run", a_draft(cast).pk, stdout=said)
    assert "done" in said.getvalue().splitlines()[-1]


@pytest.mark.usefixtures("month")
def test_command_finishes_what_a_page_began(cast: Cast) -> None:
    run = trying.begin(a_draft(cast), by=cast.evaluator, at=NOW)
    call_command("dry_run", stdout=StringIO())
    assert DryRun.objects.get(pk=run.pk).state == DryRunState.DONE
