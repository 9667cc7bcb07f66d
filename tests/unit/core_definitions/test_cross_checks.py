"""What one file of a city names, another must hold."""

from pathlib import Path

import pytest

from cityloop.intake.rules.load import load_city
from cityloop.places.choices import AreaLevel
from tests.unit.core_definitions.city_folder import SpoiltCity, copied_city

LISTS = "duty_lists/2026-1.yaml"


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SpoiltCity:
    monkeypatch.chdir(tmp_path)
    return copied_city(tmp_path)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        pytest.param(
            "city.yaml",
            "zone: Asia/Shanghai",
            "zone: Asia/Shanghia",
            "field 'zone': 'Asia/Shanghia' is not a time zone of the IANA list",
            id="zone",
        ),
        pytest.param(
            "city.yaml",
            "calendar: china",
            "calendar: chinas",
            "field 'calendar': calendar 'chinas' is not in definitions/calendars; "
            "did you mean 'china'?",
            id="calendar",
        ),
        pytest.param(
            "city.yaml",
            "evaluation_scheme: solve_first",
            "evaluation_scheme: solve_last",
            "field 'evaluation_scheme': evaluation scheme 'solve_last' is not in "
            "definitions/evaluation; did you mean 'solve_first'?",
            id="scheme",
        ),
        pytest.param(
            "city.yaml",
            "      1: null\n",
            "",
            "field 'windows': has no window for grade 1; write null for none",
            id="objection-window",
        ),
        pytest.param(
            "city.yaml",
            "percent: 80",
            "percent: 40",
            "field 'escalation': the percentages must rise: [50, 40, 100, 150]",
            id="escalation",
        ),
        pytest.param(
            "areas.yaml",
            "parent: pearshade\n",
            "parent: old-mill\n",
            "field 'parent': 'old-mill' is a community and cannot hold a community; "
            "name an area of a wider level",
            id="area-level",
        ),
        pytest.param(
            "people.yaml",
            "agency: supervision",
            "agency: supervison",
            "field 'agency': agency 'supervison' is not in agencies.yaml; "
            "did you mean 'supervision'?",
            id="person",
        ),
        pytest.param(
            "agencies.yaml",
            "    active_to: 2026-01-01\n",
            "",
            "field 'successor': has a successor but no 'active_to'; add the day on which it ended",
            id="successor-without-end",
        ),
        pytest.param(
            LISTS,
            "      - agency: water-lighting\n",
            "      - agency: weavers-yard-office\n",
            "field 'co_agencies': names an agency twice, or the lead again; keep one",
            id="co-agency-twice",
        ),
        pytest.param(
            "joint_bodies.yaml",
            "role: lead, agency",
            "role: firm, agency",
            "field 'members': has 0 members with role 'lead'; it needs exactly one",
            id="joint-body",
        ),
        pytest.param(
            "service_types.yaml",
            "kinds: [irregularity]",
            "kinds: [iregularity]",
            "field 'kinds': kind 'iregularity' is not in the kinds of request; "
            "did you mean 'irregularity'?",
            id="kind",
        ),
        pytest.param(
            "service_types.yaml",
            "      en: [gas, smell, leak]\n",
            "",
            "field 'keywords': has no words in en; people search in every language",
            id="keywords",
        ),
        pytest.param(
            LISTS,
            "lead: urban-management",
            "lead: lighting-office",
            "field 'lead': 'lighting-office' was succeeded by 'water-lighting'; name that one",
            id="successor",
        ),
        pytest.param(
            LISTS,
            "lead: civil-affairs",
            "lead: dyers-lane-committee",
            "field 'lead': 'dyers-lane-committee' may assist but not lead; "
            "make its sub-district the lead",
            id="committee-leads",
        ),
        pytest.param(
            LISTS,
            "state: taken_back\n    lead: market-supervision",
            "state: taken_back\n    lead: pearshade-office",
            "field 'lead': the duty is taken back by superiors, so 'pearshade-office' may not "
            "lead it",
            id="taken-back",
        ),
        pytest.param(
            LISTS,
            "{ fallback: southmere-government, payer",
            "{ payer",
            "field 'lead': has neither lead nor fallback; name one",
            id="no-owner",
        ),
        pytest.param(
            "duty_lists/2025-1.yaml",
            "valid_to: 2026-01-01",
            "valid_to: 2026-02-01",
            "field 'valid_to': list '2025-1' is still valid when '2026-1' begins; "
            "end it on 2026-01-01",
            id="overlap",
        ),
        pytest.param(
            "time_limits.yaml",
            "grade: 3, kind: inquiry, amount",
            "grade: 3, amount",
            "field 'code': selects the same orders as 'answer-3'; remove one or add a selector",
            id="tie",
        ),
        pytest.param(
            "knowledge.yaml",
            "owner: willowmere-energy",
            "owner: willowmere-energie",
            "field 'owner': agency 'willowmere-energie' is not in agencies.yaml; "
            "did you mean 'willowmere-energy'?",
            id="knowledge-owner",
        ),
    ],
)
def test_mistake_between_files_is_named(
    city: SpoiltCity, file: str, old: str, new: str, message: str
) -> None:
    city.replace(file, old, new=new)
    assert [line.split(", ", 1)[1] for line in city.messages()][:1] == [message]


