"""Every page for those who may open it, and for those who may not, with data that could leak."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from cityloop.core.models import AuditEvent
from cityloop.followups.choices import DrawReason
from cityloop.followups.models import FollowUp
from cityloop.workorders.choices import OrderState
from cityloop.workorders.models import WorkOrder
from tests.people import NAME, NOW, PHONE, Cast, a_report, a_request, an_answered_order, an_order

pytestmark = pytest.mark.django_db
SECRET = "The officer asked me for a present."

LIST_PAGES = {
    "/office/whistles/": {"coordinator", "supervisor"},
    "/hotline/": {"operator"},
    "/hotline/calls/": {"operator"},
    "/hotline/desk/": {"operator", "dispatcher", "supervisor"},
    "/hotline/inbox/": {"operator", "dispatcher"},
    "/agency/work-orders/": {
        "handler",
        "colleague",
        "head",
        "rival",
        "officer",
        "coordinator",
        "inspector",
    },
    "/agency/lists/": {
        "handler",
        "colleague",
        "head",
        "rival",
        "officer",
        "coordinator",
        "inspector",
    },
    "/agency/templates/": {"head", "officer"},
    "/agency/templates/new/": {"head", "officer"},
    "/agency/figures/": {"head", "coordinator", "evaluator", "approver", "supervisor"},
    "/field/": {"handler", "colleague", "head", "rival", "officer", "inspector"},
    "/call-back/": {"caller"},
    "/office/board/": {"dispatcher", "adjudicator", "coordinator", "evaluator", "supervisor"},
    "/office/ledger/": {"coordinator", "supervisor"},
    "/office/objections/": {"adjudicator"},
    "/office/extensions/": {"head", "coordinator", "supervisor"},
    "/office/checks/": {"dispatcher"},
    "/office/exclusions/": {
        "adjudicator",
        "head",
        "officer",
        "evaluator",
        "approver",
        "supervisor",
    },
    "/office/evaluation/": {"head", "coordinator", "evaluator", "approver", "supervisor"},
}
EVERYBODY = (
    "operator",
    "dispatcher",
    "adjudicator",
    "handler",
    "colleague",
    "head",
    "rival",
    "officer",
    "coordinator",
    "caller",
    "evaluator",
    "approver",
    "inspector",
    "supervisor",
    "stranger",
)


def client_of(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(getattr(cast, who))
    return client


@pytest.mark.parametrize("page", LIST_PAGES)
def test_list_page_opens_for_its_roles_and_for_nobody_else(cast: Cast, page: str) -> None:
    opened = {who for who in EVERYBODY if client_of(cast, who).get(page).status_code == 200}
    assert opened == LIST_PAGES[page]


@pytest.mark.parametrize("page", LIST_PAGES)
def test_list_page_sends_the_signed_out_to_sign_in(cast: Cast, client: Client, page: str) -> None:
    assert client.get(page)["Location"] == f"/accounts/login/?next={page}"


def test_refused_person_reads_which_roles_may(cast: Cast) -> None:
    answer = client_of(cast, "stranger").get("/hotline/")
    assert "This belongs to other roles: Operator." in answer.content.decode()


def test_every_page_of_ours_declares_its_permission() -> None:
    ours = [pattern for pattern in _patterns(get_resolver()) if _is_ours(pattern.callback)]
    assert [one.pattern for one in ours if not hasattr(one.callback, "permission")] == []


def _patterns(resolver: URLResolver) -> list[URLPattern]:
    found: list[URLPattern] = []
    for one in resolver.url_patterns:
        found += _patterns(one) if isinstance(one, URLResolver) else [one]
    return found


def _is_ours(view: Callable[..., object]) -> bool:
    return getattr(view, "__module__", "").startswith("cityloop.web")


@pytest.mark.parametrize("who", ["handler", "colleague", "head", "dispatcher", "coordinator"])
def test_order_page_opens_for(cast: Cast, who: str) -> None:
    order = an_order(cast.town)
    answer = client_of(cast, who).get(f"/agency/work-orders/{order.number}/")
    assert order.request.text in answer.content.decode()


@pytest.mark.parametrize("who", ["rival", "caller", "stranger", "inspector"])
def test_order_page_says_no_to(cast: Cast, who: str) -> None:
    order = an_order(cast.town)
    answer = client_of(cast, who).get(f"/agency/work-orders/{order.number}/")
    assert (answer.status_code, order.request.text in answer.content.decode()) == (403, False)


@pytest.mark.parametrize(
    ("who", "sees"),
    [("handler", True), ("dispatcher", False), ("coordinator", False), ("evaluator", False)],
)
def test_order_page_shows_the_person_only_to_those_who_need_it(
    cast: Cast, who: str, *, sees: bool
) -> None:
    order = an_order(cast.town)
    page = client_of(cast, who).get(f"/agency/work-orders/{order.number}/").content.decode()
    assert (PHONE in page, NAME in page) == (sees, sees)


def test_handler_no_longer_sees_the_person_once_the_order_is_answered(cast: Cast) -> None:
    order = an_answered_order(cast.town)
    page = client_of(cast, "handler").get(f"/agency/work-orders/{order.number}/").content.decode()
    assert PHONE not in page


def test_confidential_request_hides_the_person_from_its_handler(cast: Cast) -> None:
    order = an_order(cast.town, request=a_request(cast.town, confidential=True))
    page = client_of(cast, "handler").get(f"/agency/work-orders/{order.number}/").content.decode()
    assert PHONE not in page


@pytest.fixture
def accusation(cast: Cast) -> WorkOrder:
    """A report of wrongdoing about the lighting agency, in the inspectors' hands."""
    report = a_report(cast.town, about=cast.town.lighting)
    return an_order(cast.town, agency=cast.town.inspection, request=report)


