"""What people do in a simulated life, one act after the other, through the public flows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from cityloop.accounts.choices import Role
from cityloop.agencies.models import Agency
from cityloop.core.errors import CityloopError, NotFound
from cityloop.core.models import City
from cityloop.flows import dispatch, follow_up, handle, report
from cityloop.flows.history_steps import PastStep
from cityloop.flows.life_records import PastLife, PastOrder
from cityloop.flows.report import NewReport
from cityloop.followups.choices import FollowUpState
from cityloop.followups.models import FollowUp
from cityloop.intake.choices import Channel, RequestStep
from cityloop.intake.models import ServiceRequest
from cityloop.jobs.demo.live_order import Act
from cityloop.jobs.demo.lives import Cast, cast_of_city
from cityloop.knowledge.models import KnowledgeItem
from cityloop.places.models import Area
from cityloop.responsibility.models import ServiceType
from cityloop.workorders.choices import OrderStep, Ruling
from cityloop.workorders.models import WorkOrder

# Nobody sits between the requester and these: they report by themselves.
BY_THEMSELVES = frozenset({Channel.APP, Channel.MINI_PROGRAM, Channel.WEB})


class NeverCame(CityloopError):
    """An act about something that an earlier act would have made, had it not been refused."""


@dataclass(slots=True, kw_only=True)
class Stage:
    """The running demo: its people, its codes, and the requests that were made on this stage."""

    zone: ZoneInfo
    cast: Cast
    types: Mapping[str, ServiceType]
    agencies: Mapping[str, Agency]
    areas: Mapping[str, Area]
    items: Mapping[str, KnowledgeItem]
    requests: dict[str, int] = field(default_factory=dict)
    orders: dict[str, int] = field(default_factory=dict)

    def request(self, source_id: str) -> ServiceRequest:
        """Return the request of a life as it stands now; raises NeverCame."""
        if source_id not in self.requests:
            raise NeverCame("The request was not made.")
        return ServiceRequest.objects.get(pk=self.requests[source_id])

    def order(self, life: PastLife) -> WorkOrder:
        """Return the order of a life that is worked on now, as it stands; raises NeverCame."""
        if life.source_id not in self.orders:
            raise NeverCame("The request was not dispatched.")
        return WorkOrder.objects.get(pk=self.orders[life.source_id])

    def do(self, act: Act, *, life: PastLife, at: datetime) -> str:
        """Do one act and return the public number of what it was about, "" for nothing done.

        Raises CityloopError where a rule refuses it.
        """
        if act.order is None:
            return REQUEST_ACTS[act.step](self, life, at)
        past = life.orders[act.order]
        if act.done is None:
            return _call(self, past, at=at)
        return ORDER_ACTS[act.step](self, _Doing(life, past, act.done, at))


def stage_of_city() -> Stage:
    """Read the people and codes of the city in this database; NotFound without the demo's."""
    cast = cast_of_city()
    needed = (Role.OPERATOR, Role.DISPATCHER, Role.ADJUDICATOR, Role.FOLLOW_UP_AGENT)
    if any(role not in cast.by_role for role in needed):
        raise NotFound(
            "Nobody of the demo city works here.",
            mend="Make the city first: cityloop demo --no-server.",
        )
    return Stage(
        zone=ZoneInfo(City.objects.get().zone),
        cast=cast,
        types={one.code: one for one in ServiceType.objects.all()},
        agencies={one.code: one for one in Agency.objects.all()},
        areas={one.code: one for one in Area.objects.all()},
        items={one.code: one for one in KnowledgeItem.objects.all()},
    )


@dataclass(frozen=True, slots=True)
class _Doing:
    """A step of an order that is to be taken now."""

    life: PastLife
    past: PastOrder
    step: PastStep
    at: datetime


def _receive(stage: Stage, life: PastLife, at: datetime) -> str:
    operator = None if life.channel in BY_THEMSELVES else stage.cast.by_role[Role.OPERATOR]
    speaker = life.speaker
    new = NewReport(
        kind=life.kind,
        text=life.text,
        title=life.title,
        channel=life.channel,
        service_type=stage.types[life.service_type],
        grade=life.grade,
        area=stage.areas[life.area],
        address=life.address,
        latitude=life.latitude,
        longitude=life.longitude,
        name=speaker.name,
        phone=speaker.phone,
        email=speaker.email,
        language=speaker.language,
        requester_kind=speaker.kind,
    )
    request = report.receive(new, by=operator, at=at)
    stage.requests[life.source_id] = request.pk
    return request.number


def _join(stage: Stage, life: PastLife, at: datetime) -> str:
    first = stage.request(life.joins)
    if first.matter is None:
        raise NotFound("The request to join has no matter yet.", where=first.number)
    reason = "The same thing at the same place."
    dispatcher = stage.cast.by_role[Role.DISPATCHER]
    request = stage.request(life.source_id)
    return report.join_matter(
        request, matter=first.matter, reason=reason, by=dispatcher, at=at
    ).number


def _answer_at_once(stage: Stage, life: PastLife, at: datetime) -> str:
    item = stage.items[life.item]
    text = item.titles.get(life.speaker.language) or item.titles["en"]
    operator = stage.cast.by_role[Role.OPERATOR]
    request = stage.request(life.source_id)
    return report.answer_at_once(request, item=item, text=text, by=operator, at=at).number


