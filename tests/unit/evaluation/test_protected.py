"""What is kept back from people who may not see the cases of a period."""

from decimal import Decimal

from cityloop.core.sentences import Sentence
from cityloop.evaluation.choices import Rate
from cityloop.evaluation.queries import RateFigure, UnitLine, protected


def figure(rate: str, *, top: int, bottom: int) -> RateFigure:
    return RateFigure(
        rate=rate,
        measured=True,
        numerator=Decimal(top),
        denominator=Decimal(bottom),
        low=Decimal("0.1"),
        high=Decimal("0.9"),
        band="same",
        band_words="",
    )


def unit(code: str, *, counted: int, excluded: int = 0, **rates: tuple[int, int]) -> UnitLine:
    return UnitLine(
        code=code,
        name=code,
        peer_group="",
        due=counted + excluded,
        excluded=excluded,
        counted=counted,
        exclusions={"EX1": excluded} if excluded else {},
        composite=Decimal(80),
        band="same",
        band_words="",
        class_words="",
        unit_class="none",
        notes=(Sentence("%(n)s of %(due)s are excluded.", n=excluded, due=counted + excluded),),
        rates={rate: figure(rate, top=top, bottom=bottom) for rate, (top, bottom) in rates.items()},
    )


def shown(*lines: UnitLine, own: str = "") -> dict[str, UnitLine]:
    return {line.code: line for line in protected(lines, minimum=10, own={own})}


def test_nine_cases_are_kept_back() -> None:
    assert shown(unit("a", counted=9), unit("b", counted=90))["a"].due is None


def test_total_of_all_does_not_give_nine_cases_away() -> None:
    found = shown(unit("a", counted=9), unit("b", counted=90), unit("c", counted=80))
    assert [line.due for line in found.values()].count(None) == 2


def test_ten_cases_are_shown() -> None:
    assert shown(unit("a", counted=10), unit("b", counted=90))["a"].due == 10


def test_few_excluded_do_not_follow_from_the_counted() -> None:
    found = shown(unit("a", counted=40, excluded=3), unit("b", counted=50, excluded=12))["a"]
    assert (found.exclusions["EX1"], found.excluded, found.counted) == (None, None, None)


def test_rate_whose_denominator_is_the_hidden_count_goes_too() -> None:
    line = unit("a", counted=40, excluded=3, on_time=(20, 40))
    found = shown(line, unit("b", counted=50, excluded=12, on_time=(25, 50)))["a"]
    assert found.rates[Rate.ON_TIME].hidden


def test_few_not_reached_take_the_answers_with_them() -> None:
    line = unit("a", counted=40, reach=(37, 40), resolution=(20, 37))
    found = shown(line, unit("b", counted=60, reach=(30, 60), resolution=(15, 30)))["a"]
    assert found.rates[Rate.RESOLUTION].hidden


def test_composite_goes_with_any_hidden_rate() -> None:
    assert shown(unit("a", counted=40, on_time=(38, 40)))["a"].composite is None


def test_reasons_with_numbers_go_with_the_numbers() -> None:
    assert shown(unit("a", counted=9))["a"].notes == ()


def test_large_counts_stay_as_they_are() -> None:
    lines = [unit(code, counted=60, on_time=(40, 60)) for code in "ab"]
    assert list(protected(lines, minimum=10, own=())) == lines


def test_own_unit_stays_whole() -> None:
    mine = unit("a", counted=9, on_time=(8, 9))
    assert shown(mine, unit("b", counted=90), own="a")["a"] == mine
