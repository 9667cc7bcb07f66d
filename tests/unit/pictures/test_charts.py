"""Pictures: valid SVG, the right places, nothing that a strict content policy forbids."""

from math import nan
from xml.etree import ElementTree as ET

import pytest

from cityloop_analytics.pictures import Axis, Points, bars, lines, scatter
from cityloop_analytics.pictures.scales import number_text, span, ticks

SVG = "{http://www.w3.org/2000/svg}"
DAYS, COUNT = Axis(name="day"), Axis(name="requests")
ONE = Points(name="all <requests>", across=[0.0, 1.0, 2.0, 3.0], up=[2.0, nan, 4.0, 1.0])


def drawn(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own text


def test_ticks_are_round_numbers() -> None:
    assert ticks(0, 97) == [0, 20, 40, 60, 80]
    assert ticks(0.82, 0.97) == [0.85, 0.9, 0.95]


def test_ticks_refuse_an_axis_without_length() -> None:
    with pytest.raises(ValueError, match="two different finite ends"):
        ticks(3, 3)


def test_span_holds_zero_where_lengths_are_amounts() -> None:
    assert span([5, 9], from_zero=True) == (0, 9)
    assert span([nan], from_zero=True) == (0, 1)


def test_number_text_groups_thousands() -> None:
    assert number_text(61_234) == "61\u202f234"


def test_line_breaks_where_a_value_is_missing() -> None:
    svg = drawn(lines("Requests", across=DAYS, up=COUNT, series=[ONE]))
    path = next(one.attrib["d"] for one in svg.iter(f"{SVG}path") if "s0" in one.attrib["class"])
    assert path.count("M") == 2


def test_line_says_its_range_in_words() -> None:
    svg = drawn(lines("Requests", across=DAYS, up=COUNT, series=[ONE]))
    assert svg.findtext(f"{SVG}desc") == "all <requests>: 1 – 4 (3)."


def test_page_picture_carries_no_style() -> None:
    text = lines("Requests", across=DAYS, up=COUNT, series=[ONE])
    assert "style" not in text


def test_bars_stand_on_zero() -> None:
    values = Points(name="n", across=[0, 1], up=[10, 5])
    svg = drawn(bars("By hour", across=DAYS, up=COUNT, series=values, alone=True))
    heights = [float(one.attrib["height"]) for one in svg.iter(f"{SVG}rect")]
    assert heights[0] == pytest.approx(2 * heights[1], abs=0.2)


def test_scatter_draws_a_whisker_for_each_interval() -> None:
    one = Points(name="units", across=[1, 2], up=[0.5, 0.6], low=[0.4, 0.5], high=[0.6, 0.7])
    svg = drawn(scatter("Rates", across=DAYS, up=COUNT, series=[one]))
    whiskers = [one for one in svg.iter(f"{SVG}path") if "s0" in one.attrib["class"]]
    assert len(whiskers) == 2


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="different lengths"):
        Points(name="units", across=[1, 2], up=[1])


def test_same_values_give_the_same_bytes() -> None:
    first, second = (scatter("A", across=DAYS, up=COUNT, series=[ONE], alone=True) for _ in "12")
    assert first == second


def test_last_word_below_the_axis_ends_inside_the_picture() -> None:
    months = Axis(name="month", labels=[(0.0, "2025-01"), (3.0, "2025-05")])
    svg = drawn(lines("Requests", across=months, up=COUNT, series=[ONE]))
    words = {one.text: one for one in svg.iter(f"{SVG}text")}
    assert (words["2025-01"].get("text-anchor"), words["2025-05"].get("text-anchor")) == (
        "middle",
        "end",
    )
