"""Every component holds to the accessibility rules, in both themes, widths and languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.visit import DESK_WIDTH, PHONE_WIDTH, Visit
from tests.people import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _opened(visit: Visit, *, theme: str, width: int) -> None:
    visit.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    visit.page.set_viewport_size({"width": width, "height": 800})
    visit.page.goto(f"{visit.server}/components/")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE_WIDTH, DESK_WIDTH])
def test_gallery_breaks_no_rule(visit: Visit, cast: Cast, theme: str, width: int) -> None:
    _opened(visit, theme=theme, width=width)
    rules = {"rules": {"target-size": {"enabled": True}}}
    broken = Axe().run(visit.page, options=rules).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in broken] == []


def test_gallery_fits_a_phone_in_chinese(visit: Visit, cast: Cast) -> None:
    visit.open("/components/")
    visit.press("中文")
    assert "可办步骤" in visit.text


def test_error_summary_takes_the_focus(visit: Visit, cast: Cast) -> None:
    _opened(visit, theme="light", width=DESK_WIDTH)
    visit.page.locator(".errors:focus").wait_for()
    assert visit.page.locator(":focus").get_attribute("role") == "alert"


def test_operator_registers_without_a_mouse(visit: Visit, cast: Cast) -> None:
    visit.as_person(cast.operator)
    visit.open("/hotline/")
    visit.page.keyboard.type("The street light is dark.")
    visit.page.keyboard.press("Control+Enter")
    visit.page.get_by_text("Registered as").wait_for()
    visit.look()
    assert "The street light is dark." in visit.text
