"""The loaded rows name the same unit for a matter as the reviewed text they came from."""

from datetime import date

import pytest
from django.test import override_settings

from cityloop.flows.found import Founding, found_city
from cityloop.intake.rules.city import CityDefinitions
from cityloop.intake.rules.load import load_city
from cityloop.places.models import Area
from cityloop.places.queries import locate_area
from cityloop.responsibility.models import ServiceType
from cityloop.responsibility.queries.duties import find_duty
from cityloop.responsibility.rules.matching import match_duty
from tests.people import NOW
from tests.town import DEFINITIONS

pytestmark = pytest.mark.django_db
DAYS = (date(2023, 6, 1), date(2025, 6, 1), date(2026, 3, 2))


@pytest.fixture
def text() -> CityDefinitions:
    """The demo's definitions, loaded; its passwords are hashed without much work."""
    folder = DEFINITIONS / "demo"
    definitions = load_city(folder)
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        found_city(Founding(definitions, folder, password_for=lambda _name: "!"), by=None, at=NOW)
    return definitions


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("place", ["dyers-lane", "orchard-row", "new-quay", None])
def test_duty_is_the_one_of_the_text(text: CityDefinitions, place: str | None, day: date) -> None:
    index = text.duty_index()
    chain = text.area_chain(place) if place else ()
    area = Area.objects.get(code=place) if place else None
    for service_type in ServiceType.objects.filter(active=True):
        wanted = match_duty(index, service_type=service_type.code, area_chain=chain, on=day)
        found = find_duty(service_type, area=area, on=day)
        assert (
            found.basis,
            found.agency and found.agency.code,
            found.duty and found.duty.row,
            found.reasons,
        ) == (
            wanted.basis.value,
            wanted.agency,
            wanted.duty and wanted.duty.row,
            wanted.reasons,
        ), service_type.code


@pytest.mark.parametrize("code", ["dyers-lane", "orchard-row", "new-quay"])
def test_point_lies_in_the_area_of_the_text(text: CityDefinitions, code: str) -> None:
    inside = text.boundaries[code].representative_point()
    area = locate_area(inside.x, inside.y)
    assert area is not None
    assert code in area.chain
    assert area.chain == list(text.area_chain(area.code))
