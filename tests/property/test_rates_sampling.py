"""What must hold of every draw of call-backs."""

from collections import Counter, defaultdict
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.followups.rules.plan import SamplingPlan
from cityloop.followups.rules.sampling import Candidate, allocation, draw, sample_size
from tests.unit.followups.cases import plan

CANDIDATES = st.lists(
    st.builds(
        lambda **facts: facts,
        unit=st.sampled_from(["A", "B"]),
        stratum=st.sampled_from(["lights", "roads", "noise"]),
        grade=st.sampled_from([2, 3, 3, 3, 4]),
        reopened=st.sampled_from([False, False, False, True]),
        linked=st.sampled_from([False, False, True]),
    ),
    max_size=60,
).map(lambda rows: [Candidate(order_id=f"WO-{place}", **row) for place, row in enumerate(rows)])


def weights_of_units(
    candidates: list[Candidate], drawing: SamplingPlan, *, seed: str = "s"
) -> defaultdict[str, Fraction]:
    weights: defaultdict[str, Fraction] = defaultdict(Fraction)
    for one in draw(candidates, plan=drawing, seed=seed):
        weights[one.unit] += one.weight
    return weights


@settings(deadline=None)
@given(CANDIDATES, st.integers(0, 30))
def test_weights_add_up_to_the_population(candidates: list[Candidate], census_up_to: int) -> None:
    small = plan(census_up_to=census_up_to, half_width=0.2)
    weights = weights_of_units([one for one in candidates if not one.linked], small)
    assert weights == Counter(one.unit for one in candidates if not one.linked)


@settings(deadline=None)
@given(CANDIDATES, st.text())
def test_weights_of_joined_requests_are_less_than_one_case_off(
    candidates: list[Candidate], seed: str
) -> None:
    joined = [one for one in candidates if one.linked]
    weights = weights_of_units(joined, plan(), seed=seed)
    share = Fraction(plan().linked_share)
    counted = Counter(one.unit for one in joined)
    assert all(abs(weights[unit] - counted[unit]) < 1 / share for unit in ("A", "B"))


@settings(deadline=None)
@given(CANDIDATES, st.randoms())
def test_draw_ignores_the_order_of_rows(candidates: list[Candidate], chance: Random) -> None:
    small = plan(census_up_to=5, half_width=0.2)
    shuffled = candidates.copy()
    chance.shuffle(shuffled)
    assert draw(shuffled, plan=small, seed="s") == draw(candidates, plan=small, seed="s")


@given(st.integers(0, 100_000))
def test_sample_is_never_larger_than_its_population(population: int) -> None:
    size = sample_size(population, half_width=plan().half_width, confidence=plan().confidence)
    assert 0 <= size <= population


@given(
    st.dictionaries(st.text(max_size=3), st.integers(1, 200), min_size=1, max_size=6),
    st.integers(0, 100),
)
def test_allocation_gives_each_stratum_no_more_than_it_has(
    sizes: dict[str, int], wanted: int
) -> None:
    found = allocation(sizes, wanted=min(wanted, sum(sizes.values())), minimum=1)
    assert all(1 <= found[name] <= size for name, size in sizes.items())
