"""A new version follows the others without overlap or gap, and is tried before it is published."""

from datetime import date

import pytest

from cityloop.responsibility.rules.succession import (
    Span,
    Tried,
    succession_faults,
    why_not_publish,
)

TODAY = date(2026, 3, 2)
OPEN = Span("1", date(2025, 1, 1))


def faults(new: Span, *others: Span) -> list[str]:
    return [field for field, _words in succession_faults(new, others=others, today=TODAY)]


def test_version_after_an_open_one_has_no_fault() -> None:
    assert faults(Span("2", date(2026, 4, 1)), OPEN) == []


def test_first_version_of_all_has_no_fault() -> None:
    assert faults(Span("1", date(2026, 4, 1))) == []


def test_version_that_begins_where_the_last_ends_has_no_fault() -> None:
    ended = Span("1", date(2025, 1, 1), date(2026, 4, 1))
    assert faults(Span("2", date(2026, 4, 1)), ended) == []


@pytest.mark.parametrize("day", [date(2026, 3, 1), TODAY])
def test_version_that_reaches_back_is_a_fault(day: date) -> None:
    assert faults(Span("2", day), OPEN) == ["valid_from"]


def test_same_name_is_a_fault() -> None:
    assert faults(Span("1", date(2026, 4, 1)), OPEN) == ["version"]


@pytest.mark.parametrize(
    ("end", "words"),
    [(date(2026, 3, 20), "nothing would hold"), (date(2026, 5, 1), "holds until 2026-05-01")],
)
def test_gap_and_overlap_say_which_days(end: date, words: str) -> None:
    last = Span("1", date(2025, 1, 1), end)
    found = list(succession_faults(Span("2", date(2026, 4, 1)), others=[last], today=TODAY))
    assert words in found[0][1]


@pytest.mark.parametrize("day", [date(2026, 4, 1), date(2026, 6, 1)])
def test_version_that_comes_later_is_in_the_way(day: date) -> None:
    coming = Span("2", day)
    assert faults(Span("3", date(2026, 4, 1)), OPEN, coming) == ["valid_from"]


def test_version_that_ends_before_the_next_is_not_in_its_way() -> None:
    ended = Span("1", date(2025, 1, 1), date(2026, 4, 1))
    new = Span("3", date(2026, 4, 1), date(2026, 6, 1))
    assert faults(new, ended, Span("2", date(2026, 6, 1))) == []


GOOD = Tried(done=True, digest="a", base_digest="b")


@pytest.mark.parametrize(
    ("count", "tried", "words"),
    [
        (1, GOOD, "mistakes"),
        (0, None, "Try it"),
        (0, Tried(done=False, digest="a", base_digest="b"), "come to its end"),
        (0, Tried(done=True, digest="x", base_digest="b"), "text has changed"),
        (0, Tried(done=True, digest="a", base_digest="x"), "Another version"),
    ],
)
def test_publication_waits_for(count: int, tried: Tried | None, words: str) -> None:
    said = why_not_publish(faults=count, digest="a", base_digest="b", tried=tried)
    assert words in str(said)


def test_tried_text_may_be_published() -> None:
    assert why_not_publish(faults=0, digest="a", base_digest="b", tried=GOOD) is None