@pytest.mark.parametrize("who", ["handler", "head"])
def test_accused_agency_gets_not_found(cast: Cast, accusation: WorkOrder, who: str) -> None:
    answer = client_of(cast, who).get(f"/agency/work-orders/{accusation.number}/")
    assert (answer.status_code, SECRET in answer.content.decode()) == (404, False)


def test_attempt_of_the_accused_is_kept(cast: Cast, accusation: WorkOrder) -> None:
    client_of(cast, "handler").get(f"/agency/work-orders/{accusation.number}/")
    kept = AuditEvent.objects.get(subject=accusation.number)
    assert (kept.what, kept.by) == ("report.refused", cast.handler)


def test_hidden_order_reads_like_one_that_does_not_exist(cast: Cast, accusation: WorkOrder) -> None:
    client = client_of(cast, "handler")
    hidden = client.get(f"/agency/work-orders/{accusation.number}/").content.decode()
    missing = client.get("/agency/work-orders/WO-26-999999/").content.decode()
    assert _text_of(hidden, accusation.number) == _text_of(missing, "WO-26-999999")


def _text_of(page: str, number: str) -> str:
    return page.split("<main")[1].split("</main>", maxsplit=1)[0].replace(number, "NUMBER")


def test_step_of_a_hidden_order_is_not_found_either(cast: Cast, accusation: WorkOrder) -> None:
    client = client_of(cast, "handler")
    assert client.post(f"/agency/work-orders/{accusation.number}/accept/").status_code == 404


def test_report_sent_to_the_accused_by_mistake_stays_out_of_its_list(cast: Cast) -> None:
    an_order(cast.town, request=a_report(cast.town, about=cast.town.lighting))
    page = client_of(cast, "handler").get("/agency/work-orders/").content.decode()
    assert "Officer took a present" not in page


def test_person_named_in_a_report_does_not_see_it(cast: Cast) -> None:
    report = a_report(cast.town, about=None, subject_name="Ines Inspector")
    order = an_order(cast.town, agency=cast.town.inspection, request=report)
    answer = client_of(cast, "inspector").get(f"/agency/work-orders/{order.number}/")
    assert answer.status_code == 404


def test_inspectors_read_the_report_but_not_who_made_it(cast: Cast, accusation: WorkOrder) -> None:
    page = client_of(cast, "inspector").get(f"/agency/work-orders/{accusation.number}/")
    text = page.content.decode()
    assert (SECRET in text, PHONE in text) == (True, False)


def test_shielded_report_stands_on_no_board_of_the_district(cast: Cast) -> None:
    report = a_report(cast.town, about=cast.town.housing)
    an_order(cast.town, agency=cast.town.inspection, request=report, due_at=NOW - timedelta(1))
    page = client_of(cast, "coordinator").get("/office/board/").content.decode()
    assert "Officer took a present" not in page


@pytest.fixture
def interview(cast: Cast) -> FollowUp:
    order = an_answered_order(cast.town)
    return FollowUp.objects.create(
        order=order,
        request=order.request,
        reason=DrawReason.SAMPLE,
        stratum="lighting",
        drawn_at=NOW - timedelta(hours=2),
        window_from=NOW - timedelta(hours=1),
        window_to=NOW + timedelta(days=3),
    )


def test_caller_opens_the_interview(cast: Cast, interview: FollowUp) -> None:
    page = client_of(cast, "caller").get(f"/call-back/{interview.pk}/").content.decode()
    assert "Was anything asked of you about your rating?" in page


@pytest.mark.parametrize("who", ["handler", "head", "evaluator", "dispatcher", "stranger"])
def test_interview_says_no_to(cast: Cast, interview: FollowUp, who: str) -> None:
    assert client_of(cast, who).get(f"/call-back/{interview.pk}/").status_code == 403


def test_order_page_does_not_tell_its_agency_that_it_was_drawn(
    cast: Cast, interview: FollowUp
) -> None:
    interview.order.follow_ups.update(comment="The drawn one")
    number = interview.order.number
    drawn = client_of(cast, "handler").get(f"/agency/work-orders/{number}/").content.decode()
    FollowUp.objects.all().delete()
    left_out = client_of(cast, "handler").get(f"/agency/work-orders/{number}/").content.decode()
    assert _without_tokens(drawn) == _without_tokens(left_out)


def _without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


def test_caller_of_the_handling_agency_is_refused(cast: Cast, interview: FollowUp) -> None:
    cast.caller.agency = cast.town.lighting
    cast.caller.save()
    assert client_of(cast, "caller").get(f"/call-back/{interview.pk}/").status_code == 403


def test_grey_button_says_why(cast: Cast) -> None:
    order = an_order(cast.town, state=OrderState.ACCEPTED, accepted_at=NOW)
    page = client_of(cast, "handler").get(f"/agency/work-orders/{order.number}/").content.decode()
    assert "Not while the order is: Accepted." in page


def test_step_that_the_lifecycle_refuses_says_why(cast: Cast) -> None:
    order = an_order(cast.town)
    client = client_of(cast, "rival")
    answer = client.post(f"/agency/work-orders/{order.number}/accept/")
    assert answer.status_code == 403
