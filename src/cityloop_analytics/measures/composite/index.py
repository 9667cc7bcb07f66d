"""An index from raw indicators: every step with its choices named."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cityloop_analytics.measures.cells import Floats
from cityloop_analytics.measures.composite.normalisation import Method, Scale, normalised
from cityloop_analytics.measures.composite.treatment import Treated, TreatmentLimits, treated
from cityloop_analytics.measures.composite.tree import Aggregation, Tree, scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What somebody could have chosen otherwise."""

    limits: TreatmentLimits = field(default_factory=TreatmentLimits)
    method: Method = "min_max"
    aggregation: Aggregation = "arithmetic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """`values`: of every node of the tree, one number a unit. `treatment`: of every indicator."""

    values: Mapping[str, Floats]
    treatment: Mapping[str, Treated]


def index(
    raw: Mapping[str, Floats],
    *,
    scales: Mapping[str, Scale],
    tree: Tree,
    choices: Choices | None = None,
) -> Index:
    """The index of every unit: treatment, normalisation, aggregation (OECD/JRC 2008, steps 3-7).

    raw: one array an indicator, one value a unit, in the indicator's own unit. Raises ValueError
    for an indicator of the tree without values or scale, or arrays of different lengths.
    """
    chosen = choices or Choices()
    _check(raw, scales=scales, tree=tree)
    treatment = {code: treated(raw[code], limits=chosen.limits) for code in tree.leaves}
    common = {
        code: normalised(treatment[code].values, scale=scales[code], method=chosen.method)
        for code in tree.leaves
    }
    values = scores(common, tree=tree, aggregation=chosen.aggregation)
    return Index(values=values, treatment=treatment)


def _check(raw: Mapping[str, Floats], *, scales: Mapping[str, Scale], tree: Tree) -> None:
    for code in tree.leaves:
        if code not in raw:
            raise ValueError(f"no values are given for the indicator '{code}'")
        if code not in scales:
            raise ValueError(f"the indicator '{code}' has no direction")
    lengths = {code: len(raw[code]) for code in tree.leaves}
    if len(set(lengths.values())) > 1:
        first = lengths[tree.leaves[0]]
        odd = next(code for code, length in lengths.items() if length != first)
        raise ValueError(f"'{odd}' has {lengths[odd]} units where '{tree.leaves[0]}' has {first}")
