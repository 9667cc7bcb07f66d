"""The pages of the administrator and of those who watch: people, roles, the audit trail."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

import cityloop
from cityloop.accounts.choices import Role
from cityloop.accounts.models import RoleHeld, User
from cityloop.core.models import AuditEvent, OutboxMessage
from cityloop.core.operations import audit
from cityloop.web.audit.words import EVENTS
from tests.people import NOW, Cast, a_report, an_order, person

pytestmark = pytest.mark.django_db
SOURCE = Path(cityloop.__file__).parent
Go = Callable[..., str]
ADDED = {
    "username": "nora.new",
    "name": "Nora New",
    "email": "nora@city.example",
    "language": "en",
    "agency": "lighting",
    "role": "handler",
    "valid_from": "2026-03-02",
    "reason": "Joins the lighting agency.",
}


@pytest.fixture
def admin(cast: Cast) -> User:
    return person("adam.administrator", Role.ADMINISTRATOR, cast.town.government)


@pytest.fixture
def officer(cast: Cast) -> User:
    return person("petra.privacy", Role.PRIVACY_OFFICER, cast.town.government)


@pytest.fixture
def go(cast: Cast, admin: User, officer: User) -> Go:
    """Open a page as somebody, or post to it; the text that comes, with its spaces made one."""
    named = {"admin": admin, "privacy": officer}

    def visit(who: str, address: str, **data: object) -> str:
        client = Client()
        client.force_login(named.get(who) or getattr(cast, who))
        answer = client.post(address, data, follow=True) if data else client.get(address)
        return " ".join(answer.content.decode().split())

    return visit


def test_list_finds_people_by_a_part_of_the_name(go: Go) -> None:
    page = go("admin", "/office/people/?q=handl")
    assert ("hal.handler" in page, "rita.rival" in page) == (True, False)


def test_list_finds_the_access_that_ends_soon(cast: Cast, go: Go) -> None:
    cast.rival.roles.update(valid_to=NOW.date() + timedelta(days=10))
    cast.handler.roles.update(valid_to=NOW.date() + timedelta(days=90))
    page = go("admin", "/office/people/?access=ending")
    assert ("rita.rival" in page, "hal.handler" in page) == (True, False)


def test_list_hides_shut_accounts_until_they_are_asked_for(cast: Cast, go: Go) -> None:
    User.objects.filter(pk=cast.rival.pk).update(is_active=False)
    assert "rita.rival" not in go("admin", "/office/people/")
    assert "rita.rival" in go("admin", "/office/people/?access=shut")


def test_added_person_chooses_a_password_by_the_link_in_the_letter(
    go: Go, tmp_path: Path, settings: Settings
) -> None:
    settings.MAIL_URL, settings.SITE_URL = f"folder:{tmp_path}", "http://testserver"
    settings.MAIL_FROM = "City <desk@city.example>"
    go("admin", "/office/people/add/", **ADDED)
    call_command("deliver_outbox")
    [letter] = tmp_path.iterdir()
    text = message_from_bytes(letter.read_bytes(), policy=default).get_body(("plain",))
    found = re.search(r"http://testserver(\S+)", str(text and text.get_content()))
    assert found is not None
    client = Client()
    chosen = {"password1": "A-long-phrase-of-hers", "password2": "A-long-phrase-of-hers"}
    form = client.get(found[1], follow=True).redirect_chain[-1][0]
    client.post(form, chosen)
    assert User.objects.get(username="nora.new").check_password("A-long-phrase-of-hers")


def test_letter_waits_for_the_address_of_the_pages(go: Go, settings: Settings) -> None:
    settings.SITE_URL, settings.MAIL_FROM = "", "City <desk@city.example>"
    go("admin", "/office/people/add/", **ADDED)
    call_command("deliver_outbox")
    message = OutboxMessage.objects.get(topic="person.invited")
    assert "Set CITYLOOP_SITE_URL" in message.error


def test_forgotten_password_is_mailed_by_the_outbox(cast: Cast, client: Client) -> None:
    User.objects.filter(pk=cast.handler.pk).update(email="hal@city.example")
    client.post("/accounts/password/reset/", {"email": "hal@city.example"})
    assert OutboxMessage.objects.get(topic="person.password_asked").subject == "hal.handler"


def test_address_that_nobody_has_is_not_written_to(cast: Cast, client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": "nobody@city.example"})
    assert OutboxMessage.objects.count() == 0


def test_role_that_does_not_go_with_another_is_refused_in_words(cast: Cast, go: Go) -> None:
    data = {"role": "adjudicator", "valid_from": "2026-03-02", "reason": "Stands in."}
    page = go("admin", f"/office/people/{cast.handler.pk}/give-role/", **data)
    assert "Whoever handles orders does not review them." in page
    assert "The person holds the role Handler" in page


def test_contractor_has_access_until_a_day(cast: Cast, go: Go) -> None:
    data = {"role": "operator", "valid_from": "2026-03-02", "valid_to": "2026-06-01"}
    page = go("admin", f"/office/people/{cast.stranger.pk}/give-role/", **data, reason="Contract 7")
    assert "2026-06-01" in page.split('id="roles"')[1].split("</section>")[0]


def test_role_is_ended_on_the_page(cast: Cast, go: Go) -> None:
    held = cast.handler.roles.get()
    address = f"/office/people/{cast.handler.pk}/roles/{held.pk}/end/"
    go("admin", address, on="2026-03-02", reason="Leaves.")
    assert str(RoleHeld.objects.get(pk=held.pk).valid_to) == "2026-03-02"


def test_role_of_somebody_else_is_not_found(cast: Cast, go: Go) -> None:
    held = cast.handler.roles.get()
    assert "Not found" in go("admin", f"/office/people/{cast.rival.pk}/roles/{held.pk}/end/")


@pytest.mark.parametrize("who", ["supervisor", "privacy"])
def test_matrix_shows_who_has_which_role(go: Go, who: str) -> None:
    page = go(who, "/office/people/roles/")
    assert "hal.handler" in page


def test_page_of_a_person_says_what_was_changed(cast: Cast, go: Go) -> None:
    go("admin", f"/office/people/{cast.handler.pk}/deactivate/", reason="Left the city.")
    page = go("admin", f"/office/people/{cast.handler.pk}/")
    assert ("Left the city." in page, "Open the account again" in page) == (True, True)


def write(what: str, subject: str, *, by: User, days_ago: int = 0) -> None:
    audit(what=what, subject=subject, reason="A reason.", by=by, at=NOW - timedelta(days=days_ago))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"WO-1", "WO-2", "WO-3"}),
        ("what=objection.ruled", {"WO-1"}),
        ("what=identity", {"WO-2"}),
        ("who=olga.operator", {"WO-2"}),
        ("subject=WO-3", {"WO-3"}),
        ("since=2026-03-01", {"WO-1", "WO-2"}),
        ("until=2026-02-28", {"WO-3"}),
    ],
)
def test_trail_is_narrowed(cast: Cast, go: Go, query: str, shown: set[str]) -> None:
    write("objection.ruled", "WO-1", by=cast.adjudicator)
    write("identity.searched", "WO-2", by=cast.operator)
    write("outbox.dropped", "WO-3", by=cast.dispatcher, days_ago=5)
    page = go("privacy", f"/office/audit/?{query}").split("<tbody>")[-1]
    assert {name for name in ("WO-1", "WO-2", "WO-3") if name in page} == shown


def test_looks_at_identities_are_counted_by_person(cast: Cast, go: Go) -> None:
    for number in ("SR-1", "SR-2"):
        write("identity.searched", number, by=cast.operator)
    write("identity.searched", "SR-3", by=cast.operator, days_ago=40)
    page = go("privacy", "/office/audit/").split('id="looks"')[1].split("</section>")[0]
    assert re.search(r"Olga Operator.*?>2<", page)


def test_table_of_the_trail_holds_what_the_filter_shows(cast: Cast, officer: User) -> None:
    write("objection.ruled", "WO-1", by=cast.adjudicator)
    write("outbox.dropped", "=WO-3", by=cast.dispatcher)
    client = Client()
    client.force_login(officer)
    answer = client.post("/office/audit/table/", {"what": "outbox.dropped"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[1:4] for row in rows[1:]] == [["dan.dispatcher", "outbox.dropped", "'=WO-3"]]


def test_taking_the_trail_away_is_in_the_trail(cast: Cast, go: Go) -> None:
    write("objection.ruled", "WO-1", by=cast.adjudicator)
    go("privacy", "/office/audit/table/", what="objection.ruled")
    assert AuditEvent.objects.get(what="audit.exported").reason == "what objection.ruled: 1"


def test_trail_hides_reports_about_the_reader(cast: Cast, go: Go) -> None:
    report = a_report(cast.town, about=cast.town.inspection)
    order = an_order(cast.town, agency=cast.town.government, request=report)
    write("report.refused", order.number, by=cast.inspector)
    write("report.refused", report.number, by=cast.inspector)
    assert order.number in go("privacy", "/office/audit/")
    page = go("supervisor", "/office/audit/")
    assert (order.number in page, report.number in page) == (False, False)


def test_list_of_people_costs_the_same_for_many(cast: Cast, admin: User) -> None:
    client = Client()
    client.force_login(admin)
    client.get("/office/people/")
    costs = []
    for letter in "ab":
        with CaptureQueriesContext(connection) as captured:
            client.get("/office/people/")
        costs.append(len(captured))
        for number in range(20):
            person(f"pat.{letter}{number}", Role.HANDLER, cast.town.lighting)
    assert costs[0] == costs[1] <= 12


@pytest.mark.parametrize("day", ["since=0001-01-01", "until=9999-12-31"])
def test_far_day_narrows_nothing_and_is_told(go: Go, day: str) -> None:
    assert "Choose a day of this century." in go("privacy", f"/office/audit/?{day}")


def test_every_event_of_the_trail_has_words() -> None:
    literal = re.compile(r'audit\(\s*what="([a-z_]+\.[a-z_]+)"')
    texts = [path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")]
    written = {what for text in texts for what in literal.findall(text)}
    assert sorted(written - set(EVENTS)) == []
