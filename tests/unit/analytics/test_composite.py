"""The steps of a composite index, each on values that can be followed by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop_analytics.measures.cells import Floats
from cityloop_analytics.measures.composite.certainty import Alternatives, certainty, standing
from cityloop_analytics.measures.composite.filling import filled_by_group
from cityloop_analytics.measures.composite.index import Choices, index
from cityloop_analytics.measures.composite.moving import movers
from cityloop_analytics.measures.composite.normalisation import Method, Scale, normalised
from cityloop_analytics.measures.composite.treatment import TreatmentLimits, treated
from cityloop_analytics.measures.composite.tree import Aggregation, Node, Tree, scores

HIGHER, LOWER = Scale(direction="higher"), Scale(direction="lower")
TREE = Tree(
    nodes=[
        Node(code="whole"),
        Node(code="homes", parent="whole", weight=1),
        Node(code="streets", parent="whole", weight=3),
        Node(code="lifts", parent="homes"),
        Node(code="heating", parent="homes"),
        Node(code="trees", parent="streets"),
    ]
)
SCALES = {"lifts": HIGHER, "heating": LOWER, "trees": HIGHER}


def numbers(*values: float) -> Floats:
    return np.array(values, dtype=float)


def test_values_of_ordinary_shape_stay_as_they_are() -> None:
    values = numbers(1, 2, 3, 4, 5, 6)
    assert treated(values, limits=TreatmentLimits()).values.tolist() == values.tolist()


def test_one_extreme_value_takes_the_value_of_the_next() -> None:
    found = treated(numbers(*range(20), 1000), limits=TreatmentLimits())
    assert (found.high, found.low, found.values.max()) == (1, 0, 19)


def test_low_extremes_are_pulled_up() -> None:
    found = treated(numbers(*range(20), -1000), limits=TreatmentLimits())
    assert (found.high, found.low, found.values.min()) == (0, 1, 0)


def test_treatment_that_does_not_cure_says_so() -> None:
    found = treated(numbers(*[0] * 40, 1, 50, 900), limits=TreatmentLimits(points=1))
    assert (found.high, found.cured) == (1, False)


def test_missing_values_stay_missing_when_treated() -> None:
    found = treated(numbers(*range(20), np.nan, 1000), limits=TreatmentLimits())
    assert np.isnan(found.values).tolist() == [*[False] * 20, True, False]


@pytest.mark.parametrize(
    ("method", "scale", "expected"),
    [
        ("min_max", HIGHER, [0, 50, 100]),
        ("min_max", LOWER, [100, 50, 0]),
        ("rank", LOWER, [100, 50, 0]),
        ("z_score", HIGHER, [-1, 0, 1]),
        ("goalposts", Scale(direction="higher", worst=2, best=3), [0, 0, 100]),
        ("goalposts", Scale(direction="lower", worst=5, best=1), [100, 75, 50]),
    ],
)
def test_scale_is_better_upwards(method: Method, scale: Scale, expected: list[float]) -> None:
    assert normalised(numbers(1, 2, 3), scale=scale, method=method).tolist() == expected


@pytest.mark.parametrize(("method", "middle"), [("min_max", 50), ("rank", 50), ("z_score", 0)])
def test_units_alike_stand_in_the_middle(method: Method, middle: float) -> None:
    assert normalised(numbers(7, 7), scale=HIGHER, method=method).tolist() == [middle, middle]


def test_goalposts_the_wrong_way_round_are_refused() -> None:
    scale = Scale(direction="higher", worst=3, best=1)
    with pytest.raises(ValueError, match="contradict the direction 'higher'"):
        normalised(numbers(1, 2), scale=scale, method="goalposts")


def test_gap_is_filled_by_its_group() -> None:
    found = filled_by_group(numbers(1, 3, np.nan, 10), groups=["a", "a", "a", "b"])
    assert (found.values.tolist(), found.estimated.tolist()) == (
        [1, 3, 2, 10],
        [False, False, True, False],
    )


def test_gap_of_a_group_without_values_stays() -> None:
    assert np.isnan(filled_by_group(numbers(1, np.nan), groups=["a", "b"]).values[1])


def test_aggregate_is_the_weighted_mean_of_what_is_below() -> None:
    found = scores({"lifts": numbers(20), "heating": numbers(60), "trees": numbers(80)}, tree=TREE)
    assert {code: found[code][0] for code in ("homes", "whole")} == {"homes": 40, "whole": 70}


def test_geometric_mean_rewards_balance() -> None:
    leaves = {"lifts": numbers(4, 20), "heating": numbers(100, 20), "trees": numbers(50, 50)}
    homes = scores(leaves, tree=TREE, aggregation="geometric")["homes"]
    assert homes.tolist() == pytest.approx([20, 20])


def test_aggregate_with_too_little_known_has_no_value() -> None:
    leaves = {"lifts": numbers(np.nan), "heating": numbers(60), "trees": numbers(80)}
    assert np.isnan(scores(leaves, tree=TREE)["homes"][0])


def test_mean_is_taken_over_what_is_known() -> None:
    tree = Tree(nodes=TREE.nodes, needed=0.5)
    leaves = {"lifts": numbers(np.nan), "heating": numbers(60), "trees": numbers(80)}
    assert scores(leaves, tree=tree)["homes"].tolist() == [60]


@pytest.mark.parametrize(
    ("nodes", "complaint"),
    [
        ([Node(code="a"), Node(code="b")], "this one has: a, b"),
        ([Node(code="a"), Node(code="b", parent="c")], "'b' stands below 'c', which is no node"),
        ([Node(code="a"), Node(code="b", parent="a", weight=0)], "the weight of 'b'"),
        ([Node(code="a"), Node(code="a")], "'a' stands twice"),
        (
            [Node(code="a"), Node(code="b", parent="c"), Node(code="c", parent="b")],
            "stand below themselves",
        ),
    ],
)
def test_tree_that_is_none_is_refused(nodes: list[Node], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Tree(nodes=nodes)


def test_indicator_without_direction_is_named() -> None:
    raw = {code: numbers(1, 2) for code in TREE.leaves}
    with pytest.raises(ValueError, match="'trees' has no direction"):
        index(raw, scales={"lifts": HIGHER, "heating": LOWER}, tree=TREE)


def test_indicator_of_another_length_is_named() -> None:
    raw = {"lifts": numbers(1, 2), "heating": numbers(1, 2), "trees": numbers(1)}
    with pytest.raises(ValueError, match="'trees' has 1 units where 'lifts' has 2"):
        index(raw, scales=SCALES, tree=TREE)


VALUES = st.lists(st.integers(-1000, 1000), min_size=6, max_size=6, unique=True)
STEPS = st.sampled_from(["arithmetic", "geometric", "harmonic"])


@given(lifts=VALUES, heating=VALUES, trees=VALUES, aggregation=STEPS)
def test_unit_best_in_everything_is_best_in_all(
    lifts: list[int], heating: list[int], trees: list[int], aggregation: Aggregation
) -> None:
    raw = {
        "lifts": numbers(*sorted(lifts)),
        "heating": numbers(*sorted(heating, reverse=True)),
        "trees": numbers(*sorted(trees)),
    }
    found = index(raw, scales=SCALES, tree=TREE, choices=Choices(aggregation=aggregation))
    assert found.values["whole"][-1] == pytest.approx(found.values["whole"].max())


def test_unit_far_ahead_is_better_in_every_draw() -> None:
    raw = {
        "lifts": numbers(1, 2, 3, 4, 9),
        "heating": numbers(5, 2, 4, 3, 1),
        "trees": numbers(2, 1, 4, 3, 9),
    }
    found = certainty(raw, scales=SCALES, tree=TREE, alternatives=Alternatives(), draws=50)
    assert (found.bands[4], found.low[4], found.high[4]) == ("better", 1, 1)


def test_units_that_draws_disagree_on_are_in_the_middle() -> None:
    draws = np.array([[1.0, 2, 3, np.nan], [3.0, 2, 1, 1]])
    assert standing(draws).bands == ("middle", "middle", "middle", "unknown")


def test_same_seed_gives_the_same_places() -> None:
    raw = {code: numbers(1, 5, 3) for code in TREE.leaves}
    one, other = (
        certainty(raw, scales=SCALES, tree=TREE, alternatives=Alternatives(), draws=20, seed=4)
        for _ in range(2)
    )
    assert one.above.tolist() == other.above.tolist()


def test_mover_needs_just_what_reaches_the_wanted_score() -> None:
    raw = {"lifts": numbers(0, 9, 0), "heating": numbers(5, 1, 5), "trees": numbers(0, 100, 0)}
    found = movers(raw, scales=SCALES, tree=TREE, unit=0, wanted=37.5)
    # Trees count three quarters: 50 of 100 bring half of 75 points.
    assert (found[0].code, found[0].gain, round(found[0].needed or 0, 6)) == ("trees", 75, 50)


def test_mover_that_cannot_do_it_alone_says_so() -> None:
    raw = {"lifts": numbers(0, 9, 0), "heating": numbers(5, 1, 5), "trees": numbers(0, 100, 0)}
    found = {one.code: one for one in movers(raw, scales=SCALES, tree=TREE, unit=0, wanted=37.5)}
    assert (found["lifts"].needed, found["lifts"].gain) == (None, 12.5)
