"""A small invented city, written straight into the tables: its places, agencies and duty list."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from cityloop.agencies.choices import AgencyKind
from cityloop.agencies.models import Agency
from cityloop.core.definitions import plain_mapping, to_plain
from cityloop.core.models import City, Definition
from cityloop.intake.choices import RequestKind
from cityloop.intake.rules.city import CityDefinitions
from cityloop.intake.rules.load import load_city
from cityloop.places.choices import AreaLevel
from cityloop.places.models import Area
from cityloop.responsibility.choices import ListState
from cityloop.responsibility.models import Duty, DutyList, ServiceType

# The moment at which the clock of the tests stands still; see conftest.
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LONG_AGO = date(2020, 1, 1)
DEFINITIONS = Path(__file__).resolve().parents[1] / "definitions"
DEMO = DEFINITIONS / "demo"


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
        evaluation_scheme=settings.evaluation_scheme,
        settings=to_plain(settings.settings),
    )
    _definition("time_limits", code="testford", content=to_plain(_demo().time_limits))
    calls = _demo().calls
    assert calls is not None
    _definition("calls", code="testford", content=to_plain(calls))
    _definition("calendar", code=settings.calendar, content=_reviewed("calendars/china.yaml"))
    for path in sorted((DEMO / "calendars").glob("*.yaml")):
        content = _reviewed(f"demo/calendars/{path.name}")
        _definition("calendar", code=content["code"], content=content)
    _definition("follow_up_plan", code="plan", content=_reviewed("evaluation/follow_up.yaml"))
    _definition(
        "evaluation_scheme",
        code=settings.evaluation_scheme,
        content=_reviewed("evaluation/solve_first.yaml"),
    )
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


def _reviewed(name: str) -> dict[str, Any]:
    """Content of a reviewed text as a JSON column keeps it; days become text."""
    content: dict[str, Any] = json.loads(json.dumps(plain_mapping(DEFINITIONS / name), default=str))
    return content


def _definition(kind: str, *, code: str, content: dict[str, Any]) -> None:
    Definition.objects.create(
        kind=kind,
        code=code,
        version="1",
        valid_from=LONG_AGO,
        content=content,
        digest=f"{kind} {code}".ljust(64, "0"),
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
