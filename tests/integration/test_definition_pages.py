"""Pages of definitions: read by those who may, written by some, published by others."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityloop.responsibility.choices import DraftState, DryRunState
from cityloop.responsibility.models import DefinitionDraft, DryRun, DutyList
from tests.integration.drafts import LIST, a_draft, begun, tried
from tests.integration.test_pages_permissions import EVERYBODY
from tests.integration.visits import Visit, client_of
from tests.people import Cast, a_request

pytestmark = pytest.mark.django_db
HOME = "/office/definitions/"
VERSION = f"{HOME}duty_list/testford/2026-1/"
READERS = {"dispatcher", "evaluator", "approver", "supervisor"}


def page_of(draft: DefinitionDraft, rest: str = "") -> str:
    return f"{HOME}drafts/{draft.pk}/{rest}"


def written(draft: DefinitionDraft, text: str = LIST, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - fields
    return {"text": text, "revision": draft.revision, **more}


@pytest.mark.parametrize(
    "page", ["", "service-types/", "duty_list/testford/2026-1/", "duty_list/testford/2026-1/text/"]
)
def test_definitions_open_for_their_readers_and_for_nobody_else(cast: Cast, page: str) -> None:
    opened = {who for who in EVERYBODY if client_of(cast, who).get(HOME + page).status_code == 200}
    assert opened == READERS


def test_draft_opens_for_its_readers_and_for_nobody_else(cast: Cast) -> None:
    address = page_of(a_draft(cast))
    opened = {who for who in EVERYBODY if client_of(cast, who).get(address).status_code == 200}
    assert opened == READERS


def test_list_names_the_version_in_force(see: Visit) -> None:
    page = see("approver", HOME)
    assert (VERSION in page, "in force" in page) == (True, True)


def test_unknown_version_is_not_found(cast: Cast) -> None:
    assert client_of(cast, "approver").get(f"{HOME}money/testford/1/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "there"), [("lighting", True), ("lighting agency repair", True), ("heating", False)]
)
def test_table_is_searched_by_words(see: Visit, typed: str, *, there: bool) -> None:
    assert ("Repair street lights" in see("approver", f"{VERSION}?q={typed}")) == there


@pytest.mark.parametrize(
    "page",
    [
        "time_limits/testford/1/",
        "calendar/china/1/",
        "evaluation_scheme/solve_first/1/",
        "service-types/",
    ],
)
def test_every_kind_is_a_table(see: Visit, page: str) -> None:
    assert see("approver", HOME + page).count('<th scope="row">') > 1


def test_text_is_downloaded_as_yaml(cast: Cast) -> None:
    answer = client_of(cast, "supervisor").get(f"{VERSION}file/")
    assert (answer["Content-Disposition"], b"lead: lighting" in answer.content) == (
        'attachment; filename="duty_list-testford-2026-1.yaml"',
        True,
    )


def test_draft_is_begun_from_a_version(cast: Cast, post: Visit) -> None:
    post("evaluator", f"{VERSION}draft/")
    draft = DefinitionDraft.objects.get()
    assert (draft.author, draft.base) == (cast.evaluator, "2026-1")


@pytest.mark.parametrize("who", ["approver", "dispatcher", "supervisor"])
def test_reader_begins_no_draft(cast: Cast, who: str) -> None:
    assert client_of(cast, who).post(f"{VERSION}draft/").status_code == 403


def test_saved_text_with_a_mistake_names_the_line(cast: Cast, post: Visit) -> None:
    draft = begun(cast)
    text = LIST.replace("lead: housing", "lead: hosing")
    page = post("evaluator", page_of(draft, "edit/"), **written(draft, text))
    assert "?line=10" in page.content.decode()


def test_file_replaces_the_text(cast: Cast, post: Visit) -> None:
    draft = begun(cast)
    sent = SimpleUploadedFile("list.yaml", LIST.encode())
    post("evaluator", page_of(draft, "edit/"), **written(draft, "old", file=sent))
    assert DefinitionDraft.objects.get().text == LIST


def test_file_that_is_no_text_is_refused(cast: Cast, post: Visit) -> None:
    draft = begun(cast)
    sent = SimpleUploadedFile("list.yaml", b"\xff\xfe\x00")
    page = post("evaluator", page_of(draft, "edit/"), **written(draft, "old", file=sent))
    assert "not UTF-8" in page.content.decode()


def test_text_saved_meanwhile_is_shown_beside_mine(cast: Cast, post: Visit) -> None:
    draft = a_draft(cast)
    mine = written(draft, LIST + "# mine\n") | {"revision": 1}
    page = post("evaluator", page_of(draft, "edit/"), **mine)
    text = page.content.decode()
    assert (page.status_code, "# mine</ins>" in text, 'value="2"' in text) == (409, True, True)


def test_difference_is_told_by_rule(cast: Cast, see: Visit) -> None:
    page = see("approver", page_of(a_draft(cast)))
    assert ("<del>Lighting Agency</del>" in page, "1 changed, 1 new, 0 gone" in page) == (
        True,
        True,
    )


def test_difference_is_told_by_line(cast: Cast, see: Visit) -> None:
    page = see("approver", page_of(a_draft(cast), "lines/"))
    assert "<ins>version: 2026-2</ins>" in page


def test_dry_run_goes_on_by_button(cast: Cast, post: Visit) -> None:
    a_request(cast.town, received_at="2026-02-10T08:00Z")
    draft = a_draft(cast)
    post("evaluator", page_of(draft, "try/"))
    page = post("evaluator", page_of(draft, "go-on/")).content.decode()
    assert (DryRun.objects.get().state, "would go to another agency" in page) == (
        DryRunState.DONE,
        True,
    )


def test_dry_run_is_not_begun_by_a_mere_reader(cast: Cast) -> None:
    answer = client_of(cast, "dispatcher").post(page_of(a_draft(cast), "try/"))
    assert (answer.status_code, DryRun.objects.count()) == (403, 0)


def test_scripted_dry_run_reloads_the_page_at_its_end(cast: Cast) -> None:
    draft = a_draft(cast)
    client = client_of(cast, "evaluator")
    client.post(page_of(draft, "try/"))
    answer = client.post(page_of(draft, "go-on/"), headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"


def test_changed_draft_says_that_its_dry_run_is_stale(cast: Cast, see: Visit, post: Visit) -> None:
    draft = a_draft(cast)
    tried(cast, draft)
    post("evaluator", page_of(draft, "edit/"), **written(draft, LIST + "# more\n"))
    assert "The text has changed since this dry run" in see("approver", page_of(draft))


def test_approver_publishes(cast: Cast, post: Visit) -> None:
    draft = a_draft(cast)
    tried(cast, draft)
    post("approver", page_of(draft, "publish/"), reason="Agreed")
    assert DutyList.objects.filter(version="2026-2").exists()


def test_approver_who_wrote_sees_a_grey_button_that_says_why(cast: Cast, see: Visit) -> None:
    draft = a_draft(cast)
    tried(cast, draft)
    DefinitionDraft.objects.update(editors=[cast.evaluator.pk, cast.approver.pk])
    assert "Whoever wrote on the draft may not publish it." in see("approver", page_of(draft))


def test_author_sends_no_publication(cast: Cast) -> None:
    draft = a_draft(cast)
    tried(cast, draft)
    answer = client_of(cast, "evaluator").post(page_of(draft, "publish/"), {"reason": "Mine"})
    assert (answer.status_code, DutyList.objects.count()) == (403, 1)


def test_publication_without_a_dry_run_says_why_not(cast: Cast, post: Visit) -> None:
    draft = a_draft(cast)
    page = post("approver", page_of(draft, "publish/"), reason="Agreed")
    assert (page.status_code, "Try it on last month" in page.content.decode()) == (409, True)


def test_published_version_is_withdrawn_on_its_page(cast: Cast, post: Visit) -> None:
    draft = a_draft(cast)
    tried(cast, draft)
    post("approver", page_of(draft, "publish/"), reason="Agreed")
    post("approver", page_of(draft, "withdraw/"), reason="Too early")
    assert DefinitionDraft.objects.get().state == DraftState.WITHDRAWN


def test_published_draft_is_not_edited(cast: Cast) -> None:
    draft = a_draft(cast)
    tried(cast, draft)
    client_of(cast, "approver").post(page_of(draft, "publish/"), {"reason": "Agreed"})
    assert client_of(cast, "evaluator").get(page_of(draft, "edit/")).status_code == 403


def test_list_costs_the_same_for_many_drafts(cast: Cast) -> None:
    client = client_of(cast, "approver")
    client.get(HOME)
    counts = []
    for _round in range(2):
        a_draft(cast)
        with CaptureQueriesContext(connection) as captured:
            client.get(HOME)
        counts.append(len(captured))
    assert (counts[0], counts[1] <= 12) == (counts[1], True)


@pytest.mark.parametrize("sign", ["\x1b", "\x08"])
def test_control_character_is_named_by_its_line(cast: Cast, post: Visit, sign: str) -> None:
    draft = begun(cast)
    text = LIST.replace("Look after", f"Look{sign} after")
    page = post("evaluator", page_of(draft, "edit/"), **written(draft, text))
    assert ("control character" in page.content.decode(), page.status_code) == (True, 200)


def test_file_with_null_characters_is_refused(cast: Cast, post: Visit) -> None:
    draft = begun(cast)
    sent = SimpleUploadedFile("list.yaml", b"version: 1\x002")
    page = post("evaluator", page_of(draft, "edit/"), **written(draft, "old", file=sent))
    assert "Null characters are not allowed" in page.content.decode()
