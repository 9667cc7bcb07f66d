"""Somebody without an account reads the city's figures, on a phone and at a desk."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.browser.visit import Visit
from tests.integration.public_city import AREA, BODY, COMMUNITY, figures_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def city(settings: Settings, tmp_path: Path) -> None:
    figures_in(tmp_path, settings)


def test_reader_goes_from_the_city_to_an_area_and_who_must_act(visit: Visit, city: None) -> None:
    visit.open("/city/")
    visit.page.get_by_role("link", name="Southmere District", exact=True).click()
    visit.look()
    visit.page.get_by_role("link", name="Weavers' Yard", exact=True).click()
    visit.look()
    assert "kept back" in visit.text
    visit.page.get_by_role("link", name="Who does what").click()
    visit.page.get_by_role("searchbox").fill("street light")
    visit.page.keyboard.press("Enter")
    visit.page.get_by_text("Willowmere Water and Lighting").first.wait_for()
    visit.look()
    assert "City budget" in visit.text


@pytest.mark.parametrize(
    "address",
    [
        f"/city/areas/{AREA}/",
        f"/city/areas/{COMMUNITY}/",
        f"/city/agencies/{BODY}/",
        "/city/topics/",
        "/city/definitions/",
        "/city/open-data/",
    ],
)
def test_page_is_fit_for_everybody_in_chinese(visit: Visit, city: None, address: str) -> None:
    visit.open("/city/")
    visit.press("中文")
    visit.open(address)
    assert visit.page.locator("html").get_attribute("lang") == "zh-hans"
