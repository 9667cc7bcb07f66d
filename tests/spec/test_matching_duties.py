"""Who must act, as printed in the manual: matching_duties.txt."""

import pytest

from cityloop.responsibility.rules.definitions import DutyRow
from cityloop.responsibility.rules.matching import DutyMatch, match_duty
from tests.spec.matching_tables import rows
from tests.unit.responsibility.lists import CHAIN, TODAY, duty, duty_list, index

SECTIONS = ("precedence", "fallback", "conflict")


def duties(text: str) -> list[DutyRow]:
    return [one_duty(number, text=word) for number, word in enumerate(text.split(), start=1)]


def one_duty(number: int, *, text: str) -> DutyRow:
    """`type@area:lead`; `*` is the whole city, `?name` a fallback instead of a lead."""
    service_type, _, rest = text.partition("@")
    area, _, owner = rest.partition(":")
    fallback = owner.removeprefix("?") if owner.startswith("?") else None
    return duty(
        number,
        service_type=service_type,
        area=None if area == "*" else area,
        lead=None if fallback else owner,
        fallback=fallback,
    )


def answer(found: DutyMatch) -> str:
    row = f"row {found.duty.row}" if found.duty else ""
    agency = (found.agency or "").removesuffix("-government")
    return " ".join(part for part in (found.basis.value, agency, row) if part)


@pytest.mark.parametrize("case", [case for name in SECTIONS for case in rows("duties", name)])
def test_duty_is_found_as_printed(case: dict[str, str]) -> None:
    found = match_duty(
        index(duty_list(*duties(case["rows (type@area:lead)"]))),
        service_type=case["type"],
        area_chain=() if case["place"] == "-" else CHAIN,
        on=TODAY,
    )
    assert answer(found) == case["answer"]