def test_two_leads_of_one_duty_are_a_conflict(city: SpoiltCity) -> None:
    text = (city.folder / LISTS).read_text("utf-8")
    first = text.split("duties:\n")[1].split("  - row: 2\n")[0]
    copy = first.replace("row: 1\n", "row: 999\n").replace("code: street-light-out", "code: twin")
    city.append(LISTS, copy.replace("lead: water-lighting", "lead: urban-management"))
    assert [message.split(": ", 1)[1] for message in city.messages()] == [
        (
            "'street-light-out' in the whole city is led by 'water-lighting' (row 1) and "
            "'urban-management' (row 999); keep one lead"
        )
    ]


def test_grade_without_a_time_limit_is_named(city: SpoiltCity) -> None:
    city.replace(
        "time_limits.yaml",
        "grade: 4, amount: 8, unit: natural_days",
        new="grade: 4, kind: praise, amount: 8, unit: natural_days",
    )
    assert [message.split(": ", 1)[1] for message in city.messages()] == [
        "no row fits every order of grade 4 for clock 'rework'; add one"
    ]


def test_boundary_of_an_unknown_area_is_named(city: SpoiltCity) -> None:
    city.replace("areas.geojson", '"code": "old-mill"', new='"code": "old-mil"')
    assert city.messages() == [
        "definitions/demo/areas.geojson, field 'code': area 'old-mil' is not in areas.yaml",
        (
            f"definitions/demo/areas.yaml line {city.line('areas.yaml', 'code: old-mill')}, field "
            "'code': area 'old-mill' has no boundary in areas.geojson"
        ),
    ]


def test_gap_is_reported_and_does_not_stop_the_city(city: SpoiltCity) -> None:
    city.replace(LISTS, "service_type: road-damage", new="service_type: street-cleaning")
    report = load_city(city.folder).reports["2026-1"]
    assert {(fault.kind, fault.service_type) for fault in report} == {("gap", "road-damage")}


def test_gap_is_told_once_for_each_community_and_not_for_its_estates(city: SpoiltCity) -> None:
    city.replace(LISTS, "service_type: road-damage", new="service_type: street-cleaning")
    definitions = load_city(city.folder)
    communities = [one.code for one in definitions.areas if one.level == AreaLevel.COMMUNITY]
    assert [fault.area for fault in definitions.reports["2026-1"]] == communities


def test_row_without_money_is_reported(city: SpoiltCity) -> None:
    city.replace(
        LISTS, "    money_source: flexible-money\n    payer: weavers-yard-office\n", new=""
    )
    (fault,) = load_city(city.folder).reports["2026-1"]
    assert (fault.kind, fault.rows) == ("unfunded", (2,))


@pytest.mark.parametrize(
    "name", ["joint_bodies.yaml", "people.yaml", "knowledge.yaml", "channels.yaml", "areas.geojson"]
)
def test_city_without_an_optional_file_loads(city: SpoiltCity, name: str) -> None:
    (city.folder / name).unlink()
    assert load_city(city.folder).city.code == "willowmere"
