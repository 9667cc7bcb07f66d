"""Colours are told apart: every pair of tokens that stands on a page, in both themes."""

import re

import pytest

from cityloop.web.components.stylesheet import FOLDER

TEXT, SHAPE = 4.5, 3.0
GROUNDS = ("paper", "surface", "sunken", "accent-soft")
PAIRS = [
    *(("ink", ground, TEXT) for ground in GROUNDS),
    *(("ink-soft", ground, TEXT) for ground in GROUNDS),
    *(("accent", ground, TEXT) for ground in GROUNDS),
    *(("accent-strong", ground, TEXT) for ground in GROUNDS),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    *((tone, f"{tone}-soft", TEXT) for tone in ("good", "soon", "bad")),
    *((tone, ground, TEXT) for tone in ("good", "soon", "bad") for ground in GROUNDS[:2]),
    *(("ink", f"{tone}-soft", TEXT) for tone in ("good", "soon", "bad")),
    ("surface", "good", TEXT),
    *(("line-strong", ground, SHAPE) for ground in ("paper", "surface")),
    *(("focus", ground, SHAPE) for ground in (*GROUNDS, "soon-soft", "bad-soft")),
    *((f"s{number}", "surface", SHAPE) for number in range(4)),
]


def _colours() -> dict[str, dict[str, str]]:
    text = (FOLDER / "tokens.css").read_text(encoding="utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    found = {"light": _named(light)}
    found["dark"] = found["light"] | _named(dark)
    return found


def _named(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", text))


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance of #rgb or #rrggbb."""
    digits = colour[1:]
    whole = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(whole[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_21_to_1() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_pair_has_contrast(theme: str, front: str, ground: str, least: float) -> None:
    colours = _colours()[theme]
    assert contrast(colours[front], colours[ground]) >= least


def test_dark_theme_has_a_colour_for_each_of_the_light_one() -> None:
    text = (FOLDER / "tokens.css").read_text(encoding="utf-8")
    light, dark = map(_named, text.split("@media (prefers-color-scheme: dark)"))
    assert set(dark) == set(light)
