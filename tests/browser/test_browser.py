"""The browser of the journeys works and has a font for Chinese."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# Draws a character and one that no font has; equal pictures mean an empty box for both.
DRAW = """([one, other]) => [one, other].map(text => {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  pen.font = "40px sans-serif";
  pen.fillText(text, 0, 50);
  return canvas.toDataURL();
})"""


def test_browser_has_a_font_for_chinese(page: Page) -> None:
    chinese, missing = page.evaluate(DRAW, ["城", "\U000effff"])
    assert chinese != missing
