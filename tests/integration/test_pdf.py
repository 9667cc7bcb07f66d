"""Pages as PDF: what stands in them, for whom, and that nothing is fetched for them."""

import sys
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from cityloop.core.models import AuditEvent
from cityloop.core.ports import PrinterMissing
from cityloop.flows import score
from cityloop.flows.letters import following_path
from cityloop.intake.rules.numbering import reference
from cityloop.integrations.pdf.printer import print_page
from cityloop.workorders.choices import OrderState
from tests.integration.visits import client_of
from tests.people import NAME, NOW, PHONE, Cast, a_report, a_request, an_answered_order, an_order

pytestmark = pytest.mark.django_db
Period = Callable[[Cast], int]


def text_of(made: bytes) -> str:
    """All the text of a PDF, with single blanks."""
    pages = (page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    return " ".join(" ".join(pages).split())


def case_file(cast: Cast, who: str, number: str, language: str = "en") -> Any:  # noqa: ANN401 - the client's answer
    client = client_of(cast, who)
    client.cookies["django_language"] = language
    return client.get(f"/agency/work-orders/{number}/case.pdf")


def test_case_file_holds_words_answer_and_history(cast: Cast) -> None:
    order = an_answered_order(cast.town)
    text = text_of(case_file(cast, "handler", order.number).content)
    wanted = (order.number, order.request.text, order.answer, "Clocks", "History", "1 / ")
    assert [one for one in wanted if one not in text] == []


def test_case_file_speaks_the_readers_language(cast: Cast) -> None:
    order = an_answered_order(cast.town)
    answer = case_file(cast, "handler", order.number, "zh-hans")
    assert "服务事项" in text_of(answer.content) or "诉求" in text_of(answer.content)


def test_case_file_is_tagged_and_says_its_language(cast: Cast) -> None:
    made = case_file(cast, "handler", an_order(cast.town).number).content
    root: Any = PdfReader(BytesIO(made)).trailer["/Root"]
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("en", True)


@pytest.mark.parametrize(("who", "named"), [("handler", True), ("supervisor", False)])
def test_case_file_names_the_requester_to_whom_the_page_does(
    cast: Cast, who: str, *, named: bool
) -> None:
    order = an_order(cast.town, state=OrderState.IN_PROGRESS)
    text = text_of(case_file(cast, who, order.number).content)
    assert (NAME in text, PHONE in text) == (named, named)


@pytest.mark.parametrize("who", ["rival", "stranger", "caller"])
def test_person_without_the_right_gets_no_case_file(cast: Cast, who: str) -> None:
    answer = case_file(cast, who, an_order(cast.town).number)
    assert (answer.status_code, answer.content[:5] == b"%PDF-") == (403, False)


def test_report_of_wrongdoing_is_no_file_for_the_accused(cast: Cast) -> None:
    order = an_order(cast.town, request=a_report(cast.town, about=cast.town.lighting))
    assert case_file(cast, "handler", order.number).status_code == 404


def test_file_is_in_the_audit_trail(cast: Cast) -> None:
    order = an_order(cast.town)
    case_file(cast, "handler", order.number)
    kept = AuditEvent.objects.get(what="pdf.made")
    assert (kept.subject, kept.by) == (order.number, cast.handler)


def test_resident_keeps_the_own_request_as_a_file(cast: Cast, client: Client) -> None:
    request = a_request(cast.town)
    client.get(following_path(request.number))
    text = text_of(client.get(f"/requests/{request.number}/request.pdf").content)
    assert (request.text in text, reference(request.number) in text) == (True, True)


def test_nobody_else_gets_a_residents_file(cast: Cast, client: Client) -> None:
    answer = client.get(f"/requests/{a_request(cast.town).number}/request.pdf")
    assert answer.headers["Location"].startswith("/track/")


@pytest.fixture
def period(cast: Cast) -> int:
    """A period that was run, as yet a draft."""
    an_answered_order(cast.town)
    run = score.run_period(code="2026-03", scheme_code="solve_first", by=cast.evaluator, at=NOW)
    return int(run.pk)


def test_briefing_holds_method_gates_and_denominators(cast: Cast, period: int) -> None:
    made = client_of(cast, "evaluator").get(f"/office/evaluation/{period}/briefing.pdf").content
    text = text_of(made)
    wanted = ("Evaluation 2026-03", "Cases needed to compare", "Weights", "Counted", "Agency")
    assert [one for one in wanted if one not in text] == []


@pytest.mark.parametrize("who", ["head", "handler", "coordinator", "operator"])
def test_draft_is_briefed_to_nobody_else(cast: Cast, period: int, who: str) -> None:
    answer = client_of(cast, who).get(f"/office/evaluation/{period}/briefing.pdf")
    assert (answer.status_code, answer.content[:5] == b"%PDF-") == (403, False)


def test_nothing_is_fetched_for_a_file() -> None:
    page = '<html lang="en"><title>x</title><img src="file:///etc/hostname" alt="not there">Words'
    assert "not there" in text_of(print_page(page))


def test_absent_library_is_told_in_words(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(PrinterMissing, match="extra 'pdf'"):
        print_page("<html></html>")


def test_page_says_that_no_file_can_be_made(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    answer = case_file(cast, "handler", an_order(cast.town).number)
    assert "your browser can print the page itself" in answer.content.decode()
