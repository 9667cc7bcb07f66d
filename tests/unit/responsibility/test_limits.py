"""The most specific time limit wins, and two rows never tie."""

from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.agencies.choices import AgencyKind
from cityloop.responsibility.choices import Clock, Grade, TimeUnit
from cityloop.responsibility.rules.definitions import TimeLimitRow
from cityloop.responsibility.rules.limits import (
    LimitWanted,
    TimeLimitMissing,
    limit_table,
    time_limit,
)

WANTED = LimitWanted(
    clock="answer",
    grade=3,
    kind="inquiry",
    service_types=("lamp", "streets"),
    agency_kind="utility",
)
PATTERNS = tuple(
    product(
        ("lamp", "streets", None),
        (Grade.ORDINARY, None),
        ("inquiry", None),
        (AgencyKind.UTILITY, None),
    )
)
Pattern = tuple[str | None, Grade | None, str | None, AgencyKind | None]


def limit(pattern: Pattern, *, code: str = "row") -> TimeLimitRow:
    service_type, grade, kind, agency_kind = pattern
    return TimeLimitRow(
        code=code,
        clock=Clock.ANSWER,
        amount=1,
        unit=TimeUnit.HOURS,
        service_type=service_type,
        grade=grade,
        kind=kind,
        agency_kind=agency_kind,
    )


def rank(pattern: Pattern) -> tuple[int, ...]:
    """The stated order, written a second time: type, then grade, then kind, then agency kind."""
    service_type, *others = pattern
    return (("lamp", "streets", None).index(service_type), *(one is None for one in others))


def winner(*patterns: Pattern) -> TimeLimitRow:
    rows = [limit(pattern, code=f"row-{n}") for n, pattern in enumerate(patterns)]
    return time_limit(limit_table(rows), wanted=WANTED)


@pytest.mark.parametrize(("one", "other"), tuple(combinations(PATTERNS, 2)))
def test_of_any_two_rows_the_more_specific_wins(one: Pattern, other: Pattern) -> None:
    first = min(one, other, key=rank)
    assert winner(one, other).code == ("row-0" if first == one else "row-1")


@given(st.lists(st.sampled_from(PATTERNS), min_size=1, unique=True), st.randoms())
def test_winner_does_not_depend_on_the_order_of_rows(
    patterns: list[Pattern], random: Random
) -> None:
    shuffled = list(patterns)
    random.shuffle(shuffled)
    best = min(patterns, key=rank)
    assert shuffled[int(winner(*shuffled).code.removeprefix("row-"))] == best


def test_rows_with_the_same_selectors_are_refused() -> None:
    pattern = PATTERNS[0]
    with pytest.raises(ValueError, match="'one' and 'two' select the same orders"):
        limit_table([limit(pattern, code="one"), limit(pattern, code="two")])


def test_order_without_a_row_is_named() -> None:
    with pytest.raises(TimeLimitMissing) as refusal:
        time_limit({}, wanted=WANTED)
    assert str(refusal.value) == (
        "no time limit for clock 'answer', grade 3, kind 'inquiry', service type 'lamp/streets', "
        "agency kind 'utility'. Add a row to time_limits.yaml; a row without selectors fits "
        "everything."
    )


def test_row_for_something_else_does_not_fit() -> None:
    table = limit_table([limit(("road", None, None, None))])
    with pytest.raises(TimeLimitMissing):
        time_limit(table, wanted=WANTED)
