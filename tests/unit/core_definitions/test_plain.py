"""Definitions kept in the database are the same when read back."""

import json

import msgspec
import pytest

from cityloop.core.definitions import from_plain, to_plain
from cityloop.intake.rules.load import load_city
from tests.unit.core_definitions.city_folder import DEFINITIONS

CITY = load_city(DEFINITIONS / "demo")


@pytest.mark.parametrize(
    "struct", [CITY.city, CITY.city.settings, CITY.time_limits, *CITY.duty_lists, *CITY.areas]
)
def test_struct_is_read_back_from_json(struct: msgspec.Struct) -> None:
    kept = json.loads(json.dumps(to_plain(struct)))
    assert from_plain(kept, kind=type(struct)) == struct
