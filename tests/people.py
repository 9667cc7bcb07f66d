"""The cast: who reports, answers, works for a department, supervises, has no business here.

Everybody works in a small invented city that is written straight into the tables, so that a page
can be looked at in any state without playing the whole story before it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from cityloop.accounts.choices import Role
from cityloop.accounts.models import RoleHeld, User
from cityloop.agencies.choices import AgencyKind
from cityloop.agencies.models import Agency
from cityloop.core.definitions import to_plain
from cityloop.core.models import City, Definition
from cityloop.intake.choices import RequestKind, RequestState
from cityloop.intake.models import Identity, Matter, Requester, ServiceRequest
from cityloop.intake.rules.city import CityDefinitions
from cityloop.intake.rules.load import load_city
from cityloop.places.choices import AreaLevel
from cityloop.places.models import Area
from cityloop.responsibility.choices import Clock, Grade, ListState, TimeUnit
from cityloop.responsibility.models import Duty, DutyList, ServiceType
from cityloop.workorders.choices import DispatchBasis, OrderOutcome, OrderState
from cityloop.workorders.models import ClockRecord, WorkOrder, WorkOrderEvent

# The moment at which the clock of the tests stands still; see conftest.
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LONG_AGO = date(2020, 1, 1)
CALENDARS = Path(__file__).resolve().parents[1] / "definitions" / "calendars"
DEMO = Path(__file__).resolve().parents[1] / "definitions" / "demo"
PHONE = "555-0199"
NAME = "Mei Invented"


@dataclass(frozen=True)
class Town:
    """The places and agencies that the cast works in."""

    district: Area
    street: Area
    government: Agency
    centre: Agency
    district_government: Agency
    lighting: Agency
    housing: Agency
    office: Agency
    inspection: Agency
    lights: ServiceType
    misconduct: ServiceType
    duty: Duty


def build_town() -> Town:
    """Write the city; its settings are those of the demo."""
    settings = _demo().city
    City.objects.create(
        code="testford",
        names={"en": "Testford", "zh-hans": "试城"},
        zone="Asia/Shanghai",
        languages=["en", "zh-hans"],
        calendar=settings.calendar,
        settings=to_plain(settings.settings),
    )
    _definition("time_limits", code="testford", content=to_plain(_demo().time_limits))
    calendar = yaml.safe_load((CALENDARS / "china.yaml").read_text(encoding="utf-8"))
    _definition("calendar", code=settings.calendar, content=msgspec.to_builtins(calendar))
    whole = _area("testford", AreaLevel.CITY, None, "全城")
    district = _area("south", AreaLevel.DISTRICT, whole, "南区")
    street = _area("ferry", AreaLevel.SUBDISTRICT, district, "渡口街道")
    government = _agency("government", AgencyKind.CITY_GOVERNMENT, territory=whole)
    south = _agency("south", AgencyKind.DISTRICT, territory=district, parent=government)
    lights = _service_type("street-light", "路灯不亮")
    lighting = _agency("lighting", AgencyKind.UTILITY, territory=district, parent=south)
    return Town(
        district=district,
        street=street,
        government=government,
        centre=_agency("centre", AgencyKind.HOTLINE_CENTRE, parent=government),
        district_government=south,
        lighting=lighting,
        housing=_agency("housing", AgencyKind.DEPARTMENT, territory=district, parent=south),
        office=_agency("office", AgencyKind.SUBDISTRICT, territory=street, parent=south),
        inspection=_agency("inspection", AgencyKind.DEPARTMENT, parent=government),
        lights=lights,
        misconduct=_service_type("misconduct", "工作人员违规", shielded=True),
        duty=_duty(lights, lead=lighting),
    )


@cache
def _demo() -> CityDefinitions:
    return load_city(DEMO)


def _definition(kind: str, *, code: str, content: dict[str, Any]) -> None:
    Definition.objects.create(
        kind=kind,
        code=code,
        version="1",
        valid_from=LONG_AGO,
        content=content,
        digest=kind.ljust(64, "0"),
        loaded_at=NOW,
    )


def _area(code: str, level: AreaLevel, parent: Area | None, chinese: str) -> Area:
    return Area.objects.create(
        code=code,
        names={"en": code.title(), "zh-hans": chinese},
        level=level,
        parent=parent,
        chain=[code, *(parent.chain if parent else [])],
        valid_from=LONG_AGO,
    )


def _agency(code: str, kind: AgencyKind, **more: Any) -> Agency:  # noqa: ANN401 - fields of the model
    made = Agency.objects.create(
        code=code,
        kind=kind,
        names={"en": f"{code.title()} Agency", "zh-hans": f"{code} 单位"},
        active_from=LONG_AGO,
        **more,
    )
    made.department = made
    made.save()
    return made


def _service_type(code: str, chinese: str, *, shielded: bool = False) -> ServiceType:
    group, _made = ServiceType.objects.get_or_create(
        code="public-space", defaults={"names": {"en": "Public space", "zh-hans": "公共空间"}}
    )
    return ServiceType.objects.create(
        code=code,
        names={"en": code.replace("-", " ").capitalize(), "zh-hans": chinese},
        parent=group,
        chain=[code, group.code],
        kinds=RequestKind.values,
        shielded=shielded,
    )


def _duty(service_type: ServiceType, *, lead: Agency) -> Duty:
    duty_list = DutyList.objects.create(
        version="2026-1", state=ListState.ACTIVE, valid_from=date(2026, 1, 1), digest="0" * 64
    )
    return Duty.objects.create(
        duty_list=duty_list,
        row=214,
        code="light-1",
        names={"en": "Repair street lights", "zh-hans": "维修路灯"},
        service_type=service_type,
        lead=lead,
        level=AreaLevel.DISTRICT,
        money_source="district-budget",
        payer="district-finance",
    )


@dataclass(frozen=True)
class Cast:
    """The people; `stranger` has no role at all, `rival` handles orders of another agency."""

    town: Town
    operator: User
    dispatcher: User
    adjudicator: User
    handler: User
    colleague: User
    head: User
    rival: User
    officer: User
    coordinator: User
    caller: User
    evaluator: User
    approver: User
    inspector: User
    supervisor: User
    stranger: User


def build_cast() -> Cast:
    """Write the city and everybody in it."""
    town = build_town()
    return Cast(
        town=town,
        operator=person("olga.operator", Role.OPERATOR, town.centre),
        dispatcher=person("dan.dispatcher", Role.DISPATCHER, town.centre),
        adjudicator=person("ada.adjudicator", Role.ADJUDICATOR, town.centre),
        handler=person("hal.handler", Role.HANDLER, town.lighting),
        colleague=person("cole.colleague", Role.HANDLER, town.lighting),
        head=person("hedda.head", Role.UNIT_HEAD, town.lighting),
        rival=person("rita.rival", Role.HANDLER, town.housing),
        officer=person("ottilie.officer", Role.SUBDISTRICT_OFFICER, town.office),
        coordinator=person("cora.coordinator", Role.DISTRICT_COORDINATOR, town.district_government),
        caller=person("cal.caller", Role.FOLLOW_UP_AGENT, town.centre),
        evaluator=person("eva.evaluator", Role.EVALUATOR, town.government),
        approver=person("abe.approver", Role.RUN_APPROVER, town.government),
        inspector=person("ines.inspector", Role.HANDLER, town.inspection),
        supervisor=person("sven.supervisor", Role.SUPERVISOR, town.inspection),
        stranger=person("stella.stranger", None, town.housing),
    )


def person(username: str, role: Role | None, agency: Agency) -> User:
    """Write a person who holds one role for an agency."""
    first, last = username.split(".")
    user = User.objects.create_user(
        username=username, first_name=first.title(), last_name=last.title(), agency=agency
    )
    if role:
        RoleHeld.objects.create(user=user, role=role, agency=agency, valid_from=LONG_AGO)
    return user


_serial = count(1)


def a_request(town: Town, **more: Any) -> ServiceRequest:  # noqa: ANN401 - fields of the model
    """Write a request in triage about a dark street light, with a person behind it."""
    serial = next(_serial)
    requester = Requester.objects.create()
    Identity.objects.create(requester=requester, name=NAME, phone=PHONE)
    fields: dict[str, Any] = {
        "number": f"SR-26-{serial:06d}",
        "kind": RequestKind.COMPLAINT,
        "state": RequestState.TRIAGE,
        "service_type": town.lights,
        "requester": requester,
        "channel": "phone",
        "title": f"Street light {serial} is dark",
        "text": "The lamp at the corner has been dark for a week.",
        "address": "3 Ferry Lane",
        "area": town.street,
        "received_at": NOW - DAY,
    }
    return ServiceRequest.objects.create(**{**fields, **more})


def a_report(town: Town, *, about: Agency | None, **more: Any) -> ServiceRequest:  # noqa: ANN401 - fields
    """Write a shielded report of wrongdoing about an agency."""
    fields = {"kind": RequestKind.IRREGULARITY, "service_type": town.misconduct, "shielded": True}
    words = {"title": "Officer took a present", "text": "The officer asked me for a present."}
    return a_request(town, subject_agency=about, **{**fields, **words, **more})


def an_order(
    town: Town,
    *,
    agency: Agency | None = None,
    request: ServiceRequest | None = None,
    **more: Any,  # noqa: ANN401 - fields of the model
) -> WorkOrder:
    """Write an order to an agency (the lighting agency), a day old, due in six days."""
    asked = request or a_request(town)
    serial = next(_serial)
    asked.matter = asked.matter or _matter(asked, of=asked.service_type or town.lights)
    asked.state = RequestState.DISPATCHED
    asked.save()
    handling = agency or town.lighting
    fields: dict[str, Any] = {
        "number": f"WO-26-{serial:06d}",
        "matter": asked.matter,
        "request": asked,
        "state": OrderState.DISPATCHED,
        "agency": handling,
        "department": handling.department,
        "area": asked.area,
        "service_type": asked.service_type,
        "kind": asked.kind,
        "grade": Grade.ORDINARY,
        "shielded": asked.shielded,
        "basis": DispatchBasis.DUTY,
        "duty": town.duty,
        "basis_text": {"en": "row 214 of list 2026-1", "zh-hans": "2026-1 版职责清单第 214 行"},
        "dispatched_at": NOW - DAY,
        "due_at": NOW + 6 * DAY,
    }
    order = WorkOrder.objects.create(**{**fields, **more})
    _clocks_and_history(order)
    return order


def an_answered_order(town: Town, **more: Any) -> WorkOrder:  # noqa: ANN401 - fields of the model
    """Write an order that its agency has answered."""
    fields = {
        "state": OrderState.FOLLOW_UP,
        "accepted_at": NOW - DAY,
        "contacted_at": NOW - DAY,
        "answered_at": NOW - DAY / 2,
        "outcome": OrderOutcome.RESOLVED,
        "answer": "The lamp was replaced on Sunday evening.",
    }
    return an_order(town, **{**fields, **more})


def _matter(asked: ServiceRequest, *, of: ServiceType) -> Matter:
    return Matter.objects.create(
        number=f"MA-26-{next(_serial):06d}",
        service_type=of,
        area=asked.area,
        opened_at=asked.received_at,
        shielded=asked.shielded,
    )


def _clocks_and_history(order: WorkOrder) -> None:
    if order.due_at:
        ClockRecord.objects.create(
            order=order,
            clock=Clock.ANSWER,
            amount=7,
            unit=TimeUnit.NATURAL_DAYS,
            rule_id="answer-3",
            calendar="china",
            start_at=order.dispatched_at,
            base_due_at=order.due_at,
            due_at=order.due_at,
            stopped_at=order.answered_at,
        )
    WorkOrderEvent.objects.create(
        order=order,
        sequence=1,
        step="dispatch",
        at=order.dispatched_at,
        party="centre",
        to_state=OrderState.DISPATCHED,
        hash="0" * 64,
    )
    order.event_count, order.last_hash = 1, "0" * 64
    order.save()


@pytest.fixture
def cast(db: None) -> Cast:
    """Return everybody, in a city of their own."""
    return build_cast()
