"""A draft becomes a version by another person, once tried; one not yet in force goes back."""

from datetime import date, timedelta

import pytest

from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.models import AuditEvent, Definition
from cityloop.flows.defining import publishing
from cityloop.responsibility.choices import DraftState
from cityloop.responsibility.models import DefinitionDraft, DutyList
from cityloop.responsibility.queries.duties import find_duty
from cityloop.responsibility.queries.versions import get_version
from tests.integration.drafts import LIST, NEXT, a_draft, begun, saved, tried
from tests.people import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(cast: Cast) -> DefinitionDraft:
    draft = a_draft(cast)
    tried(cast, draft)
    return draft


@pytest.fixture
def published(cast: Cast, ready: DefinitionDraft) -> DefinitionDraft:
    return publishing.publish(ready, reason="Agreed on 1 March", by=cast.approver, at=NOW)


@pytest.mark.usefixtures("published")
def test_published_list_holds_from_its_day(cast: Cast) -> None:
    owners = [
        find_duty(cast.town.lights, area=cast.town.street, on=day).agency
        for day in (NEXT - timedelta(days=1), NEXT)
    ]
    assert owners == [cast.town.lighting, cast.town.housing]


@pytest.mark.usefixtures("published")
def test_publication_ends_the_list_before() -> None:
    assert DutyList.objects.get(version="2026-1").valid_to == NEXT


@pytest.mark.usefixtures("published")
def test_publication_is_in_the_audit_trail(cast: Cast) -> None:
    told = AuditEvent.objects.get(what="definition.published")
    assert (told.by, told.subject, told.reason) == (
        cast.approver,
        "duty_list testford 2026-2",
        "Agreed on 1 March",
    )


@pytest.mark.usefixtures("published")
def test_version_names_who_published_it() -> None:
    line = get_version(kind="duty_list", code="testford", version="2026-2", on=NOW.date())
    assert (line.publisher, line.standing) == ("Abe Approver", "next")


def test_author_does_not_publish(cast: Cast, ready: DefinitionDraft) -> None:
    with pytest.raises(TransitionNotAllowed, match="Whoever wrote"):
        publishing.publish(ready, reason="Good", by=cast.evaluator, at=NOW)


def test_the_clock_does_not_publish(ready: DefinitionDraft) -> None:
    with pytest.raises(TransitionNotAllowed, match="Whoever wrote"):
        publishing.publish(ready, reason="Good", by=None, at=NOW)


def test_publication_needs_a_reason(cast: Cast, ready: DefinitionDraft) -> None:
    with pytest.raises(TransitionNotAllowed, match="Give a reason"):
        publishing.publish(ready, reason="  ", by=cast.approver, at=NOW)


def test_draft_that_was_not_tried_is_not_published(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="Try it on"):
        publishing.publish(a_draft(cast), reason="Good", by=cast.approver, at=NOW)


def test_stale_dry_run_is_refused(cast: Cast, ready: DefinitionDraft) -> None:
    changed = saved(cast, ready, LIST + "# one more line\n")
    with pytest.raises(TransitionNotAllowed, match="changed since the dry run"):
        publishing.publish(changed, reason="Good", by=cast.approver, at=NOW)


def test_dry_run_against_another_version_is_refused(cast: Cast, ready: DefinitionDraft) -> None:
    DutyList.objects.update(digest="1" * 64)
    with pytest.raises(TransitionNotAllowed, match="Another version holds"):
        publishing.publish(ready, reason="Good", by=cast.approver, at=NOW)


def test_draft_whose_day_has_come_is_not_published(cast: Cast, ready: DefinitionDraft) -> None:
    late = NOW + timedelta(days=60)
    with pytest.raises(TransitionNotAllowed, match="has mistakes"):
        publishing.publish(ready, reason="Good", by=cast.approver, at=late)


def test_draft_is_published_once(cast: Cast, published: DefinitionDraft) -> None:
    with pytest.raises(TransitionNotAllowed, match="decided on this draft"):
        publishing.publish(published, reason="Again", by=cast.approver, at=NOW)


def test_withdrawn_list_never_holds(cast: Cast, published: DefinitionDraft) -> None:
    publishing.withdraw(published, reason="Too early", by=cast.approver, at=NOW)
    assert find_duty(cast.town.lights, area=None, on=NEXT).agency == cast.town.lighting


def test_withdrawal_keeps_the_text_and_the_reason(cast: Cast, published: DefinitionDraft) -> None:
    publishing.withdraw(published, reason="Too early", by=cast.approver, at=NOW)
    kept = DefinitionDraft.objects.get(pk=published.pk)
    assert (kept.state, kept.text, kept.end_reason) == (DraftState.WITHDRAWN, LIST, "Too early")


def test_list_in_force_is_not_withdrawn(cast: Cast, published: DefinitionDraft) -> None:
    with pytest.raises(TransitionNotAllowed, match="holds already"):
        publishing.withdraw(
            published, reason="Too late", by=cast.approver, at=NOW + timedelta(days=30)
        )


def test_end_that_a_text_gave_stays_when_its_successor_is_withdrawn(cast: Cast) -> None:
    DutyList.objects.update(valid_to=NEXT)
    draft = a_draft(cast)
    tried(cast, draft)
    done = publishing.publish(draft, reason="Next", by=cast.approver, at=NOW)
    publishing.withdraw(done, reason="No", by=cast.approver, at=NOW)
    assert DutyList.objects.get().valid_to == NEXT


@pytest.fixture
def scheme(cast: Cast) -> DefinitionDraft:
    draft = begun(cast, kind="evaluation_scheme", code="solve_first", version="1")
    draft = saved(cast, draft, draft.text.replace("2026-1", "2026-9"))
    tried(cast, draft)
    return publishing.publish(draft, reason="Next year", by=cast.approver, at=NOW)


@pytest.mark.usefixtures("scheme")
def test_published_scheme_begins_on_the_day_of_the_form() -> None:
    rows = Definition.objects.filter(kind="evaluation_scheme", code="solve_first")
    spans = list(rows.order_by("valid_from").values_list("version", "valid_from", "valid_to"))
    assert spans == [("1", date(2020, 1, 1), NEXT), ("2026-9", NEXT, None)]


def test_withdrawn_scheme_leaves_the_one_before_open(cast: Cast, scheme: DefinitionDraft) -> None:
    publishing.withdraw(scheme, reason="No", by=cast.approver, at=NOW)
    rows = Definition.objects.filter(kind="evaluation_scheme", code="solve_first")
    assert list(rows.values_list("version", "valid_to")) == [("1", None)]
