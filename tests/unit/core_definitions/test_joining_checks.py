"""A list whose co-duties no dispatch could follow is refused with file, line and row."""

from pathlib import Path

import pytest

from tests.unit.core_definitions.city_folder import SpoiltCity, copied_city

LIST = "duty_lists/2026-1.yaml"
ROW = """  - row: 9001
    code: tried-out
    service_type: street-light-out
    area: old-mill
    actions:
      en: Repair
      zh-hans: 维修
    level: community
    state: {state}
    lead: urban-management
    co_agencies:
      - agency: {joins}
        does:
          en: looks
          zh-hans: 查看
    money_source: city-budget
    payer: district-finance
"""


@pytest.mark.parametrize(
    ("state", "joins", "message"),
    [
        pytest.param(
            "basic",
            "dyers-lane-committee",
            "row 9001: 'dyers-lane-committee' is a residents' committee and joins only in a duty "
            "of state community_assist or community_own, not 'basic'; change the state, or take "
            "the committee out",
            id="committee",
        ),
        pytest.param(
            "taken_back",
            "pearshade-office",
            "row 9001: the duty is taken back by superiors, so 'pearshade-office' may not join "
            "in it; take it out",
            id="taken-back",
        ),
    ],
)
def test_co_duty_that_no_dispatch_follows_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str, joins: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    city: SpoiltCity = copied_city(tmp_path)
    before = len((city.folder / LIST).read_text("utf-8").splitlines())
    city.append(LIST, ROW.format(state=state, joins=joins))
    (found,) = city.messages()
    # The mark is on the first of the agencies.
    line = before + 2 + ROW.splitlines().index("    co_agencies:")
    assert found.endswith(f"{LIST} line {line}, field 'co_agencies': {message}")