def _treat(stage: Stage, life: PastLife, at: datetime) -> str:
    reason = next(step.reason for step in life.steps if step.reason)
    operator = stage.cast.by_role[Role.OPERATOR]
    request = stage.request(life.source_id)
    return report.treat(
        request, treatment=life.treatment, reason=reason, by=operator, at=at
    ).number  # fmt: skip


def _dispatch(stage: Stage, doing: _Doing) -> str:
    request = stage.request(doing.life.source_id)
    order = dispatch.dispatch_request(request, by=stage.cast.by_role[Role.DISPATCHER], at=doing.at)
    stage.orders[doing.life.source_id] = order.pk
    return order.number


def _accept(stage: Stage, doing: _Doing) -> str:
    order = stage.order(doing.life)
    return handle.accept(order, by=stage.cast.handler(order), at=doing.at).number


def _contact(stage: Stage, doing: _Doing) -> str:
    order, note = stage.order(doing.life), doing.step.reason
    return handle.contact(order, note=note, by=stage.cast.handler(order), at=doing.at).number


def _object(stage: Stage, doing: _Doing) -> str:
    order, ground = stage.order(doing.life), doing.step.reason
    handle.object_to(order, reason=ground, by=stage.cast.handler(order), at=doing.at)
    return order.number


def _rule(stage: Stage, doing: _Doing) -> str:
    """The agency that the list names on this stage may be the one that the ruling would name."""
    order, orders = stage.order(doing.life), doing.life.orders
    other = stage.agencies[orders[-1].agency]
    upheld = doing.step.step == OrderStep.UPHOLD and other.pk != order.agency_id
    ruled = dispatch.rule_on_objection(
        order.objection,
        ruling=Ruling.UPHOLD if upheld else Ruling.OVERRULE,
        reason=doing.step.reason,
        agency=other if upheld else None,
        by=stage.cast.by_role[Role.ADJUDICATOR],
        at=doing.at,
    )
    stage.orders[doing.life.source_id] = ruled.pk
    return ruled.number


def _ask_extension(stage: Stage, doing: _Doing) -> str:
    order = stage.order(doing.life)
    handle.request_extension(
        order,
        amount=1,
        reason=doing.step.reason,
        requester_told=True,
        by=stage.cast.handler(order),
        at=doing.at,
    )
    return order.number


def _decide_extension(stage: Stage, doing: _Doing) -> str:
    order, granted = stage.order(doing.life), doing.step.step == OrderStep.GRANT_EXTENSION
    reason = doing.step.reason or "The part is ordered, the date is firm."
    coordinator = stage.cast.by_role.get(Role.DISTRICT_COORDINATOR)
    handle.decide_extension(order, granted=granted, reason=reason, by=coordinator, at=doing.at)
    return order.number


def _answer(stage: Stage, doing: _Doing) -> str:
    order, data = stage.order(doing.life), doing.step.data
    answered = handle.answer(
        order,
        outcome=data["outcome"],
        text=doing.past.answer,
        evidence="photograph on file",
        planned_date=date.fromisoformat(data["planned"]) if data["planned"] else None,
        lead_reason="The joined agencies report separately.",
        by=stage.cast.handler(order),
        at=doing.at,
    )
    checker = stage.cast.by_role[Role.DISPATCHER]
    return handle.check_answer(
        answered, passed=True, reason="Complete.", by=checker, at=doing.at
    ).number  # fmt: skip


def _call(stage: Stage, past: PastOrder, *, at: datetime) -> str:
    """An agent calls whoever is next in the queue; what this life's requester says is said there.

    A call-back window opens days after an answer, and days do not pass faster for the application.
    """
    agent = stage.cast.by_role[Role.FOLLOW_UP_AGENT]
    queue = FollowUp.objects.filter(
        state=FollowUpState.QUEUED, window_from__lte=at, window_to__gt=at
    )  # fmt: skip
    owed = queue.exclude(order__agency=agent.agency_id or 0).order_by("window_to", "pk").first()
    if owed is None or past.call_back is None:
        return ""
    answers: Mapping[str, Any] = past.call_back.answers
    follow_up.record_answers(owed, answers=answers, by=agent, at=at)
    return owed.order.number


REQUEST_ACTS: Final[Mapping[str, Callable[[Stage, PastLife, datetime], str]]] = {
    RequestStep.RECEIVE: _receive,
    RequestStep.LINK: _join,
    RequestStep.ANSWER: _answer_at_once,
    RequestStep.REFUSE: _treat,
    RequestStep.REDIRECT: _treat,
}
ORDER_ACTS: Final[Mapping[str, Callable[[Stage, _Doing], str]]] = {
    OrderStep.DISPATCH: _dispatch,
    OrderStep.ACCEPT: _accept,
    OrderStep.CONTACT: _contact,
    OrderStep.OBJECT: _object,
    OrderStep.UPHOLD: _rule,
    OrderStep.OVERRULE: _rule,
    OrderStep.REQUEST_EXTENSION: _ask_extension,
    OrderStep.GRANT_EXTENSION: _decide_extension,
    OrderStep.REFUSE_EXTENSION: _decide_extension,
    OrderStep.ANSWER: _answer,
}
