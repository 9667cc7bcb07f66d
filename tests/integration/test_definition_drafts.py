"""Drafts of definitions: saved, checked as on load, kept apart from what somebody else saved."""

import re
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.models import AuditEvent
from cityloop.flows.defining import publishing, writing
from cityloop.flows.defining.checking import checked
from cityloop.flows.defining.texts import text_of
from cityloop.flows.defining.writing import Saved
from cityloop.responsibility.models import DefinitionDraft, DutyList
from cityloop.responsibility.queries.versions import get_version
from tests.integration.drafts import LIST, NEXT, a_draft, begun, saved, tried
from tests.people import NOW, Cast

pytestmark = pytest.mark.django_db


def mistakes(draft: DefinitionDraft) -> list[tuple[int | None, str, str]]:
    return [(one.line, one.field, one.text) for one in checked(draft, at=NOW).problems]


def mistake(draft: DefinitionDraft) -> tuple[int | None, str]:
    found = mistakes(draft)
    assert len(found) == 1, found
    return found[0][:2]


def test_draft_in_order_has_no_mistake(cast: Cast) -> None:
    assert mistakes(a_draft(cast)) == []


def test_draft_keeps_the_version_and_the_day_of_its_text(cast: Cast) -> None:
    draft = a_draft(cast)
    assert (draft.version, draft.valid_from, draft.revision) == ("2026-2", NEXT, 2)


def test_version_without_a_file_is_written_out(cast: Cast) -> None:
    line = get_version(kind="duty_list", code="testford", version="2026-1", on=NOW.date())
    assert "lead: lighting" in text_of(line)


def test_version_with_a_file_keeps_its_comments(cast: Cast) -> None:
    draft = begun(cast, kind="evaluation_scheme", code="solve_first", version="1")
    assert draft.text.lstrip().startswith("#")


def test_text_that_is_no_yaml_names_its_line(cast: Cast) -> None:
    line, _field = mistake(a_draft(cast, LIST.replace("row: 215", "row: [215")))
    assert line is not None
    assert line > 10


def test_unknown_agency_names_line_and_field(cast: Cast) -> None:
    draft = a_draft(cast, LIST.replace("lead: housing", "lead: hosing"))
    found = mistakes(draft)
    assert found == [
        (10, "lead", "agency 'hosing' is not in agencies.yaml; did you mean 'housing'?")
    ]


def test_unknown_field_names_its_line(cast: Cast) -> None:
    assert mistake(a_draft(cast, LIST.replace("    lead: office", "    leads: office")))[0] == 18


def test_two_leads_for_one_duty_are_a_mistake(cast: Cast) -> None:
    text = LIST.replace("service_type: public-space", "service_type: street-light")
    draft = a_draft(cast, text.replace("    area: ferry\n", ""))
    assert "keep one lead" in mistakes(draft)[0][2]


def test_list_that_begins_today_is_a_mistake(cast: Cast) -> None:
    draft = a_draft(cast, LIST.replace("2026-04-01", "2026-03-02"))
    assert mistake(draft) == (2, "valid_from")


def test_version_that_exists_is_a_mistake(cast: Cast) -> None:
    assert mistake(a_draft(cast, LIST.replace("2026-2", "2026-1"))) == (1, "version")


def test_list_that_overlaps_is_a_mistake(cast: Cast) -> None:
    DutyList.objects.update(valid_to=date(2026, 6, 1))
    [(_line, field, words)] = mistakes(a_draft(cast))
    assert (field, "holds until 2026-06-01" in words) == ("valid_from", True)


def test_days_without_a_list_are_a_mistake(cast: Cast) -> None:
    DutyList.objects.update(valid_to=date(2026, 3, 20))
    [(_line, field, words)] = mistakes(a_draft(cast))
    assert (field, "nothing would hold from 2026-03-20" in words) == ("valid_from", True)


def test_type_without_a_row_is_a_gap_that_stops_nothing(cast: Cast) -> None:
    found = checked(a_draft(cast, LIST.replace("street-light", "misconduct")), at=NOW)
    assert found.problems == ()
    assert "has no row" in " ".join(one.text for one in found.gaps if not one.rows) or found.gaps


def test_limits_without_a_clock_are_a_mistake(cast: Cast) -> None:
    draft = begun(cast, kind="time_limits", version="1")
    text = draft.text.replace("code: intake, clock: intake", "code: intake, clock: accept")
    found = mistakes(saved(cast, draft, text.replace("2023-01-01", "2026-04-01")))
    assert "for clock 'intake'" in " ".join(words for _line, _field, words in found)


def test_scheme_whose_weights_do_not_add_up_names_the_line(cast: Cast) -> None:
    draft = begun(cast, kind="evaluation_scheme", code="solve_first", version="1")
    text = draft.text.replace("resolution: ", "resolution: 1", 1)
    [(line, _field, words)] = mistakes(saved(cast, draft, text))
    assert (line is not None, "add up to 1" in words) == (True, True)


def test_calendar_without_the_years_is_a_mistake(cast: Cast) -> None:
    draft = begun(cast, kind="calendar", code="china", version="1")
    text = draft.text.replace("2027", "2026").replace("2026, 2026", "2026")
    late = saved(cast, draft, text.replace("2026-1", "2026-9"), valid_from=date(2026, 11, 1))
    found = mistakes(late)
    assert (found[0][1], "2027" in found[0][2]) == ("years", True)


def test_text_saved_meanwhile_is_not_written_over(cast: Cast) -> None:
    draft = a_draft(cast)
    saved(cast, draft, LIST + "# later\n")
    with pytest.raises(TransitionNotAllowed, match="has saved this draft"):
        saved(cast, draft, LIST + "# my own\n")


def test_every_saving_is_in_the_audit_trail(cast: Cast) -> None:
    draft = a_draft(cast)
    said = AuditEvent.objects.filter(subject=f"draft {draft.pk}").values_list(
        "what", "by__username"
    )
    assert list(said) == [
        ("definition.drafted", "eva.evaluator"),
        ("definition.saved", "eva.evaluator"),
    ]


def test_dropped_draft_is_not_saved_any_more(cast: Cast) -> None:
    draft = a_draft(cast)
    publishing.drop(draft, reason="Not needed", by=cast.evaluator, at=NOW)
    with pytest.raises(TransitionNotAllowed, match="not changed any more"):
        saved(cast, draft, LIST)


def test_second_writer_is_kept_as_an_editor(cast: Cast) -> None:
    draft = a_draft(cast)
    said = Saved(text=LIST, valid_from=None, revision=draft.revision)
    kept = writing.save(draft, saved=said, by=cast.approver, at=NOW)
    assert kept.editors == [cast.evaluator.pk, cast.approver.pk]


def test_published_draft_is_refused_by_the_database(cast: Cast) -> None:
    draft = a_draft(cast)
    tried(cast, draft)
    publishing.publish(draft, reason="Agreed", by=cast.approver, at=NOW)
    with pytest.raises(DatabaseError, match="is kept"), transaction.atomic():
        DefinitionDraft.objects.filter(pk=draft.pk).update(text="other")


@pytest.mark.parametrize("version", ["2027/1", "..", "a b", "2027-1?x", "x" * 33])
def test_version_that_no_address_can_hold_is_a_mistake(cast: Cast, version: str) -> None:
    draft = begun(cast, kind="calendar", code="china", version="1")
    kept = saved(cast, draft, re.sub("(?m)^version: .*$", f"version: '{version}'", draft.text))
    found = [field for _line, field, words in mistakes(kept) if "small letters" in words]
    assert (found, kept.version) == (["version"], "")
