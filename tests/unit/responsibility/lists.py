"""Small responsibility lists for tests."""

from datetime import date

from cityloop.places.choices import AreaLevel
from cityloop.responsibility.choices import DutyState
from cityloop.responsibility.rules.definitions import DutyListFile, DutyRow
from cityloop.responsibility.rules.matching import DutyIndex, duty_index

TODAY = date(2026, 3, 2)
PARENTS = {"lamp": "streets", "road": "streets", "streets": None, "idea": "conduct"}
CHAIN = ("lane", "yard", "district", "city")
GOVERNMENTS = {"district": "district-government"}


def duty(
    row: int,
    *,
    service_type: str = "lamp",
    area: str | None = None,
    lead: str | None = "a",
    fallback: str | None = None,
    state: DutyState = DutyState.BASIC,
) -> DutyRow:
    return DutyRow(
        row=row,
        code=f"duty-{row}",
        service_type=service_type,
        area=area,
        actions={"en": "Mend", "zh-hans": "维修"},
        level=AreaLevel.DISTRICT,
        state=state,
        lead=lead,
        fallback=fallback,
    )


def duty_list(
    *duties: DutyRow,
    version: str = "2026-1",
    start: date = date(2026, 1, 1),
    end: date | None = None,
) -> DutyListFile:
    return DutyListFile(version=version, valid_from=start, valid_to=end, duties=duties)


def index(*lists: DutyListFile) -> DutyIndex:
    return duty_index(lists, type_parents=PARENTS, district_governments=GOVERNMENTS)
