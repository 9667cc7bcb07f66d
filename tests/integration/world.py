"""One of everything, with words in it that most people must never read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.test import Client

from cityloop.accounts.choices import Role
from cityloop.accounts.models import User
from cityloop.core.models import Definition, OutboxMessage
from cityloop.core.operations import audit
from cityloop.evaluation.choices import PeriodState
from cityloop.evaluation.models import EvaluationPeriod, Exclusion
from cityloop.flows.letters import following_path, rating_path
from cityloop.followups.choices import DrawReason
from cityloop.followups.models import FollowUp
from cityloop.intake.models import Identity, Requester, ServiceRequest
from cityloop.intake.operations import add_photo, attach_photos
from cityloop.intake.rules.definitions import ResidentSettings
from cityloop.knowledge.operations import ItemDraft, add_item, say_unhelpful
from cityloop.workorders.choices import OrderState
from cityloop.workorders.models import (
    Deferral,
    Extension,
    Objection,
    ReplyTemplate,
    SavedFilter,
    WorkOrder,
)
from tests.integration.calls import an_answered_call, name_channels
from tests.integration.drafts import begun
from tests.integration.field_work import a_note
from tests.integration.resident_pages import a_picture, tell
from tests.integration.whistle_stories import refused
from tests.people import (
    DAY,
    LONG_AGO,
    NAME,
    NOW,
    PHONE,
    Cast,
    a_report,
    a_request,
    an_answered_order,
    an_order,
    build_cast,
    person,
)

# Words of a shielded report, and of whoever asked for confidence.
SHIELDED = ("Zebrawood envelope", "The officer took the zebrawood envelope.")
CONFIDENTIAL = ("Quillon Hidden", "555-0911")
IDENTITY = (NAME, PHONE)
# Who reads what; nobody else does, on any page.
READS_SHIELDED = {"operator", "dispatcher", "supervisor", "inspector"}
SEES_IDENTITY = {"operator", "handler", "colleague", "head", "caller"}
ANONYMOUS = "anonymous"


@dataclass(frozen=True)
class World:
    """Everybody by name, and an example of each value that an address names."""

    people: Mapping[str, User]
    values: Mapping[str, object]

    def client(self, who: str) -> Client:
        """A browser in which somebody is signed in, and in which a report is half written."""
        client = Client()
        if who != ANONYMOUS:
            client.force_login(self.people[who])
        tell(client)
        return client


def build_world() -> World:
    """Write it all."""
    cast = build_cast()
    town = cast.town
    further = {
        "worker": person("wen.worker", Role.COMMUNITY_WORKER, town.office),
        "analyst": person("ana.analyst", Role.ANALYST, town.government),
        "privacy": person("petra.privacy", Role.PRIVACY_OFFICER, town.government),
        "administrator": person("adam.administrator", Role.ADMINISTRATOR, town.government),
    }
    people = {name: one for name, one in vars(cast).items() if isinstance(one, User)} | further
    name_channels()
    report = _shielded(cast)
    values: dict[str, object] = {
        **_orders(cast),
        **_office(cast),
        **_resident(cast),
        "report": report.request.number,
        "report_order": report.number,
        "call": an_answered_call(cast.operator).number,
        "draft": begun(cast).pk,
        "person": cast.handler.pk,
        "held": cast.handler.roles.get().pk,
    }
    return World(people, values)


def _shielded(cast: Cast) -> WorkOrder:
    title, text = SHIELDED
    report = a_report(cast.town, about=cast.town.lighting, title=title, text=text)
    return an_order(cast.town, agency=cast.town.inspection, request=report, due_at=NOW - DAY)


def _confidential(cast: Cast) -> ServiceRequest:
    asked = a_request(cast.town, confidential=True)
    name, phone = CONFIDENTIAL
    Identity.objects.filter(requester=asked.requester_id).update(name=name, phone=phone)
    return asked


def _orders(cast: Cast) -> dict[str, object]:
    town = cast.town
    open_order = an_order(town, state=OrderState.IN_PROGRESS, handler=cast.handler, accepted_at=NOW)
    an_order(town, hops=3, due_at=NOW - timedelta(hours=2), dispatched_at=NOW - 3 * DAY)
    hidden = an_order(town, request=_confidential(cast))
    objected = an_order(town, state=OrderState.OBJECTED)
    Objection.objects.create(
        order=objected,
        ground="Not ours",
        proposed_agency=town.housing,
        filed_by=cast.handler,
        filed_at=NOW,
    )
    extended = an_order(town, state=OrderState.IN_PROGRESS)
    Extension.objects.create(
        order=extended, amount=3, unit="natural_days", reason="Parts", requested_at=NOW
    )
    Deferral.objects.create(
        order=an_order(town, state=OrderState.SUSPENDED),
        reason_code="money",
        evidence="Budget",
        plan="In May",
        approved_by=cast.coordinator,
        started_at=NOW,
        review_at=NOW + 30 * DAY,
        notified_at=NOW,
    )
    call = refused(cast)
    note = a_note(cast, open_order)
    return {
        "order": open_order.number,
        "request": open_order.request.number,
        "triage": a_request(town).number,
        "matter": open_order.matter.number,
        "confidential_order": hidden.number,
        "confidential": hidden.request.number,
        "objected": objected.number,
        "extended": extended.number,
        "checked": an_answered_order(town, state=OrderState.ANSWERED).number,
        "whistle_order": WorkOrder.objects.get(call=call).number,
        "field_photo": note.photos.earliest("pk").name,
    }


def _office(cast: Cast) -> dict[str, object]:
    answered = an_answered_order(cast.town)
    Exclusion.objects.create(
        order=answered,
        code="EX1",
        evidence="The statute names another body.",
        requested_by=cast.head,
        requested_at=NOW,
    )
    due = {"window_from": NOW - timedelta(hours=1), "window_to": NOW + 3 * DAY}
    interview = FollowUp.objects.create(
        order=answered,
        request=answered.request,
        reason=DrawReason.SAMPLE,
        stratum="lighting",
        drawn_at=NOW,
        **due,
    )
    period = EvaluationPeriod.objects.create(
        code="2026-02",
        scheme=Definition.objects.get(kind="evaluation_scheme"),
        state=PeriodState.PREVIEW,
        starts_at=NOW - 30 * DAY,
        ends_at=NOW,
        run_at=NOW,
        shown_at=NOW,
        run_by=cast.evaluator,
    )
    dead = OutboxMessage.objects.create(
        topic="request.received",
        subject=answered.request.number,
        state=OutboxMessage.State.DEAD,
        created_at=NOW,
        available_at=NOW,
        ended_at=NOW,
        error="refused with code 550",
    )
    audit(what="objection.ruled", subject=answered.number, by=cast.adjudicator, at=NOW)
    saved = SavedFilter.objects.create(
        owner=cast.handler, name="Mine", query="assignee=me", saved_at=NOW
    )
    template = ReplyTemplate.objects.create(
        agency=cast.town.lighting, names={"en": "Lamp"}, texts={"en": "Replaced."}, kept_at=NOW
    )
    return {
        "answered": answered.number,
        "interview": interview.pk,
        "period": period.pk,
        "scheme": period.scheme.code,
        "dead": dead.pk,
        "saved": saved.pk,
        "template": template.pk,
        "rating": rating_path(interview.pk).split("/")[2],
    }


def _resident(cast: Cast) -> dict[str, object]:
    requester = Requester.objects.create()
    Identity.objects.create(requester=requester, name="Rosa Resident", phone="555-0444")
    own = an_order(cast.town, request=a_request(cast.town, requester=requester)).request
    photo = add_photo(a_picture(), limits=ResidentSettings(), by=None, at=NOW)
    attach_photos([photo.name], to=own, by=None, at=NOW)
    draft = ItemDraft(
        titles={"en": "Dark lamps", "zh-hans": "路灯不亮"},
        bodies={"en": "Call us.", "zh-hans": "请来电。"},
        valid_from=LONG_AGO,
    )
    item = add_item("lamps", draft=draft, owner=cast.town.lighting.pk, by=cast.head, at=NOW)
    said = say_unhelpful(item, text="", most=1, by=None, at=NOW)
    return {
        "own": own.number,
        "link": following_path(own.number).split("/")[2],
        "photo": photo.name,
        "item": item.code,
        "feedback": said.pk,
    }
