"""The draw of call-backs."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from cityloop.followups.choices import DrawReason
from cityloop.followups.rules.sampling import Candidate, Draw, allocation, draw, sample_size
from tests.unit.followups.cases import plan

HALF = Decimal("0.05")
CONFIDENCE = Decimal("0.95")


def candidates(number: int, *, first: int = 0, **facts: object) -> list[Candidate]:
    plain: dict[str, Any] = {"unit": "A", "stratum": "lights", "grade": 3}
    return [
        Candidate(order_id=f"WO-{first + place:05}", **{**plain, **facts})
        for place in range(number)
    ]


@pytest.mark.parametrize(
    ("population", "size"), [(0, 0), (1, 1), (100, 80), (1_000, 278), (10_000, 370), (10**7, 385)]
)
def test_sample_size_keeps_the_half_width(population: int, size: int) -> None:
    assert sample_size(population, half_width=HALF, confidence=CONFIDENCE) == size


def test_small_unit_has_all_its_orders_called() -> None:
    drawn = draw(candidates(100), plan=plan(), seed="s")
    assert {(one.reason, one.weight) for one in drawn} == {(DrawReason.CENSUS, Fraction(1))}


def test_large_unit_has_a_sample_called() -> None:
    drawn = draw(candidates(1_000), plan=plan(), seed="s")
    assert (len(drawn), drawn[0].reason) == (278, DrawReason.SAMPLE)


def test_sampled_order_weighs_what_it_speaks_for() -> None:
    drawn = draw(candidates(1_000), plan=plan(), seed="s")
    assert {one.weight for one in drawn} == {Fraction(1000, 278)}


def test_stored_weight_has_six_decimals() -> None:
    drawn = draw(candidates(1_000), plan=plan(), seed="s")
    assert drawn[0].stored_weight == Decimal("3.597122")


@pytest.mark.parametrize(
    "facts", [{"grade": 1}, {"grade": 2}, {"rework": True}, {"reopened": True}, {"excluded": True}]
)
def test_certain_orders_are_always_called(facts: dict[str, Any]) -> None:
    certain = candidates(20, first=5_000, **facts)
    drawn = draw(candidates(1_000) + certain, plan=plan(), seed="s")
    always = {one.order_id for one in drawn if one.reason == DrawReason.ALWAYS}
    assert always == {one.order_id for one in certain}


def test_one_in_twenty_joined_requests_is_called() -> None:
    drawn = draw(candidates(100, linked=True), plan=plan(), seed="s")
    assert [one.reason for one in drawn] == [DrawReason.LINKED] * 5


def test_joined_requests_weigh_one_by_their_share() -> None:
    drawn = draw(candidates(100, linked=True), plan=plan(), seed="s")
    assert sum(one.weight for one in drawn) == 100


def test_one_joined_request_a_day_is_called_one_day_in_twenty() -> None:
    days = [draw(candidates(1, linked=True), plan=plan(), seed=f"day {n}") for n in range(2000)]
    assert 70 < sum(len(drawn) for drawn in days) < 130


def test_joined_requests_of_each_stratum_are_called_in_its_share() -> None:
    rows = candidates(180, linked=True) + candidates(20, first=180, stratum="noise", linked=True)
    drawn = draw(rows, plan=plan(), seed="s")
    assert sum(one.stratum == "noise" for one in drawn) == 1


def test_share_of_none_calls_no_joined_request() -> None:
    assert draw(candidates(100, linked=True), plan=plan(linked_share=0), seed="s") == ()


def test_each_stratum_is_in_the_sample_in_its_share() -> None:
    rows = candidates(900) + candidates(100, first=900, stratum="noise")
    drawn = draw(rows, plan=plan(), seed="s")
    assert sum(one.stratum == "noise" for one in drawn) == 28


def ids(drawn: tuple[Draw, ...]) -> set[str]:
    return {one.order_id for one in drawn}


def test_another_seed_draws_other_orders() -> None:
    rows = candidates(1_000)
    first, second = (ids(draw(rows, plan=plan(), seed=seed)) for seed in ("s", "t"))
    assert first != second


def test_draw_of_one_day_follows_the_volume_of_the_period() -> None:
    drawn = draw(candidates(100), plan=plan(), seed="s", expected={"A": 1_000})
    assert (len(drawn), drawn[0].reason) == (28, DrawReason.SAMPLE)


def test_allocation_gives_small_strata_their_minimum() -> None:
    assert allocation({"a": 990, "b": 10}, wanted=10, minimum=2) == {"a": 10, "b": 2}


def test_allocation_breaks_ties_by_name() -> None:
    assert allocation({"b": 5, "a": 5}, wanted=3, minimum=1) == {"a": 2, "b": 1}


def test_allocation_of_nothing_is_nothing() -> None:
    assert allocation({}, wanted=3, minimum=1) == {}
